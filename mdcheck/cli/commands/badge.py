"""`mdcheck badge`."""

from __future__ import annotations

import click

from mdcheck.app.session import Session
from mdcheck.app.status import status
from mdcheck.cli.options import files_argument
from mdcheck.cli.output import refuse_places, show
from mdcheck.errors import ExitCode


@click.command("badge")
@files_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the badge to a file instead of standard output.",
)
def command(files: tuple[str, ...], output: str | None) -> ExitCode:
    """Write an SVG badge that says how much of a checklist is ticked, from the file alone. Nothing is run.

    A badge with the verdict is a report of a run: `mdcheck run --report svg:badge.svg`, or `--report badge:badge.json`
    for the endpoint badge of shields.io.
    """
    refuse_places(files, output, ())
    show(status(files, Session.here()), "svg", output)
    return ExitCode.OK
