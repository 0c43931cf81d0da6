"""`mdcheck due` as Markdown, for an issue or a chat: a table for each checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.due.words import NO_END, URGENT, days, head, made
from mdcheck.reports.layout.names import statement
from mdcheck.reports.markdown import escaped, table_row
from mdcheck.results.due import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.results.due import Due, DueFile, DueReport


def render(report: DueReport, *, every: bool = False) -> str:
    """The whole report; with `every`, also what ends later or never."""
    return "\n".join(line for file in report.files for line in _file(file, report, every=every))


def _file(file: DueFile, report: DueReport, *, every: bool) -> Iterator[str]:
    yield f"## {escaped(file.path)}\n"
    if file.policy:
        yield f"{escaped(file.policy)}\n"
    states = [state for state in State if every or state in URGENT]
    rows = [_row(due, report) for due in file.having(*states)]
    if rows:
        yield "| Last day | Item | |\n| --- | --- | --- |"
        yield "\n".join(rows) + "\n"
    elif file.having(State.ENDLESS) and not file.having(State.CURRENT):
        yield f"Nothing is due: {NO_END}.\n"
    else:
        yield f"Nothing is due by {report.today.isoformat()}, and nothing ends within {report.within} days.\n"


def _row(due: Due, report: DueReport) -> str:
    until = due.until.isoformat() if due.until else head(due.state, report)
    item = f"{escaped(statement(due.item))} (line {due.item.line})"
    told = ", ".join(part for part in (days(due, report), made(due)) if part)
    return table_row((until, item, escaped(told)))
