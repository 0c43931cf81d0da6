"""A checklist without derived numbers, with only what people wrote or checks decided; and without boxes, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.document.edits import Edit, apply
from mdcheck.document.merging.cells import figure_slots, paddings, report_regions
from mdcheck.document.source import within
from mdcheck.late import sha256

if TYPE_CHECKING:
    from mdcheck.document.merging.cells import Notations
    from mdcheck.document.model import Checklist

BLANK = "…"
"""What stands instead of a derived piece of text."""


def bare(checklist: Checklist, notations: Notations) -> str:
    """The document's text with `…` for each figure that mdcheck keeps, and as the one line of each report region."""
    regions = report_regions(checklist) if checklist.adopted else ()
    edits = [Edit(span, BLANK) for span, owned in figure_slots(checklist, notations) if owned]
    edits += [Edit(span, " ") for span in paddings(checklist) if checklist.adopted]
    edits += [Edit(region.span, BLANK + region.newline) for region in regions]
    return apply(checklist.source.text, edits)


def blank_digest(checklist: Checklist) -> str:
    """The digest of the text with every box, figure and report region blank, whatever its line ends.

    Law: what `rewrite` does to a document does not change it.
    """
    spans = [item.box for item in checklist.items]
    spans += [span for figure in checklist.figures for span, _ in figure.slots]
    edits = [Edit(span, BLANK) for span in spans]
    edits += [Edit(span, " ") for span in paddings(checklist)]
    blank = [region.span for region in report_regions(checklist)]
    edits = [edit for edit in edits if not within(edit.span.start, blank)]
    edits += [Edit(span, "") for span in blank]
    text = apply(checklist.source.text, edits).replace("\r\n", "\n").replace("\r", "\n")
    return sha256(text.encode("utf-8", "surrogatepass"))
