"""The check score and the verdict."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.model import Severity
from mdcheck.results.outcome import Outcome
from mdcheck.results.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.results.outcome import CheckResult, ItemResult

CREDIT = {
    Outcome.PASSED: Decimal(1),
    Outcome.WARNED: Decimal("0.5"),
    Outcome.FAILED: Decimal(0),
    Outcome.ERRORED: Decimal(0),
    Outcome.BLOCKED: Decimal(0),
}
"""Outcomes that are not named here count nowhere."""


_BEST_FIRST = tuple(Verdict)


class Bands(NamedTuple):
    """The lowest score of each verdict; below `not_ready` is CRITICAL."""

    ready: float = 90
    almost_ready: float = 70
    not_ready: float = 50

    def verdict(self, score: float) -> Verdict:
        if score >= self.ready:
            return Verdict.READY
        if score >= self.almost_ready:
            return Verdict.ALMOST_READY
        return Verdict.NOT_READY if score >= self.not_ready else Verdict.CRITICAL


def check_score(checks: Sequence[CheckResult]) -> float | None:
    """100 × Σ weight·credit ÷ Σ weight, to one decimal; None where nothing counts.

    Anything short of full credit is below 100.0, however it rounds.
    """
    counted = [check for check in checks if check.outcome in CREDIT]
    total = sum((Decimal(str(check.weight)) for check in counted), Decimal(0))
    if not total:
        return None
    earned = sum((Decimal(str(check.weight)) * CREDIT[check.outcome] for check in counted), Decimal(0))
    score = (100 * earned / total).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return float(min(score, Decimal("99.9")) if earned < total else score)


def verdict(items: Sequence[ItemResult], score: float | None, bands: Bands) -> tuple[Verdict, str]:
    """The verdict by score, capped, and why: READY never stands beside a failure or an open question."""
    if score is None:
        return Verdict.UNASSESSED, "no check has run"
    banded = bands.verdict(score)
    result, reason = banded, f"score {score:g}"
    for cap, why in _caps(items):
        if _BEST_FIRST.index(cap) > _BEST_FIRST.index(result):
            result, reason = cap, f"score {score:g} is {banded}, but {why}"
    return result, reason


def _caps(items: Sequence[ItemResult]) -> list[tuple[Verdict, str]]:
    """The best verdict that each open question allows, with the reason; the most telling first."""
    checks = [check for item in items for check in item.checks]
    bad = [check for check in checks if check.outcome in (Outcome.FAILED, Outcome.ERRORED)]
    blockers = [check for check in bad if check.severity is Severity.BLOCKER]
    unrun = [check for check in checks if check.outcome in (Outcome.NOT_RUN, Outcome.BLOCKED)]
    open_items = [item for item in items if item.item.manual and item.item.applicable and not item.item.ticked]
    caps: list[tuple[Verdict, str]] = []
    if blockers:
        caps.append((Verdict.NOT_READY, f"{_count(len(blockers), 'blocker')} failed (line {blockers[0].line})"))
    if bad:
        caps.append((Verdict.ALMOST_READY, f"{_count(len(bad), 'check')} failed or errored (line {bad[0].line})"))
    if unrun:
        caps.append((Verdict.ALMOST_READY, f"{_count(len(unrun), 'check')} did not run (line {unrun[0].line})"))
    if open_items:
        first = open_items[0].item.line
        caps.append((Verdict.ALMOST_READY, f"{_count(len(open_items), 'manual item')} open (line {first})"))
    return caps


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
