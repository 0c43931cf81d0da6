"""Keys that a person presses while mdcheck waits, without Enter."""

from __future__ import annotations

import os
import select
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def keys() -> Iterator[Callable[[], str] | None]:
    """A function that gives what was typed since it was called last; None where there is no terminal to type on.

    The terminal is as it was before when the context ends. A job in the background gets no keys.
    """
    try:
        import termios
        import tty

        stream = sys.stdin.fileno()
        before = termios.tcgetattr(stream) if sys.stdin.isatty() and not _in_background(stream) else None
    except (ImportError, OSError, ValueError, AttributeError):  # Windows; no standard input
        before = None
    if before is None:
        yield None
        return
    try:
        tty.setcbreak(stream)
        yield lambda: _typed(stream)
    finally:
        termios.tcsetattr(stream, termios.TCSADRAIN, before)


def _in_background(stream: int) -> bool:
    try:
        return os.tcgetpgrp(stream) != os.getpgrp()
    except OSError:  # not the terminal that controls this process
        return False


def _typed(stream: int) -> str:
    if not select.select([stream], [], [], 0)[0]:
        return ""
    return os.read(stream, 1024).decode("utf-8", "replace").lower()
