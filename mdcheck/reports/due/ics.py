"""`mdcheck due` as a calendar (RFC 5545): one whole-day event for each statement, on the last day that it is valid."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mdcheck import __version__
from mdcheck.late import sha256
from mdcheck.reports.due.words import made
from mdcheck.reports.layout.names import statement
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.due import Statement

if TYPE_CHECKING:
    from icalendar import Event

    from mdcheck.results.due import Due, DueReport


def render(report: DueReport) -> str:
    """Every statement that has an end, with the line ends that the format asks for.

    An event keeps its UID when the end moves, so that a calendar moves it as well.
    """
    from icalendar import Calendar  # late: the other formats need no calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//mdcheck//mdcheck {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "mdcheck due")
    for file in report.files:
        for due in file.statements:
            if due.until is not None:
                calendar.add_component(_event(file.path, due, report))
    return str(calendar.to_ical(), "utf-8")


def _event(path: str, due: Due, report: DueReport) -> Event:
    from icalendar import Event

    assert due.until is not None
    name = f"{path}\0{due.item.id}\0{due.statement.value}"
    if due.statement is Statement.SIGNATURE:  # an item may have several
        name += f"\0{due.author}"
    event = Event()
    event.add("uid", f"{sha256(name.encode('utf-8', 'surrogateescape'))[:32]}@mdcheck")
    event.add("dtstamp", datetime.combine(report.today, time.min, UTC))
    event.add("dtstart", due.until)
    if due.until < date.max:
        event.add("dtend", due.until + timedelta(days=1))
    event.add("summary", f"Look again: {statement(due.item)}")
    event.add(
        "description", f"{clean(path)}:{due.item.line}, {clean(made(due))}; valid up to the end of this day (UTC)"
    )
    event.add("transp", "TRANSPARENT")
    return event
