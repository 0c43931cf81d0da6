"""`mdcheck waive`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.cli.completing import complete_ids
from mdcheck.cli.options import files_argument, judging_options
from mdcheck.errors import ExitCode
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from mdcheck.app.session import Session


@click.command("waive")
@click.argument("words", metavar="ITEM", shell_complete=complete_ids)
@files_argument
@click.option("--until", required=True, metavar="DATE|DAYS", help="The last day (UTC), or a time from today on: 30d.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it can wait.")
@click.option("--by", default="", metavar="'NAME <ADDRESS>'", help="Who waives (default: as git would commit).")
@click.option("--ticket", default="", metavar="TEXT", help="Where it is followed up.")
@click.option("--matches", default="", metavar="REGEX", help="Waive only failures whose message contains this.")
@click.option("--kind", default="", metavar="KIND", help="Waive only this one of the item's checks.")
@click.option("--dry-run", "-n", is_flag=True, help="Show the record, and write nothing.")
@judging_options
def command(words: str, files: tuple[str, ...], *, dry_run: bool, session: Session, **said: str) -> ExitCode:
    """Write a `waived` record below an item, or renew the one that is there. Nothing is run; nothing else is written.

    The check still runs. While it fails and the waiver holds, it counts nowhere in the score, its box stays open, and
    every report shows the waiver. The day after its last day the check counts again.
    """
    from mdcheck.app.judging import with_base  # late: `mdcheck waive --help` needs none of it
    from mdcheck.app.waive import Waiving, waive

    waived = waive(words, files, with_base(session), Waiving(**said, write=not dry_run))
    click.echo(clean(waived.diff, multiline=True), nl=False)
    if not dry_run:
        place = f"{waived.path}:{waived.item.line}"
        click.echo(clean(f"{place}: waived until {waived.until.isoformat()}; commit it, so that others see it"))
    return ExitCode.OK
