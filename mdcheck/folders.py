"""Folders that are held open while mdcheck reads or writes in them, so that none can be replaced by a link meanwhile.

A path is walked from a folder that the person has named or that is above all that a repository holds. Below that folder
no symbolic link is followed.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_BY_DESCRIPTOR = {os.open, os.stat, os.unlink, os.rename} <= os.supports_dir_fd
"""Whether the system can look up names in an open folder; Windows can't."""
_CLOSED_IN_CHILDREN = getattr(os, "O_CLOEXEC", 0)
# To pass through a folder takes less permission than to list it.
_PASSING = getattr(os, "O_PATH", getattr(os, "O_SEARCH", os.O_RDONLY)) | getattr(os, "O_DIRECTORY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""A FIFO must not be waited for."""

# The numbers of Linux, on every machine that it runs on.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class LinkError(OSError):
    """A symbolic link or a special file where mdcheck accepts only regular files and folders."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(errno.ELOOP, f"{path} {what}")


class Folder(NamedTuple):
    """An open folder, and what can be done with the names in it."""

    path: str
    descriptor: int | None
    """None where the system can't look up names in an open folder: then the path is all there is."""

    def at(self, name: str) -> str:
        """The name as system calls take it beside `descriptor`."""
        return os.path.join(self.path, name) if self.descriptor is None else name

    def open(self, name: str, flags: int, mode: int = 0o600) -> int:
        """Open a file, but no link. Raises OSError."""
        return os.open(self.at(name), flags | _NO_LINK | _CLOSED_IN_CHILDREN, mode, dir_fd=self.descriptor)

    def open_regular(self, name: str) -> int:
        """Open a regular file for reading, without waiting. Raises LinkError for anything else, and OSError."""
        self.refuse_special(name)
        handle = self.open(name, os.O_RDONLY | _AT_ONCE | getattr(os, "O_BINARY", 0))
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return handle
        os.close(handle)
        raise LinkError(name, "is no regular file")

    def refuse_special(self, name: str) -> os.stat_result:
        """The status of a regular file. Raises LinkError for anything else, and FileNotFoundError."""
        status = self.lstat(name)
        if stat.S_ISLNK(status.st_mode):
            raise LinkError(name, "is a symbolic link")
        if not stat.S_ISREG(status.st_mode):
            raise LinkError(name, f"is {_SORTS.get(stat.S_IFMT(status.st_mode), 'no regular file')}")
        return status

    def lstat(self, name: str) -> os.stat_result:
        return os.stat(self.at(name), dir_fd=self.descriptor, follow_symlinks=False)

    def unlink(self, name: str) -> None:
        os.unlink(self.at(name), dir_fd=self.descriptor)

    def replace(self, name: str, other: str) -> None:
        """Give a file another name, which it takes away from whatever has it."""
        os.replace(self.at(name), self.at(other), src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)

    def link(self, name: str, other: str) -> None:
        """Give a file one more name. Raises FileExistsError where something has it."""
        os.link(
            self.at(name), self.at(other), src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor, follow_symlinks=False
        )

    def exchange(self, one: str, other: str) -> bool:
        """Exchange the names of two files at once; False where the system or its file system can't."""
        import ctypes  # late: 10 ms that only writers pay

        try:
            rename = ctypes.CDLL(None, use_errno=True).renameat2  # Linux has it
        except (AttributeError, OSError, TypeError):
            return False
        where = _AT_FDCWD if self.descriptor is None else self.descriptor
        names = [ctypes.c_char_p(os.fsencode(self.at(name))) for name in (one, other)]
        if rename(where, names[0], where, names[1], _RENAME_EXCHANGE) == 0:
            return True
        number = ctypes.get_errno()
        if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
            return False
        raise OSError(number, os.strerror(number))

    def listed(self) -> int:
        """The folder opened for listing, locking and syncing; the caller closes it. Raises OSError."""
        return os.open(self.at("."), os.O_RDONLY | _CLOSED_IN_CHILDREN, dir_fd=self.descriptor)


_SORTS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


@contextmanager
def opened(folder: str, *, trusted: str) -> Iterator[Folder]:
    """Open an absolute folder. Links are followed up to `trusted`, which it is or lies below, and none behind that.

    Raises LinkError and OSError.
    """
    parts = [part for part in folder[len(trusted) :].split(os.sep) if part]
    if not _BY_DESCRIPTOR:
        _refuse_links(trusted, parts)
        yield Folder(folder, None)
        return
    handle = os.open(trusted, _PASSING | _CLOSED_IN_CHILDREN)
    try:
        for number, part in enumerate(parts, start=1):
            former, handle = handle, _step(handle, part, os.path.join(trusted, *parts[:number]))
            os.close(former)
        yield Folder(folder, handle)
    finally:
        os.close(handle)


def _step(handle: int, name: str, place: str) -> int:
    """Go into the folder `name`, whose path is `place`."""
    try:
        return os.open(name, _PASSING | _NO_LINK | _CLOSED_IN_CHILDREN, dir_fd=handle)
    except OSError as error:
        if error.errno not in (errno.ENOTDIR, errno.ELOOP, errno.EMLINK):
            raise
        if stat.S_ISLNK(os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode):
            raise LinkError(f"the folder {place}", "is a symbolic link") from error
        raise


def _refuse_links(trusted: str, parts: list[str]) -> None:
    place = trusted
    for part in parts:
        place = os.path.join(place, part)
        if os.path.islink(place):
            raise LinkError(f"the folder {place}", "is a symbolic link")
