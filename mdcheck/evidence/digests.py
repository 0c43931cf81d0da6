"""Digests of files by their bytes: what a signature covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.late import sha256
from mdcheck.wording import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mdcheck.evidence.workspace import Workspace

MOST_FILES = 10_000
MOST_BYTES = 256 * 1024 * 1024
"""Of all files together."""


def input_digests(workspace: Workspace, patterns: tuple[str, ...]) -> Mapping[str, str]:
    """The files that the patterns find, but for the checklist itself, each with its digest.

    Raises UndeterminedError, OutsideError and OSError: what can't be read in full can't be compared.
    """
    if not patterns:
        return {}
    paths = [path for path in workspace.files(patterns, skip_ignored=True) if not _is_own(workspace, path)]
    if len(paths) > MOST_FILES:
        raise UndeterminedError(f"{listed(patterns)}: more than {MOST_FILES} files: name fewer in `inputs`")
    found = {}
    total = 0
    for path in paths:
        data = read(workspace, path)
        total += len(data)
        if total > MOST_BYTES:
            raise UndeterminedError(f"{listed(patterns)}: more than {MOST_BYTES >> 20} MiB: name fewer in `inputs`")
        found[path] = sha256(data)
    return found


def unmatched(workspace: Workspace, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns that find no file, other than the checklist: nothing of what they mean is covered."""

    def found(pattern: str) -> bool:
        return any(not _is_own(workspace, path) for path in workspace.files((pattern,), skip_ignored=True))

    return tuple(pattern for pattern in patterns if not found(pattern))


def file_digest(workspace: Workspace, path: str) -> str:
    """The digest of one file that holds something. Raises UndeterminedError and OutsideError."""
    if _is_own(workspace, path):
        raise UndeterminedError(f"{path} is the checklist itself, which each signature changes")
    data = read(workspace, path)
    if not data.strip():
        raise UndeterminedError(f"{path} is empty")
    return sha256(data)


def _is_own(workspace: Workspace, path: str) -> bool:
    """Whether it is the checklist that is judged."""
    return bool(workspace.document) and workspace.place(path) == workspace.place(workspace.document)
