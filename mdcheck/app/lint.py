"""The use case `lint`, which runs nothing, and writes nothing but the repairs that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.checklist import open_checklist, save
from mdcheck.app.find import find_files
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.repair import diagnostics, repaired
from mdcheck.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.document.source import Source


class Linted(NamedTuple):
    """The diagnostics of one checklist."""

    path: str
    source: Source
    diagnostics: tuple[Diagnostic, ...]
    figures: tuple[tuple[int, str], ...]
    """The figures that mdcheck keeps, as line and text."""


class Fixed(NamedTuple):
    """The repairs that were written into one checklist."""

    path: str
    repairs: int
    diff: str


def lint(names: Sequence[str], session: Session) -> tuple[Linted, ...]:
    """Everything that is wrong with the files: errors, warnings and notes."""
    return tuple(lint_opened(open_checklist(path, session), session) for path in find_files(names, session))


def lint_opened(opened: Opened, session: Session) -> Linted:
    """Everything that is wrong with a file that is open."""
    checklist, notations = opened.checklist, opened.settings.figures
    lines = checklist.source
    if opened.conflicted:
        return Linted(path=opened.shown, source=lines, diagnostics=opened.errors, figures=())
    from mdcheck.checks.negation import ignored_negations

    found = {*opened.errors, *diagnostics(checklist, notations), *ignored_negations(checklist)}
    if opened.policy is not None:
        from mdcheck.app.signatures import idle_records
        from mdcheck.checks.waivers import unfit_waivers  # late: most checklists hold no records

        found |= {*unfit_waivers(checklist, opened.checks), *idle_records(opened, session)}
    kept = [figure for figure in checklist.figures if figure.notation in notations]
    return Linted(
        path=opened.shown,
        source=lines,
        diagnostics=tuple(sorted(found)),
        figures=tuple((figure.line, lines.line(figure.line - 1).strip()) for figure in kept),
    )


def fix(names: Sequence[str], session: Session) -> tuple[Fixed, ...]:
    """Write the repairs that have one right answer. Raises StaleFileError and WriteError; files before are written."""
    return tuple(fixed for path in find_files(names, session) if (fixed := _fix(path, session)) is not None)


def _fix(path: Path, session: Session) -> Fixed | None:
    opened = open_checklist(path, session)
    if opened.conflicted:
        return None
    after, repairs = repaired(opened.checklist, opened.settings.figures)
    if not repairs:
        return None
    from mdcheck.app.unified_diff import unified_diff

    save(opened, after)
    return Fixed(opened.shown, repairs, unified_diff(opened.checklist.source, after.source, opened.shown))


def lint_exit_code(linted: Sequence[Linted]) -> ExitCode:
    """3 with errors, which `run` and `update` refuse; 2 with warnings only; 0 otherwise."""
    levels = {diagnostic.level for file in linted for diagnostic in file.diagnostics}
    if Level.ERROR in levels:
        return ExitCode.USAGE
    return ExitCode.WARNED if Level.WARNING in levels else ExitCode.OK
