"""What is known of the place under the pointer, as Markdown. Nothing of it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, assert_never

from mdcheck.app.editor.blocks import block_at, column_in
from mdcheck.app.editor.candidates import kind_text
from mdcheck.app.editor.options import options_at
from mdcheck.app.editor.outline import signatures, time_left
from mdcheck.app.editor.tokens import needed_item, word_at
from mdcheck.app.editor.yaml_place import YamlPlace, key_at
from mdcheck.app.explain import explain_item
from mdcheck.app.trust import State
from mdcheck.checks.catalogue import describe, describe_option
from mdcheck.checks.fields import option_fields
from mdcheck.document.blocks.common_options import COMMON
from mdcheck.document.blocks.dates import day_of
from mdcheck.document.source import Span
from mdcheck.kinds.script import Script
from mdcheck.kinds.table import KINDS
from mdcheck.reports.layout.rows import sign
from mdcheck.reports.markdown import code, escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.app.editor.blocks import Block
    from mdcheck.app.editor.document import Document
    from mdcheck.app.explain import ExplainedBlock, Need, Permission
    from mdcheck.app.last_results import Recalled
    from mdcheck.document.model import Item
    from mdcheck.results.people.waiver import Judged


class Hover(NamedTuple):
    """A text, and what it is about."""

    span: Span
    text: str
    """Markdown; what the repository says in it is escaped."""


def hover(document: Document, offset: int) -> Hover | None:
    """A key explains itself; an id in `needs` shows its item, and all else of an item the item itself."""
    source = document.source
    line, column = source.locate(offset)
    block = block_at(document.opened.checklist, line)
    if block is not None and (found := _key(document, block, line, column - 1)) is not None:
        return found
    if document.opened.conflicted:
        return None
    needed = needed_item(document, offset)
    item = needed or document.item_at(line)
    if item is None or (item.line != line and block is None):
        return None
    span = word_at(source, offset) if needed is not None else Span(source.starts[line - 1], source.line_end(line - 1))
    return Hover(span, item_text(document, item))


def _key(document: Document, block: Block, line: int, column: int) -> Hover | None:
    """What a key in a check block means."""
    if block.word != "check":
        return None
    if line == block.fence.line:
        return _option_of_script(document, line, column)
    row = line - block.fence.line - 1
    found = key_at(block.lines, row, column_in(block, document.source, line, column)) if block.is_yaml else None
    if found is None or row >= len(block.lines):
        return None
    place, start, end = found
    text = _meaning(block, place)
    shift = document.source.line_end(line - 1) - len(block.lines[row])
    return Hover(Span(shift + start, shift + end), text) if text else None


def _meaning(block: Block, place: YamlPlace) -> str:
    here, key = options_at(block, place), place.key or ""
    if here.names_kind and key == here.kind and key in KINDS:
        return kind_text(describe(key))
    field = here.field(key)
    if field is not None:
        return f"**{key}**: {describe_option(field).text}"
    return _common_meaning(key) if here.common else ""


def _common_meaning(key: str) -> str:
    option = COMMON.get(key)
    return "" if option is None else f"**{key}**: {option.meaning} (default {option.default})"


def _option_of_script(document: Document, line: int, column: int) -> Hover | None:
    source = document.source
    span = word_at(source, source.starts[line - 1] + column)
    name = source.text[slice(*span)]
    if source.text[span.end : span.end + 1] != "=":
        return None
    field = next((field for field in option_fields(Script) if field.encode_name == name), None)
    text = _common_meaning(name) if field is None else f"**{name}**: {describe_option(field).text}"
    return Hover(span, text) if text else None


def _shown(text: str) -> str:
    """What the repository says, as it is: escaped, but without the references that keep GitHub from making mentions."""
    return escaped(text).replace("&#8203;", "")


def item_text(document: Document, item: Item) -> str:
    """An item, and what is known of each of its checks."""
    warnings: list[str] = []
    explained = explain_item(document.opened, item, document.session, lambda said, _fix: warnings.append(said))
    head = f"**{_shown(item.text) or '(no text)'}**\n\nid {code(item.id)}"
    if not item.checks:
        head += ": a person ticks it" if item.applicable else ": not applicable"
    parts = [head]
    for block in explained.blocks:
        lines = [f"{code(block.kind)}: {block.summary}" if block.summary else code(block.kind), *_lines(block)]
        parts.append("  \n".join(lines))
    parts += _signed(document, item)
    return "\n\n".join((*parts, *map(_shown, warnings)))


def _lines(block: ExplainedBlock) -> Iterator[str]:
    if block.problems:
        yield "It has errors, so nothing in this file can run."
        return
    yield f"Last: {_last(block.last)}"
    yield f"Trust: {_trust(block.permission)}"
    for need in block.needs:
        yield f"Needs {code(need.id)}: {_need(need)}"
    for judged in block.waivers:
        yield _waiver(judged)
    if block.block.common.fix:
        yield f"Fix: {_shown(block.block.common.fix)}"


def _last(last: Recalled | None) -> str:
    if last is None:
        return "it has not run on this machine"
    glyph, _ = sign(last.result.outcome)
    said = f"{glyph} {last.result.outcome.label}"
    if last.result.message:
        said += f": {_shown(last.result.message)}"
    when = _shown(last.result.at.replace("T", " ").removesuffix("Z")[:16])
    return f"{said} ({when} UTC{', before the block was edited' if last.edited else ''})"


def _trust(permission: Permission | None) -> str:
    if permission is None:
        return "needs none, it only looks"
    if permission.block is None:
        return _shown(permission.reason)
    since = permission.block.approved_on
    match permission.block.state:
        case State.TRUSTED:
            return f"approved on {_shown(since)}"
        case State.NEW:
            return "not approved, so it would not run; `mdcheck trust --grant` asks"
        case State.CHANGED:
            return f"changed since it was approved on {_shown(since)}; `mdcheck trust --grant` asks"
        case never:
            assert_never(never)


def _need(need: Need) -> str:
    if need.item is None:
        return "no item is called so"
    if not need.item.applicable:
        return "not applicable"
    if need.item.manual:
        return "ticked" if need.item.ticked else "not ticked"
    return "not known" if need.outcome is None else need.outcome.label


def _waiver(judged: Judged) -> str:
    waiver = judged.waiver
    said = f"until {waiver.until.isoformat()} by {_shown(str(waiver.by))}: {_shown(waiver.reason)}"
    return f"Waived {said}" if judged.in_force else f"Not waived: {_shown(judged.problem)} ({said})"


def _signed(document: Document, item: Item) -> Iterator[str]:
    today = day_of(document.session.judged_at)
    for signature, until in signatures(document, item):
        role = f" as {_shown(signature.role)}" if signature.role else ""
        said = "Declined" if signature.declined else "Signed"
        holds = "" if until is None else f", until {until.isoformat()} ({time_left(until, today)})"
        yield f"{said} by {_shown(str(signature.by))}{role} on {signature.date.isoformat()}{holds}"
