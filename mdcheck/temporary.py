"""Temporary files beside the files that they will replace.

The standard library's `tempfile` makes such files too, but takes longer to import than most commands take to write.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.folders import Folder

SUFFIX = ".tmp"

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_PRIVATE = 0o600


@contextmanager
def beside(folder: Folder, *, prefix: str) -> Iterator[tuple[int, str]]:
    """A new file in the folder, which only its owner may read: its handle, for the caller to close, and its name.

    It is gone afterwards, unless it was renamed. Raises OSError.
    """
    name = f"{prefix}{os.urandom(8).hex()}{SUFFIX}"
    handle = folder.open(name, _NEW, _PRIVATE)
    try:
        yield handle, name
    finally:
        with suppress(OSError):
            folder.unlink(name)
