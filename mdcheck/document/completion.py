"""How much of a section is ticked: the one counting rule and the one rounding rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.document.model import Section


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
    countable = [item for item in section.items if item.applicable]
    below = [_tally(child, marks, result) for child in section.sections]
    total = Completion(
        ticked=sum(marks.get(item.id, item.ticked) for item in countable) + sum(part.ticked for part in below),
        countable=len(countable) + sum(part.countable for part in below),
    )
    result[section.line] = total
    return total
