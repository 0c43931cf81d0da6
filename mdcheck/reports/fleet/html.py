"""`mdcheck fleet` as one self-contained page: sort, search, and one click for who fails an item."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mdcheck.reports.fleet import words
from mdcheck.reports.html.filled import filled
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.names import section_title
from mdcheck.reports.layout.verdict_look import look
from mdcheck.results.fleet import ItemState
from mdcheck.results.verdict import Verdict
from mdcheck.wording import short_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.results.fleet import Column, Fleet, FleetChecklist, FleetRow

_FOLDER = files("mdcheck.reports.fleet") / "assets"
_ORDER = {verdict: index for index, verdict in enumerate(Verdict)}


def render(fleet: Fleet) -> str:
    """The page; what comes from repositories is escaped by the template and could not run if it were not."""
    names = words.names(fleet)
    rows = [(name, row) for name, row in zip(names, fleet.rows, strict=True)]
    return filled(
        _FOLDER,
        "fleet",
        title=shown(fleet.title),
        extent=words.extent(fleet),
        today=fleet.today.isoformat(),
        within=fleet.within,
        total=_total(fleet),
        verdicts=list(_verdicts(fleet)),
        groups=sorted({shown(row.group) for row in fleet.rows if row.group}, key=str.casefold),
        rows=[_row(name, row, row.checklist, fleet) for name, row in rows if row.checklist],
        unread=[_unread(name, row) for name, row in rows if row.checklist is None],
        items=[_item(column, fleet) for column in fleet.columns],
        states=[(letter, state.value) for state, letter in words.LETTERS.items()] + [(words.MISSING, "missing")],
        not_read=words.unread(fleet),
        ran=fleet.ran,
        failing="".join(letter for state, letter in words.LETTERS.items() if state.fails),
    )


def _total(fleet: Fleet) -> dict[str, Any]:
    total = fleet.total
    return {
        "percent": total.completion.percent,
        "ticked": total.ticked,
        "countable": total.countable,
        "pending": total.pending,
        "waived": total.waived,
        "ended": total.ended,
        "ending": total.ending,
        "checklists": total.checklists,
    }


def _verdicts(fleet: Fleet) -> Iterator[dict[str, Any]]:
    """Each verdict that there is, with the look of its part of the bar."""
    start = 0
    for verdict in Verdict:
        if number := fleet.total.verdicts[verdict]:
            yield _look(verdict) | {"count": number, "start": start}
            start += number


def _look(verdict: Verdict) -> dict[str, Any]:
    seen = look(verdict)
    tone = "errored" if verdict is Verdict.CRITICAL else seen.tone
    return {"verdict": verdict.value, "order": _ORDER[verdict], "tone": tone, "sign": seen.sign}


def _row(name: str, row: FleetRow, found: FleetChecklist, fleet: Fleet) -> dict[str, Any]:
    update = found.update
    return _look(found.verdict) | {
        "name": name,
        "group": shown(row.group),
        "owner": shown(row.owner),
        "at": shown(row.at),
        "path": shown(found.path),
        "commit": short_id(row.commit),
        "assessed": found.assessed is not None,
        "changed": found.changed_since,
        "score": words.score(found),
        "percent": found.completion.percent,
        "ratio": f"{found.completion.ticked}/{found.completion.countable}",
        "pending": found.having(ItemState.PENDING),
        "ended": found.ended,
        "ending": found.ending,
        "due": words.due(found),
        "waived": found.waived + found.idle,
        "waivers": words.waivers(found),
        "age": words.age(found, fleet) if update else "",
        "days": words.days_since_update(found, fleet),
        "sections": [
            (section_title(section.title), section.completion.percent)
            for section in found.sections
            if section.completion.percent is not None
        ],
        "notes": [shown(note) for note in found.notes],
        "states": words.states(row, fleet),
    }


def _unread(name: str, row: FleetRow) -> dict[str, str]:
    return {
        "name": name,
        "at": shown(row.at),
        "group": shown(row.group),
        "owner": shown(row.owner),
        "problem": shown(row.problem),
        "fix": shown(row.fix),
    }


def _item(column: Column, fleet: Fleet) -> dict[str, Any]:
    tally = column.tally
    return {
        "id": shown(column.id),
        "text": section_title(tally.text),
        "failing": tally.failing,
        "checklists": tally.checklists,
        "missing": fleet.total.checklists - tally.checklists,
    }
