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
    if item.more:
        facts["more"] = list(map(_unmarked, item.more))
    # What is struck out and where links lead is not in the words, but changes what they say.
    if struck := _struck(item):
        facts["struck"] = struck
    if targets := _targets(item):
        facts["targets"] = targets
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, default=str)
    return sha256(text.encode("ascii"))[:LENGTH]


def reworded(before: Item, after: Item) -> tuple[str, ...]:
    """What was changed of the words that are covered."""
    words = ["the item was reworded"] if _said(before) != _said(after) else []
    section = ["its section was renamed, or it was moved"] if _section(before) != _section(after) else []
    return (*words, *section)


def _said(item: Item) -> list[object]:
    return [_words(item.text), *map(_unmarked, item.more), _struck(item), _targets(item)]


def _struck(item: Item) -> list[str]:
    """What is struck out, in the statement and below it; however its lines are broken."""
    texts = (" ".join(text.split()) for text in (item.text, *item.more))
    return [_unmarked(match[2]) for text in texts for match in _STRUCK().finditer(text)]


def _targets(item: Item) -> list[str]:
    """Where the links of the statement lead; below it they are words."""
    return [str(target) for target in _TARGET().findall(item.text)]


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
