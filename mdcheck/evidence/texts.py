"""The text files among many, read fast: whole repositories pass through here."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.evidence.content import UndeterminedError, is_binary, read
from mdcheck.evidence.workspace import MAX_FILE_BYTES
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mdcheck.evidence.text import Text
    from mdcheck.evidence.workspace import Workspace

_FLAGS = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_AT_ONCE = 1024 * 1024
"""Of larger files the beginning is read first: binary files of any size are then recognised quickly."""


class Unseen:
    """The files that a check was pointed at by a wildcard and did not look at, by the reason."""

    def __init__(self) -> None:
        self._paths: dict[str, list[str]] = {}

    def add(self, reason: str, path: str) -> None:
        """`reason` is what one such file is called: `binary file`."""
        self._paths.setdefault(reason, []).append(path)

    def note(self) -> str:
        """For the end of a message: ` (not looked at: 2 binary files, 1 link)`; empty where all was looked at."""
        if not self._paths:
            return ""
        parts = [count(len(paths), reason, _plural(reason)) for reason, paths in self._paths.items()]
        return f" (not looked at: {', '.join(parts)})"

    def lines(self) -> tuple[str, ...]:
        """Every such file with the reason."""
        return tuple(f"not looked at: {path} ({reason})" for reason, paths in self._paths.items() for path in paths)


def _plural(reason: str) -> str:
    return reason.replace("file", "files", 1) if "file" in reason else f"{reason}s"


class TextFile(NamedTuple):
    """One file that was read."""

    path: str
    text: Text


def texts(workspace: Workspace, paths: Iterable[str], *, named: frozenset[str], unseen: Unseen) -> Iterator[TextFile]:
    """Each text file; those that are `named` whatever they hold.

    Of the others, links and binary files are left out, and are told to `unseen`: git keeps a link's target and no more.
    A NUL makes no binary file of one whose name says that it is text. Folders are resolved once each, and a link is
    never followed, so that nothing outside the root is read. Raises UndeterminedError for a file that can't be read.
    """
    folders: dict[str, str] = {}
    for path in paths:
        if path in named:
            yield TextFile(path, workspace.text(workspace.place(path), read(workspace, path)))
            continue
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            folders[folder] = workspace.place(folder or ".")
        # Results are stored by resolved path, and the path of a link is never one.
        place = os.path.join(folders[folder], name)  # noqa: PTH118 - a Path for each file costs more than reading it
        data = workspace.kept(place)
        if data is None:
            data = _read(place, path, unseen)
            if data is None:
                continue
            workspace.keep(place, data)
        elif is_binary(data) and not _is_text_by_name(path):
            unseen.add("binary file", path)
            continue
        yield TextFile(path, workspace.text(place, data))


def _read(place: str, path: str, unseen: Unseen) -> bytes | None:
    """The file's bytes; None where it is reported to `unseen`, or gone since the folder was listed."""
    if not hasattr(os, "O_NOFOLLOW") and os.path.islink(place):  # noqa: PTH114 - as above
        unseen.add("link", path)
        return None
    try:
        descriptor = os.open(place, _FLAGS)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            unseen.add("link", path)
            return None
        if error.errno == errno.ENOENT:
            return None
        raise UndeterminedError(f"{path}: {error.strerror}") from error
    try:
        return _content(descriptor, path, unseen)
    except OSError as error:
        raise UndeterminedError(f"{path}: {error.strerror}") from error
    finally:
        os.close(descriptor)


def _content(descriptor: int, path: str, unseen: Unseen) -> bytes | None:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        unseen.add("special file", path)
        return None
    data = os.read(descriptor, min(status.st_size, _AT_ONCE) + 1)
    if is_binary(data) and not _is_text_by_name(path):
        unseen.add("binary file", path)
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


def _is_text_by_name(path: str) -> bool:
    from mdcheck.evidence.languages import is_text_by_name  # late: few files look binary

    return is_text_by_name(path)
