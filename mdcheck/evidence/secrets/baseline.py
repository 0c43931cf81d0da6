"""The baseline of the kind `secrets`: known findings as JSON, without the secret and without the line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.content import UndeterminedError
from mdcheck.late import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCHEMA = 1
_DIGITS = 16


class BaselineEntry(NamedTuple):
    """A known credential. It stays known when lines move, and not when it changes or the file is renamed."""

    path: str
    rule: str
    digest: str
    """Of the path and the credential, in hexadecimal; shortened, since it only has to distinguish entries."""


def entry_of(path: str, rule: str, secret: bytes) -> BaselineEntry:
    digest = sha256(path.encode("utf-8", "surrogatepass") + b"\0" + secret)
    return BaselineEntry(path, rule, digest[:_DIGITS])


def dump(entries: Iterable[BaselineEntry]) -> str:
    """The baseline file; `load` is its inverse."""
    known = [entry._asdict() for entry in sorted(set(entries))]
    return json.dumps({"schema": _SCHEMA, "places": known}, indent=2) + "\n"


def load(data: bytes, *, where: str) -> frozenset[BaselineEntry]:
    """The entries of a baseline file; raises UndeterminedError for any other file."""
    try:
        baseline = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UndeterminedError(f"{where} is not JSON: write the baseline anew") from error
    if not isinstance(baseline, dict) or baseline.get("schema") != _SCHEMA:
        raise UndeterminedError(f"{where} is no baseline: it needs “schema”: {_SCHEMA} and “places”")
    entries = baseline.get("places")
    if not isinstance(entries, list):
        raise UndeterminedError(f"{where} is no baseline: “places” must be a list")
    return frozenset(_entry(entry, f"{where}, place {number}") for number, entry in enumerate(entries, start=1))


def _entry(entry: object, where: str) -> BaselineEntry:
    if isinstance(entry, dict) and all(isinstance(entry.get(field), str) for field in BaselineEntry._fields):
        return BaselineEntry(*(entry[field] for field in BaselineEntry._fields))
    raise UndeterminedError(f"{where}, needs {', '.join(BaselineEntry._fields)}, each of them text")
