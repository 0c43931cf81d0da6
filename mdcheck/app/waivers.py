"""The use case `waivers`: which there are, whether they count, and how often each was renewed. It runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.checklist import open_checklist
from mdcheck.app.find import find_files_by
from mdcheck.app.judging import base_of
from mdcheck.app.last_results import recall
from mdcheck.app.run import refuse_errors
from mdcheck.document.blocks.dates import day_of, read_day
from mdcheck.document.comparison import match
from mdcheck.document.model import RecordKind
from mdcheck.errors import RefusedError, UsageError
from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.versions import commit_id, contents, revisions
from mdcheck.results.outcome import Outcome
from mdcheck.results.waivers import Listed, WaiverFile, WaiverReport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Item

_UNTIL = r"until:"
"""What stands in a line of every waiver, and in few others: only commits that touch such a line are read."""


def waivers(names: Sequence[str], session: Session) -> WaiverReport:
    """The waivers of each checklist. Raises MdcheckError."""
    base = base_of(session)
    session = session._replace(base_settings=base)
    opened = [open_checklist(path, session) for path in find_files_by(base, names, session)]
    refuse_errors(opened)
    return WaiverReport(day_of(session.judged_at), tuple(map(_file, opened)))


def _file(opened: Opened) -> WaiverFile:
    passed = _passed(opened)
    waived = [item for item in opened.checklist.items if any(opened.checks[key].waivers for key in item.check_ids)]
    renewals = _renewals(opened, waived)
    found = [
        Listed(
            item=item,
            kind=opened.checks[key].name,
            judged=judged,
            renewals=None if renewals is None else renewals[item.id],
            idle=key in passed,
        )
        for item in waived
        for key in item.check_ids
        for judged in opened.checks[key].waivers
    ]
    return WaiverFile(opened.shown, opened.policy_words, tuple(found))


def _passed(opened: Opened) -> frozenset[object]:
    """The checks that passed when they last ran on this machine, and have not changed since."""
    try:
        known = recall(opened)
    except RefusedError:
        return frozenset()
    return frozenset(key for key, said in known.items() if said.result.outcome is Outcome.PASSED and not said.edited)


def _renewals(opened: Opened, items: Sequence[Item]) -> dict[str, int] | None:
    """How often the end of each item's waiver was put off, by the item's id; None without git."""
    found = dict.fromkeys((item.id for item in items), 0)
    if not items:
        return found
    repository = open_repository(opened.path)
    name = None if isinstance(repository, NoRepository) else repository.locate(opened.path)
    if isinstance(repository, NoRepository) or name is None:
        return None
    try:
        head = commit_id(repository, "HEAD")
    except UsageError:  # nothing is committed yet
        return found
    touching = [one for one in revisions(repository, name, head, changing=_UNTIL) if not one.merged]
    data = contents(repository, [blob for one in touching for blob in one.blobs])
    past = [(_ends(data.get(one.before or "")), _ends(data.get(one.blob or ""))) for one in touching]
    for name_now in found:
        found[name_now] = _put_off(name_now, past)
    return found


def _ends(data: bytes | None) -> tuple[Item, ...]:
    from mdcheck.app.diff import items_of

    return () if data is None else items_of(data)


def _put_off(name: str, past: Sequence[tuple[tuple[Item, ...], tuple[Item, ...]]]) -> int:
    """How many of the changes, newest first, put the end of the item's waiver off."""
    number = 0
    for before, after in past:
        pair = next((pair for pair in match(before, after).pairs if pair.after.id == name), None)
        if pair is None:
            continue
        former, later = _last_day(pair.before), _last_day(pair.after)
        number += former is not None and later is not None and later > former
        name = pair.before.id
    return number


def _last_day(item: Item) -> date | None:
    days = []
    for record in item.records:
        if record.kind is RecordKind.WAIVED:
            try:
                days.append(read_day(str(record.values.get("until"))))
            except ValueError:
                continue
    return max(days, default=None)
