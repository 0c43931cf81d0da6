"""Where the commands of a checklist can run: the folder that holds what they work on."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from mdcheck.app.adopt.context import MANIFESTS
from mdcheck.evidence.ci.shell import words
from mdcheck.evidence.ci.wrappers import forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.app.adopt.context import Context

_BY_NAME = re.compile(r"(?:make|just|task|npm|pnpm|yarn|bun|tox|nox)(?=\s|$)")
"""Programs whose tasks a file of the repository holds."""
_NEEDS = tuple(
    (re.compile(rf"(?:{programs})(?=\s|$)"), names)
    for programs, names in (
        (r"npm|pnpm|yarn|bun|next", ("package.json",)),
        (r"tsc|vue-tsc", ("tsconfig.json", "package.json")),
        (r"go|govulncheck|staticcheck", ("go.mod", "go.work")),
        (r"go (?:test|build|vet)(?: -\S+)*$", ("*.go",)),
        (r"golangci-lint", ("go.mod", "go.work", ".golangci.*")),
        (r"cargo", ("Cargo.toml",)),
        (r"terraform|tofu|tflint", ("*.tf", "*.tofu")),
        (r"mvn|mvnw", ("pom.xml",)),
        (r"gradle|gradlew", ("build.gradle*", "settings.gradle*")),
        (r"bundle|rake|rspec|rubocop|brakeman", ("Gemfile",)),
        (r"composer|phpunit|phpstan|psalm|pest", ("composer.json",)),
        (r"dotnet", ("*.sln", "*.slnx", "*.csproj", "*.fsproj")),
        (r"mix", ("mix.exs",)),
        (r"swift", ("Package.swift",)),
        (r"flutter|dart", ("pubspec.yaml",)),
        (r"poetry|pdm|hatch", ("pyproject.toml", "poetry.lock", "pdm.lock")),
        (r"pre-commit", (".pre-commit-config.yaml",)),
        (
            r"pytest",
            (
                "pytest.ini",
                "pyproject.toml",
                "setup.cfg",
                "setup.py",
                "tox.ini",
                "*.py",
                "requirements*.txt",
                "Pipfile",
            ),
        ),
    )
)
"""What a program works on, without which it fails or, worse, succeeds."""
_ELSEWHERE = re.compile(
    r"(?:-C|-chdir|--chdir|--prefix|--cwd|--dir|--manifest-path|--directory|--project|--file|-f)(?=[=\s]|$)"
)
_TAKES_PATHS = re.compile(
    r"(?:ruff (?:check|format)|mypy|pyright|flake8|pylint|pytest|black|isort|bandit|eslint)(?=\s|$)"
)
_PYTHON = re.compile(r"(?:ruff|mypy|pyright|basedpyright|flake8|pylint|black|isort|bandit)(?=\s|$)")
_SCRIPT = re.compile(r"[\w.-]+\.(?:py|sh|bash|js|mjs|ts|rb|pl)")
_RUN = re.compile(r"[\w./-]+\.(?:py|sh|bash|js|mjs|ts|rb|pl)")
_FILE = re.compile(r"[\w.@-]*\w\.[A-Za-z]\w{0,5}")
_NO_PACKAGE = re.compile(r"(?:^|/)(?:docs?|documentation)(?:/|$)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|/)\..*$")


_REACHES_OUT = re.compile(
    r"\bgit push\b|\b(?:npm|pnpm|yarn|bun|cargo|poetry|uv|pdm|hatch|flit|twine|gem|lerna|changeset|nuget)"
    r"\s+(?:publish|upload|push|release)\b"
    r"|\b(?:docker|podman|helm|buildah|skopeo)\s+push\b|\bgh release (?:create|upload|delete)\b"
    r"|\b(?:kubectl|oc)\s+(?:apply|create|delete|replace|patch|scale|rollout)\b"
    r"|\b(?:terraform|tofu|pulumi|cdk|sls|serverless|fly|flyctl|firebase|vercel|netlify|wrangler|gcloud app|helm)"
    r"\s+(?:-\S+\s+)*(?:apply|destroy|up|deploy|upgrade|install|uninstall)\b"
    r"|\b(?:hardhat|truffle)\s+(?:verify|run verify|migrate)\b|\bhardhat\b.* --network[= ](?!hardhat|localhost)"
    r"|\bverify:verify\b|\bforge\s+(?:verify|create)\b|--broadcast\b|\bcurl\b[^\n|]*\|\s*(?:sudo\s+)?(?:ba|z)?sh\b"
)
"""Something that a script does to the world outside; no check, whatever the script is called."""


_COMMENTS = re.compile(r"^[ \t]*(?:#|//|/\*|\*(?:[ /]|$)).*$", re.MULTILINE)


def reaches_out(script: str) -> bool:
    """Whether the script publishes, deploys or the like, as far as its words tell."""
    return _REACHES_OUT.search(_COMMENTS.sub("", script)) is not None


def task_reaches_out(task: str, folder: str, context: Context) -> bool:
    """Whether what a task runs, or a script of the repository that it names, does."""
    named = _scripts(re.split(r"[\s;&|'\"()]+", task), folder, context)
    return reaches_out(task) or any(reaches_out(context.tree.text(path)) for path in named)


_TALK = re.compile(r"(?:[@-]*(?:echo|printf|exit)\b(?:\"[^\"]*\"|'[^']*'|[^\n;&|\"'])*(?:&&|;|\n|$)\s*)+")
"""A script that says something, and does nothing."""


def place(commands: Iterable[str], context: Context, below: str = "") -> str | None:
    """The folder where all of the commands find what they name: the checklist's own package before the root.

    `below` is one that the checklist names, from either of them.
    """
    wanted = [part.strip() for command in commands for part in command.split("&&")]
    found = [posixpath.normpath(posixpath.join(folder, below)) for folder in (*home(context), "")]
    folders = ["" if folder == "." else folder for folder in found if folder == "." or context.names_in(folder)]
    return next((folder for folder in folders if all(fits(one, folder, context) for one in wanted)), None)


def home(context: Context) -> Iterator[str]:
    """The packages that the checklist lies in, the innermost first, without the root."""
    folder = "" if _NO_PACKAGE.search(context.folder) else _HIDDEN.sub("", context.folder)
    while folder:
        if not MANIFESTS.isdisjoint(context.names_in(folder)):
            yield folder
        folder = posixpath.dirname(folder)


def fits(command: str, folder: str, context: Context) -> bool:
    """Whether the task, the manifest and the paths that the command wants are there, as far as its words tell."""
    found = forms(command)
    task = next((form for form in found if _BY_NAME.match(form)), None)
    if task is not None and task.split(" ")[1:2] != ["audit"] and not task.startswith("bun test"):
        script = context.repository.pipelines.followed(task, folder)
        return (
            script is not None
            and not task_reaches_out(script.text, folder, context)
            and not _TALK.fullmatch(script.text.strip())
        )
    parts = words(command)
    if any(_ELSEWHERE.match(part) for part in parts):
        return True
    there = context.names_in(folder)
    wanted = [names for form in found for programs, names in _NEEDS if programs.match(form)]
    if any(_PYTHON.match(form) for form in found) and not context.has_python(folder):
        return False
    if any(reaches_out(context.tree.text(path)) for path in _scripts(parts, folder, context)):
        return False
    if _SCRIPT.fullmatch(parts[0]) or not all(any(fnmatch.filter(there, name) for name in names) for names in wanted):
        return False
    return all(context.is_in(folder, path) for path in _paths(parts, found))


def _scripts(parts: list[str], folder: str, context: Context) -> list[str]:
    """The scripts of the repository that the command runs."""
    paths = [posixpath.normpath(posixpath.join(folder, part)) for part in parts if _RUN.fullmatch(part)]
    return [path for path in paths if context.tree.has(path)]


def _paths(parts: list[str], found: list[str]) -> Iterator[str]:
    """What of the command is a path: what has a slash, files, and folders for tools that take them."""
    tool = next((match for form in found if (match := _TAKES_PATHS.match(form))), None)
    arguments = words(tool.string[tool.end() :]) if tool else []
    for before, part in pairwise(["", *parts]):
        path = part.partition("::")[0].removesuffix("/...")
        if part.startswith(("-", "@", "+")) or "://" in part or "=" in part or path in ("", ".", "..", "..."):
            continue
        value = before.startswith("-") and "=" not in before
        if "/" in part or (not value and (_FILE.fullmatch(path) or path in arguments)):
            yield path
