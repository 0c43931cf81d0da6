"""Bytes and text, one the inverse of the other, and the one line index.

Laws: `Source.from_bytes(data, path=p).to_bytes() == data` for every UTF-8 `data`, and
`Source.from_bytes(source.to_bytes(), path=source.path) == source` for every `source`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 4 * 1024 * 1024
MAX_LINES = 100_000
"""Of a document; the largest checklists that people write are a tenth of that."""
_BOM = "\ufeff"

# CommonMark 0.31, section 2.1: a line ends at a line feed, a carriage return, or both in that order, and at
# nothing else. `str.splitlines` also splits at U+2028, form feed and NEL, and so must never be used here.
_LINE_END = re.compile(r"\r\n?|\n")


class Span(NamedTuple):
    """A half-open range of offsets into `Source.text`, counted in characters."""

    start: int
    end: int


def within(offset: int, spans: Sequence[Span]) -> bool:
    """Whether a character stands in one of the spans, which come in order; there may be thousands of both."""
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index >= 0 and offset < spans[index].end


class Location(NamedTuple):
    """A place for people: line and column count from 1, the column in characters."""

    line: int
    column: int


class Source(NamedTuple):
    """One document: its text without the byte order mark, and where each line starts."""

    path: str
    """As people should read it in messages and reports, with `/` between its parts."""
    text: str
    bom: bool
    starts: tuple[int, ...]
    """The offset of each line's first character; a document has at least one line."""

    @classmethod
    def from_text(cls, text: str, *, path: str = "<text>", bom: bool = False) -> Source:
        """A text that begins with a byte order mark has one: read back from its bytes, it gives the same `Source`."""
        if not bom and text.startswith(_BOM):
            bom, text = True, text[1:]
        starts = tuple(chain((0,), (match.end() for match in _LINE_END.finditer(text))))
        return cls(path=path, text=text, bom=bom, starts=starts)

    @classmethod
    def from_bytes(cls, data: bytes, *, path: str) -> Source:
        """Decode strictly; raises SourceError with the place of the first byte that is not UTF-8.

        The parser takes some 100 bytes of memory for a byte, and time for each line, so a document is bounded.
        """
        if len(data) > MAX_BYTES or len(data.splitlines()) > MAX_LINES:
            what = f"{MAX_BYTES >> 20} MiB" if len(data) > MAX_BYTES else f"{MAX_LINES:,} lines"
            raise SourceError(f"is larger than {what}", where=path, fix="split the checklist, or name a Markdown file")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = len(_LINE_END.findall(data[: error.start].decode("utf-8"))) + 1
            raise SourceError(
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
                where=f"{path}:{line}",
                fix="save the file as UTF-8",
            ) from error
        return cls.from_text(text, path=path)

    def to_bytes(self) -> bytes:
        return ((_BOM if self.bom else "") + self.text).encode("utf-8")

    def line(self, index: int) -> str:
        """The text of the line with this index (from 0), without its line end."""
        return self.text[self.starts[index] : self.line_end(index)]

    def start(self, index: int) -> int:
        """The offset of the line's first character; of the line behind the last, the end of the text."""
        return self.starts[index] if index < len(self.starts) else len(self.text)

    def line_end(self, index: int) -> int:
        """The offset behind the last character of the line, before its line end."""
        if index + 1 >= len(self.starts):
            return len(self.text)
        end = self.starts[index + 1] - 1
        return end - 1 if self.text[end] == "\n" and end and self.text[end - 1] == "\r" else end

    def newline(self, index: int) -> str:
        """The line end of the line; of the last one, that of the first; a line feed in a text of one line."""
        if len(self.starts) == 1:
            return "\n"
        index = index if index + 1 < len(self.starts) else 0
        return self.text[self.line_end(index) : self.starts[index + 1]]

    def locate(self, offset: int) -> Location:
        index = bisect_right(self.starts, offset) - 1
        return Location(index + 1, offset - self.starts[index] + 1)
