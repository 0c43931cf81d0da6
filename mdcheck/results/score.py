"""The check score and the verdict."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.model import Severity
from mdcheck.results.outcome import WORST_FIRST, Outcome
from mdcheck.results.verdict import Verdict
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mdcheck.results.outcome import CheckResult, ItemResult

_BEST_FIRST = tuple(Verdict)
_MEANINGS = [outcome.meaning for outcome in WORST_FIRST]
_BLOCKER_REASONS = tuple(dict.fromkeys(meaning.blocker for meaning in _MEANINGS if meaning.blocker))
_DOUBTS = tuple(dict.fromkeys(meaning.doubt for meaning in _MEANINGS if meaning.doubt))


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
    firm = _score((check.outcome, check.weight) for check in checks)
    if firm is None or not any(check.waiver for check in checks):
        return firm
    # To leave out what has half the credit could lower the score, and a waiver never does.
    half = _score(
        (Outcome.WARNED if check.strict is Outcome.WARNED else check.outcome, check.weight) for check in checks
    )
    return max(firm, half or 0)


def strict_score(checks: Sequence[CheckResult]) -> float | None:
    """The score as it is without waivers, which is never above the score; None where nothing is waived."""
    if not any(check.waiver for check in checks):
        return None
    return _score((check.strict, check.weight) for check in checks)


def _score(outcomes: Iterable[tuple[Outcome, float]]) -> float | None:
    total = earned = Decimal(0)
    for outcome, own_weight in outcomes:
        if (credit := outcome.meaning.credit) is not None:
            weight = Decimal(str(own_weight))
            total += weight
            earned += weight * Decimal(credit)
    if not total:
        return None
    score = (100 * earned / total).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return float(min(score, Decimal("99.9")) if earned < total else score)


def score_in_words(score: float | None, checks: Sequence[CheckResult]) -> str:
    """`92.3`; where something is waived, `92.3 (strict 85.7, 1 waived)`."""
    said = "none" if score is None else f"{score:g}"
    strict, waived = strict_score(checks), sum(check.waiver is not None for check in checks)
    return f"{said} (strict {'none' if strict is None else f'{strict:g}'}, {waived} waived)" if waived else said


def verdict(items: Sequence[ItemResult], score: float | None, bands: Bands) -> tuple[Verdict, str]:
    """The verdict by score, capped, and why: READY never stands beside a failure or an open question."""
    if score is None:
        checks = [check for item in items for check in item.checks]
        if waived := sum(check.waiver is not None for check in checks):
            return Verdict.UNASSESSED, f"every check that counts is waived ({waived})"
        pending = sum(check.outcome is Outcome.PENDING for check in checks)
        return Verdict.UNASSESSED, f"{pending} pending, and nothing else has run" if pending else "no check has run"
    banded = bands.verdict(score)
    told = score_in_words(score, [check for item in items for check in item.checks])
    result, reason = banded, f"check score {told}"
    for cap, why in _caps(items):
        if _BEST_FIRST.index(cap) > _BEST_FIRST.index(result):
            result, reason = cap, f"check score {told} is {banded}, but {why}"
    return result, reason


def _caps(items: Sequence[ItemResult]) -> list[tuple[Verdict, str]]:
    """The best verdict that each open question allows, with the reason; the most important first."""
    checks = [check for item in items for check in item.checks]
    caps: list[tuple[Verdict, str]] = []
    for reason in _BLOCKER_REASONS:
        lines = [c.line for c in checks if c.severity is Severity.BLOCKER and c.outcome.meaning.blocker == reason]
        if lines:
            caps.append((Verdict.NOT_READY, f"{count(len(lines), 'blocker')} {reason} {_at(lines)}"))
    for reason in _DOUBTS:
        lines = [check.line for check in checks if check.outcome.meaning.doubt == reason]
        if lines:
            caps.append((Verdict.ALMOST_READY, f"{count(len(lines), 'check')} {reason} {_at(lines)}"))
    if lines := [check.line for check in checks if check.waiver and check.severity is Severity.BLOCKER]:
        caps.append((Verdict.ALMOST_READY, f"{count(len(lines), 'blocker')} waived {_at(lines)}"))
    if lines := [item.item.line for item in items if item.item.manual and item.item.to_do]:
        caps.append((Verdict.ALMOST_READY, f"{count(len(lines), 'manual item')} open {_at(lines)}"))
    if waiting := [item.item.line for item in items if item.awaits_tick]:
        caps.append((Verdict.ALMOST_READY, f"{count(len(waiting), 'item')} to be ticked by a person {_at(waiting)}"))
    return caps


def _at(lines: Sequence[int]) -> str:
    """Where the only one stands, or the first."""
    return f"(line {lines[0]})" if len(lines) == 1 else f"(first: line {lines[0]})"
