"""What a change takes away of what people have to say, or have said: roles of a sign-off, and a “no”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.checks.bind import read_check
from mdcheck.checks.names import kind_name
from mdcheck.checks.signatures import SIGNOFF
from mdcheck.document.model import RecordKind
from mdcheck.kinds.signoff import Signoff
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signature import read_signature
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import Item
    from mdcheck.results.people.signature import Signature


def fewer_people(before: Item, after: Item) -> str:
    """What an item with a sign-off no longer asks of people; empty where it asks for no less than before."""
    if not any(kind_name(block) == SIGNOFF for block in after.checks):
        return "the item has no sign-off any more"
    old, new = _signoff(before), _signoff(after)
    if old is None or new is None:  # one that can't be read is an error by itself
        return ""
    lost = [role for role in old.roles if role not in new.roles]
    if lost:
        return f"the sign-off does not ask for {listed(lost)} any more"
    return "the sign-off asks for fewer people" if new.count < old.count else ""


def silenced(before: Item, after: Item) -> str:
    """The people whose “no” is gone without another signature of theirs, in words; empty if there are none."""
    now = {one.by.key for one in _signatures(after)}
    gone = [one.by.name for one in _signatures(before) if one.declined and one.by.key not in now]
    return f"the “no” of {listed(gone)} is gone" if gone else ""


def _signoff(item: Item) -> Signoff | None:
    for block in item.checks:
        if kind_name(block) == SIGNOFF:
            try:
                kind = read_check(block).kind
            except ValueError:
                return None
            return kind if isinstance(kind, Signoff) else None
    return None


def _signatures(item: Item) -> Iterator[Signature]:
    for record in item.records:
        if record.kind is RecordKind.SIGNED:
            try:
                yield read_signature(record, record.line)
            except RecordError:
                continue
