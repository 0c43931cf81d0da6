"""The texts that the editor has open, each read whole, once for each of its versions."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pygls.uris import to_fs_path

from mdcheck.app.editor.document import Document, Unreadable, open_document
from mdcheck.document.edits import Edit, apply
from mdcheck.document.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lsprotocol.types import TextDocumentContentChangeEvent

    from mdcheck.app.session import Session
    from mdcheck.lsp.positions import Positions

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
"""JSON can hold them, and no file; the character in their place is as long in UTF-16."""
_WORKERS = 4
"""A question that takes long, such as for a proposal in a large repository, leaves some for the others."""
_Value = TypeVar("_Value")


class Text(NamedTuple):
    """One version of a text."""

    uri: str
    path: Path
    text: str
    version: int


class Documents:
    """Texts are read in one thread, and questions answered in others, so that neither waits for the other.

    The editor is listened to meanwhile.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[str, Text] = {}
        self._read: dict[str, tuple[Text, asyncio.Future[Document | Unreadable]]] = {}
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mdcheck-read")
        self._workers = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="mdcheck-work")

    def open(self, uri: str, text: str, version: int) -> None:
        """Take a text up; only files have a place in a repository, so others are left alone."""
        name = to_fs_path(uri) if uri.startswith("file:") else None
        if name is not None and "\0" not in name:
            self._texts[uri] = Text(uri, Path(name), _LONE_SURROGATES.sub("\ufffd", text), version)

    def change(
        self, uri: str, version: int, changes: Sequence[TextDocumentContentChangeEvent], positions: Positions
    ) -> bool:
        """Take changes in, in their order. False for those of an unknown text, and for those that come too late."""
        former = self._texts.get(uri)
        if former is None or version < former.version:
            return False
        text = former.text
        for change in changes:
            given = getattr(change, "range", None)
            if given is None:
                text = change.text
                continue
            source = Source.from_text(text)
            edit = Edit(positions.span(source, given), change.text)
            text = ("\ufeff" if source.bom else "") + apply(source.text, (edit,))
        self._texts[uri] = former._replace(text=_LONE_SURROGATES.sub("\ufffd", text), version=version)
        return True

    def close(self, uri: str) -> None:
        """Forget a text."""
        self._texts.pop(uri, None)
        self._read.pop(uri, None)

    def text(self, uri: str) -> Text | None:
        """The newest version."""
        return self._texts.get(uri)

    def forget_readings(self) -> tuple[str, ...]:
        """Read all texts anew, because something around them has changed; their names."""
        self._read.clear()
        return tuple(self._texts)

    async def read(self, uri: str) -> tuple[Text, Document | Unreadable] | None:
        """The newest version, read; None for an unknown text."""
        text = self._texts.get(uri)
        if text is None:
            return None
        known = self._read.get(uri)
        if known is None or known[0] is not text:
            if known is not None:
                known[1].cancel()  # what was asked of an older version has no answer any more
            loop = asyncio.get_running_loop()
            future = loop.run_in_executor(self._reader, open_document, text.path, text.text, self._session)
            self._read[uri] = known = (text, future)
        # Who waits may be cancelled, and others wait for the same reading.
        return text, await asyncio.shield(known[1])

    async def work(self, task: Callable[[], _Value]) -> _Value:
        """Do what may take long, beside the readings."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, task)

    def end(self) -> None:
        """Begin nothing more."""
        self._reader.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=False, cancel_futures=True)
