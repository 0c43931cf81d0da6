"""A checklist without derived numbers: with only what people wrote or checks decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.document.edits import Edit, apply
from mdcheck.document.merging.cells import figure_slots, paddings, report_regions

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
