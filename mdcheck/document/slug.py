"""Plain text of inline Markdown, and slugs as GitHub makes them for anchors."""

from __future__ import annotations

import html.entities
import re
import unicodedata
from functools import lru_cache

from mdcheck.late import late_pattern

_MARKS = re.compile(r"[`\[*_~<\\&]")
_REFERENCE = r"&(?:#[0-9]{1,7}|#[Xx][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
"""A character reference (CommonMark, section 2.5)."""
_REFERENCES = late_pattern(_REFERENCE)
_ESCAPES = late_pattern(rf"\\([!-/:-@\[-`{{-~])|{_REFERENCE}")
_LITERAL = late_pattern(
    r"\\([!-/:-@\[-`{-~])|(?<!`)(`+)(?!`)(.+?)(?<!`)\2(?!`)"
    rf"|({_REFERENCE})"
)
_LINK = late_pattern(r"!?\[((?:[^\[\]\\]|\\.)*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_TAG = late_pattern(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
_AUTOLINK = late_pattern(r"<([A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*|[^<>\s@]+@[^<>\s]+)>")
_EMPHASIS = late_pattern(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1|(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\3(?!\w)")
_HELD = late_pattern("\x00(\\d+)\x00")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_VARIATION_SELECTORS = "\ufe0e\ufe0f"


LONGEST = 1000
"""Characters of a text that `plain_text` reads."""


@lru_cache(maxsize=512)  # a section's title is asked for by its id, its items and the tables that name it
def plain_text(markdown: str) -> str:
    """What a reader sees of inline Markdown: marks of emphasis, link targets and tags left out, on one line.

    It is a name for people and ids: of a text of more than a thousand characters it is the beginning.
    """
    if len(markdown) > LONGEST:
        markdown = markdown[:LONGEST]
    if not _MARKS.search(markdown):
        return " ".join(markdown.split())
    literal: list[str] = []

    def hold(match: re.Match[str]) -> str:
        literal.append(_character(match[4]) if match[4] else match[1] or match[3].strip() or match[3])
        return f"\x00{len(literal) - 1}\x00"

    # Most statements hold one sort of mark, so each is looked for before its expression is tried.
    text = markdown
    if "`" in text or "\\" in text or "&" in text:
        text = _LITERAL().sub(hold, text.replace("\x00", "\ufffd"))
    if "<" in text:
        text = _TAG().sub("", _AUTOLINK().sub(r"\1", text))
    if "[" in text:
        text = _until_stable(_LINK(), r"\1", text)
    if "*" in text or "_" in text or "~" in text:
        text = _until_stable(_EMPHASIS(), r"\2\4", text)
    if literal:
        text = _HELD().sub(lambda match: literal[int(match[1])], text)
    return " ".join(text.split())


def with_characters(text: str) -> str:
    """The text with the characters that its references (`&amp;`) stand for."""
    return _REFERENCES().sub(lambda match: _character(match[0]), text) if "&" in text else text


def unescaped(text: str) -> str:
    """The text without the backslashes of escapes, and with the characters that its references stand for."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPES().sub(lambda match: match[1] or _character(match[0]), text)


def _character(reference: str) -> str:
    """What a reference stands for; itself where that is nothing that can be seen, or no name of a character."""
    known = reference[1] == "#" or reference[1:] in html.entities.html5
    character = html.unescape(reference) if known else ""
    return character if character.isspace() or (character and character.isprintable()) else reference


def _until_stable(pattern: re.Pattern[str], inside: str, text: str) -> str:
    """Nested marks come off from the outside in; four deep is deeper than anyone writes."""
    for _ in range(4):
        text, count = pattern.subn(inside, text)
        if not count:
            break
    return text


def slug(markdown: str) -> str:
    """GitHub's anchor for a heading: lower case, punctuation left out, each space a hyphen.

    Unlike GitHub's it holds none of the invisible characters that choose between an emoji's two looks.
    """
    return slug_of_plain(plain_text(markdown))


def slug_of_plain(text: str) -> str:
    """The anchor of a text that holds no Markdown."""
    text = text.lower()
    return _NOT_IN_SLUG.sub("" if text.isascii() else _mark, text).replace(" ", "-")


def _mark(match: re.Match[str]) -> str:
    """Accents and vowel signs are part of a word to GitHub, and not to `re`."""
    char = match[0]
    return char if unicodedata.category(char).startswith("M") and char not in _VARIATION_SELECTORS else ""


class Numbering:
    """Makes equal slugs differ by `-1`, `-2` in document order, as GitHub's anchors do, never meeting a taken one."""

    def __init__(self, taken: set[str] | None = None) -> None:
        self._taken = set(taken or ())
        self._next: dict[str, int] = {}

    def unique(self, wanted: str) -> str:
        if wanted not in self._taken:
            self._taken.add(wanted)
            return wanted
        result = wanted
        number = self._next.get(wanted, 0)
        while result in self._taken:
            number += 1
            result = f"{wanted}-{number}"
        self._next[wanted] = number
        self._taken.add(result)
        return result
