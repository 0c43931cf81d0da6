"""Days as people write them, `2026-11-20`: of the Gregorian calendar, in UTC, and the whole day counts."""

from __future__ import annotations

from datetime import date

from mdcheck.late import late_pattern

DAY = 86_400
"""Seconds."""
_LIKE_A_DAY = late_pattern(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def like_a_day(text: str) -> bool:
    """Whether a person who wrote this meant a day, even one that is in no calendar."""
    return _LIKE_A_DAY().fullmatch(text) is not None


def read_day(text: str) -> date:
    """The day; raises ValueError with what is wrong."""
    if not text.isascii() or not like_a_day(text):
        raise ValueError(f"“{text}” is no date: write the year, the month and the day, as in 2026-11-20")
    year, month, day = text.split("-")
    if len(month) == 1 or len(day) == 1:
        raise ValueError(f"“{text}” is no date: write two digits for the month and the day, as in 2026-01-09")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise ValueError(f"“{text}” is in no calendar") from error


def day_of(time: float) -> date:
    """The day, in UTC, that holds a moment in seconds since the epoch; the calendar's first or last one beyond it."""
    return _at(date(1970, 1, 1).toordinal() + int(time // DAY))


def days_after(day: date, days: int) -> date:
    """The day so many days later, or the calendar's last one."""
    return _at(day.toordinal() + days)


def _at(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def end_of(day: date) -> float:
    """The last second of the day, in seconds since the epoch."""
    return float((day - date(1970, 1, 1)).days * DAY + DAY - 1)
