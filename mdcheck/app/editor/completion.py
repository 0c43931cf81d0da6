"""What can stand at the cursor: kinds, options, values, paths, items, tags, roles and places in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.editor import candidates
from mdcheck.app.editor.blocks import Block, block_at, column_in
from mdcheck.app.editor.candidates import Candidate, Sort
from mdcheck.app.editor.options import Here, options_at, options_of_when
from mdcheck.app.editor.yaml_place import YamlPlace, entries_of, place_in
from mdcheck.checks.catalogue import describe_option
from mdcheck.checks.fields import option_fields
from mdcheck.checks.path_sets import holds_paths
from mdcheck.checks.values import words_of
from mdcheck.document.blocks.common_options import COMMON
from mdcheck.document.source import Span
from mdcheck.document.unread import WORDS
from mdcheck.kinds.script import INTERPRETERS, Script
from mdcheck.late import late_pattern
from mdcheck.results.people.waiver import WAIVABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from msgspec.structs import FieldInfo

    from mdcheck.app.editor.document import Document

_WORD = late_pattern(r"""(?:"[^"]*"?|'[^']*'?|[^\s"'])+""")
"""A word of the first line of a fence; one that is in quotes may hold blanks, and be unfinished."""
_REST_OF_KEY = late_pattern(r"[\w-]*(?::[ \t]?|=)?")
_WITHIN = frozenset({"every", "any", "none"})
"""Mappings whose `at` goes on from the places that the `at` around them finds."""
_OPENING = late_pattern(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*(?P<info>[^`]*)")
_SIGNED = {
    "by": "who signs: Ada Lovelace <ada@example.org>",
    "date": "the day, in UTC: 2026-11-30",
    "as": "the one role that it is given in",
    "of": "what was signed, digested",
    "evidence": "a path from the repository's root, or a URL",
    "reading": "the number that was measured",
    "note": "a remark",
    "says": "no, where the person declines",
}
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
    fitting = [one for one in found if one.label.casefold().startswith(typed.casefold())]
    end = offset
    if typed and fitting and all(one.text.endswith((": ", "=")) for one in fitting):  # what stands of the key behind it
        rest = _REST_OF_KEY().match(source.text, offset, source.line_end(line - 1))
        end = rest.end() if rest is not None else offset
    return Completion(Span(offset - len(typed), end), tuple(fitting if quoted else map(candidates.quoted, fitting)))


def _in_info(info: str, document: Document) -> tuple[tuple[Candidate, ...], str]:
    """What can stand in the first line of a fence, and what is typed of it."""
    words = _WORD().findall(info)
    typed = words.pop() if words and info.endswith(words[-1]) else ""
    if not words:
        return tuple(Candidate(word, Sort.WORD) for word in WORDS), typed
    if words[0] != "check":
        return (), typed
    name, equals, value = typed.partition("=")
    own = {field.encode_name: field for field in option_fields(Script)}
    if equals:
        return _in_option(name, value, own.get(name), document)
    given = {word.partition("=")[0] for word in words[1:]}
    languages = [Candidate(name, Sort.WORD, "interpreter") for name in INTERPRETERS] if len(words) == 1 else []
    further = [field for key, field in own.items() if key not in ("language", "body", "env", *given)]
    options = [*_options(further), *_common(given)]
    return (*languages, *(option._replace(text=f"{option.label}=") for option in options)), typed


def _in_option(name: str, value: str, field: FieldInfo | None, document: Document) -> tuple[tuple[Candidate, ...], str]:
    """The same behind the equals sign of an option. `when` holds a mapping in YAML."""
    inner = value.lstrip("\"'")
    if name == "when":
        lines = [f"when: {inner}"] if inner.startswith("{") else ["when:", f"  {inner}"]
        place = place_in(lines, len(lines) - 1, len(lines[-1]))
        if place is None:
            return (), ""
        found = _in_mapping(options_of_when(place), place, document, {})
        return tuple(found if place.quoted else map(candidates.quoted, found)), place.typed
    last = inner.rpartition(",")[2].lstrip()
    found = _common_values(name, last, document) if field is None else _values(field, last, {}, "", document)
    in_quotes = value != inner
    return tuple(one for one in found if in_quotes or " " not in one.text), last


def _in_block(block: Block, place: YamlPlace, document: Document) -> Iterator[Candidate]:
    if block.word == "check":
        if block.is_yaml:
            yield from _in_mapping(options_at(block, place), place, document, entries_of(block.lines, place.keys[:-1]))
    elif place.keys:
        return
    elif place.key is None:
        meanings = _WAIVED if block.word == "waived" else _SIGNED
        yield from (candidates.key(key, Sort.OPTION, meanings[key]) for key in meanings if key not in place.entries)
    elif place.key == "outcomes":
        yield from (Candidate(outcome.value, Sort.VALUE) for outcome in WAIVABLE)
    elif place.key == "says":
        yield from (Candidate(word, Sort.VALUE) for word in ("yes", "no"))
    elif place.key == "as":
        yield from candidates.roles(document)
    elif place.key == "evidence":
        yield from candidates.paths(document, place.typed, sets=False)


def _in_mapping(here: Here, place: YamlPlace, document: Document, outer: Mapping[str, str]) -> Iterator[Candidate]:
    """In the mapping of a block, in one below it, or in that of `when`; `outer` is the mapping around it."""
    inside = place.keys[-1:]
    if place.key is not None:
        field = here.field(place.key)
        if field is not None:
            base = outer.get("at", "") if inside and inside[0] in _WITHIN else ""
            yield from _values(field, place.typed, outer if base else place.entries, base, document)
        elif here.common:
            yield from _common_values(place.key, place.typed, document)
        return
    if inside == ("where",):
        yield from (candidates.key(one.text, one.sort) for one in candidates.places(document, outer, place.typed))
    if here.names_kind and (here.kind is None or here.kind not in place.entries):
        yield from candidates.kinds(document, inert=here.inert)
    yield from _options(field for field in here.further if field.encode_name not in place.entries)
    if here.common:
        yield from _common(place.entries)


def _options(fields: Iterable[FieldInfo]) -> Iterator[Candidate]:
    for field in fields:
        option = describe_option(field)
        yield candidates.key(option.name, Sort.OPTION, option.type, option.text)


def _common(given: Iterable[str]) -> Iterator[Candidate]:
    given = frozenset(given)
    for name, option in COMMON.items():
        if name not in given:
            yield candidates.key(name, Sort.COMMON, f"default {option.default}".replace("`", ""), option.meaning)


def _values(
    field: FieldInfo, typed: str, entries: Mapping[str, str], base: str, document: Document
) -> Iterator[Candidate]:
    """The values of an option; `entries` name the file of an `at`, which goes on from the places at `base`."""
    if field.encode_name == "cwd":
        found = candidates.paths(document, typed, sets=False)
        yield from (one for one in found if one.sort is Sort.FOLDER)
    elif holds_paths(field.type) or field.encode_name == "path":
        yield from candidates.paths(document, typed, sets=field.encode_name != "path")
    elif field.encode_name == "at":
        yield from candidates.places(document, entries, typed, base)
    elif field.encode_name == "roles":
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
