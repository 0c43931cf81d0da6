"""Where a cursor stands in the YAML of a block that is being typed, and so need not be YAML yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DASHES = re.compile(r"[ \t]*(?:-[ \t]+)*")
_KEY = re.compile(r"""(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[\w-]+|"[^"]*"|'[^']*')[ \t]*:(?:[ \t]+(?P<value>.*)|$)""")
_ANY_KEY = re.compile(r"""(?:^|[\s{,])(?P<key>[\w-]+|"[^"]*"|'[^']*')[ \t]*:(?=\s|$)""")
_ELEMENT = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)")
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_MARKS = "\"'"


class YamlPlace(NamedTuple):
    """A place in a mapping."""

    keys: tuple[str, ...]
    """The keys of the mappings around it, the outermost first; none at the block's own level."""
    key: str | None
    """The key whose value is being typed; None where a key is."""
    typed: str
    """What stands of it in front of the cursor, without the quote that opens it."""
    entries: Mapping[str, str]
    """The keys of the same mapping that are written already, with their values as they are written."""
    quoted: bool = False
    """Whether a quote opens what is typed."""


class _Frame(NamedTuple):
    indent: int
    key: str
    value: str
    line: int


def place_in(lines: Sequence[str], row: int, column: int) -> YamlPlace | None:
    """The place of the cursor, as row and column from 0; None where nothing can be completed."""
    frames: list[_Frame] = []
    for number, line in enumerate(lines[:row]):
        if (found := _KEY.match(line)) is not None:
            frames = [*_around(frames, found["lead"]), _frame(found, number)]
    text = lines[row][:column]
    if text.lstrip().startswith("#"):
        return None
    if (found := _KEY.match(text)) is not None:
        if found["value"] is None:
            return None  # no blank behind the colon yet
        around = _around(frames, found["lead"])
        return _in_value(found["value"], _keys(around), _plain(found["key"]), _entries(lines, around, found["lead"]))
    lead = _DASHES.match(text)
    assert lead is not None
    frames, typed = _around(frames, lead[0]), text[lead.end() :]
    if not frames:
        return None if "-" in lead[0] else _key_place(lines, row, [], lead[0], typed)
    last = frames[-1]
    if last.value[:1] in ("[", "{"):
        joined = "\n".join((last.value, *lines[last.line + 1 : row], text))
        return _in_value(joined, _keys(frames[:-1]), last.key, {})
    if last.value:
        return None  # a text of several lines
    if "-" in lead[0]:
        return _in_value(typed, _keys(frames[:-1]), last.key, _entries(lines, frames[:-1], " " * last.indent))
    return _key_place(lines, row, frames, lead[0], typed)


def key_at(lines: Sequence[str], row: int, column: int) -> tuple[YamlPlace, int, int] | None:
    """The key under the cursor, as the `key` of a place, and where it begins and ends in its line."""
    if row >= len(lines):
        return None
    for found in _ANY_KEY.finditer(lines[row]):
        start, end = found.span("key")
        if start <= column <= end and (place := place_in(lines, row, start)) is not None and place.key is None:
            return place._replace(key=_plain(found["key"])), start, end
    return None


def entries_of(lines: Sequence[str], keys: tuple[str, ...] = ()) -> dict[str, str]:
    """The keys of the block itself, or of the mapping below these keys, with their values as they are written."""
    frames: list[_Frame] = []
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        if (match := _KEY.match(line)) is not None:
            frames = _around(frames, match["lead"])
            if _keys(frames) == keys:
                found[_plain(match["key"])] = _value(lines, number, match)
            frames = [*frames, _frame(match, number)]
    return found


def _frame(found: re.Match[str], number: int) -> _Frame:
    return _Frame(len(found["lead"]), _plain(found["key"]), _without_comment(found["value"] or ""), number)


def _around(frames: Sequence[_Frame], lead: str) -> list[_Frame]:
    """The frames that a line with this indentation stands in; a list may stand in the column of its key."""
    dash = lead.find("-")
    return [frame for frame in frames if (frame.indent <= dash if dash >= 0 else frame.indent < len(lead))]


def _keys(frames: Sequence[_Frame]) -> tuple[str, ...]:
    return tuple(frame.key for frame in frames)


def _key_place(lines: Sequence[str], row: int, around: Sequence[_Frame], lead: str, typed: str) -> YamlPlace:
    others = [*lines[:row], "", *lines[row + 1 :]]  # a key that is being changed is none of the others
    return YamlPlace(_keys(around), None, typed.lstrip(_MARKS), _entries(others, around, lead))


def _entries(lines: Sequence[str], around: Sequence[_Frame], lead: str) -> dict[str, str]:
    """The keys with this indentation below the last of the frames."""
    first = around[-1].line + 1 if around else 0
    found: dict[str, str] = {}
    for number, line in enumerate(lines[first:], first):
        if around and line.strip() and len(line) - len(line.lstrip()) <= around[-1].indent:
            break
        if (match := _KEY.match(line)) is not None and len(match["lead"]) == len(lead):
            found[_plain(match["key"])] = _value(lines, number, match)
    return found


def _value(lines: Sequence[str], number: int, found: re.Match[str]) -> str:
    """The value of the key on a line; of a list below it, its elements with commas between them."""
    value = _without_comment(found["value"] or "")
    elements: list[str] = []
    for line in lines[number + 1 :] if not value else ():
        if (element := _ELEMENT.match(line)) is None:
            break
        elements.append(_without_comment(element["value"]))
    return value or ", ".join(elements)


def _in_value(value: str, keys: tuple[str, ...], key: str, entries: Mapping[str, str]) -> YamlPlace | None:
    if value[:1] in ("[", "{"):
        return _in_flow(value, keys, key)
    if value[:1] in ("|", ">"):
        return None
    quoted = value.startswith(tuple(_MARKS))
    if quoted and value.count(value[0]) > 1:
        return None
    return YamlPlace(keys, key, value[1:] if quoted else value, entries, quoted)


class _Level(NamedTuple):
    """A mapping or a list between brackets, and what is written in it so far."""

    mapping: bool
    keys: tuple[str, ...]
    key: str | None
    """Whose value comes next; in a list, the key of the list."""
    entries: dict[str, str]
    listed: list[str]
    """The elements of a list that are complete."""


def _in_flow(text: str, keys: tuple[str, ...], key: str | None) -> YamlPlace | None:
    """The place behind a text with brackets."""
    levels = [_Level(mapping=False, keys=keys, key=key, entries={}, listed=[])]
    token = quote = ""
    for char in text:
        if quote or char not in "[]{},:":
            if char in _MARKS and not token.strip():
                quote = char
            elif char == quote:
                quote = ""
            token += char
        else:
            token = _structure(char, levels, token)
    if len(levels) == 1:
        return None
    token = token.lstrip()
    if token.startswith(tuple(_MARKS)) and not quote:
        return None
    here = levels[-1]
    return YamlPlace(here.keys, here.key, token[1:] if quote else token, here.entries, bool(quote))


def _structure(char: str, levels: list[_Level], token: str) -> str:
    """Enter or leave a level, or go on in it; what is typed then."""
    here = levels[-1]
    if char == "[":
        levels.append(here._replace(mapping=False, listed=[]))
    elif char == "{":
        keys = here.keys if here.key is None else (*here.keys, here.key)
        levels.append(_Level(mapping=True, keys=keys, key=None, entries={}, listed=[]))
    elif char in "]}":
        if len(levels) > 1:
            levels.pop()
            return ", ".join((*here.listed, token.strip())) if not here.mapping else ""
    elif not here.mapping:
        if char == ":":
            return token + char
        here.listed.append(token.strip())
    elif char == ",":
        here.entries[here.key or ""] = token.strip()
        levels[-1] = here._replace(key=None)
    elif here.key is None:
        levels[-1] = here._replace(key=_plain(token.strip()))
    else:
        return token + char
    return ""


def _plain(key: str) -> str:
    return key.strip(_MARKS)


def _without_comment(value: str) -> str:
    return _COMMENT.sub("", value).strip()
