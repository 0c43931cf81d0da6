"""`mdcheck lint`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.app.lint import Linted, lint, lint_exit_code
from mdcheck.app.session import Session
from mdcheck.cli.messages import show_diagnostics
from mdcheck.cli.options import files_argument
from mdcheck.cli.output import print_exactly
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from mdcheck.errors import ExitCode


@click.command("lint", short_help="Name what is wrong with a checklist; run nothing.")
@files_argument
@click.option("--figures", is_flag=True, help="List the figures that mdcheck keeps up to date.")
@click.option("-f", "--format", "format_name", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(files: tuple[str, ...], *, figures: bool, format_name: str) -> ExitCode:
    """Name what is wrong with a checklist: malformed checks, stale figures, boxes that are none. Nothing is run.

    Exits with 3 if there are errors, with 2 if there are warnings only.
    """
    linted = lint(files, Session.here())
    if format_name == "json":
        print_exactly(_json(linted))
        return lint_exit_code(linted)
    for file in linted:
        show_diagnostics(file.path, file.diagnostics, err=False)
        if figures:
            for line, text in file.figures:
                click.echo(clean(f"{file.path}:{line}: {text}"))
    if not figures and not any(file.diagnostics for file in linted):
        click.echo(clean(f"{', '.join(file.path for file in linted)}: nothing to mend"))
    return lint_exit_code(linted)


def _json(linted: tuple[Linted, ...]) -> str:
    """The contract of `lint --format json`, version 1."""
    import json  # late: only this format needs it

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
