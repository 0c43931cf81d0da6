"""Earlier versions of a checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.repository.git import read, read_for_commit
from mdcheck.repository.state import checked

if TYPE_CHECKING:
    from pathlib import Path

    from mdcheck.repository.discovery import Repository


COMMON_ANCESTOR = ":1"
"""Of a file in conflict: what both sides began with."""


def checked_out(repository: Repository, path: Path, version: str = "HEAD", *, for_commit: bool = False) -> bytes | None:
    """The file's bytes at a version, as git would check them out; None where it has no such file.

    The filters that the repository names are run only `for_commit`. Raises GitError where git can't give the file.
    """
    name = repository.locate(path)
    if name is None:
        return None
    blob = f"{version}:{name}"
    if not read(repository.root, "rev-parse", "--quiet", "--verify", blob).ok:
        return None
    ask = read_for_commit if for_commit else read
    return checked(ask(repository.root, "cat-file", "--filters", blob)).stdout


def head_branch(repository: Repository) -> str:
    """The branch that the next commit goes to, such as `refs/heads/main`; empty where HEAD is detached."""
    return read(repository.root, "symbolic-ref", "--quiet", "HEAD").line
