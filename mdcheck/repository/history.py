"""Earlier versions of a checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.repository.git import read, read_for_commit
from mdcheck.repository.state import told

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.repository.discovery import Repository


def head_version(repository: Repository, path: Path) -> bytes | None:
    """The file's bytes at HEAD, as git would check them out (filters included); None where HEAD lacks it.

    Raises GitError where git has the file but can't give it.
    """
    name = repository.locate(path)
    if name is None:
        return None
    version = f"HEAD:{name}"
    if not read(repository.root, "rev-parse", "--quiet", "--verify", version).ok:
        return None
    return told(read_for_commit(repository.root, "cat-file", "--filters", version)).stdout


def head_branch(repository: Repository) -> str:
    """The branch that the next commit goes to, such as `refs/heads/main`; empty where HEAD is detached."""
    return read(repository.root, "symbolic-ref", "--quiet", "HEAD").line
