"""The colours and signs of verdicts, for all formats. They never replace the word."""

from __future__ import annotations

from typing import NamedTuple, assert_never

from mdcheck.reports.layout.lines import TextStyle
from mdcheck.results.verdict import Verdict


class VerdictLook(NamedTuple):
    """The colours and signs of one verdict."""

    style: TextStyle
    """On a terminal."""
    tone: str
    """In HTML: the CSS class of the outcome whose colours it has."""
    sign: str
    """In HTML, beside the word."""
    emoji: str
    """In Markdown, beside the word."""
    color: str
    """Of a badge, in hexadecimal. White on it has a contrast of at least 4.5 to 1 (WCAG 2.2, AA)."""


def look(verdict: Verdict) -> VerdictLook:
    """The look of a verdict."""
    match verdict:
        case Verdict.READY:
            return VerdictLook(TextStyle.READY, "passed", "✓", "✅", "1a7f37")
        case Verdict.ALMOST_READY:
            return VerdictLook(TextStyle.ALMOST_READY, "warned", "!", "⚠️", "8a6100")
        case Verdict.NOT_READY:
            return VerdictLook(TextStyle.NOT_READY, "failed", "✗", "❌", "b34700")
        case Verdict.CRITICAL:
            return VerdictLook(TextStyle.NOT_READY, "failed", "✗", "❌", "c4232d")
        case Verdict.UNASSESSED:
            return VerdictLook(TextStyle.UNASSESSED, "unassessed", "–", "⬜", "5c6570")
        case never:
            assert_never(never)
