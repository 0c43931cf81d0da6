"""An item that ended otherwise than when it was last run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mdcheck.results.outcome import ItemResult, Outcome


class ItemChange(NamedTuple):
    """The item as it is now, beside its former outcome."""

    path: str
    """Of the checklist."""
    now: ItemResult
    before: Outcome | None
    """None for an item that had no check before."""
