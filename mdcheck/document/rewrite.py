"""Checklist and what its boxes must show -> edits. The whole of what mdcheck may change in a file is here."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from mdcheck.document.completion import of_figures
from mdcheck.document.edits import Edit, ordered
from mdcheck.document.figures import expected, is_current
from mdcheck.document.model import Notation
from mdcheck.document.source import within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mdcheck.document.model import Checklist, Figure

ALL_NOTATIONS = frozenset(Notation)


def rewrite(
    checklist: Checklist,
    marks: Mapping[str, bool],
    *,
    notations: frozenset[Notation] = ALL_NOTATIONS,
    region: tuple[str, ...] | None = None,
) -> tuple[Edit, ...]:
    """The edits that bring a document up to date; empty if it is.

    `marks` gives, by item id, what the box of an item with checks must show; boxes of manual items never change.
    `region` holds the lines for the report regions; None leaves them as they are.
    """
    owned = {item.id: marks[item.id] for item in checklist.items if not item.manual and item.id in marks}
    edits = [*_boxes(checklist, owned), *_figures(checklist, owned, notations)]
    if region is not None and checklist.regions:
        spans = [region.span for region in checklist.regions]
        edits = [edit for edit in edits if not within(edit.span.start, spans)]
        edits += _regions(checklist, region)
    return ordered(edits)


def _boxes(checklist: Checklist, marks: Mapping[str, bool]) -> Iterator[Edit]:
    for item in checklist.items:
        wanted = marks.get(item.id, item.ticked)
        if wanted != item.ticked:  # so a ticked `[X]` that stays ticked keeps its capital
            yield Edit(item.box, "x" if wanted else " ")


def _figures(checklist: Checklist, marks: Mapping[str, bool], notations: frozenset[Notation]) -> Iterator[Edit]:
    text = checklist.source.text
    for figure, completion in of_figures(checklist, marks):
        if figure.notation not in notations or figure.contradicted:
            continue
        edits = [
            Edit(span, wanted)
            for span, quantity in figure.slots
            if not is_current(text[slice(*span)], wanted := expected(quantity, completion))
        ]
        yield from edits
        yield from _kept_aligned(figure, edits)


def _kept_aligned(figure: Figure, edits: list[Edit]) -> Iterator[Edit]:
    """In an aligned table, blanks give way to digits and fill in for them, as long as one is left."""
    starts = [edit.span.start for edit in edits]
    for cell, blanks, aligned in figure.padding:
        here = edits[bisect_left(starts, cell.start) : bisect_left(starts, cell.end)]
        grown = sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in here)
        left = blanks.end - blanks.start - grown
        if aligned and grown and left > 0:
            yield Edit(blanks, " " * left)


def _regions(checklist: Checklist, lines: tuple[str, ...]) -> Iterator[Edit]:
    text = checklist.source.text
    for region in checklist.regions:
        wanted = "".join(line + region.newline for line in lines)
        if text[region.span.start : region.span.end] != wanted:
            yield Edit(region.span, wanted)
