"""Passwords in manifests, which are recognised by their place: Secrets of Kubernetes, and Compose files.

There a value is a real one however simple it looks; and in `data` it stands in Base64.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.secrets.forms import decoded
from mdcheck.evidence.secrets.hits import WEAK, Hit
from mdcheck.evidence.secrets.literals import family_of_name, is_credential, is_literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCUMENTS = rb"(?m)^---"
_SECRET = rb"(?m)^[ \t]{0,40}(?:-[ ])?kind:[ \t]{1,8}[\"']?Secret[\"']?[ \t]*\r?$"
_SEALED = rb"(?m)^[ \t]{0,40}(?:-[ ])?kind:[ \t]{1,8}[\"']?SealedSecret\b"
_ENTRY = (
    rb"(?m)^(?P<indent>[ \t]{0,40})(?:-[ \t]{1,4})?[\"']?(?P<name>[\w.-]{1,80})[\"']?(?:[ \t]{0,8}:[ \t]{1,8}|=)"
    rb"[\"']?(?P<value>[^\s\"'#][^\r\n\"'#]{0,512}?)?[\"']?[ \t]{0,40}(?:#[^\n]{0,200})?\r?$"
)
_SECTION = rb"(?m)^(?P<indent>[ \t]{0,40})(?P<name>data|stringData):[ \t]{0,40}\r?$"
_COMPOSE = re.compile(r"(?:docker-|podman-)?compose(?:[.-][\w.-]{1,40})?\.ya?ml")
_FEWEST = 3


class Known(NamedTuple):
    """How a manifest stores its values."""

    hits: tuple[Hit, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Where the manifest has the last word: what else was found there does not count. In order."""

    def covers(self, hit: Hit) -> bool:
        number = bisect_right(self.spans, hit.start, key=lambda span: span[0]) - 1
        return number >= 0 and hit.start < self.spans[number][1]


def read_manifest(data: bytes, name: str) -> Known:
    """The hits in a file, by its name: its last part, in small letters."""
    if not name.endswith((".yml", ".yaml", ".tpl")):
        return Known()
    if _COMPOSE.fullmatch(name):
        return Known(tuple(_entries(data, 0, len(data), in_base64=False, weak_only=True)))
    hits: list[Hit] = []
    spans: list[tuple[int, int]] = []
    for start, end in _documents(data) if b"Secret" in data else ():
        if re.compile(_SEALED).search(data, start, end):
            spans.append((start, end))
        elif re.compile(_SECRET).search(data, start, end):
            for section in re.compile(_SECTION).finditer(data, start, end):
                stop = _end_of_section(data, section, end)
                in_base64 = section["name"] == b"data"
                hits += _entries(data, section.end(), stop, in_base64=in_base64, weak_only=False)
                if in_base64:
                    spans.append((section.end(), stop))
    return Known(tuple(hits), tuple(spans))


def _documents(data: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    for found in re.finditer(_DOCUMENTS, data):
        yield start, found.start()
        start = found.start()
    yield start, len(data)


def _end_of_section(data: bytes, section: re.Match[bytes], end: int) -> int:
    """Where a line stands that is not indented deeper than the section's name."""
    deeper = len(section["indent"]) + 1
    found = re.compile(rb"(?m)^(?![ \t]{%d}|[ \t]*\r?$|#)" % deeper).search(data, section.end() + 1, end)
    return found.start() if found else end


def _entries(data: bytes, start: int, end: int, *, in_base64: bool, weak_only: bool) -> Iterator[Hit]:
    for found in re.compile(_ENTRY).finditer(data, start, end):
        family = family_of_name(found["name"].decode())
        if family is None or found["value"] is None:
            continue
        value = found["value"].decode("utf-8", "replace")
        if in_base64:
            value = decoded(found["value"]).strip()
        if len(value) < _FEWEST or not is_literal(value):
            continue
        strong = is_credential(value, family)
        if not (strong and weak_only):
            yield Hit(family.rule if strong else WEAK, *found.span("value"))
