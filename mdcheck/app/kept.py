"""What is known of past versions of files, kept in the state folder: it follows from the versions, so it never ages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from mdcheck import __version__
from mdcheck.errors import RefusedError
from mdcheck.repository.identity import repository_key
from mdcheck.settings import in_ci

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.execution.trust.state_file import StateFile
    from mdcheck.repository.discovery import Repository

_FactT = TypeVar("_FactT")

_MOST = 20_000
"""Facts of one repository that are kept; those that were not needed last go first."""


class Stored(msgspec.Struct, Generic[_FactT], frozen=True):
    """The content of the file; one of its facts must have a type that msgspec can read."""

    schema: int
    version: str
    repository: str
    facts: dict[str, _FactT]


class Kept(Generic[_FactT]):
    """The facts of one purpose for one repository, by the blobs that they follow from; none in CI."""

    def __init__(
        self,
        purpose: str,
        schema: int,
        repository: Repository,
        environ: Mapping[str, str],
        stored: type[Stored[_FactT]],
    ) -> None:
        self._schema = schema
        self._repository = repository
        self._stored = stored
        self._file = None if in_ci(environ) else _state_file(purpose, repository)
        self.known: dict[str, _FactT] = self._read()

    def save(self, asked: Mapping[str, _FactT]) -> None:
        """Keep what was asked for. Nothing depends on it, so an error of writing is ignored."""
        if self._file is None or asked.keys() <= self.known.keys():
            return
        try:
            with self._file.locked():
                newest = dict(list({**self._read(), **asked}.items())[-_MOST:])
                kept = Stored(self._schema, __version__, repository_key(self._repository.root), newest)
                self._file.replace(msgspec.json.encode(kept), durable=False)
        except (RefusedError, OSError, UnicodeEncodeError):
            return

    def _read(self) -> dict[str, _FactT]:
        try:
            kept = msgspec.json.decode((self._file and self._file.read()) or b"", type=self._stored)
        except (RefusedError, OSError, msgspec.MsgspecError):
            return {}
        wanted = (self._schema, __version__, repository_key(self._repository.root))
        return kept.facts if (kept.schema, kept.version, kept.repository) == wanted else {}


def _state_file(purpose: str, repository: Repository) -> StateFile:
    from mdcheck.execution.trust.state_file import StateFile  # late: not in CI

    return StateFile.of(purpose, repository_key(repository.root), repository=repository.root)
