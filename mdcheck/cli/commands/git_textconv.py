"""`mdcheck git-textconv`, which git starts to show a checklist's changes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mdcheck.app.git_driver import bare_bytes
from mdcheck.app.session import Session

_ARGUMENTS = {"ignore_unknown_options": True}
"""A file's name may begin with a hyphen."""


@click.command("git-textconv", hidden=True, context_settings=_ARGUMENTS)
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Print a checklist without its derived numbers, so that a diff shows what people and checks changed."""
    sys.stdout.buffer.write(bare_bytes(file, Session.here()))
