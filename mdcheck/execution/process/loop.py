"""Waiting for many processes in one thread: each that is followed by a thread costs half as much again.

Work that waits is a generator, here called steps. It yields until when it can wait at most, on the clock of
`time.monotonic`, and goes on when that time has come or something was heard, perhaps for others.
"""

from __future__ import annotations

import math
import select
import signal
import threading
import time
from collections.abc import Generator
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import FrameType

_ResultT = TypeVar("_ResultT")

_INTERRUPTING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

Steps: TypeAlias = Generator[float, None, _ResultT]


class Loop:
    """Descriptors, and who is called when there is something to read from them."""

    def __init__(self) -> None:
        self._poll: select.poll | None = None
        self._listeners: dict[int, tuple[Callable[[], object], int]] = {}
        self.owner = 0
        """Who listens from now on, as `wait` will say."""

    def listen(self, descriptor: int, listener: Callable[[], object]) -> None:
        if self._poll is None:
            self._poll = select.poll()
        self._listeners[descriptor] = (listener, self.owner)
        self._poll.register(descriptor, select.POLLIN)

    def forget(self, descriptor: int) -> None:
        """It is no error to forget a descriptor twice."""
        if self._poll is not None and self._listeners.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def wait(self, until: float) -> set[int]:
        """Call those who have something to read, and say who owns them; wait for that no longer than the clock says."""
        heard: set[int] = set()
        if self._poll is None:
            time.sleep(max(0.0, until - time.monotonic()))
            return heard
        milliseconds = None if until == math.inf else max(0, math.ceil((until - time.monotonic()) * 1000))
        for descriptor, _ in self._poll.poll(milliseconds):
            if descriptor in self._listeners:  # one that was called before may have forgotten it
                listener, owner = self._listeners[descriptor]
                heard.add(owner)
                listener()
        return heard

    def finish(self, steps: Steps[_ResultT], guard: AbstractContextManager[object] | None = None) -> _ResultT:
        """Do the work alone, to its end; `guard` is held while it must not be interrupted.

        What interrupts the waiting, the work itself is told.
        """
        guard = guard or nullcontext()
        advance = partial(next, steps)
        while True:
            until = None
            try:
                with guard:
                    until = advance()
                self.wait(until)
                advance = partial(next, steps)
            except StopIteration as ended:
                result: _ResultT = ended.value
                return result
            except BaseException as error:  # the work must clean up, whatever it is; then it raises it
                if until is None:  # it was the work that raised it
                    raise
                advance = partial(steps.throw, error)


class Shield:
    """Signals that interrupt the main thread, put off while work must not be interrupted: `with shield: …`.

    Otherwise Ctrl-C could come when a process has begun that nobody knows yet, and leave it running.
    """

    def __init__(self) -> None:
        self._up = False
        self._late: tuple[int, FrameType | None] | None = None
        self._former: dict[int, Callable[[int, FrameType | None], object]] = {}

    def install(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _INTERRUPTING:
            former = signal.getsignal(number)
            if callable(former):
                self._former[number] = former
                signal.signal(number, self._handle)

    def remove(self) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)
        self._former.clear()

    def __enter__(self) -> Self:
        self._up = True
        return self

    def __exit__(self, *_: object) -> None:
        self._up = False
        if self._late is not None:
            late, self._late = self._late, None
            self._handle(*late)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._up:
            self._late = (number, frame)
        else:
            self._former[number](number, frame)
