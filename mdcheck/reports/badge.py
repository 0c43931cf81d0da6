"""The badge as shields.io reads it from an endpoint: one label, one message, one colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.completion import Completion
from mdcheck.reports.counts import waived_checks
from mdcheck.reports.json import encoded
from mdcheck.reports.layout.verdict_look import look
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from mdcheck.results.report import FileReport, Report

_BLUE = "0b62c4"
"""White on it has a contrast of at least 4.5 to 1 (WCAG 2.2, AA)."""


class Badge(NamedTuple):
    """The label, text and colour of a badge."""

    label: str
    message: str
    color: str
    """Six hexadecimal digits."""


def render(report: Report) -> str:
    """https://shields.io/badges/endpoint-badge"""
    badge = summed_up(report)
    return encoded({"schemaVersion": 1, "label": badge.label, "message": badge.message, "color": badge.color})


def summed_up(report: Report) -> Badge:
    """The worst verdict and its score, and what all files waive; where nothing ran, how much is ticked in all files."""
    ran = [file for file in report.files if file.ran]
    if not ran:
        return Badge("checklist", *_done(report))
    worst = max(ran, key=_badness)
    score = "" if worst.score is None else f"{worst.score:g} "
    waived = sum(len(waived_checks(file)) for file in ran)
    but = f", {waived} waived" if waived else ""
    return Badge("checklist", f"{score}{worst.verdict.lower()}{but}", look(worst.verdict).color)


def _done(report: Report) -> tuple[str, str]:
    completions = [file.completion for file in report.files]
    total = Completion(sum(part.ticked for part in completions), sum(part.countable for part in completions))
    if total.percent is None:
        return "nothing to count", look(Verdict.UNASSESSED).color
    return f"{total.percent}% complete", look(Verdict.READY).color if total.ticked == total.countable else _BLUE


def _badness(file: FileReport) -> tuple[int, float]:
    return tuple(Verdict).index(file.verdict), -(file.score or 0)
