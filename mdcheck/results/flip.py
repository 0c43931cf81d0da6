"""A box that changed its state: in a run, or between two versions of a checklist."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.document.model import Item


class Origin(StrEnum):
    """Who changed a box."""

    CHECK = "check"
    """The item's check, in this run or in one whose commit message names the item."""
    HAND = "hand"
    """A person: the item has no check, or no commit of mdcheck names the item."""
    UNVERIFIED = "unverified"
    """Changed in the working tree, although the item has a check: the next `mdcheck update` decides."""
    UNKNOWN = "unknown"
    """No commit between the two versions changed the box; a merge did, or a commit of the other branch."""


class Flip(NamedTuple):
    """A box that was ticked or unticked."""

    item: Item
    """With the box as it is afterwards."""
    origin: Origin = Origin.CHECK
    message: str = ""
    """The message of the item's check, as far as it is known."""
    commit: str = ""
    """The full id of the commit that changed the box; empty where none did."""

    @property
    def regression(self) -> bool:
        """Whether the box was unticked."""
        return not self.item.ticked


def regressions_first(flips: Iterable[Flip]) -> tuple[Flip, ...]:
    """The flips in the order in which reports show them: regressions first, then as in the document."""
    return tuple(sorted(flips, key=lambda flip: (not flip.regression, flip.item.line)))
