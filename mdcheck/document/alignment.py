"""What two sequences of lines have in common: a patience diff, which anchors at lines that occur once in each.

Checklists are full of blank lines and fences that are all alike; lines that occur once show better what belongs
together, and are quicker to find.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_LARGE = 4_000_000
"""Comparisons above which lines without any anchor are taken to differ: a coarser diff is as right as a finer one."""


class Change(NamedTuple):
    """Elements `old` to `old_end` of one sequence stand where the other has `new` to `new_end`."""

    old: int
    old_end: int
    new: int
    new_end: int


def changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[Change, ...]:
    """What to replace in `old` to get `new`, in order; two changes have something in common between them."""
    result: list[Change] = []
    position = (0, 0)
    for first, second, length in (*matches(old, new), (len(old), len(new), 0)):
        if (first, second) != position:
            result.append(Change(position[0], first, position[1], second))
        position = (first + length, second + length)
    return tuple(result)


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal elements as their first indices and their length, in order."""
    yield from _between(old, (0, len(old)), new, (0, len(new)))


def _between(
    old: Sequence[Hashable], olds: tuple[int, int], new: Sequence[Hashable], news: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    (first, first_end), (second, second_end) = olds, news
    start = 0
    while first + start < first_end and second + start < second_end and old[first + start] == new[second + start]:
        start += 1
    if start:
        yield first, second, start
        first, second = first + start, second + start
    tail = 0
    while (
        tail < min(first_end - first, second_end - second) and old[first_end - 1 - tail] == new[second_end - 1 - tail]
    ):
        tail += 1
    first_end, second_end = first_end - tail, second_end - tail
    if first < first_end and second < second_end:
        yield from _middle(old, (first, first_end), new, (second, second_end))
    if tail:
        yield first_end, second_end, tail


def _middle(
    old: Sequence[Hashable], olds: tuple[int, int], new: Sequence[Hashable], news: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """Both ranges hold something, and begin and end differently."""
    anchors = _anchors(old[slice(*olds)], new[slice(*news)])
    if not anchors:
        if (olds[1] - olds[0]) * (news[1] - news[0]) <= _LARGE:
            matcher = SequenceMatcher(None, old[slice(*olds)], new[slice(*news)], autojunk=False)
            yield from (
                (olds[0] + block.a, news[0] + block.b, block.size)
                for block in matcher.get_matching_blocks()
                if block.size
            )
        return
    position = (olds[0], news[0])
    for one, two in anchors:
        anchor = (olds[0] + one, news[0] + two)
        if anchor[0] >= position[0] and anchor[1] >= position[1]:
            yield from _between(old, (position[0], anchor[0]), new, (position[1], anchor[1]))
            yield (*anchor, 1)
            position = (anchor[0] + 1, anchor[1] + 1)
    yield from _between(old, (position[0], olds[1]), new, (position[1], news[1]))


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest run of elements that occur once in each and stand in the same order."""
    once_in_old = {element for element, count in Counter(old).items() if count == 1}
    once = {element for element, count in Counter(new).items() if count == 1 and element in once_in_old}
    places = {element: index for index, element in enumerate(new) if element in once}
    pairs = [(index, places[element]) for index, element in enumerate(old) if element in once]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise; the first ones rise already."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(place)
            ends.append(index)
        else:
            tops[pile], ends[pile] = place, index
    result: list[tuple[int, int]] = []
    at = ends[-1] if ends else None
    while at is not None:
        result.append(pairs[at])
        at = before[at]
    return result[::-1]
