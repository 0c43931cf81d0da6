"""What a program may take and print that speaks to other machines: time, memory, and room on the disk."""

from __future__ import annotations

import os
import selectors
import time
from contextlib import suppress
from signal import SIGKILL
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from mdcheck.execution.process.cancellation import Cancellation

_CHUNK = 65536
_MOST_WORDS = 65536
"""Bytes of standard error that are kept; the rest is read and thrown away."""
_MOMENT = 0.0005
"""Seconds."""

Exchange: TypeAlias = tuple[int, bytes, bytes]
"""Exit status, standard output, standard error."""


class Limits(NamedTuple):
    """The limits of one process and of all that it starts."""

    seconds: float
    printed: int
    """Bytes of standard output."""
    written: int
    """Bytes of each file that it writes, where the system can be told."""
    cancel: Cancellation


class Child(Protocol):
    """A process that leads a session of its own, with three pipes."""

    pid: int
    returncode: int | None
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...


def exchange(child: Child, stdin: bytes, limits: Limits) -> Exchange:
    """Give the child its input, and read what it prints until it ends. Raises TimeoutError and ChildProcessError.

    `stdin` must fit into a pipe. A child that is stopped takes all with it that it has started.
    """

    def kill() -> None:
        if child.returncode is None:  # until it is reaped, no other process can have its number
            with suppress(OSError):
                os.killpg(child.pid, SIGKILL)

    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    with child.stdin, child.stdout, child.stderr:
        try:
            limits.cancel.add(kill)
            _limit_files(child.pid, limits.written)
            with suppress(BrokenPipeError):
                child.stdin.write(stdin)
                child.stdin.close()
            return _heard(child, limits)
        finally:
            limits.cancel.discard(kill)
            if child.returncode is None:
                kill()
                child.wait()


def _heard(child: Child, limits: Limits) -> Exchange:
    """Read both pipes until they are closed. Raises TimeoutError, and ChildProcessError for more than the limit."""
    end = time.monotonic() + limits.seconds
    out, words = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        for pipe, kept in ((child.stdout, out), (child.stderr, words)):
            assert pipe is not None
            selector.register(pipe, selectors.EVENT_READ, kept)
        while selector.get_map():
            ready = selector.select(max(end - time.monotonic(), 0))
            if not ready:
                raise TimeoutError(f"no answer in {limits.seconds:g} s")
            for key, _ in ready:
                data = os.read(key.fd, _CHUNK)
                if not data:
                    selector.unregister(key.fileobj)
                key.data.extend(data if key.data is out else data[: _MOST_WORDS - len(words)])
            if len(out) > limits.printed:
                raise ChildProcessError(f"it printed more than {limits.printed >> 20} MiB")
    while (status := child.poll()) is None:  # it has closed its pipes, and is about to end
        if time.monotonic() > end:
            raise TimeoutError(f"no answer in {limits.seconds:g} s")
        time.sleep(_MOMENT)
    if limits.cancel.cancelled:
        raise ChildProcessError("interrupted")
    return status, bytes(out), bytes(words)


def _limit_files(pid: int, size: int) -> None:
    """Let the process, and what it starts from now on, write no larger file; other systems than Linux can't."""
    import resource

    if hasattr(resource, "prlimit"):
        with suppress(OSError):  # it has ended
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, size))
