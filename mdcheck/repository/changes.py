"""What a person changed in a checklist since the last commit. Pure: two checklists in, a value out."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from itertools import takewhile
from typing import TYPE_CHECKING

import msgspec

from mdcheck.document import edits
from mdcheck.document.comparison import Matching, match
from mdcheck.document.edits import Edit
from mdcheck.document.source import Source
from mdcheck.results.people.changes import signature_changes, waiver_changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.document.model import Checklist, Item
    from mdcheck.results.people.changes import SignatureChange, WaiverChange


class ByHand(msgspec.Struct, frozen=True, kw_only=True):
    """The difference between the last commit and the file as mdcheck found it.

    Figures and the report region are left out: they are mdcheck's to write.
    """

    ticked: tuple[Item, ...] = ()
    """Items as they stand now, in document order."""
    unticked: tuple[Item, ...] = ()
    added: int = 0
    removed: int = 0
    other_lines: int = 0
    """Lines that differ in more than a box or a figure, apart from those of added and removed items and of records."""
    signatures: tuple[SignatureChange, ...] = ()
    """Those that are new, changed or gone."""
    waivers: tuple[WaiverChange, ...] = ()
    created: bool = False
    """Whether the last commit has no such checklist; the other fields are empty then."""


def by_hand(before: Checklist | None, now: Checklist) -> ByHand:
    """Compare the checklist at HEAD (None where there is none) with the file before mdcheck edits it."""
    if before is None:
        return ByHand(created=True)
    former = _former(before.items, now.items)
    changed = [item for item in now.items if item.id in former and former[item.id].ticked != item.ticked]
    added = [item for item in now.items if item.id not in former]
    kept = {item.id for item in former.values()}
    removed = [item for item in before.items if item.id not in kept]
    matching = (
        match(before.items, now.items) if any(item.records for item in (*before.items, *now.items)) else Matching()
    )
    return ByHand(
        ticked=tuple(item for item in changed if item.ticked),
        unticked=tuple(item for item in changed if not item.ticked),
        added=len(added),
        removed=len(removed),
        signatures=signature_changes(matching, lambda *_: ()),
        waivers=waiver_changes(matching),
        other_lines=_differing(_lines(before, removed), _lines(now, added)),
    )


def _former(old: tuple[Item, ...], new: tuple[Item, ...]) -> dict[str, Item]:
    """What each item was before, by its id now. In a section that was renamed only its text is the same."""
    by_id = {item.id: item for item in old}
    found = {item.id: by_id[item.id] for item in new if item.id in by_id}
    by_text: defaultdict[str, list[Item]] = defaultdict(list)
    for item in reversed(old):
        if item.id not in found:
            by_text[item.text].append(item)
    for item in new:
        if item.id not in found and by_text[item.text]:
            found[item.id] = by_text[item.text].pop()
    return found


def _lines(checklist: Checklist, left_out: Iterable[Item]) -> list[str]:
    """The lines with their ends, boxes and figures blotted out; without those of the items and regions."""
    source = checklist.source
    skipped = {item.line for item in left_out}
    for record in (record for item in checklist.items for record in item.records):
        skipped.update(range(record.line, source.locate(record.span.end).line + 1))
    for region in checklist.regions:
        skipped.update(range(source.locate(region.span.start).line, source.locate(region.span.end).line))
    blots = {item.box for item in checklist.items}
    blots.update(span for figure in checklist.figures for span, _ in figure.slots)
    blots.update(padding.blanks for figure in checklist.figures for padding in figure.padding)
    # No box and no figure holds a line end, so the lines keep their numbers.
    blotted = Source.from_text(edits.apply(source.text, (Edit(span, "?") for span in blots)))
    ends = (*blotted.starts[1:], len(blotted.text))
    numbered = enumerate(zip(blotted.starts, ends, strict=True), start=1)
    return [blotted.text[start:end] for number, (start, end) in numbered if number not in skipped]


def _differing(old: list[str], new: list[str]) -> int:
    """How many lines a reader of the diff would call changed; a replaced line counts once."""
    # Most lines of a checklist do not change, and comparing is quadratic in the rest.
    head = _same(zip(old, new, strict=False))
    tail = _same(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    matcher = SequenceMatcher(a=old[head : len(old) - tail], b=new[head : len(new) - tail])
    spans = (span for tag, *span in matcher.get_opcodes() if tag != "equal")
    return sum(max(old_end - old_start, new_end - new_start) for old_start, old_end, new_start, new_end in spans)


def _same(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
