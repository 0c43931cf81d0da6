"""The files that a command of CI names, from the folder in which it runs."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from mdcheck.evidence.content import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mdcheck.evidence.workspace import Workspace


def inside(folder: str, path: str) -> str:
    """The path from the repository's root."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return "" if joined == "." else joined


def first_text(workspace: Workspace, folder: str, names: Sequence[str]) -> tuple[str, str] | None:
    """The first of the files that is there, with its text. A path that leads out of the repository is none."""
    for name in names:
        path = inside(folder, name)
        if path.startswith(("/", "..")) or not workspace.is_file(path):
            continue
        return path, read(workspace, path).decode("utf-8", "replace")
    return None


def own_shells(lines: Iterable[str]) -> list[str]:
    """Lines that a shell each runs, as one script: what `cd` does in one of them ends with it."""
    return [f"( {line}\n)" if re.search(r"\b(?:cd|pushd)\b", line) else line for line in lines]
