"""What two sequences of lines have in common: a patience diff, which anchors at lines that occur once in each.

Checklists are full of blank lines and fences that are all alike; lines that occur once show better what belongs
together, and are quicker to find. Between anchors a bounded search looks for the fewest changes. The time all of it
takes grows like the number of lines, whatever they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.merging.edit_path import edit_path

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_LEVELS = 8
"""How often anchors are looked for between anchors; lines could be written that would have them at every depth."""


class Change(NamedTuple):
    """Elements `old` to `old_end` of one sequence stand where the other has `new` to `new_end`."""

    old: int
    old_end: int
    new: int
    new_end: int


class Match(NamedTuple):
    """So many elements from `old` on in one sequence are those from `new` on in the other."""

    old: int
    new: int
    length: int


class _Gap(NamedTuple):
    """Ranges of which it is not known yet what they have in common."""

    old: int
    old_end: int
    new: int
    new_end: int
    level: int


def changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[Change, ...]:
    """What to replace in `old` to get `new`, in order; two changes have something in common between them."""
    result: list[Change] = []
    position = (0, 0)
    for first, second, length in (*matches(old, new), Match(len(old), len(new), 0)):
        if (first, second) != position:
            result.append(Change(position[0], first, position[1], second))
        position = (first + length, second + length)
    return tuple(result)


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[Match, ...]:
    """Runs of equal elements, in order, as long as they can be."""
    numbers: dict[Hashable, int] = {}  # one comparison of numbers is as cheap as another, however long the lines are
    one = [numbers.setdefault(element, len(numbers)) for element in old]
    other = [numbers.setdefault(element, len(numbers)) for element in new]
    result: list[Match] = []
    for run in _runs(one, other):
        last = result[-1] if result else Match(0, 0, 0)
        if (last.old + last.length, last.new + last.length) == run[:2]:
            result[-1:] = [Match(last.old, last.new, last.length + run.length)]
        else:
            result.append(run)
    return tuple(result)


def _runs(old: list[int], new: list[int]) -> Iterator[Match]:
    """Runs of equal elements, in order; one may go on where another ends."""
    waiting: list[Match | _Gap] = [_Gap(0, len(old), 0, len(new), 0)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Match):
            yield part
        elif part.old < part.old_end and part.new < part.new_end:
            waiting += reversed(_trimmed(old, new, part))


def _trimmed(old: list[int], new: list[int], gap: _Gap) -> list[Match | _Gap]:
    """What both ranges begin with, what is between, and what both end with."""
    length = min(gap.old_end - gap.old, gap.new_end - gap.new)
    head = 0
    while head < length and old[gap.old + head] == new[gap.new + head]:
        head += 1
    tail = 0
    while tail < length - head and old[gap.old_end - 1 - tail] == new[gap.new_end - 1 - tail]:
        tail += 1
    middle = _Gap(gap.old + head, gap.old_end - tail, gap.new + head, gap.new_end - tail, gap.level)
    between = _between(old, new, middle) if head + tail < length else []
    return [
        *([Match(gap.old, gap.new, head)] if head else []),
        *between,
        *([Match(middle.old_end, middle.new_end, tail)] if tail else []),
    ]


def _between(old: list[int], new: list[int], gap: _Gap) -> list[Match | _Gap]:
    """Both ranges hold something, and begin and end differently."""
    olds, news = old[gap.old : gap.old_end], new[gap.new : gap.new_end]
    anchors = _anchors(olds, news) if gap.level < _LEVELS else []
    if not anchors:
        return _shared(olds, news, gap)
    result: list[Match | _Gap] = []
    first, second = gap.old, gap.new
    for one, other in anchors:
        anchor = Match(gap.old + one, gap.new + other, 1)
        result += (_Gap(first, anchor.old, second, anchor.new, gap.level + 1), anchor)
        first, second = anchor.old + 1, anchor.new + 1
    return [*result, _Gap(first, gap.old_end, second, gap.new_end, gap.level + 1)]


def _shared(olds: list[int], news: list[int], gap: _Gap) -> list[Match | _Gap]:
    """What both ranges have in common. Elements of one range alone are left out first: they slow the search."""
    both = set(olds) & set(news)
    ones = [index for index, element in enumerate(olds) if element in both]
    others = [index for index, element in enumerate(news) if element in both]
    return [
        Match(gap.old + ones[first], gap.new + others[second], 1)
        for first, second in edit_path([olds[index] for index in ones], [news[index] for index in others])
    ]


def _anchors(old: list[int], new: list[int]) -> list[tuple[int, int]]:
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
