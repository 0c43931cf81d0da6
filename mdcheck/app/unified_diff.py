"""What changes in a document, as git would show it."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mdcheck.document.source import Source

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified_diff(before: Source, after: Source, path: str) -> str:
    """A unified diff as git would write it: its lines end at a line feed and nowhere else."""
    old, new = (_LINE.findall(source.text) for source in (before, after))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    )
