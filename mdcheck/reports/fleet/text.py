"""`mdcheck fleet` for people: a row for each checklist, what could not be read, and what most often fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.fleet import words
from mdcheck.reports.layout.lines import Styled, TextStyle, as_text, columns, cut, hanging, headed, shown
from mdcheck.reports.layout.lines import words as flowing
from mdcheck.reports.layout.names import section_title
from mdcheck.reports.layout.verdict_look import look
from mdcheck.results.fleet import ItemState
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.fleet import Fleet, FleetChecklist, FleetRow

WIDTH = 100
_VERDICT, _SCORE, _DONE = 12, 6, 5
_FIGURES = _VERDICT + _SCORE + _DONE + 6
_ROOM_FOR_MORE = 28
"""Columns in which a row can say more behind its figures."""
_LONGEST_NAME, _SHORTEST_NAME = 40, 12
_MOST_ITEMS = 10
_FULL = 100


def render(fleet: Fleet) -> str:
    """The whole report as plain text."""
    return as_text(layout(fleet, WIDTH))


def layout(fleet: Fleet, width: int) -> Iterator[Line]:
    """The lines of the report."""
    yield from headed(shown(fleet.title), words.extent(fleet), TextStyle.PLAIN, width=width)
    names = words.names(fleet)
    yield from _table(fleet, names, width)
    yield from _items(fleet, width)
    yield from _unread(fleet, names, width)
    if told := words.verdicts(fleet):
        yield ()
        done = fleet.total.completion.percent
        complete = "" if done is None else f"; {done}% of all boxes are ticked"
        yield from hanging((), flowing(f"{told}{complete}", TextStyle.VALUE), width=width)


def _table(fleet: Fleet, names: list[str], width: int) -> Iterator[Line]:
    room = min(max((columns(name) for name in names), default=0), _LONGEST_NAME, max(width - _FIGURES, _SHORTEST_NAME))
    group = ""
    yield ()
    for name, row in zip(names, fleet.rows, strict=True):
        if row.checklist is None:
            continue
        if row.group != group:
            group = row.group
            yield (Styled(shown(group), TextStyle.SECTION),)
        yield from _row(name, row.checklist, fleet, room, width)


def _row(name: str, found: FleetChecklist, fleet: Fleet, room: int, width: int) -> Iterator[Line]:
    verdict = found.verdict
    percent = found.completion.percent
    label = cut(name, room)
    figures = (
        Styled(f"{label}{' ' * (room - columns(label))}  "),
        Styled(f"{verdict.value if found.assessed else '–':<{_VERDICT}}", look(verdict).style),
        Styled(f"{words.score(found):>{_SCORE}}"),
        Styled(
            f"{'' if percent is None else f'{percent}%':>{_DONE}}  ",
            TextStyle.PASSED if percent == _FULL else TextStyle.PLAIN,
        ),
    )
    more = flowing(_more(found, fleet), TextStyle.MUTED)
    if width - room - _FIGURES >= _ROOM_FOR_MORE:
        yield from hanging(figures, more, width=width)
    else:
        yield figures
        if more:
            yield from hanging((), more, indent=2, width=width)


def _more(found: FleetChecklist, fleet: Fleet) -> str:
    """`3 pending, 1 ended, updated 12 days ago`."""
    pending = found.having(ItemState.PENDING)
    old = words.days_since_update(found, fleet)
    parts = (
        f"{pending} pending" if pending else "",
        words.due(found),
        f"{words.waivers(found)} waived" if found.waived or found.idle else "",
        "updated today" if old == 0 else f"updated {count(old, 'day')} ago" if old else "",
        "changed since" if found.changed_since else "",
        *map(shown, found.notes),
    )
    return ", ".join(part for part in parts if part)


def _items(fleet: Fleet, width: int) -> Iterator[Line]:
    failing = [column for column in fleet.columns if column.tally.failing]
    if not failing:
        return
    yield ()
    yield (Styled(words.most_failing(fleet), TextStyle.SECTION),)
    for column in failing[:_MOST_ITEMS]:
        tally = column.tally
        lead = Styled(f"{tally.failing:>5} of {tally.checklists:<5} ", TextStyle.FAILED)
        yield from hanging((lead,), flowing(section_title(tally.text)), width=width)
    if len(failing) > _MOST_ITEMS:
        more = f"… and {len(failing) - _MOST_ITEMS} more (-f html or json shows all)"
        yield from hanging((), flowing(more, TextStyle.MUTED), indent=2, width=width)


def _unread(fleet: Fleet, names: list[str], width: int) -> Iterator[Line]:
    rows = [(name, row) for name, row in zip(names, fleet.rows, strict=True) if row.checklist is None]
    if not rows:
        return
    yield ()
    yield (Styled(words.unread(fleet) + ("" if fleet.ran else " (--retry reads these alone)"), TextStyle.SECTION),)
    for name, row in rows:
        yield from _problem(name, row, width)


def _problem(name: str, row: FleetRow, width: int) -> Iterator[Line]:
    yield from hanging((Styled("✗ ", TextStyle.FAILED),), flowing(f"{name}  {shown(row.at)}"), width=width)
    yield from hanging((), flowing(shown(row.problem), TextStyle.MUTED), indent=2, width=width)
    if row.fix:
        yield from hanging((Styled("fix: ", TextStyle.FIX),), flowing(shown(row.fix)), indent=2, width=width)
