"""Outcomes of checks and items. Each outcome carries its own meaning, so that adding one changes this module only."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.document.blocks.common_options import reported
from mdcheck.document.model import Severity
from mdcheck.errors import ExitCode
from mdcheck.results.looked import Looked  # noqa: TC001 - msgspec reads the types of a finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Self

    from mdcheck.document.model import CheckBlock, Item
    from mdcheck.results.signed import Signed


class Box(Enum):
    """What an outcome does to the box of the check's item."""

    TICK = "tick"
    UNTICK = "untick"
    KEEP = "keep"


class Look(Enum):
    """How reports show an outcome. Formats choose signs, colours and elements by it."""

    GOOD = "good"
    WARNING = "warning"
    FAILURE = "failure"
    ERROR = "error"
    BLOCKED = "blocked"
    PENDING = "pending"
    SKIPPED = "skipped"


class Meaning(NamedTuple):
    """All that mdcheck needs to know of an outcome."""

    look: Look
    rank: int
    """The outcome of an item with several checks is the one of them with the lowest rank."""
    credit: float | None = None
    """The part of the check's weight that counts in the score; None: the check counts nowhere."""
    box: Box = Box.KEEP
    """One check that unticks is enough; an item is ticked only if its own outcome ticks."""
    meets_need: bool = False
    """Whether checks that need the item may run."""
    bad: bool = False
    """Stops a run with `--fail-fast`, is tried again with `retries`, and marks a blocker as such."""
    exit: ExitCode = ExitCode.OK
    doubt: str = ""
    """The reason that keeps the verdict at ALMOST READY, behind a number of checks: `failed or errored`."""
    blocker: str = ""
    """The reason that keeps the verdict at NOT READY, behind a number of blockers."""
    finding: bool = True
    """Whether a kind can find it; other outcomes are of checks that did not run."""
    verb: str = ""
    """The outcome behind the name of an item; the label where it is empty."""
    short: str = ""
    """The label where there is little room."""
    always_counted: bool = False
    """Whether summaries show the number even if it is 0."""


class Outcome(StrEnum):
    """Each ending of a check. The values are the keys of the JSON summary, in this order."""

    meaning: Meaning

    def __new__(cls, value: str, meaning: Meaning) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    PASSED = (
        "passed",
        Meaning(look=Look.GOOD, rank=7, credit=1, box=Box.TICK, meets_need=True, always_counted=True),
    )
    WARNED = (
        "warned",
        Meaning(look=Look.WARNING, rank=5, credit=0.5, box=Box.UNTICK, exit=ExitCode.WARNED, always_counted=True),
    )
    FAILED = (
        "failed",
        Meaning(
            look=Look.FAILURE,
            rank=0,
            credit=0,
            box=Box.UNTICK,
            bad=True,
            exit=ExitCode.FAILED,
            doubt="failed or errored",
            blocker="failed",
            always_counted=True,
        ),
    )
    ERRORED = (
        "errored",
        Meaning(
            look=Look.ERROR,
            rank=1,
            credit=0,
            bad=True,
            exit=ExitCode.FAILED,
            doubt="failed or errored",
            blocker="failed",
        ),
    )
    """It could not be determined: a timeout, a missing interpreter, an unreadable report."""
    PENDING = (
        "pending",
        Meaning(look=Look.PENDING, rank=4, box=Box.UNTICK, doubt="pending", blocker="pending", verb="is pending"),
    )
    """A person has yet to sign."""
    NOT_APPLICABLE = ("not_applicable", Meaning(look=Look.SKIPPED, rank=8, meets_need=True, short="n/a"))
    WAIVED = ("waived", Meaning(look=Look.SKIPPED, rank=6, meets_need=True, finding=False))
    BLOCKED = (
        "blocked",
        Meaning(
            look=Look.BLOCKED,
            rank=2,
            credit=0,
            exit=ExitCode.FAILED,
            doubt="did not run",
            blocker="did not run",
            finding=False,
            verb="was blocked",
        ),
    )
    """A check that it needs did not pass, so this one was not run."""
    NOT_RUN = ("not_run", Meaning(look=Look.SKIPPED, rank=3, doubt="did not run", finding=False, verb="was not run"))

    @property
    def label(self) -> str:
        """The outcome in words."""
        return self.value.replace("_", " ")

    @property
    def short(self) -> str:
        """The outcome in one word, where there is little room."""
        return self.meaning.short or self.label


#: The outcome of an item with several checks is the first of these that one of its checks has.
WORST_FIRST = tuple(sorted(Outcome, key=lambda outcome: outcome.meaning.rank))


class Finding(NamedTuple):
    """The result of one check from its kind, before severity is considered."""

    outcome: Outcome
    message: str = ""
    details: tuple[str, ...] = ()
    """What the message had no room for, one thing a line: every file, place or link that it counts."""
    fix: str = ""
    """What to do, where the author of the check has not said it."""
    signatures: tuple[Any, ...] = ()
    """Of a sign-off: `Signed`. Not named here, since few checklists need what it takes to load it."""
    looked: Looked | None = None
    """What it depends on, where the run records that."""


def passed(message: str = "", details: tuple[str, ...] = ()) -> Finding:
    return Finding(outcome=Outcome.PASSED, message=message, details=details)


def warned(message: str, details: tuple[str, ...] = ()) -> Finding:
    return Finding(outcome=Outcome.WARNED, message=message, details=details)


def failed(message: str, details: tuple[str, ...] = ()) -> Finding:
    return Finding(outcome=Outcome.FAILED, message=message, details=details)


def errored(message: str) -> Finding:
    return Finding(outcome=Outcome.ERRORED, message=message)


def pending(message: str) -> Finding:
    return Finding(outcome=Outcome.PENDING, message=message)


TICK_IT = "evidence is there; tick it if it holds"
"""The message of an item whose checks pass and whose box only a person ticks."""


class Detail(NamedTuple):
    """What the author of a check wants a reader of its result to know: one common option, as reports show it."""

    name: str
    """Of the option."""
    label: str
    """In front of the text."""
    text: str


class Waived(NamedTuple):
    """The waiver that a check that did not pass fell under."""

    outcome: Outcome
    """The outcome of the check itself."""
    until: date
    """The last day of the waiver, in UTC."""
    by: str
    reason: str
    ticket: str = ""
    days_left: int | None = None
    """From the day of the run to its last one."""


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
    """What a process printed, capped, or all that a kind found; never written into a checklist."""
    refused: bool = False
    """It was not run because its code is not approved on this machine."""
    left_out: bool = False
    """It was not run because the person asked for a part of the checklist only; `message` names the option."""
    more: tuple[Detail, ...] = ()
    """What reports show beside `fix` and `url` of a check that does not pass."""
    waiver: Waived | None = None
    """Of a check whose outcome is `waived`."""
    signatures: tuple[Signed, ...] = ()
    """Of a sign-off: every record of its item, also those that do not count, in the order of the roles."""

    @property
    def strict(self) -> Outcome:
        """The outcome as it is without waivers."""
        return self.outcome if self.waiver is None else self.waiver.outcome

    @property
    def ran(self) -> bool:
        """Whether the check looked at something."""
        return self.outcome.meaning.finding and self.outcome is not Outcome.NOT_APPLICABLE


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

    @property
    def passed(self) -> bool:
        """Whether its checks are evidence enough for a ticked box."""
        outcome = self.outcome
        return outcome is not None and outcome.meaning.box is Box.TICK

    @property
    def awaits_tick(self) -> bool:
        """The evidence is there, and a person has yet to tick the box, which no check ticks."""
        return self.item.guarded and self.item.to_do and self.passed


def unrun(block: CheckBlock, kind: str) -> CheckResult:
    """The result of a check that has not run, with the options of its block."""
    common = block.common
    return CheckResult(
        kind=kind,
        line=block.line,
        severity=common.severity,
        weight=common.weight,
        fix=common.fix,
        url=common.url,
        more=tuple(Detail(*written) for written in reported(common)),
    )


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    return min(outcomes, key=lambda outcome: outcome.meaning.rank, default=None)


def judged(finding: Finding, severity: Severity) -> Outcome:
    """The outcome of a finding: a failure of severity `warning` is a warning; not knowing is never softened."""
    if finding.outcome is Outcome.FAILED and severity is Severity.WARNING:
        return Outcome.WARNED
    return finding.outcome


def mark(result: ItemResult) -> bool | None:
    """What the item's box must show: True, False, or None for “as it is”, since a box changes only on evidence.

    One check that unticks is evidence enough, whatever became of the item's other checks.
    """
    if any(check.strict.meaning.box is Box.UNTICK for check in result.checks):
        return False
    return True if result.passed and not result.item.guarded else None
