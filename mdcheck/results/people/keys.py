"""What tells one record from every other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mdcheck.results.people.signature import Signature
    from mdcheck.results.people.waiver import Waiver


def key_of(record: Signature | Waiver) -> str:
    """A key that is the same for a record wherever it stands and however it is written, and for no other record."""
    import hashlib  # late: only policies that ask for a proof need it

    values = (*record._replace(line=0), record.by.key)
    facts = tuple(sorted(value) if isinstance(value, frozenset) else value for value in values)
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
