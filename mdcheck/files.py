"""Checklists on disk: read as bytes, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from typing import TYPE_CHECKING

from mdcheck.errors import SourceError, WriteError
from mdcheck.temporary import SUFFIX, beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
MAX_BYTES = 64 * 1024 * 1024

_PREFIX = ".mdcheck-"
_PAUSES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""Seconds between looks at a file or lock that someone else has."""

# The numbers of Linux, on every machine that it runs on.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def read(path: Path) -> bytes:
    """The file's bytes; raises SourceError, which says how to fix it."""
    try:
        if path.is_dir():
            raise SourceError("is a folder", where=str(path), fix=f"name a file in it, such as {path / 'CHECKLIST.md'}")
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError("is no regular file", where=str(path), fix="name a Markdown file")
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"is larger than {MAX_BYTES >> 20} MiB", where=str(path), fix="name a Markdown file")
        return path.read_bytes()
    except FileNotFoundError as error:
        fix = "correct the path, or start a checklist with `mdcheck init`"
        raise SourceError("no such file", where=str(path), fix=fix) from error
    except OSError as error:
        raise SourceError(f"can't be read: {error.strerror}", where=str(path), fix="change its permissions") from error


def writable(path: Path) -> None:
    """Raises WriteError if the file should not or could not be replaced; called before anything runs.

    A file or folder that nobody may write to is left alone even if we are root, who could.
    """
    target = path.resolve()
    if not target.stat().st_mode & _ANY_WRITE or not os.access(target, os.W_OK):
        raise WriteError("the file is read-only", where=str(path), fix=f"make it writable: chmod u+w {path}")
    folder = target.parent
    if not folder.stat().st_mode & _ANY_WRITE or not os.access(folder, os.W_OK | os.X_OK):
        fix = f"make the folder {folder} writable: a file is replaced by one written beside it"
        raise WriteError("the folder is read-only", where=str(path), fix=fix)


def settled(path: Path) -> bytes:
    """Like `read`, once whoever is saving the file has done so: a file half written is nobody's."""
    _wait_for_writers(path)
    return read(path)


def replace(path: Path, data: bytes, *, expected: bytes) -> bool:
    """Replace the file's content whole; raises WriteError with the old file in place and nothing left beside it.

    False, and nothing done, if the file no longer holds `expected`: someone has saved it, or is about to. The new file
    is written in the same folder, with the same mode and owner, and brought to disk before it takes the target's name.
    A symbolic link stays one: its target is replaced.
    """
    target = path.resolve()
    try:
        with _alone_in(target.parent), beside(target, prefix=_PREFIX) as (handle, temporary):
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                _like(target, stream.fileno())
                os.fsync(stream.fileno())
            _wait_for_writers(target)
            if not _holds(target, expected) or not _take_over(temporary, target, expected):
                return False
        _sync_folder(target.parent)
    except OSError as error:
        fix = "nothing was changed; make room or change the permissions, and run again"
        raise WriteError(f"can't be written: {error.strerror}", where=str(path), fix=fix) from error
    return True


def _take_over(temporary: Path, target: Path, expected: bytes) -> bool:
    """Give the temporary file the target's name. False, with all as it was, if the target changed at the last moment.

    The two are exchanged where the system can do that: what an editor saved behind our last look is then still there.
    """
    ours = temporary.stat().st_ino
    if not _exchange(temporary, target):
        temporary.replace(target)
        return True
    if _holds(temporary, expected):
        return True
    _exchange(temporary, target)
    if temporary.stat().st_ino != ours:
        _exchange(temporary, target)  # saved by renaming, once more: the newest has the name
    return False


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two files at once; False where the system or its file system can't."""
    import ctypes  # late: 10 ms that only writers pay

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2  # Linux has it
    except (AttributeError, OSError, TypeError):
        return False
    names = (ctypes.c_char_p(os.fsencode(one)), ctypes.c_char_p(os.fsencode(other)))
    if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(number, os.strerror(number))


def _holds(path: Path, expected: bytes) -> bool:
    """Whether the file says so still, and nobody is about to write to it."""
    try:
        return path.read_bytes() == expected and not _being_written(path)
    except FileNotFoundError:
        return False  # some editors take the old file away before they give the new one its name


def _wait_for_writers(path: Path) -> None:
    """Wait for whoever is saving the file, though not for long: the file may be gone, or be held open for good."""
    for pause in _PAUSES:
        if path.exists() and not _being_written(path):
            break
        time.sleep(pause)


def _being_written(path: Path) -> bool:
    """Whether a process has the file open for writing; Linux can tell, by refusing a lease for reading."""
    try:
        import fcntl  # late: Windows has none
        import signal  # late: readers ask nobody

        lease, tell, harmless = fcntl.F_SETLEASE, fcntl.F_SETSIG, signal.SIGURG
    except (ImportError, AttributeError):
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        # Whoever opens the file for writing right now makes the system tell us, by a signal that would end us.
        fcntl.fcntl(handle, tell, harmless)
        fcntl.fcntl(handle, lease, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # another's file, or a file system without leases
    finally:
        os.close(handle)
    return False


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No other mdcheck writes in this folder meanwhile: a lock on the folder itself leaves no file behind.

    It is a courtesy, not a condition: whatever another does is noticed by `_take_over` as well.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        yield  # a folder that can be written and not listed
        return
    try:
        if _locked(handle):
            _sweep(folder)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """A lock that lasts until the handle is closed; False where there are none, or where it is not to be had soon."""
    try:
        import fcntl
    except ImportError:
        return False
    for pause in _PAUSES:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(pause)
        except OSError:
            return False
        else:
            return True
    return False


def _sweep(folder: Path) -> None:
    """Remove what processes left that were killed while they wrote: who holds the folder's lock writes alone."""
    for path in folder.glob(f"{_PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            path.unlink()


def _like(target: Path, handle: int) -> None:
    """Mode and owner as the target's; an owner that we may not set is refused, so that no file changes hands."""
    if not hasattr(os, "fchmod"):
        return  # Windows has neither
    state = target.stat()
    mine = os.fstat(handle)
    if (state.st_uid, state.st_gid) != (mine.st_uid, mine.st_gid):
        os.fchown(handle, state.st_uid, state.st_gid)
    os.fchmod(handle, stat.S_IMODE(state.st_mode))


def _sync_folder(folder: Path) -> None:
    """Bring the new name to disk too, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
