"""Text that may be run, shown exactly: what has no shape of its own is named, never left out.

`sanitize.clean` drops such characters, which is right for a message; in code they may be the point.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from mdcheck.reports.lines import Segment, Style, cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.reports.lines import Line

# Letters and signs that draw nothing: fillers of Hangul, the empty Braille cell, joiners, selectors of variants.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_COMMAND = re.compile(r"##(?=\w*\[)")
_MARK = re.compile("<U\\+[0-9A-F]{4,6}>|⇥")


def visible(text: str) -> str:
    """One line of code; `<U+202E>` stands for a character that can't be seen, `⇥` for a tab.

    `##[` is broken up likewise, since CI systems take it for a command wherever it stands.
    """
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    shown = "".join(char if char == " " or _shaped(char) else _named(char) for char in text)
    return _COMMAND.sub(f"{_named('#')}#", shown)


def change(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The lines of both texts as a diff without anything left out: a sign (`+`, `-` or a blank) and a visible line."""
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
    for sign, line in change(before, after):
        style = {"+": Style.PASSED, "-": Style.FAILED}.get(sign, Style.OUTPUT)
        for index, row in enumerate(_folded(line, room)):
            lead = Segment(f"{' ' * indent}│ ", Style.MUTED)
            yield (lead, Segment(f"{' ' if index else sign} ", style), *_marked(row, style))


def _lines(text: str) -> list[str]:
    """Without the last line end; lines of a block end at a line feed and nowhere else."""
    return [visible(line) for line in text.removesuffix("\n").split("\n")] if text else []


def _shaped(char: str) -> bool:
    return char.isprintable() and not _BLANK.match(char)


def _named(char: str) -> str:
    return "⇥" if char == "\t" else f"<U+{ord(char):04X}>"


def _folded(line: str, room: int) -> Iterator[str]:
    row, used = "", 0
    for cell, size in cells(line):
        if row and used + size > room:
            yield row
            row, used = "", 0
        row += cell
        used += size
    yield row


def _marked(row: str, style: Style) -> Iterator[Segment]:
    """What stands for a character that can't be seen stands out."""
    end = 0
    for mark in _MARK.finditer(row):
        yield Segment(row[end : mark.start()], style)
        yield Segment(mark[0], Style.WARNED)
        end = mark.end()
    yield Segment(row[end:], style)
