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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to mdcheck")
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
        assert list(strays.sweep(NOBODY, token)) == []
        assert len(started) == 2
        for process in started:
            with pytest.raises(ProcessLookupError):
                os.kill(process.pid, 0)
    finally:
        for process in started:
            process.kill()
            process.wait()
