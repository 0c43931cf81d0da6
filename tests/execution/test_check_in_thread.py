from __future__ import annotations

import threading

import pytest

from mdcheck.execution.perform import check_in_thread
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.results.outcome import errored, passed


class Hanging:
    """A kind that waits to be let go."""

    def __init__(self):
        self.go = threading.Event()

    def check(self, workspace):
        self.go.wait(600)
        return passed(workspace)


class Raising:
    def check(self, _workspace):
        raise FileNotFoundError(2, "none")


def test_what_is_found_and_what_is_raised():
    kind = Hanging()
    kind.go.set()
    assert check_in_thread(kind, "seen", timeout=300, cancel=Cancellation()) == passed("seen")
    with pytest.raises(FileNotFoundError):
        check_in_thread(Raising(), "seen", timeout=300, cancel=Cancellation())


def test_the_time_is_up():
    kind = Hanging()
    assert check_in_thread(kind, "seen", timeout=0.05, cancel=Cancellation()) == errored("timed out after 0.05 s")
    kind.go.set()


def test_a_cancelled_run_waits_for_nobody():
    kind, cancel = Hanging(), Cancellation()
    threading.Timer(0.05, cancel.cancel).start()
    assert check_in_thread(kind, "seen", timeout=300, cancel=cancel) == errored("interrupted")
    assert check_in_thread(kind, "seen", timeout=300, cancel=cancel) == errored("interrupted")
    kind.go.set()
