"""A program that tries one regular expression on texts until it is killed; `matcher.py` starts it.

It reads frames from standard input: a line of JSON, then as many bytes of UTF-8 as the line's `bytes` says.
The first frame is the pattern; each further one is a text, answered by a line of JSON: the offsets of the
first matches, or null where the memory did not suffice. Only the standard library may be imported here: the
interpreter runs isolated.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import BinaryIO

CPU_SECONDS = 10.0
MEMORY_BYTES = 2 * 1024 * 1024 * 1024


def starts(regex: re.Pattern[str], text: str, limit: int) -> list[int]:
    """The offsets of the first `limit` matches; with a limit of 0, 0 if the whole text matches."""
    if not limit:
        return [0] if regex.fullmatch(text) else []
    found: list[int] = []
    for match in regex.finditer(text):
        found.append(match.start())
        if len(found) == limit:
            break
    return found


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the input ends. A text that takes too much processor time ends the process by SIGPROF."""
    _limit_memory()
    header, pattern = _frame(requests)
    regex = re.compile(pattern, header["flags"])
    while True:
        header, text = _frame(requests)
        if not header:
            return
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        try:
            answer = starts(regex, text, header["limit"])
        except MemoryError:
            answer = None
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _frame(requests: BinaryIO) -> tuple[dict[str, Any], str]:
    line = requests.readline()
    if not line:
        return {}, ""
    header: dict[str, Any] = json.loads(line)
    return header, requests.read(header["bytes"]).decode("utf-8", "surrogatepass")


def _limit_memory() -> None:
    try:
        import resource  # late: not there on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ImportError, ValueError, OSError):  # then only the processor time is limited
        return


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
