"""The links and anchors of a Markdown text, found without building a tree.

Code does not count: fences, indented code, code spans, and comments are blanked out first, line by line, so
that offsets and lines stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from mdcheck.document.rendered import anchor
from mdcheck.document.slug import Numbering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A blank belongs to one repeat only, so that a line of blanks is read once.
_FENCE = re.compile(r"[ \t]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++|>[ \t]*+)*+(`{3,}|~{3,})(.*)")
_CLOSING_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)")
_BACKTICKS = re.compile(r"`+")
_HEADING = re.compile(r" {0,3}(?:>[ \t]?)*#{1,6}(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_PARAGRAPH = re.compile(r" {0,3}(?![-*+>#|] |[-*+>#|]$|[0-9]+[.)] )\S")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)(?:[^\[\]\\]|\\.){1,999}\]:[ \t]*(?:<([^<>]*)>|(\S+))")
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(r"\s(href|src|id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.IGNORECASE)
_BRACKETS = re.compile(r"\\.|[\[\]]|\n[ \t]*+\n", re.DOTALL)
_BLANK_LINE = re.compile(r"(\n[ \t]*\n)")
_NOT_LINE_END = re.compile(r"[^\n]")
_ANGLE_END = re.compile(r"[<>\n]")
_BEHIND_TARGET = re.compile(r"\s*[\"'()]")
_MAX_NESTING = 32


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a Markdown text links to, and what in it can be linked to."""

    links: tuple[tuple[int, str], ...]
    """Line, from 1, and target as written."""
    anchors: frozenset[str]
    """In lower case, as GitHub makes them from headings, and as HTML gives them."""


def scan(text: str) -> Page:
    """Reads one text; any text is Markdown."""
    lines = _without_blocks_of_code(re.split(r"\r\n?|\n", text))
    text = "\n".join(lines)
    clean = "".join(map(_without_code_spans, _BLANK_LINE.split(text)))
    comments = _comments(clean)
    text, clean = _blanked(text, comments), _blanked(clean, comments)
    anchors = set(_headings(text.split("\n")))
    found = [*_inline(clean), *_definitions(clean)]
    for offset, name, value in _attributes(clean):
        if name in ("href", "src"):
            found.append((offset, value))
        else:
            anchors.add(value.lower())
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    links = tuple((bisect_right(starts, offset), target) for offset, target in sorted(found) if target)
    return Page(links=links, anchors=frozenset(anchors))


def _without_blocks_of_code(lines: list[str]) -> list[str]:
    """Blank lines in the place of front matter, fenced code and indented code."""
    out: list[str] = []
    fence = ""
    in_list, blank_before = False, True
    front = "---" if lines[0].rstrip() == "---" and "---" in map(str.rstrip, lines[1:]) else ""
    for number, line in enumerate(lines):
        if front or fence:
            closing = _CLOSING_FENCE.fullmatch(line)
            if front and number and line.rstrip() == front:
                front = ""
            elif fence and closing and closing[1].startswith(fence):
                fence = ""
            out.append("")
            continue
        opening = _FENCE.fullmatch(line)
        if opening and not (opening[1][0] == "`" and "`" in opening[2]):
            fence, blank_before = opening[1], False
            out.append("")
            continue
        indented = line.startswith(("    ", "\t"))
        if line.strip() and not indented:
            in_list = bool(_LIST_ITEM.match(line)) or (in_list and (line[0] in " \t" or not blank_before))
        code = indented and blank_before and not in_list
        out.append("" if code else line)
        # The line behind a line of indented code is code, too, if it is indented.
        blank_before = code or not line.strip()
    return out


def _without_closing_sequence(title: str) -> str:
    """An ATX heading may end in number signs behind a blank (CommonMark 0.31, section 4.2)."""
    rest = title.rstrip("#")
    return title if rest and rest[-1] not in " \t" else rest


def _comments(text: str) -> list[tuple[int, int]]:
    """Where the comments are; one that is not closed begins none."""
    found: list[tuple[int, int]] = []
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        found.append((start, end + 3))
        start = text.find("<!--", end)
    return found


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks in the place of all that stands in the spans; lines and offsets stay."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += (text[position:start], _NOT_LINE_END.sub(" ", text[start:end]))
        position = end
    return "".join((*pieces, text[position:]))


def _attributes(text: str) -> Iterator[tuple[int, str, str]]:
    """The offset, name and value of attributes that link or can be linked to."""
    for tag in _TAG.finditer(text):
        for match in _ATTRIBUTE.finditer(tag[0]):
            yield tag.start(), match[1].lower(), next(value for value in match.groups()[1:] if value is not None)


def _headings(lines: list[str]) -> list[str]:
    """The anchors of the headings, in order, numbered as GitHub does."""
    numbering = Numbering()
    found: list[str] = []
    for index, line in enumerate(lines):
        title = None
        if heading := _HEADING.match(line):
            title = _without_closing_sequence(line[heading.end() :].strip(" \t"))
        elif index and _UNDERLINE.fullmatch(line) and _PARAGRAPH.match(lines[index - 1]):
            title = lines[index - 1]
        if title is not None:
            found.append(numbering.unique(anchor(title.strip())))
    return found


def _without_code_spans(text: str) -> str:
    """Blanks in the place of code spans, in one paragraph."""
    return _blanked(text, _code_spans(text)) if "`" in text else text


def _code_spans(text: str) -> list[tuple[int, int]]:
    runs = list(_BACKTICKS.finditer(text))
    # The next run of the same length closes. Each is looked at once, so that hostile text costs no more.
    following: dict[int, list[int]] = {}
    for index in reversed(range(len(runs))):
        following.setdefault(len(runs[index][0]), []).append(index)
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        run = runs[index]
        later = following[len(run[0])]
        while later and later[-1] <= index:
            later.pop()
        if later and text[run.start() - 1 : run.start()] != "\\":
            index = later[-1]
            found.append((run.start(), runs[index].end()))
        index += 1
    return found


def _inline(text: str) -> list[tuple[int, str]]:
    """The targets of inline links and images, each at the offset of the end of its bracket.

    A closing bracket ends a link's text only if an opening one in the same paragraph waits for it.
    """
    found: list[tuple[int, str]] = []
    waiting = 0
    for mark in _BRACKETS.finditer(text):
        if mark[0] == "[":
            waiting += 1
        elif mark[0] == "]" and waiting:
            waiting -= 1
            if text.startswith("(", mark.end()) and (target := _target(text, mark.end() + 1)) is not None:
                found.append((mark.start(), target))
        elif mark[0][0] == "\n":
            waiting = 0
    return found


def _target(text: str, start: int) -> str | None:
    """The link target that begins here; None where it is none (CommonMark 0.31, section 6.3)."""
    while start < len(text) and text[start] in " \t\n":
        start += 1
    if text.startswith("<", start):
        end = _ANGLE_END.search(text, start + 1)
        return text[start + 1 : end.start()] if end and end[0] == ">" else None
    depth, index = 0, start
    while index < len(text) and not text[index].isspace():
        char = text[index]
        if char == "\\":
            index += 1
        elif char == "(":
            depth += 1
            if depth > _MAX_NESTING:
                return None
        elif char == ")":
            if depth == 0:
                return text[start:index]
            depth -= 1
        index += 1
    # A title may follow the blank, and then the closing parenthesis.
    return text[start:index] if not depth and _BEHIND_TARGET.match(text, index) else None


def _definitions(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    offset = 0
    for line in text.split("\n"):
        if match := _DEFINITION.match(line):
            found.append((offset, match[1] if match[1] is not None else match[2]))
        offset += len(line) + 1
    return found
