"""Places in a text as the protocol counts them: lines from 0, and columns in the units that both sides agreed on.

Law: `offset(source, position(source, place)) == place` for every place that does not stand inside a line end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import Position, PositionEncodingKind, Range

from mdcheck.document.source import Span

if TYPE_CHECKING:
    from mdcheck.document.source import Source

_ASTRAL = 0xFFFF
"""Characters above take two units of UTF-16."""
_BOM_BYTES = 3


class Positions:
    """Translates for one encoding."""

    def __init__(self, encoding: PositionEncodingKind | str) -> None:
        self.encoding = PositionEncodingKind(encoding)

    def position(self, source: Source, offset: int) -> Position:
        """The position of a character, or of the end of the text."""
        line = source.locate(min(offset, len(source.text))).line - 1
        offset = min(offset, source.line_end(line))
        return Position(line, self._bom(source, line) + self._units(source.text[source.starts[line] : offset]))

    def offset(self, source: Source, position: Position) -> int:
        """The offset of a position; one behind the end of its line, or of the text, means that end."""
        if position.line >= len(source.starts):
            return len(source.text)
        start, units = source.starts[position.line], position.character - self._bom(source, position.line)
        text = source.line(position.line)
        if text.isascii():
            return start + max(0, min(units, len(text)))
        for index, char in enumerate(text):
            units -= self._units(char)
            if units < 0:
                return start + index
        return start + len(text)

    def range(self, source: Source, span: Span) -> Range:
        """The range of a span."""
        return Range(self.position(source, span.start), self.position(source, span.end))

    def span(self, source: Source, given: Range) -> Span:
        """The span of a range, whichever end comes first."""
        ends = sorted((self.offset(source, given.start), self.offset(source, given.end)))
        return Span(ends[0], ends[1])

    def line(self, source: Source, line: int) -> Range:
        """A whole line, counted from 1, without its line end."""
        index = min(line, len(source.starts)) - 1
        return self.range(source, Span(source.starts[index], source.line_end(index)))

    def _bom(self, source: Source, line: int) -> int:
        """The units of the byte order mark, which `Source` keeps apart, and which stays in an editor's text."""
        if line or not source.bom:
            return 0
        return _BOM_BYTES if self.encoding is PositionEncodingKind.Utf8 else 1

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        match self.encoding:
            case PositionEncodingKind.Utf8:
                return len(text.encode("utf-8", errors="surrogatepass"))
            case PositionEncodingKind.Utf16:
                return len(text) + sum(ord(char) > _ASTRAL for char in text)
            case _:
                return len(text)
