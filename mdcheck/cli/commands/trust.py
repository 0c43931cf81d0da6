"""`mdcheck trust`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from mdcheck.app.session import Session
from mdcheck.app.trust import State, grant, show, withdraw
from mdcheck.cli.completing import complete_selection
from mdcheck.cli.options import files_argument
from mdcheck.cli.prompt import ask, asker
from mdcheck.cli.run_session import warn
from mdcheck.cli.terminal.print import show_lines
from mdcheck.cli.text.executable_block import block_lines
from mdcheck.errors import ExitCode, UsageError
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.trust import ExecutableBlock


@click.command("trust")
@files_argument
@click.option("--grant", "granting", is_flag=True, help="Approve blocks, after showing what is new in them.")
@click.option(
    "--withdraw", "withdrawing", is_flag=True, help="Take back approvals: all of this repository, or of FILE."
)
@click.option(
    "--only",
    multiple=True,
    metavar="ITEM",
    shell_complete=complete_selection,
    help="The blocks of these items only, named as for `run --only`; may be given again.",
)
@click.option(
    "--pin-tree",
    is_flag=True,
    help="With --grant: for the tracked files as they are now; any change to one asks again.",
)
@click.option("-y", "--yes", is_flag=True, help="With --grant: don't ask.")
def command(
    files: tuple[str, ...], *, granting: bool, withdrawing: bool, only: tuple[str, ...], pin_tree: bool, yes: bool
) -> ExitCode:
    """Show the executable blocks of a checklist, and which of them you have approved on this machine. Nothing is run.

    A block asks again when it, one of its options, or a file of the repository that it names changes. Exits with 4
    if a block is not approved. A block that runs what the repository holds, such as `make`, is marked: approve it with
    --pin-tree, and it asks again when any tracked file changes.
    """
    if granting and withdrawing:
        raise UsageError("--grant and --withdraw contradict each other", fix="give one of them")
    if yes and not granting:
        raise UsageError("--yes goes with --grant", fix="add --grant, or leave --yes out")
    if pin_tree and not granting:
        raise UsageError("--pin-tree goes with --grant", fix="add --grant, or leave --pin-tree out")
    if withdrawing:
        return _withdraw(files, only)
    blocks = show(files, Session.here(), only, warn)
    if granting:
        return _grant(blocks, yes=yes, pin_tree=pin_tree)
    return _show(blocks)


def _show(blocks: Sequence[ExecutableBlock]) -> ExitCode:
    for block in blocks:
        show_lines(block_lines(block))
    unknown = _unknown(blocks)
    if not blocks:
        click.echo("no block runs code: there is nothing to trust")
    elif unknown:
        click.echo(f"\n{len(unknown)} of {count(len(blocks), 'block')} not approved: `mdcheck trust --grant` approves")
    else:
        click.echo(f"\n{count(len(blocks), 'block')} approved")
    return ExitCode.REFUSED if unknown else ExitCode.OK


def _grant(blocks: Sequence[ExecutableBlock], *, yes: bool, pin_tree: bool) -> ExitCode:
    unknown = _unknown(blocks)
    if not unknown:
        click.echo("nothing to approve: there is no new or changed block")
        return ExitCode.OK
    if yes:
        for block in unknown:
            show_lines(block_lines(block))
        approved = unknown
    elif asker(os.environ) is None:
        fix = "read the blocks with `mdcheck trust`, then add --yes"
        raise UsageError("there is nobody at a terminal to ask", where="--grant", fix=fix)
    else:
        approved = ask(unknown)
    grant(approved, Session.here(), pin_tree=pin_tree)
    click.echo(f"\napproved {len(approved)} of {count(len(unknown), 'block')}")
    return ExitCode.OK if len(approved) == len(unknown) else ExitCode.REFUSED


def _withdraw(files: tuple[str, ...], only: tuple[str, ...]) -> ExitCode:
    gone = withdraw(files, Session.here(), only)
    click.echo(f"withdrew {count(len(gone), 'approval')}")
    return ExitCode.OK


def _unknown(blocks: Sequence[ExecutableBlock]) -> tuple[ExecutableBlock, ...]:
    return tuple(block for block in blocks if block.state is not State.TRUSTED)
