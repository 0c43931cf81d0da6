"""Hosts that do not answer: each question to one takes the whole timeout, so after a few it is asked no more."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from mdcheck.errors import GitError

_MOST = 3
"""Questions in a row that a host may leave without an answer."""


class Hosts:
    """What is known of hosts in this run; many threads ask."""

    def __init__(self) -> None:
        self._silent: Counter[str] = Counter()
        self._lock = Lock()

    def refuse_silent(self, host: str) -> None:
        """Raises GitError for a host that is asked no more."""
        if host and self._silent[host] >= _MOST:
            message = f"not asked: {host} did not answer {_MOST} others in time"
            raise GitError(message, fix="see whether the host can be reached, and run again with --retry")

    def heard(self, host: str, *, answered: bool) -> None:
        """How a question ended. One answer makes up for all that were missing, unless the host is asked no more."""
        with self._lock:
            if not answered:
                self._silent[host] += 1
            elif self._silent[host] < _MOST:
                del self._silent[host]
