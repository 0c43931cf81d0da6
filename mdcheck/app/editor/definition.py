"""Where a word leads to: the item that `needs` names, or the files that a check names."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.editor.blocks import block_at
from mdcheck.app.editor.tokens import needed_item, phrase_at, word_at
from mdcheck.evidence.workspace import OutsideError

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.app.editor.document import Document
    from mdcheck.evidence.workspace import Workspace

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
    word, phrase = document.source.text[slice(*word_at(document.source, offset))], phrase_at(document.source, offset)
    workspace = document.workspace
    return _files(workspace, word) or (_files(workspace, phrase) if " " in phrase else ())


def _files(workspace: Workspace, path: str) -> tuple[Target, ...]:
    """The files that a path or a glob names."""
    if not path or path.startswith("/"):
        return ()
    try:
        found = workspace.files((path,), skip_ignored=True, skip_closed=True)
        return tuple(Target(workspace.resolve(each)) for each in islice(found, _MOST) if workspace.is_file(each))
    except (OSError, OutsideError, ValueError):
        return ()
