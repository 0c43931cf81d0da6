"""Processes that outlive the check which started them; tests/execution/test_process.py has more of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from mdcheck.execution.process import strays
from mdcheck.execution.process.launch import TOKEN_VARIABLE

NOBODY = -1

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to mdcheck")


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine may take longer to load a program than a check's end is delayed for."""
    monkeypatch.setattr(strays, "_PATIENCE", 60.0)


@pytest.fixture
def stray():
    """A process in a session of its own that nothing but its environment gives away: the token, and its id."""
    token = os.urandom(8).hex()
    process = subprocess.Popen(["sleep", "1000"], env={TOKEN_VARIABLE: token}, start_new_session=True)
    while not strays._content(f"/proc/{process.pid}/environ"):
        time.sleep(0.001)
    yield token, process.pid
    process.kill()
    process.wait()


@pytest.mark.parametrize("looks", [1, 2, 3])
def test_one_that_is_just_loading_its_program(stray, monkeypatch, looks):
    """The kernel shows no environment then. A check can end at that very moment."""
    token, pid = stray
    content, empty = strays._content, iter([True] * looks)

    def loading(file):
        data = content(file)
        if file == f"/proc/{pid}/environ":
            return b"" if next(empty, False) else data
        if file == f"/proc/{pid}/stat" and next(empty, False):
            name, _, fields = data.rpartition(b")")
            fields = fields.split()
            fields[strays._STAT_ENVIRONMENT] = b"0"
            return name + b") " + b" ".join(fields)
        return data

    monkeypatch.setattr(strays, "_content", loading)
    pauses = len(list(strays.sweep(NOBODY, token)))
    assert pauses >= (looks > 1)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_one_that_has_no_environment_is_not_waited_for(stray, monkeypatch):
    """It may be anybody's, and may live long."""
    token, pid = stray
    content = strays._content
    monkeypatch.setattr(strays, "_content", lambda file: b"" if file.endswith("/environ") else content(file))
    assert list(strays.sweep(NOBODY, token)) == []
    os.kill(pid, 0)


def test_one_that_begins_another_as_it_is_killed(monkeypatch):
    token = os.urandom(8).hex()
    started = []
    gone = strays._gone

    def start():
        started.append(subprocess.Popen(["sleep", "1000"], env={TOKEN_VARIABLE: token}, start_new_session=True))

    def killed(pid):
        if len(started) == 1:
            start()
        while not gone(pid):
            time.sleep(0.001)
        return True

    start()
    monkeypatch.setattr(strays, "_gone", killed)
    try:
        for _ in strays.sweep(NOBODY, token):
            time.sleep(0.001)
        assert len(started) == 2
        for process in started:
            with pytest.raises(ProcessLookupError):
                os.kill(process.pid, 0)
    finally:
        for process in started:
            process.kill()
            process.wait()
