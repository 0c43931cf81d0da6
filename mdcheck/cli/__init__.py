"""The command line: it translates options, calls the use cases, prints, and decides the exit code in one place."""

from __future__ import annotations

import shutil
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click
from click.core import ParameterSource

from mdcheck import __version__
from mdcheck.cli.messages import show_bug, show_error, show_interrupt
from mdcheck.cli.pages import PAGES, SITE, epilog
from mdcheck.cli.terminal.streams import outlast_readers, unwritten
from mdcheck.errors import ExitCode, InterruptedUpdateError, MdcheckError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from click.shell_completion import CompletionItem

GROUPS = {
    "Check and update": {
        "update": "Run the checks, bring the file up to date and commit it.",
        "run": "Run the checks and report; write nothing.",
        "status": "Show sections, figures and open items; run nothing.",
        "lint": "Name what is wrong with a checklist; run nothing.",
        "explain": "Show what one item's check is, would run, and last said; run nothing.",
    },
    "Begin": {
        "init": "Start a checklist that fits this repository.",
        "adopt": "Propose checks for a hand-written checklist, and numbers to keep; run nothing.",
        "kinds": "Show the kinds of checks and their options.",
        "help": "Explain a topic, a command or a kind.",
        "completion": "Print what makes a shell complete commands and item ids.",
    },
    "Review": {
        "diff": "Show what changed in a checklist between two versions; run nothing.",
        "history": "Show a checklist's completion and score commit by commit; run nothing.",
        "trust": "Show, grant and withdraw trust in executable blocks.",
    },
    "People": {
        "due": "Show what people have ticked and what of it is too old, or will be; run nothing.",
        "sign": "Sign what a person in your role has to judge: write a record below its item.",
        "waive": "Accept a failing check until a date: write a record below its item.",
        "waivers": "List the waivers, whether they count, and how often each was renewed; run nothing.",
    },
    "Publish": {
        "badge": "Write a badge with the completion; run nothing.",
        "results": "Report on results that `run --results` recorded elsewhere; run nothing.",
        "fleet": "Show the checklists of many repositories side by side.",
    },
    "With git and editors": {
        "merge": "Resolve the merge conflicts that follow from the boxes.",
        "config-git": "Have git merge and show checklists with mdcheck.",
        "lsp": "Serve an editor: diagnostics, completion, hover and fixes while you type.",
    },
}
"""In the order of the help text, with what each command does; kept here, since `--help` loads no command."""

COMMANDS = {name: purpose for commands in GROUPS.values() for name, purpose in commands.items()}
"""Each has a module of its name, imported when it is called, with `_` for `-`."""

FOR_GIT = ("git-driver", "git-textconv")
"""Commands that git calls once `config-git` has set it up; they are not in the help text."""


_CLICK_NARROWEST = 52
_NARROWEST = 40


class _Formatter(click.HelpFormatter):
    """Leaves half of a narrow terminal to what stands beside an option."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl(rows, min(col_max, self.width // 2), col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


def _refuse_empty(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """A variable of a script that is not set must not mean that the option was left out: `--base "$BASE"`."""
    given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    if given and "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("it is empty: give a value, or leave the option out")
    return value


class _Commands(click.Group):
    """Loads a command's module when the command is called, so that `status` does not pay for `update`."""

    context_class = _Context

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in (*COMMANDS, *FOR_GIT):
            return None
        command = cast("click.Command", import_module(f"mdcheck.cli.commands.{name.replace('-', '_')}").command)
        if name in PAGES and not command.epilog:
            command.epilog = epilog(name)
        command.context_class = _Context
        for option in command.params:
            if isinstance(option, click.Option) and option.callback is None:
                option.callback = _refuse_empty
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", purpose) for name, purpose in commands.items()])

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem  # late: only when a shell asks

        named = [
            CompletionItem(name, help=purpose) for name, purpose in COMMANDS.items() if name.startswith(incomplete)
        ]
        return named + super(click.Group, self).shell_complete(context, incomplete)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        asked = not context.resilient_parsing  # a shell that completes shows no errors
        if asked and args and not args[0].startswith("-") and args[0] not in (*COMMANDS, *FOR_GIT):
            raise click.UsageError(f"no command “{args[0]}”{did_you_mean(args[0], tuple(COMMANDS))}", ctx=context)
        return super().resolve_command(context, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 passed, 1 failed or out of date, 2 warnings only, 3 usage or a malformed checklist, "
    "4 refused, 70 a bug, 130 interrupted.\n\n`mdcheck help TOPIC` explains one thing.\n\n\b\n"
    f"Example: mdcheck run CHECKLIST.md\nAll pages: {SITE}",
)
@click.version_option(__version__, prog_name="mdcheck", message="%(prog)s %(version)s")
def cli() -> None:
    """Keep a Markdown checklist true.

    Fenced `check` blocks under a checklist's items say how to verify them. mdcheck runs them, ticks or unticks the
    boxes, brings the figures up to date, and commits the file.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """The entry point of the command `mdcheck`."""
    outlast_readers()
    code = invoke(sys.argv[1:] if args is None else args)
    problem = unwritten()
    if problem is not None:
        show_error(problem)
    sys.exit(code or (problem.exit_code if problem is not None else code))


def invoke(args: Sequence[str]) -> int:
    """Run a command line and return its exit status; every error is caught here and nowhere else."""
    try:
        result = cli.main(list(args), prog_name="mdcheck", standalone_mode=False, terminal_width=_narrow_width())
    except MdcheckError as error:
        show_error(error)
        return error.exit_code
    except click.UsageError as error:
        error.show()
        if fix := _behind_dashes(error, args):
            click.echo(f"  fix: {fix}", err=True)
        return ExitCode.USAGE
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, click.Abort) as interrupt:
        cause = interrupt.__cause__  # click has an exception of its own for it
        show_interrupt(cause.written if isinstance(cause, InterruptedUpdateError) else ())
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last net: a bug must not look like a failing check
        show_bug(error)
        return ExitCode.BUG
    return int(result) if isinstance(result, int) else ExitCode.OK


def _narrow_width() -> int | None:
    """The width of help texts on a terminal below click's least width; else None: click chooses."""
    columns = shutil.get_terminal_size().columns
    return max(columns, _NARROWEST) - 2 if columns < _CLICK_NARROWEST else None


def _behind_dashes(error: click.UsageError, args: Sequence[str]) -> str:
    """How to give a name that begins with a hyphen, an item's id or a file, where it was taken for an option."""
    if not isinstance(error, click.NoSuchOption) or error.ctx is None or error.possibilities:
        return ""
    if not any(isinstance(param, click.Argument) for param in error.ctx.command.params):
        return ""
    import shlex  # late: the rare path

    sign = error.option_name if error.option_name.startswith("--") else error.option_name[-1]  # of `-smile` it is `-s`
    word = next((word for word in args if word.startswith("-") and sign in word), error.option_name)
    return f"a name that begins with “-” stands behind “--”: {error.ctx.command_path} -- {shlex.quote(word)}"


__all__: list[Any] = ["cli", "invoke", "main"]
