"""A document as lines that can be compared: what boxes, figures and reports show is set apart from what people wrote.

Law: the texts of the lines, joined, are the document's text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mdcheck.document.completion import completions
from mdcheck.document.merging.records import record_regions
from mdcheck.document.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mdcheck.document.model import Checklist, Notation, ReportRegion

    Notations: TypeAlias = Callable[[Checklist], frozenset[Notation]]
    """Which figures of a document mdcheck keeps, by its settings; each version has its own."""


class Sort(Enum):
    """What a cell shows."""

    BOX = "box"
    FIGURE = "figure"
    PADDING = "padding"
    """Blanks beside a figure in a table."""
    REPORT = "report"
    RECORDS = "records"
    """The fences with records that follow the line; behind most lines none."""


class Cell(NamedTuple):
    """A piece of a line that may change without anyone having written something."""

    span: Span
    """In the line's text."""
    sort: Sort
    owned: bool
    """mdcheck keeps it: the box of an item with checks, a figure that follows from boxes, a report. Else a person."""


class Line(NamedTuple):
    """One line with its end and the records that follow it, or all lines of a report region at once."""

    text: str
    cells: tuple[Cell, ...] = ()
    opens: bool = False
    """Whether an item or a section begins here."""

    @property
    def shape(self) -> tuple[str | Sort, ...]:
        """The line without what its cells show: two lines of one shape differ in nothing that a person worded."""
        result: list[str | Sort] = []
        position = 0
        for cell in self.cells:
            result += (self.text[position : cell.span.start], cell.sort)
            position = cell.span.end
        return (*result, self.text[position:])

    def shown(self) -> tuple[str, ...]:
        """What each cell shows."""
        return tuple(self.text[cell.span.start : cell.span.end] for cell in self.cells)

    def showing(self, values: tuple[str, ...]) -> str:
        """The line's text with other values in its cells."""
        pieces: list[str] = []
        position = 0
        for cell, value in zip(self.cells, values, strict=True):
            pieces += (self.text[position : cell.span.start], value)
            position = cell.span.end
        return "".join((*pieces, self.text[position:]))


def lines_of(checklist: Checklist, notations: Notations) -> tuple[Line, ...]:
    """The lines of a document, in order."""
    source = checklist.source
    cells = _cells(checklist, notations)
    opening = {item.line - 1 for item in checklist.items}
    opening |= {section.line - 1 for section in checklist.root.all_sections()}
    regions = {region.span.start: region.span for region in report_regions(checklist)}
    records = record_regions(checklist)
    result: list[Line] = []
    bounds = (*source.starts, len(source.text))
    position = 0
    for index, start in enumerate(source.starts):
        if start in regions:
            region, position = regions[start], regions[start].end
            whole = Cell(Span(0, region.end - region.start), Sort.REPORT, owned=checklist.adopted)
            result.append(Line(source.text[region.start : region.end], (whole,)))
        end = bounds[index + 1]
        if start >= position and end > start:
            found = [
                Cell(Span(span.start - start, span.end - start), sort, owned) for span, sort, owned in cells[start]
            ]
            if source.text[end - 1] in "\r\n":
                position = records.get(end, end)
                found.append(Cell(Span(end - start, position - start), Sort.RECORDS, owned=False))
            result.append(Line(source.text[start : max(end, position)], tuple(found), index in opening))
    return tuple(result)


def figure_slots(checklist: Checklist, notations: Notations) -> Iterator[tuple[Span, bool]]:
    """Every slot of a figure, and whether mdcheck keeps it: without anything to count it stays as a person wrote it."""
    kept = notations(checklist) if checklist.adopted else frozenset()
    done = completions(checklist.root)
    for figure in checklist.figures:
        owned = figure.notation in kept and done[figure.section.line].percent is not None
        for span, _ in figure.slots:
            yield span, owned


def paddings(checklist: Checklist) -> Iterator[Span]:
    """The blanks beside figures in tables, which follow from the figures."""
    for figure in checklist.figures:
        for padding in figure.padding:
            yield padding.blanks


def report_regions(checklist: Checklist) -> tuple[ReportRegion, ...]:
    """The report regions that hold nothing but a report: no item and no section of an author's."""
    wrong = sorted(finding.line for finding in checklist.diagnostics if finding.code == "report-region")
    starts = [checklist.source.starts[line - 1] for line in wrong]
    return tuple(
        region
        for region in checklist.regions
        if bisect_left(starts, region.span.start) == bisect_left(starts, region.span.end)
    )


def _cells(checklist: Checklist, notations: Notations) -> defaultdict[int, list[tuple[Span, Sort, bool]]]:
    """The cells of each line, by its first offset, in order."""
    found = [(item.box, Sort.BOX, not item.manual) for item in checklist.items]
    found += [(span, Sort.FIGURE, owned) for span, owned in figure_slots(checklist, notations)]
    found += [(span, Sort.PADDING, True) for span in paddings(checklist)]
    result: defaultdict[int, list[tuple[Span, Sort, bool]]] = defaultdict(list)
    starts = checklist.source.starts
    for span, sort, owned in sorted(found, key=lambda cell: cell[0]):
        result[starts[checklist.source.locate(span.start).line - 1]].append((span, sort, owned))
    return result
