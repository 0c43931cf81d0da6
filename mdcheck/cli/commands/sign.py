"""`mdcheck sign`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from mdcheck.cli.completing import complete_ids
from mdcheck.cli.headings import HeadedCommand
from mdcheck.cli.options import judging_options
from mdcheck.errors import ExitCode, UsageError
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.app.session import Session
    from mdcheck.app.sign import Proposal
    from mdcheck.app.sign_write import SignedFile
    from mdcheck.cli.prompt import Choose


@click.command("sign", cls=HeadedCommand)
@click.argument("words", nargs=-1, metavar="[ROLE|ITEM|FILE]...", shell_complete=complete_ids)
@click.option("--ticked", is_flag=True, help="Sign the items whose boxes you have ticked since the last commit.")
@click.option("--no", "declined", metavar="REASON", help="Say no, and why.")
@click.option("--again", is_flag=True, help="Sign also what you have signed already: for more time, or by a commit.")
@click.option("--as", "role", default="", metavar="ROLE", help="Sign in this role only, where you have several.")
@click.option("--evidence", default="", metavar="FILE|URL", help="What shows it.")
@click.option("--reading", default="", metavar="NUMBER", help="What you have measured.")
@click.option("--note", default="", metavar="TEXT", help="What others should know.")
@click.option("--yes", "-y", is_flag=True, help="Ask nothing: sign, and commit unless --no-commit. Names are required.")
@click.option("--commit/--no-commit", default=None, help="Commit the checklist (default: ask, or yes with --yes).")
@click.option("--dry-run", "-n", is_flag=True, help="Show the records, and write nothing.")
@judging_options
def command(
    words: tuple[str, ...], *, yes: bool, commit: bool | None, dry_run: bool, session: Session, **said: Any
) -> ExitCode:
    """Write a `signed` record below each item that you agree to, tick its box, and commit that.

    Without names, everything that awaits you is asked for. A signature covers the item's words, what its check asks
    for, and the files in `inputs` and in your evidence: you see what has changed since the item was last signed. You
    are who git says you are (user.name and user.email). Nothing is run; nothing else is written.
    """
    from mdcheck.app.judging import with_base
    from mdcheck.app.sign import Signing, propose  # late: `mdcheck sign --help` needs none of it
    from mdcheck.app.sign_write import sign
    from mdcheck.cli.prompt import chooser

    session = with_base(session)
    if yes and not words and not said["ticked"]:
        fix = "name a role or items, or give --ticked"
        raise UsageError("--yes signs nothing that you have not named", where="--yes", fix=fix)
    choose = None if yes or dry_run else chooser(os.environ)
    if choose is None and not yes and not dry_run:
        raise UsageError("there is nobody to ask", where="mdcheck sign", fix="sign at a terminal, or give --yes")
    proposals = propose(words, session, Signing(**said))
    agreed = [proposal for proposal in proposals if choose is None or _agrees(proposal, choose)]
    if not agreed:
        return ExitCode.OK
    wanted = commit if commit is not None else choose is None or _commits(agreed, choose)
    signed = sign(agreed, session, commit=wanted, dry=dry_run)
    for file in signed:
        _show(file, dry=dry_run)
    return ExitCode.REFUSED if any(file.refused for file in signed) else ExitCode.OK


def _agrees(proposal: Proposal, choose: Choose) -> bool:
    from mdcheck.cli.terminal.print import show_lines, width
    from mdcheck.cli.text.proposal import diff_lines, proposal_lines

    columns = width(sys.stderr)
    show_lines(proposal_lines(proposal, columns), sys.stderr)
    verb = "decline" if proposal.values["says"] else "sign"
    while True:
        answer = choose(f"{verb} as {proposal.by}?", {"y": "yes", "d": "diff", "n": "no", "q": "quit"}, "n")
        if answer == "d":
            show_lines(diff_lines(proposal, columns), sys.stderr)
        elif answer == "q":
            raise click.Abort
        else:
            return answer == "y"


def _commits(agreed: Sequence[Proposal], choose: Choose) -> bool:
    paths = ", ".join(dict.fromkeys(proposal.file.shown for proposal in agreed))
    return choose(f"commit {clean(paths)}?", {"y": "yes", "n": "no"}, "y") == "y"


def _show(file: SignedFile, *, dry: bool) -> None:
    click.echo(clean(file.diff, multiline=True), nl=False)
    for line in _told(file, dry=dry):
        click.echo(clean(line))


def _told(file: SignedFile, *, dry: bool) -> Iterator[str]:
    for ended in file.signatures:
        yield f"{file.path}:{ended.item.line}: {'would be ' if dry else ''}{ended.outcome.label}: {ended.message}"
    yield from (f"{file.path}: {note}" for note in file.notes)
