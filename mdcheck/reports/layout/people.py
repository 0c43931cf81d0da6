"""What people have put on record below the items of a checklist, and what waits for them: for all formats."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.reports.counts import waived_checks
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.names import statement
from mdcheck.results.outcome import Outcome
from mdcheck.results.people.policy import ANYONE
from mdcheck.results.proof import State
from mdcheck.wording import days_left

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.results.outcome import CheckResult, Waived
    from mdcheck.results.report import FileReport
    from mdcheck.results.signed import Signed

SOON = 30
"""Days: what ends within them is due soon."""


class Group(StrEnum):
    """Where a row stands; the values are headings, in the order in which they are shown."""

    DECLINED = "Declined or out of bounds"
    PENDING = "Pending"
    ENDING = "Ending soon"
    WAIVED = "Waived"
    IDLE = "Signed, and does not count"
    IN_FORCE = "In force"


class Row(NamedTuple):
    """One signature or waiver, or one sign-off that waits for people; all texts are sanitized."""

    statement: str
    """The item's."""
    line: int
    """Of the record, or of the check."""
    who: str
    """`Ada Lovelace <ada@example.org> (tech-lead)`; empty for a sign-off that waits."""
    told: str
    days_left: int | None = None
    """To the last day; None where there is no end."""


def people(file: FileReport) -> dict[Group, list[Row]]:
    """The rows of each group that has any.

    A signature stands in one group. A waiver that ends soon stands in two: it is no less a waiver.
    """
    found: dict[Group, list[Row]] = {group: [] for group in Group}
    for result in file.items:
        for check in result.checks:
            for group, row in _rows(statement(result.item), check):
                found[group].append(row)
    for item, check in waived_checks(file):
        waiver = check.waiver
        assert waiver is not None, "only these are asked for"
        row = Row(statement(item), check.line, shown(waiver.by), _waiver(waiver), waiver.days_left)
        found[Group.WAIVED].append(row)
        if waiver.days_left is not None and waiver.days_left <= SOON:
            found[Group.ENDING].append(row._replace(who=f"{row.who} (waiver)"))
    for group in (Group.ENDING, Group.WAIVED, Group.IN_FORCE):
        found[group].sort(key=lambda row: (row.days_left is None, row.days_left))
    return {group: rows for group, rows in found.items() if rows}


def due_soon(file: FileReport) -> list[Row]:
    """The signatures and waivers that end soon, the next one first."""
    return people(file).get(Group.ENDING, [])


def _rows(name: str, check: CheckResult) -> Iterator[tuple[Group, Row]]:
    if check.outcome is Outcome.PENDING:
        yield Group.PENDING, Row(name, check.line, "", shown(check.message))
    for one in check.signatures:
        if one.state is not State.SUPERSEDED:
            yield _group(one), Row(name, one.line, _who(one), _signature(one), one.days_left)


def _group(one: Signed) -> Group:
    if one.state in (State.DECLINED, State.OUT_OF_BOUNDS):
        return Group.DECLINED
    if one.state is not State.IN_FORCE:
        return Group.IDLE
    return Group.ENDING if one.days_left is not None and one.days_left <= SOON else Group.IN_FORCE


def _who(one: Signed) -> str:
    return shown(one.by) if one.role in ("", ANYONE) else f"{shown(one.by)} ({shown(one.role)})"


def _signature(one: Signed) -> str:
    """`signed 2026-11-20, valid until 2027-02-18 (61 days left), proof: claimed; a note`."""
    verb = "said no" if one.declined else "signed"
    parts = [f"{verb} {one.date.isoformat()}"]
    if one.state is State.OUT_OF_BOUNDS:
        parts.append("out of bounds")
    if one.reading:
        parts.append(f"measured {shown(one.reading)}")
    if one.state.counts and one.until is not None:
        parts.append(f"valid until {one.until.isoformat()}{_days(one.days_left)}")
    parts.append(f"proof: {one.proof.value}" if one.bound else f"proof: {one.proof.value}, not bound to the words")
    if one.evidence:
        parts.append(f"evidence: {shown(one.evidence)}")
    told = ", ".join(parts)
    further = "; ".join(filter(None, (shown(one.problem), shown(one.note))))
    return f"{told}; {further}" if further else told


def _waiver(waiver: Waived) -> str:
    """`until 2026-12-15 (12 days left): the reason (OPS-431)`."""
    ticket = f" ({shown(waiver.ticket)})" if waiver.ticket else ""
    return f"until {waiver.until.isoformat()}{_days(waiver.days_left)}: {shown(waiver.reason)}{ticket}"


def _days(left: int | None) -> str:
    """None where it is not known, as of recorded results."""
    return "" if left is None else f" ({days_left(left)})"
