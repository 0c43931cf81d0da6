"""JSON from a repository, read strictly."""

from __future__ import annotations

import json
from typing import Any

from mdcheck.evidence.content import UndeterminedError

_SHOWN = 60


def read_json(data: bytes, *, where: str) -> Any:
    """The value, in UTF-8, UTF-16 or UTF-32. Raises UndeterminedError where it is none."""
    try:
        return json.loads(data, parse_constant=_refuse, object_pairs_hook=unique)
    except TwiceError as error:
        raise UndeterminedError(f"{where} is malformed JSON: {error}") from error
    except (ValueError, RecursionError) as error:
        raise UndeterminedError(f"{where} is {'malformed JSON' if data.strip() else 'empty'}") from error


class TwiceError(ValueError):
    """A key stands twice in one object; the message names it."""


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises TwiceError: parsers differ in which value they take."""
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        raise TwiceError(f"“{next(key for key in keys if keys.count(key) > 1)[:_SHOWN]}” is given twice in one object")
    return values


def at(value: Any, *keys: str) -> Any:
    """The value at the end of the keys; None where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")
