"""What a record was made for, digested: `of`. It fits no other words, and no other check.

It covers the words as they are read, so that no formatter changes it: neither marks of emphasis nor broken lines count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.document.slug import LONGEST, plain_text
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mdcheck.document.model import CheckBlock, Item

LENGTH = 16
"""Hexadecimal digits of `of`."""
_MARKS = str.maketrans("", "", "`*_~\\\"'")
_NUMBER = late_pattern(r"^[0-9]+(?:\.[0-9]+)*[.)]?\s+")


def digest(item: Item, asked: Iterable[object], *, project: str = "", files: Mapping[str, str] | None = None) -> str:
    """The digest of all that an item says, of its sections, of what is `asked` of it, and of files by their digests.

    Nested items are items of their own. Numbers in front of section titles are left out, so that a new section above
    changes nothing.
    """
    import hashlib  # late: only items with records pay for it
    import json

    facts: dict[str, Any] = {
        "project": project,
        "section": _section(item),
        "words": _words(item.text),
        "asked": list(asked),
        "files": dict(files or {}),
    }
    if item.more:
        facts["more"] = list(map(_unmarked, item.more))
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:LENGTH]


def reworded(before: Item, after: Item) -> tuple[str, ...]:
    """What was changed of the words that are covered."""
    words = ["the item was reworded"] if _said(before) != _said(after) else []
    section = ["its section was renamed, or it was moved"] if _section(before) != _section(after) else []
    return (*words, *section)


def _said(item: Item) -> list[str]:
    return [_words(item.text), *map(_unmarked, item.more)]


def _words(statement: str) -> str:
    """All that a reader sees of it; what `plain_text` would cut off is covered too."""
    return plain_text(statement) if len(statement) <= LONGEST else _unmarked(statement)


def _unmarked(markdown: str) -> str:
    """Without the marks that formatters write in one way or another; links and code stay."""
    return " ".join(markdown.translate(_MARKS).split())


def _section(item: Item) -> list[str]:
    return [_NUMBER().sub("", plain_text(title)) for title in item.section]


def asked_by(block: CheckBlock) -> dict[str, Any]:
    """What a check block asks for: its kind and its options, and the body of a script.

    The common options say how much it matters and how it is run, not what it asks for; only `when` does.
    """
    script = {"language": block.language, "body": block.body} if block.language is not None else {}
    return {"options": block.options, "when": block.common.when, **script}
