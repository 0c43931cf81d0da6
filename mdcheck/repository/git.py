"""The door to git. GitPython only runs the command: its index would skip hooks, filters and signing.

GitPython takes long to import (it starts git), so it is loaded by the first call. Where git is only read, `asking`
makes a quicker door of any way to run a program.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from mdcheck.children import keep_exit_statuses
from mdcheck.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LOADING = Lock()

# A repository that lies in a tracked folder as plain files must not be taken for the one that we work in: its
# configuration may name programs to run.
_GUARD = (("safe.bareRepository", "explicit"),)

# The message is UTF-8, whatever encoding the repository prefers.
_COMMITTING = (("i18n.commitEncoding", "UTF-8"),)

# Git sets these for its hooks, and they would lead us to another repository than the checklist's, or change
# what a path means.
_MISLEADING = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)

_REFRESH = "GIT_PYTHON_REFRESH"

_NOT_FOUND = 127
"""The exit status of `env` where the program is missing."""


class GitMissingError(GitError):
    """There is no git to start."""


class Answer(NamedTuple):
    """How one git command ended."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def ok(self) -> bool:
        return self.status == 0

    @property
    def line(self) -> str:
        """The output without its last line feed, as a path or a word."""
        return os.fsdecode(self.stdout.removesuffix(b"\n"))


class Ask(Protocol):
    """A way to ask git in the folder `root`: in English, and without taking a lock. Raises GitMissingError."""

    def __call__(self, root: Path, *arguments: str, stdin: bytes = b"") -> Answer: ...


class Launch(Protocol):
    """Runs a program, looked up on PATH, in just this environment and to its end.

    Gives its exit status, standard output and standard error. Raises FileNotFoundError or PermissionError where there
    is no such program.
    """

    def __call__(self, argv: tuple[str, ...], *, env: Mapping[str, str], stdin: bytes) -> tuple[int, bytes, bytes]: ...


def read(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
    """Ask git in the folder `root`: in English, and without taking a lock. Raises GitError."""
    return _execute(root, arguments, stdin, _reading())


def asking(launch: Launch) -> Ask:
    """What `read` does, without GitPython."""

    def ask(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
        try:
            status, stdout, stderr = launch(_command(root, arguments), env=reading_environment(), stdin=stdin)
        except (FileNotFoundError, PermissionError) as error:
            raise _missing() from error
        return Answer(status=status, stdout=stdout, stderr=stderr.decode("utf-8", "replace"))

    return ask


def reading_environment() -> dict[str, str]:
    """The environment of mdcheck as git is to see it where it only reads."""
    return {key: value for key, value in os.environ.items() if key not in _MISLEADING} | _reading()


def write(root: Path, *arguments: str, stdin: bytes = b"") -> Answer:
    """Have git change something. Hooks run in the person's own locale, as when they call git. Raises GitError."""
    locale = {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")}
    return _execute(root, arguments, stdin, {**_config(_GUARD + _COMMITTING), **locale})


def literal(name: str) -> str:
    """The pathspec of just this file, from the repository's root, whatever characters its name holds."""
    return f":(top,literal){name}"


def _execute(root: Path, arguments: tuple[str, ...], stdin: bytes, environment: dict[str, str]) -> Answer:
    _load()
    import git  # late: loaded by the first line

    command = [*_without_misleading(), *_command(root, arguments)]
    try:
        with _holding(stdin) as handle:
            status, stdout, stderr = git.Git(str(root)).execute(
                command,
                istream=handle,
                env=environment,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
    except (git.GitCommandNotFound, PermissionError) as error:
        raise _missing() from error
    except OSError as error:
        fix = "make room on the disk, or close what holds too many files and processes, and run again"
        raise GitError(f"git can't be started: {error.strerror or error}", fix=fix) from error
    if status == _NOT_FOUND:
        raise _missing()
    return Answer(status=status, stdout=stdout, stderr=stderr)


@contextmanager
def _holding(data: bytes) -> Iterator[BinaryIO]:
    """A file that git can read `data` from, as GitPython wants it. Raises OSError."""
    if not data:  # as a rule: a question needs no room on a disk that is full
        with open(os.devnull, "rb") as handle:  # noqa: PTH123 - no Path is as short
            yield handle
        return
    from tempfile import TemporaryFile  # late: `status` finds the root without it

    with TemporaryFile() as handle:
        handle.write(data)
        handle.seek(0)
        yield handle


def _command(root: Path, arguments: tuple[str, ...]) -> tuple[str, ...]:
    # GitPython runs the command elsewhere if it may not enter the folder; `-C` makes git refuse instead.
    return ("git", "-C", str(root), *arguments)


def _reading() -> dict[str, str]:
    return {**_config(_GUARD), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "LANGUAGE": "C"}


def _missing() -> GitMissingError:
    return GitMissingError("git is not installed, or not on PATH", fix="install git, or put it on PATH")


def _without_misleading() -> list[str]:
    """A prefix that takes the misleading variables away: GitPython can set variables, but not remove them."""
    names = [name for name in _MISLEADING if name in os.environ]
    return ["env", *(word for name in names for word in ("-u", name))] if names else []


def _config(settings: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The settings as environment variables, behind those that are there already."""
    present = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(present) if present.isdecimal() else 0
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for index, (key, value) in enumerate(settings, start=first):
        variables |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return variables


def _load() -> None:
    """Import GitPython once. Where git is missing its import fails, unless told not to."""
    with _LOADING:
        if "git" in sys.modules:
            return
        keep_exit_statuses()
        former = os.environ.get(_REFRESH)
        os.environ[_REFRESH] = "quiet"
        try:
            import_module("git")
        finally:
            del os.environ[_REFRESH]
            if former is not None:
                os.environ[_REFRESH] = former
