"""JSON from a repository, read strictly."""

from __future__ import annotations

import json
from typing import Any

from mdcheck.evidence.content import UndeterminedError


def read_json(data: bytes, *, where: str) -> Any:
    """The value, in UTF-8, UTF-16 or UTF-32. Raises UndeterminedError where it is none."""
    try:
        return json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UndeterminedError(f"{where} is {'malformed JSON' if data.strip() else 'empty'}") from error


def at(value: Any, *keys: str) -> Any:
    """The value at the end of the keys; None where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")
