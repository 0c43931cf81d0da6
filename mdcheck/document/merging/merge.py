"""The three-way merge of checklists. What people wrote on both sides stays a conflict; what follows from it does not.

Laws, on bytes: merge(b, x, b) == x; merge(b, b, y) == y; merge(b, x, x) == x; swapping sides swaps the sides of the
conflicts and nothing else; a line that a side wrote stands in the result.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.edits import apply
from mdcheck.document.merging.cells import lines_of
from mdcheck.document.merging.conflicts import Conflict, Marks, Side, find, side
from mdcheck.document.merging.three_way import merge_lines
from mdcheck.document.parse import parse
from mdcheck.document.rewrite import rewrite
from mdcheck.document.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.document.merging.cells import Notations


class Merge(NamedTuple):
    """The result of merging the versions of one document."""

    parts: tuple[str | Conflict, ...]
    path: str
    bom: bool
    newline: str
    """The line end for marks."""

    @property
    def conflicts(self) -> int:
        return sum(isinstance(part, Conflict) for part in self.parts)

    def source(self, marks: Marks | None = None) -> Source:
        """The document, its conflicts marked."""
        marks = (marks or Marks())._replace(newline=self.newline)
        text = "".join(part.marked(marks) if isinstance(part, Conflict) else part for part in self.parts)
        return Source.from_text(text, path=self.path, bom=self.bom)


def merge(base: Source | None, ours: Source, theirs: Source, notations: Notations) -> Merge:
    """Both sides' changes to `base` in one document; without a base, what the sides have in common.

    Where no conflict is left, the figures are those of the merged boxes; otherwise they wait for the person.
    """
    bom = (ours.bom and theirs.bom) if base is None else ours.bom if base.bom == theirs.bom else theirs.bom
    newline = "\r\n" if "\r\n" in ours.text[: ours.starts[1] if len(ours.starts) > 1 else 0] else "\n"
    merged = Merge(parts=(), path=ours.path, bom=bom, newline=newline)
    texts = (None if base is None else base.text, ours.text, theirs.text)
    if texts[0] == texts[2] or texts[1] == texts[2]:
        return merged._replace(parts=(ours.text,))
    if texts[0] == texts[1]:
        return merged._replace(parts=(theirs.text,))
    before = None if base is None else lines_of(parse(base), notations)
    lines = merge_lines(before, lines_of(parse(ours), notations), lines_of(parse(theirs), notations))
    assert _whole(lines), "lines of two sides run together"
    merged = merged._replace(parts=_joined(lines))
    return merged if merged.conflicts else merged._replace(parts=(_settled(merged.source(), notations).text,))


def resolve(source: Source, base: Source | None, notations: Notations) -> Merge | None:
    """The conflicts that are marked in a text, merged anew; None where it is unclear where a side ends.

    `base` is what both sides began with, if that is known from elsewhere; else the marks may say it.
    """
    hunks = find(source)
    if any(hunk.ambiguous for hunk in hunks):
        return None
    if base is None and all(hunk.base is not None for hunk in hunks):
        base = side(source, hunks, Side.BASE)
    return merge(base, side(source, hunks, Side.OURS), side(source, hunks, Side.THEIRS), notations)


def _settled(source: Source, notations: Notations) -> Source:
    """The document with the figures that its boxes make."""
    checklist = parse(source)
    kept = notations(checklist) if checklist.adopted else frozenset()
    return Source.from_text(
        apply(source.text, rewrite(checklist, {}, notations=kept)), path=source.path, bom=source.bom
    )


def _whole(parts: Sequence[str | Conflict]) -> bool:
    """Whether all lines are still lines of their own: a last line of one side without an end may stand only last."""
    for before, after in pairwise(part for part in parts if part):
        if isinstance(before, str):
            if not before.endswith(("\n", "\r")):
                return False
            if before.endswith("\r") and isinstance(after, str) and after.startswith("\n"):
                return False
    return True


def _joined(parts: Sequence[str | Conflict]) -> tuple[str | Conflict, ...]:
    """Text beside text is one text, and a conflict beside a conflict one conflict."""
    result: list[str | Conflict] = []
    for _, group in groupby(filter(None, parts), key=type):
        same = tuple(group)
        conflicts = [part for part in same if isinstance(part, Conflict)]
        texts = [part for part in same if isinstance(part, str)]
        result.append(Conflict(*map("".join, zip(*conflicts, strict=True))) if conflicts else "".join(texts))
    return tuple(result)
