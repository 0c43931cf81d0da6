"""Code actions and commands: what a person chooses from a menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from mdcheck.app.editor.actions import Change, changes, repairs, waive, work_out
from mdcheck.app.waive import Waiving
from mdcheck.errors import MdcheckError
from mdcheck.lsp import convert
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mdcheck.app.editor.actions import Action
    from mdcheck.app.editor.document import Document
    from mdcheck.document.edits import Edit
    from mdcheck.lsp.state import Server

RUN = "mdcheck.run"
WAIVE = "mdcheck.waive"
_KINDS = {Change.FIX_ALL: f"{types.CodeActionKind.SourceFixAll.value}.{convert.NAME}"}
_REFUSED = -32803
"""`RequestFailed` of the protocol: what was asked for is right, and can't be done."""


async def code_actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """The menu at a range."""
    uri = params.text_document.uri
    document = await server.document(uri)
    if document is None:
        return None
    span = server.positions.span(document.source, params.range)
    line = document.source.locate(span.start).line
    found = [*repairs(document, span), *changes(document, line)]
    actions = [_action(server, uri, document, line, one) for one in found]
    item = document.item_at(line)
    if item is not None and item.checks and not document.opened.conflicted:
        title = "Run this check" if len(item.checks) == 1 else "Run these checks"
        actions.append(types.CodeAction(title, command=types.Command(title, RUN, arguments=[uri, item.line])))
    wanted = params.context.only
    if wanted is not None:
        actions = [one for one in actions if any(_within(one.kind or "", kind) for kind in wanted)]
    if _resolves(server):
        return actions
    return [one for one in [await _resolved(server, one) for one in actions] if one is not None]


def _action(server: Server, uri: str, document: Document, line: int, action: Action) -> types.CodeAction:
    made = types.CodeAction(clean(action.title))
    if action.repairs is not None:
        made.kind = types.CodeActionKind.QuickFix
        made.diagnostics = [convert.diagnostic(action.repairs, document.source, server.positions)]
        made.is_preferred = True
    elif action.change is not None:
        made.kind = _KINDS.get(action.change, types.CodeActionKind.RefactorRewrite)
        text = server.documents.text(uri)
        made.data = [uri, text.version if text is not None else 0, line, action.change.value, action.argument]
    if action.edits:
        made.edit = workspace_edit(server, uri, document, action.edits)
    return made


async def resolve(server: Server, action: types.CodeAction) -> types.CodeAction:
    """The action that was chosen, with its edits."""
    if not isinstance(action.data, list):
        return action
    uri, version, line, change, argument = action.data
    document, text = await server.document(uri), server.documents.text(uri)
    if document is None or text is None or text.version != version:
        raise refusal("the text has changed: open the menu again")
    with_edits = partial(work_out, document, line, Change(change), argument)
    edits = await _worked_out(server, with_edits)
    action.edit = workspace_edit(server, uri, document, edits)
    return action


async def _resolved(server: Server, action: types.CodeAction) -> types.CodeAction | None:
    """The same for an editor that can't ask later; nothing where it can't be done."""
    try:
        return await resolve(server, action)
    except JsonRpcException:
        return None


async def waive_command(server: Server, uri: str, line: int, until: str, reason: str) -> None:
    """Write a waiver with its reason; an editor that can ask for both calls this."""
    document = await server.document(uri)
    item = None if document is None or document.opened.errors else document.item_at(line)
    if document is None or item is None:
        raise refusal("there is no item on this line, or the document has errors")
    edits = await _worked_out(server, partial(waive, document, item, Waiving(until, reason)))
    params = types.ApplyWorkspaceEditParams(workspace_edit(server, uri, document, edits), label="waive")
    await server.workspace_apply_edit_async(params)


async def _worked_out(server: Server, work: Callable[[], Sequence[Edit]]) -> Sequence[Edit]:
    try:
        return await server.documents.work(work)
    except MdcheckError as error:
        raise refusal(f"{error}; {error.fix}" if error.fix else str(error)) from error


def workspace_edit(server: Server, uri: str, document: Document, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    """The edits of the version that they were made for, where the editor can tell versions apart."""
    made = convert.text_edits(edits, document.source, server.positions)
    workspace = server.client_capabilities.workspace
    given = workspace.workspace_edit if workspace is not None else None
    text = server.documents.text(uri)
    if given is None or not given.document_changes or text is None:
        return types.WorkspaceEdit(changes={uri: made})
    versioned = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=text.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(versioned, list(made))])


def _resolves(server: Server) -> bool:
    """Whether the editor asks for the edits of an action when it has been chosen."""
    texts = server.client_capabilities.text_document
    action = texts.code_action if texts is not None else None
    support = action.resolve_support if action is not None else None
    return bool(support is not None and action is not None and action.data_support and "edit" in support.properties)


def _within(kind: str, wanted: str) -> bool:
    return kind == wanted or kind.startswith(f"{wanted}.")


def refusal(message: str) -> JsonRpcException:
    """The answer to a question that can't be answered."""
    return JsonRpcException(message=clean(message), code=_REFUSED)


def kinds() -> Iterator[Any]:
    """The kinds of actions that there are."""
    yield from (types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, *_KINDS.values())
