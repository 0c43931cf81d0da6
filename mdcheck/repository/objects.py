"""The objects of a repository, asked for one by one of one git process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from mdcheck.errors import GitError
from mdcheck.repository.discovery import owner_advice
from mdcheck.repository.git import NAMED, command_line, launch_errors, reading_environment
from mdcheck.repository.state import fix_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_REFUSALS = (
    ("not a git repository", "it is no git repository", "name the folder that holds .git, or a bare repository"),
    ("must be run in a work tree", "it is no git repository", "name the folder that holds .git"),
    ("cannot change to", "there is no such folder", "correct the address"),
)
"""What git says, and what a person is told."""
_FIELDS = 3


class Process(Protocol):
    """A running program with pipes to and from it. What waits for it raises as `Launch`."""

    @property
    def stderr(self) -> bytes: ...

    def write(self, data: bytes) -> None: ...

    def read_line(self) -> bytes: ...

    def read(self, size: int) -> bytes: ...

    def __exit__(self, *_: object) -> None: ...


class Start(Protocol):
    """Starts a program as `Launch` does, and leaves it running."""

    def __call__(self, argv: tuple[str, ...], *, env: Mapping[str, str]) -> Process: ...


class Object(NamedTuple):
    """One object of a repository."""

    id: str
    size: int
    content: bytes | None
    """None where it is larger than was asked for."""


class Objects:
    """A context, which ends the process. Git is started by the first question; all of them raise GitError."""

    def __init__(self, start: Start, root: Path) -> None:
        self._start, self._root = start, root
        self._process: Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next question starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.__exit__()

    def find(self, name: str, limit: int) -> Object | None:
        """What git knows by this name, with its content if it has at most `limit` bytes; None where it is not there."""
        with launch_errors():
            if self._process is None:
                argv = command_line(self._root, ("cat-file", "--batch"))
                self._process = self._start(argv, env=reading_environment(NAMED))
            self._process.write(f"{name}\n".encode())
            line = self._process.read_line()
            fields = line.decode("ascii", "replace").split(" ")
            if not line.endswith(b"\n"):
                raise self._refusal(self._process)
            if len(fields) != _FIELDS:
                return None
            size = int(fields[2])
            if size > limit:
                self.close()  # it is about to print all of it
                return Object(fields[0], size, None)
            content = self._process.read(size + 1)
            if len(content) <= size:
                raise self._refusal(self._process)
        return Object(fields[0], size, content[:-1])

    def _refusal(self, process: Process) -> GitError:
        process.read(1)  # until it ends: the reason may come late
        words = process.stderr.decode("utf-8", "replace").strip()
        if advice := owner_advice(words):
            return GitError("git does not trust it: it belongs to another user", fix=advice)
        for sign, message, fix in _REFUSALS:
            if sign in words:
                return GitError(message, fix=fix)
        return GitError(words or "git failed and gave no reason", fix=fix_for(words))
