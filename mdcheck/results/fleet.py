"""Many repositories side by side: what is known of each, and what holds for all of them.

Laws: a roll-up is a fold: `rollup(a) + rollup(b) == rollup(a + b)`, in any order, and `Rollup()` changes nothing.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the cache is decoded by these annotations
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from mdcheck.document.completion import Completion
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ItemState(StrEnum):
    """What an item's box says, and why it may be open; or how its checks ended."""

    TICKED = "ticked"
    OPEN = "open"
    PENDING = "pending"
    """A person has yet to sign it."""
    WAIVED = "waived"
    """Open, and a waiver of its check is in force."""
    NOT_APPLICABLE = "not applicable"
    PASSED = "passed"
    """This and those below are of checks that have just run; the worst of the item's own."""
    WARNED = "warned"
    FAILED = "failed"
    ERRORED = "errored"
    BLOCKED = "blocked"
    NOT_RUN = "not run"

    @property
    def fails(self) -> bool:
        """Whether the repository has yet to do something for the item."""
        return self in _FAILING


_FAILING = frozenset(
    {
        ItemState.OPEN,
        ItemState.PENDING,
        ItemState.WARNED,
        ItemState.FAILED,
        ItemState.ERRORED,
        ItemState.BLOCKED,
    }
)


class FleetItem(msgspec.Struct, frozen=True, array_like=True):
    """One item of one checklist."""

    id: str
    text: str
    """As people read it."""
    section: str
    state: ItemState
    pinned: bool
    """Whether the checklist gives it its id in so many words."""
    line: int


class FleetSection(msgspec.Struct, frozen=True, array_like=True):
    """A section with the boxes below it."""

    title: str
    level: int
    line: int
    completion: Completion


class LastUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """The newest commit of the checklist that `mdcheck update` made: what its trailers say, which is no proof."""

    commit: str
    time: int
    """Seconds since the epoch."""
    score: float | None
    verdict: Verdict
    changed_since: bool
    """Whether the checklist at HEAD is another one than that commit's."""


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What a run of the checks at HEAD has just told."""

    score: float | None
    verdict: Verdict
    unreached: int = 0
    """Checks that the time did not suffice for."""


class FleetChecklist(msgspec.Struct, frozen=True, kw_only=True):
    """One checklist as HEAD has it."""

    path: str
    blob: str
    """Its content's id in git."""
    completion: Completion
    sections: tuple[FleetSection, ...]
    items: tuple[FleetItem, ...]
    update: LastUpdate | None
    waived: int
    """Waivers that are in force."""
    idle: int
    """Waivers that do not count: they have ended, or the repository's policy does not allow them."""
    ended: int
    """Statements of people, such as waivers, that have ended."""
    ending: int
    """Those that end soon."""
    notes: tuple[str, ...] = ()
    """What about it could not be read."""
    checked: bool = True
    """Whether an item has a check."""
    ran: Ran | None = None
    """None where nothing ran."""

    @property
    def assessed(self) -> Ran | LastUpdate | None:
        """Where score and verdict come from."""
        return self.ran or self.update

    @property
    def verdict(self) -> Verdict:
        return self.assessed.verdict if self.assessed else Verdict.UNASSESSED

    @property
    def changed_since(self) -> bool:
        """Whether score and verdict are of another text than HEAD has."""
        return self.ran is None and self.update is not None and self.update.changed_since

    def having(self, state: ItemState) -> int:
        """How many items are in the state."""
        return sum(item.state is state for item in self.items)


class FleetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One checklist of one repository; or a repository that can't be read, and why."""

    name: str
    at: str
    """The folder or URL, without credentials."""
    group: str = ""
    owner: str = ""
    commit: str = ""
    """The full id of HEAD."""
    checklist: FleetChecklist | None = None
    path: str = ""
    """Which checklist there is nothing of; empty where it is the whole repository."""
    problem: str = ""
    """Why there is no checklist."""
    fix: str = ""

    @property
    def document(self) -> str:
        """The checklist's path; empty where the repository could not be read."""
        return self.checklist.path if self.checklist else self.path

    @property
    def key(self) -> tuple[str, ...]:
        """The order of the rows."""
        return (
            self.group.casefold(),
            self.name.casefold(),
            self.name,
            self.at,
            self.document,
            self.group,
            self.owner,
            self.problem,
        )


def row_without(row: FleetRow, *, problem: str, fix: str) -> FleetRow:
    """The row of a checklist that nothing could be found out about."""
    return msgspec.structs.replace(row, checklist=None, path=row.document, problem=problem, fix=fix)


class Tally(msgspec.Struct, frozen=True):
    """One item in all checklists that have it."""

    states: Counter[ItemState]
    texts: Counter[str]
    pinned: bool

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.states + other.states, self.texts + other.texts, self.pinned or other.pinned)

    @property
    def checklists(self) -> int:
        """How many have the item."""
        return self.states.total()

    @property
    def failing(self) -> int:
        return sum(number for state, number in self.states.items() if state.fails)

    @property
    def text(self) -> str:
        """What most of the checklists call it; of several that are as frequent, the first by alphabet."""
        return min(self.texts, key=lambda text: (-self.texts[text], text), default="")


class Rollup(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for all rows together."""

    checklists: int = 0
    unread: int = 0
    verdicts: Counter[Verdict] = msgspec.field(default_factory=Counter)
    ticked: int = 0
    countable: int = 0
    pending: int = 0
    waived: int = 0
    ended: int = 0
    ending: int = 0
    items: Mapping[str, Tally] = msgspec.field(default_factory=dict)
    """By id."""

    def __add__(self, other: Rollup) -> Rollup:
        items = dict(self.items)
        for name, tally in other.items.items():
            items[name] = items[name] + tally if name in items else tally
        return Rollup(
            checklists=self.checklists + other.checklists,
            unread=self.unread + other.unread,
            verdicts=self.verdicts + other.verdicts,
            ticked=self.ticked + other.ticked,
            countable=self.countable + other.countable,
            pending=self.pending + other.pending,
            waived=self.waived + other.waived,
            ended=self.ended + other.ended,
            ending=self.ending + other.ending,
            items=items,
        )

    @property
    def completion(self) -> Completion:
        return Completion(self.ticked, self.countable)


def rollup(rows: Iterable[FleetRow]) -> Rollup:
    """The rows together. It adds up in place what `+` would: a thousand rows of many items are no reason to wait."""
    checklists = unread = ticked = countable = pending = waived = ended = ending = 0
    verdicts: Counter[Verdict] = Counter()
    items: dict[str, Tally] = {}
    for row in rows:
        found = row.checklist
        if found is None:
            unread += 1
            continue
        checklists += 1
        verdicts[found.verdict] += 1
        ticked, countable = ticked + found.completion.ticked, countable + found.completion.countable
        pending += found.having(ItemState.PENDING)
        waived, ended, ending = waived + found.waived, ended + found.ended, ending + found.ending
        for item in found.items:
            tally = items.get(item.id)
            if tally is None or (item.pinned and not tally.pinned):
                states, texts = (tally.states, tally.texts) if tally else (Counter(), Counter())
                tally = items[item.id] = Tally(states, texts, item.pinned)
            tally.states[item.state] += 1
            tally.texts[item.text] += 1
    return Rollup(
        checklists=checklists,
        unread=unread,
        verdicts=verdicts,
        ticked=ticked,
        countable=countable,
        pending=pending,
        waived=waived,
        ended=ended,
        ending=ending,
        items=items,
    )


class Column(NamedTuple):
    """An item that stands beside itself in the checklists of the fleet."""

    id: str
    tally: Tally


class Fleet(NamedTuple):
    """What `mdcheck fleet` found: the one value that its reports render."""

    title: str
    today: dt.date
    within: int
    """The days from today on in which an end counts as near."""
    rows: tuple[FleetRow, ...]
    """In the order of their keys."""
    total: Rollup
    columns: tuple[Column, ...]
    """The items to compare, those that most fail first."""
    ran: bool = False
    """Whether the checks have just run."""

    @property
    def unread(self) -> tuple[FleetRow, ...]:
        return tuple(row for row in self.rows if row.checklist is None)

    @property
    def whole(self) -> bool:
        """Whether every repository was read, and every check reached that was to run."""
        ran = [row.checklist.ran for row in self.rows if row.checklist and row.checklist.ran]
        return not self.unread and not any(one.unreached for one in ran)


def columns(total: Rollup, wanted: Iterable[str] = ()) -> tuple[Column, ...]:
    """The items to compare: those whose ids are `wanted` or begin with it; else those that several checklists share.

    An item whose id a checklist pins is meant to be compared, were it the only one.
    """
    beginnings = tuple(wanted)
    found = [
        Column(name, tally)
        for name, tally in total.items.items()
        if (name.startswith(beginnings) if beginnings else tally.pinned or tally.checklists > 1)
    ]
    return tuple(sorted(found, key=lambda column: (-column.tally.failing, column.id)))
