"""What checks read, and why it can't be read in words that name no path of this machine."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from unicodedata import category

from mdcheck.evidence.globs import glob_regex
from mdcheck.evidence.text import wide_encoding

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.results.outcome import Finding

    Check = Callable[["KindT", Workspace], Finding]

KindT = TypeVar("KindT")

_SNIFFED_BYTES = 8192
_BLANK_AT_MOST = 1024
"""Bytes: a larger file is not empty, whatever it holds."""


class UndeterminedError(Exception):
    """A check can't decide; the message names the reason and the place."""


def check_globs(*groups: tuple[str, ...]) -> None:
    """Raises ValueError for a glob that can't be read."""
    for glob in (glob for group in groups for glob in group):
        if "\0" in glob:
            raise ValueError("a path can't hold a NUL character")
        try:
            glob_regex(glob)
        except re.error as error:
            raise ValueError(f"“{glob}” is no glob: {error.msg}") from error


def all_below(workspace: Workspace, path: str) -> str:
    """A folder as a wildcard, so that what git ignores in it is left out."""
    return f"{path}/**" if workspace.resolve(path).is_dir() else path


def searched_files(
    workspace: Workspace, paths: tuple[str, ...], exclude: tuple[str, ...]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The files to search, without those that git ignores in folders; and which of them are named one by one."""
    named = frozenset(path for path in paths if workspace.is_file(path))
    patterns = tuple(path if path in named else all_below(workspace, path) for path in paths)
    return workspace.files(patterns, exclude=exclude, skip_ignored=True), named


def read(workspace: Workspace, path: str) -> bytes:
    """The file's bytes; raises UndeterminedError for all but a readable regular file of a bearable size."""
    try:
        place = workspace.place(path)
        data = workspace.kept(place)
        if data is not None:
            return data
        _require_file(place, path)
        return workspace.read(path)
    except OSError as error:
        reason = f"{path}: {error.strerror}" if error.strerror else str(error)
        raise UndeterminedError(reason) from error


def _require_file(place: str, path: str) -> None:
    try:
        mode = Path(place).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise UndeterminedError(f"{path} does not exist") from None
    if stat.S_ISDIR(mode):
        raise UndeterminedError(f"{path} is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise UndeterminedError(f"{path} is not a regular file")


def is_binary(data: bytes) -> bool:
    """Whether a NUL stands near the start, where text has none; git goes by the same sign."""
    return b"\0" in data[:_SNIFFED_BYTES] and wide_encoding(data) is None


def is_blank(workspace: Workspace, path: str, size: int) -> bool:
    """Whether nothing in a small file can be seen: white space, byte order marks, NULs."""
    if size > _BLANK_AT_MOST:
        return False
    return all(char.isspace() or char == "\0" or category(char) == "Cf" for char in decode(workspace.head(path)))


def decode(data: bytes) -> str:
    """The text, whatever it takes: a search must not stop at one bad byte."""
    return data.decode(wide_encoding(data) or "utf-8-sig", errors="replace")
