"""`mdcheck lint`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from mdcheck.app.lint import Linted, fix, lint, lint_exit_code
from mdcheck.app.session import Session
from mdcheck.cli.options import files_argument
from mdcheck.cli.output import print_exactly
from mdcheck.cli.text.diagnostics import show_file, summary
from mdcheck.reports.layout.sanitize import clean
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.errors import ExitCode


@click.command("lint")
@files_argument
@click.option("--fix", "repair", is_flag=True, help="Make the repairs that have one right answer, and show them.")
@click.option("--figures", is_flag=True, help="List the figures that mdcheck keeps up to date.")
@click.option("-f", "--format", "format_name", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(files: tuple[str, ...], *, repair: bool, figures: bool, format_name: str) -> ExitCode:
    """Name what is wrong with a checklist: malformed checks, stale figures, boxes that are none. Nothing is run.

    With --fix, indentation, boxes and the first words of fences are repaired where only one repair makes sense.

    Exits with 3 if there are errors, with 2 if there are warnings only.
    """
    session = Session.here()
    if repair:
        _repair(files, session, aside=format_name == "json")
    linted = lint(files, session)
    if format_name == "json":
        print_exactly(_json(linted))
        return lint_exit_code(linted)
    for file in linted:
        show_file(file.path, file.source, file.diagnostics)
        if figures:
            for line, text in file.figures:
                click.echo(clean(f"{file.path}:{line}: {text}"))
    if any(file.diagnostics for file in linted):
        click.echo(summary([(file.path, file.diagnostics) for file in linted]))
    elif not figures:
        click.echo(clean(f"{', '.join(file.path for file in linted)}: nothing to fix"))
    return lint_exit_code(linted)


def _repair(files: tuple[str, ...], session: Session, *, aside: bool) -> None:
    for fixed in fix(files, session):
        click.echo(clean(fixed.diff, multiline=True), nl=False, err=aside)
        click.echo(clean(f"{fixed.path}: {count(fixed.repairs, 'repair')} written"), err=aside)


def _json(linted: tuple[Linted, ...]) -> str:
    """The contract of `lint --format json`, version 1."""
    diagnostics = [
        {
            "path": file.path,
            "line": found.line,
            "column": found.column,
            "severity": found.level.value,
            "code": found.code,
            "message": found.message,
            "fix": found.fix,
        }
        for file in linted
        for found in file.diagnostics
    ]
    return json.dumps({"schema": 1, "diagnostics": diagnostics}, ensure_ascii=False, indent=2) + "\n"
