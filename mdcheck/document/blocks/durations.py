"""Lengths of time as people write them: `90s`, `10m`, `24h`, `7d`, or a plain number of seconds."""

from __future__ import annotations

from mdcheck.late import late_pattern

DURATION = r"^\s*[0-9]+(\.[0-9]+)?\s*(ms|s|m|h|d|w)?\s*$"
"""The same as a pattern of a JSON schema."""
_LONGEST_FIRST = (("d", 86_400), ("h", 3600), ("m", 60))
_DAY = 86_400
_MOST_DAYS = 36_500
"""A hundred years."""
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_DURATION = late_pattern(r"([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|d|w)?")


def seconds(text: str) -> float:
    """The duration in seconds; raises ValueError with the fix in its message."""
    match = _DURATION().fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text}” is no duration: write 90s, 10m, 24h or 7d")
    return float(match[1]) * _UNITS[match[2] or "s"]


def written(duration: float) -> str:
    """A number of seconds as a checklist writes it: `90s`, `10m`, `24h`."""
    unit, size = next(
        ((unit, size) for unit, size in _LONGEST_FIRST if duration >= size and duration % size == 0), ("s", 1)
    )
    return f"{duration / size:g}{unit}"


def whole_days(value: object, name: str) -> int:
    """The days of a duration such as `90d`; raises ValueError for what is none, or is no whole number of days."""
    length = seconds(value) if isinstance(value, str) else 0
    days = int(length // _DAY)
    if not 1 <= days <= _MOST_DAYS or length % _DAY:
        raise ValueError(f"{name} is a number of whole days, such as 90d or 26w, and at most {_MOST_DAYS}d")
    return days
