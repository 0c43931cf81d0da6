"""Texts about a history that all formats share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.results.history import ChecklistCommit, History, ItemPast


def date(seconds: int) -> str:
    """The day in UTC, so that a report reads the same everywhere: `2025-03-01`."""
    return _moment(seconds).strftime("%Y-%m-%d")


def moment(seconds: int) -> str:
    """As in RFC 3339: `2025-03-01T12:00:00Z`."""
    return _moment(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(seconds: int) -> datetime:
    # Git keeps any number that fits; beyond the year 9999 no calendar is meant.
    return datetime.fromtimestamp(min(max(seconds, 0), 253_402_300_799), UTC)


def flips(entry: ChecklistCommit) -> str:
    """`+2 −1`: boxes ticked and unticked; empty where there are none."""
    parts = (f"+{entry.ticked}" if entry.ticked else "", f"−{entry.unticked}" if entry.unticked else "")
    return " ".join(part for part in parts if part)


def span(history: History) -> str:
    """`41 revisions, 2024-01-02 to 2025-03-01`."""
    first, last = date(history.entries[0].time), date(history.entries[-1].time)
    return f"{count(len(history.entries), 'revision')}, {first if first == last else f'{first} to {last}'}"


def came(past: ItemPast) -> str:
    return f"first seen {date(past.born)}"


def stayed(history: History, past: ItemPast) -> str:
    """`open for 40 days and 12 revisions`, without the time of opening for one that was always open."""
    days, revisions = history.open_days(past), history.open_revisions(past)
    return f"open for {count(days, 'day')} and {count(revisions, 'revision')}"


def wavered(past: ItemPast) -> str:
    state = "ticked" if past.item.ticked else "open"
    return f"flipped {past.flips} times, {state} since {date(past.since)}"
