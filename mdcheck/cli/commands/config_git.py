"""`mdcheck config-git`."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from mdcheck.app.config_git import configure, describe
from mdcheck.app.session import Session
from mdcheck.cli.options import files_argument
from mdcheck.errors import ExitCode
from mdcheck.programs import ProgramError, find_program
from mdcheck.reports.layout.sanitize import clean
from mdcheck.repository.config import Scope


@click.command("config-git")
@files_argument
@click.option("--enable/--disable", "wanted", default=None, help="Set git up, or undo that.")
@click.option("--local", "scope", flag_value="local", default="local", help="For this clone (the default).")
@click.option("--global", "scope", flag_value="global", help="For all your repositories.")
def command(files: tuple[str, ...], wanted: bool | None, scope: str) -> ExitCode:
    """Have git merge checklists item by item, and leave derived numbers out of diffs; or undo that.

    Without --enable and --disable it shows what git knows of mdcheck.

    --local writes to .git/config and .git/info/attributes, --global to your own files; nothing that is tracked changes.
    On a machine without mdcheck git does what it does by itself.
    """
    if wanted is None:
        _show_state(Scope(scope))
        return ExitCode.OK
    changed = configure(files, Session.here(), Scope(scope), _own_command() if wanted else None)
    for said in changed or ("nothing to change",):
        _say(said)
    return ExitCode.OK


def _show_state(scope: Scope) -> None:
    known = describe(Session.here(), scope)
    for said in known or ("git does not know of mdcheck here",):
        _say(said)
    flag = " --global" if scope is Scope.GLOBAL else ""
    other = "--disable` undoes that" if known else "--enable` sets git up"
    _say(f"`mdcheck config-git{flag} {other}")


def _own_command() -> str:
    """How git is to call mdcheck: by name where PATH has it, else by the path that started this process."""
    with suppress(ProgramError):
        find_program("mdcheck", os.environ.get("PATH", os.defpath))
        return "mdcheck"
    path = Path(sys.argv[0]).absolute()
    if path.name.startswith("mdcheck") and os.access(path, os.X_OK):
        return str(path)
    return "mdcheck"


def _say(text: str) -> None:
    click.echo(clean(text))
