"""`mdcheck diff`."""

from __future__ import annotations

import os
import sys

import click

from mdcheck.app.session import Session
from mdcheck.cli.output import print_exactly
from mdcheck.errors import ExitCode


@click.command("diff", short_help="Show what changed in a checklist between two versions; run nothing.")
@click.argument("words", nargs=-1, metavar="[A..B] [FILE]...")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(("text", "json", "markdown")), default="text", show_default=True
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
    match format_name:
        case "json":
            from mdcheck.reports.diff.json import render  # late: one format is asked for

            print_exactly(render(differences))
        case "markdown":
            from mdcheck.reports.diff.markdown import render

            print_exactly(render(differences))
        case _:
            from mdcheck.cli.terminal.print import show_lines, width
            from mdcheck.reports.diff.text import layout

            show_lines(layout(differences, width(sys.stdout, os.environ)))
    return ExitCode.FAILED if exit_code and any(one.regressions for one in differences) else ExitCode.OK
