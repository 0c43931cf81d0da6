"""How much of a section is ticked: the one counting rule and the one rounding rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mdcheck.document.model import Checklist, Figure, Item, Section


class Completion(NamedTuple):
    """Boxes ticked, of those that count. Items that are not applicable count nowhere."""

    ticked: int
    countable: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so 100 only when all are ticked; None where nothing counts."""
        return 100 * self.ticked // self.countable if self.countable else None


def completions(root: Section, marks: Mapping[str, bool] | None = None) -> dict[int, Completion]:
    """The completion of `root` and of every section below it, by the line of its heading.

    `marks` says what the boxes of some items, by id, are about to show.
    """
    result: dict[int, Completion] = {}
    _tally(root, marks or {}, result)
    return result


def _tally(section: Section, marks: Mapping[str, bool], result: dict[int, Completion]) -> Completion:
    own = completion_of(section.items, marks)
    below = [_tally(child, marks, result) for child in section.sections]
    total = Completion(
        ticked=own.ticked + sum(part.ticked for part in below),
        countable=own.countable + sum(part.countable for part in below),
    )
    result[section.line] = total
    return total


def of_figures(checklist: Checklist, marks: Mapping[str, bool] | None = None) -> Iterator[tuple[Figure, Completion]]:
    """The figures that count at least one item, each with its right value."""
    done = completions(checklist.root, marks)
    wanted = {figure.item for figure in checklist.figures if figure.item}
    nested = _nested(checklist.items, wanted, marks or {}) if wanted else {}
    for figure in checklist.figures:
        completion = nested[figure.item] if figure.item else done[figure.section.line]
        if completion.percent is not None:
            yield figure, completion


def _nested(items: Iterable[Item], wanted: set[int], marks: Mapping[str, bool]) -> dict[int, Completion]:
    """The completion of all items nested in each of the items on the `wanted` lines."""
    parents: dict[int, int] = {}
    below: dict[int, list[Item]] = {line: [] for line in wanted}
    for item in items:
        line = parents[item.line] = item.parent
        while line:
            if line in wanted:
                below[line].append(item)
            line = parents[line]
    return {line: completion_of(own, marks) for line, own in below.items()}


def completion_of(items: Iterable[Item], marks: Mapping[str, bool]) -> Completion:
    """The completion of these items alone."""
    ticked = countable = 0
    for item in items:
        shown = marks.get(item.id, item.ticked) if marks else item.ticked
        if item.counts(ticked=shown):
            countable += 1
            ticked += shown
    return Completion(ticked=ticked, countable=countable)
