"""Which items run on which machine: the shards of a run.

Laws: the shards of a plan are disjoint and make the whole; items that need each other are in one shard; the plan is
the same on every machine, since it depends on the documents, the number of shards and the durations alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mdcheck.late import sha256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.checks.bind import Check
    from mdcheck.document.model import Item

_MOST = 1000
_UNKNOWN = 1000
"""Milliseconds that a check is taken to need while none is known."""


class ItemKey(NamedTuple):
    """An item of one of the documents of a run."""

    document: str
    """The document's name from the root."""
    item: str
    """The item's id."""


Durations: TypeAlias = "Mapping[ItemKey, int]"
"""How long the checks of items took before, in milliseconds."""

NO_DURATIONS: Durations = MappingProxyType({})


class Shard(NamedTuple):
    """One of the parts that a run is split into."""

    number: int
    """From 1."""
    of: int
    """How many there are."""

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


WHOLE = Shard(1, 1)


def read_shard(text: str) -> Shard:
    """`2/4`. Raises ValueError with what is wrong."""
    number, slash, count = text.partition("/")
    if not slash or not (number.isascii() and number.isdecimal() and count.isascii() and count.isdecimal()):
        raise ValueError(f"“{text}” is no shard: write I/N, as in 2/4")
    shard = Shard(int(number), int(count))
    if not 1 <= shard.of <= _MOST:
        raise ValueError(f"there can be 1 to {_MOST} shards, and not {shard.of}")
    if not 1 <= shard.number <= shard.of:
        raise ValueError(f"there is no shard {shard.number} of {shard.of}: they count from 1")
    return shard


class Candidates(NamedTuple):
    """The items with checks of one document."""

    document: str
    """Its name from the root."""
    checks: Sequence[tuple[Item, tuple[Check, ...]]]
    """All items of the document."""
    left_out: frozenset[str]
    """The ids of those that don't run whatever the shard."""


class Assignment(NamedTuple):
    """Which shard each item with checks belongs to."""

    numbers: Mapping[ItemKey, int]
    digest: str
    """Equal where all is equal."""

    def own(self, document: str, shard: Shard) -> frozenset[str]:
        """The ids of the items of a document that belong to a shard."""
        return frozenset(
            key.item for key, number in self.numbers.items() if (key.document, number) == (document, shard.number)
        )


UNSHARDED = Assignment({}, "")
"""Of a run that is neither split nor recorded."""


def assign(documents: Sequence[Candidates], count: int, durations: Durations = NO_DURATIONS) -> Assignment:
    """Longest first, each to the shard that has least to do; without durations all items count as equally long."""
    import heapq  # late: all that follows is for runs that are split or recorded

    usual = max(1, sum(durations.values()) // len(durations)) if durations else _UNKNOWN
    weighed = [
        (sum(durations.get(key, usual) for key, runs in group if runs), _hash(group[0][0]), group)
        for document in documents
        for group in _groups(document)
    ]
    weighed.sort(key=lambda one: (-one[0], one[1]))
    loads = [(0, number) for number in range(1, count + 1)]
    numbers: dict[ItemKey, int] = {}
    for weight, _, group in weighed:
        load, number = heapq.heappop(loads)
        heapq.heappush(loads, (load + weight, number))
        numbers.update(dict.fromkeys((key for key, _ in group), number))
    return Assignment(numbers, _digest(numbers, count))


def _hash(key: ItemKey) -> str:
    return sha256("\0".join(key).encode("utf-8", "surrogateescape"))


def _digest(numbers: Mapping[ItemKey, int], count: int) -> str:
    facts = [count, sorted([*key, number] for key, number in numbers.items())]
    return sha256(json.dumps(facts).encode("ascii"))


def _groups(document: Candidates) -> Iterator[list[tuple[ItemKey, bool]]]:
    """The items with checks that must run together, each with whether it runs; items in the order of their ids."""
    from mdcheck.execution.plan import waits

    waiting = waits(document.checks)
    leader = {item.id: item.id for item, _ in document.checks}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    for name, others in waiting.items():
        for other in others:
            one, two = sorted((find(name), find(other)))
            leader[two] = one
    groups: defaultdict[str, list[tuple[ItemKey, bool]]] = defaultdict(list)
    for item, own in sorted(document.checks, key=lambda pair: pair[0].id):
        if own:
            runs = item.applicable and item.id not in document.left_out
            groups[find(item.id)].append((ItemKey(document.document, item.id), runs))
    yield from groups.values()
