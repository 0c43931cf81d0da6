"""Changing a text by splices, and undoing it.

Law: `apply(apply(text, edits), inverse(text, edits)) == text`, and without edits the text is the same object.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """Replace the characters of `span` by `text`."""

    span: Span
    text: str


def ordered(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits by position. Two that overlap are a bug in mdcheck."""
    result = tuple(sorted(edits))
    for before, after in pairwise(result):
        assert before.span.end <= after.span.start, f"edits overlap: {before} and {after}"
    return result


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with every span replaced; all that stands outside the spans is copied as it is."""
    pieces: list[str] = []
    position = 0
    for span, replacement in ordered(edits):
        pieces += (text[position : span.start], replacement)
        position = span.end
    if not pieces:
        return text
    pieces.append(text[position:])
    return "".join(pieces)


def inverse(text: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits that turn `apply(text, edits)` back into `text`."""
    result: list[Edit] = []
    shift = 0
    for span, replacement in ordered(edits):
        start = span.start + shift
        result.append(Edit(Span(start, start + len(replacement)), text[span.start : span.end]))
        shift += len(replacement) - (span.end - span.start)
    return tuple(result)
