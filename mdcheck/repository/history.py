"""Earlier versions of a checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.repository.git import read
from mdcheck.repository.state import told

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.repository.discovery import Repository


COMMON_ANCESTOR = ":1"
"""Of a file in conflict: what both sides began with."""


def checked_out(repository: Repository, path: Path, version: str = "HEAD") -> bytes | None:
    """The file's bytes at a version, as git would check them out (filters included); None where it has no such file.

    Raises GitError where git has the file but can't give it.
    """
    name = repository.locate(path)
    if name is None:
        return None
    blob = f"{version}:{name}"
    if not read(repository.root, "rev-parse", "--quiet", "--verify", blob).ok:
        return None
    return told(read(repository.root, "cat-file", "--filters", blob)).stdout


def head_branch(repository: Repository) -> str:
    """The branch that the next commit goes to, such as `refs/heads/main`; empty where HEAD is detached."""
    return read(repository.root, "symbolic-ref", "--quiet", "HEAD").line
