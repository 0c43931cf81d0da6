"""posix_spawn(3) of the GNU C library, called directly: a process with a session, a folder and pipes of its own.

`subprocess` takes twice as long to start a small program, and `os.posix_spawn` can neither change the folder nor
close what a process must not inherit. The flags and sizes here are those of that library. It takes tables of
addresses; what many processes are given alike is put into such tables once.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache, lru_cache
from signal import SIGPIPE, SIGXFSZ
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.execution.process.launch import Environment

_SETSIGDEF, _SETSID = 0x04, 0x80
_ROOM = 1024
"""Bytes for each of the library's structures, of which the largest takes a third."""
_STANDARD = 3
"""Descriptors below are the standard ones."""


def available() -> bool:
    """Whether `spawn` can be called on this system."""
    return _library() is not None


def fits(*descriptors: int) -> bool:
    """Whether they can be handed on: one that is a standard descriptor itself would be overwritten before its turn."""
    return min(descriptors) >= _STANDARD


def spawn(
    argv: Sequence[bytes], cwd: str, environ: Environment, *, stdout: int, stderr: int, stdin: int | None = None
) -> int:
    """The id of a new process that leads its own session, and has no other descriptor of ours.

    Raises OSError where the program can't begin. No word may hold a NUL character.
    """
    sys.audit("os.posix_spawn", os.fsdecode(argv[0]), argv, environ)
    library, pid = _library(), ctypes.c_int()
    assert library is not None, "it is available"
    _, kept = _table(environ.kept)
    added = _array(environ.added)
    actions = _actions(cwd, stdin, stdout, stderr)
    _done(
        library.posix_spawn(
            ctypes.byref(pid), argv[0], actions.structure, _attributes(), _array((*argv, None)), bytes(added) + kept
        )
    )
    return pid.value


class _Actions:
    """What a process does before its program begins."""

    def __init__(self, library: ctypes.CDLL, cwd: str, stdin: int | None, stdout: int, stderr: int) -> None:
        self._library = library
        self.structure = ctypes.create_string_buffer(_ROOM)
        _done(library.posix_spawn_file_actions_init(self.structure))
        add = library.posix_spawn_file_actions_adddup2
        _done(
            (
                library.posix_spawn_file_actions_addopen(self.structure, 0, os.fsencode(os.devnull), os.O_RDONLY, 0)
                if stdin is None
                else add(self.structure, stdin, 0)
            )
            or add(self.structure, stdout, 1)
            or add(self.structure, stderr, 2)
            or library.posix_spawn_file_actions_addclosefrom_np(self.structure, _STANDARD)
            or library.posix_spawn_file_actions_addchdir_np(self.structure, os.fsencode(cwd))
        )

    def __del__(self) -> None:
        self._library.posix_spawn_file_actions_destroy(self.structure)


@lru_cache(maxsize=256)
def _actions(cwd: str, stdin: int | None, stdout: int, stderr: int) -> _Actions:
    """Kept, for the numbers of descriptors come back again and again."""
    library = _library()
    assert library is not None, "it is available"
    return _Actions(library, cwd, stdin, stdout, stderr)


@cache
def _library() -> ctypes.CDLL | None:
    """The C library, if it is GNU's and has all that is needed, as versions since 2.34 do."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    wanted = ("gnu_get_libc_version", "posix_spawn_file_actions_addclosefrom_np")
    return library if all(hasattr(library, name) for name in wanted) else None


@cache
def _attributes() -> ctypes.Array[ctypes.c_char]:
    """A session of its own, and the signals that Python ignores as they were before."""
    library = _library()
    assert library is not None, "it is available"
    attributes, restored = ctypes.create_string_buffer(_ROOM), ctypes.create_string_buffer(_ROOM)
    library.sigemptyset(restored)
    for number in (SIGPIPE, SIGXFSZ):
        library.sigaddset(restored, number)
    _done(library.posix_spawnattr_init(attributes))
    _done(library.posix_spawnattr_setsigdefault(attributes, restored))
    _done(library.posix_spawnattr_setflags(attributes, ctypes.c_short(_SETSIGDEF | _SETSID)))
    return attributes


@lru_cache(maxsize=8)
def _table(words: tuple[bytes, ...]) -> tuple[ctypes.Array[ctypes.c_char_p], bytes]:
    """The addresses of the words with the zero that ends them, as they lie in memory; the array keeps them valid."""
    array = _array((*words, None))
    return array, bytes(array)


def _array(words: Sequence[bytes | None]) -> ctypes.Array[ctypes.c_char_p]:
    return (ctypes.c_char_p * len(words))(*words)


def _done(number: int) -> None:
    """These functions return the number of an error, or 0."""
    if number:
        raise OSError(number, os.strerror(number))
