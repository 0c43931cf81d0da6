"""A process on a pseudo-terminal, for what mdcheck does only where a person sits."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from testing.counted import counted

TIMEOUT = 60.0
"""Seconds, many times what anything here takes."""


class Terminal:
    """mdcheck with all three streams on one terminal, and a hand that answers once the question is there."""

    def __init__(self, folder, *args, env=None, stdout=None):
        ours, theirs = pty.openpty()
        self._ours = ours
        self.text = ""
        self._seen = 0
        here = {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"}
        environ = {**os.environ, **counted(), **here, **(env or {})}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mdcheck", *args],
            cwd=folder,
            env=environ,
            stdin=theirs,
            stdout=theirs if stdout is None else stdout,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)

    def until(self, words):
        """Wait for `words` behind what was waited for before."""
        end = time.monotonic() + TIMEOUT
        while words not in self.text[self._seen :]:
            assert time.monotonic() < end, f"no “{words}” in: {self.text!r}"
            assert self._read(end), f"ended without “{words}”: {self.text!r}"
        self._seen = self.text.index(words, self._seen) + len(words)

    def type(self, keys):
        os.write(self._ours, keys.encode())

    def interrupt(self):
        """What Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)

    def ended(self):
        """All that was shown, and the exit status."""
        end = time.monotonic() + TIMEOUT
        while self._read(end):
            pass
        return self.text, self._process.wait(TIMEOUT)

    def _read(self, end):
        ready, _, _ = select.select([self._ours], [], [], max(end - time.monotonic(), 0))
        assert ready, f"nothing more came: {self.text!r}"
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux's word for the end of a terminal that nobody holds any more
            return False
        self.text += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
