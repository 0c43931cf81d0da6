"""What is known of a repository since it was last read, beside its clone: one folder for each, in the user's cache.

All of it can be made again. What is damaged is not believed, and each folder has a lock.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck import __version__
from mdcheck.execution.trust.state_file import StateFile
from mdcheck.late import sha256
from mdcheck.results.fleet import FleetChecklist  # noqa: TC001 - the cache is decoded by it

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMA = 3


class Unread(msgspec.Struct, frozen=True, array_like=True):
    """Of several checklists of a repository, one that can't be read."""

    path: str
    problem: str
    fix: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of one repository, and how reading it ended the last time."""

    schema: int = _SCHEMA
    version: str = __version__
    request: str = ""
    """What was asked of it: checklists, day, and days that count as near."""
    commit: str = ""
    """HEAD; empty where it was never read."""
    checklists: tuple[FleetChecklist, ...] = ()
    unread: tuple[Unread, ...] = ()
    problem: str = ""
    """Why the last attempt failed; empty where it did not."""
    fix: str = ""

    def answers(self, request: str, commit: str) -> bool:
        """Whether reading HEAD again would tell nothing new."""
        return bool(commit) and self.commit == commit and self.request == request


class Cache(NamedTuple):
    """The folder of one repository."""

    folder: Path

    @classmethod
    def of(cls, key: str) -> Cache:
        name = sha256(os.fsencode(key))[:32]
        return cls(Path(os.path.abspath(cache_folder())) / "fleet" / name)  # noqa: PTH100 - links stay links

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other mdchecks, and other rows of this one, from reading the same repository meanwhile."""
        with self._file.locked():
            yield

    @property
    def clone(self) -> Path:
        return self.folder / "clone.git"

    def known(self) -> Known:
        """What is known; nothing where the file is damaged or of another version. Raises RefusedError."""
        try:
            found = msgspec.json.decode(self._file.read() or b"", type=Known)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return Known()
        return found if (found.schema, found.version) == (_SCHEMA, __version__) else Known()

    def keep(self, known: Known) -> None:
        """To be called inside `locked`. Raises WriteError."""
        self._file.replace(msgspec.json.encode(known), durable=False)

    @property
    def _file(self) -> StateFile:
        return StateFile(path=self.folder / "known.json", variable="XDG_CACHE_HOME")


def cache_folder() -> str:
    """The user's folder for what can be made again."""
    import platformdirs  # late: only this command needs it

    return platformdirs.user_cache_dir("mdcheck")
