"""What can stand at the cursor: kinds, options, values, paths, items, tags, roles and places in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.editor import candidates
from mdcheck.app.editor.blocks import Block, block_at, column_in
from mdcheck.app.editor.candidates import Candidate, Sort
from mdcheck.app.editor.yaml_place import YamlPlace, place_in
from mdcheck.checks.catalogue import describe_option
from mdcheck.checks.fields import option_fields
from mdcheck.checks.path_sets import holds_paths
from mdcheck.checks.values import fields_of, words_of
from mdcheck.document.blocks.common_options import COMMON
from mdcheck.document.source import Span
from mdcheck.document.unread import WORDS
from mdcheck.kinds.script import INTERPRETERS, Script
from mdcheck.kinds.table import KINDS, kind_class
from mdcheck.late import late_pattern
from mdcheck.results.people.waiver import OPTIONAL, REQUIRED, WAIVABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msgspec.structs import FieldInfo

    from mdcheck.app.editor.document import Document

_OPENING = late_pattern(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*(?P<info>[^`]*)")
_WAIVED = {
    "until": "the last day on which it holds, in UTC: 2026-12-15",
    "by": "who waives: Ada Lovelace <ada@example.org>",
    "reason": "why it can wait",
    "ticket": "where it is followed up",
    "matches": "a regular expression that the check's message must contain",
    "outcomes": "the outcomes that it is for",
    "kind": "the one check of the item that it is for",
    "of": "what it was given for, digested",
}


class Completion(NamedTuple):
    """The candidates, and the text that the chosen one replaces."""

    span: Span
    candidates: tuple[Candidate, ...]


def complete(document: Document, offset: int) -> Completion | None:
    """The completions at a place of the text."""
    source = document.source
    line, column = source.locate(offset)
    before = source.line(line - 1)[: column - 1]
    block = block_at(document.opened.checklist, line)
    opening = _OPENING().fullmatch(before)
    if opening is not None and (block is None or block.fence.line == line):
        (found, typed), quoted = _in_info(opening["info"], document), True
    elif block is not None and block.fence.line < line and (block.fence.last > line or not block.fence.closed):
        place = (
            place_in(block.lines, line - block.fence.line - 1, column_in(block, source, line, column - 1))
            if line - block.fence.line <= len(block.lines)
            else None
        )
        if place is None:
            return None
        found, typed, quoted = tuple(_in_block(block, place, document)), place.typed, place.quoted
    else:
        return None
    fitting = (one for one in found if one.text.casefold().startswith(typed.casefold()))
    return Completion(Span(offset - len(typed), offset), tuple(fitting if quoted else map(candidates.quoted, fitting)))


def _in_info(info: str, document: Document) -> tuple[tuple[Candidate, ...], str]:
    """What can stand in the first line of a fence, and what is typed of it."""
    words = info.split()
    typed = words.pop() if words and not info[-1:].isspace() else ""
    if not words:
        return tuple(Candidate(word, Sort.WORD) for word in WORDS), typed
    if words[0] != "check":
        return (), typed
    name, equals, value = typed.partition("=")
    if equals:
        last = value.lstrip("\"'").rpartition(",")[2]
        return tuple(_common_values(name, last, document)), last
    given = {word.partition("=")[0] for word in words[1:]}
    languages = [Candidate(name, Sort.WORD, "interpreter") for name in INTERPRETERS] if len(words) == 1 else []
    own = [field for field in option_fields(Script) if field.encode_name not in ("language", "body", "env", *given)]
    options = [*_options(own), *_common(given)]
    return (*languages, *(option._replace(text=f"{option.label}=") for option in options)), typed


def _in_block(block: Block, place: YamlPlace, document: Document) -> Iterator[Candidate]:
    if block.word == "waived":
        yield from _in_waiver(place)
    elif block.word == "check" and block.is_yaml:
        if place.keys[:1] == ("when",):
            inner = next((key for key in place.keys[1:] if key in KINDS), None)
            kind = inner or next((key for key in place.entries if key in KINDS), None)
            kind = kind or (place.key if place.key in KINDS else None)
            yield from _in_mapping(kind, place._replace(keys=place.keys[1:]), document, common=False)
        else:
            yield from _in_mapping(block.kind, place, document, common=True)


def _in_waiver(place: YamlPlace) -> Iterator[Candidate]:
    if place.key is None and not place.keys:
        keys = [key for key in (*REQUIRED, *OPTIONAL) if key not in place.entries]
        yield from (candidates.key(key, Sort.OPTION, _WAIVED[key]) for key in keys)
    elif place.key == "outcomes":
        yield from (Candidate(outcome.value, Sort.VALUE) for outcome in WAIVABLE)


def _in_mapping(kind: str | None, place: YamlPlace, document: Document, *, common: bool) -> Iterator[Candidate]:
    """In the mapping of a block, in one below it, or in the mapping of `when`."""
    cls = kind_class(kind) if kind in KINDS else None
    fields = option_fields(cls) if cls is not None else ()
    outer = place.keys
    if outer[:1] == (kind,) and cls is not None:
        main = next((field for field in fields if field.encode_name == cls.main), None)
        inside = fields_of(main.type) if main is not None else ()
        fields, outer, common = inside or fields, outer[1:], False
    for key in outer:
        field = next((field for field in fields if field.encode_name == key), None)
        fields, common = fields_of(field.type) if field is not None else (), False
    if place.key is None:
        if kind is None or (place.typed and kind == place.typed):
            yield from candidates.kinds(document, inert=not common)
        main_name = cls.main if cls is not None and not place.keys else ""
        yield from _options(field for field in fields if field.encode_name not in (main_name, *place.entries))
        if common:
            yield from _common(place.entries)
        return
    wanted = cls.main if cls is not None and place.key == kind and not place.keys else place.key
    chosen = next((field for field in fields if field.encode_name == wanted), None)
    if chosen is not None:
        yield from _values(chosen, place, document)
    elif common:
        yield from _common_values(place.key, place.typed, document)


def _options(fields: Iterable[FieldInfo]) -> Iterator[Candidate]:
    for field in fields:
        option = describe_option(field)
        yield candidates.key(option.name, Sort.OPTION, option.type, option.text)


def _common(given: Iterable[str]) -> Iterator[Candidate]:
    given = frozenset(given)
    for name, option in COMMON.items():
        if name not in given:
            yield candidates.key(name, Sort.COMMON, f"default {option.default}".replace("`", ""), option.meaning)


def _values(field: FieldInfo, place: YamlPlace, document: Document) -> Iterator[Candidate]:
    if holds_paths(field.type) or field.encode_name == "path":
        yield from candidates.paths(document, place.typed, sets=field.encode_name != "path")
    elif field.encode_name == "at":
        yield from candidates.places(document, place)
    elif field.encode_name in ("role", "roles"):
        yield from candidates.roles(document)
    else:
        yield from (Candidate(word, Sort.VALUE) for word in words_of(field.type))


def _common_values(name: str, typed: str, document: Document) -> Iterator[Candidate]:
    match name:
        case "needs":
            yield from candidates.items(document)
        case "tags":
            yield from candidates.tags(document)
        case "inputs":
            yield from candidates.paths(document, typed, sets=False)
        case _ if name in COMMON:
            yield from (Candidate(str(word), Sort.VALUE) for word in COMMON[name].schema.get("enum", ()))
        case _:
            return
