"""The use case `lint`, which runs nothing and writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.checklist import open_checklist
from mdcheck.app.find import find_files
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.lint import lint as lint_document
from mdcheck.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mdcheck.app.session import Session


class Linted(NamedTuple):
    """What is wrong with one checklist."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    figures: tuple[tuple[int, str], ...]
    """The figures that mdcheck keeps, as line and text."""


def lint(names: Sequence[str], session: Session) -> tuple[Linted, ...]:
    """Everything that is wrong with the files, errors and warnings."""
    return tuple(_lint(path, session) for path in find_files(names, session))


def _lint(path: Path, session: Session) -> Linted:
    opened = open_checklist(path, session)
    checklist, notations = opened.checklist, opened.settings.figures
    if opened.conflicted:
        return Linted(path=opened.shown, diagnostics=opened.errors, figures=())
    found = {*opened.errors, *checklist.diagnostics, *lint_document(checklist, notations)}
    kept = [figure for figure in checklist.figures if figure.notation in notations]
    lines = checklist.source
    return Linted(
        path=opened.shown,
        diagnostics=tuple(sorted(found)),
        figures=tuple((figure.line, lines.line(figure.line - 1).strip()) for figure in kept),
    )


def lint_exit_code(linted: Sequence[Linted]) -> ExitCode:
    """3 with errors, which `run` and `update` refuse; 2 with warnings only; 0 otherwise."""
    levels = {diagnostic.level for file in linted for diagnostic in file.diagnostics}
    if Level.ERROR in levels:
        return ExitCode.USAGE
    return ExitCode.WARNED if Level.WARNING in levels else ExitCode.OK
