"""Checks that need not run again, because they passed and nothing that they depend on has changed since.

A block asks for it with `inputs`. Its own text, the files that it names, the content of its inputs and the names of
the environment's variables must be the same; values of variables are neither kept nor compared.
"""

from __future__ import annotations

import json
import os
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from mdcheck import __version__
from mdcheck.checks.signatures import SIGNOFF
from mdcheck.evidence.workspace import OutsideError
from mdcheck.execution.trust.named_files import named_files
from mdcheck.execution.trust.policy import digest
from mdcheck.execution.trust.state_file import StateFile
from mdcheck.late import sha256
from mdcheck.results.outcome import Outcome
from mdcheck.wording import storable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.execution.plan import Job
    from mdcheck.results.outcome import CheckResult

CACHED = "passed (cached)"
_SCHEMA = 1
_MOST = 2000
"""Results of one repository that are kept; the oldest go first."""

# Shells set these for each folder and each nested shell.
_RESTLESS = frozenset(["_", "OLDPWD", "PWD", "SHLVL", "COLUMNS", "LINES"])
_OURS = ("GIT_", "MDCHECK_")


class _Pass(msgspec.Struct, frozen=True, kw_only=True):
    """A check that passed."""

    key: str
    """What it depended on, digested."""
    at: float
    """Seconds since the epoch."""
    message: str


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    schema: int
    repository: str
    passes: dict[str, _Pass]


class Cache(msgspec.Struct, frozen=True, kw_only=True):
    """The checks of one document that passed before. Workers may read and write it at the same time."""

    file: StateFile
    repository: str
    document: str
    """From the repository's root."""
    reuse: bool = True
    """Without it nothing is taken from the cache, but what ends is kept for the next run."""
    _passes: dict[str, _Pass] = msgspec.field(default_factory=dict)
    _changes: dict[str, _Pass | None] = msgspec.field(default_factory=dict)
    _lock: Lock = msgspec.field(default_factory=Lock)

    @classmethod
    def open(cls, repository: str, document: str, *, work_tree: Path | None, reuse: bool) -> Cache:
        """Raises RefusedError for a file that others could have written; one that can't be read holds nothing."""
        file = StateFile.of("cache", repository, repository=work_tree)
        passes = _decode(file.read(), repository) if reuse else {}
        return cls(file=file, repository=repository, document=document, reuse=reuse, _passes=passes)

    def key(self, job: Job, workspace: Workspace) -> str | None:
        """What the check depends on, digested; None where it names no inputs, or there are none."""
        patterns = job.check.block.common.inputs
        if not patterns or job.check.name == SIGNOFF:  # which goes by records and days as well
            return None
        try:
            inputs = content_digests(workspace, patterns)
        except (OutsideError, OSError):
            return None
        return _digest(job, inputs, workspace) if inputs else None

    def passed(self, job: Job, key: str, now: float) -> str | None:
        """The message of the check if it passed on the same inputs, and not too long ago."""
        if not self.reuse:
            return None
        known = self._passes.get(self._place(job))
        if known is None or known.key != key or not 0 <= now - known.at <= job.check.block.common.cache:
            return None
        return f"{CACHED}: {known.message}" if known.message else CACHED

    def record(self, job: Job, key: str, ended: CheckResult, now: float) -> None:
        """Remember a pass, and forget it when the check ends otherwise."""
        passed = ended.outcome is Outcome.PASSED
        with self._lock:
            self._changes[self._place(job)] = (
                _Pass(key=key, at=now, message=storable(ended.message)) if passed else None
            )

    def save(self) -> None:
        """Bring what was recorded to disk. Raises RefusedError and WriteError."""
        if not self._changes:
            return
        with self.file.locked():
            passes = _decode(self.file.read(), self.repository)
            for place, change in self._changes.items():
                passes.pop(place, None)
                if change is not None:
                    passes[place] = change
            kept = dict(sorted(passes.items(), key=lambda entry: entry[1].at)[-_MOST:])
            stored = _Stored(schema=_SCHEMA, repository=storable(self.repository), passes=kept)
            self.file.replace(msgspec.json.encode(stored))

    def _place(self, job: Job) -> str:
        return f"{storable(self.document)}#{job.id.item}#{job.id.number}"


def _decode(data: bytes | None, repository: str) -> dict[str, _Pass]:
    if data is None:
        return {}
    try:
        stored = msgspec.json.decode(data, type=_Stored)
    except msgspec.MsgspecError:
        return {}
    return stored.passes if (stored.schema, stored.repository) == (_SCHEMA, storable(repository)) else {}


def content_digests(workspace: Workspace, patterns: tuple[str, ...]) -> dict[str, str]:
    """The files that the patterns find, and a digest of their contents."""
    import hashlib  # late: only blocks that name inputs pay for it

    found: dict[str, str] = {}
    for path in workspace.files(patterns, skip_ignored=True):
        with workspace.resolve(path).open("rb") as stream:
            found[path] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


def _digest(job: Job, inputs: Mapping[str, str], workspace: Workspace) -> str:
    names = (name for name in workspace.environ if name not in _RESTLESS and not name.startswith(_OURS))
    facts = {
        "mdcheck": __version__,
        "block": digest(job.check, named_files(job.check.kind, workspace)),
        "inputs": [[os.fsencode(path).hex(), content] for path, content in sorted(inputs.items())],
        "environment": sorted(os.fsencode(name).hex() for name in names),
    }
    return sha256(json.dumps(facts, sort_keys=True).encode("ascii"))
