"""The files that git knows of, for checks."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from mdcheck.repository.discovery import NoRepository, open_repository
from mdcheck.repository.git import read

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class GitFiles:
    """Answers `mdcheck.kinds.workspace.GitData`. Git is asked late, and once for each answer."""

    root: Path
    """The workspace's folder, inside a repository or not."""
    _inside: list[bool] = field(default_factory=list, repr=False)
    _visible: list[frozenset[str] | None] = field(default_factory=list, repr=False)
    _ignored: dict[str, bool] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:
        """Those of `paths` (relative, with `/`) that git ignores; None without a repository."""
        with self._lock:
            if not self._has_repository():
                return None
            unknown = tuple(path for path in dict.fromkeys(paths) if path not in self._ignored)
            found = self._ask_ignored(unknown)
            self._ignored.update((path, path in found) for path in unknown)
            return frozenset(path for path in paths if self._ignored[path])

    def visible(self) -> frozenset[str] | None:
        """Every file that is tracked, or untracked and not ignored; None without a repository."""
        with self._lock:
            if not self._visible:
                self._visible.append(self._list() if self._has_repository() else None)
            return self._visible[0]

    def _has_repository(self) -> bool:
        if not self._inside:
            self._inside.append(not isinstance(open_repository(self.root), NoRepository))
        return self._inside[0]

    def _list(self) -> frozenset[str] | None:
        answer = read(self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return _names(answer.stdout) if answer.ok else None

    def _ask_ignored(self, paths: tuple[str, ...]) -> frozenset[str]:
        if not paths:
            return frozenset()
        asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
        answer = read(self.root, "check-ignore", "-z", "--stdin", stdin=asked)
        if answer.status in (0, 1):  # 1: none of them
            return _names(answer.stdout)
        if len(paths) == 1:
            return frozenset()
        # One path in a submodule or behind a symbolic link spoils the whole question.
        middle = len(paths) // 2
        return self._ask_ignored(paths[:middle]) | self._ask_ignored(paths[middle:])


def _names(output: bytes) -> frozenset[str]:
    return frozenset(os.fsdecode(name) for name in output.split(b"\0") if name)
