"""“Tests pass”, “lint is clean” and the like: the command that CI runs for it, else the one that is configured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.adopt.proposal import Proposed, Script
from mdcheck.app.adopt.rules.commands import fits, only_checks
from mdcheck.app.init.facts import Subject
from mdcheck.app.init.items.entry import escaped
from mdcheck.app.init.pipelines import runner_of
from mdcheck.evidence.ci.wrappers import forms
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement

_ASPECT = (
    r"(?:(?:unit |integration |e2e |end-to-end |regression |automated |existing "
    r"|functional )*(?:tests(?: suites?)?|test suites?|test (?:cases|run))"
    r"|lint(?:s|ers?|ing)?(?: checks?| rules)?|(?:static )?(?:code )?(?:style|quality) checks?"
    r"|static (?:analysis|checks?)"
    r"|(?:code )?format(?:ters?|ting)?(?: checks?)?|type[- ]?check(?:s|er|ers|ing)?|typing|types|mypy|pyright"
    r"|ruff|eslint|prettier"
    r"|typescript(?: compilation)?|golangci-lint|clippy|rubocop)"
)
_FINE = (
    r"(?:all )?(?:still )?(?:pass(?:es|ed|ing)?|succeed(?:s|ed|ing)?|(?:is|are|be|stay"
    r"|remain)? ?(?:all )?(?:green|clean|passing|ok)"
    r"|(?:runs?|completes?) (?:cleanly|without (?:errors?|warnings?|issues|failures))|without (?:errors?"
    r"|warnings?|issues|failures)"
    r"|with (?:no|zero|0) (?:errors?|warnings?|issues|failures)|(?:has|have|shows?|reports?) (?:no|zero"
    r"|0) (?:errors?|warnings?|issues|failures))"
)
_LEAD = (
    r"(?:(?:ensure|make sure|verify|confirm|check|see)(?: that)? )?(?:(?:all|the|any|new|existing|every|full"
    r"|entire|complete|whole|new and existing|both|\d+) )*"
)
_LISTED = rf"{_ASPECT}(?:(?:, and |, | and | & |/| \+ ){_ASPECT})*"
_REST = (
    r"(?: (?:locally|on main|on the main branch|before (?:the )?(?:release|merge|merging|releasing|deployment"
    r"|deploying)"
    r"|with (?:no|zero|0) (?:errors?|warnings?|issues|failures)|without (?:errors?|warnings?|issues|failures)"
    r"|if configured"
    r"|(?:after|with) (?:the )?(?:changes?|refactor(?:ing)?|migration)))?"
    r"(?: ?[(:–—-]+ ?\(?[\w ,/+.&%-]{1,40}\)?)?[.!;,)]*"
)
_FORMS = (
    re.compile(
        rf"{_LEAD}({_LISTED})(?: \(([\w ,/+&-]{{1,30}})\))? (?:(?:is|are|must|should|still|do|does|now"
        rf"|currently) )*(?:be )?{_FINE}{_REST}"
    ),
    re.compile(
        rf"(?:there are |{_LEAD})?(?:no|zero|0) ({_ASPECT})(?:/\w+)? (?:errors?|warnings?|issues?|violations?"
        rf"|failures?){_REST}"
    ),
    re.compile(rf"(?:there are )?(?:no|zero|0) (?:failing|failed|broken) (tests?){_REST}"),
    re.compile(rf"run (?:all |the |full |entire |complete )+({_LISTED})(?: \(([\w ,/+&-]{{1,30}})\))?[.:]?"),
    re.compile(rf"run ({_LISTED})[.:]?"),
    re.compile(
        rf"(?:all )?(?:the )?code (?:is|has been) (linted|formatted|type-checked)(?: and (?:linted|formatted"
        rf"|type-checked))*{_REST}"
    ),
    re.compile(rf"(?:all )?(?:the )?code (?:passes|satisfies|meets) (?:all )?(?:the )?({_LISTED}){_REST}"),
    re.compile(rf"pass(?:es|ing)? (?:all )?(?:the )?({_LISTED}){_REST}"),
)
_NARROWER = re.compile(
    r"\b(?:integration|e2e|end-to-end|smoke|load|performance|visual|security|accessibility|manual|contract"
    r"|snapshot|migration"
    r"|browser|mobile|api|ui|stress|chaos|mutation|benchmark|property|functional|acceptance)\b",
)


class _Aspect(NamedTuple):
    """One thing that CI may check."""

    name: str
    words: re.Pattern[str]
    command: re.Pattern[str] | None
    """The beginning of the commands that check it; None for the tests, whose runners are known."""


_FORMATTERS = (
    r"ruff format .*--(?:check|diff)|ruff format --(?:check|diff)|black .*--check|prettier .*(?:--check|-c\b"
    r"|-l\b)|gofmt -[dl]|cargo(?: \+\S+)? fmt .*--check"
    r"|biome (?:ci|check|format)|dotnet format .*--verify-no-changes|mix format .*--check|(?:terraform"
    r"|tofu) fmt .*-check"
    r"|(?:npm|pnpm|yarn|bun|make|just|task)(?: run)? (?:format[:-]check|check[:-]format|fmt[:-]check"
    r"|prettier[:-]check)"
    r"|isort .*--check|clang-format .*(?:--dry-run|-n\b)|pre-commit run .*(?:-a\b|--all-files)"
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
_ASPECTS = (
    _Aspect("tests", re.compile(r"\btests?\b"), None),
    _Aspect(
        "lint",
        re.compile(r"\blint|\bstyle|\bquality|\bstatic|\beslint|\bruff\b|\bgolangci|\bclippy|\brubocop|\blinted"),
        re.compile(_LINTERS),
    ),
    _Aspect("format", re.compile(r"\bformat|\bprettier"), re.compile(_FORMATTERS)),
    _Aspect("types", re.compile(r"\btype|\btyping|\bmypy|\bpyright"), re.compile(_TYPES)),
)
_NAMED = re.compile(
    r"mypy|pyright|ruff|eslint|prettier|golangci-lint|clippy|rubocop|black|flake8|pylint|tsc|biome|gofmt|pytest"
    r"|vitest|jest|mocha"
)
_IN_CI = re.compile(
    r"\b(?:(?:in|on|by|via|through) (?:the )?ci\b|ci (?:runs|executes)|(?:every|each|on) (?:pull requests?|prs?"
    r"|push|commit|merge)\b)(?:/cd)?"
)
_RUN_IN_CI = re.compile(
    rf"(?:ci (?:runs|executes) {_LEAD}({_LISTED})(?: on [\w ,]+)?"
    rf"|{_LEAD}({_LISTED}) (?:(?:is|are) )?(?:(?:automatically )?(?:run|runs|running|executed?s?|integrated"
    rf"|enforced|included|automated))? ?"
    r"(?:automatically )?(?:in|on|by|via|as part of|for) (?:the |a |every |each |all )?(?:ci(?:/cd)?(?: pipeline"
    r"| workflow)?|pull requests?|prs?|push(?:es)?)(?: and [\w ]+)?)[.]?"
)


def passing(statement: Statement, context: Context) -> Proposed | None:
    """The tests pass, the linter finds nothing, the format is right, the types fit: one of them, or several."""
    if statement.step or statement.log or statement.spans or "coverage" in statement.lower:
        return None
    words = statement.lower
    if found := _RUN_IN_CI.fullmatch(words):
        return _in_ci(found[1] or found[2], words, context)
    if _IN_CI.search(words):
        return None
    found = next((match for form in _FORMS if (match := form.fullmatch(words))), None)
    if found is None:
        return None
    return _by_commands(words, context)


def _by_commands(words: str, context: Context) -> Proposed | None:
    wanted = [aspect for aspect in _ASPECTS if aspect.words.search(words)]
    found: dict[str, str] = {}
    folder = ""
    for number, aspect in enumerate(wanted):
        named = _NAMED.findall(words) if len(wanted) == 1 else []
        narrower = _NARROWER.findall(words) if aspect.command is None else []
        command = command_for(aspect, context, named=named, narrower=narrower)
        if command is None or (number and command[1] != folder):
            return None
        folder = command[1]
        found[command[0]] = command[2]
    if not found or (folder and not re.fullmatch(r"[\w./-]+", folder)):
        return None
    origin = next(iter(found.values()))
    what = "what the tool does not look for"
    if any(aspect.command is None for aspect in wanted):
        what = "what no test asks"
        if others := [command for command in _test_commands(context) if command not in found]:
            what += f", or what CI also runs: {listed(others)}"
    return Proposed(Script(tuple(found), folder), f"{what}; {origin} names the command")


def command_for(
    aspect: _Aspect, context: Context, *, named: list[str], narrower: list[str]
) -> tuple[str, str, str] | None:
    """The command with its folder and the file that names it; those of CI for all of the repository first."""
    runs = _runs_tests(context) if aspect.command is None else _starts_with(aspect.command)
    found = [one for one in context.ci_commands if only_checks(one[0]) and runs(one)]
    found = [one for one in found if all(name in one[0] for name in named)]
    found = [one for one in found if all(word.replace("end-to-end", "e2e") in one[0] for word in narrower)]
    if found:
        return min(found, key=lambda one: (one[1] != "", one[1]))
    if narrower:
        return None
    return next(
        (
            (command, "", origin)
            for command, origin in _CONFIGURED[aspect.name](context)
            if fits(command, context) and all(name in command for name in named)
        ),
        None,
    )


def _test_commands(context: Context) -> list[str]:
    """All that CI runs for tests."""
    runs = _runs_tests(context)
    return list(dict.fromkeys(one[0] for one in context.ci_commands if runs(one)))


def _runs_tests(context: Context) -> Callable[[tuple[str, str, str]], bool]:
    return lambda one: bool(context.repository.pipelines.runner(one[0], one[1]))


def _starts_with(pattern: re.Pattern[str]) -> Callable[[tuple[str, str, str]], bool]:
    return lambda one: any(pattern.match(form) for form in forms(one[0]))


def _in_ci(listed: str, words: str, context: Context) -> Proposed | None:
    """CI runs it: the kind `ci` sees that without running anything."""
    wanted = [aspect for aspect in _ASPECTS if aspect.words.search(listed)]
    runs: list[str] = []
    for aspect in wanted:
        narrower = _NARROWER.findall(listed) if aspect.command is None else []
        command = command_for(aspect, context, named=[], narrower=narrower)
        if command is None or command[2] not in {path for _, _, path in context.ci_commands}:
            return None
        runner = runner_of(command[0]) if aspect.command is None else None
        runs.append(escaped(runner or command[0]))
    if not runs:
        return None
    check: dict[str, object] = {"runs": runs[0] if len(runs) == 1 else list(dict.fromkeys(runs))}
    if re.search(r"pull request|\bprs?\b", words):
        check["on"] = "pull_request"
    return Proposed({"ci": check}, "whether the last run passed")


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


def _lint(context: Context) -> list[tuple[str, str]]:
    facts = context.repository.facts.of(Subject.LINTER)
    named = [(_LINT_COMMANDS[one.name], one.path) for one in facts if one.name in _LINT_COMMANDS and not one.folder]
    return [*_scripts(context, "lint"), *named, *_hooks(context)]


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
