"""The block that a cursor stands in, read as far as it can be while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.app.editor.yaml_place import entries_of
from mdcheck.document.blocks.common_options import COMMON
from mdcheck.kinds.table import KINDS

if TYPE_CHECKING:
    from mdcheck.document.model import Checklist, CodeFence
    from mdcheck.document.source import Source


class Block(NamedTuple):
    """A check block or a record, and the lines of its content."""

    fence: CodeFence
    lines: tuple[str, ...]
    """Without the indentation of what stands around the block."""

    @property
    def word(self) -> str:
        """`check`, `signed` or `waived`."""
        return self.fence.info.split(None, 1)[0]

    @property
    def is_yaml(self) -> bool:
        return not self.fence.info.split()[1:]

    @property
    def kind(self) -> str | None:
        """The kind that a block of YAML names so far."""
        keys = [key for key in entries_of(self.lines) if key not in COMMON]
        return next((key for key in keys if key in KINDS), keys[0] if keys else None)


def block_at(checklist: Checklist, line: int) -> Block | None:
    """The block with a line, counted from 1; its fences belong to it."""
    fence = next((fence for fence in checklist.blocks if fence.line <= line <= fence.last), None)
    return None if fence is None else block_of(fence)


def block_of(fence: CodeFence) -> Block:
    """The block in a fence."""
    return Block(fence, tuple(fence.content.split("\n")))


def column_in(block: Block, source: Source, line: int, column: int) -> int:
    """The column of a place in the block's content; both count from 0, the line from 1.

    A line of the content is the end of its source line: what is missing in front of it indents its containers.
    """
    index = line - block.fence.line - 1
    text = block.lines[index] if index < len(block.lines) else ""
    return max(column - (len(source.line(line - 1)) - len(text)), 0)
