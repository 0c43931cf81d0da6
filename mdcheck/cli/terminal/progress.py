"""How a run is getting on, on standard error: a live display on a terminal, or a line for each check if asked for."""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import contextmanager
from threading import RLock, Timer
from typing import TYPE_CHECKING, TextIO, assert_never

from mdcheck.document.slug import plain_text
from mdcheck.execution.events import CheckFinished, CheckStarted, RunStarted
from mdcheck.reports.counts import outcomes_in_words
from mdcheck.reports.layout.lines import cut, shown
from mdcheck.reports.layout.rows import duration
from mdcheck.settings import in_ci

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rich.live import Live
    from rich.text import Text

    from mdcheck.document.model import CheckId, Item
    from mdcheck.execution.events import Event
    from mdcheck.results.outcome import CheckResult, Outcome

_DELAY = 0.3
"""Seconds that a run may take before anything moves on the screen: most are over by then."""
_SHOWN = 5
_BAR = 20
_REFRESHES = 8
"""In a second."""


@contextmanager
def watching(environ: Mapping[str, str], *, verbose: bool) -> Iterator[Callable[[Event], None]]:
    """A function that shows the events of a run: a line for each check with `verbose`, else a display on a terminal."""
    if verbose:
        yield _LineWriter(sys.stderr)
    elif not _can_move(sys.stderr, environ):
        yield _ignore
    else:
        display = _Display(sys.stderr, environ)
        try:
            yield display
        finally:
            display.stop()


@contextmanager
def counting(environ: Mapping[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """A function that shows on a terminal how many of how many are done, until all of it is over."""
    stream = sys.stderr
    if not _can_move(stream, environ):
        yield lambda _verb, _done, _every: None
        return

    def show(verb: str, done: int, every: int) -> None:
        stream.write(f"\r\x1b[K{verb} {done} of {every}")
        stream.flush()

    try:
        yield show
    finally:
        stream.write("\r\x1b[K")
        stream.flush()


def _ignore(_event: Event) -> None:
    """Nothing is shown in a pipe or a log, which gets the report only."""


def _can_move(stream: TextIO, environ: Mapping[str, str]) -> bool:
    return stream.isatty() and not in_ci(environ) and environ.get("TERM", "").lower() not in ("dumb", "unknown")


class _LineWriter:
    """Writes a line for each check, such as:

    [3/12] failed   A readme (file_exists, line 7, 3 ms, id docs/a-readme): README.md is missing
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._ended = 0
        self._checks = 0

    def __call__(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._checks = event.checks
            case CheckStarted():
                pass
            case CheckFinished():
                self._ended += 1
                self._stream.write(self._line(event.item, event.result) + "\n")
                self._stream.flush()
            case never:
                assert_never(never)

    def _line(self, item: Item, ended: CheckResult) -> str:
        width = len(str(self._checks))
        took = "" if ended.duration is None else f", {duration(ended.duration)}"
        text = f"[{self._ended:>{width}}/{self._checks}] {ended.outcome.label:<7}  {_name(item)}"
        text += f" ({shown(ended.kind)}, line {ended.line}{took}, id {shown(item.id)})"
        message = shown(ended.message)
        return f"{text}: {message}" if message else text


class _Display:
    """A bar, and the checks that run now. Events come from one thread, and what draws looks from another."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str]) -> None:
        self._stream = stream
        self._environ = environ
        self._lock = RLock()  # the display draws itself once as it starts
        self._running: dict[CheckId, tuple[str, float]] = {}
        self._ended = 0
        self._checks = 0
        self._outcomes: Counter[Outcome] = Counter()
        self._timer: Timer | None = None
        self._live: Live | None = None
        self._stopped = False

    def __call__(self, event: Event) -> None:
        with self._lock:
            match event:
                case RunStarted():
                    self._checks = event.checks
                    self._timer = Timer(_DELAY, self._start)
                    self._timer.daemon = True
                    self._timer.start()
                case CheckStarted():
                    self._running[event.id] = (_name(event.item), time.monotonic())
                case CheckFinished():
                    self._running.pop(event.id, None)
                    self._ended += 1
                    self._outcomes[event.result.outcome] += 1
                case never:
                    assert_never(never)

    def stop(self) -> None:
        """Take the display away."""
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._stopped = True
            live = self._live
        if live is not None:
            live.stop()

    def _start(self) -> None:
        from rich.console import Console  # late: a tenth of a second that quick runs and pipes need not pay
        from rich.live import Live

        console = Console(file=self._stream, highlight=False, markup=False, emoji=False, _environ=self._environ)
        live = Live(
            console=console,
            get_renderable=lambda: self._drawn(console.width),
            refresh_per_second=_REFRESHES,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with self._lock:
            if self._stopped:
                return
            live.start()
            self._live = live

    def _drawn(self, width: int) -> Text:
        from rich.text import Text

        with self._lock:
            running = list(self._running.values())
            ended, checks, outcomes = self._ended, self._checks, self._outcomes.copy()
        full = _BAR * ended // checks if checks else _BAR
        text = Text(no_wrap=True, overflow="crop")
        text.append("━" * full, "green").append("─" * (_BAR - full), "dim").append(f"  {ended}/{checks}")
        bad = {outcome: number for outcome, number in outcomes.items() if outcome.meaning.bad}
        if bad:
            text.append(f"  {outcomes_in_words(bad, zeros=False)}", "red")
        now = time.monotonic()
        for name, started in running[:_SHOWN]:
            took = f"{now - started:.0f} s"
            text.append(f"\n  {cut(name, max(width - len(took) - 5, 10))}").append(f"  {took}", "dim")
        if len(running) > _SHOWN:
            text.append(f"\n  and {len(running) - _SHOWN} more", "dim")
        return text


def _name(item: Item) -> str:
    return shown(plain_text(item.text)) or item.id
