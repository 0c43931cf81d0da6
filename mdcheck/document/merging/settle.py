"""The value of a box, a figure or a report that both sides have changed."""

from __future__ import annotations

from typing import assert_never

from mdcheck.document.merging.cells import Sort
from mdcheck.document.merging.records import union


def settle(sort: Sort, base: str | None, ours: str, theirs: str, *, owned: bool) -> str | None:
    """The one value; None where two people set it differently. `base` is None where it is not known.

    A figure that mdcheck keeps is counted anew afterwards, so any value does. A report that both sides wrote
    differently is true of neither. A box has two states, so two sides can't both change it and disagree; where it is
    not known who changed it, a check's box is open, since a box is ticked on evidence only. Records are a set.
    """
    if ours == theirs:
        return ours
    if base in (ours, theirs):
        return theirs if base == ours else ours
    match sort:
        case Sort.BOX:
            return _box(base, ours, theirs, owned=owned)
        case Sort.FIGURE | Sort.PADDING | Sort.REPORT:
            if not owned:
                return None
            return "" if sort is Sort.REPORT else min(ours, theirs)
        case Sort.RECORDS:
            return union(base, ours, theirs)
        case never:
            assert_never(never)


def _box(base: str | None, ours: str, theirs: str, *, owned: bool) -> str | None:
    if not touched(Sort.BOX, ours, theirs):  # an `x` and an `X`
        return "x"
    if base is None:
        return " " if owned else None
    return ours if touched(Sort.BOX, base, ours) else theirs


def touched(sort: Sort, before: str, after: str) -> bool:
    """Whether a value differs in meaning from before; `x` and `X` mean the same."""
    return (before == " ") != (after == " ") if sort is Sort.BOX else before != after
