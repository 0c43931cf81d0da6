"""`mdcheck fleet`."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mdcheck.app.session import Session
from mdcheck.cli.completing import complete_files
from mdcheck.cli.headings import HeadedCommand
from mdcheck.cli.options import as_of_option, deadline, sandbox_option
from mdcheck.cli.output import print_report, refuse_report_place, write_report
from mdcheck.errors import ExitCode, UsageError
from mdcheck.reports.table import FORMATS, report_module

if TYPE_CHECKING:
    from mdcheck.app.fleet.run import Running
    from mdcheck.execution.process.sandbox import Sandbox

_JOBS = 8
"""Most of the time goes into waiting for other machines."""


@click.command("fleet", cls=HeadedCommand)
@click.argument("listed", default="fleet.toml", metavar="[FLEET.toml]", shell_complete=complete_files)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the report to a file instead of standard output.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(FORMATS["fleet"]),
    metavar="FORMAT",
    help=f"The report's format: {', '.join(FORMATS['fleet'])}. Default: by the name of the file to write, else text.",
)
@click.option("--retry", is_flag=True, help="Read only what could not be read the last time; take the rest as it was.")
@click.option("--offline", is_flag=True, help="Ask no host: take what was read before. Folders are read all the same.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1, max=64),
    default=_JOBS,
    show_default=True,
    metavar="N",
    help="How many repositories are read, or run by processes, at once.",
)
@click.option(
    "--run", "wanted", is_flag=True, help="Have workers run the checks at each HEAD, and show what they found."
)
@click.option(
    "--on",
    default="",
    metavar="WHERE",
    help="With --run: `processes` of this machine (the default), or a Dask cluster, `dask://HOST:PORT`.",
)
@click.option(
    "--trust",
    is_flag=True,
    help="With --run: run all checks of all these repositories, scripts too; else only those that need no trust.",
)
@click.option(
    "--budget",
    "until",
    metavar="DURATION",
    callback=deadline,
    help="With --run: how long the whole may take, reading included, as in 90s or 30m. Default: no limit.",
)
@sandbox_option
@as_of_option
def command(
    listed: str,
    *,
    output: str | None,
    format_name: str | None,
    retry: bool,
    offline: bool,
    jobs: int,
    wanted: bool,
    on: str,
    trust: bool,
    until: float,
    sandbox: Sandbox,
    as_of: str | None,
) -> ExitCode:
    """Show how far the checklists of many repositories are, from git alone: without --run nothing of them is run.

    FLEET.toml (default: fleet.toml) lists folders, globs of folders, and URLs. Of a folder HEAD is read, not the work
    tree. Of a URL only the checklist and some commits are fetched, into your cache. With --run each repository is
    cloned by the worker that runs its checks, and nothing is written into it. The exit status is 1 if a repository
    could not be read, or not all of its checks were reached.
    """
    from mdcheck.app.fleet.read import fleet  # late: `mdcheck fleet --help` needs none of it
    from mdcheck.app.judging import judged_as_of
    from mdcheck.cli.terminal.progress import counting
    from mdcheck.cli.terminal.signals import interrupt_on_signals

    interrupt_on_signals()
    place = None if output in (None, "-") else Path(str(output))
    if place is not None:
        refuse_report_place(place, Path(listed))
    form = format_name or _form_of(place)
    running = _running(wanted=wanted, on=on, trust=trust, sandbox=sandbox, until=until, cached=offline or retry)
    with counting(os.environ) as watch:
        session = judged_as_of(as_of, Session.here())
        found = fleet(Path(listed), session, jobs=jobs, offline=offline, retry=retry, running=running, watch=watch)
    if place is None:
        print_report("fleet", form, found)
    else:
        write_report(place, report_module("fleet", form).render(found))
    return ExitCode.OK if found.whole else ExitCode.FAILED


def _running(*, wanted: bool, on: str, trust: bool, sandbox: Sandbox, until: float, cached: bool) -> Running | None:
    """How to run the checks; None where that is not wanted. Raises UsageError."""
    if not wanted:
        for option, given in (("--on", on), ("--trust", trust), ("--budget", until < math.inf)):
            if given:
                raise UsageError(f"{option} needs --run: without it nothing is run", fix="add --run, or leave it out")
        return None
    if cached:
        fix = "leave one of them out: what is run is the HEAD of today"
        raise UsageError("--run can't be combined with --offline or --retry", fix=fix)
    from mdcheck.app.fleet.run import Running  # late: most fleets run nothing

    return Running(on=on or "processes", trust=trust, sandbox=sandbox, until=until)


def _form_of(place: Path | None) -> str:
    suffixes = {".html": "html", ".json": "json", ".csv": "csv", ".md": "markdown"}
    return suffixes.get(place.suffix.lower(), "text") if place else "text"
