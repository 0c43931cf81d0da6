"""Processes that left the session of the check that started them, as `setsid` does, and outlived it.

On Linux mdcheck becomes their new parent when their own has ended, and knows them by a token in their
environment. One that leaves the session and clears its environment as well gets away. Elsewhere there is no
way to find them, and only a check's own process group is ended.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from signal import Signals
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.execution.process.loop import Steps

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE = 1.0
_PAUSE = 0.001
_CHUNK = 65536
_STAT_MEMORY = 20
_STAT_ENVIRONMENT = 48
"""Fields of `/proc/PID/stat` behind the name (`man 5 proc`: `vsize` and `env_end`)."""


@cache
def adopt_orphans() -> bool:
    """Make orphans below mdcheck its children; False where the system can't do so, or can't list them."""
    if sys.platform != "linux":
        return False
    import ctypes  # late: wanted once, and only if a check starts a process

    try:
        prctl = ctypes.CDLL(None).prctl
        done = prctl(_PR_SET_CHILD_SUBREAPER, *(ctypes.c_ulong(value) for value in (1, 0, 0, 0)))
    except (OSError, AttributeError):
        return False
    return done == 0 and Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists()


LEADERS: set[int] = set()
"""The processes that checks are running in right now, each in its own session: they are not strays."""


def sweep(leader: int, token: str) -> Steps[None]:
    """Kill and reap what `leader`, which has ended but is not reaped, left behind; takes up to a second."""
    mark = token.encode()
    end = time.monotonic() + _PATIENCE
    doomed: set[int] = set()
    while True:
        unclear = False
        for pid in _suspects():
            match _belongs(pid, leader, mark):
                case True:
                    doomed.update((pid, *_descendants(pid)))
                case None:
                    unclear = True
        # A process that is killed while it starts another may leave that behind, so the search is repeated.
        if not (doomed or unclear) or time.monotonic() >= end:
            return
        doomed = {pid for pid in doomed if not _gone(pid)}
        if doomed or unclear:
            yield time.monotonic() + _PAUSE


def _suspects() -> list[int]:
    """The processes that may be strays, as far as mdcheck can see."""
    me = os.getpid()
    known = _adopted(me) if adopt_orphans() else _everyone()
    return [pid for pid in known if pid not in LEADERS and pid != me]


def _belongs(pid: int, leader: int, token: bytes) -> bool | None:
    """Whether it is a stray of this check; None while it loads its program, when its environment reads as empty."""
    try:
        if os.getsid(pid) == leader:
            return True
        environment = _content(f"/proc/{pid}/environ")
        if not environment and _is_loading(pid):
            return None
        # It may have been loaded between the two looks.
        environment = environment or _content(f"/proc/{pid}/environ")
    except OSError:  # it has ended, or is another user's
        return False
    return token in environment


def _is_loading(pid: int) -> bool:
    """Whether the kernel has given the process memory for a new program, but no environment yet. Raises OSError."""
    fields = _content(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return fields[_STAT_MEMORY] != b"0" and fields[_STAT_ENVIRONMENT] == b"0"


def _gone(pid: int) -> bool:
    """Kill it, and reap it if it is mdcheck's child; whether nothing is left of it that mdcheck could end."""
    try:
        os.kill(pid, Signals.SIGKILL)
    except OSError:
        return True
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:  # not yet: its parent is about to end
        return False


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _adopted(me: int) -> list[int]:
    """The main thread's children: the system hands orphans to that one, whichever started their parents."""
    try:
        return [*map(int, _all(_own_children(me)).split())]
    except OSError:
        return []


@cache
def _own_children(me: int) -> int:
    """A descriptor, kept open: the children are asked for at the end of every process. Raises OSError."""
    return os.open(f"/proc/{me}/task/{me}/children", os.O_RDONLY | os.O_CLOEXEC)


def _children(pid: int) -> list[int]:
    """The children of all its threads; none where it has ended."""
    found: list[int] = []
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - names, not paths
            with suppress(OSError):
                found += map(int, _content(f"/proc/{pid}/task/{thread}/children").split())
    return found


def _content(file: str) -> bytes:
    """All of a file in `/proc`. Raises OSError."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        return _all(descriptor)
    finally:
        os.close(descriptor)


def _all(descriptor: int) -> bytes:
    """What there is to read from the beginning; the system hands out long files in parts."""
    data = os.pread(descriptor, _CHUNK, 0)
    while part := os.pread(descriptor, _CHUNK, len(data)):
        data += part
    return data


def _everyone() -> list[int]:
    """Every process that this system shows; none where there is no `/proc`."""
    with suppress(OSError):
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - names, not paths
    return []
