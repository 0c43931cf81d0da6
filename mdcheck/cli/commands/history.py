"""`mdcheck history`."""

from __future__ import annotations

import click

from mdcheck.app.session import Session
from mdcheck.cli.output import format_option, print_report
from mdcheck.errors import ExitCode, UsageError

_ROWS = 20
"""Commits that the text report shows unasked."""


@click.command("history")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@format_option("history")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"Show the newest N commits only, or all with 0 (default: {_ROWS} as text, all in other formats).",
)
@click.option(
    "--days",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="N",
    help="An item is new for N days, and slow when it has been open for longer.",
)
@click.option("--first-parent", is_flag=True, help="Show a merge instead of the commits that it brought.")
def command(files: tuple[str, ...], *, format_name: str, limit: int | None, days: int, first_parent: bool) -> ExitCode:
    """Show the past of a checklist, from git: its completion in every commit that touched it, renames followed.

    The check score and the verdict come from the commits that `mdcheck update` made. Then follow the items that are
    flapping, open for long, or new. `--format svg` draws a chart for a README. Nothing is run or written.
    """
    from mdcheck.app.history import history  # late: `mdcheck history --help` needs none of it

    found = history(files, Session.here(), first_parent=first_parent, days=days)
    if format_name == "svg" and len(found) > 1:
        raise UsageError("an SVG chart shows one checklist", fix=f"name it: mdcheck history -f svg {found[0].path}")
    if limit is None:
        limit = _ROWS if format_name == "text" else 0
    print_report("history", format_name, found, limit=limit)
    return ExitCode.OK
