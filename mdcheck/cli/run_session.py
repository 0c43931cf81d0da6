"""The ways in which a run asks the person who started it, warns them, and shows its progress."""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from mdcheck.app.run_options import RunOptions
from mdcheck.cli.messages import show_warning
from mdcheck.cli.prompt import asker
from mdcheck.cli.terminal.signals import interrupt_on_signals
from mdcheck.errors import UsageError
from mdcheck.execution.trust.policy import REFUSED_UNDER
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from mdcheck.execution.events import Event
    from mdcheck.results.report import Report


@contextmanager
def attended(*, quiet: bool, verbose: bool, **options: Any) -> Iterator[RunOptions]:
    """The options of a run, from those that `run_options` gives a command."""
    if quiet and verbose:
        raise UsageError("--quiet and --verbose contradict each other", fix="give one of them")
    interrupt_on_signals()
    with _watching(quiet=quiet, verbose=verbose) as on_event:
        yield RunOptions(**options, ask=asker(os.environ, quiet=quiet), warn=warn, on_event=on_event)


def _watching(*, quiet: bool, verbose: bool) -> AbstractContextManager[Callable[[Event], None]]:
    if quiet:
        return nullcontext(_no_progress)
    from mdcheck.cli.terminal.progress import watching  # late: not needed with --quiet

    return watching(os.environ, verbose=verbose)


def _no_progress(_event: Event) -> None:
    """Show no progress."""


def warn(message: str, fix: str) -> None:
    show_warning(message, fix=fix)


def show_refused(report: Report) -> None:
    """How many checks did not run for want of trust, and how to go on."""
    checks = [check for file in report.files for item in file.items for check in item.checks if check.refused]
    if not checks:
        return
    said = count(len(checks), "check was", "checks were")
    if checks[0].message.startswith(REFUSED_UNDER):
        show_warning(f"{said} not run: {checks[0].message}")
        return
    message = f"{said} not run: nobody has approved the code on this machine"
    show_warning(message, fix="read and approve it with `mdcheck trust --grant`, or run with --trust")
