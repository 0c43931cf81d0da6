"""Ending every process of a run at once."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Cancellation:
    """A switch that is thrown once. Any thread may throw it, a signal handler too."""

    def __init__(self) -> None:
        self._event = Event()
        # A signal handler runs in a thread that may hold the lock already.
        self._lock = RLock()
        self._kills: set[Callable[[], None]] = set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self) -> None:
        """Kill what is running; what begins later is killed as it begins."""
        with self._lock:
            self._event.set()
            for kill in self._kills:
                kill()

    @contextmanager
    def killing(self, kill: Callable[[], None]) -> Iterator[None]:
        """Call `kill` if the switch is thrown inside this context, or was before."""
        with self._lock:
            self._kills.add(kill)
            if self.cancelled:
                kill()
        try:
            yield
        finally:
            with self._lock:
                self._kills.discard(kill)
