"""Block quotes, read in a time that grows like the document.

A quote's paragraph may go on in lines without a marker, called lazy. The parser's rule looks for them down to the next
blank line before it knows whether a paragraph is open at all. So each of a thousand quotes with a line of text behind
it would look through all the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

# The rule of markdown-it-py and its state, which only the parser imports.
Rule: TypeAlias = "Callable[[Any, int, int, bool], bool]"

_FIRST, _FACTOR = 16, 4
"""Lines behind the last marker that are looked at first, and how many times as many then. A link title in a quote,
lazily written over more of them, is the one thing that would be read otherwise than without a limit."""
_KNOWN = "mdcheck: lazy lines"
"""In the parser's environment: what the quote on a line and level needed before, for quotes in a quote that is read
once more."""


def bounded(rule: Rule) -> Rule:
    """The rule for quotes, with fewer lines to look at where more would change nothing."""

    def quote(state: Any, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
        first = state.bMarks[start] + state.tShift[start]
        if state.src[first : first + 1] != ">":
            return False  # as the rule would say, which is asked at every line
        if silent:
            return rule(state, start, end, silent)
        known = state.env.setdefault(_KNOWN, {})
        place = (start, state.level)
        marked = _marked(state, start, end)
        looked = known.get(place, _FIRST)
        while marked + _FACTOR * looked < end:  # else the rest is soon looked at
            if _ended(rule, state, start, marked + looked):
                return True
            looked = known[place] = _FACTOR * looked
        known[place] = max(looked, _FACTOR * (end - marked))
        return rule(state, start, end, silent)

    return quote


def _marked(state: Any, start: int, end: int) -> int:
    """The first line from `start` on that has no marker."""
    line = start
    while line < end and state.sCount[line] >= state.blkIndent:
        place = state.bMarks[line] + state.tShift[line]
        if place >= state.eMarks[line] or state.src[place] != ">":
            break
        line += 1
    return line


def _ended(rule: Rule, state: Any, start: int, end: int) -> bool:
    """Read the quote as if the document ended there; what was read of one that may go on is taken back."""
    last, level, tokens = state.lineMax, state.level, len(state.tokens)
    state.lineMax = end
    found = rule(state, start, end, False)
    state.lineMax = last
    assert found, "there is a marker, and code was looked for before"
    if state.line < end:
        return True
    del state.tokens[tokens:]
    state.level = level
    return False
