"""Checks that wait for others: a server on the network, or whatever a plugin does.

Nothing ends a thread from outside. So each has a thread of its own, which is left to itself when the time is up or the
run is cancelled; the end of mdcheck is its end, too.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from mdcheck.results.outcome import Finding, errored

if TYPE_CHECKING:
    from mdcheck.execution.cancellation import Cancellation
    from mdcheck.kinds.protocol import Reading
    from mdcheck.kinds.workspace import Workspace


def patiently(kind: Reading, workspace: Workspace, *, timeout: float, cancel: Cancellation) -> Finding:
    """What the check finds within `timeout` seconds; what it raises is raised here."""
    answers: SimpleQueue[Finding | BaseException] = SimpleQueue()

    def check() -> None:
        try:
            answers.put(kind.check(workspace))
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            answers.put(error)

    Thread(target=check, daemon=True, name=f"check {type(kind).__name__}").start()

    def interrupt() -> None:
        answers.put(errored("interrupted"))

    cancel.add(interrupt)
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        return errored(f"timed out after {timeout:g} s")
    finally:
        cancel.discard(interrupt)
    if isinstance(answer, BaseException):
        raise answer
    return answer
