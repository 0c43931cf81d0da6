"""The part of `update` that commits the checklist, and its notes for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import msgspec

from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import GitError, RefusedError, SourceError
from mdcheck.execution.trust.state_file import StateFile
from mdcheck.repository.changes import by_hand
from mdcheck.repository.commit import (
    Committed,
    NotCommitted,
    NothingToCommit,
    commit_checklist,
    commit_obstacle,
)
from mdcheck.repository.discovery import NoRepository, Repository, open_repository
from mdcheck.repository.identity import repository_key
from mdcheck.repository.message import commit_message
from mdcheck.repository.state import head_branch
from mdcheck.repository.versions import checked_out
from mdcheck.settings import in_ci
from mdcheck.wording import short_id

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist
    from mdcheck.results.report import FileReport


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """A commit to be made once the file is written, or why none will be."""

    path: Path
    repository: Repository | None
    obstacle: str
    """What is known before the file is written: afterwards mdcheck's own edits hide what a person had staged."""
    insisted: bool = False
    """The person gave `--commit`."""
    branch: str = ""
    """What HEAD pointed to before anything ran; empty where it is detached."""

    @classmethod
    def prepare(cls, opened: Opened, *, insisted: bool = False) -> Commit:
        """Ask git how things stand, before anything runs."""
        found = open_repository(opened.path)
        if isinstance(found, NoRepository):
            return cls(path=opened.path, repository=None, obstacle=_said(found.reason, found.fix))
        obstacle = commit_obstacle(found, opened.path, insisted=insisted)
        return cls(
            path=opened.path,
            repository=found,
            obstacle=_said(obstacle.reason, obstacle.fix) if obstacle is not None else "",
            insisted=insisted,
            branch=head_branch(found),
        )

    def finish(
        self, before: Opened, report: FileReport, subject: str | None, session: Session
    ) -> tuple[tuple[str, ...], bool]:
        """Commit; returns notes for the report, and whether git refused. `before` is the checklist before the run."""
        if self.obstacle or self.repository is None:
            return (f"not committed: {self.obstacle}",), False
        try:
            if head_branch(self.repository) != self.branch:
                now = f"a check has left {self.branch or 'the detached HEAD'}"
                return (f"not committed: {now}; go back there, and run mdcheck update again",), True
            head = checked_out(self.repository, self.path, for_commit=True)
        except GitError as error:
            return (f"not committed: {_said(error.message, error.fix)}",), True
        message = commit_message(report, by_hand(_parsed(head, before.shown), before.checklist), subject)
        outcome = commit_checklist(self.repository, self.path, message, insisted=self.insisted, before=before.data)
        match outcome:
            case Committed():
                first = " (the first commit of this file)" if head is None else ""
                told = f"committed {short_id(outcome.commit)} {outcome.subject}{first}"
                return (told, *outcome.notes, *self._first_note(before, session)), False
            case NothingToCommit():
                return ("nothing to commit: the file is as it was last committed",), False
            case NotCommitted():
                return (f"not committed: {_said(outcome.reason, outcome.fix)}",), outcome.refused
            case never:
                assert_never(never)

    def _first_note(self, opened: Opened, session: Session) -> tuple[str, ...]:
        """A note that `update` commits, for a person who has not configured it: shown once in each repository."""
        decided = self.insisted or opened.settings.origin("commit") != "default"
        if decided or in_ci(session.environ) or not _first_here(opened):
            return ()
        return ("update commits what it writes; --no-commit, or commit = false in mdcheck.toml, turns that off",)


def _first_here(opened: Opened) -> bool:
    """Whether this is the first commit that mdcheck makes in this repository on this machine. Remembers that it was."""
    try:
        file = StateFile.of("commits", repository_key(opened.root), repository=opened.work_tree)
        with file.locked():
            if file.read() is not None:
                return False
            file.replace(b"mdcheck has told that it commits\n", durable=False)
    except (RefusedError, OSError):
        return False
    return True


def _parsed(data: bytes | None, path: str) -> Checklist | None:
    """The committed version; None where there is none, or none that mdcheck could read."""
    if data is None:
        return None
    try:
        return parse(Source.from_bytes(data, path=path))
    except SourceError:
        return None


def _said(reason: str, fix: str | None) -> str:
    """The output of git or its hooks may have many lines; the fix is then on its own line."""
    if not fix:
        return reason
    return f"{reason}\nfix: {fix}" if "\n" in reason else f"{reason}; {fix}"
