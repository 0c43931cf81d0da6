"""Processes that read untrusted data, with limits for time, memory, output and the size of files."""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from signal import SIGKILL
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.execution.process.begun import Begun
    from mdcheck.execution.process.cancellation import Cancellation

_CHUNK = 65536
_MOST_STDERR = 65536
"""Bytes of standard error that are kept; the rest is read and thrown away."""
_MOMENT = 0.0005
"""Seconds."""

Exchange: TypeAlias = tuple[int, bytes, bytes]
"""Exit status, standard output, standard error."""


class Limits(NamedTuple):
    """The limits of one process and of all that it starts."""

    seconds: float
    """For each answer."""
    printed: int
    """Bytes of standard output that have not been taken."""
    written: int
    """Bytes of each file that it writes, where the system can be told."""
    cancel: Cancellation


class BoundedProcess:
    """A process within limits, in a session of its own, with pipes to and from it.

    A context, which ends it with all that it has started. What waits for it raises TimeoutError where it takes too
    long, and ChildProcessError where it prints too much or is cancelled.
    """

    def __init__(self, begun: Begun, limits: Limits) -> None:
        self._out, self._stderr = bytearray(), bytearray()
        self._begun, self._limits = begun, limits
        self._pipes = {begun.stdout: self._out, begun.stderr: self._stderr}
        self._poll = select.poll()
        for pipe in self._pipes:
            self._poll.register(pipe, select.POLLIN)
        self._reaped = False
        self._open = [pipe for pipe in begun[1:] if pipe is not None]
        limits.cancel.add(self._kill)
        _limit_files(begun.pid, limits.written)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._limits.cancel.discard(self._kill)
        if not self._reaped:
            self._kill()
            with suppress(ChildProcessError):
                os.waitpid(self._begun.pid, 0)
            self._reaped = True
        while self._open:
            os.close(self._open.pop())

    @property
    def stderr(self) -> bytes:
        """What it has printed on standard error."""
        return bytes(self._stderr)

    def write(self, data: bytes) -> None:
        """Write to its standard input what must fit into a pipe."""
        if data:
            assert self._begun.stdin is not None
            with suppress(BrokenPipeError):  # it has ended: what waits for it will see
                os.write(self._begun.stdin, data)

    def read_line(self) -> bytes:
        """Its next line, with its end unless the output ends there."""
        self._read_until(lambda: b"\n" in self._out)
        return self._taken(self._out.find(b"\n") + 1 or len(self._out))

    def read(self, size: int) -> bytes:
        """So many bytes of its output, or fewer where that ends."""
        self._read_until(lambda: len(self._out) >= size)
        return self._taken(size)

    def finish(self) -> Exchange:
        """Close its standard input, and wait for its end."""
        if self._begun.stdin in self._open:
            self._open.remove(self._begun.stdin)
            os.close(self._begun.stdin)
        end = time.monotonic() + self._limits.seconds
        self._read_until(lambda: False)
        while not self._ended():  # it has closed its pipes, and is about to end
            if time.monotonic() > end:
                raise self._too_slow()
            time.sleep(_MOMENT)
        return self._status, bytes(self._out), self.stderr

    def _read_until(self, enough: Callable[[], bool]) -> None:
        """Read both pipes until there is enough, or until they are closed."""
        end = time.monotonic() + self._limits.seconds
        while self._pipes and not enough():
            ready = self._poll.poll(max(end - time.monotonic(), 0) * 1000)
            if not ready:
                raise self._too_slow()
            for pipe, _ in ready:
                self._receive(pipe)
            if len(self._out) > self._limits.printed:
                raise ChildProcessError(f"it printed more than {self._limits.printed >> 20} MiB")
        if self._limits.cancel.cancelled:
            raise ChildProcessError("interrupted")

    def _receive(self, pipe: int) -> None:
        data = os.read(pipe, _CHUNK)
        if not data:
            self._poll.unregister(pipe)
            del self._pipes[pipe]
        elif pipe == self._begun.stdout:
            self._out += data
        else:
            self._stderr += data[: _MOST_STDERR - len(self._stderr)]

    def _taken(self, size: int) -> bytes:
        data = bytes(self._out[:size])
        del self._out[:size]
        return data

    def _too_slow(self) -> TimeoutError:
        return TimeoutError(f"no answer in {self._limits.seconds:g} s")

    def _ended(self) -> bool:
        pid, status = os.waitpid(self._begun.pid, os.WNOHANG)
        if pid:
            self._reaped = True
            self._status = os.waitstatus_to_exitcode(status)
        return self._reaped

    def _kill(self) -> None:
        if not self._reaped:  # until it is, no other process can have its number
            with suppress(OSError):
                os.killpg(self._begun.pid, SIGKILL)


def _limit_files(pid: int, size: int) -> None:
    """Let the process, and what it starts from now on, write no larger file; other systems than Linux can't."""
    import resource

    if hasattr(resource, "prlimit"):
        with suppress(OSError):  # it has ended
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, size))
