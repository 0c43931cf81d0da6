"""Code actions and commands: what a person chooses from a menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcRequestCancelled

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
    from mdcheck.lsp.documents import Text
    from mdcheck.lsp.state import Server

RUN = "mdcheck.run"
WAIVE = "mdcheck.waive"
CHANGE = "mdcheck.change"
_KINDS = {Change.FIX_ALL: f"{types.CodeActionKind.SourceFixAll.value}.{convert.NAME}"}
_REFUSED = -32803
"""`RequestFailed` of the protocol: what was asked for is right, and can't be done."""
ANSWERS = (_REFUSED, JsonRpcRequestCancelled.CODE)
"""The codes of refusals that are no fault of the server."""


async def code_actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """The menu at a range."""
    read = await server.read(params.text_document.uri)
    if read is None:
        return None
    text, document = read
    span = server.positions.span(document.source, params.range)
    line = document.source.locate(span.start).line
    found = [*repairs(document, span), *changes(document, line)]
    actions = [one for one in (_action(server, text, document, line, one) for one in found) if one is not None]
    item = document.item_at(line)
    if item is not None and item.checks and not document.opened.conflicted:
        title = "Run this check" if len(item.checks) == 1 else "Run these checks"
        actions.append(types.CodeAction(title, command=types.Command(title, RUN, arguments=[text.uri, item.line])))
    wanted = params.context.only
    if wanted is not None:
        actions = [one for one in actions if any(_within(one.kind or "", kind) for kind in wanted)]
    return actions


def _action(server: Server, text: Text, document: Document, line: int, action: Action) -> types.CodeAction | None:
    """One entry. What takes long to work out is asked for when it is chosen; nothing for a client that can't ask."""
    made = types.CodeAction(clean(action.title))
    if action.repairs is not None:
        made.kind = types.CodeActionKind.QuickFix
        made.diagnostics = [convert.diagnostic(action.repairs, document.source, server.positions)]
        made.is_preferred = True
    if action.change is not None:
        made.kind = _KINDS.get(action.change, types.CodeActionKind.RefactorRewrite)
        later = [text.uri, text.version, line, action.change.value, action.argument]
        if _resolves(server):
            made.data = later
        elif _applies(server):
            made.command = types.Command(made.title, CHANGE, arguments=later)
        else:
            return None
    if action.edits:
        made.edit = workspace_edit(server, text, document, action.edits)
    return made


async def resolve(server: Server, action: types.CodeAction) -> types.CodeAction:
    """The action that was chosen, with its edits."""
    if isinstance(action.data, list):
        action.edit = await _chosen(server, *action.data)
    return action


async def change_command(server: Server, uri: str, version: int, line: int, change: str, argument: str) -> None:
    """The same for a client that can't ask for the edits: it is asked to make them."""
    await _apply(server, await _chosen(server, uri, version, line, change, argument), change)


async def _chosen(server: Server, uri: str, version: int, line: int, change: str, argument: str) -> types.WorkspaceEdit:
    read = await server.read(uri)
    if read is None or read[0].version != version:
        raise _overtaken()
    return await _worked_out(server, *read, lambda document: work_out(document, line, Change(change), argument))


async def waive_command(server: Server, uri: str, line: int, until: str, reason: str) -> None:
    """Write a waiver with its reason; an editor that can ask for both calls this."""
    read = await server.read(uri)
    item = None if read is None or read[1].opened.errors else read[1].item_at(line)
    if read is None or item is None:
        raise refusal("there is no item on this line, or the document has errors")
    edit = await _worked_out(server, *read, lambda document: waive(document, item, Waiving(until, reason)))
    await _apply(server, edit, "waive")


async def _apply(server: Server, edit: types.WorkspaceEdit, label: str) -> None:
    """Have the editor make the edit. Raises JsonRpcException where it does not."""
    answer = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label=label))
    if not answer.applied:
        raise refusal(f"the editor did not make the change: {answer.failure_reason or 'it does not say why'}")


async def _worked_out(
    server: Server, text: Text, document: Document, work: Callable[[Document], Sequence[Edit]]
) -> types.WorkspaceEdit:
    """The edits of this version. Raises JsonRpcException where they can't be made, and where it was overtaken."""
    try:
        edits = await server.documents.work(partial(work, document))
    except MdcheckError as error:
        raise refusal(f"{error}; {error.fix}" if error.fix else str(error)) from error
    if server.documents.text(text.uri) is not text:
        raise _overtaken()
    return workspace_edit(server, text, document, edits)


def _overtaken() -> JsonRpcException:
    return refusal("the text has changed: open the menu again")


def workspace_edit(server: Server, text: Text, document: Document, edits: Sequence[Edit]) -> types.WorkspaceEdit:
    """The edits with the version that they were made for, where the editor can tell versions apart."""
    made = convert.text_edits(edits, document.source, server.positions)
    workspace = server.client_capabilities.workspace
    given = workspace.workspace_edit if workspace is not None else None
    if given is None or not given.document_changes:
        return types.WorkspaceEdit(changes={text.uri: made})
    versioned = types.OptionalVersionedTextDocumentIdentifier(uri=text.uri, version=text.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(versioned, list(made))])


def _resolves(server: Server) -> bool:
    """Whether the editor asks for the edits of an action when it has been chosen."""
    texts = server.client_capabilities.text_document
    action = texts.code_action if texts is not None else None
    support = action.resolve_support if action is not None else None
    return bool(support is not None and action is not None and action.data_support and "edit" in support.properties)


def _applies(server: Server) -> bool:
    """Whether the editor makes the edits that it is sent."""
    workspace = server.client_capabilities.workspace
    return workspace is not None and bool(workspace.apply_edit)


def _within(kind: str, wanted: str) -> bool:
    return kind == wanted or kind.startswith(f"{wanted}.")


def refusal(message: str) -> JsonRpcException:
    """The answer to a question that can't be answered."""
    return JsonRpcException(message=clean(message), code=_REFUSED)


def kinds() -> Iterator[Any]:
    """The kinds of actions that there are."""
    yield from (types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite, *_KINDS.values())
