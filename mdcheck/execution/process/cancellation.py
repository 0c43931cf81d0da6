"""Ending every process of a run at once."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Cancellation:
    """A switch that is thrown once. Any thread may throw it, a signal handler too."""

    def __init__(self) -> None:
        self.cancelled = False
        # A signal handler runs in a thread that may hold the lock already.
        self._lock = RLock()
        self._kills: set[Callable[[], None]] = set()

    def cancel(self) -> None:
        """Kill what is running; what begins later is killed as it begins."""
        with self._lock:
            self.cancelled = True
            for kill in self._kills:
                kill()

    def add(self, kill: Callable[[], None]) -> None:
        """Call `kill` when the switch is thrown, until it is discarded; now, if it has been thrown."""
        with self._lock:
            self._kills.add(kill)
            if self.cancelled:
                kill()

    def discard(self, kill: Callable[[], None]) -> None:
        with self._lock:
            self._kills.discard(kill)
