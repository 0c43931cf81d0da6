"""The waivers of checklists: the one value that every report of `mdcheck waivers` renders."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from mdcheck.document.model import Item
    from mdcheck.results.people.waiver import Judged


class Listed(NamedTuple):
    """One waiver of one check."""

    item: Item
    kind: str
    """Of the check."""
    judged: Judged
    renewals: int | None
    """How many commits have put its end off; None where there is no git to tell."""
    idle: bool
    """Whether the check passed when it last ran on this machine, so that the waiver is not needed."""


class WaiverFile(NamedTuple):
    """The waivers of one checklist, in document order."""

    path: str
    policy: str
    waivers: tuple[Listed, ...]


class WaiverReport(NamedTuple):
    """What `mdcheck waivers` found."""

    today: date
    files: tuple[WaiverFile, ...]

    @property
    def needs_attention(self) -> bool:
        """Whether a waiver does not count, or is not needed."""
        return any(one.idle or not one.judged.in_force for file in self.files for one in file.waivers)
