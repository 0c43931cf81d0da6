"""Lines of styled text, measured in the columns of a terminal."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_WIDE = 2
_NARROWEST = 10
"""The least number of columns for a text."""
# CI systems take `::name::` at the start of a line, blanks aside, and `##[name]` or `##vendor[` anywhere for
# commands: GitHub's, Azure's and TeamCity's notations.
_COMMAND = re.compile(r"##(?=\w*\[)")


class TextStyle(Enum):
    """The meaning of a part of a line; the terminal writer maps it to colours."""

    PLAIN = auto()
    TITLE = auto()
    SECTION = auto()
    SUBSECTION = auto()
    MUTED = auto()
    PASSED = auto()
    WARNED = auto()
    FAILED = auto()
    ERRORED = auto()
    PENDING = auto()
    SKIPPED = auto()
    BLOCKER = auto()
    PLACE = auto()
    ID = auto()
    FIX = auto()
    LINK = auto()
    OUTPUT = auto()
    VALUE = auto()
    READY = auto()
    ALMOST_READY = auto()
    NOT_READY = auto()
    UNASSESSED = auto()


class Styled(NamedTuple):
    """A part of a line, without line ends."""

    text: str
    style: TextStyle = TextStyle.PLAIN


Line: TypeAlias = tuple[Styled, ...]


def as_text(lines: Iterable[Line]) -> str:
    """The lines without their styles, each ended by a line feed."""
    return "".join(f"{plain(line)}\n" for line in lines)


def shown(text: str) -> str:
    """`text` from a document or from output on one line, fit to be shown and no command to a CI system."""
    return _no_command(_COMMAND.sub("# #", clean(text)))


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(size for _, size in cells(text))


def cells(text: str) -> Iterator[tuple[str, int]]:
    """Each character with the marks on it, an emoji with all that it is joined from; and its columns."""
    cell, size = "", 0
    for char in text:
        own = _char_columns(char)
        toned = size == _WIDE and char in _SKIN_TONES
        if cell and (not own or toned or cell.endswith(_JOINER)):
            cell += char
            size = _WIDE if char == _EMOJI_STYLE else max(size, own)
            continue
        if cell:
            yield cell, size
        cell, size = char, own
    if cell:
        yield cell, size


def cut(text: str, room: int) -> str:
    """`text`, or as much of it as leaves place for an ellipsis in `room` columns."""
    if columns(text) <= room:
        return text
    return text[: _reach(text, room - 1)].rstrip() + "…" if room > 0 else ""


def words(text: str, style: TextStyle = TextStyle.PLAIN) -> list[Styled]:
    """The words of `text`, between which a line may end, and with any of which a line may begin."""
    return [Styled(_no_command(word), style) for word in text.split(" ") if word]


def flow(parts: Iterable[Styled], room: int) -> list[Line]:
    """The parts with a blank between them, in lines of at most `room` columns; a longer part is broken."""
    parts = tuple([part for part in parts if part.text])
    if line := _short(parts, room):
        return [line]
    lines: list[list[Styled]] = [[]]
    used = 0
    for text, style in _broken(parts, room):
        size = columns(text)
        if used and used + 1 + size > room:
            lines.append([])
            used = 0
        if used:
            lines[-1].append(Styled(" ", style if lines[-1][-1].style is style else TextStyle.PLAIN))
        lines[-1].append(Styled(text, style))
        used += size + bool(used)
    return [joined(line) for line in lines if line]


def _short(parts: tuple[Styled, ...], room: int) -> Line | None:
    """The one line that parts of one style make, as most texts do."""
    if not parts or any(part.style is not parts[0].style for part in parts):
        return None
    text = " ".join([part.text for part in parts])
    return (Styled(text, parts[0].style),) if columns(text) <= room else None


def folded(text: str, room: int) -> list[str]:
    """`text` with all its blanks, broken at `room` columns wherever that is."""
    rows: list[str] = []
    while text:
        row, text = _take(_no_command(text), room)
        rows.append(row)
    return rows or [""]


def spread(left: Line, right: Line, width: int) -> Line:
    """`right` at the end of a line of `width` columns, at least two behind `left`."""
    if not right:
        return left
    gap = max(width - measure(left) - measure(right), 2)
    return (*left, Styled(" " * gap), *right)


def hanging(lead: Line, text: Iterable[Styled], right: Line = (), *, indent: int = 0, width: int) -> Iterator[Line]:
    """`text` behind `lead`, its further lines below its first, and `right` at the end of the first.

    The one layout of a label, a sign or an indentation with a text of any length; without text there is one line.
    """
    start = indent + measure(lead)
    room = max(width - start - (measure(right) + 2 if right else 0), _NARROWEST)
    first, *rest = flow(text, room) or [()]
    yield spread((*((Styled(" " * indent),) if indent else ()), *lead, *first), right, width)
    for line in rest:
        yield (Styled(" " * start), *line)


def headed(title: str, text: str, style: TextStyle, *, width: int) -> Iterator[Line]:
    """A title with what is said of it beside it, or below it where there is no room."""
    parts = words(text, style)
    if columns(title) + 2 + columns(text) <= width:
        yield from hanging((Styled(f"{title}  ", TextStyle.TITLE),), parts, width=width)
    else:
        yield from hanging((), words(title, TextStyle.TITLE), width=width)
        yield from hanging((), parts, indent=2, width=width)


def measure(line: Iterable[Styled]) -> int:
    return sum(columns(segment.text) for segment in line)


def joined(segments: Sequence[Styled]) -> Line:
    """Neighbours of one style made one."""
    line: list[Styled] = []
    for segment in segments:
        if line and line[-1].style is segment.style:
            line[-1] = Styled(line[-1].text + segment.text, segment.style)
        else:
            line.append(segment)
    return tuple(line)


def plain(line: Iterable[Styled]) -> str:
    return "".join(segment.text for segment in line).rstrip()


def _no_command(text: str) -> str:
    return f": {text[1:]}" if text.startswith("::") else text


def _broken(parts: Iterable[Styled], room: int) -> Iterator[Styled]:
    for text, style in parts:
        rest = text
        while columns(rest) > room:
            row, _ = _take(rest, room)
            # Paths and long names read better when they break behind their own marks.
            mark = max(row.rfind(char) for char in "/-_.,:;=&?") + 1
            end = mark if mark > len(row) // 2 else len(row)
            yield Styled(rest[:end], style)
            rest = _no_command(rest[end:])
        if rest:
            yield Styled(rest, style)


def _take(text: str, room: int) -> tuple[str, str]:
    """What fits into `room` columns, but at least one character, and the rest."""
    end = _reach(text, room) or len(next(cells(text))[0])
    return text[:end], text[end:]


def _reach(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` columns."""
    if text.isascii():
        return min(max(room, 0), len(text))
    used = end = 0
    for cell, size in cells(text):
        if used + size > room:
            break
        used += size
        end += len(cell)
    return end


@lru_cache(maxsize=1024)
def _char_columns(char: str) -> int:
    if " " <= char <= "~":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else 1
