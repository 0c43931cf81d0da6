"""Writing the author's consent into the front matter: which figures mdcheck keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdcheck.document.edits import Edit
from mdcheck.document.model import Notation
from mdcheck.document.parse import leaves
from mdcheck.document.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mdcheck.document.model import Checklist
    from mdcheck.document.source import Source

_CLOSING = re.compile(r"---[ \t]*")
_EMPTY_VALUE = re.compile(r"mdcheck[ \t]*:[ \t]*(?:\{[ \t]*\}|~|null)[ \t]*(?:#.*)?")
_FLOW = re.compile(r"mdcheck[ \t]*:[ \t]*\{")


def consent(checklist: Checklist, notations: Iterable[Notation]) -> Edit | None:
    """The edit that names the notations in the front matter, or None where `figures` stands there already."""
    source = checklist.source
    names = [notation.value for notation in Notation if notation in set(notations)]
    value = f"figures: [{', '.join(names)}]"
    if checklist.settings is None:
        return _with_key(source, value)
    if "figures" in checklist.settings:
        return None
    line = checklist.settings_line - 1
    text, start = source.line(line), source.starts[line]
    end = start + len(text)
    if _EMPTY_VALUE.fullmatch(text):
        return Edit(Span(start, end), f"mdcheck: {{{value}}}")
    if flow := _FLOW.match(text):
        return Edit(Span(start + flow.end(), start + flow.end()), f"{value}, ")
    indent = _indent(source, line + 1) if checklist.settings else "  "
    return Edit(Span(end, end), f"{source.newline(0)}{indent}{value}")


def _indent(source: Source, line: int) -> str:
    """The indentation of the first setting from this line on."""
    texts = (source.line(index) for index in range(line, len(source.starts)))
    first = next(text for text in texts if text.strip() and not text.lstrip().startswith("#"))
    return first[: len(first) - len(first.lstrip())]


def _with_key(source: Source, value: str) -> Edit:
    """A front matter of its own, or a key at the end of the one that is there."""
    end = source.newline(0)
    lines = f"mdcheck:{end}  {value}{end}"
    closing = _closing(source)
    if closing is not None:
        return Edit(Span(source.starts[closing], source.starts[closing]), lines)
    return Edit(Span(0, 0), f"---{end}{lines}---{end}{end}")


def _closing(source: Source) -> int | None:
    """The line of the mark that closes the front matter."""
    first = leaves(source)[:1]
    if not first or first[0].kind != "front_matter":
        return None
    return next(line for line in range(first[0].end - 1, 0, -1) if _CLOSING.fullmatch(source.line(line)))
