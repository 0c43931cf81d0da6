"""How a run ends when it is told to from outside: every process is killed, nothing is written, and it says so."""

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from testing.counted import counted

from mdcheck.cli import invoke
from mdcheck.cli.terminal.signals import interrupt_on_signals

ROOT = Path(__file__).parents[2]
LIST = """\
# List [0%]

- [ ] Goes on
  ```check sh
  setsid sh -c 'trap "" INT TERM HUP; touch begun; sleep 1000' & sleep 1000
  ```
- [ ] Short
  ```check
  file_exists: CHECKLIST.md
  ```
"""
STARTED = "import sys; sys.argv = ['mdcheck', *sys.argv[1:]]; from mdcheck.__main__ import main; main()"
NO_CLICK = """
class Interrupting:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt
import sys
sys.meta_path.insert(0, Interrupting())
"""


class Begun:
    """An update under way in a process of its own."""

    def __init__(self, folder, token, *, jobs=2, before=""):
        command = [sys.executable, "-c", before + STARTED, "update", "--trust", "-j", str(jobs)]
        environ = {**os.environ, **counted(), "PYTHONPATH": str(ROOT), "MDCHECK_TEST_TOKEN": token}
        self._token = f"MDCHECK_TEST_TOKEN={token}".encode()
        self.process = subprocess.Popen(
            command, cwd=folder.root, env=environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def left(self):
        """The processes that it has started and that are alive."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/environ"):
            try:
                if self._token in entry.read_bytes() and entry.parent.name != str(self.process.pid):
                    found.append((entry.parent / "cmdline").read_bytes())
            except OSError:
                continue  # it has ended meanwhile
        return found

    def until(self, path):
        while not path.exists():
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.01)


@pytest.fixture
def begin(folder, tmp_path):
    """Starts an update of a checklist that never ends by itself."""
    folder.write(LIST)
    running = []

    def start(**options):
        running.append(Begun(folder, str(tmp_path), **options))
        return running[-1]

    yield start
    for begun in running:
        begun.process.terminate()  # SIGKILL would leave its children
        begun.process.communicate(timeout=60)


pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal(folder, begin, name, jobs):
    begun = begin(jobs=jobs)
    begun.until(folder.root / "begun")
    begun.process.send_signal(getattr(signal, name))
    _, err = begun.process.communicate(timeout=60)
    assert (begun.process.returncode, err.splitlines()[-1]) == (130, "interrupted: nothing was written")
    assert begun.left() == []
    assert folder.read() == LIST


def test_a_person_who_can_t_wait(folder, begin):
    begun = begin()
    begun.until(folder.root / "begun")
    for name in itertools.cycle(("SIGINT", "SIGTERM", "SIGINT", "SIGHUP")):
        if begun.process.poll() is not None:
            break
        begun.process.send_signal(getattr(signal, name))
    _, err = begun.process.communicate(timeout=60)
    assert "interrupted: nothing was written" in err
    assert "Traceback" not in err
    assert begun.left() == []
    assert folder.read() == LIST


def test_what_the_caller_ignores_is_ignored(folder, begin):
    """As under `nohup`."""
    begun = begin(before="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n")
    begun.until(folder.root / "begun")
    begun.process.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    assert begun.process.poll() is None


def test_before_anything_has_begun(begin):
    begun = begin(before=NO_CLICK)
    _, err = begun.process.communicate(timeout=60)
    assert (begun.process.returncode, err) == (130, "interrupted\n")


def test_one_signal_interrupts_and_those_behind_it_wait_for_the_end_of_that(monkeypatch):
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    interrupt_on_signals()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    now = 9.9
    signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGHUP)
    now = 10.1  # whatever went wrong, it can be ended
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_reading_commands_leave_signals_alone(folder):
    folder.write(LIST)
    former = signal.getsignal(signal.SIGTERM)
    assert invoke(["status"]) == 0
    assert signal.getsignal(signal.SIGTERM) is former
