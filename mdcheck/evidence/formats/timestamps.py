"""The times that reports give of themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_ZONES = timedelta(hours=14).total_seconds()
"""How far local time is from UTC at most."""
_MILLISECONDS = 10**11
"""Seconds since the epoch stay below that for 3,000 years, and milliseconds have been above it since 1973."""
_MAX_DIGITS = 15
_FIRST_YEAR = 1980
"""Reproducible builds write the epoch, or the first time that a ZIP file can hold, where no time is known."""


class Written(NamedTuple):
    """When a report was written, by the time stated in it, in seconds since the epoch.

    A report may have several parts, and a time may lack its zone, so these are bounds.
    """

    oldest: float
    """Its oldest part was not written after that."""
    newest: float
    """Its newest part was not written before that."""

    def joined(self, other: Written | None) -> Written:
        """The times of a report that consists of two parts."""
        return self if other is None else Written(min(self.oldest, other.oldest), max(self.newest, other.newest))


def written(text: object) -> Written | None:
    """The time in a report: ISO 8601, or seconds or milliseconds since the epoch. None for no time that can be read."""
    if type(text) is int:
        text = str(text) if 0 <= text < 10**_MAX_DIGITS else ""
    if not isinstance(text, str):
        return None
    text = text.strip()
    found = _of_number(text) if text.isascii() and text.isdigit() else _of_date(text)
    return found if found is not None and found.oldest >= datetime(_FIRST_YEAR, 2, 1, tzinfo=UTC).timestamp() else None


def _of_number(text: str) -> Written | None:
    if len(text) > _MAX_DIGITS:
        return None
    number = int(text)
    return Written(number / 1000, number / 1000) if number > _MILLISECONDS else Written(number + 1, number)


def _of_date(text: str) -> Written | None:
    try:
        moment = datetime.fromisoformat(text)
        slack = 0.0 if moment.microsecond else 1.0  # most producers cut the fraction off
        if moment.tzinfo is not None:
            return Written(moment.timestamp() + slack, moment.timestamp())
        utc = moment.replace(tzinfo=UTC).timestamp()
        return Written(utc + _ZONES + slack, utc - _ZONES)
    except (ValueError, OverflowError):
        return None
