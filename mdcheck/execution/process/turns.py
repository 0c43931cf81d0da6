"""Waits of the main thread that Ctrl-C ends at once.

Python runs a signal's handler in the main thread, between two steps of the program. A signal that comes after the last
of them, and before the system begins to wait, ends no wait: its handler runs when the wait ends by itself. While other
threads run, that gap is milliseconds long. So the main thread waits in short turns.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import select
    from collections.abc import Collection, Iterator
    from concurrent.futures import Future

_TURN = 0.25
"""Seconds: a person who presses Ctrl-C takes that for at once, and it costs no time that can be measured."""
_ResultT = TypeVar("_ResultT")


def turns(until: float) -> Iterator[float]:
    """How many seconds to wait, again and again until `until` by `time.monotonic`; once where that is past."""
    while True:
        left = until - time.monotonic()
        yield min(max(0.0, left), _TURN)
        if left <= _TURN:
            return


def readable(poll: select.poll, until: float) -> list[int]:
    """The descriptors that can be read, as soon as there is one; none where `until` comes first."""
    for seconds in turns(until):
        if ready := poll.poll(math.ceil(seconds * 1000)):
            return [descriptor for descriptor, _ in ready]
    return []


def first_ended(futures: Collection[Future[_ResultT]], until: float = math.inf) -> set[Future[_ResultT]]:
    """Those of at least one that have ended, as soon as one has; none where `until` comes first."""
    from concurrent.futures import FIRST_COMPLETED, wait  # late: loads slower than most checks run

    for seconds in turns(until):
        if ended := wait(futures, timeout=seconds, return_when=FIRST_COMPLETED).done:
            return ended
    return set()
