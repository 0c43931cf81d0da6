"""Messages for people, on standard error: errors, warnings and notes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from mdcheck.document.diagnostic import ChecklistError
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.errors import MdcheckError

_MANY = 20
"""How many errors of checklists are shown before the rest is only counted."""
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def show_error(error: MdcheckError) -> None:
    """What happened, where, and how to fix it."""
    if isinstance(error, ChecklistError):
        for path, diagnostic in error.errors[:_MANY]:
            show_diagnostic(path, diagnostic)
        if len(error.errors) > _MANY:
            more = len(error.errors) - _MANY
            import shlex  # late: wanted for a great many errors only

            names = shlex.join(dict.fromkeys(path for path, _ in error.errors))
            show_note(f"... and {more} more of {len(error.errors)} errors: `mdcheck lint {names}` shows all of them")
    _say("error", error.where, error.message, error.fix)


def show_warning(message: str, *, where: str | None = None, fix: str | None = None) -> None:
    _say("warning", where, message, fix)


def show_note(message: str) -> None:
    """What was done, where nothing is wrong."""
    _echo(clean(message))


def show_diagnostic(path: str, diagnostic: Diagnostic) -> None:
    where = f"{path}:{diagnostic.line}:{diagnostic.column}"
    _say(diagnostic.level.value, where, f"{diagnostic.message} [{diagnostic.code}]", diagnostic.fix)


def show_diagnostics(path: str, diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        show_diagnostic(path, diagnostic)


def show_interrupt(written: tuple[str, ...]) -> None:
    """What Ctrl-C left behind."""
    what = f"{', '.join(written)} {'is' if len(written) == 1 else 'are'} written" if written else "nothing was written"
    go_on = "; run `mdcheck update` again to commit what is not committed yet" if written else ""
    click.echo(clean(f"interrupted: {what}{go_on}"), err=True)


def show_bug(error: Exception) -> None:
    """Print an unexpected exception, with what a bug report needs."""
    import traceback  # late: the rare path

    traceback.print_exception(error, file=sys.stderr)
    _say("error", None, "this is a bug in mdcheck; your files are whole", "report it with the lines above")


def _say(level: str, where: str | None, message: str, fix: str | None) -> None:
    place = f"{clean(where)}: " if where else ""
    label = click.style(f"{level}:", fg=_COLOURS[level], bold=True)
    _echo(f"{place}{label} {clean(message, multiline=True)}")
    if fix:
        _echo(f"  {click.style('fix:', bold=True)} {clean(fix, multiline=True)}")


def _echo(text: str) -> None:
    click.echo(text, err=True, color=False if os.environ.get("NO_COLOR") else None)
