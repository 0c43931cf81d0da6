"""Finding items by name, the same for every command: `--only`, `explain`, `trust`.

An id or its beginning or end, FILE:LINE, words of the item's text, a section's title, or a tag.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from mdcheck.document.slug import plain_text
from mdcheck.errors import UsageError, did_you_mean
from mdcheck.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist, Item

    Found = list[tuple[int, Item]]
    """Items with the numbers of their checklists."""

WAYS = "an item's id or its beginning, FILE:LINE, words of its text, a section's title, or a tag"
_PLACE = late_pattern(r"(?:(?P<path>.*?):)?(?P<line>[0-9]{1,9})(?::[0-9]{1,9})?:?", re.DOTALL)
_MOST = 10
"""Items that are listed where several are meant."""


def files_named_by(words: Sequence[str], names: Sequence[str], session: Session) -> Sequence[str]:
    """The files that a command works on: those of its arguments, else those that FILE:LINE names, if all do."""
    if names or not words:
        return names
    paths = [path for path, _ in map(_as_place, words)]
    if all(path and (session.cwd / path).is_file() for path in paths):
        return tuple(dict.fromkeys(paths))
    return names


def find_item(words: str, checklists: Sequence[Checklist], session: Session) -> tuple[int, Item]:
    """The one item, and the number of its checklist. Raises UsageError where the words name none, or several."""
    found = find_items(words, checklists, session)
    if len(found) == 1:
        return found[0]
    if found:
        raise _several(words, [(checklists[number], item) for number, item in found])
    raise _nothing(words, checklists)


def select_items(tokens: Sequence[str], checklists: Sequence[Checklist], session: Session) -> list[frozenset[int]]:
    """The lines of the items that the tokens name together, for each checklist. Raises UsageError for one without."""
    lines: list[set[int]] = [set() for _ in checklists]
    for token in tokens:
        found = find_items(token, checklists, session)
        if not found:
            raise _nothing(token, checklists, option="--only ")
        for number, item in found:
            lines[number].add(item.line)
    return [frozenset(each) for each in lines]


def find_items(words: str, checklists: Sequence[Checklist], session: Session) -> Found:
    """All items that the words name in the narrowest sense in which they name any; no words name nothing."""
    if not words.strip():
        return []
    items = [(number, item) for number, checklist in enumerate(checklists) for item in checklist.items]
    path, line = _as_place(words)
    if line:
        found = [(number, item) for number, item in items if item.id == words or plain_text(item.text) == words]
        return found or list(_on_line(path, line, checklists, session))
    for means in _ladder(words):
        if found := [(number, item) for number, item in items if means(item)]:
            return found
    return []


def _ladder(words: str) -> Iterator[Callable[[Item], bool]]:
    """What the words may mean, the narrowest sense first."""
    # As a reader sees them, or as they stand in the file.
    said = {" ".join(words.casefold().split()), plain_text(words).casefold()} - {""}
    yield lambda item: item.id == words
    yield lambda item: plain_text(item.text).casefold() in said
    yield (
        lambda item: (
            any(plain_text(title).casefold() in said for title in item.section)
            or item.id.startswith(words.rstrip("/") + "/")
            or any(words in block.common.tags for block in item.checks)
        )
    )
    yield lambda item: item.id.endswith("/" + words.lstrip("/"))
    yield lambda item: item.id.startswith(words)
    yield lambda item: item.id.endswith(words)
    yield lambda item: any(each in plain_text(item.text).casefold() or each in item.id for each in said)


def _as_place(words: str) -> tuple[str, int]:
    """The parts of FILE:LINE, or of LINE alone; 0 as the line for anything else.

    A column behind it, as in the places of messages, is ignored.
    """
    found = _PLACE().fullmatch(words)
    return (found["path"] or "", int(found["line"])) if found else ("", 0)


def _on_line(path: str, line: int, checklists: Sequence[Checklist], session: Session) -> Iterator[tuple[int, Item]]:
    """The item to which a line belongs; without a path, in each checklist."""
    for number, checklist in enumerate(checklists):
        if path and not _same_file(session.cwd / path, session.cwd / checklist.source.path):
            continue
        found = holder(checklist, line)
        if found is not None:
            yield number, found


def _same_file(path: Path, other: Path) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def holder(checklist: Checklist, line: int) -> Item | None:
    """The item to which a line belongs: its first line, a block of it or other content."""
    last = None
    for item in checklist.items:
        ends = ((block.line, checklist.source.locate(block.span.end - 1).line) for block in item.checks)
        if item.line == line or any(first <= line <= end for first, end in ends):
            return item
        if item.line < line and (last is None or item.line > last.line):
            last = item
    return last if last is not None and _belongs(checklist, last.line, line) else None


def _belongs(checklist: Checklist, first: int, line: int) -> bool:
    """Whether a line is still the content of the item that begins at `first`: indented, or not behind a blank line."""
    if line > len(checklist.source.starts):
        return False
    blank = False
    for number in range(first + 1, line + 1):
        text = checklist.source.line(number - 1).lstrip(">")
        if not text.strip():
            blank = True
        elif text.lstrip().startswith("#") or (blank and not text.startswith(("  ", "\t", "\r\t"))):
            return False
    return True


def _several(words: str, found: Sequence[tuple[Checklist, Item]]) -> UsageError:
    rows = [f"{checklist.source.path}:{item.line}  {item.id}" for checklist, item in found[:_MOST]]
    if len(found) > _MOST:
        rows.append(f"and {len(found) - _MOST} more: `mdcheck status -v` lists all items")
    return UsageError(f"“{words}” names {len(found)} items", fix="\n       ".join(["name one of them:", *rows]))


def _nothing(words: str, checklists: Sequence[Checklist], option: str = "") -> UsageError:
    path, line = _as_place(words)
    if line:
        fix = "name the line of an item, or any line of it; `mdcheck status -v` lists all items"
        return UsageError("no item stands on this line", where=f"{path or _paths(checklists)}:{line}", fix=fix)
    items = [item for checklist in checklists for item in checklist.items]
    known = [word for item in items for word in (item.id, plain_text(item.text), *map(plain_text, item.section))]
    tags = [tag for item in items for block in item.checks for tag in block.common.tags]
    hint = did_you_mean(words, (*known, *tags))
    fix = f"write {WAYS}; `mdcheck status -v` lists all items"
    return UsageError(f"{option}“{words}” names no item{hint}", where=_paths(checklists), fix=fix)


def _paths(checklists: Sequence[Checklist]) -> str:
    return ", ".join(checklist.source.path for checklist in checklists)
