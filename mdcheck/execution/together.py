"""Checks under way at the same time: processes are followed in this thread, all else has threads."""

from __future__ import annotations

import math
import os
import time
from contextlib import suppress
from functools import partial
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from mdcheck.execution.perform import perform
from mdcheck.execution.process.loop import Loop, Shield
from mdcheck.kinds.protocol import runs_process

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.execution.perform import RunContext
    from mdcheck.execution.plan import Job
    from mdcheck.execution.process.loop import Steps
    from mdcheck.results.outcome import CheckResult

_WAKES = 4096
_NOBODY = -1


class Together:
    """The checks that have begun, by a number of the caller's. Leaving the context with an error ends them all.

    `executor` is given every check; without it, processes need none, and the others get one of `jobs` threads.
    """

    def __init__(self, run: RunContext, jobs: int, executor: Executor | None = None) -> None:
        self._run = run
        self._jobs = jobs
        self._given = executor
        self._threads: Executor | None = None
        self._shield = Shield()
        self._steps: dict[int, Steps[CheckResult]] = {}
        self._until: dict[int, float] = {}
        self._futures: dict[int, Future[CheckResult]] = {}
        self._ended: list[tuple[int, CheckResult]] = []
        self._wake: tuple[int, int] | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        self._shield.install()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is not None:
                self._run.cancel.cancel()
                self._end()
            if self._threads is not None:
                self._threads.shutdown()
        finally:
            self._shield.remove()
            with self._lock:
                wake, self._wake = self._wake, None
            for descriptor in wake or ():
                self._run.loop.forget(descriptor)
                os.close(descriptor)

    def __len__(self) -> int:
        return len(self._steps) + len(self._futures) + len(self._ended)

    def start(self, number: int, job: Job, workspace: Workspace) -> None:
        if self._given is None and runs_process(job.check.kind):
            self._steps[number] = perform(job, workspace, self._run)
            self._advance(number)
            return
        future = self._executor().submit(partial(_alone, job, workspace, self._run))
        self._futures[number] = future
        future.add_done_callback(self._tell)

    def ended(self, until: float = math.inf) -> list[tuple[int, CheckResult]]:
        """Those that have ended since this was asked last, in the order of their numbers; none if `until` has come."""
        while not self._ended and time.monotonic() < until:
            for number in self._called(until):
                self._advance(number)
            done = [number for number, future in self._futures.items() if future.done()]
            self._ended += [(number, self._futures.pop(number).result()) for number in done]
        ended, self._ended = self._ended, []
        ended.sort(key=itemgetter(0))
        return ended

    def _called(self, latest: float = math.inf) -> list[int]:
        """The processes with new output or an expired deadline, as soon as there are any or `latest` has come."""
        heard = self._run.loop.wait(min((latest, *self._until.values())))
        now = time.monotonic()
        return [number for number, until in self._until.items() if number in heard or until <= now]

    def _advance(self, number: int) -> None:
        try:
            with self._shield:
                self._run.loop.owner = number
                try:
                    self._until[number] = next(self._steps[number])
                except BaseException:
                    del self._steps[number]
                    self._until.pop(number, None)
                    raise
        except StopIteration as ended:
            self._ended.append((number, ended.value))

    def _end(self) -> None:
        """Wait until all have ended, whose processes were killed."""
        while self._steps:
            for number in self._called():
                with suppress(Exception):  # an earlier error is already being raised
                    self._advance(number)
        if self._futures:
            from concurrent.futures import wait

            wait(self._futures.values())

    def _executor(self) -> Executor:
        if self._wake is None:
            self._wake = os.pipe()
            for descriptor in self._wake:
                os.set_blocking(descriptor, False)
            self._run.loop.owner = _NOBODY
            self._run.loop.listen(self._wake[0], self._woken)
        if self._given is not None:
            return self._given
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # late: loads slower than most checks run

            self._threads = ThreadPoolExecutor(self._jobs)
        return self._threads

    def _tell(self, _future: Future[CheckResult]) -> None:
        """Called from any thread when a job is done; with a given executor, possibly after the loop has ended."""
        with self._lock, suppress(BlockingIOError):  # full of news already
            if self._wake is not None:
                os.write(self._wake[1], b"\0")

    def _woken(self) -> None:
        assert self._wake is not None, "it is what we listen to"
        os.read(self._wake[0], _WAKES)


def _alone(job: Job, workspace: Workspace, run: RunContext) -> CheckResult:
    """In a thread of its own, with its own loop."""
    loop = Loop()
    return loop.finish(perform(job, workspace, replace(run, loop=loop)))
