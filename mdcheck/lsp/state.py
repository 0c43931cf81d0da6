"""What the server knows: the open texts, and the readings that wait for the person to stop typing."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from mdcheck import __version__
from mdcheck.app.editor.document import Document
from mdcheck.lsp import convert
from mdcheck.lsp.documents import Documents
from mdcheck.lsp.positions import Positions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from mdcheck.app.session import Session
    from mdcheck.lsp.documents import Text

QUIET = 0.15
"""Seconds without a change after which a text is read."""
_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a process."""


class _Protocol(LanguageServerProtocol):
    """Pygls would keep a copy of each text, and show an error for a change of one that is not open."""

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """One for each editor."""

    def __init__(self, session: Session) -> None:
        full = types.TextDocumentSyncKind.Full
        super().__init__(convert.NAME, __version__, protocol_cls=_Protocol, text_document_sync_kind=full)
        self.documents = Documents(session)
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.run: asyncio.Task[Any] | None = None
        """Runs the checks of an item, and ends them when it is cancelled."""
        self.stopped = False
        """Whether the editor has said that it is about to end the server."""
        self.signalled = 0
        """The signal that is to end the process."""

    @property
    def positions(self) -> Positions:
        return Positions(self.workspace.position_encoding or types.PositionEncodingKind.Utf16)

    @property
    def watches_files(self) -> bool:
        """Whether the editor tells of changed files if it is asked to."""
        workspace = self.client_capabilities.workspace
        files = workspace.did_change_watched_files if workspace is not None else None
        return files is not None and bool(files.dynamic_registration)

    async def read(self, uri: str) -> tuple[Text, Document] | None:
        """The newest version of a text, which may be overtaken meanwhile; None where it can't be read."""
        read = await self.documents.read(uri)
        return (read[0], read[1]) if read is not None and isinstance(read[1], Document) else None

    async def document(self, uri: str) -> Document | None:
        """The same, for what says nothing of the version."""
        read = await self.read(uri)
        return None if read is None else read[1]

    def publish_soon(self, uri: str, delay: float = QUIET) -> None:
        """Publish the text's diagnostics when it has not changed for a while."""
        if (former := self.waiting.pop(uri, None)) is not None:
            former.cancel()
        self.waiting[uri] = asyncio.get_running_loop().call_later(delay, self._begin, uri)

    def _begin(self, uri: str) -> None:
        self.waiting.pop(uri, None)
        task = asyncio.get_running_loop().create_task(self._publish(uri))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _publish(self, uri: str) -> None:
        read = await self.documents.read(uri)
        if read is None:
            return
        text, document = read
        if isinstance(document, Document):
            wanted = document.diagnostics if document.wanted else ()
        else:
            wanted = (document.diagnostic,)
        found = [convert.diagnostic(one, document.source, self.positions) for one in wanted]
        if self.documents.text(uri) is text:  # else it was overtaken, and the newer version comes in its turn
            self._send(uri, found, text.version)

    def _send(self, uri: str, found: Sequence[types.Diagnostic], version: int | None = None) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=list(found), version=version)
        )

    async def end_run(self) -> None:
        """End a check that runs. Pygls fails to end the server while a command is being answered."""
        if self.run is not None:
            self.run.cancel()
            await asyncio.wait([self.run])

    def request_future(self) -> Future[object] | None:
        """The future of the request that is being answered, which is cancelled when the editor cancels the request."""
        return self.protocol._request_futures.get(self.protocol.msg_id or "")  # noqa: SLF001 - pygls has no other way

    def shutdown(self) -> None:
        """Leave nothing behind. A signal ends the process at once: a thread that waits for input would keep it."""
        self.documents.end()
        if self.signalled:
            os._exit(_SIGNALLED + self.signalled)
        super().shutdown()  # type: ignore[no-untyped-call]  # of pygls

    def close(self, uri: str) -> None:
        """The editor has closed the text: nothing of it stays."""
        if (waiting := self.waiting.pop(uri, None)) is not None:
            waiting.cancel()
        self.documents.close(uri)
        self._send(uri, ())
