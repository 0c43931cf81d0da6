"""One fenced code block -> one CheckBlock, or Records, or what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from mdcheck.document.blocks import info_string
from mdcheck.document.blocks.common_options import COMMON, read_common
from mdcheck.document.diagnostic import Diagnostic, error_at
from mdcheck.document.model import CheckBlock, Record, RecordKind
from mdcheck.document.source import Source, Span
from mdcheck.late import sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.document.model import CodeFence, KeyPath


_YAML_FIX = "write “key: value” lines, and quote values that hold a colon, a bracket or a hash sign"


def read_block(source: Source, fence: CodeFence) -> tuple[CheckBlock | None, tuple[Diagnostic, ...]]:
    """The block, or None where it can't be read; errors come along either way."""
    if not fence.closed:
        return None, (_unclosed(source, fence, "check block"),)
    try:
        info = info_string.read(fence.info)
    except info_string.InfoStringError as error:
        start = _info_start(source, fence) + error.offset
        return None, (error_at(source, start, "info-string", error.message, error.fix),)
    return _script(source, fence, info) if info.language else _yaml(source, fence, info)


def read_records(
    source: Source, fence: CodeFence, kind: RecordKind
) -> tuple[tuple[Record, ...], tuple[Diagnostic, ...]]:
    """The records of one fence, which holds a mapping or a list of them; none, with errors, where it can't be read."""
    what = f"“{kind.value}” record"
    start = source.starts[fence.line - 1]
    if not fence.closed:
        return (), (_unclosed(source, fence, what),)
    if fence.info != kind.value:
        fix = "leave them out: all that a record says stands in its lines"
        return (), (
            error_at(source, start, "info-string", f"words stand behind “{kind.value}” in the first line", fix),
        )
    fix = f"`mdcheck {'sign' if kind is RecordKind.SIGNED else 'waive'}` writes such records"
    value, places, wrong = _value(source, fence, "empty-record", f"the {what} is empty", fix, texts=True)
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        entries = [(entry, _below(places, index)) for index, entry in enumerate(value)]
    else:
        values, unfit = _as_mapping(source, fence, value, fix)
        wrong, entries = wrong or unfit, [(values, places)]
    if wrong is not None:
        return (), (wrong,)
    span = Span(start, source.line_end(fence.last - 1))
    records = (
        Record(kind=kind, line=fence.line, span=span, body=fence.content, values=values, places=places)
        for values, places in entries
    )
    return tuple(records), ()


def _below(places: Mapping[KeyPath, Span], index: int) -> Mapping[KeyPath, Span]:
    """The places inside one entry of a list."""
    return {path[1:]: span for path, span in places.items() if path[:1] == (index,) and path[1:]}


def as_written(block: CheckBlock, source: Source) -> str:
    """The info string of the block from `check` on, and its content: all of it, without what surrounds it."""
    opening = source.line(block.line - 1)
    return f"{opening[opening.index('check') :].rstrip()}\n{block.body}"


def block_digest(block: CheckBlock, source: Source) -> str:
    """The digest of the block as it is written."""
    return sha256(as_written(block, source).encode("utf-8"))


def _script(
    source: Source, fence: CodeFence, info: info_string.InfoString
) -> tuple[CheckBlock, tuple[Diagnostic, ...]]:
    start = _info_start(source, fence)
    places: dict[KeyPath, Span] = {
        (key,): Span(start + span.start, start + span.end) for key, span in info.places.items()
    }
    return _build(source, fence, info.language, info.options, places)


def _yaml(
    source: Source, fence: CodeFence, info: info_string.InfoString
) -> tuple[CheckBlock | None, tuple[Diagnostic, ...]]:
    if info.options:
        fix = "write it as a line of YAML in the block, or name the interpreter of a script first"
        start, message = source.starts[fence.line - 1], "options stand in the info string of scripts only"
        return None, (error_at(source, start, "info-string", message, fix),)
    fix = "write “kind: value”, for example “file_exists: README.md”; `mdcheck kinds` lists them"
    value, places, wrong = _value(source, fence, "empty-check", "the block is empty", fix)
    values, unfit = _as_mapping(source, fence, value, fix)
    wrong = wrong or unfit
    return (None, (wrong,)) if wrong is not None else _build(source, fence, None, values, places)


def _value(
    source: Source, fence: CodeFence, empty_code: str, empty: str, fix: str, *, texts: bool = False
) -> tuple[object, Mapping[KeyPath, Span], Diagnostic | None]:
    """What the content holds, with the place of each part in the source, or what is wrong with it."""
    from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load  # late: PyYAML only where it is needed

    try:
        document = load(fence.content, texts=texts)
    except StrictYAMLError as error:
        place = _offset(source, fence, Source.from_text(fence.content), error.offset)
        return None, {}, error_at(source, place, "yaml", error.message, error.fix or _YAML_FIX)
    if document.value is None or (texts and document.value == []):
        return None, {}, error_at(source, source.starts[fence.line - 1], empty_code, empty, fix)
    return document.value, _Places(source, fence, document.places), None


class _Places(Mapping["KeyPath", Span]):
    """Where the parts of a fence's content stand in the source: worked out when asked for, since few are wrong."""

    def __init__(self, source: Source, fence: CodeFence, offsets: Mapping[KeyPath, tuple[int, int]]) -> None:
        self._source, self._fence, self._offsets = source, fence, offsets

    def __getitem__(self, path: KeyPath) -> Span:
        return self._spans[path]

    def __iter__(self) -> Iterator[KeyPath]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)

    @cached_property
    def _spans(self) -> dict[KeyPath, Span]:
        content = Source.from_text(self._fence.content)
        return {
            path: Span(*(_offset(self._source, self._fence, content, place) for place in offsets))
            for path, offsets in self._offsets.items()
        }


def _as_mapping(
    source: Source, fence: CodeFence, value: object, fix: str
) -> tuple[Mapping[str, object], Diagnostic | None]:
    """The value as a mapping, or what is wrong with it."""
    if isinstance(value, dict):
        return value, None
    start, message = source.starts[fence.line - 1], "the block holds no “key: value” lines"
    if isinstance(value, str) and fence.content.strip() == value:
        from mdcheck.document.blocks.yaml_words import with_colon

        message, fix = "this line has no colon with a blank behind it", with_colon(value)
        start = _offset(source, fence, Source.from_text(fence.content), fence.content.index(value))
    return {}, error_at(source, start, "yaml", message, fix)


def _build(
    source: Source,
    fence: CodeFence,
    language: str | None,
    options: Mapping[str, object],
    places: Mapping[KeyPath, Span],
) -> tuple[CheckBlock, tuple[Diagnostic, ...]]:
    common, problems = read_common(options)
    block = CheckBlock(
        line=fence.line,
        span=Span(source.starts[fence.line - 1], source.line_end(fence.last - 1)),
        language=language,
        body=fence.content,
        options={key: value for key, value in options.items() if key not in COMMON},
        places=places,
        common=common,
    )
    diagnostics = tuple(
        error_at(source, places[(key,)].start, "option", f"{key}: {message}", f"fix the value, or leave “{key}” out")
        for key, message in problems.items()
    )
    return block, diagnostics


def _info_start(source: Source, fence: CodeFence) -> int:
    """The offset of the word `check`. Only markers stand before it, and a NUL behind it reads otherwise in the info."""
    return source.text.index("check", source.starts[fence.line - 1])


def _offset(source: Source, fence: CodeFence, content: Source, offset: int) -> int:
    """The place in the source of a character of the fence's content.

    A line of the content is the end of its source line: what is missing in front of it indents its containers.
    """
    line, column = content.locate(offset)
    index = fence.line - 1 + line
    if index >= fence.last - 1:
        return source.line_end(fence.last - 2)
    length = content.line_end(line - 1) - content.starts[line - 1]
    return max(source.starts[index], source.line_end(index) - length + column - 1)


def _unclosed(source: Source, fence: CodeFence, what: str) -> Diagnostic:
    message = f"the {what} is never closed: everything down to line {fence.last} is part of it"
    return error_at(
        source,
        source.starts[fence.line - 1],
        "unclosed-check",
        message,
        "close it with a fence of its own indentation",
    )
