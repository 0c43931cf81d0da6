"""What a file has beside its content: owner, mode, access control list, extended attributes and further names."""

from __future__ import annotations

import errno
import os
import stat

_SYSTEMS_OWN = ("security.", "system.nfs4")
"""Attributes that the system gives a new file by its own rules; one that can't be set again is not lost by us."""


class NotKeptError(OSError):
    """Something that a file has would be lost if it were replaced."""


def refuse_more_names(status: os.stat_result) -> None:
    """Raises NotKeptError for a file with several names: a new file would take only one of them."""
    if status.st_nlink > 1:
        names = f"the file has {status.st_nlink} names (hard links), and would keep its old content under the others"
        raise NotKeptError(errno.EMLINK, names)


def take_over(source: int, target: int) -> None:
    """Give the open file `target` what the open file `source` has. Raises NotKeptError for what can't be kept.

    An owner that we may not set is refused, so that no file changes hands.
    """
    if not hasattr(os, "fchmod"):
        return  # Windows has neither modes nor owners
    wanted, mine = os.fstat(source), os.fstat(target)
    refuse_more_names(wanted)
    if (wanted.st_uid, wanted.st_gid) != (mine.st_uid, mine.st_gid):
        os.fchown(target, wanted.st_uid, wanted.st_gid)
    _drop(target, keeping=_names(source))  # a folder's default access control list, which the mode would loosen
    os.fchmod(target, stat.S_IMODE(wanted.st_mode))
    for name in _names(source):
        _copy(name, source, target)


def _names(handle: int) -> tuple[str, ...]:
    if not hasattr(os, "listxattr"):
        return ()
    try:
        return tuple(os.listxattr(handle))
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.ENOSYS):
            return ()
        raise


def _drop(handle: int, *, keeping: tuple[str, ...]) -> None:
    for name in _names(handle):
        if name not in keeping and not name.startswith(_SYSTEMS_OWN):
            os.removexattr(handle, name)


def _copy(name: str, source: int, target: int) -> None:
    value = os.getxattr(source, name)
    if name in _names(target) and os.getxattr(target, name) == value:
        return
    try:
        os.setxattr(target, name, value)
    except OSError as error:
        what = f"its extended attribute {name} can't be given to the new file ({error.strerror})"
        raise NotKeptError(error.errno, what) from error
