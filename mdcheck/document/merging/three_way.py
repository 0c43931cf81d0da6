"""The three-way merge of lines whose cells are merged apart from what people wrote.

Each side is compared with the base. Where one side alone changed lines, its lines stand; where both did, and not in the
same way, there is a conflict. Two sides that word neighbouring items anew do not meet: an item is a thing of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mdcheck.document.merging.alignment import Change, changes, matches
from mdcheck.document.merging.cells import Sort
from mdcheck.document.merging.conflicts import Conflict
from mdcheck.document.merging.settle import settle, touched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.document.merging.cells import Line

    Lines: TypeAlias = Sequence[Line]
    Merged: TypeAlias = Iterator[str | Conflict]
    """One resolved line after the other, and conflicts."""


def merge_lines(base: Lines | None, ours: Lines, theirs: Lines) -> tuple[str | Conflict, ...]:
    """The merged lines, in order. Without a base, what both sides have in common."""
    if base is None:
        return tuple(_two_way(ours, theirs))
    edits = sorted(
        [
            *(_Edit(change, ours=True) for change in _by_items(base, ours)),
            *(_Edit(change, ours=False) for change in _by_items(base, theirs)),
        ],
        key=lambda edit: edit.change[:2],
    )
    return tuple(_merged(base, ours, theirs, edits))


class _Edit(NamedTuple):
    """What one side did to the base."""

    change: Change
    ours: bool

    @property
    def grows(self) -> int:
        old, old_end, new, new_end = self.change
        return (new_end - new) - (old_end - old)


def _shapes(lines: Lines) -> list[tuple[object, ...]]:
    return [line.shape for line in lines]


def _by_items(base: Lines, side: Lines) -> Iterator[Change]:
    """The changes; one that rewords several items in a row is one for each of them."""
    for change in changes(_shapes(base), _shapes(side)):
        old, old_end, new, new_end = change
        if old_end - old != new_end - new:
            yield change
            continue
        length = old_end - old
        starts = [0, *(at for at in range(1, length) if base[old + at].opens and side[new + at].opens)]
        for start, end in zip(starts, [*starts[1:], length], strict=True):
            yield Change(old + start, old + end, new + start, new + end)


def _merged(base: Lines, ours: Lines, theirs: Lines, edits: list[_Edit]) -> Merged:
    position, one, other = 0, 0, 0  # the place in the base; how much further our side is, and theirs
    for group in _groups(base, edits):
        start, end = group[0].change.old, max(edit.change.old_end for edit in group)
        yield from _same(
            base[position:start], ours[position + one : start + one], theirs[position + other : start + other]
        )
        first, second = start + one, start + other
        one += sum(edit.grows for edit in group if edit.ours)
        other += sum(edit.grows for edit in group if not edit.ours)
        sides = {edit.ours for edit in group}
        yield from _changed(base[start:end], ours[first : end + one], theirs[second : end + other], sides)
        position = end
    yield from _same(base[position:], ours[position + one :], theirs[position + other :])


def _groups(base: Lines, edits: list[_Edit]) -> Iterator[list[_Edit]]:
    """The edits that have to be looked at together."""
    group: list[_Edit] = []
    end = 0
    last: dict[bool, _Edit] = {}  # of each side: nothing that it did before ends further down
    for edit in edits:
        if group and edit.change.old >= end and not any(_meet(base, before, edit) for before in last.values()):
            yield group
            group, last = [], {}
        group.append(edit)
        last[edit.ours] = edit
        end = max(end, edit.change.old_end)
    if group:
        yield group


def _meet(base: Lines, before: _Edit, edit: _Edit) -> bool:
    """Whether there is nothing between the edits of two sides, and no item begins that both left in its place."""
    if before.ours is edit.ours or before.change.old_end < edit.change.old:
        return False
    place = edit.change.old
    in_place = before.grows == edit.grows == 0 and before.change.old < place < edit.change.old_end
    return not (in_place and base[place].opens)


def _changed(base: Lines, ours: Lines, theirs: Lines, sides: set[bool]) -> Merged:
    if _shapes(ours) == _shapes(theirs):
        yield from _same(base if _shapes(base) == _shapes(ours) else None, ours, theirs)
    elif len(sides) == 1:
        one_is_ours = True in sides
        changed, kept = (ours, theirs) if one_is_ours else (theirs, ours)
        taken = _taken(base, changed, kept)
        yield from _conflict(base, ours, theirs) if taken is None else taken
    else:
        yield from _conflict(base, ours, theirs)


def _same(base: Lines | None, ours: Lines, theirs: Lines) -> Merged:
    """Lines that differ in their cells only."""
    for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        before = base[index] if base is not None else None
        merged = _line(before, one, other)
        yield Conflict(one.text, before.text if before else "", other.text) if merged is None else merged


def _line(base: Line | None, ours: Line, theirs: Line) -> str | None:
    """A line of one shape with the values that its cells get; None where people disagree on one."""
    if ours.text == theirs.text:
        return ours.text
    befores = base.shown() if base is not None else (None,) * len(ours.cells)
    sides = zip(befores, ours.shown(), theirs.shown(), ours.cells, theirs.cells, strict=True)
    values = [
        settle(cell.sort, before, one, other, owned=cell.owned and twin.owned)
        for before, one, other, cell, twin in sides
    ]
    known = tuple(value for value in values if value is not None)
    return ours.showing(known) if len(known) == len(values) else None


def _taken(base: Lines, changed: Lines, kept: Lines) -> tuple[str, ...] | None:
    """The lines of the one side that changed them; None where the other side set something of its own in them.

    What mdcheck sets is carried over to a line that is still the same one, and dropped with a line that has gone.
    """
    if len(base) == len(changed) == len(kept) == 1:
        before, line, other = base[0], changed[0], kept[0]
        if [cell.sort for cell in before.cells] == [cell.sort for cell in line.cells]:
            text = _carried(before, line, other)
            return None if text is None else (text,)
    for before, other in zip(base, kept, strict=True):
        for cell, old, new in zip(other.cells, before.shown(), other.shown(), strict=True):
            if not cell.owned and touched(cell.sort, old, new):
                return None
    return tuple(line.text for line in changed)


def _carried(base: Line, changed: Line, kept: Line) -> str | None:
    """The changed line with what the other side set in its cells; None where a person did on either side."""
    values = []
    for cell, twin, before, one, other in zip(
        changed.cells, kept.cells, base.shown(), changed.shown(), kept.shown(), strict=True
    ):
        owned = cell.owned and twin.owned
        persons = not owned and cell.sort is not Sort.RECORDS
        if persons and touched(cell.sort, before, other) and touched(cell.sort, one, other):
            return None
        values.append(settle(cell.sort, before, one, other, owned=owned))
    settled = tuple(value for value in values if value is not None)
    return changed.showing(settled) if len(settled) == len(values) else None


def _conflict(base: Lines, ours: Lines, theirs: Lines) -> Merged:
    """A conflict, without what both sides have at its beginning and at its end."""
    if not base:
        yield from _two_way(ours, theirs)
        return
    head = _common(ours, theirs)
    tail = _common(ours[len(head) :][::-1], theirs[len(head) :][::-1])[::-1]
    yield from head
    yield Conflict(
        _text(ours[len(head) : len(ours) - len(tail)]), _text(base), _text(theirs[len(head) : len(theirs) - len(tail)])
    )
    yield from tail


def _common(ours: Lines, theirs: Lines) -> list[str]:
    """The lines that both sides begin with."""
    result: list[str] = []
    for one, other in zip(ours, theirs, strict=False):
        merged = _line(None, one, other) if one.shape == other.shape else None
        if merged is None:
            break
        result.append(merged)
    return result


def _two_way(ours: Lines, theirs: Lines) -> Merged:
    """The lines of both sides, and conflicts between: without a base, an added and a removed line look alike."""
    place = (0, 0)
    ends = ((0, 0), (len(ours), len(theirs)))
    common = [
        (one, other, length)
        for one, other, length in _in_common(ours, theirs)
        if (one, other) in ends
        or (one + length, other + length) in ends
        or (_says_something(ours[one : one + length]) and _says_something(theirs[other : other + length]))
    ]
    for one, other, length in (*common, (len(ours), len(theirs), 0)):
        if (one, other) != place:
            yield Conflict(_text(ours[place[0] : one]), "", _text(theirs[place[1] : other]))
        yield from _same(None, ours[one : one + length], theirs[other : other + length])
        place = (one + length, other + length)


def _in_common(ours: Lines, theirs: Lines) -> Iterator[tuple[int, int, int]]:
    """The lines in common, the same whichever side is given first: there are several ways to align lines."""
    if _text(ours) <= _text(theirs):
        yield from matches(_shapes(ours), _shapes(theirs))
    else:
        yield from ((one, other, length) for other, one, length in matches(_shapes(theirs), _shapes(ours)))


def _says_something(lines: Lines) -> bool:
    """Blank lines, rules and fences alone don't show that two places belong together.

    Asked of both sides: the `x` in a box says nothing, and may stand on one of them only.
    """
    return any(char.isalnum() for line in lines for char in line.text)


def _text(lines: Lines) -> str:
    return "".join(line.text for line in lines)
