"""`mdcheck fleet` for programs: a contract, versioned as the other reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.reports.fleet.words import days_since_update
from mdcheck.reports.history.words import moment
from mdcheck.reports.json import SCHEMA, completion_facts, encoded
from mdcheck.results.fleet import ItemState
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from mdcheck.results.fleet import Column, Fleet, FleetChecklist, FleetRow


def render(fleet: Fleet) -> str:
    """One JSON object; rows stand in the order of groups and names, items with those first that most often fail."""
    total = fleet.total
    return encoded(
        {
            "schema": SCHEMA,
            "title": fleet.title,
            "today": fleet.today.isoformat(),
            "within": fleet.within,
            "ran": fleet.ran,
            "summary": {
                "checklists": total.checklists,
                "unread": total.unread,
                "completion": completion_facts(total.completion),
                "verdicts": {verdict.value: total.verdicts[verdict] for verdict in Verdict},
                "pending": total.pending,
                "waived": total.waived,
                "ended": total.ended,
                "ending": total.ending,
            },
            "rows": [_row(row, fleet) for row in fleet.rows],
            "items": [_column(column, fleet) for column in fleet.columns],
        }
    )


def _row(row: FleetRow, fleet: Fleet) -> dict[str, Any]:
    return {
        "name": row.name,
        "at": row.at,
        "group": row.group,
        "owner": row.owner,
        "path": row.document or None,
        "commit": row.commit or None,
        "problem": row.problem or None,
        "fix": row.fix or None,
        "checklist": None if row.checklist is None else _checklist(row.checklist, fleet),
    }


def _checklist(found: FleetChecklist, fleet: Fleet) -> dict[str, Any]:
    update = found.update
    return {
        "path": found.path,
        "completion": completion_facts(found.completion),
        "score": found.assessed.score if found.assessed else None,
        "verdict": found.verdict.value,
        "update": None
        if update is None
        else {
            "commit": update.commit,
            "date": moment(update.time),
            "days": days_since_update(found, fleet),
            "changed_since": update.changed_since,
        },
        "pending": found.having(ItemState.PENDING),
        "waived": found.waived,
        "waivers_without_effect": found.idle,
        "ended": found.ended,
        "ending": found.ending,
        "sections": [
            {"title": section.title, "level": section.level, "line": section.line}
            | completion_facts(section.completion)
            for section in found.sections
        ],
        "items": [
            {
                "id": item.id,
                "text": item.text,
                "section": item.section,
                "line": item.line,
                "state": item.state.value,
                "pinned": item.pinned,
            }
            for item in found.items
        ],
        "notes": list(found.notes),
    }


def _column(column: Column, fleet: Fleet) -> dict[str, Any]:
    tally = column.tally
    return {
        "id": column.id,
        "text": tally.text,
        **{state.value.replace(" ", "_"): tally.states[state] for state in ItemState},
        "missing": fleet.total.checklists - tally.checklists,
    }
