"""`mdcheck waivers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.cli.options import files_argument, judging_options
from mdcheck.cli.output import format_option, print_report
from mdcheck.errors import ExitCode

if TYPE_CHECKING:
    from mdcheck.app.session import Session


@click.command("waivers")
@files_argument
@format_option("waivers")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if a waiver does not count, or is not needed.")
@judging_options
def command(files: tuple[str, ...], *, format_name: str, exit_code: bool, session: Session) -> ExitCode:
    """List the waivers in checklists: those in force with the days that are left, and those that do not count and why.

    A waiver is not needed any more if its check passed when it last ran on this machine. How often its end was put off
    is counted in git. Nothing is run or written.
    """
    from mdcheck.app.waivers import waivers  # late: `mdcheck waivers --help` needs none of it

    report = waivers(files, session)
    print_report("waivers", format_name, report)
    return ExitCode.FAILED if exit_code and report.needs_attention else ExitCode.OK
