"""By which date and whose policy checklists are judged: `--as-of`, `--base`, `--policy`, `--no-waivers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.session import AsOf
from mdcheck.document.blocks.dates import end_of, like_a_day, read_day
from mdcheck.errors import GitError, UsageError

if TYPE_CHECKING:
    from mdcheck.app.base import Base
    from mdcheck.app.session import Session


def judging(session: Session, *, as_of: str | None, base: str, policy: str, waivers: bool) -> Session:
    """The session with the given options; the base also gives the date, where none is given.

    Raises UsageError and GitError.
    """
    session = session._replace(base=base, policy=policy, waivers=waivers)
    return judged_as_of(as_of if as_of is not None else base or None, session)


def base_of(session: Session) -> Base | None:
    """The base that the person gave; None where they gave none. Raises GitError, UsageError and SourceError."""
    if not session.base:
        return None
    from mdcheck.app.base import read_base  # late: few runs have a base

    return read_base(session, session.base)


def judged_as_of(words: str | None, session: Session) -> Session:
    """The session with the date that `words` name: a day, all of which counts, or the date of a commit.

    Raises UsageError, and GitError where there is no repository that could know a revision.
    """
    if words is None:
        return session
    return session._replace(as_of=_day(words) if like_a_day(words) else _commit(words, session))


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
        fix = "give a day, as in 2026-11-20, or call mdcheck inside the repository"
        raise GitError(f"--as-of: “{words}” is no day, and {repository.reason}", fix=fix)
    time = commit_time(repository, commit_id(repository, words))
    return AsOf(time=time, words=f"{session.written(time)}, when {words} was committed")
