"""The use case `due`: which statements of people have ended, or will soon. It runs nothing and writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.checklist import open_checklist
from mdcheck.app.diff import repository_of
from mdcheck.app.find import find_files_by
from mdcheck.app.history import committed_past
from mdcheck.app.judging import base_of
from mdcheck.document.blocks.dates import day_of, days_after
from mdcheck.document.comparison import match
from mdcheck.repository.versions import authors, shallow_ends
from mdcheck.results.due import Due, DueFile, DueReport, State, Statement, most_urgent_first, state_of
from mdcheck.results.outcome import Outcome
from mdcheck.results.people.signoff import by_record
from mdcheck.results.people.waiver import Standing
from mdcheck.results.proof import State as Signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist, Item
    from mdcheck.repository.discovery import Repository
    from mdcheck.results.history import History, ItemPast


def due(names: Sequence[str], session: Session, *, within: int = 30) -> DueReport:
    """The statements of people in each checklist; `within` days an end is near. Raises UsageError and GitError."""
    today = day_of(session.judged_at)
    base = base_of(session)
    session = session._replace(base_settings=base)
    files = tuple(_file(path, session, today, within) for path in find_files_by(base, names, session))
    return DueReport(today=today, within=within, files=files)


def _file(path: Path, session: Session, today: date, within: int) -> DueFile:
    opened = open_checklist(path, session)
    checklist = opened.checklist
    ticked = [item for item in checklist.items if item.manual and item.ticked]
    valid_for = opened.settings.manual.valid_for
    ticks = _ticks(path, session.environ, checklist, ticked, today, valid_for) if ticked else []
    statements = [
        one if one.state in (State.UNKNOWN, State.PENDING) else one._replace(state=state_of(one.until, today, within))
        for one in (*ticks, *_waivers(opened), *_signatures(opened, session))
    ]
    return DueFile(path=path.as_posix(), statements=most_urgent_first(statements), policy=opened.policy_words)


def _ticks(
    path: Path,
    environ: Mapping[str, str],
    checklist: Checklist,
    ticked: Sequence[Item],
    today: date,
    valid_for: int | None,
) -> list[Due]:
    """A statement for each ticked box; its state is that of one without an end, or unknown."""
    repository = repository_of(path)
    history = committed_past(path, environ)
    pasts = _pasts(history, checklist)
    by = _authors(repository, history, pasts, ticked)
    ends = shallow_ends(repository)
    found = []
    for item in ticked:
        past = pasts.get(item.id)
        if history is None or past is None:  # ticked since the last commit
            found.append(_stated(item, today, valid_for))
            continue
        commit = history.entries[past.since_at].commit
        if commit in ends:
            found.append(Due(item, Statement.MANUAL, State.UNKNOWN, commit=commit))
        else:
            stated = _stated(item, day_of(past.since), valid_for)
            found.append(stated._replace(author=by.get(commit, ""), commit=commit))
    return found


def _waivers(opened: Opened) -> Iterator[Due]:
    """A statement for each waiver that counts or has ended; the others are for `waivers` and `lint` to name."""
    for item in opened.checklist.items:
        judged = [one for key in item.check_ids if key in opened.checks for one in opened.checks[key].waivers]
        counting = [one.waiver for one in judged if one.in_force or one.standing is Standing.ENDED]
        for waiver in {one.line: one for one in counting}.values():
            author = str(waiver.by)
            yield Due(item, Statement.WAIVER, State.ENDLESS, until=waiver.until, author=author, reason=waiver.reason)


def _signatures(opened: Opened, session: Session) -> Iterator[Due]:
    """A statement for each signature in force, for each that ended while one is missing, and for what is missing."""
    if opened.policy is None:
        return
    from mdcheck.app.signatures import standings  # late: most checklists ask for no signatures

    for item, finding in standings(opened, session):
        lacking = finding.outcome is not Outcome.PASSED
        for ones in by_record(finding.signatures, Signed.IN_FORCE, *([Signed.ENDED] if lacking else [])):
            one = ones[0]
            roles = ", ".join(each.role for each in ones)
            yield Due(
                item, Statement.SIGNATURE, State.ENDLESS, since=one.date, until=one.until, author=one.by, reason=roles
            )
        if lacking:
            yield Due(item, Statement.SIGNATURE, State.PENDING, reason=finding.message)


def _stated(item: Item, since: date, valid_for: int | None) -> Due:
    until = None if valid_for is None else days_after(since, valid_for)
    return Due(item, Statement.MANUAL, State.ENDLESS, since=since, until=until)


def _pasts(history: History | None, checklist: Checklist) -> Mapping[str, ItemPast]:
    """The history of each item whose box is as at HEAD, by the item's id in the working tree."""
    if history is None:
        return {}
    known = {past.item.id: past for past in history.items}
    pairs = match([past.item for past in history.items], checklist.items).pairs
    return {pair.after.id: known[pair.before.id] for pair in pairs if pair.before.ticked == pair.after.ticked}


def _authors(
    repository: Repository, history: History | None, pasts: Mapping[str, ItemPast], ticked: Sequence[Item]
) -> Mapping[str, str]:
    if history is None:
        return {}
    return authors(repository, {history.entries[pasts[item.id].since_at].commit for item in ticked if item.id in pasts})
