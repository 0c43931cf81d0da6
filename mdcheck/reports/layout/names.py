"""What reports call items and checks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mdcheck.document.slug import plain_text
from mdcheck.reports.layout.lines import cut, shown
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from mdcheck.document.model import CheckBlock, Item
    from mdcheck.results.outcome import ItemResult

_LONGEST = 48
"""The most columns of the part of a name that distinguishes two checks."""


def statement(item: Item) -> str:
    """The item's text as people read it, on one line; never empty."""
    return shown(plain_text(clean(item.text))) or "(no text)"


def section_title(title: str) -> str:
    """A heading's text as people read it; never empty."""
    return shown(plain_text(clean(title))) or "(untitled)"


def check_names(result: ItemResult) -> tuple[str, ...]:
    """A name for each check that is unique within its item; empty where the item has only one.

    The kind (`links`), where there are several of a kind with what it looks at (`contains: README.md`), and
    where that is the same as well with a number (`contains: README.md (2)`).
    """
    if len(result.checks) < 2:  # noqa: PLR2004 - one needs no name
        return ("",) * len(result.checks)
    kinds = Counter(check.kind for check in result.checks)
    blocks = result.item.checks
    names = [
        _with_subject(check.kind, blocks[index] if index < len(blocks) else None)
        if kinds[check.kind] > 1
        else shown(check.kind)
        for index, check in enumerate(result.checks)
    ]
    several = Counter(names)
    seen: Counter[str] = Counter()
    told: list[str] = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if several[name] > 1 else name)
    return tuple(told)


def _with_subject(kind: str, block: CheckBlock | None) -> str:
    subject = "" if block is None else shown(_subject(kind, block))
    return f"{shown(kind)}: {cut(subject, _LONGEST)}" if subject else shown(kind)


def _subject(kind: str, block: CheckBlock) -> str:
    """What the check looks at, as it is written: the kind's main option, or a script's first line."""
    if block.language:
        return next((line.strip() for line in block.body.splitlines() if line.strip()), "")
    value = block.options.get(kind)
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None or isinstance(value, dict) else str(value)
