"""Coverage in LCOV's tracefile format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.formats.coverage.figures import PLURAL, Coverage, Share
from mdcheck.evidence.formats.numbers import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.evidence.formats.coverage.figures import Metric


class _Record(msgspec.Struct):
    """What stands between `SF` and `end_of_record`."""

    source: str
    places: dict[str, bool] = msgspec.field(default_factory=dict)
    """Lines or branches, and whether a test went there."""
    found: int | None = None
    hit: int | None = None

    @property
    def claimed(self) -> Share:
        return Share(self.hit or 0, self.found or 0)


def lcov(text: str, metric: Metric, *, where: str) -> Coverage:
    """Reads a tracefile. Raises UndeterminedError.

    A source file may have several records, one for each test: a line is covered if one of them says so.
    """
    places: dict[str, dict[str, bool]] = {}
    totals: dict[str, Share] = {}
    for record in _records(text, metric, where):
        if record.places:
            _require_agreement(record, metric, where)
            known = places.setdefault(record.source, {})
            for place, covered in record.places.items():
                known[place] = covered or known.get(place, False)
        else:
            totals[record.source] = record.claimed
    files = totals | {source: Share(sum(each.values()), len(each)) for source, each in places.items()}
    return Coverage(files)


def _require_agreement(record: _Record, metric: Metric, where: str) -> None:
    shown = Share(sum(record.places.values()), len(record.places))
    claimed = shown if record.found is None or record.hit is None else record.claimed
    if max(abs(shown.covered - claimed.covered), abs(shown.valid - claimed.valid)) > max(1, shown.valid / 100):
        counts = f"counts {claimed.covered} of {claimed.valid} {PLURAL[metric]}"
        raise UndeterminedError(
            f"{where} contradicts itself: it {counts} for {record.source}, and shows {shown.covered} of {shown.valid}"
        )


def _records(text: str, metric: Metric, where: str) -> Iterator[_Record]:
    record: _Record | None = None
    for line in text.splitlines():
        key, _, value = line.strip().partition(":")
        if key == "SF":
            if record is not None:
                raise UndeterminedError(f"{where} has a record of {record.source} that does not end: make it anew")
            record = _Record(value)
        elif record is not None and key == "end_of_record":
            yield record
            record = None
        elif record is not None:
            _note(record, key, value, metric, where)
    if record is not None:
        raise UndeterminedError(f"{where} ends in the middle of a record: make it anew")


def _note(record: _Record, key: str, value: str, metric: Metric, where: str) -> None:
    """Read one line; those of the other metric and unknown ones are ignored."""
    place_key, found_key, hit_key = ("BRDA", "BRF", "BRH") if metric == "branch" else ("DA", "LF", "LH")
    if key == place_key:
        if (found := _branch(value) if metric == "branch" else _line(value)) is not None:
            place, times = found
            covered = times != "-" and whole_number(times, where) > 0
            record.places[place] = covered or record.places.get(place, False)
    elif key == found_key:
        record.found = whole_number(value, where)
    elif key == hit_key:
        record.hit = whole_number(value, where)


def _line(value: str) -> tuple[str, str]:
    """`line,hits`, behind which a checksum may stand."""
    line, _, rest = value.partition(",")
    return line, rest.partition(",")[0]


def _branch(value: str) -> tuple[str, str] | None:
    """`line,[e][f][U]block,branch,taken`, where the branch may hold commas; None for one that can't be reached."""
    place, _, taken = value.rpartition(",")
    block = place.partition(",")[2]
    return None if block.lstrip("ef").startswith("U") else (place, taken)
