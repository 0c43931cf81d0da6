"""Errors of the YAML parser as messages with a fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Explained(NamedTuple):
    """A message, the offset in the text that it speaks of, and the fix."""

    message: str
    offset: int
    fix: str


_WORD = re.compile(r"[^\s,\]}]+")
_ENTRY = re.compile(r"[ \t]*(?:-[ \t]+)?([\w-]+):[ \t]+(.*?)[ \t]*")
_CLOSING_QUOTE = re.compile(r'(?<!\\)"')
_TEXT_BEGINS = re.compile(r":[ \t]+[|>][-+0-9]*$")
_ALIKE = "indent the lines that belong together alike, with blanks"


def explain(text: str, problem: str, offset: int, context: int) -> Explained:
    """`problem` is the parser's message at `offset`; what it was reading then begins at `context`.

    The two parsers of PyYAML word their messages differently, so each message is known by what both say.
    """
    for words, explanation in _EXPLANATIONS.items():
        if words in problem:
            return explanation(text, offset, context)
    return Explained("this is not YAML", offset, "write “key: value” lines, and quote values with signs in them")


def quoted(value: str) -> str:
    """The value in single quotes, in which nothing but the quote itself has a meaning."""
    return "'" + value.replace("'", "''") + "'"


def with_colon(line: str) -> str:
    """The fix for a line in which the colon or the blank behind it is missing."""
    key, value = re.split(r"[:\s]\s*", line.strip(), maxsplit=1) if re.search(r".[:\s]", line.strip()) else ("", "")
    return f"write {key}: {value}" if value else "write “key: value”, with a blank behind the colon"


def _line(text: str, offset: int) -> str:
    return text[text.rfind("\n", 0, offset) + 1 :].partition("\n")[0]


def _before(text: str, offset: int) -> str:
    """What stands on the line in front of the offset."""
    return text[text.rfind("\n", 0, offset) + 1 : offset]


def _in_quotes(text: str, offset: int) -> str:
    """The fix for a line whose value is more than a word to YAML."""
    entry = _ENTRY.fullmatch(_line(text, offset))
    return f"write {entry[1]}: {quoted(entry[2])}" if entry and entry[2] else "put the value in quotes"


def _special(text: str, offset: int, context: int) -> Explained:
    """A value that begins with a sign such as `*` or `@`."""
    start = context if context < offset and text[context] in "*&!" else offset
    if text[start : start + 1] == "\t":
        return Explained("a tab stands where YAML wants blanks", start, "indent with blanks")
    word = _WORD.match(text, start)
    if word is None:
        return Explained("a value is missing here", start, "write one, or put what stands there in quotes")
    return Explained(f"a value that begins with {word[0][0]} must stand in quotes", start, f"write {quoted(word[0])}")


def _escape(text: str, offset: int, context: int) -> Explained:
    start = text.rfind("\\", 0, offset + 1)
    closing = _CLOSING_QUOTE.search(text, offset)
    inner = text[context + 1 : closing.start() if closing else len(text)].partition("\n")[0]
    message = f"in double quotes, {text[start : start + 2]} is no escape that YAML knows"
    return Explained(message, start, f"write it in single quotes, which keep backslashes: {quoted(inner)}")


def _colon(text: str, offset: int, _context: int) -> Explained:
    if ": " in _before(text, offset):
        message = "a second colon stands on this line, so the value must stand in quotes"
        return Explained(message, offset, _in_quotes(text, offset))
    above = text[: text.rfind("\n", 0, offset) + 1].rstrip()
    line = _line(above, len(above))
    if ":" not in line:
        start = len(above) - len(line.lstrip())
        return Explained("this line has no colon with a blank behind it", start, with_colon(line))
    return Explained("this line is indented further than the one above, which has a value", offset, _ALIKE)


def _no_colon(text: str, _offset: int, context: int) -> Explained:
    above = text[: text.rfind("\n", 0, context) + 1].rstrip()
    if _TEXT_BEGINS.search(_line(above, len(above))):
        message = "this line belongs to the text of the key above, and is not indented further than it"
        return Explained(message, context, "indent all lines of the text by two blanks more")
    return Explained("this line has no colon with a blank behind it", context, with_colon(_line(text, context)))


def _open(text: str, offset: int, context: int) -> Explained:
    sign = text[context]
    if sign in "'\"":
        return Explained("the quote that opens here is never closed", context, f"write {sign} at its end")
    closing = "]" if sign == "[" else "}"
    line = text.count("\n", 0, context) + 1
    message = f"the {sign} that opens in line {line} of the block is not closed here"
    return Explained(message, offset, f"write {closing} at its end, with commas between its parts")


def _layout(text: str, offset: int, _context: int) -> Explained:
    if _before(text, offset).strip():
        return Explained("something stands behind the end of this value", offset, _in_quotes(text, offset))
    return Explained("this line is not indented like the lines that it belongs to", offset, _ALIKE)


def _entry(_text: str, offset: int, _context: int) -> Explained:
    fix = "write [a, b], or put each “- ” on a line of its own below the key"
    return Explained("a list can't begin behind the key like this", offset, fix)


def _block_sign(text: str, _offset: int, context: int) -> Explained:
    return Explained(f"behind {text[context]} the line must end", context, _in_quotes(text, context))


def _deep(_text: str, offset: int, _context: int) -> Explained:
    return Explained("nested too deep", offset, "write fewer lists and mappings inside each other")


_EXPLANATIONS: dict[str, Callable[[str, int, int], Explained]] = {
    "alphabetic or numeric": _special,
    "unknown escape": _escape,
    "hexdecimal": _escape,  # libyaml spells it so
    "hexadecimal": _escape,
    "mapping values are not allowed": _colon,
    "find expected ':'": _no_colon,
    "cannot start any token": _special,
    "node content": _special,
    "',' or": _open,
    "unexpected end of stream": _open,
    "expected key": _layout,
    "block end": _layout,
    "'-' indicator": _layout,
    "document start": _layout,
    "sequence entries are not allowed": _entry,
    "comment or a line break": _block_sign,
    "comment or line break": _block_sign,
    "nesting depth": _deep,
    "expected '>'": _special,
    "the expected '>'": _special,
    "expected URI": _special,
}
