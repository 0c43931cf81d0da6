"""Writes every file other than checklists: reports, badges, templates, git's attributes.

Below the repository's root no symbolic link is followed: a pull request can hold one in a report's place. A file is
written under another name and renamed, so that nobody sees half of it, and a link or a FIFO is never opened.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.attributes import refuse_more_names, take_over
from mdcheck.errors import WriteError, fix_of
from mdcheck.folders import Folder, LinkError, opened
from mdcheck.temporary import beside

if TYPE_CHECKING:
    from pathlib import Path

_PREFIX = ".mdcheck-"
_NEW_FILE = 0o666
_FIX = "name a file in a folder that exists and is writable, and no link (`-` is standard output)"


class _Goal(NamedTuple):
    """Where a file goes."""

    folder: str
    name: str
    trusted: str
    """The folder up to which links are followed."""


def refuse_place(path: Path) -> None:
    """Before anything runs: raises WriteError where the file could not be written for what stands there now."""
    goal = _goal(path)
    try:
        with opened(goal.folder, trusted=goal.trusted) as folder:
            _former(folder, goal.name)
    except OSError as error:
        raise _failure(path, error) from error


def write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all; one that stands there keeps its mode and owner. Raises WriteError."""
    goal = _goal(path)
    try:
        with opened(goal.folder, trusted=goal.trusted) as folder, beside(folder, prefix=_PREFIX) as (handle, temporary):
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                _dress(folder, goal.name, stream.fileno())
            _former(folder, goal.name)  # it may have changed since
            folder.replace(temporary, goal.name)
    except OSError as error:
        raise _failure(path, error) from error


def create(path: Path, data: bytes) -> None:
    """Write a new file whole or not at all. Raises FileExistsError where something stands there, and WriteError."""
    goal = _goal(path)
    try:
        with opened(goal.folder, trusted=goal.trusted) as folder, beside(folder, prefix=_PREFIX) as (handle, temporary):
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                _as_new(stream.fileno())
            _give_name(folder, temporary, goal.name, data)
    except FileExistsError:
        raise
    except OSError as error:
        raise _failure(path, error) from error


def _give_name(folder: Folder, temporary: str, name: str, data: bytes) -> None:
    """The name that nothing has yet; where files can't have two names, the new file is written under it."""
    try:
        folder.link(temporary, name)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        handle = folder.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _NEW_FILE)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
        except OSError:
            folder.unlink(name)
            raise


def append(path: Path, data: bytes) -> None:
    """Append to a regular file that another program reads and others append to as well. Raises OSError."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    quiet = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags | quiet, _NEW_FILE)
    with os.fdopen(handle, "wb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise LinkError(str(path), "is no regular file")
        stream.write(data)


def _goal(path: Path) -> _Goal:
    """The folder up to which links are followed is the repository's root, or else the folder that was named."""
    place = os.path.abspath(path)
    folder, name = os.path.split(place)
    here = os.path.realpath(os.curdir)
    inner = [above for above in _above(folder) if os.path.lexists(os.path.join(above, ".git"))]
    root = next((above for above in _above(here) if above in inner), None)
    if root is None and inner:
        root = inner[-1]
    if root is None and here in _above(folder):
        root = here
    return _Goal(folder, name, root or folder)


def _above(folder: str) -> list[str]:
    """The folder and those above it, the nearest first."""
    found = [folder]
    while (parent := os.path.dirname(found[-1])) != found[-1]:
        found.append(parent)
    return found


def _former(folder: Folder, name: str) -> os.stat_result | None:
    """The file that stands there; None where nothing does. Raises OSError for what must not be replaced."""
    try:
        status = folder.refuse_special(name)
    except FileNotFoundError:
        return None
    refuse_more_names(status)
    return status


def _dress(folder: Folder, name: str, handle: int) -> None:
    if _former(folder, name) is None:
        _as_new(handle)
        return
    former = folder.open_regular(name)
    try:
        take_over(former, handle)
    finally:
        os.close(former)


def _as_new(handle: int) -> None:
    """The mode that the person's umask gives a new file."""
    if hasattr(os, "fchmod"):
        os.fchmod(handle, _NEW_FILE & ~_umask())


def _umask() -> int:
    """Asking for it means to set it, for a moment in which other threads would make files by it."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as lines:
            return next(int(line.split()[1], 8) for line in lines if line.startswith("Umask:"))
    except (OSError, StopIteration):
        mask = os.umask(0o077)
        os.umask(mask)
        return mask


def _failure(path: Path, error: OSError) -> WriteError:
    return WriteError(f"can't be written: {error.strerror}", where=str(path), fix=fix_of(error, _FIX))
