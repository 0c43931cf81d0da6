"""`mdcheck fleet` for spreadsheets: RFC 4180, a row for each checklist, and a column for each item and each section
to compare.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from mdcheck.reports.fleet.words import days_since_update
from mdcheck.reports.history.csv import cell
from mdcheck.results.fleet import ItemState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.results.fleet import Fleet, FleetChecklist, FleetRow

COLUMNS = (
    "group",
    "name",
    "at",
    "owner",
    "path",
    "problem",
    "ticked",
    "countable",
    "percent",
    "score",
    "verdict",
    "pending",
    "waived",
    "waivers_without_effect",
    "ended",
    "ending",
    "days_since_update",
    "changed_since_update",
    "commit",
)
MISSING = "missing"


def render(fleet: Fleet) -> str:
    """A head and the rows; what is not known is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    shared = _shared_sections(fleet)
    writer.writerow(
        (*COLUMNS, *(cell(column.id) for column in fleet.columns), *(cell(f"section: {title}") for title in shared))
    )
    writer.writerows((*_row(row, fleet), *_percents(row.checklist, shared)) for row in fleet.rows)
    return out.getvalue()


def _shared_sections(fleet: Fleet) -> list[str]:
    """The titles that several checklists have."""
    seen = Counter(
        title for row in fleet.rows if row.checklist for title in {one.title for one in row.checklist.sections}
    )
    return sorted(title for title, number in seen.items() if number > 1)


def _percents(found: FleetChecklist | None, titles: Sequence[str]) -> Iterator[int | None]:
    """How far each section is; of several with one title, the first."""
    sections = () if found is None else found.sections
    own = {one.title: one.completion.percent for one in reversed(sections)}
    yield from map(own.get, titles)


def _row(row: FleetRow, fleet: Fleet) -> tuple[object, ...]:
    found = row.checklist
    facts = (None,) * 12 if found is None else _facts(found, fleet)
    head = (row.group, row.name, row.at, row.owner, row.document, row.problem)
    return (*map(cell, head), *facts, row.commit, *_states(found, fleet))


def _facts(found: FleetChecklist, fleet: Fleet) -> tuple[object, ...]:
    return (
        *found.completion,
        found.completion.percent,
        found.assessed.score if found.assessed else None,
        found.verdict.value,
        found.having(ItemState.PENDING),
        found.waived,
        found.idle,
        found.ended,
        found.ending,
        days_since_update(found, fleet),
        "" if found.update is None else "yes" if found.update.changed_since else "no",
    )


def _states(found: FleetChecklist | None, fleet: Fleet) -> Iterator[str]:
    own = {} if found is None else {item.id: item.state.value for item in found.items}
    for column in fleet.columns:
        yield "" if found is None else own.get(column.id, MISSING)
