"""What CI runs for the tests: commands of jobs that are known to run tests, followed one step."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.init.tree import join
from mdcheck.evidence.ci.read import CI_FILES, read_pipeline
from mdcheck.evidence.ci.shell import commands
from mdcheck.evidence.ci.tasks import follow, located
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.workspace import OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.init.tree import Tree
    from mdcheck.evidence.ci.model import Job, Pipeline, Script

_SCRIPT = r"((run|ci|all|unit|integration|e2e)[_-]?)*tests?([_-](all|unit|ci|integration|e2e))?"
"""How a script is called that runs tests; `setup-test-data` does not."""
_NO_TASK = r"(?!\S*(install|setup|prepare|deps|requirements|clean|tools?|fixtures?|images?|upload|report|lint|fmt)\b)"
"""Nor does `make doctest-install`."""
RAKE = r"rake(?!.* [^-\s])"
"""Its usual task; `rake db:setup` is another one."""
RUNNERS: dict[str, tuple[str, ...]] = {
    "Python": (
        "pytest",
        "tox",
        "nox",
        "unittest",
        r"(python\S* )?(\S*/)?manage\.py test",
        "hatch test",
        "trial",
        "behave",
    ),
    "Node": (
        *(r"(npm|pnpm|yarn|bun)( -\S+| --\S+)* (run )?test[\w:.-]*", "npm t", "vitest", "jest", "mocha", "ava"),
        *(r"node --test", "playwright test", "cypress run", "karma start", r"(turbo|nx|lerna)( run)?( -\S+)* .*\btest"),
    ),
    "Deno": ("deno (task )?test",),
    "Go": ("go test", "gotestsum", "ginkgo", r"go tool gotestsum"),
    "Rust": (r"cargo( \+\S+)?( hack\b.*)? (test|nextest|llvm-cov|t)",),
    "Maven": (r"(mvn|mvnw)\b(?!.*(skipTests|test\.skip)).* (test|verify|install|package)",),
    "Gradle": (r"(gradle|gradlew)\b(?!.* -x \S*test).* (\S*:)?(test|check|build|(?!assemble|compile)\w*Tests?)",),
    ".NET": ("dotnet test",),
    "Ruby": (RAKE, rf"rake {_NO_TASK}(test|spec)(:\S+)?", "rspec", r"(bin/)?rails test"),
    "PHP": (
        r"composer (run(-script)? )?test\S*",
        "(simple-)?phpunit",
        "paratest",
        "codecept run",
        "pest",
        r"(php )?artisan test",
    ),
    "Elixir": (r"mix (test|coveralls\S*)",),
    "Swift": ("swift test", r"xcodebuild\b.* test"),
    "C": ("ctest", "meson test", r"(make|ninja) (test|check)"),
    "Scala": (r"sbt\b.*\btest\S*", r"mill\b.*\btest"),
    "Dart": (r"(dart|flutter) test",),
    "R": ("R CMD check",),
    "Haskell": (r"(cabal|stack) test",),
    "Terraform": (r"(terraform|tofu) test", "molecule test", "kitchen test", "terratest"),
    "": (
        rf"(make|just|task|mage|rake|invoke|inv|moon|earthly|pants|bazel)( -C \S+| -\S+)* {_NO_TASK}\S*tests?\S*",
        "make check",
        rf"fastlane( ios| mac| android)? (scan|run_tests|{_NO_TASK}(\S*[_-])?tests?([_-]\S*)?)",
        *(r"bats", rf"(scripts?|bin|ci)/(\S*/)?{_SCRIPT}(\.\w+)?", rf"{_SCRIPT}\.(sh|py)"),
    ),
}
"""Regular expressions for the beginning of a command that runs tests, as the kind `ci` takes them; "" is for any."""


class CiTestRun(NamedTuple):
    """A command of CI that runs tests."""

    command: str
    """As the CI file has it, such as `make test`."""
    runner: str
    """What runs the tests, perhaps in a task that the command names: `pytest`."""
    path: str
    """The CI file."""
    on_pull_request: bool
    folder: str
    """Where it runs, from the repository's root."""


class Pipelines:
    """The CI files that mdcheck can read, as structure."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @cached_property
    def pipelines(self) -> tuple[Pipeline, ...]:
        return tuple(self._read())

    def _read(self) -> Iterator[Pipeline]:
        for path in self._tree.workspace.files(CI_FILES, skip_closed=True):
            if not self._tree.has(path):
                continue
            try:
                yield read_pipeline(self._tree.workspace, path)
            except (UndeterminedError, OutsideError):
                continue

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(job for pipeline in self.pipelines for job in pipeline.jobs)

    @cached_property
    def test_runs(self) -> tuple[CiTestRun, ...]:
        """The commands that run tests; those that test pull requests first."""
        found = [run for pipeline in self.pipelines for run in self._test_runs(pipeline)]
        return tuple(sorted(dict.fromkeys(found), key=lambda run: not run.on_pull_request))

    def _test_runs(self, pipeline: Pipeline) -> Iterator[CiTestRun]:
        for job in pipeline.jobs:
            asked = "pull_request" in job.triggers
            for script in job.scripts:
                for command, folder in located(script):
                    if runner := self.runner(command, folder):
                        yield CiTestRun(" ".join(command.split()), runner, pipeline.path, asked, folder)

    def runner(self, command: str, folder: str) -> str:
        """The runner that the command is, or starts through a task; empty for another command."""
        runner = runner_of(command) or ""
        task = self.followed(command, folder)
        if task is None:
            return "" if runner and _OTHER_ENVIRONMENT.search(command) else runner
        inside = [inner for inner in commands(task.text) if inner.strip()]
        found = next((found for inner in inside if (found := runner_of(inner))), "")
        if runner in _ANY_TASK or not runner:
            return found
        # `npm test` may run a linter alone; what nobody knows here may well be a test.
        other = bool(_WORK.search(task.text)) and all(
            any(_NO_TEST.match(form) for form in forms(inner)) for inner in inside
        )
        return runner if found or not other else ""

    @cached_property
    def misleading(self) -> tuple[str, ...]:
        """Commands that look like tests, and run something else."""
        found = [
            command
            for job in self.jobs
            for script in job.scripts
            for command, folder in located(script)
            if runner_of(command) is not None and not self.runner(command, folder)
        ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def program(self) -> str:
        """A program of the repository that CI runs, and that is named like one that builds or tests; else empty."""
        waiting = [script for job in self.jobs for script in job.scripts]
        for depth in range(_MAX_DEPTH):
            inside: list[Script] = []
            for script in waiting:
                for command, folder in located(script):
                    if (task := self.followed(command, folder)) is not None:
                        inside.append(task)
                    elif found := self._program(command, folder):
                        return found
            waiting = inside if depth + 1 < _MAX_DEPTH else []
        return ""

    def _program(self, command: str, folder: str) -> str:
        """The file that one of the first words names."""
        names = [word.replace("\\", "/").removeprefix("./") for word in command.split()[:_MAX_WORDS]]
        return next((path for one in names if self._tree.has(path := join(folder, one)) and _BUILDS.search(path)), "")

    def followed(self, command: str, folder: str) -> Script | None:
        """What a command that starts a task runs; None for another command, and for what can't be read."""
        try:
            return follow(self._tree.workspace, folder, command)
        except (UndeterminedError, OutsideError):
            return None


_BUILDS = re.compile(
    r"(?:^|/)(?:(?:run[_-]?)?build|make|ci|cibuild|cake|nuke|(?:[\w-]+[_-])?tests?(?:[_-]\w+)?|build[_-]?and[_-]?test)"
    r"\.(?:ps1|cmd|bat|py|rb|pl|m?js|ts|fsx|cake|csx|groovy|kts|clj|exs|php)$",
    re.IGNORECASE,
)
"""Programs in a language that nothing reads here."""
_MAX_DEPTH = 2
_MAX_WORDS = 4
_ANY_TASK = frozenset(("tox", "nox"))
"""What runs tests, documentation or linters, as its settings say."""
_OTHER_ENVIRONMENT = re.compile(
    r"\b(?:tox|nox)\b.* (?:-e|-s|--sessions?)[ =]?\S*(?:doc|lint|type|mypy|build|style|format|release|pkg|pre-?commit)"
)
_WORK = re.compile(r"^\s*[^#\s]", re.MULTILINE)
"""A task of comments alone says nothing; one of `echo` says that nothing is run."""
_NO_TEST = re.compile(
    r"(?:echo|exit|true|:|printf|eslint|standard|xo|prettier|tsc|vue-tsc|biome|oxlint|ruff|flake8|mypy|black|rubocop|shellcheck"
    r"|remark|stylelint|textlint|htmlhint|cspell|commitlint|awesome-lint|svelte-check|markdownlint(?:-cli2?)?|typos|codespell)\b"
    r"|(?:npm|pnpm|yarn|bun)( run)? (?:lint|format|typecheck|type-check|build)\b"
)
_RUNNER = re.compile("|".join(rf"(?:(?:{one})(?![\w-]))" for many in RUNNERS.values() for one in many))


def runner_of(command: str) -> str | None:
    """The beginning of a command that runs tests, without what starts it: `pytest`; None for another command."""
    return next((found[0] for form in forms(command) if (found := _RUNNER.match(form))), None)
