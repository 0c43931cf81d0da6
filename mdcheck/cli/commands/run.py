"""`mdcheck run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mdcheck.app.run import run
from mdcheck.cli.options import files_argument, format_options, judging_options, recording_options, run_options
from mdcheck.cli.output import show, write_results
from mdcheck.cli.run_session import attended, show_refused
from mdcheck.reports.layout.detail import Detail

if TYPE_CHECKING:
    from mdcheck.app.session import Session
    from mdcheck.cli.output import Destination
    from mdcheck.errors import ExitCode


@click.command("run", short_help="Run the checks and report; write nothing.")
@files_argument
@run_options
@recording_options
@judging_options
@format_options
def command(
    files: tuple[str, ...],
    *,
    format_name: str,
    output: str | None,
    reports: tuple[Destination, ...],
    every: bool,
    stamp: bool,
    quiet: bool,
    verbose: bool,
    results_file: str | None,
    session: Session,
    **options: Any,
) -> ExitCode:
    """Run the checks of a checklist and report what they found. The file is not changed."""
    record = results_file is not None
    with attended(quiet=quiet, verbose=verbose, record=record, **options) as run_options:
        ran = run(files, session, run_options)
    if results_file is not None:
        write_results(ran.recording, results_file, quiet=quiet)
    show(ran.report, format_name, output, reports, detail=Detail(every, verbose, quiet, stamp))
    show_refused(ran.report)
    return ran.exit_code
