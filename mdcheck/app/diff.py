"""The use case `diff`: what changed in checklists between two versions. It runs nothing and writes nothing."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mdcheck import files
from mdcheck.app.base import checklists_at
from mdcheck.app.diff_files import file_changes
from mdcheck.app.diff_people import People
from mdcheck.app.find import find_files
from mdcheck.checks.bind import read_check
from mdcheck.checks.names import kind_name
from mdcheck.document.comparison import Matching, block_changes, match
from mdcheck.document.completion import completions
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import SourceError, UsageError
from mdcheck.repository.assessment import assessment, said_of
from mdcheck.repository.discovery import Repository, open_repository, require_repository
from mdcheck.repository.versions import (
    Range,
    blob_at,
    contents,
    former_name,
    is_range,
    is_revision,
    last_revision,
    read_range,
    revisions,
)
from mdcheck.results.difference import Assessment, CodeChange, Difference, Version
from mdcheck.results.flip import Flip, Origin, regressions_first
from mdcheck.results.people.changes import signature_changes, waiver_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mdcheck.app.session import Session
    from mdcheck.document.comparison import BlockChange
    from mdcheck.document.model import CheckBlock, Checklist, Item
    from mdcheck.repository.versions import Revision


class _Side(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a checklist, read; without a checklist where it has none."""

    name: str
    """From the repository's root."""
    commit: str | None
    checklist: Checklist | None

    @property
    def items(self) -> tuple[Item, ...]:
        return self.checklist.items if self.checklist is not None else ()


def diff(words: Sequence[str], session: Session) -> tuple[Difference, ...]:
    """Compare the versions that `words` name (revisions, then files) with each other; raises UsageError, GitError."""
    revision, names = _split_words(words, session)
    differences = []
    for path in find_files(names, session) if names else _of_both_sides(revision or "HEAD", session):
        repository = repository_of(path)
        asked = read_range(repository, revision or "HEAD")
        differences.append(_difference(repository, asked, path))
    return tuple(differences)


def _of_both_sides(revision: str, session: Session) -> tuple[Path, ...]:
    """The checklists that the settings name now or named on either side: a change could leave one out."""
    found = require_repository(session.cwd)
    asked = read_range(found, revision)
    names = [name for commit in (asked.before, asked.after) if commit for name in checklists_at(found, commit)]
    named = [Path(os.path.relpath(found.root / name, session.cwd)) for name in dict.fromkeys(names)]
    try:
        now = find_files((), session)
    except UsageError:
        if not named:
            raise
        now = ()
    known = {os.path.realpath(session.cwd / path) for path in now}
    return (*now, *(path for path in named if os.path.realpath(session.cwd / path) not in known))


def repository_of(path: Path) -> Repository:
    """The repository that knows the checklist's past; raises GitError where there is none."""
    while not path.parent.is_dir():
        path = path.parent  # a file that a commit took away with its folder
    return require_repository(path)


def name_in(repository: Repository, path: Path) -> str:
    """The checklist's name from the repository's root; raises UsageError where it stands elsewhere."""
    name = repository.locate(path)
    if name is None:
        fix = f"its links lead out of {repository.root}; name the file itself"
        raise UsageError("the file stands in another place than its repository", where=path.as_posix(), fix=fix)
    return name


def _split_words(words: Sequence[str], session: Session) -> tuple[str, tuple[str, ...]]:
    """The revisions, if the first word names any, and the files."""
    if not words:
        return "", ()
    first, rest = words[0], tuple(words[1:])
    if Path(session.cwd, first).is_file():
        if not first.startswith(("./", "../", "/")) and _names_commits(first, session):
            fix = f"write ./{first} for the file, or refs/heads/{first} or refs/tags/{first} for the revision"
            raise UsageError(f"“{first}” is a file and a revision", fix=fix)
        return "", (first, *rest)
    if is_range(first) or first.startswith("-") or _names_commits(first, session):
        return first, rest
    if "/" in first or first.endswith((".md", ".markdown")):
        return "", (first, *rest)
    require_repository(session.cwd)
    fix = "write `mdcheck diff [A..B] [FILE]`; `git log --oneline` lists the commits"
    raise UsageError(f"“{first}” is neither a file nor a revision", fix=fix)


def _names_commits(word: str, session: Session) -> bool:
    found = open_repository(session.cwd)
    return isinstance(found, Repository) and is_revision(found, word)


def _difference(repository: Repository, asked: Range, path: Path) -> Difference:
    name = name_in(repository, path)
    before, after, between = _sides(repository, asked, path, name)
    if before.checklist is None and after.checklist is None:
        fix = "name a checklist that one of the two has"
        raise UsageError(f"no such file, neither in {asked.names[0]} nor in {asked.names[1]}", where=name, fix=fix)
    matching = match(before.items, after.items)
    files = file_changes(repository, asked.before, asked.after, (after.checklist, before.checklist))
    people = People(repository, asked.before, asked.after)
    one = after.checklist or before.checklist
    assert one is not None, "one of the two has the file"
    reasons = partial(people.reasons, one, after.name)
    return Difference(
        before=_version(repository, before, asked.names[0]),
        after=_version(repository, after, asked.names[1]),
        matching=matching,
        flips=_flips(repository, matching, before, after, between),
        code=tuple(map(_code, block_changes(before.checklist, after.checklist, matching))),
        policy=tuple(people.policy_changes()),
        signatures=signature_changes(matching, reasons),
        waivers=waiver_changes(matching),
        files=files,
    )


def _sides(repository: Repository, asked: Range, path: Path, name: str) -> tuple[_Side, _Side, tuple[Revision, ...]]:
    """The two versions, and the commits between them that touched the file, newest first."""
    end = asked.after or read_range(repository, "HEAD").before
    between = revisions(repository, name, end, since=asked.before)
    old = name
    blob = blob_at(repository, asked.before, name)
    if blob is None:
        old = between[-1].former if between else former_name(repository, asked.before, asked.after, name) or name
        blob = blob_at(repository, asked.before, old)
    new = blob_at(repository, asked.after, name) if asked.after is not None else None
    known = contents(repository, (blob, new))
    before = _Side(name=old, commit=asked.before, checklist=_read(known, blob, old))
    if asked.after is not None:
        return before, _Side(name=name, commit=asked.after, checklist=_read(known, new, name)), between
    return before, _Side(name=name, commit=None, checklist=_on_disk(path)), between


def _read(known: Mapping[str, bytes], blob: str | None, name: str) -> Checklist | None:
    return None if blob is None else parse(Source.from_bytes(known[blob], path=name))


def _on_disk(path: Path) -> Checklist | None:
    if not path.exists():
        return None
    return parse(Source.from_bytes(files.read(path), path=path.as_posix()))


def _version(repository: Repository, side: _Side, revision: str) -> Version:
    completion = completions(side.checklist.root)[0] if side.checklist is not None else None
    return Version(
        revision=revision,
        commit=side.commit or "",
        path=side.name,
        completion=completion,
        assessment=_assessed(repository, side),
    )


def _assessed(repository: Repository, side: _Side) -> Assessment:
    """Score and verdict from the commit that left the file so; unknown for an edited file."""
    if side.checklist is None:
        return Assessment()
    commit = side.commit or _unedited(repository, side)
    last = last_revision(repository, side.name, commit) if commit else None
    return assessment(last.message) if last is not None else Assessment()


def _unedited(repository: Repository, side: _Side) -> str | None:
    """The last commit, if the file in the working tree is as it is there."""
    head = read_range(repository, "HEAD").before
    blob = blob_at(repository, head, side.name)
    committed = _read(contents(repository, (blob,)), blob, side.name)
    if committed is None or side.checklist is None:
        return None
    return head if _lines(committed) == _lines(side.checklist) else None


def _lines(checklist: Checklist) -> str:
    """The text whatever its line ends, which git may change on their way to the work tree."""
    return checklist.source.text.replace("\r\n", "\n")


def _flips(
    repository: Repository, matching: Matching, before: _Side, after: _Side, between: Sequence[Revision]
) -> tuple[Flip, ...]:
    found = {pair.after.id: pair.after for pair in matching.pairs if pair.flipped}
    if not found:
        return ()
    tracing = _Tracing(repository=repository, wanted=found, between=between)
    if after.commit is None:
        tracing.in_working_tree(_committed(repository, before, after), after.items)
    told = tracing.told()
    flips = [told.get(name) or Flip(item, Origin.UNKNOWN) for name, item in found.items()]
    return regressions_first(flips)


def _committed(repository: Repository, before: _Side, after: _Side) -> Sequence[Item]:
    """The items at HEAD, or of the earlier version if HEAD has no such file."""
    blob = blob_at(repository, read_range(repository, "HEAD").before, after.name)
    return before.items if blob is None else items_of(contents(repository, (blob,))[blob])


class _Tracing:
    """Finding the commit that gave each box its state, newest first, by the item's id in each version."""

    def __init__(self, *, repository: Repository, wanted: Mapping[str, Item], between: Sequence[Revision]) -> None:
        self._between = between
        self._data = contents(repository, [blob for one in between for blob in one.blobs])
        self._read: dict[str, tuple[Item, ...]] = {}
        self._ids = {name: name for name in wanted}
        """What each item that is still looked for is called in the version at hand, by what it is called at last."""
        self._wanted = wanted
        self._told: dict[str, Flip] = {}

    def in_working_tree(self, committed: Sequence[Item], now: Sequence[Item]) -> None:
        """Explain the boxes that differ from the last commit."""
        for name in self._step(match(committed, now)):
            item = self._wanted[name]
            by_hand = item.manual or (item.guarded and item.ticked)
            self._told[name] = Flip(item, Origin.HAND if by_hand else Origin.UNVERIFIED)

    def told(self) -> Mapping[str, Flip]:
        """Every flip that a commit explains."""
        for revision in self._between:
            if not self._ids:
                break
            parents = [self._items(blob) for blob in (revision.before, *revision.merged)]
            for name in self._step(*(match(items, self._items(revision.blob)) for items in parents)):
                item = self._wanted[name]
                said = said_of(revision.message, item)
                origin = Origin.CHECK if said.by_check else Origin.HAND
                self._told[name] = Flip(item, origin=origin, message=said.message, commit=revision.commit)
        return self._told

    def _step(self, first: Matching, *merged: Matching) -> list[str]:
        """The items that flipped here, which need no more search; the others are sought by their former ids.

        What only one parent of a merge lacks, a commit on the other's side has done.
        """
        pairs = {pair.after.id: pair for matching in (*merged, first) for pair in matching.pairs}
        kept = {pair.after.id for matching in merged for pair in matching.pairs if not pair.flipped}
        done = []
        for name, here in list(self._ids.items()):
            pair = pairs.get(here)
            if pair is None:
                continue
            if pair.flipped and here not in kept and pair.after.ticked == self._wanted[name].ticked:
                done.append(name)
                del self._ids[name]
            else:
                self._ids[name] = pair.before.id
        return done

    def _items(self, blob: str | None) -> tuple[Item, ...]:
        if blob is None:
            return ()
        if blob not in self._read:
            self._read[blob] = items_of(self._data[blob])
        return self._read[blob]


def items_of(data: bytes) -> tuple[Item, ...]:
    """The items of a version in the past; none where it can't be read."""
    try:
        return parse(Source.from_bytes(data, path="")).items
    except SourceError:
        return ()


def _code(change: BlockChange) -> CodeChange:
    sides = [block for block in (change.before, change.after) if block is not None]
    return CodeChange(change, kind=kind_name(change.block), executable=any(map(_executable, sides)))


def _executable(block: CheckBlock) -> bool:
    """Whether the block runs code where it is trusted; True for one that can't be read."""
    if block.language is not None:
        return True
    try:
        return read_check(block).kind.executable
    except ValueError:
        return True
