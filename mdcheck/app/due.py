"""The use case `due`: which statements of people have ended, or will soon. It runs nothing and writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.diff import repository_of
from mdcheck.app.find import find_files, read_checklist
from mdcheck.app.history import committed_past
from mdcheck.checks.names import kind_name
from mdcheck.checks.signatures import SIGNOFF
from mdcheck.document.blocks.dates import day_of, days_after
from mdcheck.document.comparison import match
from mdcheck.document.model import RecordKind
from mdcheck.repository.discovery import find_root
from mdcheck.repository.versions import authors, shallow_ends
from mdcheck.results.due import Due, DueFile, DueReport, State, Statement, most_urgent_first, state_of
from mdcheck.results.outcome import Outcome
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signoff import by_record
from mdcheck.results.people.waiver import read_waiver
from mdcheck.results.proof import State as Signed
from mdcheck.settings import document_settings, repository_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist, Item
    from mdcheck.repository.discovery import Repository
    from mdcheck.results.history import History, ItemPast


def due(names: Sequence[str], session: Session, *, within: int = 30) -> DueReport:
    """The statements of people in each checklist; `within` days an end is near. Raises UsageError and GitError."""
    today = day_of(session.judged_at)
    files = tuple(_file(path, session, today, within) for path in find_files(names, session))
    return DueReport(today=today, within=within, files=files)


def _file(path: Path, session: Session, today: date, within: int) -> DueFile:
    _, checklist = read_checklist(path)
    folder = path.resolve().parent
    settings = document_settings(repository_settings(find_root(folder) or folder, session.environ), checklist)
    ticked = [item for item in checklist.items if item.manual and item.ticked]
    valid_for = settings.manual.valid_for
    ticks = _ticks(path, session.environ, checklist, ticked, today, valid_for) if ticked else []
    statements = [
        one if one.state in (State.UNKNOWN, State.PENDING) else one._replace(state=state_of(one.until, today, within))
        for one in (*ticks, *_waivers(checklist), *_signatures(path, checklist, session))
    ]
    return DueFile(path=path.as_posix(), statements=most_urgent_first(statements))


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


def _waivers(checklist: Checklist) -> Iterator[Due]:
    """A statement for each waiver of a check; those that can't be read are for `lint` to name."""
    for item in checklist.items:
        for record in item.records:
            if record.kind is RecordKind.WAIVED and item.checks:
                try:
                    waiver = read_waiver(record)
                except RecordError:
                    continue
                yield Due(
                    item,
                    Statement.WAIVER,
                    State.ENDLESS,
                    until=waiver.until,
                    author=str(waiver.by),
                    reason=waiver.reason,
                )


def _signatures(path: Path, checklist: Checklist, session: Session) -> Iterator[Due]:
    """A statement for each signature in force, for each that ran out while one is missing, and for what is missing."""
    if not any(kind_name(block) == SIGNOFF for item in checklist.items for block in item.checks):
        return
    from mdcheck.app.checklist import open_checklist  # late: most checklists ask for no signatures
    from mdcheck.app.signatures import standings

    for item, finding in standings(open_checklist(path, session), session):
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
