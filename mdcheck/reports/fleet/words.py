"""Texts about a fleet that all formats share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mdcheck.document.blocks.dates import day_of
from mdcheck.reports.layout.lines import shown
from mdcheck.results.fleet import ItemState
from mdcheck.results.verdict import Verdict
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.results.fleet import Fleet, FleetChecklist, FleetRow

LETTERS = {
    ItemState.TICKED: "x",
    ItemState.OPEN: "o",
    ItemState.PENDING: "p",
    ItemState.WAIVED: "w",
    ItemState.NOT_APPLICABLE: "n",
    ItemState.PASSED: "v",
    ItemState.WARNED: "a",
    ItemState.FAILED: "f",
    ItemState.ERRORED: "e",
    ItemState.BLOCKED: "b",
    ItemState.NOT_RUN: "r",
}
"""The states of items where there are many, as spreadsheets and pages have them; `-` for a checklist without it."""
MISSING = "-"


def title(fleet: Fleet) -> str:
    """`Payments: 24 checklists; 2 repositories could not be read`."""
    return f"{shown(fleet.title)}: {extent(fleet)}"


def extent(fleet: Fleet) -> str:
    """`24 checklists; 1 repository and 2 checklists could not be read`."""
    seen = _checklists(fleet)
    among = sum(bool(row.path) and seen[row.at] > 1 for row in fleet.unread)
    alone = fleet.total.unread - among
    lost = (count(alone, "repository", "repositories") if alone else "", count(among, "checklist") if among else "")
    told = " and ".join(filter(None, lost))
    more = f"; {told} could not be {'run' if fleet.ran else 'read'}" if told else ""
    return count(fleet.total.checklists, "checklist") + more


def unread(fleet: Fleet) -> str:
    """The title of the rows without a checklist."""
    return "Not run" if fleet.ran else "Not read"


def most_failing(fleet: Fleet) -> str:
    """The title of the items that most fail."""
    return "Failing in most" if fleet.ran else "Open in most"


def verdicts(fleet: Fleet) -> str:
    """`12 READY, 3 NOT READY, 9 UNASSESSED`."""
    return ", ".join(f"{fleet.total.verdicts[one]} {one}" for one in Verdict if fleet.total.verdicts[one])


def names(fleet: Fleet) -> list[str]:
    """The name of each row: the repository's, with the checklist's where the repository has several."""
    seen = _checklists(fleet)
    return [
        shown(f"{row.name}: {row.document}" if row.document and seen[row.at] > 1 else row.name) for row in fleet.rows
    ]


def _checklists(fleet: Fleet) -> Counter[str]:
    """How many rows each repository has."""
    return Counter(row.at for row in fleet.rows)


def score(checklist: FleetChecklist) -> str:
    """`92.3`; empty where nothing has told one."""
    told = checklist.assessed
    return "" if told is None or told.score is None else f"{told.score:g}"


def days_since_update(checklist: FleetChecklist, fleet: Fleet) -> int | None:
    """Whole days from the newest update to the day of the report; None where there was none."""
    if checklist.update is None:
        return None
    return max((fleet.today - day_of(checklist.update.time)).days, 0)


def age(checklist: FleetChecklist, fleet: Fleet) -> str:
    """`today`, `1 day`, `12 days`; `never`."""
    days = days_since_update(checklist, fleet)
    return "never" if days is None else count(days, "day") if days else "today"


def due(checklist: FleetChecklist) -> str:
    """`1 ended, 2 soon`; empty where nothing is due."""
    parts = (
        f"{checklist.ended} ended" if checklist.ended else "",
        f"{checklist.ending} soon" if checklist.ending else "",
    )
    return ", ".join(part for part in parts if part)


def waivers(checklist: FleetChecklist) -> str:
    """`2`; `1 (1 without effect)`; empty where there are none."""
    if not checklist.idle:
        return str(checklist.waived or "")
    return f"{checklist.waived} ({checklist.idle} without effect)"


def states(row: FleetRow, fleet: Fleet) -> str:
    """A letter for each of the fleet's columns."""
    if row.checklist is None:
        return MISSING * len(fleet.columns)
    own = {item.id: LETTERS[item.state] for item in row.checklist.items}
    return "".join(own.get(column.id, MISSING) for column in fleet.columns)
