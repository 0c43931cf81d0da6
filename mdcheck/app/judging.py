"""By which date and whose policy checklists are judged: `--as-of`, `--base`, `--policy`, `--no-waivers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.session import AsOf
from mdcheck.document.blocks.dates import end_of, like_a_day, read_day
from mdcheck.errors import GitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.base import Base
    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist
    from mdcheck.results.report import FileReport


def judging(session: Session, *, as_of: str | None, base: str, policy: str, waivers: bool) -> Session:
    """The session with the given options; the base also gives the date, where none is given.

    Raises UsageError and GitError.
    """
    session = session._replace(base=base, policy=policy, waivers=waivers)
    if as_of is not None or not base:
        return judged_as_of(as_of, session)
    return session._replace(as_of=_commit(base, session)._replace(of_base=True))


def base_of(session: Session) -> Base | None:
    """The base that the person gave; None where they gave none. Raises GitError, UsageError and SourceError."""
    if not session.base:
        return None
    from mdcheck.app.base import read_base  # late: few runs have a base

    return read_base(session, session.base)


def with_base(session: Session) -> Session:
    """The session in which checklists are opened as the base judges them, where the person gave one."""
    return session._replace(base_settings=base_of(session))


def judged_by(
    base: Base, files: Sequence[FileReport], opened: Sequence[Opened], *, everything: bool, inert: bool
) -> list[FileReport]:
    """The reports with what the base has and the change lacks; with `everything` also the checklists that are gone."""
    everywhere = [file.checklist for file in opened]
    judged = [
        with_lost(base, everywhere, report, file, inert=inert) for report, file in zip(files, opened, strict=True)
    ]
    return with_gone(base, judged, opened) if everything else judged


def with_lost(
    base: Base, everywhere: Sequence[Checklist], report: FileReport, file: Opened, *, inert: bool
) -> FileReport:
    """The report with what the base has and the checklist lacks; a file of another repository has no base."""
    from mdcheck.app.base import missing
    from mdcheck.app.file_report import with_findings

    if file.root != base.root:
        return report
    lost = missing(base, file.name, file.checklist, everywhere, report, inert=inert)
    return with_findings(report, lost, file.settings.bands)


def with_gone(base: Base, files: Sequence[FileReport], opened: Sequence[Opened]) -> list[FileReport]:
    """The reports with the checklists of the base that are gone, in the first of them."""
    from mdcheck.app.base import gone
    from mdcheck.app.file_report import file_report, with_findings

    lost = gone(base, [file.name for file in opened if file.root == base.root])
    if not lost:
        return list(files)
    if files:
        return [with_findings(files[0], lost, opened[0].settings.bands), *files[1:]]
    name, checklist = next(iter(base.checklists.items()))
    nothing = file_report(checklist, written=False)._replace(path=name, items=())
    return [with_findings(nothing, lost, base.settings.bands)]


def judged_as_of(words: str | None, session: Session) -> Session:
    """The session with the date that `words` name: a day, all of which counts, or the date of a commit.

    Raises UsageError, and GitError where there is no repository that could know a revision.
    """
    if words is None:
        return session
    if like_a_day(words):
        return session._replace(as_of=_day(words))
    try:
        return session._replace(as_of=_commit(words, session))
    except (GitError, UsageError) as error:
        message = f"--as-of: “{words}” is no day, and {error.message}"
        raise type(error)(message, where=error.where, fix=f"give a day, as in 2026-11-20; else {error.fix}") from error


def _day(words: str) -> AsOf:
    try:
        return AsOf(time=end_of(read_day(words)), words=f"{words} (UTC)")
    except ValueError as error:
        raise UsageError(f"--as-of: {error}", fix="give a day, as in 2026-11-20, or a revision") from error


def _commit(words: str, session: Session) -> AsOf:
    from mdcheck.repository.discovery import NoRepository, open_repository  # late: a day needs no git
    from mdcheck.repository.versions import commit_id, commit_time

    repository = open_repository(session.cwd)
    if isinstance(repository, NoRepository):
        raise GitError(repository.reason, fix="call mdcheck inside the repository")
    time = commit_time(repository, commit_id(repository, words))
    return AsOf(time=time, words=f"{session.written(time)}, when {words} was committed")
