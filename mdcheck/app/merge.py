"""The use case `merge`: resolving the conflicts in a checklist that need no decision by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck import files
from mdcheck.app.find import find_files
from mdcheck.document.diagnostic import Diagnostic, error_on
from mdcheck.document.merging import conflicts
from mdcheck.document.merging.conflicts import ConflictStyle, Marks
from mdcheck.document.source import Source
from mdcheck.errors import GitError, SettingsError, SourceError, StaleFileError
from mdcheck.repository.discovery import Repository, find_root, is_tracked, open_repository
from mdcheck.settings import document_settings, repository_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.document.merging.cells import Notations
    from mdcheck.document.merging.conflicts import Hunk
    from mdcheck.document.model import Checklist, Notation


class Resolved(NamedTuple):
    """The conflicts in one file, and how many of them were resolved."""

    path: str
    found: int
    """How many there were."""
    left: tuple[Diagnostic, ...]
    """An error for each that is there still; one may have become several smaller ones."""


def merge_files(names: Sequence[str], session: Session) -> tuple[Resolved, ...]:
    """Resolve in each file what follows from both sides; text that both changed stays marked. Runs nothing."""
    return tuple(_merge_file(path, session) for path in find_files(names, session))


def _merge_file(path: Path, session: Session) -> Resolved:
    target = files.target_of(path)
    data = files.read(path)
    source = Source.from_bytes(data, path=path.as_posix())
    hunks = conflicts.find(source)
    if not hunks:
        return Resolved(source.path, 0, ())
    merged = resolution(path, source, hunks, session)
    after = source if merged is None else merged
    if after.text != source.text:
        files.writable(path)
        if not files.replace(path, after.to_bytes(), expected=data, target=target, tracked=is_tracked):
            fix = "nothing was written; run again"
            raise StaleFileError("the file was saved meanwhile", where=source.path, fix=fix)
    return Resolved(source.path, len(hunks), conflict_errors(after))


def resolution(path: Path, source: Source, hunks: Sequence[Hunk], session: Session) -> Source | None:
    """The document with all conflicts resolved that mdcheck can resolve; None where the marks are ambiguous."""
    from mdcheck.document.merging.merge import resolve  # late: only documents with conflicts pay for it

    folder = path.resolve().parent
    notations = notations_of(find_root(folder) or folder, session)
    merged = resolve(source, _ancestor(path), notations)
    if merged is None:
        return None
    based = all(hunk.base is not None for hunk in hunks)
    style = ConflictStyle.DIFF3 if based else ConflictStyle.MERGE
    return merged.source(Marks(size=hunks[0].size, style=style, labels=hunks[0].labels))


def _ancestor(path: Path) -> Source | None:
    """The common ancestor of both sides, if git has it; the marks hold it only in the styles `diff3` and `zdiff3`."""
    repository = open_repository(path)
    if not isinstance(repository, Repository):
        return None
    from mdcheck.repository.stages import COMMON_ANCESTOR  # late: only where there is git to ask
    from mdcheck.repository.versions import checked_out

    try:
        data = checked_out(repository, path, COMMON_ANCESTOR)
        return None if data is None else Source.from_bytes(data, path=path.as_posix())
    except (GitError, SourceError):
        return None


def notations_of(root: Path, session: Session) -> Notations:
    """Which figures of a document mdcheck keeps; raises SettingsError for the repository's own settings."""
    settings = repository_settings(root, session.environ)

    def notations(checklist: Checklist) -> frozenset[Notation]:
        try:
            return document_settings(settings, checklist).figures
        except SettingsError:
            return frozenset()  # one side's malformed front matter is nothing to act on

    return notations


def conflict_errors(source: Source) -> tuple[Diagnostic, ...]:
    """An error for each conflict that is marked in the document."""
    return tuple(_error(hunk) for hunk in conflicts.find(source))


def _error(hunk: Hunk) -> Diagnostic:
    first, last = hunk.opening + 1, hunk.closing + 1
    message = f"a merge conflict between “{hunk.labels.ours}” and “{hunk.labels.theirs}”, down to line {last}"
    fix = "resolve it by hand (keep the right lines, remove the marks), after `mdcheck merge` has resolved what it can"
    if hunk.ambiguous:
        fix = "resolve it by hand: a line of the text looks like a mark, so it is unclear where a side ends"
    return error_on(first, "conflict", message, fix)
