"""Signatures: `signed` records, read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.blocks.dates import read_day
from mdcheck.late import late_pattern
from mdcheck.results.people import records
from mdcheck.results.people.person import read_person

if TYPE_CHECKING:
    from datetime import date

    from mdcheck.document.model import Record
    from mdcheck.results.people.person import Person

REQUIRED = ("by", "date")
OPTIONAL = ("as", "of", "evidence", "reading", "note", "says")
_NUMBER = late_pattern(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")


class Signature(NamedTuple):
    """A `signed` record, read."""

    line: int
    """Of the record's first line, from 1."""
    by: Person
    date: date
    """The day on which it was signed."""
    of: str = ""
    """What was signed, digested: words, options and files. Empty where the record is bound to nothing."""
    evidence: str = ""
    """A path from the repository's root, or a URL."""
    reading: Decimal | None = None
    """The value that the person has measured."""
    note: str = ""
    declined: bool = False
    """The person says no."""
    role: str = ""
    """The one role that it is given in; empty for every role that the person has."""


def read_signature(record: Record, line: int) -> Signature:
    """The signature that a record holds; raises RecordError."""
    records.check_keys(record, required=REQUIRED, optional=OPTIONAL)
    return Signature(
        line=line,
        by=records.read(record, "by", read_person, records.PERSON),
        date=records.read(record, "date", read_day, records.DAY),
        of=records.text(record, "of"),
        evidence=records.text(record, "evidence"),
        reading=records.read(record, "reading", _number, "7.5") if "reading" in record.values else None,
        note=records.text(record, "note"),
        declined=records.read(record, "says", _says_no, "no") if "says" in record.values else False,
        role=records.text(record, "as"),
    )


def _number(text: str) -> Decimal:
    if _NUMBER().fullmatch(text):
        return Decimal(text)
    raise ValueError(f"“{text}” is no number: write 8 or 7.5, without a unit")


def _says_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError(f"“{text}” is neither yes nor no")
    return text == "no"
