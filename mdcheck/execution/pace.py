"""How many checks to have under way: as many as are allowed, or one at a time while that gets more of them done.

Where other programs keep all processors busy, a process that has just begun waits milliseconds for its turn, and
mdcheck waits with it. With one check at a time the kernel soon leaves a processor to mdcheck and its checks. With two
busy programs on two processors, 1,000 scripts of a millisecond took 1.3 s one at a time and 6.5 s two at a time (Linux
6.18). Which of the two is faster can't be known beforehand, so it is tried for a moment.
"""

from __future__ import annotations

import math
import sys
import time

_WINDOW = 8
"""Checks that are timed together."""
_LONG = 0.02
"""Seconds; for longer checks, the waits before they begin do not matter."""
_MOMENT = 0.5
"""Seconds that one at a time is tried for: so long the kernel may take to spread the processes anew."""
_PAUSE = 0.5
"""Seconds until it is tried again; twice as many each time that it was no better."""
_STRETCH = 5.0
"""Seconds until more at a time are tried again, which ends the order that the kernel has found."""
_BETTER, _HOPELESS = 0.8, 3.0
"""How many times as long a check takes one at a time: below the first it is the better pace, and above the second the
trial ends early."""
_IDLE = 0.5
"""Processors that are in use by mdcheck and its checks, on average: where fewer are, they wait."""


class Pace:
    """For at most `most` checks at a time. It is told what begins and ends, and says whether there is room for another.

    Moments are on the clock of `time.monotonic`.
    """

    def __init__(self, most: int) -> None:
        self.until = math.inf
        """When to ask for room again although nothing has ended."""
        self._most = self._limit = most
        self._pause = _PAUSE
        self._next = 0.0
        """When the other pace is tried next."""
        self._peer = 0.0
        """Seconds for each check when `most` were under way, before one at a time was tried."""
        self._won = False
        """Whether one at a time was better."""
        self._mixed = True
        """Whether what ends may have begun at the other pace."""
        self._count = 0
        self._since = self._used = 0.0
        """The beginning of the window, and the processor time until then."""

    def room(self, under_way: int) -> bool:
        """Whether another check may begin beside those that are under way."""
        now = time.monotonic()
        if now >= self.until:  # it is a long one, and others need not wait for it
            self._resume(now)
        return under_way < self._limit

    def began(self) -> None:
        if self._limit < self._most:
            self.until = time.monotonic() + _LONG

    def ended(self, under_way: int) -> None:
        """A check has ended; so many others have not."""
        self.until = math.inf
        now = time.monotonic()
        if self._mixed:
            self._mixed = under_way >= self._limit
            self._since, self._used = now, _processor_time()
            return
        self._count += 1
        if self._count == _WINDOW:
            self._judge(now)
            self._mixed, self._count = True, 0

    def _judge(self, now: float) -> None:
        """Choose the pace, now that a window has ended."""
        passed = now - self._since
        each = passed / _WINDOW
        if self._limit == self._most:
            if now >= self._next and each < _LONG and _processor_time() - self._used < _IDLE * passed:
                self._limit, self._peer, self._next = 1, each, now + _MOMENT
        elif each < _BETTER * self._peer and not self._won:
            self._won, self._next = True, now + _STRETCH
        elif now >= self._next or each > _HOPELESS * self._peer:
            self._resume(now)

    def _resume(self, now: float) -> None:
        """As many as are allowed, until one at a time is tried again."""
        self._pause = _PAUSE if self._won else 2 * self._pause
        self._limit, self._next, self._won = self._most, now + self._pause, False
        self.until = math.inf


def _processor_time() -> float:
    """Seconds that mdcheck and all checks that have ended have kept a processor busy."""
    own = time.process_time()
    if sys.platform == "win32":  # where no check runs a process
        return own
    import resource

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + children.ru_utime + children.ru_stime
