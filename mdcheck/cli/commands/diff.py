"""`mdcheck diff`."""

from __future__ import annotations

import click

from mdcheck.app.session import Session
from mdcheck.cli.output import format_option, print_report
from mdcheck.errors import ExitCode


@click.command("diff")
@click.argument("words", nargs=-1, metavar="[A..B] [FILE]...")
@format_option("diff")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if a box was unticked.")
def command(words: tuple[str, ...], *, format_name: str, exit_code: bool) -> ExitCode:
    """Show what changed in a checklist: boxes that flipped, regressions first, items and checks.

    A..B compares two commits, A...B what B did since they parted, A alone a commit with the working tree; without
    any, HEAD is compared with the working tree. New and changed blocks that would run code are shown exactly.
    Nothing is run or written.
    """
    from mdcheck.app.diff import diff  # late: `mdcheck diff --help` needs none of it

    differences = diff(words, Session.here())
    print_report("diff", format_name, differences)
    return ExitCode.FAILED if exit_code and any(one.regressions for one in differences) else ExitCode.OK
