"""Outcomes of checks and items, and what they mean for a box."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

from mdcheck.document.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.document.model import Item


class Outcome(StrEnum):
    """Each ending of a check. The values are the keys of the JSON summary."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    ERRORED = "errored"
    """It could not be determined: a timeout, a missing interpreter, an unreadable report."""
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    BLOCKED = "blocked"
    """A check that it needs did not pass, so this one was not run."""
    NOT_RUN = "not_run"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return self.value.replace("_", " ")


#: The outcome of an item with several checks is the first of these that one of its checks has.
WORST_FIRST = (
    Outcome.FAILED,
    Outcome.ERRORED,
    Outcome.BLOCKED,
    Outcome.NOT_RUN,
    Outcome.WARNED,
    Outcome.WAIVED,
    Outcome.PASSED,
    Outcome.NOT_APPLICABLE,
)


class Finding(NamedTuple):
    """What a kind says of one check, before severity is considered."""

    outcome: Outcome
    message: str = ""


def passed(message: str = "") -> Finding:
    return Finding(outcome=Outcome.PASSED, message=message)


def warned(message: str) -> Finding:
    return Finding(outcome=Outcome.WARNED, message=message)


def failed(message: str) -> Finding:
    return Finding(outcome=Outcome.FAILED, message=message)


def errored(message: str) -> Finding:
    return Finding(outcome=Outcome.ERRORED, message=message)


class CheckResult(NamedTuple):
    """One check block and how it ended."""

    kind: str
    line: int
    severity: Severity
    weight: float = 1.0
    outcome: Outcome = Outcome.NOT_RUN
    message: str = ""
    fix: str = ""
    url: str = ""
    duration: float | None = None
    """Seconds; None where nothing ran."""
    output: str = ""
    """What a process printed, capped; never written into a checklist."""
    refused: bool = False
    """It was not run because nobody has said that its code may run here."""
    left_out: bool = False
    """It was not run because the person asked for a part of the checklist only; `message` names the option."""


class ItemResult(NamedTuple):
    """One item and its checks; a manual item has none."""

    item: Item
    checks: tuple[CheckResult, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """The worst of its checks; None for a manual item."""
        return worst(check.outcome for check in self.checks)

    @property
    def message(self) -> str:
        """The message of the check that decided the outcome."""
        return next((check.message for check in self.checks if check.outcome is self.outcome), "")


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    found = frozenset(outcomes)
    return next((outcome for outcome in WORST_FIRST if outcome in found), None)


def judged(finding: Finding, severity: Severity) -> Outcome:
    """The outcome of a finding: a failure of severity `warning` is a warning; not knowing is never softened."""
    if finding.outcome is Outcome.FAILED and severity is Severity.WARNING:
        return Outcome.WARNED
    return finding.outcome


def mark(result: ItemResult) -> bool | None:
    """What the item's box must show: True, False, or None for “as it is”, since a box changes only on evidence.

    One failed or warned check is evidence enough to untick, whatever became of the item's other checks.
    """
    match result.outcome:
        case Outcome.PASSED:
            return True
        case Outcome.FAILED | Outcome.WARNED:
            return False
        case Outcome.ERRORED | Outcome.BLOCKED | Outcome.NOT_RUN | Outcome.WAIVED | Outcome.NOT_APPLICABLE | None:
            return False if any(check.outcome is Outcome.WARNED for check in result.checks) else None
        case never:
            assert_never(never)
