"""The names of files in reports, which may be those of another machine: absolute, URIs, import paths."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from mdcheck.evidence.globs import glob_regex

if TYPE_CHECKING:
    from pathlib import Path


class Excluding:
    """Decides which files the option `exclude` leaves out.

    A name that does not begin at the repository's root may end in a path that does: `/home/ci/app/src/a.py`,
    `example.org/app/src/a.go`. A glob fits it where it fits the end of it.
    """

    def __init__(self, globs: tuple[str, ...], root: Path) -> None:
        cleaned = [glob.removeprefix("./").rstrip("/") for glob in globs]
        self._patterns = [glob_regex(f"{{,**/}}{glob}{{,/**}}") for glob in cleaned]
        self._inside = [glob_regex(f"{glob}{{,/**}}") for glob in cleaned]
        self._folder = root
        self._root = root.as_posix().rstrip("/") + "/"
        self._known: dict[str, bool] = {}

    def leaves_out(self, name: str) -> bool:
        """Whether the file that a report names so is left out."""
        if name not in self._known:
            self._known[name] = self._matches(name)
        return self._known[name]

    def _matches(self, name: str) -> bool:
        path = unquote(name.removeprefix("file://")).replace("\\", "/").removeprefix("./")
        inside = path.removeprefix(self._root)
        if inside != path or self._is_here(path):
            return any(pattern.fullmatch(inside) for pattern in self._inside)
        return any(pattern.fullmatch(path.lstrip("/")) for pattern in self._patterns)

    def _is_here(self, path: str) -> bool:
        """Whether the name already begins at the root, so that a glob must fit all of it."""
        if not path or path.startswith("/") or ".." in path.split("/") or "\0" in path:
            return False
        try:
            return (self._folder / path).is_file()
        except OSError:  # a name that no file can have
            return False
