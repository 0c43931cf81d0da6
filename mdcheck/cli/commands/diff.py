"""`mdcheck diff`."""

from __future__ import annotations

import click

from mdcheck.app.session import Session
from mdcheck.cli.output import print_exactly
from mdcheck.errors import ExitCode
from mdcheck.reports.table import DIFF_REPORTS, change_renderer


@click.command("diff", short_help="Show what changed in a checklist between two versions; run nothing.")
@click.argument("words", nargs=-1, metavar="[A..B] [FILE]...")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(tuple(DIFF_REPORTS)), default="text", show_default=True
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if a box was unticked.")
def command(words: tuple[str, ...], *, format_name: str, exit_code: bool) -> ExitCode:
    """Show what changed in a checklist: boxes that flipped, regressions first, items and checks.

    A..B compares two commits, A...B what B did since they parted, A alone a commit with the working tree; without
    any, HEAD is compared with the working tree. New and changed blocks that would run code are shown exactly.
    Nothing is run or written.
    """
    from mdcheck.app.diff import diff  # late: `mdcheck diff --help` needs none of it

    differences = diff(words, Session.here())
    if format_name == "text":
        from mdcheck.cli.terminal.print import show_lines, width  # late: formats for programs need no terminal
        from mdcheck.reports.diff.text import layout

        show_lines(layout(differences, width()))
    else:
        print_exactly(change_renderer(DIFF_REPORTS, format_name)(differences))
    return ExitCode.FAILED if exit_code and any(one.regressions for one in differences) else ExitCode.OK
