"""The use case `adopt`: a hand-written checklist, and which of its numbers mdcheck is to keep. It runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck import files
from mdcheck.app.find import read_checklist
from mdcheck.document.completion import of_figures
from mdcheck.document.consent import consent
from mdcheck.document.edits import apply
from mdcheck.document.figures import expected
from mdcheck.document.model import Notation
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import StaleFileError, UsageError
from mdcheck.repository.discovery import find_root, is_tracked
from mdcheck.settings import document_settings, repository_settings

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist


class Number(NamedTuple):
    """A number that could be kept, beside the number that follows from the boxes."""

    line: int
    notation: Notation
    text: str
    """The line as it stands."""
    written: str
    boxes: str
    """The number that follows from the boxes."""
    ticked: int
    countable: int
    contradicted: bool
    """Whether another number on its line keeps mdcheck from changing it."""


class Candidate(NamedTuple):
    """A checklist before it is adopted."""

    path: Path
    target: str
    """Where links led to when the file was read."""
    data: bytes
    checklist: Checklist
    kept: frozenset[Notation]
    """The notations that the settings name already."""
    numbers: tuple[Number, ...]


def look(path: Path, session: Session) -> Candidate:
    """Every number of the file that follows from its boxes. Raises SourceError and SettingsError."""
    target = files.target_of(path)
    data, checklist = read_checklist(path)
    folder = path.resolve().parent
    settings = document_settings(repository_settings(find_root(folder) or folder, session.environ), checklist)
    return Candidate(path, target, data, checklist, settings.figures, tuple(numbers(checklist)))


def numbers(checklist: Checklist) -> list[Number]:
    """The figures of a document, each with the number that follows from the boxes."""
    text = checklist.source.text
    return [
        Number(
            line=figure.line,
            notation=figure.notation,
            text=checklist.source.line(figure.line - 1).strip(),
            written=" ".join(text[slice(*span)] for span, _ in figure.slots).strip(),
            boxes=" ".join(expected(quantity, completion) for _, quantity in figure.slots),
            ticked=completion.ticked,
            countable=completion.countable,
            contradicted=figure.contradicted,
        )
        for figure, completion in of_figures(checklist)
    ]


def adopt(candidate: Candidate, notations: frozenset[Notation]) -> None:
    """Write the person's choice into the front matter. Raises UsageError, StaleFileError and WriteError."""
    path, checklist = candidate.path, candidate.checklist
    edit = consent(checklist, notations - {Notation.COOKIE})
    where = f"{path.as_posix()}:{checklist.settings_line}"
    if edit is None:
        raise UsageError("the front matter says already which figures are kept", where=where, fix="change it there")
    source = checklist.source
    after = Source.from_text(apply(source.text, (edit,)), path=source.path, bom=source.bom)
    written = parse(after).settings or {}
    if "figures" not in written or any(one.code == "front-matter" for one in checklist.diagnostics):
        fix = "write “figures” below “mdcheck:” by hand"
        raise UsageError("the front matter can't be changed safely", where=where, fix=fix)
    files.writable(path)
    if not files.replace(path, after.to_bytes(), expected=candidate.data, target=candidate.target, tracked=is_tracked):
        raise StaleFileError("the file is being saved right now", where=path.as_posix(), fix="run again")
