"""A document as an editor has it, saved or not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.checklist import Opened, open_text
from mdcheck.app.find import USUAL, find_files
from mdcheck.app.find_items import holder
from mdcheck.app.lint import lint_opened
from mdcheck.app.workspace import workspace_of
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import MdcheckError
from mdcheck.repository.discovery import find_root

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.document.model import Item
    from mdcheck.evidence.workspace import Workspace


class Document(NamedTuple):
    """One text, read whole."""

    opened: Opened
    session: Session
    """With the root of the document's repository as its working folder."""
    diagnostics: tuple[Diagnostic, ...]
    """What `mdcheck lint` says of a file with this text."""
    wanted: bool
    """Whether it is meant for mdcheck, or is any Markdown, whose author does not ask what mdcheck says."""

    @property
    def source(self) -> Source:
        return self.opened.checklist.source

    @property
    def workspace(self) -> Workspace:
        """The repository as the checks of this document see it, read anew."""
        return workspace_of(self.opened, self.session)

    def item_at(self, line: int) -> Item | None:
        """The item to which a line belongs, as FILE:LINE names it on the command line."""
        return holder(self.opened.checklist, line)


class Unreadable(NamedTuple):
    """Why a text can't be read: it is too large, or the settings around it are malformed."""

    diagnostic: Diagnostic
    source: Source
    """The text, as far as that could be told."""


def open_document(path: Path, text: str, session: Session) -> Document | Unreadable:
    """Read a text that is to be the content of the file."""
    folder = path.resolve().parent
    session = session._replace(cwd=find_root(folder) or folder)
    data = text.encode("utf-8")
    source = Source.from_text("")
    try:
        source = Source.from_bytes(data, path=path.as_posix())
        checklist = parse(source)
        opened = open_text(path, data, checklist, session)
        return Document(opened, session, lint_opened(opened, session).diagnostics, _is_wanted(opened, session))
    except MdcheckError as error:
        file, _, line = (error.where or "").rpartition(":")
        here = file == source.path and line.isdecimal()  # the front matter says what can't be
        found = (int(line), 1, error.message) if here else (1, 1, str(error))
        return Unreadable(Diagnostic(*found[:2], Level.ERROR, "unreadable", found[2], error.fix or ""), source)


def _is_wanted(opened: Opened, session: Session) -> bool:
    """With a check block (or what should have been one) or `mdcheck:`, or where its name or the settings say so."""
    if opened.checklist.adopted or opened.errors or opened.path.match(USUAL):
        return True
    try:
        named = find_files((), session)
    except MdcheckError:
        return False
    place = os.path.realpath(opened.path)
    return any(os.path.realpath(session.cwd / path) == place for path in named)
