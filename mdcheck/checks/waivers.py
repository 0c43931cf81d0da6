"""Records -> waivers of checks, and what a waiver makes of a check's result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.model import CheckId, RecordKind
from mdcheck.errors import did_you_mean
from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.regex.matcher import Matcher, compile_pattern
from mdcheck.results.outcome import Outcome, Waived
from mdcheck.results.people.records import RecordError, record_error, unasked
from mdcheck.results.people.waiver import WAIVABLE, Standing, Waiver, read_waiver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.checks.bind import Check
    from mdcheck.document.model import Checklist, Item, Record
    from mdcheck.results.outcome import CheckResult
    from mdcheck.results.people.waiver import Judged


def read_waivers(
    checklist: Checklist, checks: Mapping[CheckId, Check]
) -> tuple[dict[CheckId, tuple[Waiver, ...]], tuple[Diagnostic, ...]]:
    """The waivers of each check, in their order, and the `waived` records that are malformed or nothing asks for."""
    found: dict[CheckId, tuple[Waiver, ...]] = {}
    diagnostics = []
    for item in checklist.items:
        for record in item.records:
            if record.kind is not RecordKind.WAIVED:
                continue
            try:
                for key, waiver in _bound(record, item, checks):
                    found[key] = (*found.get(key, ()), waiver)
            except RecordError as error:
                diagnostics.append(record_error(checklist, record, error))
    return found, tuple(diagnostics)


def _bound(record: Record, item: Item, checks: Mapping[CheckId, Check]) -> Iterator[tuple[CheckId, Waiver]]:
    """The waiver of a record with each check that it is for. Raises RecordError."""
    names = {key: checks[key].name for key in item.check_ids if key in checks}
    if not item.checks:
        raise unasked("waiver", "the item has no check that could fail")
    waiver = read_waiver(record)
    _compiled(waiver)
    keys = [key for key, name in names.items() if waiver.kind in ("", name)]
    if not keys and len(names) == len(item.checks):
        known = sorted(set(names.values()))
        message = f"kind: the item has no check “{waiver.kind}”{did_you_mean(waiver.kind, known)}"
        raise RecordError(message, key="kind", fix=f"write {' or '.join(known)}")
    for key in keys:
        yield key, waiver


def _compiled(waiver: Waiver) -> str:
    """The pattern `matches` as one for the whole message; raises RecordError where it is none."""
    try:
        compile_pattern(waiver.matches)
        pattern = f"(?s:.*)(?:{waiver.matches})(?s:.*)"
        compile_pattern(pattern)
    except ValueError as error:
        fix = r"write a regular expression in single quotes, such as '2 of \d+ failed'"
        raise RecordError(f"matches: {error}", key="matches", fix=fix) from error
    return pattern


def unfit_waivers(checklist: Checklist, checks: Mapping[CheckId, Check]) -> Iterator[Diagnostic]:
    """A diagnostic for each waiver that does not count; that it has ended is a warning."""
    for item in checklist.items:
        every = [one for key in item.check_ids if key in checks for one in checks[key].waivers]
        # Of one that is for several checks, why it does not count for one of them.
        judged = {one.waiver.line: one for one in sorted(every, key=lambda one: not one.in_force)}
        for line, one in judged.items():
            if not one.in_force:
                level = Level.WARNING if one.standing is Standing.ENDED else Level.ERROR
                fix = "remove the record, or renew it with `mdcheck waive`"
                yield Diagnostic(line=line, column=1, level=level, code="idle-waiver", message=one.problem, fix=fix)


def with_waivers(judged: Sequence[Judged], ended: CheckResult) -> CheckResult:
    """The result of a check with these waivers: waived, or as it is, behind the reason why none of them counts."""
    if not judged or ended.outcome not in (Outcome.PASSED, *WAIVABLE):
        return ended
    if ended.outcome is Outcome.PASSED:
        idle = next((one.waiver for one in judged if one.in_force), None)
        return ended if idle is None else ended._replace(message=_not_needed(idle, ended.message))
    lapsed = ""
    for one in judged:
        reason = _lapsed(one, ended)
        if not reason:
            return _waived(one, ended)
        lapsed = lapsed or reason
    return ended._replace(message=f"{lapsed}: {ended.message}" if ended.message else lapsed)


def _lapsed(judged: Judged, ended: CheckResult) -> str:
    """Why the waiver does not count for this failure; empty if it does."""
    waiver = judged.waiver
    whose = f"the waiver of {waiver.by.name}"
    if ended.outcome not in waiver.outcomes:
        return f"{whose} is not for a check that {'is errored' if ended.outcome is Outcome.ERRORED else ended.outcome}"
    try:
        if not fits(waiver, ended.message):
            return f"{whose} is for another failure ({waiver.matches})"
    except UndeterminedError as error:
        return f"{whose} can't be compared with the failure ({error})"
    return judged.problem


def _waived(judged: Judged, ended: CheckResult) -> CheckResult:
    waiver = judged.waiver
    ticket = f" ({waiver.ticket})" if waiver.ticket else ""
    told = f"waived until {waiver.until.isoformat()} by {waiver.by.name}: {waiver.reason}{ticket}"
    return ended._replace(
        outcome=Outcome.WAIVED,
        message=f"{told}; {ended.message}" if ended.message else told,
        waiver=Waived(
            ended.outcome, waiver.until, str(waiver.by), waiver.reason, waiver.ticket, days_left=judged.days_left
        ),
    )


def _not_needed(waiver: Waiver, message: str) -> str:
    told = f"the waiver until {waiver.until.isoformat()} is not needed any more (line {waiver.line})"
    return f"{message}; {told}" if message else told


def fits(waiver: Waiver, message: str) -> bool:
    """Whether the waiver is for a failure with this message. Raises UndeterminedError where that takes too long."""
    if not waiver.matches:
        return True
    with Matcher(compile_pattern(_compiled(waiver))) as matcher:
        return matcher.fits(message, where="the message of the check")
