"""Checklists on disk: read as bytes, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck.attributes import refuse_more_names, take_over
from mdcheck.document.source import MAX_BYTES
from mdcheck.errors import SourceError, StaleFileError, WriteError
from mdcheck.folders import Folder, LinkError, opened
from mdcheck.late import late_pattern
from mdcheck.regular import TooLargeError, read_regular
from mdcheck.temporary import SUFFIX, beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

_PREFIX = ".mdcheck-"
_LEFT = late_pattern(rf"{re.escape(_PREFIX)}[0-9a-f]*{re.escape(SUFFIX)}")
_PAUSES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""Seconds between attempts to get a file or lock that another process holds."""


def read(path: Path) -> bytes:
    """The file's bytes; raises SourceError with a fix."""
    try:
        if path.is_dir():
            raise SourceError("is a folder", where=str(path), fix=f"name a file in it, such as {path / 'CHECKLIST.md'}")
        return read_regular(os.fspath(path), MAX_BYTES)
    except FileNotFoundError as error:
        fix = "correct the path, or start a checklist with `mdcheck init`"
        raise SourceError("no such file", where=str(path), fix=fix) from error
    except LinkError as error:
        raise SourceError("is no regular file", where=str(path), fix="name a Markdown file") from error
    except TooLargeError as error:
        raise SourceError(
            f"is larger than {MAX_BYTES >> 20} MiB", where=str(path), fix="split the checklist, or name a Markdown file"
        ) from error
    except OSError as error:
        fix = "correct the link" if error.errno == errno.ELOOP else "change its permissions"
        raise SourceError(f"can't be read: {error.strerror}", where=str(path), fix=fix) from error


def target_of(path: Path) -> str:
    """The file that the path leads to now, all links followed: the target of `replace`."""
    return os.path.realpath(path)


def writable(path: Path) -> None:
    """Raises WriteError if the file should not or could not be replaced; called before anything runs.

    A file or folder that nobody may write to is left alone even if we are root, who could.
    """
    target = path.resolve()
    status = target.stat()
    if not status.st_mode & _ANY_WRITE or not os.access(target, os.W_OK):
        raise WriteError("the file is read-only", where=str(path), fix=f"make it writable: chmod u+w {path}")
    folder = target.parent
    if not folder.stat().st_mode & _ANY_WRITE or not os.access(folder, os.W_OK | os.X_OK):
        fix = f"make the folder {folder} writable: a file is replaced by one written beside it"
        raise WriteError("the folder is read-only", where=str(path), fix=fix)
    try:
        refuse_more_names(status)
    except OSError as error:
        raise WriteError(f"can't be written: {error.strerror}", where=str(path), fix=_ONE_NAME) from error


_ONE_NAME = "give it a file of its own (cp FILE NEW && mv NEW FILE), and run again"


def settled(path: Path) -> bytes:
    """Like `read`, but waits until a process that is saving the file has finished."""
    with contextlib.suppress(OSError), _opened(target_of(path)) as (folder, name):
        _wait_for_writers(folder, name)
    return read(path)


def replace(path: Path, data: bytes, *, expected: bytes, target: str, tracked: Callable[[Path], bool]) -> bool:
    """Replace the file's content whole; raises WriteError with the old file in place and nothing left beside it.

    False, and nothing done, if the file no longer holds `expected`: someone has saved it, or is about to. `target` is
    what `target_of` said when the file was read: a link that leads elsewhere now raises StaleFileError, and so does a
    folder that has become one. The new file is written in the same folder, with all that the old one has beside its
    content, and brought to disk before it takes the old one's name. `tracked` tells whether git knows a file that looks
    like one of ours: those stay.
    """
    if target_of(path) != target:
        fix = "nothing was written; see who changes it, and run again"
        raise StaleFileError(f"leads to another file than {target} since the run began", where=str(path), fix=fix)
    try:
        with _opened(target) as (folder, name):
            return _replace(folder, name, data, expected, tracked)
    except LinkError as error:
        fix = "nothing was written; see who changes it, and run again"
        raise StaleFileError(f"changed during the run: {error.strerror}", where=str(path), fix=fix) from error
    except OSError as error:
        fix = "nothing was changed; make room or change the permissions, and run again"
        raise WriteError(f"can't be written: {error.strerror}", where=str(path), fix=fix) from error


@contextlib.contextmanager
def _opened(target: str) -> Iterator[tuple[Folder, str]]:
    """The folder of a resolved path, with no link on the way any more, and the name in it. Raises OSError."""
    place, name = os.path.split(target)
    root = os.path.splitdrive(place)[0] + os.sep
    with opened(place, trusted=root) as folder:
        yield folder, name


def _replace(folder: Folder, name: str, data: bytes, expected: bytes, tracked: Callable[[Path], bool]) -> bool:
    with _alone_in(folder, tracked), beside(folder, prefix=_PREFIX) as (handle, temporary):
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            former = folder.open_regular(name)
            try:
                take_over(former, stream.fileno())
            finally:
                os.close(former)
            os.fsync(stream.fileno())
        _wait_for_writers(folder, name)
        if not _holds(folder, name, expected) or not _take_name(folder, temporary, name, expected):
            return False
    _sync(folder)
    return True


def _take_name(folder: Folder, temporary: str, name: str, expected: bytes) -> bool:
    """Give the temporary file the target's name. False, with all as it was, if the target changed at the last moment.

    The two are exchanged where the system can do that: what an editor saved behind our last look is then still there.
    """
    ours = folder.lstat(temporary).st_ino
    if not folder.exchange(temporary, name):
        folder.replace(temporary, name)
        return True
    if _holds(folder, temporary, expected):
        return True
    folder.exchange(temporary, name)
    if folder.lstat(temporary).st_ino != ours:
        folder.exchange(temporary, name)  # saved by renaming, once more: the newest has the name
    return False


def _holds(folder: Folder, name: str, expected: bytes) -> bool:
    """Whether the file still has these bytes, and no process has it open for writing."""
    try:
        handle = folder.open_regular(name)
    except (FileNotFoundError, LinkError):
        return False  # some editors take the old file away before they give the new one its name
    with os.fdopen(handle, "rb") as stream:
        return stream.read(len(expected) + 1) == expected and not _leased(handle)


def _wait_for_writers(folder: Folder, name: str) -> None:
    """Wait for a process that is saving the file, for a limited time: it may keep the file open."""
    for pause in _PAUSES:
        try:
            handle = folder.open_regular(name)
        except (FileNotFoundError, LinkError):
            pass
        else:
            with contextlib.closing(os.fdopen(handle, "rb")):
                if not _leased(handle):
                    return
        time.sleep(pause)


def _leased(handle: int) -> bool:
    """Whether a process has the file open for writing: Linux then refuses a lease for reading."""
    try:
        import fcntl  # late: Windows has none
        import signal  # late: readers don't need it

        lease, tell, harmless = fcntl.F_SETLEASE, fcntl.F_SETSIG, signal.SIGURG
    except (ImportError, AttributeError):
        return False
    try:
        # A process that opens the file for writing meanwhile makes the system send a signal, which would end mdcheck.
        fcntl.fcntl(handle, tell, harmless)
        fcntl.fcntl(handle, lease, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # another's file, or a file system without leases
    return False


@contextlib.contextmanager
def _alone_in(folder: Folder, tracked: Callable[[Path], bool]) -> Iterator[None]:
    """No other mdcheck writes in this folder meanwhile: a lock on the folder itself leaves no file behind.

    It is a courtesy, not a condition: whatever another does is noticed by `_take_name` as well.
    """
    try:
        handle = folder.listed()
    except PermissionError:
        yield  # a folder that can be written and not listed
        return
    try:
        if _locked(handle):
            _sweep(folder, handle, tracked)
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


def _sweep(folder: Folder, handle: int, tracked: Callable[[Path], bool]) -> None:
    """Remove what processes left that were killed while they wrote: who holds the folder's lock writes alone."""
    for name in os.listdir(handle if os.listdir in os.supports_fd else folder.path):
        if not _LEFT().fullmatch(name):
            continue
        with contextlib.suppress(OSError):
            folder.refuse_special(name)
            if not tracked(Path(folder.path, name)):
                folder.unlink(name)


def _sync(folder: Folder) -> None:
    """Bring the new name to disk too, where the system can."""
    with contextlib.suppress(OSError):
        handle = folder.listed()
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
