"""What looks like a box, or stands in place of one, and could become one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.edits import Edit
from mdcheck.document.near_boxes import near_boxes, signed_bullets
from mdcheck.document.parse import edited
from mdcheck.document.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.document.model import Checklist

_SIGN_IN_BOX = re.compile(r"\[([✅✓✔☑❌✗])\ufe0f?\](?=[ \t])")


class NearBox(NamedTuple):
    """A line that could become an item."""

    line: int
    before: str
    after: str
    edits: tuple[Edit, ...]


def find_boxes(checklist: Checklist) -> tuple[NearBox, ...]:
    """The lines of which one change makes items, in order. A change that touches other lines is `lint --fix`'s."""
    found = {line: edits for line, edits in _candidates(checklist) if _on_one_line(checklist.source, edits, line)}
    after = with_boxes(checklist, (edit for edits in found.values() for edit in edits))
    items = {item.line for item in after.items}
    if len(after.items) < len(checklist.items) or len(after.source.starts) != len(checklist.source.starts):
        return ()
    source, new = checklist.source, after.source
    return tuple(
        NearBox(line, source.line(line - 1).strip(), new.line(line - 1).strip(), edits)
        for line, edits in sorted(found.items())
        if line in items
    )


def with_boxes(checklist: Checklist, edits: Iterable[Edit]) -> Checklist:
    """The checklist with these changes."""
    return edited(checklist, edits)


def _candidates(checklist: Checklist) -> Iterator[tuple[int, tuple[Edit, ...]]]:
    for line, edit in signed_bullets(checklist):
        yield line, (edit,)
    for found in near_boxes(checklist):
        if found.code != "not-a-box":
            continue
        if found.edits:
            yield found.line, found.edits
        elif sign := _SIGN_IN_BOX.match(checklist.source.line(found.line - 1), found.column - 1):
            start = checklist.source.starts[found.line - 1] + sign.start()
            yield found.line, (Edit(Span(start, start + len(sign[0])), "[ ]" if sign[1] in "❌✗" else "[x]"),)


def _on_one_line(source: Source, edits: tuple[Edit, ...], line: int) -> bool:
    first, last = source.starts[line - 1], source.line_end(line - 1)
    return all(first <= one.span.start <= one.span.end <= last and not re.search(r"[\r\n]", one.text) for one in edits)
