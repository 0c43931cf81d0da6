"""`mdcheck results`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.app.session import Session
from mdcheck.cli.options import detail_options, fail_under_option, format_options
from mdcheck.cli.output import show
from mdcheck.cli.run_session import show_refused
from mdcheck.reports.layout.detail import Detail

if TYPE_CHECKING:
    from mdcheck.cli.output import Destination
    from mdcheck.errors import ExitCode


@click.command("results")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@fail_under_option
@detail_options
@format_options
def command(
    files: tuple[str, ...],
    *,
    format_name: str,
    output: str | None,
    reports: tuple[Destination, ...],
    fail_under: float | None,
    every: bool,
    stamp: bool,
    quiet: bool,
    verbose: bool,
) -> ExitCode:
    """Check and merge the results that `mdcheck run --results FILE` recorded, and report on them.

    All shards must be there. Of an item that several systems recorded the worst result counts. FILE can be `-`, which
    is standard input.
    """
    from mdcheck.app.results import results  # late: a help text needs none of it

    report, code = results(files, Session.here(), fail_under=fail_under)
    show(report, format_name, output, reports, detail=Detail(every, verbose, quiet, stamp))
    show_refused(report)
    return code
