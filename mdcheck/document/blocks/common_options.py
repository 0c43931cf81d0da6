"""The options that every check block takes, declared once, and read from YAML values or words of an info string.

To add one: a field in `CommonOptions` and a line in `COMMON`. docs/format.md holds the table; a test compares them.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.document.blocks.durations import DURATION, seconds, written
from mdcheck.document.declared import read_declared, word_list
from mdcheck.document.model import CommonOptions, Severity, Tick
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
"""A bound that keeps sums exact, beyond any sensible weight."""
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


def _tick(value: Any) -> Tick:
    if value not in tuple(Tick):
        raise ValueError("tick is check or person: who ticks the box")
    return Tick(value)


def _when(value: Any) -> dict[str, Any]:
    """A kind with its options; in an info string it is text that holds the same YAML."""
    if isinstance(value, str):
        from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load  # late: PyYAML only where it is needed

        try:
            value = load(value).value
        except StrictYAMLError as error:
            raise ValueError(f"when is a kind with its options, written as YAML: {error.message}") from error
    if not isinstance(value, dict) or not value or not all(isinstance(key, str) for key in value):
        raise ValueError("when is a kind with its options, such as “file_exists: Dockerfile”")
    return value


def _when_written(value: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{key}: {_joined(tuple(entry)) if isinstance(entry, list) else entry}" for key, entry in value.items()
    )


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
    parts = word_list(value.split(",") if isinstance(value, str) else value)
    if parts is None:
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
    parts = word_list(_COMMA().split(value) if isinstance(value, str) else value)
    if not parts:
        raise ValueError("inputs is a path or glob, or a list of them")
    return tuple(part.strip() for part in parts)


def _cache(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("cache is a duration such as 24h or 7d")  # noqa: TRY004 - a wrong value, not a bug
    result = seconds(str(value))
    if not 0 < result <= _MAX_CACHE:
        raise ValueError("cache is longer than nothing and 366d at most; to run the check always, leave “inputs” out")
    return result


class Shown(Enum):
    """Whether `mdcheck explain` shows an option in its list."""

    ALWAYS = auto()
    """Its default as well."""
    GIVEN = auto()
    ELSEWHERE = auto()
    """It has a place of its own."""


class CommonOption(NamedTuple):
    """One option that every check block takes. Its type and default stand in `CommonOptions`."""

    read: Callable[[Any], Any]
    """The value as it was written -> what it means; raises ValueError with what is wrong."""
    meaning: str
    """For the documentation and the JSON schema."""
    schema: Mapping[str, Any]
    default: str = "none"
    """As people write it."""
    goes_with: str = ""
    """The option without which this one has no effect."""
    explained: Shown = Shown.GIVEN
    written: Callable[[Any], str] = str
    """The inverse of `read`, for `mdcheck explain` and for reports."""
    label: str = ""
    """What stands in front of the value in reports, which show it where a check does not pass; empty: they don't."""


def _joined(words: tuple[str, ...]) -> str:
    return ", ".join(words)


_SECONDS: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0}
_DURATION: dict[str, Any] = {"type": "string", "pattern": DURATION}
_TEXT = {"type": "string", "pattern": r"\S"}
_WORDS: dict[str, Any] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}

COMMON: dict[str, CommonOption] = {
    "id": CommonOption(
        _id,
        "the item's id",
        {"type": "string", "pattern": r"^[^\s,]+$"},
        default="from its text",
        explained=Shown.ELSEWHERE,
    ),
    "severity": CommonOption(
        _severity,
        "`blocker`, `error`, or `warning`: what a failure is",
        {"enum": [severity.value for severity in Severity], "default": "error"},
        default="`error`",
        explained=Shown.ALWAYS,
    ),
    "tick": CommonOption(
        _tick,
        "who ticks the box: `check`, or `person`, so that the check may untick it and never ticks it",
        {"enum": [tick.value for tick in Tick], "default": "check"},
        default="`check`",
    ),
    "when": CommonOption(
        _when,
        "an inert kind with its options: where it does not pass, the check is not applicable",
        {"anyOf": [{"type": "object", "minProperties": 1}, _TEXT]},
        written=_when_written,
    ),
    "timeout": CommonOption(
        _timeout,
        "`90s`, `10m`, `1h`, at most `7d`; for each try",
        {"anyOf": [_DURATION, _SECONDS | {"maximum": MAX_TIMEOUT}], "default": "60s"},
        default="`60s`",
        explained=Shown.ALWAYS,
        written=written,
    ),
    "weight": CommonOption(
        _weight,
        "its share in the score",
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": MAX_WEIGHT},
                {"type": "string", "pattern": r"^(0{0,3}[0-9]{1,6}(\.[0-9]{1,9})?|0{0,2}1000000(\.0{1,9})?)$"},
            ],
            "default": 1,
        },
        default="`1`",
        written="{:g}".format,
    ),
    "tags": CommonOption(_words, "words for `--only`", _WORDS, written=_joined),
    "fix": CommonOption(_text, "what to do when it fails", _TEXT, explained=Shown.ELSEWHERE, label="fix"),
    "url": CommonOption(_text, "where to read more", _TEXT, explained=Shown.ELSEWHERE, label="see"),
    "needs": CommonOption(_words, "ids of items that must pass first", _WORDS, explained=Shown.ELSEWHERE),
    "retries": CommonOption(
        _retries,
        f"how often to try again after a failure or an error, at most {MAX_RETRIES} times",
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": MAX_RETRIES},
                {"type": "string", "pattern": r"^(0{0,8}[0-9]|0{0,7}(1[0-9]|20))$"},
            ],
            "default": 0,
        },
        default="`0`",
    ),
    "inputs": CommonOption(
        _inputs,
        "paths and globs of all that the check looks at: while they stay the same, a pass need not be repeated",
        {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]},
        written=_joined,
    ),
    "cache": CommonOption(
        _cache,
        "for how long it need not; goes with `inputs`",
        {"anyOf": [_DURATION, _SECONDS], "default": "24h"},
        default="`24h`",
        goes_with="inputs",
        explained=Shown.ALWAYS,
        written=written,
    ),
}
"""The definition of the common options, which reader, documentation, JSON schema and `explain` use."""

DEFAULTS = CommonOptions()
_REPORTED = tuple(name for name, option in COMMON.items() if option.label and name not in ("fix", "url"))
"""`fix` and `url` have places of their own in most formats."""


def reported(common: CommonOptions) -> tuple[tuple[str, str, str], ...]:
    """Name, label and text of each option that reports show, but for `fix` and `url`."""
    return tuple(
        (name, COMMON[name].label, COMMON[name].written(value))
        for name in _REPORTED
        if (value := getattr(common, name)) != getattr(DEFAULTS, name)
    )


def read_common(options: Mapping[str, Any]) -> tuple[CommonOptions, dict[str, str]]:
    """The common ones among `options`; the second result has an error message by key."""
    if COMMON.keys().isdisjoint(options):  # as most blocks are written
        return DEFAULTS, {}
    values, problems = read_declared(COMMON, options)
    if "cache" in values and "inputs" not in options:
        problems["cache"] = "a result can be kept only if “inputs” names the files that it depends on"
    return CommonOptions(**values), problems
