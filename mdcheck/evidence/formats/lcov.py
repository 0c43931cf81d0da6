"""Coverage in LCOV's tracefile format."""

from __future__ import annotations

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.numbers import whole_number


class _Record(msgspec.Struct):
    """What stands between `SF` and `end_of_record`."""

    source: str
    places: dict[str, bool] = msgspec.field(default_factory=dict)
    """Lines or branches, and whether a test went there."""
    found: int = 0
    hit: int = 0


def lcov(text: str, *, branches: bool, where: str) -> tuple[int, int]:
    """How many lines or branches are covered, of how many. Raises UndeterminedError.

    A source file may have several records, one for each test: a line is covered if one of them says so.
    """
    places: dict[tuple[str, str], bool] = {}
    totals: dict[str, tuple[int, int]] = {}
    for record in _records(text, branches=branches, where=where):
        for place, covered in record.places.items():
            places[record.source, place] = covered or places.get((record.source, place), False)
        if not record.places:
            totals[record.source] = (record.hit, record.found)
    reached = sum(places.values()) + sum(hit for hit, _ in totals.values())
    return reached, len(places) + sum(found for _, found in totals.values())


def _records(text: str, *, branches: bool, where: str) -> list[_Record]:
    place_key, found_key, hit_key = ("BRDA", "BRF", "BRH") if branches else ("DA", "LF", "LH")
    records: list[_Record] = []
    record: _Record | None = None
    for line in text.splitlines():
        key, _, value = line.strip().partition(":")
        if key == "SF":
            record = _Record(value)
        elif record is None:
            continue
        elif key == place_key:
            place, count = _place(value, branches=branches)
            record.places[place] = count != "-" and whole_number(count, where) > 0
        elif key == found_key:
            record.found = whole_number(value, where)
        elif key == hit_key:
            record.hit = whole_number(value, where)
        elif key == "end_of_record":
            records.append(record)
            record = None
    if record is not None:
        raise UndeterminedError(f"{where} ends in the middle of a record: make it anew")
    return records


def _place(value: str, *, branches: bool) -> tuple[str, str]:
    """`line,block,branch,taken` or `line,hits`, behind which a checksum may stand."""
    if branches:
        place, _, taken = value.rpartition(",")
        return place, taken
    line, _, rest = value.partition(",")
    return line, rest.partition(",")[0]
