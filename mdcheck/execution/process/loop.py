"""An event loop for checks that run processes: one thread waits for all of them.

A thread for each process would make a short process take one and a half times as long; asyncio takes longer still.

A check that waits is a generator (`Steps`). It yields a deadline on the clock of `time.monotonic` and is resumed when
the deadline has come or one of its descriptors was readable; it may be resumed too early, so it looks whether it can
go on. Its return value is its result:

    perform (one check: `when`, cache)               execution/perform.py
     └─ _run_with_retries
         └─ _attempt (one try: a process or a look)
             └─ steps (one process, from start to end)     execution/process/run.py
                 ├─ _follow (read until it ends or times out)
                 └─ _Child.end (kill what it started)

Each level waits with `yield from`, so that `finally` blocks run in order whatever ends the check. `Loop.finish`
resumes one generator to its end; `execution/together.py` resumes many.
"""

from __future__ import annotations

import select
import signal
import threading
import time
from collections.abc import Generator
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

from mdcheck.execution.process.turns import readable

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import FrameType

_ResultT = TypeVar("_ResultT")

_INTERRUPTING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

Steps: TypeAlias = Generator[float, None, _ResultT]


class Loop:
    """Descriptors, each with the function to call when it is readable, and its owner."""

    def __init__(self) -> None:
        self._poll: select.poll | None = None
        self._listeners: dict[int, tuple[Callable[[], object], int]] = {}
        self.owner = 0
        """The owner of descriptors that are added from now on: `wait` returns it."""

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
        """Wait until `until` or until a descriptor is readable; call its listener, and return the owners."""
        owners: set[int] = set()
        if self._poll is None:
            time.sleep(max(0.0, until - time.monotonic()))
            return owners
        for descriptor in readable(self._poll, until):
            if descriptor in self._listeners:  # one that was called before may have forgotten it
                listener, owner = self._listeners[descriptor]
                owners.add(owner)
                listener()
        return owners

    def finish(self, steps: Steps[_ResultT], guard: AbstractContextManager[object] | None = None) -> _ResultT:
        """Run one generator to its end; `guard` is held while it runs, and not while it waits.

        An exception that interrupts the wait, such as KeyboardInterrupt, is raised inside the generator.
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
            except BaseException as error:  # the generator must clean up, whatever it is; then it raises it
                if until is None:  # it was raised by the generator
                    raise
                advance = partial(steps.throw, error)


class Shield:
    """Delays signals that interrupt the main thread until the block `with shield: …` ends.

    Otherwise Ctrl-C could come between the start of a process and the moment when it is recorded, and leave it running.
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
