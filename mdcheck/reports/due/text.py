"""`mdcheck due` for people: the statements that have ended or will soon, the most urgent first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mdcheck.reports.due.words import NO_END, URGENT, days, head, made
from mdcheck.reports.layout.lines import Styled, TextStyle, hanging, headed, shown, words
from mdcheck.reports.layout.names import statement
from mdcheck.results.due import State, Statement
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.due import Due, DueFile, DueReport

_STYLES = {
    State.UNKNOWN: TextStyle.ERRORED,
    State.ENDED: TextStyle.FAILED,
    State.PENDING: TextStyle.PENDING,
    State.ENDING: TextStyle.WARNED,
    State.CURRENT: TextStyle.PASSED,
    State.ENDLESS: TextStyle.MUTED,
}
_DATE = 12
"""Columns of a date and the blanks behind it."""
_FEW = 10
"""Statements without an end that are shown where there are no others."""


def layout(report: DueReport, width: int, *, every: bool = False) -> Iterator[Line]:
    """The lines of the report; with `every`, also what ends later or never."""
    for index, file in enumerate(report.files):
        if index:
            yield ()
        yield from headed(shown(file.path), _summary(file), TextStyle.MUTED, width=width)
        if file.policy:
            yield from hanging((), words(shown(file.policy), TextStyle.MUTED), indent=2, width=width)
        yield from _file(file, report, width, every=every)


def _summary(file: DueFile) -> str:
    counts = (
        (len(file.having(State.UNKNOWN)), "of unknown age"),
        (len(file.having(State.ENDED)), "ended"),
        (len(file.having(State.PENDING)), "to be signed"),
        (len(file.having(State.ENDING)), "ending"),
        (len(file.having(State.CURRENT)), "later"),
        (len(file.having(State.ENDLESS)), "without an end"),
    )
    told = ", ".join(f"{number} {what}" for number, what in counts if number)
    kinds = Counter(due.statement for due in file.statements if due.state is not State.PENDING)
    boxes = f"{count(kinds[Statement.MANUAL], 'box', 'boxes')} ticked by people"
    others = ((Statement.SIGNATURE, "signature"), (Statement.WAIVER, "waiver"))
    also = "".join(f", {count(kinds[kind], noun)}" for kind, noun in others if kinds[kind])
    return f"{boxes}{also}{f': {told}' if told else ''}"


def _file(file: DueFile, report: DueReport, width: int, *, every: bool) -> Iterator[Line]:
    endless_only = bool(file.statements) and file.having(State.ENDLESS, State.UNKNOWN) == file.statements
    for state in State:
        found = file.having(state)
        if not found or not (every or endless_only or state in URGENT):
            continue
        shown_here = found if every or state in URGENT else found[:_FEW]
        yield ()
        yield (Styled(head(state, report), TextStyle.SECTION),)
        for due in shown_here:
            yield from _row(due, report, width)
        if len(shown_here) < len(found):
            yield (Styled(f"  … and {len(found) - len(shown_here)} more (--all shows them)", TextStyle.MUTED),)
    if endless_only:
        yield ()
        yield from hanging((), words(NO_END, TextStyle.MUTED), width=width)


def _no_day(due: Due) -> str:
    return "pending" if due.state is State.PENDING else "?"


def _row(due: Due, report: DueReport, width: int) -> Iterator[Line]:
    day = due.until or due.since
    lead = Styled(f"{day.isoformat() if day else _no_day(due):<{_DATE}}", _STYLES[due.state])
    right = (Styled(f"line {due.item.line}", TextStyle.PLACE),)
    yield from hanging((lead,), words(statement(due.item)), right, indent=2, width=width)
    told = ", ".join(part for part in (days(due, report), shown(made(due))) if part)
    yield from hanging((), words(told, TextStyle.MUTED), indent=2 + _DATE, width=width)
