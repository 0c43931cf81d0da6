"""The baseline of `secrets`: places that are known, in JSON, without the secret and without the line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.content import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCHEMA = 1
_DIGITS = 16


class Place(NamedTuple):
    """A known credential. It stays known when lines move, and not when it changes or the file is renamed."""

    path: str
    rule: str
    digest: str
    """Of the path and the credential, in hexadecimal; cut, since it only has to tell one from another."""


def place(path: str, rule: str, secret: bytes) -> Place:
    import hashlib  # late: takes milliseconds to load, and only a baseline needs it

    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass") + b"\0" + secret).hexdigest()
    return Place(path, rule, digest[:_DIGITS])


def dump(places: Iterable[Place]) -> str:
    """The baseline file; `load` is its inverse."""
    entries = [known._asdict() for known in sorted(set(places))]
    return json.dumps({"schema": _SCHEMA, "places": entries}, indent=2) + "\n"


def load(data: bytes, *, where: str) -> frozenset[Place]:
    """The places of a baseline file; raises UndeterminedError for what is none."""
    try:
        baseline = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UndeterminedError(f"{where} is not JSON: write the baseline anew") from error
    if not isinstance(baseline, dict) or baseline.get("schema") != _SCHEMA:
        raise UndeterminedError(f"{where} is no baseline: it needs “schema”: {_SCHEMA} and “places”")
    entries = baseline.get("places")
    if not isinstance(entries, list):
        raise UndeterminedError(f"{where} is no baseline: “places” must be a list")
    return frozenset(_place(entry, f"{where}, place {number}") for number, entry in enumerate(entries, start=1))


def _place(entry: object, where: str) -> Place:
    if isinstance(entry, dict) and all(isinstance(entry.get(field), str) for field in Place._fields):
        return Place(*(entry[field] for field in Place._fields))
    raise UndeterminedError(f"{where}, needs {', '.join(Place._fields)}, each of them text")
