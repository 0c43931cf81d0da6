"""Waivers: a failing check that a team has decided to accept, until a date."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.blocks.dates import read_day
from mdcheck.document.declared import word_list
from mdcheck.results.outcome import Outcome
from mdcheck.results.people import records
from mdcheck.results.people.person import read_person
from mdcheck.wording import count

if TYPE_CHECKING:
    from datetime import date

    from mdcheck.document.model import Record, Severity
    from mdcheck.results.people.person import Person
    from mdcheck.results.people.policy import Policy
    from mdcheck.results.people.signoff import Proven

REQUIRED = ("until", "by", "reason")
OPTIONAL = ("ticket", "matches", "outcomes", "kind", "of")
WAIVABLE = (Outcome.FAILED, Outcome.WARNED, Outcome.ERRORED)
_USUAL = frozenset({Outcome.FAILED, Outcome.WARNED})


class Waiver(NamedTuple):
    """A `waived` record, read."""

    line: int
    """Of the record's opening fence, from 1."""
    until: date
    """The last day on which it holds, in UTC."""
    by: Person
    reason: str
    ticket: str = ""
    matches: str = ""
    """A regular expression that the check's message must contain; empty for any message."""
    outcomes: frozenset[Outcome] = _USUAL
    """The outcomes that it is for."""
    kind: str = ""
    """The kind of the one check of the item that it is for; empty for all of them."""
    of: str = ""
    """What it was given for, digested; empty where it is bound to nothing."""


class Standing(StrEnum):
    """Whether a waiver counts, or why not."""

    IN_FORCE = "in force"
    ENDED = "ended"
    TOO_LONG = "too long"
    NOT_ENTITLED = "not entitled"
    NEVER = "never waived"
    OTHER = "for something else"
    TOO_WEAK = "proof too weak"


class Judged(NamedTuple):
    """A waiver and whether it counts."""

    waiver: Waiver
    standing: Standing
    problem: str = ""
    """Why it does not count, in words that can stand in front of a check's message."""
    days_left: int | None = None
    """Of one in force: to its last day."""

    @property
    def in_force(self) -> bool:
        return self.standing is Standing.IN_FORCE


def read_waiver(record: Record) -> Waiver:
    """The waiver that a record holds; raises RecordError."""
    records.check_keys(record, required=REQUIRED, optional=OPTIONAL)
    return Waiver(
        line=record.line,
        until=records.read(record, "until", read_day, records.DAY),
        by=records.read(record, "by", read_person, records.PERSON),
        reason=records.text(record, "reason"),
        ticket=records.text(record, "ticket"),
        matches=records.text(record, "matches"),
        outcomes=_outcomes(record),
        kind=records.text(record, "kind"),
        of=records.text(record, "of"),
    )


def _outcomes(record: Record) -> frozenset[Outcome]:
    value = record.values.get("outcomes")
    if value is None:
        return _USUAL
    names = word_list(value)
    known = {outcome.value: outcome for outcome in WAIVABLE}
    if not names or any(name not in known for name in names):
        message = "outcomes: only what did not pass can be waived"
        raise records.RecordError(message, key="outcomes", fix=f"write a list of {', '.join(known)}")
    return frozenset(known[name] for name in names)


def judge(  # noqa: PLR0913 - the facts of one waiver
    waiver: Waiver,
    *,
    policy: Policy,
    severity: Severity,
    covered: str,
    today: date,
    proven: Proven | None = None,
    given: date | None = None,
    latest: date | None = None,
) -> Judged:
    """Whether the waiver counts today for a check of that severity; `covered` digests what the item says now.

    `proven` is what git knows of the record, if it was asked, and `given` the day on which it was committed: several
    records that end one after the other must not hold for longer than one. A change is judged by the date of its base:
    then it may waive from `latest` on.
    """
    whose = f"the waiver of {waiver.by.name}"
    if waiver.until < today:
        return Judged(waiver, Standing.ENDED, f"{whose} ended on {waiver.until.isoformat()}")
    if waiver.of and waiver.of != covered:
        return Judged(waiver, Standing.OTHER, f"{whose} was given for other words or another check")
    if not policy.may_waive(waiver.by):
        wanted = " or ".join(policy.waivers.roles)
        return Judged(waiver, Standing.NOT_ENTITLED, f"{whose} does not count: only {wanted} may waive")
    if severity in policy.waivers.never:
        return Judged(
            waiver, Standing.NEVER, f"{whose} does not count: nobody may waive a check of severity {severity}"
        )
    longest = policy.waivers.max
    if longest is not None and (waiver.until - (latest or today)).days > longest:
        problem = f"{whose} does not count: it holds for more than {count(longest, 'day')} from today"
        return Judged(waiver, Standing.TOO_LONG, problem)
    if longest is not None and given is not None and (waiver.until - given).days > longest:
        problem = f"{whose} does not count: on {given.isoformat()} it was given for more than {count(longest, 'day')}"
        return Judged(waiver, Standing.TOO_LONG, problem)
    if proven is not None and not proven.proof.reaches(policy.waivers.proof):
        asked = f"is {proven.proof}, and the policy asks for {policy.waivers.proof}"
        return Judged(waiver, Standing.TOO_WEAK, f"{whose} does not count: it {asked}: {proven.problem}")
    return Judged(waiver, Standing.IN_FORCE, days_left=(waiver.until - today).days)
