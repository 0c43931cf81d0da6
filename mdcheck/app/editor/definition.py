"""Where a word leads to: the item that `needs` names, or the files that a check names."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.editor.blocks import block_at
from mdcheck.app.editor.tokens import needed_item, word_at
from mdcheck.evidence.workspace import OutsideError

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.app.editor.document import Document

_MOST = 100
"""Files of one glob."""


class Target(NamedTuple):
    """A line of a file."""

    path: Path
    line: int = 1


def definitions(document: Document, offset: int) -> tuple[Target, ...]:
    """The places that the word at the offset names; only what lies inside the repository."""
    if block_at(document.opened.checklist, document.source.locate(offset).line) is None:
        return ()
    if (item := needed_item(document, offset)) is not None:
        return (Target(document.opened.path, item.line),)
    word = document.source.text[slice(*word_at(document.source, offset))]
    if not word or word.startswith("/"):
        return ()
    workspace = document.workspace
    try:
        found = workspace.files((word,), skip_ignored=True, skip_closed=True)
        return tuple(Target(workspace.resolve(path)) for path in islice(found, _MOST) if workspace.is_file(path))
    except (OSError, OutsideError, ValueError):
        return ()
