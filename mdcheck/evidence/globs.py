"""Globs as regular expressions with a bounded worst case for any pattern.

`[^/]*` for each `*` would try every way to share a name out among them. But a `*` that has another wildcard behind it
may stop where what stands between the two is found first: no later place leaves more to match with. So that place is
final (an atomic group), and only the last wildcard of a name, and the last `**` of a path, look any further.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_MAX_ALTERNATIVES = 256
_WILD = re.compile(r"[*?]+|\[.[^\]]*\]", re.DOTALL)
_FOLDERS = "(?:[^/]++/)*"
_FEWEST_FOLDERS = "(?:[^/]++/)*?"


@lru_cache(maxsize=256)
def glob_regex(pattern: str, *, nocase: bool = False) -> re.Pattern[str]:
    """A glob as a regular expression on whole relative paths; raises re.error for what is none.

    `*` and `?` stay within a name, `**` in place of a name crosses folders (`a/**/b` finds `a/b`), `[a-z]` and `[!a]`
    are sets, and `{a,b}` is either.
    """
    found = [_path(alternative) for alternative in _alternatives(pattern)]
    return re.compile("|".join(dict.fromkeys(found)), re.IGNORECASE if nocase else 0)


def matching(pattern: str, paths: Collection[str], *, nocase: bool = False) -> set[str]:
    """The paths that match the glob; raises re.error for what is none.

    What every match holds is looked for first, which saves nearly all of the work among many paths.
    """
    regex = glob_regex(pattern, nocase=nocase)
    parts = frozenset[str]() if nocase else sure_parts(pattern)
    likely = {path for part in parts for path in paths if part in path} if parts else paths
    return set(filter(regex.fullmatch, likely))


@lru_cache(maxsize=256)
def sure_parts(pattern: str) -> frozenset[str]:
    """Texts of which every match holds one; none where there are no such texts."""
    parts = frozenset(map(_sure_part, _alternatives(pattern)))
    return parts if all(parts) else frozenset()


def _sure_part(pattern: str) -> str:
    # The slashes beside `**` may stand for nothing.
    return max((part.strip("/") for part in _WILD.split(pattern)), key=len)


def _alternatives(pattern: str) -> list[str]:
    """The patterns without braces that one with braces stands for."""
    ready: list[str] = []
    waiting = [(pattern, 0)]
    while waiting:
        text, start = waiting.pop()
        group = _group(text, start)
        if group is None:
            ready.append(text)
        else:
            opening, parts, closing = group
            waiting += [(text[:opening] + part + text[closing + 1 :], opening) for part in reversed(parts)]
        if len(ready) + len(waiting) > _MAX_ALTERNATIVES:
            raise re.error(f"its braces stand for more than {_MAX_ALTERNATIVES} patterns")
    return ready


def _group(text: str, start: int) -> tuple[int, list[str], int] | None:
    """The first braces from `start` on: where they open, what stands between their commas, where they close."""
    opening = _find(text, "{", start)
    if opening < 0 or "}" not in text[opening:]:
        return None
    parts: list[str] = []
    depth, index, begun = 0, opening, opening + 1
    while index < len(text):
        char = text[index]
        if char == "[" and (end := _set_end(text, index)) > 0:
            index = end
        elif char == "{":
            depth += 1
        elif char == "," and depth == 1:
            parts.append(text[begun:index])
            begun = index + 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return opening, [*parts, text[begun:index]], index
        index += 1
    raise re.error("a brace is not closed")


def _find(text: str, char: str, start: int) -> int:
    """Where the character stands outside sets; -1 where it does not."""
    index = start
    while index < len(text):
        if text[index] == char:
            return index
        index = (_set_end(text, index) if text[index] == "[" else 0) or index
        index += 1
    return -1


def _set_end(text: str, start: int) -> int:
    """Where the set that begins at `start` ends; 0 where it is none."""
    return max(text.find("]", start + 2), 0)


def _path(pattern: str) -> str:
    """A path's pattern: runs of names of a fixed number, between any number of folders."""
    runs: list[list[str]] = [[]]
    names = _names(pattern)
    for place, name in enumerate(names):
        if name == "**" and place < len(names) - 1:
            runs.append([])
        else:
            runs[-1].append(name)
    first, *rest = ("/".join(".*" if name == "**" else _name(name) for name in run) for run in runs)
    if not rest:
        return first
    opening = first + "/" if runs[0] else ""
    middle = "".join(f"(?>{_FEWEST_FOLDERS}{run}/)" for run in rest[:-1] if run)
    return f"{opening}{middle}{_FOLDERS}{rest[-1]}"


def _names(pattern: str) -> list[str]:
    """What stands between the slashes, those in sets aside."""
    names: list[str] = []
    begun = 0
    while (slash := _find(pattern, "/", begun)) >= 0:
        names.append(pattern[begun:slash])
        begun = slash + 1
    return [*names, pattern[begun:]]


def _name(name: str) -> str:
    """One name's pattern. Stars beside other characters stay within the name, however many, as in git's patterns."""
    firm = [""]
    index = 0
    while index < len(name):
        if name[index] == "*":
            index += len(name) - index - len(name[index:].lstrip("*"))
            firm.append("")
        else:
            one, index = _one(name, index)
            firm[-1] += one
    first, *others = firm
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{piece})" for piece in others[:-1]) + "[^/]*" + others[-1]


def _one(name: str, index: int) -> tuple[str, int]:
    """What matches one character, and where the pattern goes on."""
    char = name[index]
    if char == "?":
        return "[^/]", index + 1
    if char == "[" and (end := _set_end(name, index)):
        body = name[index + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
        return (f"[^/{body[1:]}]" if body[0] in "!^" else f"(?!/)[{body}]"), end + 1
    return re.escape(char), index + 1
