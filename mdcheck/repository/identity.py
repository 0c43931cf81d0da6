"""What names a repository on this machine, for all that mdcheck remembers of it outside of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def repository_key(root: Path) -> str:
    """The real path of the folder that all work trees of the repository share; else the real path of `root` itself.

    A linked work tree is believed only if the repository names it too: a `.git` file that came with someone's files
    could point to any repository.
    """
    entry = root / ".git"
    if entry.is_symlink() or not entry.exists():
        return os.path.realpath(root)
    if entry.is_dir():
        return os.path.realpath(entry)
    shared = _shared_folder(entry)
    return os.path.realpath(root if shared is None else shared)


def _shared_folder(entry: Path) -> Path | None:
    """The folder that a linked work tree's `.git` file leads to; None where the way back leads elsewhere."""
    try:
        own = entry.parent / _line(entry).removeprefix("gitdir: ")
        if not entry.samefile(own / _line(own / "gitdir")):
            return None
        return own / _line(own / "commondir")
    except (OSError, ValueError):
        return None


def _line(file: Path) -> str:
    return os.fsdecode(file.read_bytes()).removesuffix("\n")
