"""Regular files, and nothing else, read up to a limit and without waiting."""

from __future__ import annotations

import errno
import os
import stat

from mdcheck.folders import LinkError

READ_FLAGS = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY"))
"""To open what may be a special file: opening and reading do not wait."""


class TooLargeError(OSError):
    """A file that holds more than the limit."""

    def __init__(self, limit: int) -> None:
        size = f"{limit >> 20} MiB" if limit >> 20 else f"{limit >> 10} KiB"
        super().__init__(errno.EFBIG, f"is larger than {size}")


class OutsideRootError(OSError):
    """A path that leads out of the folder that it must stay in."""


def read_regular(path: str, limit: int) -> bytes:
    """The file's bytes, links followed. Raises LinkError for what is no regular file, TooLargeError, and OSError."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise LinkError(path, "is no regular file")
    handle = os.open(path, READ_FLAGS)
    try:
        with os.fdopen(handle, "rb", closefd=False) as stream:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise LinkError(path, "is no regular file")
            data = stream.read(min(status.st_size, limit) + 1)
            if len(data) > status.st_size:  # it has grown meanwhile
                data += stream.read(limit + 1 - len(data))
    finally:
        os.close(handle)
    if len(data) > limit:
        raise TooLargeError(limit)
    return data


def inside(root: str, path: str) -> str:
    """The resolved place of `path`, which must lie below the resolved folder `root` and not in its `.git`.

    Raises OutsideRootError.
    """
    place = os.path.realpath(path)
    top = os.path.realpath(root)
    if not place.startswith(os.path.join(top, "")):
        raise OutsideRootError(errno.EXDEV, f"leads out of the folder {top}, to {place}")
    if any(part.lower() == ".git" for part in place[len(top) :].split(os.sep)):
        raise OutsideRootError(errno.EXDEV, f"leads into {os.path.join(top, '.git')}")
    return place
