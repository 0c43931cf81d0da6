"""Values of `mdcheck.app.editor` -> types of the protocol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from mdcheck.app.editor.candidates import Sort
from mdcheck.document.diagnostic import Level
from mdcheck.document.source import Span
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mdcheck.app.editor.completion import Completion
    from mdcheck.app.editor.outline import Entry
    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.edits import Edit
    from mdcheck.document.source import Source
    from mdcheck.lsp.positions import Positions

NAME = "mdcheck"
_LEVELS = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.NOTE: types.DiagnosticSeverity.Information,
}
_ITEMS = {
    Sort.KIND: types.CompletionItemKind.Class,
    Sort.OPTION: types.CompletionItemKind.Property,
    Sort.COMMON: types.CompletionItemKind.Field,
    Sort.VALUE: types.CompletionItemKind.EnumMember,
    Sort.FILE: types.CompletionItemKind.File,
    Sort.FOLDER: types.CompletionItemKind.Folder,
    Sort.SET: types.CompletionItemKind.Constant,
    Sort.ITEM: types.CompletionItemKind.Reference,
    Sort.TAG: types.CompletionItemKind.Text,
    Sort.ROLE: types.CompletionItemKind.Unit,
    Sort.PLACE: types.CompletionItemKind.Variable,
    Sort.WORD: types.CompletionItemKind.Keyword,
}
_WORD = re.compile(r"\S+")


def diagnostic(found: Diagnostic, source: Source, positions: Positions) -> types.Diagnostic:
    """It begins where `lint` says, and ends with the word there, or with the line where it is about the whole line."""
    fix = f"\nfix: {clean(found.fix, multiline=True)}" if found.fix else ""
    return types.Diagnostic(
        range=positions.range(source, span_of(found, source)),
        severity=_LEVELS[found.level],
        code=found.code,
        source=NAME,
        message=clean(found.message, multiline=True) + fix,
    )


def span_of(found: Diagnostic, source: Source) -> Span:
    """The text that a diagnostic is about."""
    index = min(found.line, len(source.starts)) - 1
    start = min(source.starts[index] + found.column - 1, source.line_end(index))
    word = _WORD.match(source.text, start, source.line_end(index)) if found.column > 1 else None
    return Span(start, word.end() if word is not None else source.line_end(index))


def completion_list(completion: Completion, source: Source, positions: Positions) -> types.CompletionList:
    """The candidates in their order, each with the text that it replaces."""
    where = positions.range(source, completion.span)
    return types.CompletionList(
        is_incomplete=False,
        items=[
            types.CompletionItem(
                label=one.label,
                kind=_ITEMS[one.sort],
                detail=clean(one.detail) or None,
                documentation=markdown(one.documentation) if one.documentation else None,
                filter_text=one.label,
                sort_text=f"{number:05}",
                text_edit=types.TextEdit(where, one.text),
            )
            for number, one in enumerate(completion.candidates)
        ],
    )


def markdown(text: str) -> types.MarkupContent:
    """A text with markup; what a repository says in it is escaped already."""
    return types.MarkupContent(types.MarkupKind.Markdown, text)


def symbols(entries: Iterable[Entry], source: Source, positions: Positions) -> list[types.DocumentSymbol]:
    """The outline as a tree."""
    return [_symbol(entry, source, positions) for entry in entries]


def _symbol(entry: Entry, source: Source, positions: Positions) -> types.DocumentSymbol:
    first = positions.line(source, entry.line)
    last = first if entry.last == entry.line else positions.line(source, entry.last)
    return types.DocumentSymbol(
        name=clean(entry.name) or "-",
        detail=entry.detail,
        kind=types.SymbolKind.Boolean if entry.item else types.SymbolKind.String,
        range=types.Range(first.start, last.end),
        selection_range=first,
        children=symbols(entry.below, source, positions),
    )


def text_edits(edits: Sequence[Edit], source: Source, positions: Positions) -> list[types.TextEdit]:
    """Edits of the text."""
    return [types.TextEdit(positions.range(source, edit.span), edit.text) for edit in edits]
