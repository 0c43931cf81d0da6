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
from mdcheck.repository.discovery import find_root
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

    def roots(self) -> tuple[Path, ...]:
        """The folders to watch. Raises UsageError where there is no checklist."""
        folders = [path.resolve().parent for path in find_files(self._names, self._session)]
        return tuple(dict.fromkeys(find_root(folder) or folder for folder in folders))

    def again(self, changes: Changes | None, options: RunOptions) -> Round:
        """A round after these changes; None runs everything. Raises what `run` raises in the first round only."""
        first, self._begun = not self._begun, True
        if changes is None:
            self._known.forget()
        self._known.begin(changes or Changes(frozenset()))
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
