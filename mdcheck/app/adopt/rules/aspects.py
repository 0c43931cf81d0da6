"""What CI may check, and the command that does it: CI's own, else the one that is configured."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.adopt.context import MANIFESTS
from mdcheck.app.adopt.rules.commands import only_checks
from mdcheck.app.adopt.rules.places import fits, home, task_reaches_out
from mdcheck.app.init.facts import Subject
from mdcheck.evidence.ci.wrappers import forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.app.adopt.context import Context


class Aspect(NamedTuple):
    """One thing that CI may check."""

    name: str
    words: re.Pattern[str]
    command: re.Pattern[str] | None
    """The beginning of the commands that check it; None for the tests, whose runners are known."""


_FORMATTERS = (
    r"ruff format .*--(?:check|diff)|ruff format --(?:check|diff)|black .*--check|prettier .*(?:--check|-c\b"
    r"|-l\b)|cargo(?: \+\S+)? fmt .*--check"
    r"|biome (?:ci|check|format)|dotnet format .*--verify-no-changes|mix format .*--check|(?:terraform"
    r"|tofu) fmt .*-check"
    r"|(?:npm|pnpm|yarn|bun|make|just|task)(?: run)? (?:format[:-]check|check[:-]format|fmt[:-]check"
    r"|prettier[:-]check)"
    r"|isort .*--check|clang-format .*-Werror|pre-commit run .*(?:-a\b|--all-files)"
    r"|(?:npx )?dprint check|deno fmt --check"
)
_LINTERS = (
    r"ruff check|ruff \.|flake8|pylint|eslint|oxlint|biome (?:ci|check|lint)|golangci-lint run|go vet"
    r"|staticcheck|cargo(?: \+\S+)? clippy"
    r"|rubocop|standardrb|phpcs|tflint|ansible-lint|markdownlint|swiftlint|mix credo|next lint|shellcheck"
    r"|hadolint|yamllint"
    r"|(?:npm|pnpm|yarn|bun|make|just|task)(?: run)? lint(?:[:-]\w+)*|pre-commit run .*(?:-a\b|--all-files)"
    r"|deno lint|helm lint"
)
_TYPES = (
    r"mypy|pyright|basedpyright|ty check|tsc|vue-tsc|svelte-check|phpstan|psalm|mix dialyzer"
    r"|(?:npm|pnpm|yarn|bun|make|just|task)(?: run)? (?:type-?check|types|check-types|tsc)(?:[:-]\w+)*"
)
ASPECTS = (
    Aspect("tests", re.compile(r"\btests?\b"), None),
    Aspect(
        "lint",
        re.compile(r"\blint|\bstyle|\bquality|\bstatic|\beslint|\bruff\b|\bgolangci|\bclippy|\brubocop|\blinted"),
        re.compile(_LINTERS),
    ),
    Aspect("format", re.compile(r"\bformat|\bprettier"), re.compile(_FORMATTERS)),
    Aspect("types", re.compile(r"\btype|\btyping|\bmypy|\bpyright"), re.compile(_TYPES)),
)


_SOME = re.compile(
    r"(?:^|[\s/])(?:test_[\w-]+|[\w-]+(?:_test|[._]spec|\.test))\.(?:py|[cm]?[jt]sx?|go|rs|rb|java|php|exs?)(?!\w)|\w::\w"
    r"| (?:-k|--grep|-run|--testPathPatterns?|--testNamePattern|--tests|--select)[ =]"
    r"|\bpytest\b.* -m[ =]['\"]?+(?!not\b)"
)
"""A command for some files, tests or rules, which does not show that all of them pass."""
_PACKAGE = re.compile(
    r"^(?:\S+ )*cargo\b.* (?:-p|--package)[ =]|\b(?:npm|pnpm|yarn|bun|turbo|nx|lerna)\b.* (?:workspace |affected\b"
    r"|(?:-w|-F|--workspace|--filter|--projects?|--scope)[ =])"
)
"""A command for one package of several."""
_COVERED = re.compile(r"(?:cov-)?fail[-_]under|coverageThreshold|cover-min-percentage")
"""It fails for another reason, too, than that a test does."""
_MINOR = re.compile(
    r"\b(?:go vet|markdownlint|yamllint|hadolint|shellcheck|ansible-lint|helm lint|actionlint)\b|:(?:md|docs|yaml|sh)\b"
)
"""A linter of files beside the code, or one that others contain."""
_PART = re.compile(
    r"\b(?:playwright|cypress|e2e|smoke|integration|acceptance|perf|performance|load|visual|contract)\b"
    r"|\btests?[:-](?!(?:all|ci|cov\w*|full|once|race|run|unit)\b)\w"
)
"""A command for tests of one sort, which are seldom all of them."""
_SCRIPTS = re.compile(r"\b(?:npm|pnpm|yarn|bun)(?: run)? ([\w:.-]+)")
_BROWSER = re.compile(r"(?:cross-env \S+ )?(?:npx )?(?:playwright|cypress)\b(?!.*&&)")


def command_for(
    aspect: Aspect, context: Context, *, named: list[str], narrower: list[str]
) -> tuple[str, str, str] | None:
    """The command with its folder and the file that names it; those of CI for all of the repository first."""
    runs = _runs_tests(context) if aspect.command is None else _starts_with(aspect.command)
    found = [one for one in context.ci_commands if only_checks(one[0]) and runs(one) and _of_all(one, context)]
    found = [one for one in found if fits(one[0], one[1], context)]
    found = [one for one in found if all(name in told(one[0], one[1], context) for name in named)]
    found = [one for one in found if all(word.replace("end-to-end", "e2e") in one[0] for word in narrower)]
    own = next(home(context), "")
    if own:  # what another package runs says nothing about this one
        found = [one for one in found if one[1] in ("", own) or own.startswith(f"{one[1]}/")]
    if aspect.command is None and not narrower:
        found = [one for one in found if not _is_part(one, context)]
    if not (own or named or narrower) and found and all(one[1] for one in found):
        found = [one for one in found if not context.has_packages_outside(one[1])]  # one of several is not all of them
    if found:
        found.sort(key=lambda one: (one[1] != own, one[1] != "", one[1], *_asks_more(one[0], aspect)))
        if not (aspect.name == "lint" and not named and _MINOR.search(found[0][0]) and _linters(context)):
            return found[0]
    if narrower or own:
        return None
    return next(
        (
            (command, "", origin)
            for command, origin in _CONFIGURED[aspect.name](context)
            if fits(command, "", context) and all(name in told(command, "", context) for name in named)
        ),
        None,
    )


def _of_all(command: tuple[str, str, str], context: Context) -> bool:
    """Whether it looks at all of them, and does no more than look."""
    text, folder, _ = command
    task = context.repository.pipelines.followed(text, folder)
    if _SOME.search(text) or _PACKAGE.search(text) or (task and task_reaches_out(task.text, folder, context)):
        return False
    named = [posixpath.normpath(posixpath.join(folder, part)) for part in text.split(" ") if "/" in part]
    return not any(path != folder and not MANIFESTS.isdisjoint(context.names_in(path)) for path in named)


def _asks_more(command: str, aspect: Aspect) -> tuple[bool, bool, bool]:
    """Whether it fails for other reasons, too (coverage, what `make check` runs beside the tests), or finds less."""
    return (
        _COVERED.search(command) is not None,
        aspect.command is None and "test" not in command,
        aspect.name == "lint" and _MINOR.search(command) is not None,
    )


def _is_part(command: tuple[str, str, str], context: Context) -> bool:
    """Whether the tests that it runs are of one sort only."""
    task = context.repository.pipelines.followed(command[0], command[1])
    return _PART.search(command[0]) is not None or (task is not None and _BROWSER.match(task.text.strip()) is not None)


def told(command: str, folder: str, context: Context, depth: int = 2) -> str:
    """The command, with the scripts of package.json that it runs."""
    scripts = context.tree.mapping(posixpath.join(folder, "package.json"), "scripts")
    found = [scripts.get(name) for name in _SCRIPTS.findall(command)] if depth else []
    return " ".join([command, *(told(text, folder, context, depth - 1) for text in found if isinstance(text, str))])


def ci_commands(aspect: Aspect, context: Context) -> list[str]:
    """All that CI runs for it."""
    runs = _runs_tests(context) if aspect.command is None else _starts_with(aspect.command)
    return list(dict.fromkeys(one[0] for one in context.ci_commands if runs(one)))


def _runs_tests(context: Context) -> Callable[[tuple[str, str, str]], bool]:
    return lambda one: bool(context.repository.pipelines.runner(one[0], one[1]))


def _starts_with(pattern: re.Pattern[str]) -> Callable[[tuple[str, str, str]], bool]:
    return lambda one: any(pattern.match(form) for form in forms(one[0]))


def _scripts(context: Context, *names: str) -> list[tuple[str, str]]:
    """The scripts of package.json with these names, and the targets of a Makefile."""
    tool = next(
        (
            tool
            for lock, tool in (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"))
            if context.tree.has(lock)
        ),
        "npm",
    )
    scripts = context.tree.mapping("package.json", "scripts")
    found = [(f"{tool} run {name}", "package.json") for name in names if isinstance(scripts.get(name), str)]
    if context.tree.has("Makefile"):
        found += [(f"make {name}", "Makefile") for name in names if re.fullmatch(r"[\w-]+", name)]
    return found


def _tests(context: Context) -> list[tuple[str, str]]:
    tree = context.tree
    found = _scripts(context, "test", "tests")
    if tree.has("go.mod"):
        found.append(("go test ./...", "go.mod"))
    if tree.has("Cargo.toml"):
        found.append(("cargo test", "Cargo.toml"))
    if tree.has("tox.ini"):
        found.append(("tox", "tox.ini"))
    if tree.mapping("pyproject.toml", "tool", "pytest") or tree.has("pytest.ini") or tree.has("conftest.py"):
        start = "uv run " if tree.has("uv.lock") else "poetry run " if tree.has("poetry.lock") else ""
        found.append((f"{start}pytest", "the configuration of pytest"))
    return found


_LINT_COMMANDS = {
    "ruff": "ruff check .",
    "golangci-lint": "golangci-lint run",
    "cargo clippy": "cargo clippy --all-targets -- -D warnings",
    "flake8": "flake8",
    "rubocop": "bundle exec rubocop",
    "eslint": "npx eslint .",
}


def _linters(context: Context) -> list[tuple[str, str]]:
    """The linters that are configured for all of the repository."""
    facts = context.repository.facts.of(Subject.LINTER)
    return [(_LINT_COMMANDS[one.name], one.path) for one in facts if one.name in _LINT_COMMANDS and not one.folder]


def _lint(context: Context) -> list[tuple[str, str]]:
    return [*_scripts(context, "lint"), *_linters(context), *_hooks(context)]


def _format(context: Context) -> list[tuple[str, str]]:
    found = _scripts(context, "format:check", "check:format", "format-check", "check-format", "fmt-check")
    ruff = context.repository.facts.first(Subject.LINTER, "ruff")
    if ruff is not None and context.tree.mapping(
        ruff.path, *(("tool", "ruff") if "pyproject" in ruff.path else ()), "format"
    ):
        found.append(("ruff format --check .", ruff.path))
    return [*found, *_hooks(context)]


def _types(context: Context) -> list[tuple[str, str]]:
    found = _scripts(context, "typecheck", "type-check", "types", "check-types")
    checker = context.repository.facts.first(Subject.TYPE_CHECKER)
    if checker is not None and not checker.folder:
        command = {"mypy": "mypy .", "pyright": "pyright", "tsc": "npx tsc --noEmit"}.get(checker.name)
        found += [(command, checker.path)] if command else []
    return found


def _hooks(context: Context) -> list[tuple[str, str]]:
    hooks = context.repository.facts.first(Subject.HOOKS)
    return [("pre-commit run --all-files", hooks.path)] if hooks is not None else []


_CONFIGURED: dict[str, Callable[[Context], list[tuple[str, str]]]] = {
    "tests": _tests,
    "lint": _lint,
    "format": _format,
    "types": _types,
}
