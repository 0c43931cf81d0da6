"""Regular expressions from checklists, with bounded time for any pattern.

RE2 runs every pattern that it can (`linear`), in linear time. What only Python's `re` can decide is tried right here
if its worst case is small for the text at hand (`cost`). Any other pattern is tried by a process of its own (`worker`),
which the kernel ends when one text has taken ten seconds of processor time.

That process is not started by `multiprocessing`, whose children import modules from the folder they start in:
there a repository could plant code. It is an isolated interpreter, which looks at the standard library only.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import sys
import time
import warnings
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from mdcheck.evidence.content import UndeterminedError
from mdcheck.evidence.regex import worker as regex_worker
from mdcheck.evidence.regex.cost import estimate
from mdcheck.evidence.regex.linear import Program, program
from mdcheck.evidence.text import line_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.evidence.text import Text

MAX_STEPS = 50_000_000
"""Half a second at worst, and a few milliseconds as a rule."""
WALL_SECONDS = 60.0
"""How long all texts of one check may take in the worker, in wall-clock time."""


class Flag(StrEnum):
    """How a pattern is read; the names are those of Python's `re`."""

    IGNORECASE = "ignorecase"
    MULTILINE = "multiline"
    DOTALL = "dotall"


def compile_pattern(source: str, flags: Sequence[Flag] = ()) -> re.Pattern[str]:
    """The regular expression; raises ValueError with the error and its place."""
    number = 0
    for flag in flags:
        number |= re.RegexFlag[flag.name]
    return _compiled(source, number)


@lru_cache(maxsize=256)
def _compiled(source: str, flags: int) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on syntax that may mean something else one day
            return re.compile(source, flags)
    except re.error as error:
        place = "" if error.pos is None else f" at character {error.pos + 1}"
        raise ValueError(f"not a regular expression: {error.msg}{place}") from error
    except (RecursionError, OverflowError) as error:
        raise ValueError("not a regular expression: nested too deep, or repeated too often") from error


class Matcher:
    """Tries one pattern on many texts. A context, because it may own a process."""

    def __init__(self, regex: re.Pattern[str]) -> None:
        self._regex = regex
        self._cost = estimate(regex)
        self._programs: dict[bool, Program | None] = {}
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.kill()

    def lines(self, text: Text, *, limit: int, where: str) -> tuple[int, ...]:
        """The lines, from 1, of the first `limit` matches; raises UndeterminedError naming `where`."""
        linear = self._program(ascii_text=text.is_ascii)
        if linear is not None and linear.exact:
            return line_numbers(text.utf8, linear.starts(text.utf8, limit))
        if linear is not None and not linear.finds(text.utf8):
            return ()
        return line_numbers(text.string, self._starts(text.string, limit, where))

    def fits(self, text: str, *, where: str) -> bool:
        """Whether the whole text matches. Raises UndeterminedError naming `where`."""
        linear = self._program(ascii_text=text.isascii())
        if linear is not None:
            try:
                fits = linear.fits(text.encode())
            except UnicodeEncodeError:  # bytes of an environment variable that are no UTF-8
                return bool(self._starts(text, 0, where))
            if linear.exact or not fits:
                return fits
        return bool(self._starts(text, 0, where))

    def _program(self, *, ascii_text: bool) -> Program | None:
        """What RE2 runs. It is kept here because finding a pattern in a cache takes longer than a short search."""
        if ascii_text not in self._programs:
            self._programs[ascii_text] = program(self._regex, ascii_text=ascii_text)
        return self._programs[ascii_text]

    def _starts(self, text: str, limit: int, where: str) -> list[int]:
        """What `re` itself finds; with a limit of 0, something if the whole text matches."""
        if self._cost is not None and self._cost.steps(text) <= MAX_STEPS:
            return regex_worker.starts(self._regex, text, limit)
        if self._worker is None:
            self._worker = _Worker(self._regex)
        return self._worker.starts(text, limit, where)


class _Worker:
    """A running `regex_worker`, its input and its output."""

    def __init__(self, regex: re.Pattern[str]) -> None:
        if not hasattr(os, "posix_spawn") or not sys.executable:
            raise UndeterminedError("the pattern could take very long, and can't be tried safely on this system")
        self._deadline = time.monotonic() + WALL_SECONDS
        self._pid, self._requests, self._answers = _spawn()
        self._send({"flags": regex.flags}, regex.pattern)

    def starts(self, text: str, limit: int, where: str) -> list[int]:
        self._send({"limit": limit}, text)
        line = self._receive()
        if not line:
            raise UndeterminedError(
                f"the pattern took longer than {regex_worker.CPU_SECONDS:g} s on {where}:"
                " write it with fewer repeats, and none inside another"
            )
        answer: list[int] | None = json.loads(line)
        if answer is None:
            raise UndeterminedError(f"the pattern took too much memory on {where}")
        return answer

    def kill(self) -> None:
        os.close(self._requests)
        os.close(self._answers)
        # The runner waits for any child, and may have reaped it.
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def _send(self, header: dict[str, Any], text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        head = json.dumps({**header, "bytes": len(data)}).encode() + b"\n"
        with contextlib.suppress(BrokenPipeError), open(self._requests, "wb", closefd=False) as requests:
            requests.write(head + data)

    def _receive(self) -> bytes:
        """One line from the worker; empty if it has ended or is too late."""
        line = b""
        while not line.endswith(b"\n"):
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([self._answers], [], [], left)[0]:
                return b""
            chunk = os.read(self._answers, 65536)
            if not chunk:
                return b""
            line += chunk
        return line


def _spawn() -> tuple[int, int, int]:
    """A worker's process id, the writing end of its input and the reading end of its output."""
    input_end, requests = os.pipe()
    answers, output_end = os.pipe()
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", "-X", "utf8", regex_worker.__file__],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, input_end, 0),
                (os.POSIX_SPAWN_DUP2, output_end, 1),
                (os.POSIX_SPAWN_DUP2, null, 2),
            ],
        )
    except OSError as error:
        os.close(requests)
        os.close(answers)
        raise UndeterminedError(f"the pattern's own process could not be started: {error.strerror}") from error
    finally:
        for end in (input_end, output_end, null):
            os.close(end)
    return pid, requests, answers
