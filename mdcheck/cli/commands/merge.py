"""`mdcheck merge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mdcheck.app.merge import merge_files
from mdcheck.app.session import Session
from mdcheck.cli.messages import show_diagnostics
from mdcheck.cli.options import files_argument
from mdcheck.errors import ExitCode
from mdcheck.reports.layout.sanitize import clean
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.app.merge import Resolved


@click.command("merge")
@files_argument
def command(files: tuple[str, ...]) -> ExitCode:
    """Resolve the merge conflicts of figures, reports and boxes with checks in a checklist.

    Boxes are merged one by one, figures counted anew. What people wrote on both sides stays marked. Nothing is run.
    Exits with 1 if conflicts are left.
    """
    ended = merge_files(files, Session.here())
    for file in ended:
        show_diagnostics(file.path, file.left)
        _say(file)
    return ExitCode.FAILED if any(file.left for file in ended) else ExitCode.OK


def _say(file: Resolved) -> None:
    conflicts = count(file.found, "conflict")
    left = count(len(file.left), "conflict is", "conflicts are")
    if not file.found:
        said = "no conflict to resolve"
    elif file.left:
        said = f"resolved what follows from both sides; {left} left"
    else:
        said = f"resolved {conflicts}; read the result, then `git add` it"
    click.echo(f"{clean(file.path)}: {said}")
