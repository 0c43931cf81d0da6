"""Checklists on disk: read as bytes, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

from mdcheck.errors import SourceError, WriteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
MAX_BYTES = 64 * 1024 * 1024


def read(path: Path) -> bytes:
    """The file's bytes; raises SourceError, which says how to mend it."""
    try:
        if path.is_dir():
            raise SourceError("is a folder", where=str(path), fix=f"name a file in it, such as {path / 'CHECKLIST.md'}")
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError("is no regular file", where=str(path), fix="name a Markdown file")
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"is larger than {MAX_BYTES >> 20} MiB", where=str(path), fix="name a Markdown file")
        return path.read_bytes()
    except FileNotFoundError as error:
        fix = "mend the path, or start a checklist with `mdcheck init`"
        raise SourceError("no such file", where=str(path), fix=fix) from error
    except OSError as error:
        raise SourceError(f"can't be read: {error.strerror}", where=str(path), fix="mend its permissions") from error


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


def replace(path: Path, data: bytes, *, expected: bytes) -> bool:
    """Replace the file's content whole; raises WriteError with the old file in place and nothing left beside it.

    False, and nothing done, if the file no longer holds `expected`: someone has saved it. The new file is written in
    the same folder, with the same mode and owner, and brought to disk before it takes the target's name. A symbolic
    link stays one: its target is replaced.
    """
    target = path.resolve()
    try:
        with _beside(target) as (handle, temporary):
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                _like(target, stream.fileno())
                os.fsync(stream.fileno())
            if target.read_bytes() != expected:
                return False
            os.replace(temporary, target)  # noqa: PTH105 - `temporary` is a name from tempfile, not a Path
        _sync_folder(target.parent)
    except OSError as error:
        fix = "nothing was changed; make room or mend the permissions, and run again"
        raise WriteError(f"can't be written: {error.strerror}", where=str(path), fix=fix) from error
    return True


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[tuple[int, str]]:
    """A temporary file in the target's folder, gone afterwards unless it was renamed."""
    import tempfile  # noqa: PLC0415 - 5 ms that only writers pay

    handle, name = tempfile.mkstemp(prefix=".mdcheck-", suffix=".tmp", dir=target.parent)
    try:
        yield handle, name
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108 - see `replace`


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
