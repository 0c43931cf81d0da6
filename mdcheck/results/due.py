"""What people have stated in checklists, and when it ends: the one value that every report of `mdcheck due` renders."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from mdcheck.document.model import Item


class Statement(StrEnum):
    """What kind of statement it is."""

    MANUAL = "manual"
    """A box that a person has ticked, of an item without a check."""
    WAIVER = "waiver"
    """A failing check that a person waived."""
    SIGNATURE = "signature"
    """What a person signed, or has yet to sign."""


class State(StrEnum):
    """How much of its time is left; the most urgent first."""

    UNKNOWN = "unknown"
    """Git does not know when it was made."""
    ENDED = "ended"
    PENDING = "pending"
    """A person has yet to sign, or has said no."""
    ENDING = "ending"
    CURRENT = "current"
    ENDLESS = "endless"
    """It has no end."""


class Due(NamedTuple):
    """One statement of a person."""

    item: Item
    """As it stands in the working tree."""
    statement: Statement
    state: State
    since: date | None = None
    """The day on which it was made; None where that is unknown."""
    until: date | None = None
    """The last day on which it is valid."""
    author: str = ""
    """`Ada Lovelace <ada@example.org>`; of a waiver or a signature as it says itself. Empty for a tick that is not
    committed yet, and where nobody has signed."""
    commit: str = ""
    """The full id of the commit that ticked the box; empty for what is not committed yet, and for a waiver."""
    reason: str = ""
    """Of a waiver; of a signature the roles that it is given in, or what is missing."""


class DueFile(NamedTuple):
    """The statements of one checklist."""

    path: str
    statements: tuple[Due, ...]
    """The most urgent first, then in the order of their last days, then as in the document."""
    policy: str = ""
    """Whose policy says which signatures and waivers count, in words; empty for a checklist without any."""

    def having(self, *states: State) -> tuple[Due, ...]:
        """The statements in one of the states."""
        return tuple(due for due in self.statements if due.state in states)


class DueReport(NamedTuple):
    """What `mdcheck due` found."""

    today: date
    """The day, in UTC, that it was asked for."""
    within: int
    """The days from today on in which an end counts as near."""
    files: tuple[DueFile, ...]

    @property
    def overdue(self) -> bool:
        """Whether anything has ended, or may have."""
        return any(file.having(State.ENDED, State.UNKNOWN) for file in self.files)


def state_of(until: date | None, today: date, within: int) -> State:
    """The state of what is valid up to the end of that day."""
    if until is None:
        return State.ENDLESS
    left = (until - today).days
    if left < 0:
        return State.ENDED
    return State.ENDING if left <= within else State.CURRENT


def most_urgent_first(statements: list[Due]) -> tuple[Due, ...]:
    """The order of `DueFile.statements`."""
    order = {state: index for index, state in enumerate(State)}

    def key(due: Due) -> tuple[int, ...]:
        days = [day.toordinal() if day else 0 for day in (due.until, due.since)]
        return (order[due.state], *days, due.item.line)

    return tuple(sorted(statements, key=key))
