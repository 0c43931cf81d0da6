"""What each commit did to the items of a checklist. It follows from the versions alone, and so is kept by their blobs.

To read a version takes a hundred times as long as to ask git for its name. So what is known of a commit is kept in the
state folder, and only new commits are read.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import msgspec

from mdcheck.app.kept import Kept, Stored
from mdcheck.document.comparison import match
from mdcheck.document.completion import completions
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import SourceError
from mdcheck.repository.versions import contents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mdcheck.document.comparison import Matching
    from mdcheck.document.model import Checklist, Item
    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.versions import Revision

_SCHEMA = 1
_PARSED = 4
"""Versions that stay parsed: a commit's own and its parent's, which most often is the one before."""


class Link(msgspec.Struct, frozen=True, array_like=True):
    """The items of a version beside those of one of its parents, by their ids."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: dict[str, str]
    """What items with other ids were called, by their ids now."""

    def former(self, name: str) -> str | None:
        """What an item of the version was called in the parent; None for a new one."""
        return None if name in self.new else self.renamed.get(name, name)

    def names(self, before: frozenset[str]) -> frozenset[str]:
        """The ids of the version, from those of the parent."""
        return (before - {*self.gone, *self.renamed.values()}) | {*self.new, *self.renamed}


class Step(msgspec.Struct, frozen=True, array_like=True):
    """What one commit did."""

    flipped: tuple[str, ...]
    """The ids of the items whose boxes it flipped."""
    ticked: int
    unticked: int
    added: int
    removed: int
    links: tuple[Link, ...]
    """One for the first parent, and one for each other parent of a merge."""
    completion: tuple[int, int] | None
    """Boxes ticked, of those that count; None for a version that can't be read."""
    problem: str


class Steps:
    """The steps of a checklist's commits: those that are known, and others as they are asked for."""

    def __init__(self, repository: Repository, environ: Mapping[str, str]) -> None:
        self._repository = repository
        self._kept = Kept("history", _SCHEMA, repository, environ, Stored[Step])
        self._known = self._kept.known
        self._asked: dict[str, Step] = {}
        self._data: dict[str, bytes] = {}
        self._parsed: OrderedDict[str, Checklist | SourceError] = OrderedDict()

    def fetch(self, revisions: Sequence[Revision], last: str | None) -> None:
        """Get from git, in one go, the versions that must be read: those of unknown commits, and the last."""
        unknown = [blob for one in revisions if _key(one) not in self._known for blob in one.blobs]
        self._data = contents(self._repository, [last, *unknown])

    def of(self, revision: Revision) -> Step:
        """What the commit did."""
        key = _key(revision)
        step = self._known.get(key)
        self._asked[key] = step = self._step(revision) if step is None else step
        return step

    def items(self, blob: str | None) -> tuple[Item, ...]:
        """The items of a version; none of one that can't be read."""
        found = self._checklist(blob)
        return () if found is None or isinstance(found, SourceError) else found.items

    def save(self) -> None:
        """Keep what was asked for. Nothing depends on it, so an error of writing is ignored."""
        self._kept.save(self._asked)

    def _step(self, revision: Revision) -> Step:
        after = self.items(revision.blob)
        matching = match(self.items(revision.before), after)
        elsewhere = [match(self.items(blob), after) for blob in revision.merged]
        brought = {pair.after.id for other in elsewhere for pair in other.pairs if not pair.flipped}
        flips = [pair for pair in matching.pairs if pair.flipped and pair.after.id not in brought]
        found = self._checklist(revision.blob)
        problem = found.message if isinstance(found, SourceError) else "removed" if found is None else ""
        return Step(
            flipped=tuple(pair.after.id for pair in flips),
            ticked=sum(pair.after.ticked for pair in flips),
            unticked=sum(pair.before.ticked for pair in flips),
            added=sum(all(item in one.added for one in elsewhere) for item in matching.added),
            removed=len(matching.removed),
            links=tuple(map(_link, (matching, *elsewhere))),
            completion=None
            if problem or found is None or isinstance(found, SourceError)
            else completions(found.root)[0],
            problem=problem,
        )

    def _checklist(self, blob: str | None) -> Checklist | SourceError | None:
        if blob is None:
            return None
        if blob not in self._parsed:
            if blob not in self._data:
                self._data |= contents(self._repository, [blob])
            self._parsed[blob] = _parse(self._data[blob])
            while len(self._parsed) > _PARSED:
                self._parsed.popitem(last=False)
        self._parsed.move_to_end(blob)
        return self._parsed[blob]


def _key(revision: Revision) -> str:
    return " ".join(blob or "-" for blob in revision.blobs)


def _link(matching: Matching) -> Link:
    return Link(
        new=_ids(matching.added),
        gone=_ids(matching.removed),
        renamed={pair.after.id: pair.before.id for pair in matching.pairs if pair.after.id != pair.before.id},
    )


def _ids(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(item.id for item in items)


def _parse(data: bytes) -> Checklist | SourceError:
    try:
        return parse(Source.from_bytes(data, path=""))
    except SourceError as error:
        return error
