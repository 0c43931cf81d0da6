"""What git keeps of a file in conflict, and git's own way to merge three files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.repository.git import Ask


COMMON_ANCESTOR = ":1"
"""The version of a file in conflict that both sides began with."""


def conflict_style(ask: Ask, root: Path) -> str:
    """The person's `merge.conflictStyle`; empty where they have none."""
    return ask(root, "config", "--get", "merge.conflictStyle").line.strip().lower()


def merge_file(ask: Ask, root: Path, *, ours: Path, base: Path, theirs: Path, size: int) -> int | None:
    """Merge text into `ours` as git would: the number of conflicts, or None where git can't."""
    labels = ("-L", "ours", "-L", "base", "-L", "theirs")
    files = (str(ours.absolute()), str(base.absolute()), str(theirs.absolute()))
    status = ask(root, "merge-file", "--quiet", f"--marker-size={size}", *labels, *files).status
    return status if 0 <= status <= _MOST_CONFLICTS else None


_MOST_CONFLICTS = 127
"""Up to this, the exit status is the number of conflicts; above, git failed."""
