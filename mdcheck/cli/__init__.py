"""The command line: it translates options, calls the use cases, prints, and decides the exit code in one place."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click

from mdcheck import __version__
from mdcheck.cli.messages import show_bug, show_error
from mdcheck.errors import ExitCode, MdcheckError, WriteError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    "update",
    "run",
    "status",
    "lint",
    "explain",
    "init",
    "kinds",
    "diff",
    "history",
    "trust",
    "badge",
    "merge",
    "config-git",
    "completion",
)
"""In the order of the help text; each has a module of its name, imported when it is called, with `_` for `-`."""

FOR_GIT = ("git-driver", "git-textconv")
"""Commands that git calls, as `config-git` tells it to; they stand in no help text."""


class _Commands(click.Group):
    """Loads a command's module when the command is called, so that `status` does not pay for `update`."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in (*COMMANDS, *FOR_GIT):
            return None
        return cast("click.Command", import_module(f"mdcheck.cli.{name.replace('-', '_')}").command)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from mdcheck.errors import did_you_mean  # noqa: PLC0415 - beside its one use

        asked = not context.resilient_parsing  # a shell that completes wants no answer to what is wrong
        if asked and args and not args[0].startswith("-") and args[0] not in (*COMMANDS, *FOR_GIT):
            raise click.UsageError(f"no command “{args[0]}”{did_you_mean(args[0], COMMANDS)}", ctx=context)
        return super().resolve_command(context, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 passed, 1 failed or out of date, 2 warnings only, 3 usage or a malformed checklist, "
    "4 refused, 70 a bug, 130 interrupted.",
)
@click.version_option(__version__, prog_name="mdcheck", message="%(prog)s %(version)s")
def cli() -> None:
    """Keep a Markdown checklist true.

    Fenced `check` blocks under a checklist's items say how to verify them. mdcheck runs them, ticks or unticks the
    boxes, brings the figures up to date, and commits the file.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The entry point of the command `mdcheck`."""
    _open_closed_streams()
    sys.exit(invoke(sys.argv[1:] if args is None else args))


def invoke(args: Sequence[str]) -> int:
    """Run a command line and return its exit status; every error is caught here and nowhere else."""
    try:
        result = cli.main(list(args), prog_name="mdcheck", standalone_mode=False)
        sys.stdout.flush()
    except MdcheckError as error:
        show_error(error)
        return error.exit_code
    except click.UsageError as error:
        error.show()
        return ExitCode.USAGE
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted: nothing was written", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001 - the last net: a bug must not look like a failing check
        return _unforeseen(error)
    return int(result) if isinstance(result, int) else ExitCode.OK


def _open_closed_streams() -> None:
    """Give the streams that the caller has closed a place that takes anything.

    Otherwise the next file that is opened would get the number of one, and what is printed would go into it.
    """
    for name, flags in (("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), "r" if name == "stdin" else "w", encoding="utf-8"))


def _unforeseen(error: Exception) -> ExitCode:
    """A disk that is full behind standard output is no bug; everything else is."""
    lost = _lost_stdout() if isinstance(error, OSError) else None
    if lost is None:
        show_bug(error)
        return ExitCode.BUG
    _abandon_stdout()
    fix = "make room, or name a file elsewhere with --output"
    show_error(WriteError(f"standard output can't be written: {lost.strerror}", fix=fix))
    return ExitCode.REFUSED


def _lost_stdout() -> OSError | None:
    """Why standard output does not take what was printed; None where it does."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return error
    return None


def _abandon_stdout() -> None:
    """The reader has gone (`mdcheck status | head`), or the disk is full; keep Python from complaining at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


__all__: list[Any] = ["cli", "invoke", "main"]
