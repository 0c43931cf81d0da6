"""The moment by which a check that asks the network must have its answer."""

from __future__ import annotations

import time

import msgspec

from mdcheck.evidence.content import UndeterminedError


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """The one deadline of a check, for all of its steps together."""

    seconds: float
    moment: float
    """On the monotonic clock."""

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(seconds=seconds, moment=time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds, more than 0; raises UndeterminedError when there are none."""
        left = self.moment - time.monotonic()
        if left <= 0:
            raise self.missed()
        return left

    def missed(self) -> UndeterminedError:
        return UndeterminedError(f"timed out after {self.seconds:g} s")
