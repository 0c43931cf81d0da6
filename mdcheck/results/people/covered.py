"""What a record was made for, digested: `of`. It fits no other words, and no other check.

It covers the words as they are read, so that no formatter changes it: neither marks of emphasis nor broken lines count.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mdcheck.document.elsewhere import literal
from mdcheck.document.slug import LONGEST, plain_text, unescaped, with_characters
from mdcheck.late import late_pattern, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mdcheck.document.model import CheckBlock, Item, Reference

LENGTH = 16
"""Hexadecimal digits of `of`."""
_MARKS = str.maketrans("", "", "`*_~\\\"'")
_STRUCK = late_pattern(r"(?<![\\~])(~{1,2})(?![~\s])(.+?)(?<![~\s])\1(?!~)")
_TARGET = late_pattern(
    r"\]\(\s*(?:<((?:[^<>\\]|\\.){0,2000}+)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))++))"
    r"""(?:\s+(?:"((?:[^"\\]|\\.){0,999}+)"|'((?:[^'\\]|\\.){0,999}+)'|\(((?:[^()\\]|\\.){0,999}+)\))\s*\))?"""
)
"""Where a link leads, between angle brackets or not, and its title (CommonMark, section 6.3)."""
_IN_ADDRESSES = "%;/?:@&=+$,!*'()#"
"""What formatters leave as it is in a target, besides letters, digits and `-_.~`."""
_TAG = late_pattern(r"(?<!\\)</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_COUNT = late_pattern(r"\[?[0-9]+(?:\.[0-9]+)?(?: ?%|/[0-9]+)\]?")
"""A figure, which `update` may change."""
_PARTS = {
    "more": "the text below it or a footnote",
    "struck": "what is struck out",
    "targets": "where a link leads",
    "titles": "the title of a link",
    "tags": "its HTML",
    "elsewhere": "where a link leads",
    "code": "its code",
    "languages": "the language of its code",
}
"""What an item says besides the words of its statement."""
_NUMBER = late_pattern(r"^[0-9]+(?:\.[0-9]+)*[.)]?\s+")


def digest(item: Item, asked: Iterable[object], *, project: str = "", files: Mapping[str, str] | None = None) -> str:
    """The digest of all that an item says, of its sections, of what is `asked` of it, and of files by their digests.

    Nested items are items of their own. Numbers in front of section titles are left out, so that a new section above
    changes nothing.
    """
    section, around = _place(item)
    words, besides = _said(item)
    facts: dict[str, Any] = {
        "project": project,
        "section": section,
        "words": words,
        "asked": list(asked),
        "files": dict(files or {}),
    }
    facts |= {name: found for name, found in {**besides, "around": around}.items() if found}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, default=str)
    return sha256(text.encode("ascii"))[:LENGTH]


def reworded(before: Item, after: Item) -> tuple[str, ...]:
    """What was changed of all that is covered of what an item and its sections say."""
    (words, former), (now, present) = _said(before), _said(after)
    found = ["the item was reworded"] if words != now else []
    if parts := dict.fromkeys(_PARTS[name] for name in present if present[name] != former[name]):
        found.append(f"{', '.join(parts)} changed")
    if _place(before) != _place(after):
        found.append("its section was renamed, or it was moved")
    return tuple(found)


def _place(item: Item) -> tuple[list[str], dict[str, list[str]]]:
    """The titles of its sections, and what the items and bullets around it say: a list can hold the same item twice.

    And what these say besides their words.
    """
    titles, within = (_joined(texts, item.references_around) for texts in (item.titles, item.within))
    words = [_NUMBER().sub("", plain_text(title)) for title in titles]
    words += [" ".join(_COUNT().sub("", _words(text)).split()) for text in within]
    unseen = _unseen([*titles, *within], item.references_around)
    return words, {name: found for name, found in unseen.items() if found}


def _said(item: Item) -> tuple[str, dict[str, list[str]]]:
    """The words of its statement, and what it says besides these, which formatters leave alone."""
    texts = _joined((item.text, *item.more), item.references)
    words, *more = map(_words, texts)
    languages = [" ".join(unescaped(code.info).split()) for code in item.code]
    return words, {
        "more": [text for text in more if text],
        **_unseen(texts, item.references),
        "code": [code.content.rstrip("\n") for code in item.code],
        "languages": languages if any(languages) else [],
    }


def _joined(texts: Iterable[str], references: Sequence[Reference]) -> list[str]:
    """The texts, each on one line."""
    return [literal(" ".join(text.split()), references) for text in texts]


def _unseen(texts: Sequence[str], references: Sequence[Reference]) -> dict[str, list[str]]:
    """What changes that the texts say, and is not in their words.

    It is what is struck out, where links lead, what they show under the pointer, and what HTML makes of words.
    """
    links = [match.groups(default="") for text in texts for match in _TARGET().finditer(text)]
    targets = [unescaped(inside or bare) for inside, bare, *_ in links if inside or bare]
    return {
        "struck": [_unmarked(match[2]) for text in texts for match in _STRUCK().finditer(text)],
        "targets": [quote(target, safe=_IN_ADDRESSES) for target in targets],
        "titles": [unescaped(title) for _, _, *titles in links for title in titles if title],
        "tags": [str(tag) for text in texts for tag in _TAG().findall(_TARGET().sub("](", text))],
        "elsewhere": [reference.target for reference in references],
    }


def _words(statement: str) -> str:
    """All that a reader sees of it; what `plain_text` would cut off is covered too."""
    if len(statement) > LONGEST:
        return _unmarked(statement)
    if "~" in statement:  # formatters write two for one
        statement = _STRUCK().sub(r"~~\2~~", statement)
    return plain_text(statement)


def _unmarked(markdown: str) -> str:
    """The text without marks that formatters write in different ways; links and code stay."""
    return " ".join(with_characters(markdown).translate(_MARKS).split())


def asked_by(block: CheckBlock) -> dict[str, Any]:
    """What a check block asks for: its kind and its options, and the body of a script.

    The common options say how much it matters and how it is run, not what it asks for; only `when` does.
    """
    script = {"language": block.language, "body": block.body} if block.language is not None else {}
    return {"options": block.options, "when": block.common.when, **script}
