"""The records in past versions of a checklist, by their keys: of most versions only what is new in them is parsed."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from mdcheck.document.model import RecordKind
from mdcheck.document.parse import parse
from mdcheck.document.source import MAX_BYTES, MAX_LINES, Source
from mdcheck.errors import SourceError
from mdcheck.results.people.keys import key_of
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signature import read_signature
from mdcheck.results.people.waiver import read_waiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import Checklist

_CHECKS = re.compile(r"^([ \t>]*(?:`{3,}|~{3,})[ \t]*)check\b", re.MULTILINE)
"""The first word of a check block. Another word there changes nothing but that nobody reads its YAML, which takes
most of the time."""
_FRESH = re.compile(r"^(?=#{1,6} |[-*+] \[)", re.MULTILINE)
"""Where a heading or an item begins at the margin. It ends every block but fenced code and HTML at the margin."""
_PROBE = "- [ ] probe\n"
_FRONT = re.compile(r"\ufeff?---[ \t]*$.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)


class PastRecords:
    """Reads versions of documents that have most of their text in common."""

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str] | None] = {}

    def keys(self, data: bytes) -> tuple[str, ...]:
        """The keys of the records that `parse` finds in the whole document; none where it can't be read."""
        if b"signed" not in data and b"waived" not in data:  # to look takes a thousandth of the time of reading it all
            return ()
        if len(data) > MAX_BYTES or data.count(b"\n") > MAX_LINES:
            return ()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return ()
        return tuple(sorted(frozenset().union(*self._pieces(text))))

    def _pieces(self, text: str) -> Iterator[frozenset[str]]:
        """The keys of each piece that ends where nothing of it goes on. Where something does, the piece doubles."""
        front = _FRONT.match(text)
        starts = [match.start() for match in _FRESH.finditer(text, front.end() if front else 0)]
        places = [0, *(start for start in starts if start), len(text)]
        at, size = 0, 1
        while at < len(places) - 1:
            end = min(at + size, len(places) - 1)
            found = self._of(text[places[at] : places[end]])
            if found is None and end < len(places) - 1:
                size *= 2
                continue
            yield found if found is not None else _read(text[places[at] :])[0]
            at, size = end, 1

    def _of(self, piece: str) -> frozenset[str] | None:
        """The keys of the records in a piece; None if it does not end where an item can begin."""
        if piece not in self._known:
            found, closed = _read(piece, _PROBE)
            self._known[piece] = found if closed else None
        return self._known[piece]


def _read(text: str, probe: str = "") -> tuple[frozenset[str], bool]:
    """The keys of the records in a text, and whether `probe` behind it is read as an item."""
    try:
        source = Source.from_bytes(_CHECKS.sub(r"\1text", text + probe).encode(), path="")
    except SourceError:
        return frozenset(), False
    checklist = parse(source)
    last = checklist.items[-1] if checklist.items else None
    closed = last is not None and last.box.start == len(source.text) - len(probe) + len("- [")
    return frozenset(_keys_of(checklist)), closed


def _keys_of(checklist: Checklist) -> Iterator[str]:
    for item in checklist.items:
        for record in item.records:
            with suppress(RecordError):
                one = read_signature(record, 0) if record.kind is RecordKind.SIGNED else read_waiver(record)
                yield key_of(one)
