"""Numbers, lists of names and other text, as messages and reports show it and files store it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 file`, `3 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def listed(names: Sequence[str], limit: int = 3) -> str:
    """The first names, and how many more there are: `a, b, c and 2 more`."""
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown


def summed_up(names: Sequence[str]) -> str:
    """The name of the one file, or how many there are."""
    return names[0] if len(names) == 1 else count(len(names), "file")


def named_but_missing(paths: Sequence[str]) -> str:
    """The message for paths that do not exist: `CHANGELOG.md does not exist`."""
    if len(paths) > 1:
        return f"none of these exists: {listed(paths)}"
    return f"no file matches {paths[0]}" if any(char in paths[0] for char in "*?[{@") else f"{paths[0]} does not exist"


def percent(share: Fraction) -> str:
    """To one decimal, rounded down, so that what is below a bound never reads like it: `79.9%`, `80%`."""
    return f"{int(share * 10) / 10:g}%"


def age(seconds: float) -> str:
    """A length of time in its largest unit of which there are at least two: `90 s`, `36 h`, `12 days`."""
    for size, unit in ((86400, " days"), (3600, " h"), (60, " min")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)} s"


def days_left(days: int) -> str:
    """How long something holds, by the days to its last one: `12 days left`, `ends today`."""
    return f"{count(days, 'day')} left" if days else "ends today"


def short_id(commit: str) -> str:
    """A commit's id for people: its first seven characters."""
    return commit[:7]


def storable(text: str) -> str:
    """A path, or a message that names one, as text that JSON can hold, whatever bytes it has."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
