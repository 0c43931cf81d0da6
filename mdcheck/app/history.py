"""The use case `history`: a checklist commit by commit. It runs nothing and writes nothing."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from mdcheck.app.diff import name_in, repository_of
from mdcheck.app.find import find_files
from mdcheck.document.comparison import match
from mdcheck.document.completion import completions
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import SourceError, UsageError
from mdcheck.repository.assessment import assessment
from mdcheck.repository.versions import blob_at, brought, commit_id, commit_time, contents, revisions
from mdcheck.results.difference import Assessment
from mdcheck.results.history import DAY, FLAPPING, Entry, History, ItemPast, Trait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.document.comparison import Matching
    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Checklist, Item
    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.versions import Revision

_KEPT = 4
"""Versions that stay parsed: a commit's own and its parent's, which most often is the one before."""


def history(
    names: Sequence[str], session: Session, *, first_parent: bool = False, days: int = 30
) -> tuple[History, ...]:
    """The past of each checklist up to HEAD; raises UsageError and GitError."""
    return tuple(_history(path, first_parent=first_parent, days=days) for path in find_files(names, session))


def _history(path: Path, *, first_parent: bool, days: int) -> History:
    found = committed_past(path, first_parent=first_parent, days=days)
    if found is None:
        fix = "commit it first, or name a file that was committed"
        raise UsageError("no commit up to HEAD has this file", where=name_in(repository_of(path), path), fix=fix)
    return found


def committed_past(path: Path, *, first_parent: bool = False, days: int = 30) -> History | None:
    """The past of one checklist up to HEAD; None where no commit has it. Raises UsageError and GitError."""
    repository = repository_of(path)
    name = name_in(repository, path)
    head = commit_id(repository, "HEAD")
    found = revisions(repository, name, head, first_parent=first_parent)
    if not found:
        return None
    last = blob_at(repository, head, name)
    said = _assessments(found)
    if first_parent:
        said |= _of_merges(repository, found, said, revisions(repository, name, head))
    past = _Past(contents(repository, [last, *(blob for one in found for blob in one.blobs)]), said)
    entries = tuple(past.add(revision) for revision in reversed(found))
    until = commit_time(repository, head)
    items = past.items(last, until=until, days=days)
    return History(path=name, entries=entries, items=items, until=until, days=days)


def _assessments(found: Sequence[Revision]) -> dict[str, Assessment]:
    """What each commit says of itself, by the commit; those that say nothing are left out."""
    return {one.commit: said for one in found if (said := assessment(one.message)) != (None, None)}


def _of_merges(
    repository: Repository, found: Sequence[Revision], said: Mapping[str, Assessment], every: Sequence[Revision]
) -> dict[str, Assessment]:
    """For a merge that stands for a branch and says nothing: what the branch says of the version that it brought.

    Two commits can hold the same bytes, so a version is told by its commit and never by its content alone.
    """
    here = {one.commit for one in found}
    told = _assessments([one for one in every if one.commit not in here])
    candidates = [one for one in every if one.commit in told]
    result: dict[str, Assessment] = {}
    for merge in found:
        same = [one.commit for one in candidates if one.blob == merge.blob]
        if merge.commit in said or not same:
            continue
        among = brought(repository, merge.commit)
        newest = next((commit for commit in same if commit in among), None)
        if newest is not None:
            result[merge.commit] = told[newest]
    return result


class _Life:
    """One item from its first version to its last."""

    __slots__ = ("born", "flips", "since")

    def __init__(self, index: int) -> None:
        self.born = self.since = index
        self.flips = 0


class _Past:
    """The versions from the oldest to the newest, and what each of them did to each item."""

    def __init__(self, data: Mapping[str, bytes], assessments: Mapping[str, Assessment]) -> None:
        self._data = data
        self._assessments = assessments
        """By commit."""
        self._parsed: OrderedDict[str, Checklist | SourceError] = OrderedDict()
        self._lives: dict[str | None, dict[str, _Life]] = {None: {}}
        """By blob, then by the item's id in it."""
        self._times: list[int] = []

    def add(self, revision: Revision) -> Entry:
        """The entry of the next commit."""
        index = len(self._times)
        self._times.append(revision.time)
        after = self._items(revision.blob)
        matching = match(self._items(revision.before), after)
        elsewhere = [match(self._items(blob), after) for blob in revision.merged]
        brought = {pair.after.id for other in elsewhere for pair in other.pairs if not pair.flipped}
        flips = [pair for pair in matching.pairs if pair.flipped and pair.after.id not in brought]
        self._live(revision, [matching, *elsewhere], {pair.after.id for pair in flips}, index)
        return Entry(
            commit=revision.commit,
            time=revision.time,
            subject=revision.subject,
            path=revision.name,
            completion=self._completion(revision.blob),
            assessment=self._assessments.get(revision.commit, Assessment()),
            ticked=sum(pair.after.ticked for pair in flips),
            unticked=sum(pair.before.ticked for pair in flips),
            added=sum(all(item in one.added for one in elsewhere) for item in matching.added),
            removed=len(matching.removed),
            problem=self._problem(revision.blob),
        )

    def items(self, last: str | None, *, until: int, days: int) -> tuple[ItemPast, ...]:
        """The items of the version that HEAD has."""
        lives = self._lives.get(last, {})
        return tuple(self._past(item, lives[item.id], until, days) for item in self._items(last) if item.id in lives)

    def _past(self, item: Item, life: _Life, until: int, days: int) -> ItemPast:
        born, since = self._times[life.born], self._times[life.since]
        traits = set()
        if life.born and until - born <= days * DAY:
            traits.add(Trait.NEW)
        if item.applicable and not item.ticked and until - since > days * DAY:
            traits.add(Trait.SLOW)
        if life.flips >= FLAPPING:
            traits.add(Trait.FLAPPING)
        return ItemPast(
            item=item,
            born=born,
            born_at=life.born,
            since=since,
            since_at=life.since,
            flips=life.flips,
            traits=frozenset(traits),
        )

    def _live(self, revision: Revision, matchings: Sequence[Matching], flipped: set[str], index: int) -> None:
        """Every item goes on with its own past; branches share the pasts that they have in common."""
        lives = dict(self._lives.get(revision.blob, {}))
        for blob, matching in zip((revision.before, *revision.merged), matchings, strict=True):
            former = self._lives.get(blob, {})
            for before, after in matching.pairs:
                life = former.get(before.id)
                if life is not None and after.id not in lives:
                    lives[after.id] = life
        for item in self._items(revision.blob):
            life = lives.setdefault(item.id, _Life(index))
            if item.id in flipped:
                life.flips += 1
                life.since = index
        if revision.blob is not None:
            self._lives[revision.blob] = lives

    def _completion(self, blob: str | None) -> Completion | None:
        checklist = self._checklist(blob)
        return None if checklist is None else completions(checklist.root)[0]

    def _problem(self, blob: str | None) -> str:
        if blob is None:
            return "removed"
        self._checklist(blob)
        found = self._parsed[blob]
        return found.message if isinstance(found, SourceError) else ""

    def _items(self, blob: str | None) -> tuple[Item, ...]:
        checklist = self._checklist(blob)
        return () if checklist is None else checklist.items

    def _checklist(self, blob: str | None) -> Checklist | None:
        if blob is None:
            return None
        if blob not in self._parsed:
            self._parsed[blob] = _parsed(self._data[blob])
            while len(self._parsed) > _KEPT:
                self._parsed.popitem(last=False)
        self._parsed.move_to_end(blob)
        found = self._parsed[blob]
        return None if isinstance(found, SourceError) else found


def _parsed(data: bytes) -> Checklist | SourceError:
    try:
        return parse(Source.from_bytes(data, path=""))
    except SourceError as error:
        return error
