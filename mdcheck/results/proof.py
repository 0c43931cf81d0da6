"""What stands behind a signature."""

from __future__ import annotations

from enum import StrEnum


class Proof(StrEnum):
    """What stands, or must stand, behind a signature; the weakest first."""

    CLAIMED = "claimed"
    """The file says so."""
    COMMITTED = "committed"
    """The commit that brought it has this author."""
    SIGNED = "signed"
    """That commit also has a good signature of this person."""

    def reaches(self, wanted: Proof) -> bool:
        """Whether it is as strong."""
        order = tuple(Proof)
        return order.index(self) >= order.index(wanted)
