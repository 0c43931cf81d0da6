"""Putting a fenced block below an item: lines are inserted behind its first paragraph, and no other byte changes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.edits import Edit
from mdcheck.document.parse import edited, leaves
from mdcheck.document.reindent import Target
from mdcheck.document.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.document.diagnostic import Level
    from mdcheck.document.model import Checklist, Item

_TIGHT_QUOTE = re.compile(r">(?![ \t>])")


class Block(NamedTuple):
    """A fenced block for an item that has none."""

    item: Item
    lines: tuple[str, ...]


class Inserted(NamedTuple):
    """A checklist with blocks that it did not have."""

    checklist: Checklist
    unfit: tuple[Block, ...]
    """Those that can't be read below their items: they are left out."""


def with_blocks(checklist: Checklist, blocks: Sequence[Block]) -> Inserted:
    """The checklist with a block below each of the items.

    The result is parsed again: a block that is not read as the item's, or that changes how another line is read, is
    left out.
    """
    ends = {leaf.first: leaf.end for leaf in leaves(checklist.source)}
    fitting, after = _fitting(checklist, list(blocks), ends)
    lines = {block.item.line for block in fitting}
    return Inserted(after, tuple(block for block in blocks if block.item.line not in lines))


def _fitting(checklist: Checklist, blocks: list[Block], ends: dict[int, int]) -> tuple[list[Block], Checklist]:
    """The blocks that fit, and the checklist with them: all of them, or those of each half that do."""
    after = _with(checklist, blocks, ends)
    if _as_wanted(checklist, after, blocks):
        return blocks, after
    if len(blocks) == 1:
        return [], checklist
    half = len(blocks) // 2
    fitting = [block for part in (blocks[:half], blocks[half:]) for block in _fitting(checklist, part, ends)[0]]
    return fitting, _with(checklist, fitting, ends)


def _with(checklist: Checklist, blocks: Sequence[Block], ends: dict[int, int]) -> Checklist:
    return edited(checklist, [_edit(checklist.source, block, ends) for block in blocks])


def _edit(source: Source, block: Block, ends: dict[int, int]) -> Edit:
    first = block.item.line - 1
    lead = Target.of(source, first, block.item.box.start - 1).lead
    marks = source.text[source.starts[first] : block.item.box.start - 1]
    if _TIGHT_QUOTE.search(marks):  # `>- [ ] a`: a blank behind the mark belongs to it, so one more is needed
        lead = Target.of(*_spaced(source, marks)).lead
    newline = source.newline(first)
    text = newline.join(f"{lead}{line}" if line else lead.rstrip() for line in block.lines)
    end = ends.get(first, block.item.line)
    if end < len(source.starts):
        place = source.starts[end]
        return Edit(Span(place, place), text + newline)
    last = len(source.text)
    return Edit(Span(last, last), newline + text)


def _spaced(source: Source, marks: str) -> tuple[Source, int, int]:
    """The item's line with a blank behind each mark of a quote, and where its box begins."""
    spaced = _TIGHT_QUOTE.sub("> ", marks)
    return Source.from_text(spaced, path=source.path), 0, len(spaced)


def _as_wanted(before: Checklist, after: Checklist, blocks: Sequence[Block]) -> bool:
    """Whether the items are the same, each of the blocks is its item's, and nothing is read otherwise than before."""
    wanted = {block.item.line: block for block in blocks}
    old, new = before.items, after.items
    if len(old) != len(new) or _diagnostics(before) != _diagnostics(after):
        return False
    if len(before.plain_items) != len(after.plain_items) or len(before.figures) != len(after.figures):
        return False
    return all(_is_item(item, read, wanted.get(item.line)) for item, read in zip(old, new, strict=True))


def _diagnostics(checklist: Checklist) -> Counter[tuple[Level, str]]:
    return Counter((found.level, found.code) for found in checklist.diagnostics)


def _is_item(item: Item, read: Item, block: Block | None) -> bool:
    bodies = [check.body for check in item.checks]
    if block is not None:
        bodies.append("".join(f"{line}\n" for line in block.lines[1:-1]))
    before = (item.text, item.ticked, item.struck, item.section, bodies)
    return before == (read.text, read.ticked, read.struck, read.section, [check.body for check in read.checks])
