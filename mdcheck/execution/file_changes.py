"""What changes in folders, as the system tells it. The only importer of watchfiles."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from mdcheck.errors import UsageError
from mdcheck.evidence.trace import Changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_TICK = 100
"""Milliseconds after which a quiet folder is reported as quiet, so that the caller can look for keys."""
_DEBOUNCE = 300
"""Milliseconds for which changes that follow each other are gathered at most."""
_YOUNG = 2.0
"""Seconds for which a new folder is listed again: what is made in it at once can be missed."""
_RESTLESS = (".git/objects", ".git/logs", ".git/lfs")
"""They change with each commit, and say nothing that HEAD, the refs and the index do not."""


def file_changes(roots: Sequence[Path]) -> Iterator[Changes]:
    """Everything that changes below the roots, by absolute path; nothing where all was quiet for a moment.

    It yields once as soon as it watches: what changes after that is not missed. Raises UsageError where watchfiles is
    not installed, and where the system can't watch so many folders.
    """
    try:
        from watchfiles import Change, watch  # late: an extra, and only for this
    except ImportError as error:
        from mdcheck.checks.installation import install_extra  # late: seldom missing

        raise UsageError("watching needs the package watchfiles", fix=install_extra("watch")) from error
    known = _Folders(roots)
    try:
        for batch in watch(
            *roots,
            watch_filter=None,
            debounce=_DEBOUNCE,
            step=50,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            raise_interrupt=True,
            ignore_permission_denied=True,
        ):
            changed = {path: change is Change.added for change, path in batch if not _is_restless(path)}
            yield known.changes(changed)
    except OSError as error:
        fix = "watch a smaller repository, or raise the system's limit (Linux: fs.inotify.max_user_watches)"
        raise UsageError(f"the folders can't be watched: {error}", fix=fix) from error


def _is_restless(path: str) -> bool:
    return any(f"/{part}/" in path or path.endswith((f"/{part}", ".lock")) for part in _RESTLESS)


class _Folders:
    """The folders that are there, so that it is known of a path that is gone whether it was one."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._all = {folder for root in roots for folder, _, _ in os.walk(root)}
        self._young: dict[str, tuple[float, frozenset[str]]] = {}
        """When each new folder was first seen, and all that is in it."""

    def changes(self, changed: dict[str, bool]) -> Changes:
        """The changes, with what came into new folders unnoticed."""
        folders = set()
        for path, added in changed.items():
            if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114 - for many paths
                if added or path not in self._all:
                    self._young[path] = (time.monotonic(), frozenset())
                    folders.add(path)
            elif path in self._all:
                self._all -= {path, *(one for one in self._all if one.startswith(path + os.sep))}
                folders.add(path)
        found = self._missed()
        return Changes(frozenset(changed) | found, frozenset(folders))

    def _missed(self) -> frozenset[str]:
        """What is new in young folders."""
        missed: set[str] = set()
        for folder, (since, before) in list(self._young.items()):
            now: set[str] = set()
            for parent, below, files in os.walk(folder):
                self._all.add(parent)
                now.update(os.path.join(parent, name) for name in (*below, *files))  # noqa: PTH118 - likewise
            missed |= now ^ before
            if time.monotonic() - since > _YOUNG:
                del self._young[folder]
            else:
                self._young[folder] = (since, frozenset(now))
        return frozenset(missed)
