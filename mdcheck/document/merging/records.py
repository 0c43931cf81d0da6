"""Merging what people put on record: records are a set, and neither side loses one.

A record that one side took away, and that the other left as it was, is gone; one that a side changed stays, as changed.
Law: the union is the same whichever side comes first, and however many versions are merged, in whatever order.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.blocks.strict_yaml import load
from mdcheck.document.model import RecordKind
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.document.model import Checklist

_FENCE = late_pattern(
    r"(?P<lead>[ \t>]*)(?P<marks>`{3,}|~{3,})(?P<kind>signed|waived)[ \t]*(?P<end>\r?\n)"
    r"(?P<body>(?s:.*?\n)??)(?P=lead)(?P=marks)[ \t]*(?P=end)"
)
_DATE = {RecordKind.SIGNED: "date", RecordKind.WAIVED: "until"}


class _Entry(NamedTuple):
    """One record as it is written; entries are sorted in this order."""

    kind: RecordKind
    listed: int
    """The columns in front of its dash in a list, which may hold others; -1 for one with a fence of its own."""
    date: str
    by: str
    says: str
    """All of it, however it is written."""
    text: str
    """Its whole lines."""


class _Style(NamedTuple):
    """How a fence is written."""

    lead: str
    marks: str
    end: str
    """Of its lines."""


class _Written(NamedTuple):
    """The records of one place."""

    entries: dict[str, _Entry]
    """By what they say."""
    styles: frozenset[_Style]


def record_regions(checklist: Checklist) -> dict[int, int]:
    """Where the whole lines of fences with records begin and end; fences in a row are one region."""
    source = checklist.source
    regions: dict[int, int] = {}
    last = -1
    for span in sorted({record.span for item in checklist.items for record in item.records}):
        start, end = source.start(source.locate(span.start).line - 1), source.start(source.locate(span.end).line)
        if _FENCE().fullmatch(source.text, start, end) is None:
            continue
        if regions.get(last) != start:
            last = start
        regions[last] = end
    return regions


def union(base: str | None, ours: str, theirs: str) -> str | None:
    """The records of both sides, sorted by date, then name; without a base, all of them. None where they can't be told
    apart, or one side wrote its fences so that they fit into none of the other's.
    """
    try:
        before, one, other = (_read(text) for text in (base or "", ours, theirs))
    except ValueError:
        return None
    kept = {
        says: min(entry, side.entries.get(says, entry))
        for side, twin in ((one, other), (other, one))
        for says, entry in twin.entries.items()
        if says not in before.entries or says in side.entries
    }
    return _shown(sorted(kept.values()), one.styles | other.styles)


def _shown(entries: Sequence[_Entry], styles: frozenset[_Style]) -> str | None:
    leads = {style.lead for style in styles}
    marks = {style.marks for style in styles}
    if len(leads) > 1 or len({mark[0] for mark in marks}) > 1:
        return None
    lead, mark, end = min(leads), max(marks), min(style.end for style in styles)
    pieces: list[str] = []
    for (kind, listed), group in groupby(entries, key=lambda entry: (entry.kind, entry.listed)):
        texts = [entry.text for entry in group]
        for body in ["".join(texts)] if listed >= 0 else texts:
            pieces += (lead, mark, kind.value, end, body, lead, mark, end)
    return "".join(pieces)


def _read(text: str) -> _Written:
    """The records in whole lines of fences; raises ValueError where they can't be told apart."""
    entries: dict[str, _Entry] = {}
    styles = set()
    position = 0
    while position < len(text):
        fence = _FENCE().match(text, position)
        if fence is None:
            raise ValueError("no fence that can be read")
        position = fence.end()
        styles.add(_Style(fence["lead"], fence["marks"], fence["end"]))
        for entry in _entries(RecordKind(fence["kind"]), fence["body"], fence["lead"]):
            entries[entry.says] = entry
    return _Written(entries, frozenset(styles))


def _entries(kind: RecordKind, body: str, lead: str) -> Iterator[_Entry]:
    lines = [f"{line}\n" for line in body.split("\n")[:-1]]
    inside = [line.removeprefix(lead) for line in lines]
    value = load("".join(inside), texts=True).value
    if isinstance(value, dict):
        yield _entry(kind, -1, value, body)
        return
    dash = next((line.index("-") for line in inside if line.lstrip(" ").startswith("-")), -1)
    starts = [index for index, line in enumerate(inside) if line.startswith(f"{' ' * dash}-")]
    for start, end in zip([0, *starts[1:]], [*starts[1:], len(lines)], strict=True):
        value = load("".join(inside[start:end]), texts=True).value
        if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
            raise ValueError("an entry that does not stand on lines of its own")
        yield _entry(kind, dash, value[0], "".join(lines[start:end]))


def _entry(kind: RecordKind, listed: int, value: dict[str, object], text: str) -> _Entry:
    says = json.dumps([kind, value], sort_keys=True)
    return _Entry(kind, listed, str(value.get(_DATE[kind])), str(value.get("by")), says, text)
