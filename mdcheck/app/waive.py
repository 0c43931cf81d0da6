"""The use case `waive`: write the record of a waiver below an item, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.checklist import open_checklist, save
from mdcheck.app.find import find_files
from mdcheck.app.find_items import files_named_by, find_item
from mdcheck.app.policy import find_policy
from mdcheck.app.records import covered_by
from mdcheck.app.run import refuse_errors
from mdcheck.app.unified_diff import unified_diff
from mdcheck.app.write_record import alone, fenced, newline_of, one_line, person, prefix_of, rows
from mdcheck.checks.waivers import read_waivers
from mdcheck.document.blocks.dates import day_of, days_after, like_a_day, read_day
from mdcheck.document.blocks.durations import whole_days
from mdcheck.document.edits import Edit
from mdcheck.document.model import RecordKind
from mdcheck.document.parse import edited
from mdcheck.document.source import Span
from mdcheck.errors import RefusedError, UsageError
from mdcheck.results.people.waiver import Standing, judge, read_waiver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist, Item, Record


_FIXES = {
    Standing.TOO_LONG: "name an earlier day with --until",
    Standing.NOT_ENTITLED: "let somebody who may waive it",
    Standing.NEVER: "fix what fails; where the item has other checks, --kind names one of them",
}
"""What to do where a new waiver would not count."""


class Waiving(NamedTuple):
    """What the person says."""

    until: str
    """A day, or a number of days from today on: `2026-12-15`, `30d`."""
    reason: str
    by: str = ""
    """Empty for the name and address that git would commit with."""
    ticket: str = ""
    matches: str = ""
    kind: str = ""
    write: bool = True


class Waived(NamedTuple):
    """What was written, or would be."""

    path: str
    item: Item
    until: date
    diff: str


def waive(words: str, names: Sequence[str], session: Session, waiving: Waiving) -> Waived:
    """Write the waiver; a waiver of the same checks that is there already is replaced. Raises MdcheckError."""
    paths = find_files(files_named_by([words], names, session), session)
    opened = [open_checklist(path, session) for path in paths]
    refuse_errors(opened)
    number, item = find_item(words, [file.checklist for file in opened], session)
    file = opened[number]
    after, until = with_waiver(file, item, session, waiving)
    if waiving.write:
        save(file, after)
    return Waived(file.shown, item, until, unified_diff(file.checklist.source, after.source, file.shown))


def with_waiver(file: Opened, item: Item, session: Session, waiving: Waiving) -> tuple[Checklist, date]:
    """The checklist with the waiver in it, and the last day on which it holds. Raises UsageError and RefusedError."""
    if not item.checks:
        fix = "untick the box, or strike the item through if it does not apply"
        raise UsageError("the item has no check that could fail", where=f"{file.shown}:{item.line}", fix=fix)
    if is_only_pending(file, item):
        fix = "`mdcheck sign` signs it; strike the item through if it does not apply"
        problem = "nobody has signed yet, so the item is pending, and a waiver changes nothing about that"
        raise UsageError(problem, where=f"{file.shown}:{item.line}", fix=fix)
    today = day_of(session.dated_at)
    until = _until(waiving.until, today)
    by = person(file.root, waiving.by)
    if not waiving.reason.strip():
        raise UsageError("--reason: nothing is given", fix="say in a few words why the team accepts the failure")
    values = {
        "until": until.isoformat(),
        "by": str(by),
        "reason": one_line(waiving.reason, "--reason"),
        "ticket": one_line(waiving.ticket, "--ticket"),
        "matches": one_line(waiving.matches, "--matches"),
        "kind": one_line(waiving.kind, "--kind"),
        "of": covered_by(item, file.settings),
    }
    after = _with_record(file.checklist, item, values)
    _refuse_unfit(after, file, item, session, today)
    return after, until


def is_only_pending(file: Opened, item: Item) -> bool:
    """Whether the item asks for signatures alone and has none, so that nothing fails that could be waived."""
    asks_only = {file.checks[key].name for key in item.check_ids} == {"signoff"}
    return asks_only and not any(record.kind is RecordKind.SIGNED for record in item.records)


def _until(words: str, today: date) -> date:
    try:
        until = read_day(words) if like_a_day(words) else days_after(today, whole_days(words, "the time"))
    except ValueError as error:
        raise UsageError(
            f"--until: {error}", fix="write a day, as in 2026-12-15, or a time from today on: 30d"
        ) from error
    if until < today:
        raise UsageError(f"--until: {until.isoformat()} is past", fix="name today, or a later day")
    return until


def _with_record(checklist: Checklist, item: Item, values: Mapping[str, str]) -> Checklist:
    """The checklist with the record behind the item's last check, or in the place of the one that it renews."""
    source = checklist.source
    former = _renewed(item, values.get("kind", ""))
    prefix = prefix_of(source, former.line if former is not None else item.checks[-1].line)
    text = fenced(RecordKind.WAIVED, rows(values), source, prefix)
    end = item.checks[-1].span.end
    edit = Edit(former.span, text) if former is not None else Edit(Span(end, end), newline_of(source) + text)
    return edited(checklist, (edit,))


def _renewed(item: Item, kind: str) -> Record | None:
    """The waiver that the new one takes the place of: alone in its fence, and for the same checks."""
    waived = [record for record in item.records if record.kind is RecordKind.WAIVED]
    same = [one for one in waived if (one.values.get("kind") or "") == kind and alone(one, waived)]
    return same[0] if same else None


def _refuse_unfit(after: Checklist, file: Opened, item: Item, session: Session, today: date) -> None:
    """Raises RefusedError where the waiver would not count, or the text around it keeps it from being read."""
    policy = find_policy(file.root, session, file.settings)
    wrong = read_waivers(after, file.checks)[1]
    where = f"{file.shown}:{item.line}"
    here = next((one for one in after.items if one.id == item.id), None)
    if wrong:
        raise UsageError(wrong[0].message, where=where, fix=wrong[0].fix)
    if here is None or len(after.items) != len(file.checklist.items) or len(here.records) < max(len(item.records), 1):
        fix = "write the record by hand, below the check block"
        raise RefusedError("the record can't be put behind the check block here", where=file.shown, fix=fix)
    for record in here.records:
        if record.kind is not RecordKind.WAIVED or record in item.records:
            continue
        waiver = read_waiver(record)
        for check in (file.checks[key] for key in item.check_ids):
            if waiver.kind not in ("", check.name):
                continue
            judged = judge(
                waiver,
                policy=policy,
                severity=check.block.common.severity,
                covered=covered_by(here, file.settings),
                today=today,
            )
            if not judged.in_force:
                fix = f"{_FIXES[judged.standing]}; nothing was written; {policy.words}"
                raise RefusedError(judged.problem, where=where, fix=fix)
