"""The text files among many, read fast: whole repositories pass through here."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from mdcheck.evidence.content import UndeterminedError, is_binary, read
from mdcheck.evidence.workspace import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.evidence.workspace import Workspace

_FLAGS = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_AT_ONCE = 1024 * 1024
"""Larger files are sniffed first: nobody must read all of a film to see that it is no text."""


def texts(workspace: Workspace, paths: Iterable[str], *, named: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Each text file with its bytes; those that are `named` whatever they hold.

    Of the others, binary files and symbolic links are left out: git keeps a link's target and no more. Folders are
    resolved once each, and a link is never followed, so that nothing outside the root is read. Raises
    UndeterminedError for a file that can't be read.
    """
    folders: dict[str, str] = {}
    for path in paths:
        if path in named:
            yield path, read(workspace, path)
            continue
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            folders[folder] = workspace.place(folder or ".")
        # A link's own place is nobody's resolved place, so that what is kept is never a link's target.
        place = os.path.join(folders[folder], name)  # noqa: PTH118 - a Path for each file costs more than reading it
        data = workspace.kept(place)
        if data is None:
            data = _text(place, path)
            if data is None:
                continue
            workspace.keep(place, data)
        elif is_binary(data):
            continue
        yield path, data


def _text(place: str, path: str) -> bytes | None:
    try:
        if not hasattr(os, "O_NOFOLLOW") and os.path.islink(place):  # noqa: PTH114 - as above
            return None
        descriptor = os.open(place, _FLAGS)
    except OSError as error:
        # A link, or gone since the folder was listed.
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENOENT):
            return None
        raise UndeterminedError(f"{path}: {error.strerror}") from error
    try:
        return _content(descriptor, path)
    except OSError as error:
        raise UndeterminedError(f"{path}: {error.strerror}") from error
    finally:
        os.close(descriptor)


def _content(descriptor: int, path: str) -> bytes | None:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return None
    data = os.read(descriptor, min(status.st_size, _AT_ONCE) + 1)
    if is_binary(data):
        return None
    if status.st_size <= _AT_ONCE:
        return data
    if status.st_size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        raise UndeterminedError(f"{path} is larger than {limit} MiB: leave it out with `exclude`")
    parts = [data]
    while chunk := os.read(descriptor, _AT_ONCE):
        parts.append(chunk)
    return b"".join(parts)
