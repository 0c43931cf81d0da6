"""A signal that does not end a wait is heard soon all the same."""

import math
import os
import signal
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from itertools import islice

import pytest

from mdcheck.execution.perform import check_in_thread
from mdcheck.execution.process import turns
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.execution.process.loop import Loop
from mdcheck.execution.process.turns import first_ended

LATE = 30
"""Seconds after which a wait that heard nothing ends by itself, so that the test fails instead of hanging."""


@pytest.mark.parametrize(
    ("left", "expected"),
    [(-1, [0]), (0, [0]), (0.125, [0.125]), (0.25, [0.25]), (0.625, [0.25, 0.25, 0.125]), (math.inf, [0.25] * 9)],
)
def test_a_wait_is_made_of_turns(monkeypatch, left, expected):
    now = [1024.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])
    found = []
    for seconds in islice(turns.turns(now[0] + left), 9):
        found.append(seconds)
        now[0] += seconds
    assert found == expected


class InterruptedByTestError(Exception):
    """What the handler raises here."""


@pytest.fixture
def silently():
    """Interrupts the main thread as a signal does that comes between Python's last look and the wait, once it is set.

    Another thread takes the signal, so the wait of the main thread goes on.
    """
    begun = threading.Event()

    def handler(_number, _frame):
        raise InterruptedByTestError

    def send():
        begun.wait()
        time.sleep(0.05)  # by then the main thread waits, on a machine that is not too busy
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

    former = signal.signal(signal.SIGUSR1, handler)
    sender = threading.Thread(target=send)
    sender.start()
    yield begun
    begun.set()
    sender.join()
    signal.signal(signal.SIGUSR1, former)


@contextmanager
def ended_late(function):
    """Ends a wait by the function when it is late, and fails then."""
    late = threading.Event()

    def end():
        late.set()
        function()

    timer = threading.Timer(LATE, end)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        assert not late.is_set()


def wait_for_a_pipe(begun):
    reader, writer = os.pipe()
    loop = Loop()
    loop.listen(reader, lambda: None)
    with ended_late(lambda: os.write(writer, b"\0")):
        try:
            begun.set()
            loop.wait(math.inf)
        finally:
            os.close(reader)
            os.close(writer)


def wait_for_a_future(begun):
    future = Future()
    with ended_late(partial(future.set_result, None)):
        begun.set()
        first_ended([future])


def wait_for_a_check(begun):
    ended = threading.Event()

    class Hanging:
        def check(self, _workspace):
            ended.wait()

    with ended_late(ended.set):
        try:
            begun.set()
            check_in_thread(Hanging(), None, timeout=10 * LATE, cancel=Cancellation())
        finally:
            ended.set()


@pytest.mark.parametrize("wait", [wait_for_a_pipe, wait_for_a_future, wait_for_a_check])
def test_a_signal_that_ends_no_wait_is_heard(silently, wait):
    with pytest.raises(InterruptedByTestError):
        wait(silently)


def test_what_has_not_ended_in_time():
    first, second = Future(), Future()
    assert first_ended([first, second], time.monotonic()) == set()
    second.set_result(None)
    assert first_ended([first, second], time.monotonic()) == {second}
