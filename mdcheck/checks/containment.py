"""What a plugin's code may not do to mdcheck, in whose process it runs: end it, print among its output, or move it.

It is code that the person has installed or approved, so this is about mistakes. Who calls `os._exit` is not stopped.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, nullcontext, redirect_stdout
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 200


class StrangerError(Exception):
    """What a plugin's code raised, in words."""


@contextmanager
def contained(*passing: type[Exception]) -> Iterator[None]:
    """Whatever the code raises becomes a StrangerError, but for `passing` and Ctrl-C; the working folder stays.

    What it prints in the main thread goes to standard error. Standard output is one for all threads, so a check in
    a thread of its own is not kept from printing there.
    """
    alone = current_thread() is main_thread()
    home = os.getcwd()  # noqa: PTH109 - it is handed back as it is
    try:
        with redirect_stdout(sys.stderr) if alone else nullcontext():
            yield
    except passing:
        raise
    except BaseException as error:
        # Ctrl-C reaches the main thread only: elsewhere the code has raised it.
        if isinstance(error, KeyboardInterrupt) and alone:
            raise
        raise StrangerError(told(error)) from error
    finally:
        os.chdir(home)


def told(error: BaseException) -> str:
    """The name of the error and the first line of its message."""
    first = next(iter(str(error).splitlines()), "")[:_SHOWN]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
