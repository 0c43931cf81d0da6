"""What changes in a document, as git would show it."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mdcheck.document.source import Source

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_QUOTED = re.compile(r"[\x00-\x1f\x7f\"\\]")


def unified_diff(before: Source, after: Source, path: str, *, exact: bool = False) -> str:
    """A unified diff as git would write it: its lines end at a line feed and nowhere else.

    An exact one is what `git apply` takes: with byte order marks, and the names quoted as git does.
    """
    old, new = (_LINE.findall(source.to_bytes().decode() if exact else source.text) for source in (before, after))
    first, second = (_named(f"{side}/{path}") if exact else f"{side}/{path}" for side in "ab")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, first, second)
    )


def _named(path: str) -> str:
    """A file's name in the head of a patch; a tab ends one with blanks."""
    if not _QUOTED.search(path):
        return f"{path}\t" if " " in path else path
    quoted = _QUOTED.sub(lambda found: f"\\{found[0]}" if found[0] in '"\\' else f"\\{ord(found[0]):03o}", path)
    return f'"{quoted}"'
