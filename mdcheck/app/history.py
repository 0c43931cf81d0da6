"""The use case `history`: a checklist commit by commit. It runs nothing, and writes its cache only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.diff import name_in, repository_of
from mdcheck.app.find import find_files
from mdcheck.app.past_steps import Steps
from mdcheck.document.completion import Completion
from mdcheck.errors import UsageError
from mdcheck.repository.assessment import assessment
from mdcheck.repository.versions import blob_at, brought, commit_id, commit_time, revisions
from mdcheck.results.difference import Assessment
from mdcheck.results.history import DAY, FLAPPING, ChecklistCommit, History, ItemPast, Trait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mdcheck.app.past_steps import Step
    from mdcheck.app.session import Session
    from mdcheck.document.model import Item
    from mdcheck.repository.discovery import Repository
    from mdcheck.repository.versions import Revision


def history(
    names: Sequence[str], session: Session, *, first_parent: bool = False, days: int = 30
) -> tuple[History, ...]:
    """The past of each checklist up to HEAD; raises UsageError and GitError."""
    return tuple(_history(path, session, first_parent=first_parent, days=days) for path in find_files(names, session))


def _history(path: Path, session: Session, *, first_parent: bool, days: int) -> History:
    found = committed_past(path, session.environ, first_parent=first_parent, days=days)
    if found is None:
        fix = "commit it first, or name a file that was committed"
        raise UsageError("no commit up to HEAD has this file", where=name_in(repository_of(path), path), fix=fix)
    return found


def committed_past(
    path: Path, environ: Mapping[str, str], *, first_parent: bool = False, days: int = 30
) -> History | None:
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
    steps = Steps(repository, environ)
    steps.fetch(found, last)
    past = _Past(steps, said)
    entries = tuple(past.add(revision) for revision in reversed(found))
    steps.save()
    until = commit_time(repository, head)
    items = past.items(last, until=until, days=days)
    return History(path=name, entries=entries, items=items, until=until, days=days)


def _assessments(found: Sequence[Revision]) -> dict[str, Assessment]:
    """Score and verdict from each commit's message, by the commit; commits without them are left out."""
    return {one.commit: said for one in found if (said := assessment(one.message)) != (None, None)}


def _of_merges(
    repository: Repository, found: Sequence[Revision], said: Mapping[str, Assessment], every: Sequence[Revision]
) -> dict[str, Assessment]:
    """For a merge without score and verdict: those of the version that its branch brought.

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

    def __init__(self, steps: Steps, assessments: Mapping[str, Assessment]) -> None:
        self._steps = steps
        self._assessments = assessments
        """By commit."""
        self._names: dict[str | None, frozenset[str]] = {None: frozenset()}
        """The ids of the items of each version, by its blob."""
        self._lives: dict[str | None, dict[str, _Life]] = {None: {}}
        """By blob, then by the item's id in it."""
        self._times: list[int] = []

    def add(self, revision: Revision) -> ChecklistCommit:
        """The entry of the next commit."""
        index = len(self._times)
        self._times.append(revision.time)
        step = self._steps.of(revision)
        self._live(revision, step, index)
        return ChecklistCommit(
            commit=revision.commit,
            time=revision.time,
            subject=revision.subject,
            path=revision.name,
            completion=None if step.completion is None else Completion(*step.completion),
            assessment=self._assessments.get(revision.commit, Assessment()),
            ticked=step.ticked,
            unticked=step.unticked,
            added=step.added,
            removed=step.removed,
            problem=step.problem,
        )

    def items(self, last: str | None, *, until: int, days: int) -> tuple[ItemPast, ...]:
        """The items of the version that HEAD has."""
        lives = self._lives.get(last, {})
        items = self._steps.items(last)
        return tuple(self._past(item, lives[item.id], until, days) for item in items if item.id in lives)

    def _past(self, item: Item, life: _Life, until: int, days: int) -> ItemPast:
        born, since = self._times[life.born], self._times[life.since]
        traits = set()
        if life.born and until - born <= days * DAY:
            traits.add(Trait.NEW)
        if item.to_do and until - since > days * DAY:
            traits.add(Trait.SLOW)
        if life.flips >= FLAPPING:
            traits.add(Trait.FLAPPING)
        return ItemPast(
            item=item,
            born=born,
            since=since,
            since_at=life.since,
            flips=life.flips,
            traits=frozenset(traits),
        )

    def _live(self, revision: Revision, step: Step, index: int) -> None:
        """Every item goes on with its own past; branches share the pasts that they have in common."""
        names = self._names_of(revision, step)
        lives = dict(self._lives.get(revision.blob, {}))
        for blob, link in zip((revision.before, *revision.merged), step.links, strict=True):
            former = self._lives.get(blob, {})
            for name in names:
                life = former.get(link.former(name) or "")
                if life is not None and name not in lives:
                    lives[name] = life
        flipped = set(step.flipped)
        for name in names:
            life = lives.setdefault(name, _Life(index))
            if name in flipped:
                life.flips += 1
                life.since = index
        if revision.blob is not None:
            self._lives[revision.blob] = lives

    def _names_of(self, revision: Revision, step: Step) -> frozenset[str]:
        """The ids of the items that the commit left."""
        before = self._names.get(revision.before)
        if before is None:  # the walk has not come by the parent's version
            before = frozenset(item.id for item in self._steps.items(revision.before))
        names = step.links[0].names(before)
        self._names[revision.blob] = names
        return names
