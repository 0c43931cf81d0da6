"""The waivers that are new, longer, otherwise changed, or gone between two versions of a checklist."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.model import RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mdcheck.document.comparison import Matching
    from mdcheck.document.model import Item, Record


class Change(StrEnum):
    """What became of a waiver."""

    ADDED = "added"
    LENGTHENED = "lengthened"
    CHANGED = "changed"
    """Its end came nearer, or it says something else."""
    REMOVED = "removed"


class WaiverChange(NamedTuple):
    """One waiver, as it is written: neither side need be valid."""

    item: Item
    """As it is now; of a waiver that is gone with its item, as it was."""
    change: Change
    line: int
    """Of the record's opening fence; where it is gone, in the earlier version."""
    before: Mapping[str, str]
    """Its lines; empty for one that is new."""
    after: Mapping[str, str]
    """Empty for one that is gone."""


def waiver_changes(matching: Matching) -> tuple[WaiverChange, ...]:
    """The changes in document order, those of items that are gone last."""
    found = [
        change
        for pair in matching.pairs
        for change in _of_item(pair.after, _waivers(pair.before), _waivers(pair.after))
    ]
    found += [change for item in matching.added for change in _of_item(item, [], _waivers(item))]
    found.sort(key=lambda change: change.item.line)
    found += [change for item in matching.removed for change in _of_item(item, _waivers(item), [])]
    return tuple(found)


def _waivers(item: Item) -> list[Record]:
    return [record for record in item.records if record.kind is RecordKind.WAIVED]


def _of_item(item: Item, before: list[Record], after: list[Record]) -> Iterator[WaiverChange]:
    """The waivers of one item, each beside the one that stood in its place among those for the same kind of check."""
    left = [record for record in before if _lines(record) not in list(map(_lines, after))]
    for record in after:
        values = _lines(record)
        if values in list(map(_lines, before)):
            continue
        former = next((one for one in left if _lines(one).get("kind") == values.get("kind")), None)
        was = {} if former is None else _lines(former)
        if former is not None:
            left.remove(former)
        yield WaiverChange(item, _change(was, values), record.line, was, values)
    for record in left:
        yield WaiverChange(item, Change.REMOVED, record.line, _lines(record), {})


def _change(before: Mapping[str, str], after: Mapping[str, str]) -> Change:
    if not before:
        return Change.ADDED
    return Change.LENGTHENED if after.get("until", "") > before.get("until", "") else Change.CHANGED


def _lines(record: Record) -> dict[str, str]:
    return {key: str(value) for key, value in record.values.items()}
