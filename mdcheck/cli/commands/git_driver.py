"""`mdcheck git-driver`, the merge driver that git starts."""

from __future__ import annotations

from pathlib import Path

import click

from mdcheck.app.git_driver import Versions, drive
from mdcheck.app.session import Session
from mdcheck.cli.messages import show_bug, show_error, show_warning
from mdcheck.document.merging.conflicts import SIZE
from mdcheck.errors import ExitCode, MdcheckError

_ARGUMENTS = {"ignore_unknown_options": True, "allow_interspersed_args": False}
"""A file's name may begin with a hyphen."""


@click.command("git-driver", hidden=True, context_settings=_ARGUMENTS)
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("size", default=str(SIZE))
@click.argument("name", default="")
def command(base: Path, ours: Path, theirs: Path, size: str, name: str) -> ExitCode:
    """Merge three versions of a checklist into OURS, as git calls it: `%O %A %B %L %P`.

    Exits with 0 if no conflict is left, else with 1; either way OURS then holds both sides.
    """
    shown = name or ours.as_posix()
    length = int(size) if size.isdecimal() and int(size) else SIZE
    try:
        left = drive(Versions(base, ours, theirs), length, shown, Session.here())
    except MdcheckError as error:
        show_error(error)
    except KeyboardInterrupt:
        show_warning("interrupted", where=shown)
    except Exception as error:  # noqa: BLE001 - git takes any other exit status for a driver that has written nothing
        show_bug(error)
    else:
        return ExitCode.FAILED if left else ExitCode.OK
    show_warning("merged as plain text, since mdcheck could not", where=shown, fix="look at it, then `git add` it")
    return ExitCode.FAILED
