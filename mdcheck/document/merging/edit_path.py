"""A way from one sequence to another by few insertions and deletions: Myers' greedy search, on a budget.

E. W. Myers, "An O(ND) difference algorithm and its variations", 1986. Where so much differs that the search would take
quadratic time, the way that came furthest is kept, and the search starts anew from its end: every element pays for a
bounded number of steps. So the way is the shortest where few elements differ, and some way elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STEPS = 16
"""What the search may cost for each element that the best way has left behind; with less than 2 it would not begin."""

_Way: TypeAlias = "tuple[_Way, int, int, int] | None"
"""The equal elements passed, a linked list: the runs before, the last run's index in both sequences, its length."""


class _Place(NamedTuple):
    """A point of the search: how many elements of each sequence lie behind it, and the way that led there."""

    old: int
    new: int
    way: _Way


def edit_path(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """The indices of equal elements, rising in both."""
    pairs: list[tuple[int, int]] = []
    place = _Place(0, 0, None)
    while place.old < len(old) and place.new < len(new):
        place = _furthest(old, new, place)
        pairs += _pairs(place.way)
    return pairs


def _furthest(old: Sequence[int], new: Sequence[int], start: _Place) -> _Place:
    """The end of both sequences, or the best place that was reached before the budget was spent.

    A diagonal holds the places whose two indices differ by the same number. An edit leads to a neighbouring diagonal;
    there the way goes on for free as long as elements are equal. A place may lie beyond the end of one sequence: it is
    never the best one, and to test for it would take longer. Of two places, the better one has more behind it and is
    nearer to the diagonal of the end: otherwise elements of one sequence alone could lead the search astray.
    """
    width, height, centre = len(old) - start.old, len(new) - start.new, start.old - start.new
    target = len(old) - len(new)
    best, highest = start, start.old + start.new - 1.5 * abs(centre - target)
    edits, spent = 0, 0
    reached: dict[int, tuple[int, _Way]] = {centre + 1: (start.old, None)}
    while True:
        before, reached = reached, {}
        low, high = max(-edits, edits - 2 * height), min(edits, 2 * width - edits)
        for diagonal in range(centre + low, centre + high + 1, 2):
            entry, way = _entered(before, diagonal)
            x, y = entry, entry - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            if x > entry:
                way = (way, entry, entry - diagonal, x - entry)
            reached[diagonal] = (x, way)
            rank = x + y - 1.5 * abs(diagonal - target)
            if rank > highest and x <= len(old) and y <= len(new):
                highest, best = rank, _Place(x, y, way)
            spent += x - entry + 1
            passed = best.old - start.old + best.new - start.new
            if passed == width + height or spent > _STEPS * (passed + _STEPS):
                return best
        edits += 1


def _entered(before: Mapping[int, tuple[int, _Way]], diagonal: int) -> tuple[int, _Way]:
    """Where the furthest way comes to a diagonal: from above by leaving out an element of `new`, or else of `old`."""
    left, above = before.get(diagonal - 1), before.get(diagonal + 1)
    if left is None or (above is not None and left[0] < above[0]):
        assert above is not None, "one of two neighbours was reached an edit ago"
        return above
    return left[0] + 1, left[1]


def _pairs(way: _Way) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    while way is not None:
        way, first, second, length = way
        pairs += ((first + at, second + at) for at in range(length - 1, -1, -1))
    return pairs[::-1]
