"""Texts of `mdcheck due` that all formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from mdcheck.results.due import State, Statement
from mdcheck.wording import count, days_left, short_id

if TYPE_CHECKING:
    from mdcheck.results.due import Due, DueReport

URGENT = (State.UNKNOWN, State.ENDED, State.PENDING, State.ENDING)
"""The states that every report shows."""
NO_END = "no end is set: `mdcheck: {manual: {valid_for: 180d}}` in the front matter gives manual items one"
"""Shown for a file without anything that can expire."""


def head(state: State, report: DueReport) -> str:
    """The heading above the statements of one state."""
    match state:
        case State.UNKNOWN:
            return "Older than this shallow clone (git fetch --unshallow)"
        case State.ENDED:
            return "Ended"
        case State.PENDING:
            return "To be signed"
        case State.ENDING:
            return f"Ending within {count(report.within, 'day')}"
        case State.CURRENT:
            return "Later"
        case State.ENDLESS:
            return "Without an end"
        case never:
            assert_never(never)


def days(due: Due, report: DueReport) -> str:
    """`ended 3 days ago`, `ends today`, `12 days left`; nothing where there is no end."""
    if due.until is None:
        return ""
    left = (due.until - report.today).days
    if left < 0:
        return f"ended {count(-left, 'day')} ago"
    return days_left(left)


def made(due: Due) -> str:
    """How the statement was made: `ticked 2026-05-24 by Ada Lovelace in a1b2c3d`."""
    match due.statement:
        case Statement.WAIVER:
            return f"waived by {due.author}: {due.reason}"
        case Statement.SIGNATURE:
            return _signed(due)
        case Statement.MANUAL:
            verb = "ticked"
        case never:
            assert_never(never)
    if due.since is None:
        return f"{verb} before {short_id(due.commit)}"
    if not due.commit:
        return f"{verb}, not committed yet"
    return f"{verb} {due.since.isoformat()} by {due.author} in {short_id(due.commit)}"


def _signed(due: Due) -> str:
    if due.since is None:
        return due.reason
    return f"signed {due.since.isoformat()} by {due.author} as {due.reason}"
