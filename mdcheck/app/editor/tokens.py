"""Words of a text, and what they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.app.editor.blocks import block_at, column_in
from mdcheck.app.editor.yaml_place import place_in
from mdcheck.document.source import Span
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from mdcheck.app.editor.document import Document
    from mdcheck.document.model import Item
    from mdcheck.document.source import Source

_WORD = late_pattern(r"""[^\s"'`,\[\]{}()<>;|=]+""")
_PHRASE = late_pattern(r"""(?:(?<=: )|(?<=- )|(?<=[\["',]))[^"',\[\]{}]+""")
_NEEDS = late_pattern(r"""needs=(?P<ids>"[^"]*"|'[^']*'|\S*)""")


def word_at(source: Source, offset: int) -> Span:
    """The word around a place, or an empty span there."""
    line = source.locate(offset).line - 1
    found = (match for match in _WORD().finditer(source.text, source.starts[line], source.line_end(line)))
    return next(
        (Span(*match.span()) for match in found if match.start() <= offset <= match.end()), Span(offset, offset)
    )


def phrase_at(source: Source, offset: int) -> str:
    """The text around a place in YAML with the blanks in it: between quotes, commas and brackets, or behind a key."""
    line = source.locate(offset).line - 1
    found = (match for match in _PHRASE().finditer(source.text, source.starts[line], source.line_end(line)))
    return next((match[0].strip() for match in found if match.start() <= offset <= match.end()), "")


def needed_item(document: Document, offset: int) -> Item | None:
    """The item whose id stands here in `needs`."""
    source = document.source
    line = source.locate(offset).line
    block = block_at(document.opened.checklist, line)
    if block is None or block.word != "check":
        return None
    span = word_at(source, offset)
    word = source.text[slice(*span)]
    if line == block.fence.line:
        found = _NEEDS().search(source.line(line - 1))
        here = found is not None and found.start() <= offset - source.starts[line - 1] <= found.end()
        word = word if here else ""
    else:
        row, column = line - block.fence.line - 1, column_in(block, source, line, span.end - source.starts[line - 1])
        place = place_in(block.lines, row, column) if block.is_yaml and row < len(block.lines) else None
        word = word if place is not None and place.key == "needs" and not place.keys else ""
    return next((item for item in document.opened.checklist.items if item.id == word), None) if word else None
