"""A checklist over time: the value that every report of `mdcheck history` renders."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

import msgspec

from mdcheck.results.difference import Assessment

if TYPE_CHECKING:
    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Item

DAY = 86_400
"""Seconds."""
FLAPPING = 3
"""A box that flipped so often is not reliable."""


class ChecklistCommit(NamedTuple):
    """One commit that touched the checklist."""

    commit: str
    """The full id."""
    time: int
    """When it was committed: seconds since the epoch."""
    subject: str
    path: str
    """The file's name in this commit, from the repository's root."""
    completion: Completion | None
    """None where the commit took the file away, or left one that can't be read."""
    assessment: Assessment = Assessment()
    ticked: int = 0
    """Boxes that this commit ticked, of items that were there before."""
    unticked: int = 0
    added: int = 0
    removed: int = 0
    problem: str = ""
    """Why there is no completion."""


class Trait(StrEnum):
    """What is worth a look in an item's past."""

    NEW = "new"
    """It came lately, into a checklist that was there before."""
    SLOW = "slow"
    """It has been open for long."""
    FLAPPING = "flapping"
    """Its box has flipped three times or more."""


class ItemPast(NamedTuple):
    """The history of one item of the last version."""

    item: Item
    born: int
    """When it was first seen: seconds since the epoch."""
    since: int
    """When its box got its present state: seconds since the epoch."""
    since_at: int
    flips: int
    traits: frozenset[Trait] = frozenset()


class History(msgspec.Struct, frozen=True, kw_only=True):
    """All commits that touched one checklist."""

    path: str
    entries: tuple[ChecklistCommit, ...]
    """Oldest first."""
    items: tuple[ItemPast, ...]
    """Those of the last version, in document order."""
    until: int
    """The time of the last commit that is included: seconds since the epoch."""
    days: int
    """How many days count as lately, and from how many on an item counts as open for long."""

    def having(self, trait: Trait) -> tuple[ItemPast, ...]:
        """The items with a trait, the most important first."""
        found = [past for past in self.items if trait in past.traits]
        match trait:
            case Trait.NEW:
                found.sort(key=lambda past: -past.born)
            case Trait.SLOW:
                found.sort(key=lambda past: past.since)
            case Trait.FLAPPING:
                found.sort(key=lambda past: -past.flips)
            case never:
                assert_never(never)
        return tuple(found)

    def open_days(self, past: ItemPast) -> int:
        """Whole days for which the box has had its present state."""
        return max(self.until - past.since, 0) // DAY

    def open_revisions(self, past: ItemPast) -> int:
        """Commits that touched the checklist since then."""
        return len(self.entries) - 1 - past.since_at
