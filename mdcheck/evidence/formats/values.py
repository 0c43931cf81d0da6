"""Values of structured files: how they are compared and shown."""

from __future__ import annotations

import json
import math
from typing import Any, Self

_SHOWN = 60


class WrittenFloat(float):
    """A float that knows how it was written: `1.10` is a number to YAML, and a version to its reader."""

    __slots__ = ("text",)
    text: str

    @classmethod
    def of(cls, text: str) -> Self:
        """The number that the text spells."""
        value = cls(text)
        value.text = text
        return value


def mapping(value: Any) -> dict[str, Any]:
    """The mapping, or an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """The list, a single value as a list of one, and nothing as an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def same(value: Any, wanted: Any, *, loose: bool = False) -> bool:
    """Equality in which true is not 1.

    A number equals the text that it is written as: `version: 1.10` in YAML is “1.10”. If `loose`, because the format
    knows text only, text equals the number, the truth value or null that is spelled like it.
    """
    if isinstance(value, bool) or isinstance(wanted, bool) or (loose and wanted is None):
        return value is wanted or (loose and isinstance(value, str) and value.lower() == spelled(wanted))
    if isinstance(value, str) != isinstance(wanted, str):
        return _written(value) == _written(wanted) is not None or (loose and number(value, loose=True) == wanted)
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(same(*pair, loose=loose) for pair in zip(value, wanted, strict=True))
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(same(value[key], wanted[key], loose=loose) for key in value)
    return bool(value == wanted)


def as_text(value: Any) -> str | None:
    """A text, a number or a truth value as it is written; None for what has parts, and for null."""
    return ("true" if value else "false") if isinstance(value, bool) else _written(value)


def number(value: Any, *, loose: bool) -> float | None:
    """The number; None for what is none. In a `loose` format, which knows text only, text may spell it."""
    if loose and isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None
    return value


def spelled(value: Any) -> str:
    """A value as a message shows it; text in quotation marks, and all of it cut."""
    if isinstance(value, WrittenFloat):
        text = value.text
    else:
        text = f"“{value}”" if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _written(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, WrittenFloat):
        return value.text
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
