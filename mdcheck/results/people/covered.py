"""What a record was made for, digested: `of`. It fits no other words, and no other check.

It covers the words as they are read, so that no formatter changes it: neither marks of emphasis nor broken lines count.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mdcheck.document.slug import LONGEST, plain_text, with_characters
from mdcheck.late import late_pattern, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mdcheck.document.model import CheckBlock, Item

LENGTH = 16
"""Hexadecimal digits of `of`."""
_MARKS = str.maketrans("", "", "`*_~\\\"'")
_STRUCK = late_pattern(r"(?<![\\~])(~{1,2})(?![~\s])(.+?)(?<![~\s])\1(?!~)")
_TARGET = late_pattern(r"\]\(\s*<?([^\s)>]+)")
_TAG = late_pattern(r"(?<!\\)</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_COUNT = late_pattern(r"\[?[0-9]+(?:\.[0-9]+)?(?: ?%|/[0-9]+)\]?")
"""A figure, which `update` may change."""
_NUMBER = late_pattern(r"^[0-9]+(?:\.[0-9]+)*[.)]?\s+")


def digest(item: Item, asked: Iterable[object], *, project: str = "", files: Mapping[str, str] | None = None) -> str:
    """The digest of all that an item says, of its sections, of what is `asked` of it, and of files by their digests.

    Nested items are items of their own. Numbers in front of section titles are left out, so that a new section above
    changes nothing.
    """
    facts: dict[str, Any] = {
        "project": project,
        "section": _section(item),
        "words": _words(item.text),
        "asked": list(asked),
        "files": dict(files or {}),
    }
    facts |= {name: found for name, found in _besides(item).items() if found}
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, default=str)
    return sha256(text.encode("ascii"))[:LENGTH]


def reworded(before: Item, after: Item) -> tuple[str, ...]:
    """What was changed of the words that are covered."""
    words = ["the item was reworded"] if _said(before) != _said(after) else []
    section = ["its section was renamed, or it was moved"] if _section(before) != _section(after) else []
    return (*words, *section)


def _said(item: Item) -> list[object]:
    return [_words(item.text), _besides(item)]


def _besides(item: Item) -> dict[str, list[str]]:
    """What an item says besides the words of its statement, which formatters leave alone.

    What is struck out, where links lead and what HTML makes of words is not in the words, but changes what they say.
    """
    texts = [" ".join(text.split()) for text in (item.text, *item.more)]
    return {
        "more": [words for words in map(_words, texts[1:]) if words],
        "struck": [_unmarked(match[2]) for text in texts for match in _STRUCK().finditer(text)],
        "targets": [str(target) for text in texts for target in _TARGET().findall(text)],
        "tags": [str(tag) for text in texts for tag in _TAG().findall(text)],
        "code": [text.rstrip("\n") for text in item.code],
    }


def _words(statement: str) -> str:
    """All that a reader sees of it; what `plain_text` would cut off is covered too."""
    if len(statement) > LONGEST:
        return _unmarked(statement)
    if "~" in statement:  # formatters write two for one
        statement = _STRUCK().sub(r"~~\2~~", " ".join(statement.split()))
    return plain_text(statement)


def _unmarked(markdown: str) -> str:
    """The text without marks that formatters write in different ways; links and code stay."""
    return " ".join(with_characters(markdown).translate(_MARKS).split())


def _section(item: Item) -> list[str]:
    """The titles of its sections, and what the items and bullets around it say: a list can hold the same item twice."""
    titles = [_NUMBER().sub("", plain_text(title)) for title in item.section]
    return [*titles, *(" ".join(_COUNT().sub("", _words(text)).split()) for text in item.within)]


def asked_by(block: CheckBlock) -> dict[str, Any]:
    """What a check block asks for: its kind and its options, and the body of a script.

    The common options say how much it matters and how it is run, not what it asks for; only `when` does.
    """
    script = {"language": block.language, "body": block.body} if block.language is not None else {}
    return {"options": block.options, "when": block.common.when, **script}
