"""The use case `status`, which runs nothing and writes nothing. It must start fast, so it imports little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.file_report import file_report
from mdcheck.app.find import find_files, read_checklist
from mdcheck.document.diagnostic import ChecklistError
from mdcheck.document.figures import unkept_note
from mdcheck.document.model import Notation
from mdcheck.errors import SettingsError
from mdcheck.results.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist


def status(names: Sequence[str], session: Session) -> Report:
    """Sections, figures and open items, from the files alone. Raises ChecklistError where one holds both sides."""
    checklists = [read_checklist(path)[1] for path in find_files(names, session)]
    _refuse_conflicts(checklists)
    files = (file_report(checklist)._replace(notes=_notes(checklist, session)) for checklist in checklists)
    return Report(files=tuple(files))


def _notes(checklist: Checklist, session: Session) -> tuple[str, ...]:
    if all(figure.notation is Notation.COOKIE for figure in checklist.figures):
        return ()
    from mdcheck.repository.discovery import find_root
    from mdcheck.settings import document_settings, repository_settings  # late: only where a number could be kept

    folder = (session.cwd / checklist.source.path).resolve().parent
    try:
        settings = document_settings(repository_settings(find_root(folder) or folder, session.environ), checklist)
    except SettingsError:
        return ()  # reading boxes needs no settings; `lint` reports errors in them
    return unkept_note(checklist, settings.figures)


def _refuse_conflicts(checklists: Sequence[Checklist]) -> None:
    if not any("<<<<<<<" in checklist.source.text for checklist in checklists):
        return
    from mdcheck.document.merging import conflicts  # late: conflicts are rare

    if not any(conflicts.find(checklist.source) for checklist in checklists):
        return
    from mdcheck.app.merge import conflict_errors

    sources = [checklist.source for checklist in checklists]
    raise ChecklistError([(source.path, error) for source in sources for error in conflict_errors(source)])
