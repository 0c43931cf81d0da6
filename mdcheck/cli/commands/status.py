"""`mdcheck status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.app.session import Session
from mdcheck.app.status import status
from mdcheck.cli.options import files_argument, format_options
from mdcheck.cli.output import show
from mdcheck.errors import ExitCode
from mdcheck.reports.layout.detail import Detail

if TYPE_CHECKING:
    from mdcheck.cli.output import Destination


@click.command("status")
@files_argument
@click.option("-v", "--verbose", is_flag=True, help="Show all items, not only those that are open, and their ids.")
@format_options
def command(
    files: tuple[str, ...],
    *,
    verbose: bool,
    stamp: bool,
    format_name: str,
    output: str | None,
    reports: tuple[Destination, ...],
) -> ExitCode:
    """Show the sections, figures and open items of a checklist, from the file alone. Nothing is run or written."""
    show(status(files, Session.here()), format_name, output, reports, detail=Detail(verbose=verbose, stamp=stamp))
    return ExitCode.OK
