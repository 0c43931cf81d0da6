"""What the person approved on this machine, kept under their state folder: nothing in a repository adds to it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck.document.model import CheckId
from mdcheck.errors import RefusedError
from mdcheck.execution.trust.named_files import NamedFile, made_here, named_files
from mdcheck.execution.trust.policy import NOT_TRUSTED, digest
from mdcheck.execution.trust.state_file import StateFile
from mdcheck.kinds.protocol import runs_process
from mdcheck.wording import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from mdcheck.checks.bind import Check
    from mdcheck.document.model import Item
    from mdcheck.evidence.workspace import Workspace

_SCHEMA = 1
_MOST = 2000
"""Approvals of one repository that are kept; the oldest go first."""


class ApprovedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that an approved block names."""

    digest: str
    text: str | None = None


class BlockPlace(NamedTuple):
    """Where a block stands."""

    path: str
    """The checklist, from the repository's root."""
    check: CheckId


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """One block that the person approved."""

    digest: str
    path: str
    item: str
    index: int
    kind: str
    text: str
    """The block as it was shown: its info string, then its content."""
    files: dict[str, ApprovedFile]
    approved: str
    """When, in UTC, as in RFC 3339."""
    tree: str = ""
    """The tree of files that it holds for, as `GitData.tree` names it; empty: for any."""

    def holds(self, workspace: Workspace) -> bool:
        """Whether it holds for the files that the repository has now."""
        return not self.tree or self.tree == workspace.git.tree(self.path)

    @property
    def place(self) -> BlockPlace:
        return BlockPlace(self.path, CheckId(self.item, self.index))

    def covers(self, check: Check, files: Sequence[NamedFile], workspace: Workspace) -> bool:
        """Whether the check is the one that was approved, and no commit has brought or changed a file that it names.

        What the block itself makes on this machine must not ask again after every run. So a file that git does not
        track may appear, and may change unless it is run.
        """
        now = {file.path: file for file in files}
        if self.kind != check.name or not self.files.keys() <= now.keys():
            return False
        if digest(check, [NamedFile(path, file.digest, None) for path, file in self.files.items()]) != self.digest:
            return False
        changed = {path for path, file in now.items() if path in self.files and file.digest != self.files[path].digest}
        if any(now[path].run for path in changed):
            return False
        return changed | (now.keys() - self.files.keys()) <= made_here(workspace)


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    schema: int
    repository: str
    approvals: tuple[Approval, ...]
    clone: str = ""


class Approvals(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All approvals of one repository, the oldest first."""

    entries: tuple[Approval, ...] = ()
    problem: str = ""
    """What was wrong with the file that held them, for the person to know."""

    def covering(self, check: Check, files: Sequence[NamedFile], workspace: Workspace) -> Approval | None:
        """The last approval that the check may run by; None where there is none.

        What a block makes itself is no question where its file is the very code that runs, as with a local kind.
        """
        if not self.entries:
            return None
        same = self._index.get(digest(check, files), [])
        found = next((entry for entry in reversed(same) if entry.holds(workspace)), None)
        if found is not None or not files or not runs_process(check.kind):
            return found
        digests = self._digests_of(check, {file.path for file in files})
        possible = (entry for entry in reversed(self.entries) if entry.digest in digests)
        covering = (entry for entry in possible if entry.covers(check, files, workspace))
        return next((entry for entry in covering if entry.holds(workspace)), None)

    def of(self, wanted: str, place: BlockPlace) -> Approval | None:
        """The approval with this digest, of this place if there is one; else the last one of this place."""
        keys = ((wanted, place), wanted, place)
        return next((self._index[key][-1] for key in keys if key in self._index), None)

    def _digests_of(self, check: Check, names: set[str]) -> set[str]:
        """The digests of the check with each set of approved files that it names in full now."""
        fitting = (held for held in self._files if held.keys() <= names)
        return {digest(check, [NamedFile(path, file, None) for path, file in held.items()]) for held in fitting}

    @cached_property
    def _files(self) -> tuple[Mapping[str, str], ...]:
        """The sets of approved files, each path with its digest; each set once, since many blocks may name it."""
        held = (frozenset((path, file.digest) for path, file in entry.files.items()) for entry in self.entries)
        return tuple(dict(one) for one in dict.fromkeys(held))

    @cached_property
    def _index(self) -> Mapping[str | BlockPlace | tuple[str, BlockPlace], list[Approval]]:
        """The approvals by their digest, by their place and by both: a checklist may hold a thousand blocks."""
        found: dict[str | BlockPlace | tuple[str, BlockPlace], list[Approval]] = {}
        for entry in self.entries:
            for key in (entry.digest, entry.place, (entry.digest, entry.place)):
                found.setdefault(key, []).append(entry)
        return found


class ApprovalStore(msgspec.Struct, frozen=True, kw_only=True):
    """The approvals of one repository on disk."""

    file: StateFile
    repository: str
    clone: str = ""
    """The id of the clone: approvals of another clone that stood at the same path do not hold."""

    @classmethod
    def of(cls, repository: str, *, work_tree: Path | None, clone: str = "") -> ApprovalStore:
        """`repository` is the key: what stays the same for all work trees of one repository."""
        return cls(file=StateFile.of("trust", repository, repository=work_tree), repository=repository, clone=clone)

    def load(self) -> Approvals:
        """Raises RefusedError for a file that others could have written; one that can't be read grants nothing."""
        data = self.file.read()
        if data is None:
            return Approvals()
        try:
            stored = self._decode(data)
        except msgspec.MsgspecError as error:
            aside = self.file.set_aside()
            problem = f"the approvals in {self.file.path} can't be read ({error}): nothing is approved any more"
            return Approvals(problem=f"{problem}; the file is now {aside}")
        if stored.repository != storable(self.repository):
            return Approvals()
        if stored.clone != self.clone:
            return Approvals(problem="the approvals are of another clone that stood at this path: none of them holds")
        return Approvals(entries=stored.approvals)

    def grant(self, approvals: Iterable[Approval]) -> None:
        """Add to what is approved. Raises RefusedError and WriteError, and then nothing has changed."""
        with self.file.locked():
            kept = {(entry.digest, entry.place): entry for entry in self.load().entries}
            for entry in approvals:
                kept.pop((entry.digest, entry.place), None)
                kept[entry.digest, entry.place] = entry
            self._write(tuple(kept.values())[-_MOST:])

    def withdraw(self, unwanted: Callable[[Approval], bool]) -> tuple[Approval, ...]:
        """Take back what is approved: those that were. Raises RefusedError and WriteError."""
        if self.file.read() is None:
            return ()
        with self.file.locked():
            entries = self.load().entries
            gone = tuple(entry for entry in entries if unwanted(entry))
            kept = tuple(entry for entry in entries if not unwanted(entry))
            if kept:
                self._write(kept)
            else:
                self.file.remove()
        return gone

    def _decode(self, data: bytes) -> _Stored:
        stored = msgspec.json.decode(data, type=_Stored)
        if stored.schema != _SCHEMA:
            fix = f"use that version, or remove the file: rm {self.file.path}"
            raise RefusedError("was written by another version of mdcheck", where=str(self.file.path), fix=fix)
        return stored

    def _write(self, approvals: tuple[Approval, ...]) -> None:
        stored = _Stored(schema=_SCHEMA, repository=storable(self.repository), approvals=approvals, clone=self.clone)
        self.file.replace(msgspec.json.format(msgspec.json.encode(stored), indent=1) + b"\n")


class TrustApproved(msgspec.Struct, frozen=True, kw_only=True):
    """Runs what the person approved. A block is compared again just before it runs, with the files it names."""

    approvals: Approvals
    workspace: Workspace
    reason: str = NOT_TRUSTED

    def allows(self, check: Check, item: Item) -> bool:  # noqa: ARG002 - the Protocol's shape
        if not self.approvals.entries:
            return False
        files = named_files(check.kind, self.workspace)
        return self.approvals.covering(check, files, self.workspace) is not None
