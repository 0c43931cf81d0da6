"""The server: which questions of the protocol it answers, and how it begins and ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcRequestCancelled

from mdcheck.errors import ExitCode, MdcheckError
from mdcheck.lsp import actions, questions
from mdcheck.lsp.running import run_item
from mdcheck.lsp.state import Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.app.session import Session

_SETTINGS = "**/{mdcheck,pyproject}.toml"
"""The files whose changes the editor is asked to tell."""
_TRIGGERS = (" ", ":", "/", "@", "[", ".", "`", "=")


def make_server(session: Session) -> Server:
    """A server that is ready to be started."""
    server = Server(session)
    logging.getLogger("pygls.protocol.json_rpc").addFilter(is_news)
    _register_texts(server)
    _register_questions(server)
    _register_commands(server)
    return server


def is_news(record: logging.LogRecord) -> bool:
    """Whether the editor's log needs to hold it: that a question was refused or cancelled, the answer has said."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, JsonRpcException) and error.code in actions.ANSWERS)


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

    async def initialized(_params: types.InitializedParams) -> None:
        if server.watches_files:
            watchers = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_SETTINGS)])
            wanted = types.Registration("settings", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watchers)
            with contextlib.suppress(JsonRpcException):  # without it they are read with the next change or save
                await server.client_register_capability_async(types.RegistrationParams([wanted]))

    async def shutdown(*_: Any) -> None:
        server.stopped = True
        await server.end_run()

    _feature(server, types.INITIALIZED, initialized)
    _feature(server, types.TEXT_DOCUMENT_DID_OPEN, did_open)
    _feature(server, types.TEXT_DOCUMENT_DID_CHANGE, did_change)
    _feature(server, types.TEXT_DOCUMENT_DID_CLOSE, did_close)
    _feature(server, types.TEXT_DOCUMENT_DID_SAVE, look_again)
    _feature(server, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, look_again)
    _feature(server, types.WORKSPACE_DID_CHANGE_CONFIGURATION, look_again)
    _feature(server, types.SHUTDOWN, shutdown)


def _register_questions(server: Server) -> None:
    completions = types.CompletionOptions(trigger_characters=list(_TRIGGERS))
    kinds = types.CodeActionOptions(code_action_kinds=list(actions.kinds()), resolve_provider=True)
    for name, handler, options in (
        (types.TEXT_DOCUMENT_COMPLETION, questions.completion, completions),
        (types.TEXT_DOCUMENT_HOVER, questions.pointed_at, None),
        (types.TEXT_DOCUMENT_DEFINITION, questions.definition, None),
        (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, questions.symbols, None),
        (types.TEXT_DOCUMENT_FOLDING_RANGE, questions.folding, None),
        (types.TEXT_DOCUMENT_INLAY_HINT, questions.inlay_hints, None),
        (types.TEXT_DOCUMENT_CODE_ACTION, actions.code_actions, kinds),
        (types.CODE_ACTION_RESOLVE, actions.resolve, None),
    ):
        _feature(server, name, _with(server, handler), options)


def _with(server: Server, handler: Callable[[Server, Any], Any]) -> Callable[[Any], Any]:
    async def answer(params: Any) -> Any:
        try:
            return await handler(server, params)
        except MdcheckError as error:
            raise actions.refusal(str(error)) from error

    return answer


def _register_commands(server: Server) -> None:
    async def run(uri: str, line: int) -> None:
        try:
            await run_item(server, uri, line)
        except asyncio.CancelledError as error:  # as a bare one, pygls would leave the request without an answer
            raise JsonRpcRequestCancelled("the check was cancelled") from error

    async def waive(uri: str, line: int, until: str, reason: str) -> None:
        await actions.waive_command(server, uri, line, until, reason)

    async def change(uri: str, version: int, line: int, change: str, argument: str) -> None:
        await actions.change_command(server, uri, version, line, change, argument)

    server.command(actions.RUN)(run)
    server.command(actions.CHANGE)(change)
    server.command(actions.WAIVE)(waive)


def _feature(server: Server, name: str, handler: Callable[[Any], Any], options: Any = None) -> None:
    server.feature(name, options)(handler)


def _heed_signals(server: Server) -> None:
    """A signal that ends the process must end a check that runs, too."""

    def end(number: int, _frame: object) -> None:
        server.signalled = number
        raise SystemExit

    for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(number, end)


def serve(session: Session) -> ExitCode:
    """Serve one editor on standard input and output, until it ends the server or goes away."""
    server = make_server(session)
    _heed_signals(server)
    try:
        # The protocol has the stream to itself: whatever else is printed must not get between its messages.
        with os.fdopen(os.dup(1), "wb") as output:
            server.start_io(stdout=output)
    finally:
        server.documents.end()
    return ExitCode.OK if server.stopped else ExitCode.FAILED
