"""One fenced code block -> one CheckBlock, or what is wrong with it and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.blocks import info_string
from mdcheck.document.blocks.common_options import COMMON, read_common
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.model import CheckBlock
from mdcheck.document.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.document.model import KeyPath


_YAML_FIX = "write “key: value” lines, and quote values that hold a colon, a bracket or a hash sign"


class Fence(NamedTuple):
    """A fenced code block as the parser found it; lines are indices from 0."""

    first: int
    """The opening fence."""
    last: int
    """The closing fence, or the last line of an unclosed one."""
    info: str
    content: str
    closed: bool


def read_block(source: Source, fence: Fence) -> tuple[CheckBlock | None, tuple[Diagnostic, ...]]:
    """The block, or None where nothing sensible can be made of it; errors come along either way."""
    if not fence.closed:
        return None, (_unclosed(source, fence),)
    try:
        info = info_string.read(fence.info)
    except info_string.InfoStringError as error:
        start = _info_start(source, fence) + error.offset
        return None, (_at(source, start, "info-string", error.message, error.fix),)
    return _script(source, fence, info) if info.language else _yaml(source, fence, info)


def as_written(block: CheckBlock, source: Source) -> str:
    """The info string of the block from `check` on, and its content: all of it, without what surrounds it."""
    opening = source.line(block.line - 1)
    return f"{opening[opening.index('check') :].rstrip()}\n{block.body}"


def _script(source: Source, fence: Fence, info: info_string.InfoString) -> tuple[CheckBlock, tuple[Diagnostic, ...]]:
    start = _info_start(source, fence)
    places: dict[KeyPath, Span] = {
        (key,): Span(start + span.start, start + span.end) for key, span in info.places.items()
    }
    return _build(source, fence, info.language, info.options, places)


def _yaml(
    source: Source, fence: Fence, info: info_string.InfoString
) -> tuple[CheckBlock | None, tuple[Diagnostic, ...]]:
    from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load  # late: PyYAML only where it is needed

    start, content = source.starts[fence.first], Source.from_text(fence.content)
    if info.options:
        fix = "write it as a line of YAML in the block, or name the interpreter of a script first"
        return None, (_at(source, start, "info-string", "options stand in the info string of scripts only", fix),)
    try:
        document = load(fence.content)
    except StrictYAMLError as error:
        place = _offset(source, fence, content, error.offset)
        return None, (_at(source, place, "yaml", error.message, error.fix or _YAML_FIX),)
    if not isinstance(document.value, dict):
        fix = "write “kind: value”, for example “file_exists: README.md”; `mdcheck kinds` lists them"
        code, message = ("empty-check", "the block is empty") if document.value is None else ("yaml", "no mapping")
        return None, (_at(source, start, code, message, fix),)
    places = {
        path: Span(_offset(source, fence, content, first), _offset(source, fence, content, last))
        for path, (first, last) in document.places.items()
    }
    return _build(source, fence, None, document.value, places)


def _build(
    source: Source,
    fence: Fence,
    language: str | None,
    options: Mapping[str, object],
    places: Mapping[KeyPath, Span],
) -> tuple[CheckBlock, tuple[Diagnostic, ...]]:
    common, problems = read_common(options)
    block = CheckBlock(
        line=fence.first + 1,
        span=Span(source.starts[fence.first], source.line_end(fence.last)),
        language=language,
        body=fence.content,
        options={key: value for key, value in options.items() if key not in COMMON},
        places=places,
        common=common,
    )
    diagnostics = tuple(
        _at(source, places[(key,)].start, "option", f"{key}: {message}", f"fix the value, or leave “{key}” out")
        for key, message in problems.items()
    )
    return block, diagnostics


def _info_start(source: Source, fence: Fence) -> int:
    """The offset of the word `check`. Only markers stand before it, and a NUL behind it reads otherwise in the info."""
    return source.text.index("check", source.starts[fence.first])


def _offset(source: Source, fence: Fence, content: Source, offset: int) -> int:
    """The place in the source of a character of the fence's content.

    A line of the content is the end of its source line: what is missing in front of it indents its containers.
    """
    line, column = content.locate(offset)
    index = fence.first + line
    if index >= fence.last:
        return source.line_end(fence.last - 1)
    length = content.line_end(line - 1) - content.starts[line - 1]
    return max(source.starts[index], source.line_end(index) - length + column - 1)


def _unclosed(source: Source, fence: Fence) -> Diagnostic:
    message = f"the check block is never closed: everything down to line {fence.last + 1} is part of it"
    return _at(
        source,
        source.starts[fence.first],
        "unclosed-check",
        message,
        "close it with a fence of its own indentation",
    )


def _at(source: Source, offset: int, code: str, message: str, fix: str = "") -> Diagnostic:
    line, column = source.locate(offset)
    return Diagnostic(line=line, column=column, level=Level.ERROR, code=code, message=message, fix=fix)
