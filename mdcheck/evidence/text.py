"""A file's text as patterns see it: UTF-8 without a byte order mark, its lines ended by one line feed each."""

from __future__ import annotations

import codecs
from functools import cached_property
from typing import Any

_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64
"""Bytes that tell UTF-16."""


def wide_encoding(data: bytes) -> str | None:
    """The encoding that a byte order mark of UTF-16 or UTF-32 announces; UTF-16 also without one.

    Where it begins with ASCII, every other byte is NUL, and no other one.
    """
    marked = next((name for mark, name in _WIDE_MARKS if data.startswith(mark)), None)
    if marked is not None or b"\0" not in data[:_SAMPLE]:
        return marked
    halves = data[: _SAMPLE - 1 : 2], data[1:_SAMPLE:2]
    nothing = [bool(half) and not any(half) for half in halves]
    if nothing == [False, True] and all(halves[0]):
        return "utf-16-le"
    return "utf-16-be" if nothing == [True, False] and halves[1] and all(halves[1]) else None


def short_text(data: bytes, limit: int) -> str | None:
    """What a person can read in it; None for more bytes than the limit, a NUL, and what is not UTF-8."""
    if len(data) > limit or b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


class Text:
    """Decoded at most once, and only where something asks for it; bytes that are no UTF-8 become U+FFFD."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        """The file's bytes as they are."""
        self.derived: dict[str, Any] = {}
        """What was made of it, by a name that the maker chooses, so that it is made once."""

    @cached_property
    def utf8(self) -> bytes:
        """Valid UTF-8; the same object as `raw` where nothing had to change, which is the common case."""
        data = self.raw
        if not data.isascii() or b"\0" in data[:_SAMPLE]:
            decoded = data.decode(wide_encoding(data) or "utf-8-sig", errors="replace")
            encoded = decoded.encode("utf-8", "replace")
            data = data if encoded == data else encoded
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data

    @cached_property
    def string(self) -> str:
        return self.utf8.decode()

    @cached_property
    def is_ascii(self) -> bool:
        return self.utf8.isascii()


def line_numbers(text: str | bytes, offsets: tuple[int, ...] | list[int]) -> tuple[int, ...]:
    """The lines, from 1, of ascending offsets."""
    newline = b"\n" if isinstance(text, bytes) else "\n"
    lines: list[int] = []
    line, position = 1, 0
    for offset in offsets:
        line += text.count(newline, position, offset)  # type: ignore[arg-type]  # both are text or both are bytes
        position = offset
        lines.append(line)
    return tuple(lines)
