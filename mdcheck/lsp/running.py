"""Running the checks of one item, because a person asked for it: in a process of mdcheck's own, which can be ended.

It is `mdcheck run --only FILE:LINE`, with all that protects a person there: what needs trust runs only if it has been
approved before. Nothing else in the language server starts a check.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from mdcheck import files
from mdcheck.errors import MdcheckError
from mdcheck.reports.layout.sanitize import clean
from mdcheck.results.outcome import Outcome

if TYPE_CHECKING:
    from mdcheck.app.editor.document import Document
    from mdcheck.lsp.state import Server

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_GRACE = 5.0
"""Seconds for mdcheck to end the processes of checks."""


class Said(NamedTuple):
    """What the person is told."""

    level: types.MessageType
    message: str


async def run_item(server: Server, uri: str, line: int) -> None:
    """Run the checks of the item on the line of the saved file, and say what they said."""
    document = await server.document(uri)
    if server.run is not None:
        _tell(server, Said(types.MessageType.Warning, "a check is running already: wait for it, or cancel it"))
    elif document is None:
        _tell(
            server, Said(types.MessageType.Warning, "open the checklist first: no text that can be read is open here")
        )
    else:
        server.run = asyncio.current_task()
        _heed_cancelling(server)
        try:
            said = _not_saved(document) or await _run(server, document, line)
        finally:
            server.run = None
        _tell(server, said)
        _refresh(server)


def _heed_cancelling(server: Server) -> None:
    """End with the request: pygls cancels the future of a command's request, but not what the command awaits."""
    request, task = server.request_future(), asyncio.current_task()
    if request is not None and task is not None:
        request.add_done_callback(lambda future: task.cancel() if future.cancelled() else None)


def _not_saved(document: Document) -> Said | None:
    path = document.opened.path
    try:
        saved = files.read(path) == document.opened.data
    except MdcheckError:
        saved = False
    if saved:
        return None
    return Said(types.MessageType.Warning, "save the file first: a check runs as it stands in the file")


async def _run(server: Server, document: Document, line: int) -> Said:
    path = document.opened.path.resolve()
    # `-P`: a folder called mdcheck in the repository must not be taken for mdcheck.
    command = (sys.executable, "-P", "-m", "mdcheck", "run", os.fspath(path), "--only", f"{path}:{line}", "-f", "json")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=document.opened.root,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,
    )
    try:
        async with _progress(server, document, line):
            output, errors = await process.communicate()
    finally:
        await _end(process)
    return _judged(output.decode(errors="replace"), errors.decode(errors="replace"), line)


async def _end(process: asyncio.subprocess.Process) -> None:
    """See that nothing of it is left, whether it has ended or is to be ended."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), _GRACE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def _judged(output: str, errors: str, line: int) -> Said:
    """What the report of the run says of the item."""
    try:
        items: list[dict[str, Any]] = [item for file in json.loads(output)["files"] for item in file["items"]]
    except (ValueError, KeyError, TypeError):
        return Said(types.MessageType.Error, clean(errors, multiline=True).strip() or "mdcheck said nothing")
    checks = [check for item in items if item["line"] == line for check in item["checks"]]
    if not checks:
        return Said(types.MessageType.Warning, "there is no item with a check on this line of the file")
    outcomes = [_OUTCOMES[check["outcome"]] for check in checks]
    good = all(outcome.meaning.meets_need for outcome in outcomes)
    lines = [_line(check, outcome) for check, outcome in zip(checks, outcomes, strict=True)]
    return Said(types.MessageType.Info if good else types.MessageType.Warning, "\n".join(lines))


def _line(check: dict[str, Any], outcome: Outcome) -> str:
    message = f": {clean(check['message'])}" if check["message"] else ""
    return f"{clean(check['kind'])} {outcome.label}{message}"


class _progress:  # noqa: N801 - a context, used like a function
    """Shows that a check is running, with a way to cancel it, where the editor can."""

    def __init__(self, server: Server, document: Document, line: int) -> None:
        self._server = server
        self._title = f"mdcheck runs {document.opened.path.name}:{line}"
        self._token = uuid.uuid4().hex
        window = server.client_capabilities.window
        self._shown = window is not None and bool(window.work_done_progress)

    async def __aenter__(self) -> None:
        if self._shown:
            progress, task = self._server.work_done_progress, asyncio.current_task()
            await progress.create_async(self._token)
            progress.begin(self._token, types.WorkDoneProgressBegin(title=self._title, cancellable=True))
            if task is not None:
                cancelled = progress.tokens[self._token]
                cancelled.add_done_callback(lambda future: task.cancel() if future.cancelled() else None)

    async def __aexit__(self, *_: object) -> None:
        if self._shown:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(self._token, None)


def _tell(server: Server, said: Said) -> None:
    server.window_show_message(types.ShowMessageParams(said.level, said.message))


def _refresh(server: Server) -> None:
    """Hints may show something else now."""
    workspace = server.client_capabilities.workspace
    hint = workspace.inlay_hint if workspace is not None else None
    if hint is not None and hint.refresh_support:
        server.workspace_inlay_hint_refresh(None)
