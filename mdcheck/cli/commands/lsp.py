"""`mdcheck lsp`."""

from __future__ import annotations

import sys

import click

from mdcheck.app.session import Session
from mdcheck.cli.messages import show_note
from mdcheck.errors import ExitCode, UsageError


@click.command("lsp")
@click.option("--stdio", is_flag=True, help="Speak on standard input and output, as always; some editors say so.")
def command(*, stdio: bool) -> ExitCode:  # noqa: ARG001 - editors give it, and it changes nothing
    """Speak the Language Server Protocol with an editor, on standard input and output.

    An editor starts this command; docs/editors.md says how. Nothing runs and nothing is written while you type: a check
    runs only where you ask for it in the editor, and only if it is trusted.
    """
    try:
        from mdcheck.lsp.server import serve  # late: no other command needs pygls
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        from mdcheck.checks.installation import install_extra

        raise UsageError("the language server needs the package pygls", fix=install_extra("lsp")) from error
    if sys.stdin is not None and sys.stdin.isatty():
        show_note("waiting for an editor on standard input, Ctrl-D ends it; docs/editors.md says how to set one up")
    return serve(Session.here())
