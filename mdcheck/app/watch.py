"""The use case `run --watch`: the checks run again when something that they looked at changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck.app.find import find_files
from mdcheck.app.known_results import KnownResults
from mdcheck.app.run import run
from mdcheck.document.diagnostic import ChecklistError
from mdcheck.errors import MdcheckError
from mdcheck.evidence.trace import Changes
from mdcheck.repository.discovery import find_root, record_folders
from mdcheck.results.item_change import ItemChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mdcheck.app.run_options import RunOptions
    from mdcheck.app.session import Session
    from mdcheck.errors import ExitCode
    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.report import Report


class Round(NamedTuple):
    """What one round has found."""

    report: Report | None
    """None where the checklist can't be run as it is; then there is an `error`."""
    code: ExitCode
    error: MdcheckError | None = None
    changes: tuple[ItemChange, ...] = ()
    ran: int = 0
    """How many checks ran; the others still hold."""


class Watch:
    """Rounds of a run; each runs only what may have changed. It writes nothing into the repository."""

    def __init__(self, names: Sequence[str], session: Session) -> None:
        self._names = names
        self._session = session
        self._known = KnownResults()
        self._begun = False
        self._last: dict[tuple[str, str], ItemResult] | None = None
        self._records: dict[Path, tuple[Path, ...]] = {}
        """The folders outside each root where git keeps its record of it."""

    def roots(self) -> tuple[Path, ...]:
        """The folders to watch. Raises UsageError where there is no checklist."""
        folders = [path.resolve().parent for path in find_files(self._names, self._session)]
        roots = dict.fromkeys(find_root(folder) or folder for folder in folders)
        self._records = {root: record_folders(root) for root in roots}
        return tuple(dict.fromkeys((*roots, *(folder for found in self._records.values() for folder in found))))

    def again(self, changes: Changes | None, options: RunOptions) -> Round:
        """A round after these changes; None runs everything. Raises what `run` raises in the first round only."""
        first, self._begun = not self._begun, True
        if changes is None:
            self._known.forget()
        self._known.begin(self._with_records(changes or Changes(frozenset())))
        try:
            # Nobody is asked about a block that they are still writing.
            ask = options.ask if self._last is None else None
            ran = run(self._names, self._session, replace(options, known=self._known, ask=ask))
        except ChecklistError as error:
            return Round(None, error.exit_code, error)
        except MdcheckError as error:
            if first:
                raise
            return Round(None, error.exit_code, error)
        report = ran.report
        found = tuple(self._changes(report))
        self._last = {(file.path, item.item.id): item for file in report.files for item in file.items}
        return Round(report, ran.exit_code, changes=found, ran=self._known.ran)

    def _with_records(self, changes: Changes) -> Changes:
        """The changes; those of a record of git's outside a root count as changes of its `.git`, too."""
        touched = {
            f"{root}/.git"
            for root, folders in self._records.items()
            if any(path.startswith(f"{folder}/") for folder in folders for path in changes.paths)
        }
        return changes._replace(paths=changes.paths | touched)

    def _changes(self, report: Report) -> Iterator[ItemChange]:
        if self._last is None:
            return
        for file in report.files:
            for item in file.items:
                before = self._last.get((file.path, item.item.id))
                if item.checks and (before is None or _said(before) != _said(item)):
                    yield ItemChange(file.path, item, None if before is None else before.outcome)


def _said(item: ItemResult) -> tuple[object, ...]:
    """What a reader sees of an item."""
    return tuple((check.outcome, check.message, check.output) for check in item.checks)
