"""Code shown exactly: invisible characters are written as their names, never left out.

`sanitize.clean` drops such characters, which is right for a message; in code they may be the point.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from mdcheck.reports.layout.lines import Styled, TextStyle, cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.reports.layout.lines import Line

# Letters and signs that draw nothing: fillers of Hangul, the empty Braille cell, joiners, selectors of variants.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_TAB = "⇥"
_COMMAND = re.compile(r"#(?=#\w*\[)")


def visible(text: str) -> str:
    """One line of code; `<U+202E>` stands for a character that can't be seen, `⇥` for a tab.

    `##[` is broken up likewise, since CI systems take it for a command wherever it stands.
    """
    return "".join(part for part, _ in _parts(text))


def visible_segments(text: str, style: TextStyle) -> Iterator[Styled]:
    """As `visible`, for a terminal: the names of characters have another style than the text."""
    for part, named in _parts(text):
        yield Styled(part, style if not named else TextStyle.MUTED if part == _TAB else TextStyle.BLOCKER)


def change(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The lines of both texts as a diff without anything left out: a sign (`+`, `-` or a blank) and a visible line."""
    return ((sign, visible(line)) for sign, line in _change(before, after))


def _change(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = (_lines(text) for text in (before, after))
    for tag, first, last, start, end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((" ", line) for line in new[start:end])
        else:
            yield from (("-", line) for line in old[first:last])
            yield from (("+", line) for line in new[start:end])


def change_rows(before: str, after: str, *, indent: int, width: int) -> Iterator[Line]:
    """The diff for a terminal; a long line goes on below, without a sign, and nothing of it is cut off."""
    room = max(width - indent - 4, 10)
    for sign, line in _change(before, after):
        style = {"+": TextStyle.PASSED, "-": TextStyle.FAILED}.get(sign, TextStyle.OUTPUT)
        for index, row in enumerate(_folded(visible_segments(line, style), room)):
            lead = Styled(f"{' ' * indent}│ ", TextStyle.MUTED)
            yield (lead, Styled(f"{' ' if index else sign} ", style), *row)


def _lines(text: str) -> list[str]:
    """The lines of a block; a line ends at a line feed and nowhere else."""
    return text.removesuffix("\n").split("\n") if text else []


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is the name of an invisible character."""
    if text.isascii() and text.isprintable() and "##" not in text:
        yield text, False
        return
    shown = ""
    for place, char in enumerate(text):
        if char.isprintable() and not _BLANK.match(char) and not _COMMAND.match(text, place):
            shown += char
            continue
        if shown:
            yield shown, False
            shown = ""
        yield _named(char), True
    if shown:
        yield shown, False


def _named(char: str) -> str:
    return _TAB if char == "\t" else f"<U+{ord(char):04X}>"


def _folded(line: Iterable[Styled], room: int) -> Iterator[tuple[Styled, ...]]:
    row: list[Styled] = []
    used = 0
    for text, style in line:
        rest = ""
        for cell, size in cells(text):
            if used and used + size > room:
                yield (*row, Styled(rest, style)) if rest else tuple(row)
                row, rest, used = [], "", 0
            rest += cell
            used += size
        if rest:
            row.append(Styled(rest, style))
    yield tuple(row)
