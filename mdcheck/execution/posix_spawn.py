"""posix_spawn(3) of the GNU C library, called directly: a process with a session, a folder and pipes of its own.

`subprocess` takes twice as long to start a small program, and `os.posix_spawn` can neither change the folder nor
close what a process must not inherit. The flags and sizes here are those of that library.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SETSIGDEF, _SETSID = 0x04, 0x80
_ROOM = 1024
"""Bytes for each of the library's structures, of which the largest takes a third."""
_STANDARD = 3
"""Descriptors below are the standard ones."""


def available() -> bool:
    """Whether `spawn` can be called on this system."""
    return _library() is not None


def spawn(argv: Sequence[str], cwd: Path, environ: Mapping[bytes, bytes], *, stdout: int, stderr: int) -> int:
    """The id of a new process that leads its own session; it reads nothing, and has no other descriptor of ours.

    Raises OSError where the program can't begin, and ValueError for a NUL character in what it is given.
    """
    import ctypes  # noqa: PLC0415 - loaded by those who asked whether it is available

    library = _library()
    assert library is not None, "it is available"
    arguments = [os.fsencode(word) for word in argv]
    variables = [b"%b=%b" % pair for pair in environ.items()]
    folder = os.fsencode(cwd)
    if b"\0" in b"".join((*arguments, *variables, folder)):
        raise ValueError("embedded null byte")
    actions, pid = ctypes.create_string_buffer(_ROOM), ctypes.c_int()
    _done(library.posix_spawn_file_actions_init(actions))
    try:
        add = library.posix_spawn_file_actions_adddup2
        _done(library.posix_spawn_file_actions_addopen(actions, 0, os.fsencode(os.devnull), os.O_RDONLY, 0))
        _done(add(actions, stdout, 1))
        _done(add(actions, stderr, 2))
        _done(library.posix_spawn_file_actions_addclosefrom_np(actions, _STANDARD))
        _done(library.posix_spawn_file_actions_addchdir_np(actions, folder))
        _done(
            library.posix_spawn(
                ctypes.byref(pid), arguments[0], actions, _attributes(), _array(arguments), _array(variables)
            )
        )
    finally:
        library.posix_spawn_file_actions_destroy(actions)
    return pid.value


def fits(*descriptors: int) -> bool:
    """Whether they can be handed on: one that is a standard descriptor itself would be overwritten before its turn."""
    return min(descriptors) >= _STANDARD


@cache
def _library() -> ctypes.CDLL | None:
    """The C library, if it is GNU's and has all that is needed, as versions since 2.34 do."""
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: PLC0415 - wanted once, and only if a check starts a process

    library = ctypes.CDLL(None)
    wanted = ("gnu_get_libc_version", "posix_spawn_file_actions_addclosefrom_np")
    return library if all(hasattr(library, name) for name in wanted) else None


@cache
def _attributes() -> ctypes.Array[ctypes.c_char]:
    """A session of its own, and the signals that Python ignores as they were before."""
    import ctypes  # noqa: PLC0415 - as above
    from signal import SIGPIPE, SIGXFSZ  # noqa: PLC0415 - likewise

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


def _array(words: Sequence[bytes]) -> ctypes.Array[ctypes.c_char_p]:
    import ctypes  # noqa: PLC0415 - as above

    return (ctypes.c_char_p * (len(words) + 1))(*words, None)


def _done(number: int) -> None:
    """These functions return the number of an error, or 0."""
    if number:
        raise OSError(number, os.strerror(number))
