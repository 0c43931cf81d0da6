"""`mdcheck due`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.cli.options import files_argument, judging_options
from mdcheck.cli.output import format_option, print_report
from mdcheck.document.blocks.durations import whole_days
from mdcheck.errors import ExitCode

if TYPE_CHECKING:
    from mdcheck.app.session import Session

_WITHIN = "30d"


def _days(_context: click.Context, _option: click.Parameter, value: str) -> int:
    """The number of days in `30d`, `4w` or `30`; 0 days are the day itself."""
    text = f"{value}d" if value.isascii() and value.isdecimal() else value
    if text in ("0d", "0w"):
        return 0
    try:
        return whole_days(text, "the time")
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command("due")
@files_argument
@click.option(
    "--within",
    callback=_days,
    default=_WITHIN,
    show_default=True,
    metavar="DAYS",
    help="How near an end counts as near.",
)
@format_option("due")
@click.option("--all", "every", is_flag=True, help="Show also what ends later or never (as text and Markdown).")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if something has ended, or nobody can tell.")
@judging_options
def command(
    files: tuple[str, ...], *, within: int, format_name: str, every: bool, exit_code: bool, session: Session
) -> ExitCode:
    """Show which boxes people have ticked, when and in which commit, from git; and which of them are too old.

    How long a tick holds stands in the checklist's front matter: `mdcheck: {manual: {valid_for: 180d}}`. Days are in
    UTC, and the last day counts. `--format ics` makes a calendar. Boxes are not changed; nothing is run or written.
    """
    from mdcheck.app.due import due  # late: `mdcheck due --help` needs none of it

    report = due(files, session, within=within)
    print_report("due", format_name, report, **({"every": every} if format_name in ("text", "markdown") else {}))
    return ExitCode.FAILED if exit_code and report.overdue else ExitCode.OK
