"""Finding the one item that a person means, by its id, by a part of it or of its text, or by a line of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.document.slug import plain_text
from mdcheck.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mdcheck.document.model import Checklist, Item

_MOST = 10
"""Items that are listed where several are meant."""


def seek(words: str, checklists: Sequence[Checklist]) -> tuple[int, Item]:
    """The item, and the number of its checklist. Raises UsageError where the words name none, or several."""
    items = [(number, item) for number, checklist in enumerate(checklists) for item in checklist.items]
    for means in _ladder(words):
        found = [(number, item) for number, item in items if means(item)]
        if len(found) == 1:
            return found[0]
        if found:
            raise _several(words, [(checklists[number], item) for number, item in found])
    if words.isascii() and words.isdigit():
        found = [entry for entry in items if _holds(checklists[entry[0]], entry[1], int(words))]
        if len(found) == 1:
            return found[0]
        raise _no_line(words, checklists)
    names = tuple(name for _, item in items for name in (item.id, plain_text(item.text)))
    fix = "write an id, its beginning or end, words of the item's text, or FILE:LINE; `mdcheck status` lists items"
    raise UsageError(f"no item “{words}”{did_you_mean(words, names)}", where=_paths(checklists), fix=fix)


def _ladder(words: str) -> Iterator[Callable[[Item], bool]]:
    """What the words may mean, the narrowest first."""
    folded = " ".join(words.casefold().split())
    yield lambda item: item.id == words
    yield lambda item: plain_text(item.text).casefold() == folded
    yield lambda item: item.id.endswith("/" + words.lstrip("/"))
    if words.isascii() and words.isdigit():
        return
    yield lambda item: item.id.startswith(words) or item.id.endswith(words)
    yield lambda item: bool(folded) and (folded in plain_text(item.text).casefold() or folded in item.id)


def _holds(checklist: Checklist, item: Item, line: int) -> bool:
    """Whether the line is the item's first, or one of its blocks'."""
    ends = ((block.line, checklist.source.locate(block.span.end - 1).line) for block in item.checks)
    return line == item.line or any(first <= line <= last for first, last in ends)


def _several(words: str, found: Sequence[tuple[Checklist, Item]]) -> UsageError:
    rows = [f"{checklist.source.path}:{item.line}  {item.id}" for checklist, item in found[:_MOST]]
    if len(found) > _MOST:
        rows.append(f"and {len(found) - _MOST} more")
    return UsageError(f"“{words}” names {len(found)} items", fix="\n       ".join(["name one of them:", *rows]))


def _no_line(words: str, checklists: Sequence[Checklist]) -> UsageError:
    if len(checklists) > 1:
        return UsageError(f"line {words} of which file?", where=_paths(checklists), fix="write FILE:LINE")
    fix = "name the line of an item, or one of its check block; `mdcheck status` lists items"
    return UsageError("no item stands on this line", where=f"{_paths(checklists)}:{words}", fix=fix)


def _paths(checklists: Sequence[Checklist]) -> str:
    return ", ".join(checklist.source.path for checklist in checklists)
