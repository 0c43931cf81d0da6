from __future__ import annotations

import os
import signal
import time

import pytest

from mdcheck.execution.process.loop import Loop, Shield


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_listener_is_called_while_there_is_something_to_read(pipe):
    loop, heard = Loop(), []
    loop.listen(pipe[0], lambda: heard.append(os.read(pipe[0], 9)))
    loop.wait(time.monotonic())
    os.write(pipe[1], b"a")
    loop.wait(time.monotonic() + 60)
    loop.forget(pipe[0])
    loop.forget(pipe[0])
    os.write(pipe[1], b"b")
    loop.wait(time.monotonic())
    assert heard == [b"a"]


@pytest.mark.parametrize("listening", [True, False], ids=["to-a-pipe", "to-nothing"])
def test_waiting_ends_when_the_time_has_come(pipe, listening):
    loop = Loop()
    if listening:
        loop.listen(pipe[0], lambda: None)
    end = time.monotonic() + 0.03
    loop.wait(end)
    assert time.monotonic() >= end


def test_work_is_done_to_its_end():
    def steps():
        first = yield time.monotonic()
        second = yield time.monotonic() + 0.001
        return first, second

    assert Loop().finish(steps()) == (None, None)


def test_interrupted_work_cleans_up_and_waits_for_that(pipe):
    loop, done = Loop(), []

    def interrupt():
        os.read(pipe[0], 1)
        raise KeyboardInterrupt

    def steps():
        try:
            yield time.monotonic() + 60
        finally:
            yield time.monotonic() + 0.001
            done.append("cleaned up")

    loop.listen(pipe[0], interrupt)
    os.write(pipe[1], b"!")
    with pytest.raises(KeyboardInterrupt):
        loop.finish(steps())
    assert done == ["cleaned up"]


@pytest.fixture
def shield():
    shield = Shield()
    shield.install()
    yield shield
    shield.remove()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_shield_puts_off_an_interrupt(shield):
    done = []

    def work():
        with shield:
            signal.raise_signal(signal.SIGINT)
            done.append("not interrupted")

    with pytest.raises(KeyboardInterrupt):
        work()
    with shield:
        done.append("nothing is left over")
    assert done == ["not interrupted", "nothing is left over"]


def test_an_interrupt_during_work_that_is_guarded_is_told_at_its_next_pause(shield):
    done = []

    def steps():
        signal.raise_signal(signal.SIGINT)
        done.append("begun")
        try:
            yield time.monotonic() + 60
        finally:
            done.append("cleaned up")

    with pytest.raises(KeyboardInterrupt):
        Loop().finish(steps(), shield)
    assert done == ["begun", "cleaned up"]


def test_what_the_work_raises_is_raised():
    def steps():
        yield time.monotonic()
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        Loop().finish(steps())


def test_without_a_shield_an_interrupt_comes_at_once(shield):
    with shield:
        pass
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_signal_that_is_ignored_stays_so():
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        shield = Shield()
        shield.install()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        shield.remove()
    finally:
        signal.signal(signal.SIGINT, former)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_shield_puts_off_whatever_interrupts(name):
    def interrupt(_number, _frame):
        raise KeyboardInterrupt

    number = getattr(signal, name)
    former = signal.signal(number, interrupt)
    shield, done = Shield(), []
    shield.install()
    try:
        with pytest.raises(KeyboardInterrupt):  # noqa: PT012, SIM117 - it must come behind the second line
            with shield:
                signal.raise_signal(number)
                done.append("not interrupted")
        assert done == ["not interrupted"]
    finally:
        shield.remove()
        signal.signal(number, former)
