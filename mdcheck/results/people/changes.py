"""What became of signatures and waivers between two versions of a checklist, as they are written there."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.model import RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mdcheck.document.comparison import Matching, Pair
    from mdcheck.document.model import Item


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


class Fate(StrEnum):
    """What became of a signature."""

    SIGNED = "signed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """It says what was signed, and that was changed."""
    UNBOUND = "unbound"
    """It does not say what was signed, and now stands under something else."""
    REMOVED = "removed"


class SignatureChange(NamedTuple):
    """One signature, as it is written: neither side need be valid."""

    item: Item
    """As it is now; of a signature that is gone with its item, as it was."""
    fate: Fate
    line: int
    """Of the record's opening fence; where it is gone, in the earlier version."""
    before: Mapping[str, str]
    """The lines of what the same person had signed; empty for one that is new."""
    after: Mapping[str, str]
    """Empty for one that is gone."""
    reasons: tuple[str, ...] = ()
    """Of one that stands under something else than was signed: what was changed."""
    former: Item | None = None
    """The item with the words that were signed, if it has others now."""


class _Versions(NamedTuple):
    """One record in both versions; the lines are empty on a side that has none such."""

    item: Item
    pair: Pair | None
    """The item in both versions."""
    line: int
    before: Mapping[str, str]
    after: Mapping[str, str]


def waiver_changes(matching: Matching) -> tuple[WaiverChange, ...]:
    """The changes in document order, those of items that are gone last."""
    return tuple(
        WaiverChange(one.item, _change(one.before, one.after), one.line, one.before, one.after)
        for one in _versions(matching, RecordKind.WAIVED, "kind")
        if one.before != one.after
    )


def signature_changes(
    matching: Matching, reasons: Callable[[Pair, Mapping[str, str]], tuple[str, ...]]
) -> tuple[SignatureChange, ...]:
    """The changes in document order, those of items that are gone last.

    `reasons` tells what was changed of all that a signature covers that is the same in both versions.
    """
    found = []
    for item, pair, line, before, after in _versions(matching, RecordKind.SIGNED, "by"):
        if before != after:
            found.append(SignatureChange(item, _fate(after), line, before, after))
        elif pair is not None and (why := reasons(pair, after)):
            fate = Fate.LAPSED if after.get("of") else Fate.UNBOUND
            former = pair.before if pair.reworded else None
            found.append(SignatureChange(item, fate, line, before, after, why, former))
    return tuple(found)


def _versions(matching: Matching, kind: RecordKind, key: str) -> Iterator[_Versions]:
    """Every record of a kind, in document order, those of items that are gone last.

    What a record was before is the one of its item that says the same, else one that is gone, with the same `key`.
    """
    now: list[tuple[Item, Pair | None]] = [(pair.after, pair) for pair in matching.pairs]
    now += [(item, None) for item in matching.added]
    for item, pair in sorted(now, key=lambda entry: entry[0].line):
        before = [] if pair is None else _records(pair.before, kind)
        after = _records(item, kind)
        left = [was for was in before if was[1] not in [lines for _, lines in after]]
        for line, lines in after:
            was = next((one for one in before if one[1] == lines), None)
            if was is None:
                was = next((one for one in left if one[1].get(key) == lines.get(key)), None)
                left = [one for one in left if one is not was]
            yield _Versions(item, pair, line, {} if was is None else was[1], lines)
        yield from (_Versions(item, pair, line, lines, {}) for line, lines in left)
    for item in matching.removed:
        yield from (_Versions(item, None, line, lines, {}) for line, lines in _records(item, kind))


def _records(item: Item, kind: RecordKind) -> list[tuple[int, dict[str, str]]]:
    """The line and the lines of each record."""
    return [
        (record.line, {key: str(value) for key, value in record.values.items()})
        for record in item.records
        if record.kind is kind
    ]


def _fate(after: Mapping[str, str]) -> Fate:
    if not after:
        return Fate.REMOVED
    return Fate.DECLINED if after.get("says") == "no" else Fate.SIGNED


def _change(before: Mapping[str, str], after: Mapping[str, str]) -> Change:
    if not before:
        return Change.ADDED
    if not after:
        return Change.REMOVED
    return Change.LENGTHENED if after.get("until", "") > before.get("until", "") else Change.CHANGED
