"""What a record was made for, digested: `of`. It fits no other words, and no other check.

It covers the words as they are read, so that no formatter changes it: neither marks of emphasis nor broken lines count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.document.slug import plain_text
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mdcheck.document.model import CheckBlock, Item

LENGTH = 16
"""Hexadecimal digits of `of`."""
_NUMBER = late_pattern(r"^[0-9]+(?:\.[0-9]+)*[.)]?\s+")


def digest(item: Item, asked: Iterable[object], *, project: str = "", files: Mapping[str, str] | None = None) -> str:
    """The digest of an item's words and sections, of what is `asked` of it, and of files by the digests of their bytes.

    Numbers in front of section titles are left out, so that a new section above changes nothing.
    """
    import hashlib  # late: only items with records pay for it
    import json

    facts = {
        "project": project,
        "section": _section(item),
        "words": plain_text(item.text),
        "asked": list(asked),
        "files": dict(files or {}),
    }
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:LENGTH]


def reworded(before: Item, after: Item) -> tuple[str, ...]:
    """What was changed of the words that are covered."""
    words = ["the item was reworded"] if plain_text(before.text) != plain_text(after.text) else []
    section = ["its section was renamed, or it was moved"] if _section(before) != _section(after) else []
    return (*words, *section)


def _section(item: Item) -> list[str]:
    return [_NUMBER().sub("", plain_text(title)) for title in item.section]


def asked_by(block: CheckBlock) -> dict[str, Any]:
    """What a check block asks for: its kind and its options, and the body of a script.

    The common options say how much it matters and how it is run, not what it asks for; only `when` does.
    """
    script = {"language": block.language, "body": block.body} if block.language is not None else {}
    return {"options": block.options, "when": block.common.when, **script}
