"""`mdcheck waivers` for people: each waiver with its end, and why it does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.layout.lines import Styled, TextStyle, hanging, headed, shown, words
from mdcheck.reports.layout.names import statement
from mdcheck.wording import count, days_left

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.waivers import Listed, WaiverReport

_DATE = 12
"""Columns of a date and the blanks behind it."""


def layout(report: WaiverReport, width: int) -> Iterator[Line]:
    """The lines of the text report."""
    for index, file in enumerate(report.files):
        if index:
            yield ()
        told = f"{count(len(file.waivers), 'waived check')}{f'; {shown(file.policy)}' if file.policy else ''}"
        yield from headed(shown(file.path), told, TextStyle.MUTED, width=width)
        for one in file.waivers:
            yield from _row(one, report, width)


def _row(one: Listed, report: WaiverReport, width: int) -> Iterator[Line]:
    waiver = one.judged.waiver
    style = TextStyle.FAILED if not one.judged.in_force else TextStyle.WARNED if one.idle else TextStyle.PASSED
    right = (Styled(f"line {waiver.line}", TextStyle.PLACE),)
    lead = Styled(f"{waiver.until.isoformat():<{_DATE}}", style)
    yield from hanging((lead,), words(f"{statement(one.item)} ({shown(one.kind)})"), right, indent=2, width=width)
    ticket = f" ({waiver.ticket})" if waiver.ticket else ""
    for text in (_standing(one, report), f"{waiver.by}: {waiver.reason}{ticket}"):
        yield from hanging((), words(shown(text), TextStyle.MUTED), indent=2 + _DATE, width=width)


def _standing(one: Listed, report: WaiverReport) -> str:
    """`in force, 12 days left; renewed twice`, or why the waiver does not count."""
    parts = [one.judged.problem]
    if one.judged.in_force:
        parts = [f"in force, {days_left((one.judged.waiver.until - report.today).days)}"]
    if one.idle:
        parts.append("not needed: the check passed when it last ran here")
    if one.renewals:
        parts.append(f"its end was put off {count(one.renewals, 'time')}")
    return "; ".join(parts)
