"""The use case `status`, which runs nothing and writes nothing. It must start fast, so it imports little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.file_report import file_report
from mdcheck.app.find import find_files, read_checklist
from mdcheck.results.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist


def status(names: Sequence[str], session: Session) -> Report:
    """Sections, figures and open items, from the files alone. Raises ChecklistError where one holds both sides."""
    checklists = [read_checklist(path)[1] for path in find_files(names, session)]
    _refuse_conflicts(checklists)
    return Report(files=tuple(file_report(checklist) for checklist in checklists))


def _refuse_conflicts(checklists: Sequence[Checklist]) -> None:
    if not any("<<<<<<<" in checklist.source.text for checklist in checklists):
        return
    from mdcheck.document.merging import conflicts  # late: conflicts are rare

    if not any(conflicts.find(checklist.source) for checklist in checklists):
        return
    from mdcheck.app.merge import conflict_errors
    from mdcheck.document.diagnostic import ChecklistError

    sources = [checklist.source for checklist in checklists]
    raise ChecklistError([(source.path, error) for source in sources for error in conflict_errors(source)])
