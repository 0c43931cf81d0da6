"""`run --watch`: shows a report, and a new one whenever something changes that a check has looked at."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from mdcheck.app.watch import Watch
from mdcheck.cli.messages import show_error
from mdcheck.cli.output import show
from mdcheck.cli.run_session import attended, show_refused
from mdcheck.cli.terminal.keys import keys
from mdcheck.cli.terminal.print import in_colour, show_lines
from mdcheck.cli.terminal.print import width as width_of
from mdcheck.cli.terminal.streams import reader_gone
from mdcheck.errors import ExitCode, UsageError
from mdcheck.execution.file_changes import file_changes
from mdcheck.reports.changed import layout
from mdcheck.reports.layout.lines import Styled, TextStyle
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from mdcheck.app.session import Session
    from mdcheck.app.watch import Round
    from mdcheck.evidence.trace import Changes
    from mdcheck.reports.layout.detail import Detail

_CLEAR = "\x1b[H\x1b[2J\x1b[3J"


def watch(names: tuple[str, ...], session: Session, detail: Detail, **options: Any) -> ExitCode:
    """Run and show until the person ends it; the exit status is that of the last round."""
    watching = Watch(names, session)
    changes = file_changes(watching.roots())
    next(changes)  # from here on nothing is missed

    def again(wanted: Changes | None) -> Round:
        with attended(quiet=detail.quiet, verbose=detail.verbose, **options) as run_options:
            return watching.again(wanted, run_options)

    last = again(None)
    with keys() as typed:
        _show(last, detail, keys=typed is not None)
        for wanted in _wanted(changes, typed):
            found = again(wanted)
            if wanted is None or found.ran or found.report != last.report or str(found.error) != str(last.error):
                _show(found, detail, keys=typed is not None)
            last = found
    return last.code


def _wanted(changes: Iterator[Changes], typed: Callable[[], str] | None) -> Iterator[Changes | None]:
    """What each further round is about; None for all. It ends when the person leaves, or the output is closed."""
    for change in changes:
        if reader_gone():
            return
        pressed = typed() if typed is not None else ""
        if "q" in pressed or "\x04" in pressed:
            return
        if "r" in pressed:
            yield None
        elif change.paths:
            yield change


def _show(found: Round, detail: Detail, *, keys: bool) -> None:
    """The changes, then the report, and what can be done next."""
    width = width_of()
    if sys.stdout.isatty() and in_colour(sys.stdout, os.environ):
        sys.stdout.write(_CLEAR)
    if found.error is not None:
        sys.stdout.flush()
        show_error(found.error)
    if found.report is not None:
        changed = list(layout(found.changes, width))
        show_lines([*changed, *([()] if changed else [])])
        show(found.report, "text", None, detail=detail)
        show_refused(found.report)
    done = "nothing ran" if found.error is not None else f"{count(found.ran, 'check')} ran"
    doing = f"{done}; waiting for changes"
    hint = ", r runs all, q ends" if keys else ""
    show_lines([(), (Styled(f"{doing}{hint}", TextStyle.MUTED),)])
    sys.stdout.flush()


def refuse_beside_watch(options: dict[str, object]) -> None:
    """Raises UsageError where an option for reports in files stands beside `--watch`."""
    for name, given in options.items():
        if given:
            raise UsageError(f"--watch shows its reports on screen only, not with {name}", fix=f"leave out {name}")
