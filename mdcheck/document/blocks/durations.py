"""Lengths of time as people write them: `90s`, `10m`, `24h`, `7d`, or a plain number of seconds."""

from __future__ import annotations

from mdcheck.late import late_pattern

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_DURATION = late_pattern(r"([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|d|w)?")


def seconds(text: str) -> float:
    """The duration in seconds; raises ValueError with the mend in its message."""
    match = _DURATION().fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text}” is no duration: write 90s, 10m, 24h or 7d")
    return float(match[1]) * _UNITS[match[2] or "s"]
