"""Which checks of a document run, and in which order."""

from __future__ import annotations

import heapq
from graphlib import TopologicalSorter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck.kinds.protocol import needs_trust, tallies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mdcheck.checks.bind import Check
    from mdcheck.document.model import CheckId, Item


class Selection(NamedTuple):
    """Which items of one document are to run; without any entry all are."""

    left_out: Mapping[int, str] = MappingProxyType({})
    """Those that are not, by their lines, and what left them out. An item that another one needs runs all the same."""

    def takes(self, item: Item) -> bool:
        return item.line not in self.left_out


EVERYTHING = Selection()


def needing_trust(checks: Sequence[tuple[Item, tuple[Check, ...]]]) -> frozenset[int]:
    """The items of a document of which a check needs trust, and those that need such an item, by their lines."""
    waiting = waits(checks)
    found = {item.id for item, own in checks if any(needs_trust(check.kind) for check in own)}
    before = -1
    while len(found) != before:
        before = len(found)
        found |= {item.id for item, _ in checks if not found.isdisjoint(waiting[item.id])}
    return frozenset(item.line for item, _ in checks if item.id in found)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One check that is to run."""

    id: CheckId
    item: Item
    check: Check
    needs: tuple[str, ...]
    """Ids of items that must pass first."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The checks to run, each behind all that it waits for, and otherwise in document order."""

    items: tuple[tuple[Item, tuple[Check, ...]], ...]
    """All items of the document with their checks, in document order, also those that do not run."""
    jobs: tuple[Job, ...]
    after: tuple[tuple[int, ...], ...]
    """For each job the indices of the jobs that it waits for."""
    selection: Selection = EVERYTHING
    """What was asked for."""

    def sorter(self) -> TopologicalSorter[int]:
        """The indices of the jobs, ready to be handed out and reported done."""
        result = TopologicalSorter(dict(enumerate(self.after)))
        result.prepare()
        return result


def plan(checks: Sequence[tuple[Item, tuple[Check, ...]]], selection: Selection = EVERYTHING) -> Plan:
    """The checks that `selection` takes, with those that they need, transitively.

    An item's own checks follow each other, so a later one may rely on what an earlier one made. Needs that
    name no item, or each other, are errors of the document: who runs it has refused it before.
    """
    wanted = _with_needs(checks, selection)
    jobs = [
        Job(id=key, item=item, check=check, needs=check.block.common.needs)
        for item, own in checks
        if item.applicable and item.id in wanted
        for key, check in zip(item.check_ids, own, strict=True)
    ]
    after = _edges(jobs, _nested(checks))
    order = _ordered(after)
    place = {number: position for position, number in enumerate(order)}
    return Plan(
        items=tuple(checks),
        jobs=tuple(jobs[number] for number in order),
        after=tuple(tuple(sorted(place[other] for other in after[number])) for number in order),
        selection=selection,
    )


def _with_needs(checks: Sequence[tuple[Item, tuple[Check, ...]]], selection: Selection) -> set[str]:
    """The ids of the items that the selection takes, and of all that they need."""
    needs = waits(checks)
    wanted: set[str] = set()
    found = [item.id for item, _ in checks if selection.takes(item)]
    while found:
        name = found.pop()
        assert name in needs, f"a check needs “{name}”, which no item is called"
        if name not in wanted:
            wanted.add(name)
            found += needs[name]
    return wanted


def nested_below(items: Iterable[Item]) -> dict[int, list[Item]]:
    """The items at any depth below each item, by its line, in document order."""
    known = {item.line: item for item in items}
    below: dict[int, list[Item]] = {line: [] for line in known}
    for item in known.values():
        above = known.get(item.parent)
        while above is not None:
            below[above.line].append(item)
            above = known.get(above.parent)
    return below


def _nested(checks: Sequence[tuple[Item, tuple[Check, ...]]]) -> dict[str, tuple[str, ...]]:
    """The ids below each item that has a check which asks for them."""
    asking = [item for item, own in checks if any(tallies(check.kind) for check in own)]
    below = nested_below(item for item, _ in checks) if asking else {}
    return {item.id: tuple(other.id for other in below[item.line]) for item in asking}


def waits(checks: Sequence[tuple[Item, tuple[Check, ...]]]) -> dict[str, tuple[str, ...]]:
    """The ids that each item waits for: those that it needs, and those below it that it asks for."""
    nested = _nested(checks)
    return {item.id: (*_needs(own), *nested.get(item.id, ())) for item, own in checks}


def _needs(checks: Iterable[Check]) -> tuple[str, ...]:
    return tuple(name for check in checks for name in check.block.common.needs)


def _edges(jobs: Sequence[Job], nested: Mapping[str, tuple[str, ...]]) -> list[set[int]]:
    """For each job the jobs of the items that it needs or asks for, and the one in front of it in its own item."""
    of_item: dict[str, set[int]] = {}
    for number, job in enumerate(jobs):
        of_item.setdefault(job.item.id, set()).add(number)
    return [
        {
            other
            for name in (*job.needs, *(nested[job.item.id] if tallies(job.check.kind) else ()))
            for other in of_item.get(name, ())
        }
        | ({number - 1} if job.id.number else set())
        for number, job in enumerate(jobs)
    ]


def _ordered(after: Sequence[set[int]]) -> list[int]:
    """The numbers such that each stands behind those it waits for, and the lowest that may come next does."""
    if not any(after):
        return list(range(len(after)))
    sorter = TopologicalSorter(dict(enumerate(after)))
    sorter.prepare()
    return list(_lowest_first(sorter))


def _lowest_first(sorter: TopologicalSorter[int]) -> Iterator[int]:
    ready: list[int] = []
    while sorter.is_active():
        for number in sorter.get_ready():
            heapq.heappush(ready, number)
        number = heapq.heappop(ready)
        yield number
        sorter.done(number)
