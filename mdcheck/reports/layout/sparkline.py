"""A row of numbers as one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"
_TOP = 100


def sparkline(percents: Sequence[float], room: int) -> str:
    """Each number from 0 to 100 as a bar; where there are more than `room`, the last of each share stands for it."""
    count = min(len(percents), max(room, 1))
    kept = [percents[(index + 1) * len(percents) // count - 1] for index in range(count)]
    return "".join(_BARS[min(int(value * len(_BARS) / _TOP), len(_BARS) - 1)] for value in kept)
