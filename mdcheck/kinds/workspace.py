"""What an inert check may look at: files inside one folder, git data about them, and the environment.

Every path is resolved inside the root, symbolic links included: a check can't read what lies outside.
One listing per folder and one read per file serve all checks of a run.
"""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mdcheck.kinds.globs import glob_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_FILE_BYTES = 64 * 1024 * 1024
_KEPT_BYTES = 1024 * 1024
_KEPT_FILES = 2000
_WILD = re.compile(r"[*?\[{]")


class OutsideError(ValueError):
    """A path that leads out of the repository; the message says which."""


class GitData(Protocol):
    """Questions to git that checks may ask. `mdcheck.repository` answers them; each answer is None without git."""

    def fresh(self) -> GitData:
        """The same repository, to be asked anew."""
        ...

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:
        """Those of `paths` (relative, with `/`) that git ignores."""
        ...

    def visible(self) -> frozenset[str] | None:
        """Every file that is tracked, or untracked and not ignored; relative to the workspace, with `/`."""
        ...

    def tracked(self) -> frozenset[str] | None:
        """Every file that is tracked; relative to the workspace, with `/`."""
        ...

    def dirty(self) -> tuple[str, ...] | None:
        """The files that differ from HEAD or are untracked and not ignored, sorted; relative, with `/`."""
        ...

    def branch(self) -> str | None:
        """The branch's short name, even before its first commit; empty where HEAD is detached."""
        ...

    def tags_at_head(self) -> tuple[str, ...] | None:
        """The tags that point at HEAD, sorted."""
        ...

    def commit_time(self, path: str | None) -> float | None:
        """When HEAD, or the last commit that changed the file, was committed: seconds since the epoch.

        None also where no commit is known to have changed it: it was never committed, or the commit lies at the
        end of a shallow clone, where it seems to have changed everything.
        """
        ...

    def shallow(self) -> bool | None:
        """Whether the clone lacks the older commits."""
        ...


class NoGit:
    """The answers where there is no repository."""

    def fresh(self) -> GitData:
        return self

    def ignored(self, paths: tuple[str, ...]) -> frozenset[str] | None:  # noqa: ARG002 - the Protocol's shape
        return None

    def visible(self) -> frozenset[str] | None:
        return None

    def tracked(self) -> frozenset[str] | None:
        return None

    def dirty(self) -> tuple[str, ...] | None:
        return None

    def branch(self) -> str | None:
        return None

    def tags_at_head(self) -> tuple[str, ...] | None:
        return None

    def commit_time(self, path: str | None) -> float | None:  # noqa: ARG002 - the Protocol's shape
        return None

    def shallow(self) -> bool | None:
        return None


class _Entry(NamedTuple):
    name: str
    folder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The repository as checks see it."""

    root: Path
    """Absolute and resolved."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    git: GitData = field(default_factory=NoGit)
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""
    document: str = ""
    """The checklist that is being checked, relative with `/`; empty where it lies elsewhere."""
    _folders: dict[str, tuple[_Entry, ...]] = field(default_factory=dict, repr=False)
    _texts: dict[str, bytes] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def fresh(self) -> Workspace:
        """The same repository, to be looked at anew, because a process may have changed it."""
        return replace(self, git=self.git.fresh(), _folders={}, _texts={}, _lock=Lock())

    def resolve(self, path: str) -> Path:
        """The absolute path; raises OutsideError if it leads out of the root, through `..` or a symbolic link."""
        target = Path(os.path.realpath(self.root / path))
        if target != self.root and self.root not in target.parents:
            raise OutsideError(f"{path} lies outside the repository")
        return target

    def read(self, path: str) -> bytes:
        """The file's bytes, read once per run if it is small. Raises OSError, and OutsideError as `resolve` does."""
        with self._lock:
            if path in self._texts:
                return self._texts[path]
        target = self.resolve(path)
        if target.stat().st_size > MAX_FILE_BYTES:
            raise OSError(f"{path} is larger than {MAX_FILE_BYTES // 1024 // 1024} MiB")
        data = target.read_bytes()
        with self._lock:
            if len(data) > _KEPT_BYTES or len(self._texts) >= _KEPT_FILES:
                return data
            return self._texts.setdefault(path, data)

    def files(
        self,
        patterns: tuple[str, ...],
        *,
        exclude: tuple[str, ...] = (),
        nocase: bool = False,
        skip_ignored: bool = False,
    ) -> tuple[str, ...]:
        """The files that match any pattern and no `exclude`, sorted, relative with `/`.

        A name without wildcards finds just that file, or all files below that folder if it is one. Wildcards never look
        into `.git`; with `skip_ignored` they leave out what git ignores. Raises OutsideError for a pattern that leads
        out of the root.
        """
        found: set[str] = set()
        for pattern in patterns:
            found.update(self._matches(pattern, nocase=nocase, skip_ignored=skip_ignored))
        if exclude:
            rules = [glob_regex(_below(pattern), nocase=nocase) for pattern in exclude]
            found = {path for path in found if not any(rule.fullmatch(path) for rule in rules)}
        return tuple(sorted(found))

    def is_file(self, path: str) -> bool:
        return self.resolve(path).is_file()

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.clock()

    def _matches(self, pattern: str, *, nocase: bool, skip_ignored: bool) -> set[str]:
        clean = _normal(pattern)
        literal, wild = _split(clean, nocase=nocase)
        target = self.resolve(literal)
        if not wild:
            if target.is_file():
                return {clean}
            return set(self._walk(clean)) if target.is_dir() else set()
        regex = glob_regex(clean, nocase=nocase)
        depth = None if "**" in wild else wild.count("/")
        found = {path for path in self._walk(literal, depth=depth) if regex.fullmatch(path)}
        if skip_ignored and (visible := self.git.visible()) is not None:
            found &= visible
        return found

    def _walk(self, folder: str, depth: int | None = None) -> Iterator[str]:
        """The files below `folder`, at most `depth` folders further down."""
        for name, is_folder in self._list(folder):
            path = f"{folder}/{name}" if folder != "." else name
            if not is_folder:
                yield path
            elif name != ".git" and depth != 0:
                yield from self._walk(path, None if depth is None else depth - 1)

    def _list(self, folder: str) -> tuple[_Entry, ...]:
        with self._lock:
            if folder in self._folders:
                return self._folders[folder]
        try:
            with os.scandir(self.root / folder) as entries:
                listing = tuple(
                    _Entry(entry.name, entry.is_dir(follow_symlinks=False))
                    for entry in entries
                    if entry.is_dir(follow_symlinks=False) or entry.is_file()
                )
        except OSError:  # gone, no folder, or not ours to read: it holds no file that a check could see
            listing = ()
        with self._lock:
            return self._folders.setdefault(folder, listing)


def _normal(pattern: str) -> str:
    """Without `./`, doubled and trailing slashes; `..` stays, to be refused by `resolve`."""
    return "/".join(part for part in pattern.split("/") if part not in ("", ".")) or "."


def _split(pattern: str, *, nocase: bool) -> tuple[str, str]:
    """The folder in front of the first wildcard, and the rest; no rest where there is no wildcard."""
    if nocase:
        return ".", pattern
    parts = pattern.split("/")
    wild = next((index for index, part in enumerate(parts) if _WILD.search(part)), None)
    if wild is None:
        return pattern, ""
    return "/".join(parts[:wild]) or ".", "/".join(parts[wild:])


def _below(pattern: str) -> str:
    """An `exclude` that names a folder leaves out all that is in it."""
    clean = _normal(pattern)
    return clean if _WILD.search(clean.rsplit("/", 1)[-1]) else clean + "{,/**}"
