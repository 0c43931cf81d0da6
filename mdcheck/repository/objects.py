"""The objects of a repository, asked for one by one of one git process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from mdcheck.errors import GitError
from mdcheck.repository.discovery import owner_advice
from mdcheck.repository.git import NAMED, command_line, reading_environment, telling
from mdcheck.repository.state import fix_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_EVER = (
    ("not a git repository", "it is no git repository", "name the folder that holds .git, or a bare repository"),
    ("must be run in a work tree", "it is no git repository", "name the folder that holds .git"),
    ("cannot change to", "there is no such folder", "correct the address"),
)
"""What git says, and what a person is told."""
_FIELDS = 3


class Talk(Protocol):
    """A program that runs, and is told and asked in turns. What waits for it raises as `Launch`."""

    @property
    def words(self) -> bytes: ...

    def say(self, data: bytes) -> None: ...

    def line(self) -> bytes: ...

    def take(self, size: int) -> bytes: ...

    def __exit__(self, *_: object) -> None: ...


class Begin(Protocol):
    """Begins a program as `Launch` does, and leaves it running."""

    def __call__(self, argv: tuple[str, ...], *, env: Mapping[str, str]) -> Talk: ...


class Object(NamedTuple):
    """One object of a repository."""

    id: str
    size: int
    content: bytes | None
    """None where it is larger than was asked for."""


class Objects:
    """A context, which ends the process. Git is started by the first question; all of them raise GitError."""

    def __init__(self, begin: Begin, root: Path) -> None:
        self._begin, self._root = begin, root
        self._talk: Talk | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next question starts another one."""
        talk, self._talk = self._talk, None
        if talk is not None:
            talk.__exit__()

    def find(self, name: str, limit: int) -> Object | None:
        """What git knows by this name, with its content if it has at most `limit` bytes; None where it is not there."""
        with telling():
            if self._talk is None:
                argv = command_line(self._root, ("cat-file", "--batch"))
                self._talk = self._begin(argv, env=reading_environment(NAMED))
            self._talk.say(f"{name}\n".encode())
            line = self._talk.line()
            fields = line.decode("ascii", "replace").split(" ")
            if not line.endswith(b"\n"):
                raise self._refusal(self._talk)
            if len(fields) != _FIELDS:
                return None
            size = int(fields[2])
            if size > limit:
                self.close()  # it is about to print all of it
                return Object(fields[0], size, None)
            content = self._talk.take(size + 1)
            if len(content) <= size:
                raise self._refusal(self._talk)
        return Object(fields[0], size, content[:-1])

    def _refusal(self, talk: Talk) -> GitError:
        talk.take(1)  # until it ends: what it says of the reason may come behind
        words = talk.words.decode("utf-8", "replace").strip()
        if advice := owner_advice(words):
            return GitError("git does not trust it: it belongs to another user", fix=advice)
        for sign, message, fix in _EVER:
            if sign in words:
                return GitError(message, fix=fix)
        return GitError(words or "git failed and gave no reason", fix=fix_for(words))
