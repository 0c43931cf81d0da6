"""Conflicts as git marks them: written into a text, and read from one."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE = 7
"""The length of git's marks, unless the attribute `conflict-marker-size` sets another."""

_MARK = late_pattern(r"(<{7,}|\|{7,}|={7,}|>{7,})(?: (.*))?")


class ConflictStyle(StrEnum):
    """Git's `merge.conflictStyle`."""

    MERGE = "merge"
    DIFF3 = "diff3"
    ZDIFF3 = "zdiff3"


class Labels(NamedTuple):
    """What stands behind the marks."""

    ours: str = "ours"
    base: str = "base"
    theirs: str = "theirs"


class Marks(NamedTuple):
    """How conflicts are to be written."""

    size: int = SIZE
    style: ConflictStyle = ConflictStyle.MERGE
    labels: Labels = Labels()
    newline: str = "\n"


class Conflict(NamedTuple):
    """A place of which two sides have made different things; each is text of whole lines."""

    ours: str
    base: str
    theirs: str

    def marked(self, marks: Marks) -> str:
        """Both sides between marks."""

        def mark(char: str, label: str = "") -> str:
            return char * marks.size + (f" {label}" if label else "") + marks.newline

        ours, base, theirs = (_ended(text, marks.newline) for text in self)
        below = "" if marks.style is ConflictStyle.MERGE else mark("|", marks.labels.base) + base
        return mark("<", marks.labels.ours) + ours + below + mark("=") + theirs + mark(">", marks.labels.theirs)


def _ended(text: str, newline: str) -> str:
    return text if not text or text.endswith(("\n", "\r")) else text + newline


class Hunk(NamedTuple):
    """A marked conflict in a text. All are indices of lines, from 0: those of the marks."""

    opening: int
    base: int | None
    """The common ancestor; None where the marks do not show it."""
    middle: int
    closing: int
    size: int
    labels: Labels
    ambiguous: bool = False
    """A line of the text looks like a mark, so it is unclear where one side ends."""


class Side(StrEnum):
    """What stands in a conflict."""

    OURS = "ours"
    BASE = "base"
    THEIRS = "theirs"


def find(source: Source) -> tuple[Hunk, ...]:
    """The marked conflicts of a document, in order. Marks in a code block at the margin show a conflict, and are none.

    Where a conflict lies within a list item's code block, the marks at the margin end the item: that is a conflict.
    """
    if "<" * SIZE not in source.text:
        return ()
    hunks = _candidates(source)
    shown = _in_code(source, hunks) if hunks else frozenset()
    return tuple(hunk for hunk in hunks if hunk not in shown) if shown else hunks


def side(source: Source, hunks: Sequence[Hunk], which: Side) -> Source:
    """The document as one side has it: that side's lines instead of each conflict."""
    pieces: list[str] = []
    position = 0
    for hunk in hunks:
        first, end = _lines(hunk, which)
        pieces += (
            source.text[position : source.starts[hunk.opening]],
            source.text[source.start(first) : source.start(end)],
        )
        position = source.start(hunk.closing + 1)
    pieces.append(source.text[position:])
    return Source.from_text("".join(pieces), path=source.path, bom=source.bom)


def _lines(hunk: Hunk, which: Side) -> tuple[int, int]:
    match which:
        case Side.OURS:
            return hunk.opening + 1, hunk.middle if hunk.base is None else hunk.base
        case Side.BASE:
            return (0, 0) if hunk.base is None else (hunk.base + 1, hunk.middle)
        case Side.THEIRS:
            return hunk.middle + 1, hunk.closing
        case never:
            assert_never(never)


class _Mark(NamedTuple):
    line: int
    char: str
    size: int
    label: str


def _candidates(source: Source) -> tuple[Hunk, ...]:
    result: list[Hunk] = []
    marks: list[_Mark] = []
    for index, start in enumerate(source.starts):
        if source.text[start : start + SIZE] not in ("<" * SIZE, "|" * SIZE, "=" * SIZE, ">" * SIZE):
            continue
        found = _MARK().fullmatch(source.line(index))
        if found is None:
            continue
        mark = _Mark(index, found[1][0], len(found[1]), found[2] or "")
        if mark.char == "<" and (not marks or mark.size == marks[0].size):
            marks = [mark]
        elif marks and mark.size == marks[0].size:
            marks.append(mark)
            if mark.char == ">":
                hunk = _hunk(marks)
                result += (hunk,) if hunk is not None else ()
                marks = []
    return tuple(result)


def _hunk(marks: list[_Mark]) -> Hunk | None:
    """The conflict that these marks of one size make: `<`, perhaps `|`, `=`, `>`."""
    middles = [mark for mark in marks if mark.char == "=" and not mark.label]
    if not middles:
        return None
    bases = [mark for mark in marks if mark.char == "|" and mark.line < middles[-1].line]
    base = bases[0] if bases else None
    ambiguous = len(middles) > 1 or len(bases) > 1 or (base is not None and middles[0].line < base.line)
    return Hunk(
        opening=marks[0].line,
        base=None if base is None else base.line,
        middle=middles[0].line if not ambiguous else middles[-1].line,
        closing=marks[-1].line,
        size=marks[0].size,
        labels=Labels(marks[0].label or "ours", base.label or "base" if base else "base", marks[-1].label or "theirs"),
        ambiguous=ambiguous,
    )


def _in_code(source: Source, hunks: tuple[Hunk, ...]) -> frozenset[Hunk]:
    """The conflicts that are examples inside a code block at the margin, judged by our side of the document."""
    ours = side(source, hunks, Side.OURS)
    fences = [fence for fence in parse(ours).fences if ours.line(fence.line - 1)[:1] in ("`", "~")]
    if not fences:
        return frozenset()
    begins = [fence.line for fence in fences]
    shown = set()
    removed = 0
    for hunk in hunks:
        place = hunk.opening - removed
        # Code blocks don't overlap: only the last that begins above can hold it.
        above = bisect_right(begins, place) - 1
        if above >= 0 and place <= fences[above].last - fences[above].closed:
            shown.add(hunk)
        first, end = _lines(hunk, Side.OURS)
        removed += hunk.closing + 1 - hunk.opening - (end - first)
    return frozenset(shown)
