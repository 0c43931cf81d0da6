"""`mdcheck run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mdcheck.app.run import run
from mdcheck.cli.headings import HeadedCommand
from mdcheck.cli.options import files_argument, format_options, judging_options, recording_options, run_options
from mdcheck.cli.output import show, write_results
from mdcheck.cli.run_session import attended, show_refused
from mdcheck.execution.shards import WHOLE
from mdcheck.reports.layout.detail import Detail

if TYPE_CHECKING:
    from mdcheck.app.session import Session
    from mdcheck.cli.output import Destination
    from mdcheck.errors import ExitCode


@click.command("run", cls=HeadedCommand)
@files_argument
@run_options
@recording_options
@judging_options
@format_options
@click.option(
    "--watch", is_flag=True, help="Go on, and run again what looks at a file that changes. Ends with q or Ctrl-C."
)
@click.option("--open", "opened", is_flag=True, help="Show the HTML report in the browser, too.")
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
    watch: bool,
    opened: bool,
    **options: Any,
) -> ExitCode:
    """Run the checks of a checklist and report what they found. The file is not changed."""
    detail = Detail(every, verbose, quiet, stamp)
    if watch:
        from mdcheck.cli.watch import refuse_beside_watch  # late: few runs are watched
        from mdcheck.cli.watch import watch as start_watching

        refuse_beside_watch(
            {
                "--format": format_name != "text",
                "--output": output,
                "--report": reports,
                "--results": results_file,
                "--shard": options["shard"] != WHOLE,
                "--on": options["on"],
                "--open": opened,
            }
        )
        return start_watching(files, session, detail, **options)
    record = results_file is not None
    with attended(quiet=quiet, verbose=verbose, record=record, **options) as run_options:
        ran = run(files, session, run_options)
    if results_file is not None:
        write_results(ran.recording, results_file, quiet=quiet)
    show(ran.report, format_name, output, reports, detail=detail)
    show_refused(ran.report)
    if opened:
        from mdcheck.cli.browser import open_report  # late: few runs are looked at there

        open_report(ran.report)
    return ran.exit_code
