"""The options that every check block takes, read from YAML values or from the words of an info string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.document.blocks.durations import seconds
from mdcheck.document.model import CommonOptions, Severity
from mdcheck.errors import did_you_mean
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ID = late_pattern(r"[^\s,]+")
_COMMA = late_pattern(r",(?![^{}]*\})")
"""A comma that is not inside the braces of a glob."""
_COUNT = late_pattern(r"[0-9]{1,9}")
_NUMBER = late_pattern(r"[0-9]{1,9}(\.[0-9]{1,9})?")
MAX_WEIGHT = 1_000_000
"""A bound that keeps sums exact, met by nobody."""
MAX_RETRIES = 20
MAX_TIMEOUT = 7 * 86_400
"""Seconds."""
_MAX_CACHE = 366 * 86_400.0


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID().fullmatch(value):
        raise ValueError("an id is one word without spaces or commas; quote it if it looks like a number")
    return value


def _severity(value: Any) -> Severity:
    known = [severity.value for severity in Severity]
    if value not in known:
        raise ValueError(f"“{value}” is no severity{did_you_mean(str(value), known)}: {', '.join(known)}")
    return Severity(value)


def _timeout(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a timeout is a duration such as 90s or 10m")  # noqa: TRY004 - a wrong value, not a bug
    result = seconds(str(value))
    if not result:
        raise ValueError("a timeout must be longer than nothing")
    if result > MAX_TIMEOUT:
        raise ValueError("a timeout is 7d at most")
    return result


def _weight(value: Any) -> float:
    # In an info string all values are text.
    given = _NUMBER().fullmatch(value) if isinstance(value, str) else isinstance(value, int | float)
    if isinstance(value, bool) or not given or not 0 <= float(value) <= MAX_WEIGHT:
        raise ValueError(f"a weight is a number from 0 to {MAX_WEIGHT}")
    return float(value)


def _words(value: Any) -> tuple[str, ...]:
    """A list of words, or one text with commas between them."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) and part.strip() for part in parts):
        raise ValueError("write a word or a list of words")
    return tuple(part.strip() for part in parts)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text here; quote it if it looks like a number")
    return value.strip()


def _retries(value: Any) -> int:
    if isinstance(value, bool) or not _COUNT().fullmatch(str(value)) or int(value) > MAX_RETRIES:
        raise ValueError(f"retries is a whole number from 0 to {MAX_RETRIES}")
    return int(value)


def _inputs(value: Any) -> tuple[str, ...]:
    """A list of paths and globs, or one text with commas between them."""
    parts = _COMMA().split(value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not parts or not all(isinstance(part, str) and part.strip() for part in parts):
        raise ValueError("inputs is a path or glob, or a list of them")
    return tuple(part.strip() for part in parts)


def _cache(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("cache is a duration such as 24h or 7d")  # noqa: TRY004 - a wrong value, not a bug
    result = seconds(str(value))
    if not 0 < result <= _MAX_CACHE:
        raise ValueError("cache is longer than nothing and 366d at most; to run the check always, leave “inputs” out")
    return result


READERS: dict[str, Callable[[Any], Any]] = {
    "id": _id,
    "severity": _severity,
    "timeout": _timeout,
    "weight": _weight,
    "tags": _words,
    "fix": _text,
    "url": _text,
    "needs": _words,
    "retries": _retries,
    "inputs": _inputs,
    "cache": _cache,
}

_DEFAULTS = CommonOptions()


def read_common(options: Mapping[str, Any]) -> tuple[CommonOptions, dict[str, str]]:
    """The common ones among `options`; what is wrong with a value goes by its key into the second result."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    if READERS.keys().isdisjoint(options):  # as most blocks are written
        return _DEFAULTS, problems
    for key, reader in READERS.items():
        if key not in options:
            continue
        try:
            values[key] = reader(options[key])
        except ValueError as error:
            problems[key] = str(error)
    if "cache" in values and "inputs" not in options:
        problems["cache"] = "a result can be kept only if “inputs” names the files that it depends on"
    return CommonOptions(**values), problems
