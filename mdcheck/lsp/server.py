"""The server: which questions of the protocol it answers, and when diagnostics are published."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from mdcheck import __version__
from mdcheck.app.editor.completion import complete
from mdcheck.app.editor.document import Document, is_checklist
from mdcheck.app.editor.outline import folds, hints, outline
from mdcheck.errors import ExitCode
from mdcheck.lsp import convert
from mdcheck.lsp.documents import Documents
from mdcheck.lsp.positions import Positions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mdcheck.app.session import Session

QUIET = 0.15
"""Seconds without a change after which a text is read."""
_TRIGGERS = (" ", ":", "/", "@", "[", ".", "`", "=")


class Server(LanguageServer):
    """Its state: the open texts, and the readings that wait for the person to stop typing."""

    def __init__(self, session: Session) -> None:
        super().__init__(convert.NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.documents = Documents(session)
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.stopped = False
        """Whether the editor has said that it is about to end the server."""

    @property
    def positions(self) -> Positions:
        return Positions(self.workspace.position_encoding or types.PositionEncodingKind.Utf16)

    async def document(self, uri: str) -> Document | None:
        """The newest version of a text; None where it can't be read."""
        read = await self.documents.read(uri)
        return read[1] if read is not None and isinstance(read[1], Document) else None

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
            wanted = await self.documents.work(partial(is_checklist, document))
            source, positions = document.source, self.positions
            found = [convert.diagnostic(one, source, positions) for one in document.diagnostics] if wanted else []
        else:
            found = [convert.unreadable(document.diagnostic)]
        if self.documents.text(uri) is text:  # else it was overtaken, and the newer version comes in its turn
            self._send(uri, found, text.version)

    def _send(self, uri: str, found: Sequence[types.Diagnostic], version: int | None = None) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=list(found), version=version)
        )

    def close(self, uri: str) -> None:
        """The editor has closed the text: nothing of it stays."""
        if (waiting := self.waiting.pop(uri, None)) is not None:
            waiting.cancel()
        self.documents.close(uri)
        self._send(uri, ())


def make_server(session: Session) -> Server:
    """A server that is ready to be started."""
    server = Server(session)
    _register_texts(server)
    _register_questions(server)
    return server


def _register_texts(server: Server) -> None:
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        server.documents.open(opened.uri, opened.text, opened.version)
        server.publish_soon(opened.uri, 0)

    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        changed = params.text_document
        if server.documents.change(changed.uri, changed.version, params.content_changes, server.positions):
            server.publish_soon(changed.uri)

    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    def look_again(*_: Any) -> None:
        for uri in server.documents.forget_readings():
            server.publish_soon(uri)

    def shutdown(*_: Any) -> None:
        server.stopped = True

    _feature(server, types.TEXT_DOCUMENT_DID_OPEN, did_open)
    _feature(server, types.TEXT_DOCUMENT_DID_CHANGE, did_change)
    _feature(server, types.TEXT_DOCUMENT_DID_CLOSE, did_close)
    _feature(server, types.TEXT_DOCUMENT_DID_SAVE, look_again)
    _feature(server, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, look_again)
    _feature(server, types.WORKSPACE_DID_CHANGE_CONFIGURATION, look_again)
    _feature(server, types.SHUTDOWN, shutdown)


def _register_questions(server: Server) -> None:
    async def completion(params: types.CompletionParams) -> types.CompletionList | None:
        document = await server.document(params.text_document.uri)
        if document is None:
            return None
        offset = server.positions.offset(document.source, params.position)
        found = await server.documents.work(partial(complete, document, offset))
        return None if found is None else convert.completion_list(found, document.source, server.positions)

    async def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        document = await server.document(params.text_document.uri)
        if document is None:
            return None
        return convert.symbols(outline(document.opened.checklist), document.source, server.positions)

    async def folding(params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
        document = await server.document(params.text_document.uri)
        if document is None:
            return None
        return [
            types.FoldingRange(start_line=first - 1, end_line=last - 1, kind=types.FoldingRangeKind.Region)
            for first, last in folds(document.opened.checklist)
        ]

    async def inlay_hints(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        document = await server.document(params.text_document.uri)
        if document is None or not is_checklist(document):
            return None
        first, last = params.range.start.line + 1, params.range.end.line + 1
        return [
            types.InlayHint(
                position=server.positions.line(document.source, hint.line).end,
                label=hint.text,
                tooltip=hint.explanation,
                padding_left=True,
            )
            for hint in hints(document)
            if first <= hint.line <= last
        ]

    triggers = types.CompletionOptions(trigger_characters=list(_TRIGGERS))
    _feature(server, types.TEXT_DOCUMENT_COMPLETION, completion, triggers)
    _feature(server, types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, symbols)
    _feature(server, types.TEXT_DOCUMENT_FOLDING_RANGE, folding)
    _feature(server, types.TEXT_DOCUMENT_INLAY_HINT, inlay_hints)


def _feature(server: Server, name: str, handler: Callable[[Any], Any], options: Any = None) -> None:
    server.feature(name, options)(handler)


def serve(session: Session) -> ExitCode:
    """Serve one editor on standard input and output, until it ends the server or goes away."""
    server = make_server(session)
    try:
        # The protocol has the stream to itself: whatever else is printed must not get between its messages.
        with os.fdopen(os.dup(1), "wb") as output:
            server.start_io(stdout=output)
    finally:
        server.documents.end()
    return ExitCode.OK if server.stopped else ExitCode.FAILED
