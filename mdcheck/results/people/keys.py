"""What tells one record from every other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.late import sha256

if TYPE_CHECKING:
    from mdcheck.results.people.signature import Signature
    from mdcheck.results.people.waiver import Waiver


def key_of(record: Signature | Waiver) -> str:
    """A key that is the same for a record wherever it stands and however it is written, and for no other record."""
    values = (*record._replace(line=0), record.by.key)
    facts = tuple(sorted(value) if isinstance(value, frozenset) else value for value in values)
    return sha256(repr(facts).encode("utf-8", "surrogateescape"))[:32]
