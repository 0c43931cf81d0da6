"""Standard output and standard error that outlast their readers.

`mdcheck update | head` closes the pipe in the middle of a run. Who reads, and for how long, must change neither what is
written and committed nor the exit status.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO, cast

from mdcheck.errors import WriteError

if TYPE_CHECKING:
    from typing import Any


class _Lasting(io.FileIO):
    """Drops output to a closed pipe, and records other errors of writing."""

    problem: OSError | None = None
    gone = False
    """Whether the reader has closed the pipe."""

    def write(self, data: Any, /) -> int:
        try:
            return cast("int", super().write(data))
        except BrokenPipeError:
            self.gone = True
        except BlockingIOError:  # nothing was lost: the caller tries again
            raise
        except OSError as error:
            self.problem = error
        return memoryview(data).nbytes


def outlast_readers() -> None:
    """Put streams in place that can be written to until the process ends, whatever becomes of their readers."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        stream = cast("TextIO | None", getattr(sys, name))
        if stream is None:
            setattr(sys, name, _null_device(descriptor))
        elif descriptor and isinstance(stream, io.TextIOWrapper) and isinstance(_raw(stream), io.FileIO):
            setattr(sys, name, _lasting(stream))


def reader_gone() -> bool:
    """Whether nobody reads standard output any more, as far as writing to it has shown."""
    return bool(getattr(_raw(sys.stdout), "gone", False))


def unwritten() -> WriteError | None:
    """Why not all output was written; None where it was, or where the reader closed the pipe."""
    try:
        sys.stdout.flush()
    except OSError as error:
        problem: OSError | None = error
    else:
        problem = getattr(_raw(sys.stdout), "problem", None)
    if problem is None:
        return None
    fix = "what mdcheck did to files stands: make room, and look at it with `mdcheck status`"
    return WriteError(f"standard output can't be written: {problem.strerror}", fix=fix)


def _raw(stream: TextIO) -> object:
    """The file below the buffer; under `python -u` there is none in between."""
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)


def _null_device(descriptor: int) -> TextIO:
    """Open the null device in place of a stream that was closed before we started, so that no file gets its number."""
    null = os.open(os.devnull, os.O_RDWR)
    if null != descriptor:
        os.dup2(null, descriptor)
        os.close(null)
    return open(descriptor, "w" if descriptor else "r", encoding="utf-8", closefd=False)


def _lasting(stream: io.TextIOWrapper) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(_Lasting(stream.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors="replace" if stream.errors == "strict" else stream.errors,  # a name on Linux may be no text
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
