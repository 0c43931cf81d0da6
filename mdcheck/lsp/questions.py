"""The questions of editors that change nothing. Each is answered for the newest version of the text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from mdcheck.app.editor.completion import complete
from mdcheck.app.editor.definition import definitions
from mdcheck.app.editor.hover import hover
from mdcheck.app.editor.outline import folds, hints, outline
from mdcheck.lsp import convert

if TYPE_CHECKING:
    from mdcheck.lsp.state import Server


async def completion(server: Server, params: types.CompletionParams) -> types.CompletionList | None:
    """What can stand at the cursor."""
    document = await server.document(params.text_document.uri)
    if document is None:
        return None
    offset = server.positions.offset(document.source, params.position)
    found = await server.documents.work(partial(complete, document, offset))
    return None if found is None else convert.completion_list(found, document.source, server.positions)


async def symbols(server: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    """The outline."""
    document = await server.document(params.text_document.uri)
    if document is None:
        return None
    positions = server.positions
    return await server.documents.work(
        lambda: convert.symbols(outline(document.opened.checklist), document.source, positions)
    )


async def folding(server: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    """The lines of blocks."""
    document = await server.document(params.text_document.uri)
    if document is None:
        return None
    return [
        types.FoldingRange(start_line=first - 1, end_line=last - 1, kind=types.FoldingRangeKind.Region)
        for first, last in folds(document.opened.checklist)
    ]


async def inlay_hints(server: Server, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """What stands beside the lines of a checklist."""
    document = await server.document(params.text_document.uri)
    if document is None or not document.wanted:
        return None
    first, last = params.range.start.line + 1, params.range.end.line + 1
    return [
        types.InlayHint(
            position=server.positions.line(document.source, hint.line).end,
            label=hint.text,
            tooltip=hint.explanation,
            padding_left=True,
        )
        for hint in await server.documents.work(lambda: list(hints(document)))
        if first <= hint.line <= last
    ]


async def pointed_at(server: Server, params: types.HoverParams) -> types.Hover | None:
    """What is known of the place under the pointer."""
    document = await server.document(params.text_document.uri)
    if document is None:
        return None
    offset = server.positions.offset(document.source, params.position)
    found = await server.documents.work(partial(hover, document, offset))
    if found is None:
        return None
    return types.Hover(convert.markdown(found.text), server.positions.range(document.source, found.span))


async def definition(server: Server, params: types.DefinitionParams) -> list[types.Location] | None:
    """Where the word under the cursor leads to."""
    document = await server.document(params.text_document.uri)
    if document is None:
        return None
    offset = server.positions.offset(document.source, params.position)
    found = await server.documents.work(partial(definitions, document, offset))
    return [
        types.Location(
            target.path.as_uri(),
            types.Range(types.Position(target.line - 1, 0), types.Position(target.line - 1, 0)),
        )
        for target in found
    ]
