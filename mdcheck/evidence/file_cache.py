"""What a run has seen of the file system: where folders lead, what lies in them, and small files' bytes.

It is shared by the checks of a run, in whatever thread they run, and thrown away when a process may have changed
what was seen.
"""

from __future__ import annotations

import os
import stat
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.text import Text
from mdcheck.regular import READ_FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_KEPT_FILE = 1024 * 1024
"""Bytes of the largest file that is kept."""
_KEPT_TOTAL = 64 * 1024 * 1024
"""Bytes of all files that are kept together."""

_SMALL_FILE = 64 * 1024
"""Bytes of the largest file that is read whole where its beginning is asked for."""
_HEAD = 1024


class _Entry(NamedTuple):
    name: str
    folder: bool


class Seen:
    """Remembers each answer. Paths are relative to `root`, with `/`; places are absolute and resolved."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._places: dict[str, str] = {}
        self._folders: dict[str, tuple[_Entry, ...]] = {}
        self._closed: dict[str, str] = {}
        self._trees: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._holding: frozenset[str] | None = None
        self._kept: dict[str, Text] = {}
        self._kept_bytes = 0
        self._sets: dict[str, frozenset[str]] = {}
        self._lock = Lock()

    def place(self, path: str) -> str:
        """Where the path leads, symbolic links resolved."""
        return self.look(path)[0]

    def look(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where the path leads, and what was learned about it on the way. Only its last part is looked at anew."""
        folder, _, name = path.rpartition("/")
        if os.path.isabs(path) or name in ("", ".", "..") or os.sep in name:  # noqa: PTH117 - a Path for each file costs more than the rest
            return os.path.realpath(os.path.join(self._root, path)), None  # noqa: PTH118 - likewise
        parent = self._places.get(folder)
        if parent is None:
            parent = os.path.realpath(os.path.join(self._root, folder))  # noqa: PTH118 - likewise
            self._places[folder] = parent
        place = os.path.join(parent, name)  # noqa: PTH118 - likewise
        try:
            status = os.lstat(place)
        except OSError:
            return place, None
        return (os.path.realpath(place), None) if stat.S_ISLNK(status.st_mode) else (place, status)

    def inside(self, place: str) -> bool:
        """Whether the place is the root or lies below it."""
        return place == self._root or place.startswith(os.path.join(self._root, ""))  # noqa: PTH118 - likewise

    def kept(self, place: str) -> bytes | None:
        """The bytes of a file that was read before, and not too large to be kept."""
        text = self._kept.get(place)
        return None if text is None else text.raw

    def keep(self, place: str, data: bytes) -> bytes:
        """Remember the bytes of the file, if there is room for them; the bytes themselves."""
        with self._lock:
            if len(data) <= _KEPT_FILE and self._kept_bytes + len(data) <= _KEPT_TOTAL and place not in self._kept:
                self._kept[place] = Text(data)
                self._kept_bytes += len(data)
        return data

    def text(self, place: str, data: bytes) -> Text:
        """The text of a file with these bytes: the one that is kept, if any."""
        text = self._kept.get(place)
        return text if text is not None and text.raw is data else Text(data)

    def set_of(self, name: str, find: Callable[[], frozenset[str]]) -> frozenset[str]:
        """The files of a named set, found once."""
        if name not in self._sets:
            self._sets[name] = find()
        return self._sets[name]

    def head(self, path: str) -> bytes:
        """The file's first bytes; nothing of a special file, of one outside, or of one that can't be read.

        A small file is read whole and kept: what is asked for its first bytes is read next, as a rule.
        """
        place, status = self.look(path)
        if (data := self.kept(place)) is not None:
            return data[:_HEAD]
        try:
            if status is None:
                status = os.stat(place)  # noqa: PTH116 - likewise
            if not self.inside(place) or not stat.S_ISREG(status.st_mode):
                return b""
            descriptor = os.open(place, READ_FLAGS)
            try:
                data = os.read(descriptor, status.st_size if status.st_size <= _SMALL_FILE else _HEAD)
            finally:
                os.close(descriptor)
        except OSError:
            return b""
        if len(data) == status.st_size:
            self.keep(place, data)
        return data[:_HEAD]

    def below(self, folder: str, within: frozenset[str] | None = None) -> tuple[str, ...]:
        """All files below the folder, but those in `.git`; `within` names the only folders that are entered."""
        key = (folder, within is None)
        if key not in self._trees:
            self._trees[key] = tuple(self._walk(folder, None, within))
        return self._trees[key]

    def holding(self, files: frozenset[str]) -> frozenset[str]:
        """Every folder that holds one of the files, at any depth. All checks of a run ask for the same files."""
        if self._holding is None:
            folders: set[str] = set()
            for path in files:
                folder = path.rpartition("/")[0]
                while folder and folder not in folders:
                    folders.add(folder)
                    folder = folder.rpartition("/")[0]
            self._holding = frozenset(folders)
        return self._holding

    def near(self, folder: str, depth: int) -> tuple[str, ...]:
        """The files below the folder, at most `depth` folders further down."""
        return tuple(self._walk(folder, depth, None))

    def closed(self, folder: str, depth: int | None, within: frozenset[str] | None) -> tuple[tuple[str, str], ...]:
        """The folders that `below` or `near` (with a depth) could not look into, each with the reason."""
        prefix = "" if folder == "." else f"{folder}/"
        return tuple(
            (path, reason)
            for path, reason in sorted(self._closed.items())
            if path == folder
            or (
                path.startswith(prefix)
                and (within is None or path in within)
                and (depth is None or path.count("/", len(prefix)) < depth)
            )
        )

    def _walk(self, folder: str, depth: int | None, within: frozenset[str] | None) -> Iterator[str]:
        waiting = [(folder, depth)]
        while waiting:
            folder, depth = waiting.pop()
            prefix = "" if folder == "." else f"{folder}/"
            for name, is_folder in self._list(folder):
                path = prefix + name
                if not is_folder:
                    yield path
                elif name != ".git" and depth != 0 and (within is None or path in within):
                    waiting.append((path, None if depth is None else depth - 1))

    def _list(self, folder: str) -> tuple[_Entry, ...]:
        found = self._folders.get(folder)
        if found is None:
            found = self._folders[folder] = self._scan(folder)
        return found

    def _scan(self, folder: str) -> tuple[_Entry, ...]:
        try:
            with os.scandir(os.path.join(self._root, folder)) as entries:  # noqa: PTH118 - likewise
                return tuple(
                    _Entry(entry.name, entry.is_dir(follow_symlinks=False))
                    for entry in entries
                    if entry.is_dir(follow_symlinks=False) or _is_file(entry)
                )
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:  # it may hold anything
            self._closed[folder] = error.strerror or str(error)
            return ()


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file or leads to one. A link to itself is none, and no error."""
    try:
        return entry.is_file()
    except OSError:
        if entry.is_symlink():
            return False
        raise
