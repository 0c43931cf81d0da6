"""`mdcheck history`."""

from __future__ import annotations

import click

from mdcheck.app.session import Session
from mdcheck.cli.output import print_exactly
from mdcheck.errors import ExitCode, UsageError
from mdcheck.reports.table import HISTORY_REPORTS, change_renderer

_ROWS = 20
"""Commits that the text report shows unasked."""


@click.command("history", short_help="Show a checklist's completion and score commit by commit; run nothing.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(tuple(HISTORY_REPORTS)), default="text", show_default=True
)
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
    if format_name == "text":
        from mdcheck.cli.terminal.print import show_lines, width  # late: machine formats need no terminal
        from mdcheck.reports.history.text import layout

        show_lines(layout(found, width(), _ROWS if limit is None else limit))
    else:
        print_exactly(change_renderer(HISTORY_REPORTS, format_name)(found, limit or 0))
    return ExitCode.OK
