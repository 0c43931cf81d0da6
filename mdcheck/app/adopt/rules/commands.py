"""A command in backticks that checks something, and what CI runs to check it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.app.adopt.proposal import Proposed, Script
from mdcheck.app.adopt.rules.places import place, reaches_out
from mdcheck.app.adopt.statement import CODE
from mdcheck.app.init.items.entry import escaped
from mdcheck.app.init.pipelines import runner_of
from mdcheck.evidence.ci.shell import words
from mdcheck.evidence.ci.wrappers import forms

if TYPE_CHECKING:
    from mdcheck.app.adopt.context import Context
    from mdcheck.app.adopt.statement import Statement

_CHECKERS = re.compile(
    r"(?:ruff (?:check|format .*--check|format --check)|mypy|pyright|basedpyright|ty check|flake8|pylint|bandit"
    r"|pip-audit|safety check"
    r"|(?:black|isort|djlint|blue) .*--check|vulture|interrogate|deptry|codespell|pydocstyle|refurb|creosote"
    r"|complexipy"
    r"|eslint|tsc|vue-tsc|prettier .*--check|prettier -c|biome (?:ci|check|lint)|oxlint|stylelint|knip|next lint"
    r"|astro check"
    r"|svelte-check|golangci-lint run|go (?:vet|build)|staticcheck|govulncheck"
    r"|cargo(?: \+\S+)? (?:check|clippy|audit|build|doc|fmt .*--check|deny check)|rubocop|standardrb|brakeman"
    r"|bundle-audit|phpstan|psalm"
    r"|phpcs|shellcheck|hadolint|yamllint|markdownlint\S*|actionlint|zizmor|tflint|checkov|kubeconform"
    r"|trivy .*--exit-code[= ][1-9]|ansible-lint|mkdocs build"
    r"|(?:terraform|tofu) (?:validate|fmt .*-check)|helm lint|pre-commit run|(?:npm|pnpm|yarn) audit|osv-scanner"
    r"|dotnet (?:build|format .*--verify-no-changes)|mix (?:credo|format --check-formatted|dialyzer)|swift build"
    r"|lychee"
    r"|mdcheck (?:run|lint|status)|crackerjack run|(?:npm|pnpm|yarn|bun|make|just|task|mage)(?: run)? "
    r"(?:lint|check|verify|validate|typecheck|type-check|types|format[:-]check|check[:-]format|fmt[:-]check"
    r"|build|ci)(?:[:-][\w-]+)*"
    r"|(?:npm|pnpm|yarn|bun|make|just|task|mage)(?: run)? [\w:-]+[:-](?:lint|check|verify|validate)"
    r"|[\w./-]+(?: [\w-]+){0,2} (?:validate|verify|lint|audit|doctor|check))(?=\s|$)"
)
_LACKS_FILES = re.compile(
    r"(?:twine check|promtool (?:check|test) \w+|amtool check-config|spectral lint|swagger-cli validate|ajv validate"
    r"|asyncapi validate|redocly lint|shellcheck|hadolint|yamllint|markdownlint\S*)(?: -\S+)*"
)
"""Linters that need files named: without any they fail, or succeed and check nothing."""
_FORBIDDEN = frozenset(
    (  # noqa: SIM905 - a list of a hundred lines is no easier to read
        "publish push pull set unset deploy delete clean rm rmdir remove reset apply destroy install uninstall"
        " upgrade update up"
        " down start stop restart serve dev watch release tag commit merge rebase checkout login logout migrate"
        " drop kill"
        " prune import restore rollback patch scale drain fix write sudo curl wget ssh scp eval exec truncate purge"
        " seed unlink send create init bump generate record snapshot approve accept u updatesnapshot upload sync"
        " promote rollout provision teardown wipe erase flush unpublish shutdown reboot mkfs dd crontab"
    ).split()
)
_OPTIONS = frozenset(
    (
        "-w",
        "-i",
        "-u",
        "--fix",
        "--write",
        "--apply",
        "--in-place",
        "--update",
        "--force",
        "--unsafe-fixes",
        "--basetemp",
        *("--exit-zero", "--soft-fail", "--issues-exit-code"),  # whatever they find, they succeed
    )
)
_OPTION_WORDS = frozenset(("dev", "release"))
"""In an option, these choose dependencies or a build, and change nothing."""
_SHELL = re.compile(r"[;|<>$`\\\n\r{}\[\]*?#!]|(?<!&)&(?!&)")
_NAMING = re.compile(r"[:_./@=-]|(?<=[a-z])(?=[A-Z])")
_INTERPRETERS = frozenset(("bash", "sh", "zsh", "python", "python3", "node", "ruby", "perl", "deno", "bun"))
_OUTSIDE = re.compile(r"(?:^|=)(?:/|~|\.\.(?:/|$))")
"""A path that leads out of the repository."""
_CREATES = re.compile(
    r"(?:test(?! suites?| cases?)|add|create|implement|document|wire|define|write"
    r"|build(?!\s*\(?\x01| (?:succeeds|passes|works|completes|is|runs)\b)|support|introduce|expose"
    r"|remove|replace|rename|update|improve"
    r"|configure|set ?up|enable|extend|fix|install|use|integrate|register|provide|make|move|port|drop|publish"
    r"|record|measure|benchmark)"
    r"\b(?!:)",
    re.IGNORECASE,
)
_OTHER_END = re.compile(
    r"\b(?:fail(?:s|ed|ing|ure)?|red|baseline|benchmark|measure|timing|ran|before and after|output|prints?"
    r"|shows?|displays?"
    r"|counts?|drops?|matches|percentage|in scope|to (?:get|see|find|record|generate|produce|identify|list)"
    r"|returns (?!0)|reports? (?!(?:no|0|zero)\b)|lists?|asks?|prompts?|within|faster|seconds|ms|reviewed(?! and))\b",
    re.IGNORECASE,
)
_NO_FAILURES = re.compile(r"\b(?:no|0|zero|without|any) (?:\w+ )?(?:fail\w*|regressions?)", re.IGNORECASE)
_ALONE = ("pytest", "tox", "mypy", "nox", "flake8", "rspec", "golangci-lint", "pyright")
"""Commands of one word that nobody writes for anything else."""
_OR = re.compile(r"\bor\b")
_SCRIPT = re.compile(
    r"(?:\./)?(?:(?:scripts?|bin|ci|tools|hack)/)?[\w-]*(?:test|check|lint|verify|validate)[\w-]*\.(?:sh|py)"
)
_TEST_FILE = re.compile(r"(?:.*/)?(?:test_[\w-]*|[\w-]*_test|conftest)\.py")
PLAIN = re.compile(r"[\w./-]+")
"""A folder that an info string and a shell can name without quotes."""
PLATFORM = re.compile(
    r"\b(?:linux|mac ?os|windows|ubuntu|ios|android|chrome|firefox|safari"
    r"|(?:python|node(?:\.?js)?|java|php|go|ruby) \d)\b"
)
"""Where one machine is not enough to see it."""
_MORE = re.compile(r"[,;]|\b(?:and|but|then|plus|as well as)\b", re.IGNORECASE)
"""Behind the command, the statement goes on to something else."""
_WRITTEN = re.compile(r"\b(?:added|updated|written|extended|adapted|reviewed|documented)\b|:$", re.IGNORECASE)
"""It says too what somebody has written, or what stands below it."""
_SUCCEEDS = re.compile(r"\s*(?:passes|succeeds|is green|runs (?:cleanly|without errors)|exits (?:with )?0)\s*[.]?")
_ALL = re.compile(rf"(?:run:? )?{CODE}[.:]?", re.IGNORECASE)
"""The statement is a command, and no more."""
_IN_CI = re.compile(
    r"\b(?:ci|pipeline|workflow|github actions|gitlab|every (?:pr|pull request|push)|each (?:pr|pull request|push)|"
    r"pull requests?)\b",
    re.IGNORECASE,
)


_PROMPT = re.compile(r"\$\s+")
_THERE = re.compile(r"cd ([\w./-]+)(?:\s*&&\s*|$)")
_IN = re.compile(r"\s*(?:in|from|inside)(?: the)?\s*")
_OF_CHECKS = re.compile(
    r"\b(?:tests?|lint\w*|typ(?:e|es|ing)|format\w*|builds?|check\w*|verif\w*|validat\w*|audit\w*|scan\w*|static|quality"
    r"|compil\w*)\b",
    re.IGNORECASE,
)
"""What a statement is about whose code block below it checks something."""


def checking_command(statement: Statement, context: Context) -> Proposed | None:
    """The command that the statement says succeeds."""
    outside = _NO_FAILURES.sub("", statement.words.replace(CODE, " "))
    if not statement.spans:
        outside = outside.rstrip(" :")  # what stands below it is the command
    if not _of_success(statement, outside):
        return None
    commands, below = _written(statement)
    if len(commands) == 1 and not below and (script := _own_script(commands[0], statement, context)) is not None:
        return script
    if not commands or not all((" " in one or one in _ALONE) and only_checks(one) for one in commands):
        return None
    if any(platform not in " ".join(commands).lower() for platform in PLATFORM.findall(outside.lower())):
        return None
    if _IN_CI.search(outside):
        # Where it goes on, or where somebody runs it themselves, CI is but mentioned.
        return None if re.search(r"[.;] +\w|\blocally\b", outside) else _run_by_ci(commands, context)
    folder = place(commands, context, below)
    if folder is None or (folder and not PLAIN.fullmatch(folder)):
        return None
    # Brackets explain, and so does what names no failures: both claim nothing more.
    more = _MORE.search(re.sub(r"\([^()]*\)", " ", statement.after)) or _WRITTEN.search(outside)
    run = Script(tuple(dict.fromkeys(commands)), folder, person=more is not None or statement.foreign)
    return Proposed(run, "more than that the command succeeds on this machine")


def _of_success(statement: Statement, outside: str) -> bool:
    """Whether the statement, by its words outside of code, may say that all of its commands succeed."""
    if statement.log or _CREATES.match(statement.words) or _OTHER_END.search(outside) or "coverage" in outside.lower():
        return False
    if statement.foreign and not statement.words.startswith(CODE):
        return False
    return not any(_OR.search(span.before) for span in statement.spans[1:])


def _written(statement: Statement) -> tuple[list[str], str]:
    """The commands in the statement, else those in the code below it; and the folder that it names for them."""
    lines, folder = [span.text for span in statement.spans], ""
    if not lines and _OF_CHECKS.search(statement.words):
        lines = [line.strip() for line in statement.code.splitlines() if line.strip() and not line.startswith("#")]
    elif len(lines) > 1 and _IN.fullmatch(statement.spans[-1].before) and PLAIN.fullmatch(lines[-1]):
        folder = lines.pop()
    commands: list[str] = []
    for line in (_PROMPT.sub("", line, count=1) for line in lines):
        if found := _THERE.match(line):
            if folder or commands:
                return [], ""
            folder = found[1]
        commands += [line[found.end() :] if found else line]
    # `ruff` passes: `ruff check .`
    named = {part for one in commands if " " in one for part in words(one)}
    return [one for one in commands if one and one not in named], folder


def _own_script(span: str, statement: Statement, context: Context) -> Proposed | None:
    """A script of the repository that checks something, by its name, and that the statement says passes."""
    script, *arguments = span.split()
    if (
        not _SCRIPT.fullmatch(script)
        or any(_changes(part.rpartition("/")[2]) or not PLAIN.fullmatch(part) for part in (script, *arguments))
        or _TEST_FILE.fullmatch(script)
        or (arguments and (only_checks(span) or not span.startswith("./")))
        or not (_SUCCEEDS.fullmatch(statement.after) or (span.startswith("./") and _ALL.fullmatch(statement.words)))
        or _IN_CI.search(statement.words)
    ):
        return None
    path = context.path(script)
    if path is None or not PLAIN.fullmatch(path) or reaches_out(context.tree.text(path)):
        return None
    command = " ".join(["python3" if path.endswith(".py") else "bash", path, *arguments])
    return Proposed(Script((command,)), "what the script leaves out")


def _run_by_ci(commands: list[str], context: Context) -> Proposed | None:
    if not context.repository.pipelines.pipelines:
        return None
    runs = [escaped(" ".join(words(command))) for command in commands]
    check = {"ci": {"runs": runs[0] if len(runs) == 1 else runs}}
    return Proposed(check, "that the command succeeds: it shows that CI runs it")


def only_checks(command: str) -> bool:
    """Whether all that the command line would do is to look, as far as its words tell."""
    if _SHELL.search(command) or not command.isprintable():
        return False
    return all(_checks(part.strip()) for part in command.split("&&"))


def _changes(name: str) -> bool:
    """Whether a word of the name is one for changing something."""
    found = {piece.lower() for piece in _NAMING.split(name)} & _FORBIDDEN
    return bool(found - _OPTION_WORDS if name.startswith("-") else found)


def _checks(command: str) -> bool:
    parts = words(command)
    if not parts or any(part.partition("=")[0] in _OPTIONS or _OUTSIDE.search(part) for part in parts):
        return False
    program = 1 if parts[0] in _INTERPRETERS and len(parts) > 1 else 0
    names = [part for number, part in enumerate(parts) if number == program or "/" not in part]
    if any(_changes(name if name.startswith("-") else name.rpartition("/")[2]) for name in names):
        return False
    if program and _SCRIPT.fullmatch(parts[1]) and not _TEST_FILE.fullmatch(parts[1]):
        return True
    found = forms(command)
    if any(_LACKS_FILES.fullmatch(form) for form in found):
        return False
    return runner_of(command) is not None or any(_CHECKERS.match(form) for form in found)
