"""What names a repository on this machine, for all that mdcheck remembers of it outside of it."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from mdcheck.errors import WriteError

_ID_FILE = "mdcheck-clone-id"
_ID = re.compile(rb"[0-9a-f]{32}\n")
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def repository_key(root: Path) -> str:
    """The real path of the folder that all work trees of the repository share; else the real path of `root` itself.

    A linked work tree counts only if the repository names it too: a `.git` file that came with other files could point
    to any repository.
    """
    entry = root / ".git"
    if entry.is_symlink() or not entry.exists():
        return os.path.realpath(root)
    if entry.is_dir():
        return os.path.realpath(entry)
    shared = _shared_folder(entry)
    return os.path.realpath(root if shared is None else shared)


def _shared_folder(entry: Path) -> Path | None:
    """The folder that a linked work tree's `.git` file leads to; None where the way back leads elsewhere."""
    try:
        own = entry.parent / _line(entry).removeprefix("gitdir: ")
        if not entry.samefile(own / _line(own / "gitdir")):
            return None
        return own / _line(own / "commondir")
    except (OSError, ValueError):
        return None


def _line(file: Path) -> str:
    return os.fsdecode(file.read_bytes()).removesuffix("\n")


def clone_id(root: Path) -> str:
    """The random id of this clone, which `make_clone_id` put into its git folder; empty where there is none.

    It tells a clone from another one that was later put at the same path. No commit reaches it.
    """
    with suppress(OSError):
        handle = os.open(Path(repository_key(root)) / _ID_FILE, os.O_RDONLY | _NO_LINK | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            data = stream.read(64)
        if _ID.fullmatch(data):
            return data.decode("ascii").strip()
    return ""


def make_clone_id(root: Path) -> str:
    """The id of this clone, made if there is none yet; empty outside of git. Raises WriteError."""
    known = clone_id(root)
    folder = Path(repository_key(root))
    if known or folder == Path(os.path.realpath(root)):
        return known
    value = os.urandom(16).hex()
    path = folder / _ID_FILE
    try:
        with suppress(FileNotFoundError):
            path.unlink()  # cut off or a link: `clone_id` did not take it
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(f"{value}\n".encode())
    except OSError as error:
        fix = "make the git folder writable, or run with --trust"
        raise WriteError(f"can't be written: {error.strerror}", where=str(path), fix=fix) from error
    return value
