"""`mdcheck explain`."""

from __future__ import annotations

import click

from mdcheck.app.session import Session
from mdcheck.cli.completing import complete_ids
from mdcheck.cli.messages import show_diagnostics
from mdcheck.cli.options import files_argument
from mdcheck.errors import ExitCode


@click.command("explain")
@click.argument("words", metavar="ITEM", shell_complete=complete_ids)
@files_argument
def command(words: str, files: tuple[str, ...]) -> ExitCode:
    """Show what the checks of one item are, what they would run, whether they may, and what they last said here.

    ITEM is an id or its beginning, FILE:LINE, words of the text, a section's title, or a tag. Nothing is run.
    Exits with 3 if a block of the item can't be read.
    """
    from mdcheck.app.explain import explain  # late: `mdcheck explain --help` needs none of it
    from mdcheck.cli.run_session import warn
    from mdcheck.cli.terminal.print import show_lines
    from mdcheck.cli.text.explanation import explanation_lines

    explained = explain(words, files, Session.here(), warn)
    show_lines(explanation_lines(explained))
    problems = [problem for block in explained.blocks for problem in block.problems]
    show_diagnostics(explained.path, problems)
    return ExitCode.USAGE if problems else ExitCode.OK
