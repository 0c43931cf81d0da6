"""How many checks are under way on machines of several kinds; the clock is a number that the test moves."""

from __future__ import annotations

import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from mdcheck.cli import invoke
from mdcheck.execution import pace as module
from mdcheck.execution.pace import Pace


class Machine:
    """A clock, and the part of it that mdcheck and its checks had a processor for."""

    def __init__(self, monkeypatch):
        self.now = self.used = 0.0
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(module, "_processor_time", lambda: self.used)

    def run(self, most, number, seconds, share=1.0):
        """The seconds that so many checks take, one of which ends after `seconds(under_way)`."""
        pace, start, under_way = Pace(most), self.now, 0
        while number or under_way:
            while number and pace.room(under_way):
                pace.began()
                under_way, number = under_way + 1, number - 1
            assert 1 <= under_way <= most
            end = self.now + seconds(under_way)
            while number and pace.until < end and under_way < most:
                end += max(0.0, pace.until - self.now)
                self.now = max(self.now, pace.until)
                if not pace.room(under_way):
                    break
                pace.began()
                under_way, number = under_way + 1, number - 1
                end = self.now + seconds(under_way)
            self.used += (end - self.now) * share
            self.now = end
            under_way -= 1
            pace.ended(under_way)
        return self.now - start


@pytest.fixture
def machine(monkeypatch):
    return Machine(monkeypatch)


def test_one_at_a_time_where_several_wait_for_a_processor(machine):
    taken = machine.run(2, 1_000, lambda under_way: 0.001 if under_way == 1 else 0.006, share=0.2)
    assert taken == pytest.approx(1.0, rel=0.2)


def test_the_kernel_is_given_a_moment_to_spread_them(machine):
    calm = []

    def seconds(under_way):
        calm.append(machine.now if under_way > 1 else None)
        busy = any(moment is not None and machine.now - moment < 0.2 for moment in calm[-300:])
        return 0.008 if busy else 0.001

    assert machine.run(2, 1_000, seconds, share=0.2) < 2


@pytest.fixture
def never(monkeypatch):
    """The same run where nothing is ever tried."""

    def run(*args):
        with monkeypatch.context() as patch:
            machine = Machine(patch)
            patch.setattr(module, "_LONG", 0.0)
            return machine.run(*args)

    return run


@pytest.mark.parametrize("most", [2, 8])
@pytest.mark.parametrize(("share", "extra"), [(0.2, 1.35), (1.0, 1.0)], ids=["sleep", "compute"])
def test_as_many_as_allowed_where_that_gets_more_done(machine, never, most, share, extra):
    args = (most, 1_000, lambda under_way: 0.01 / under_way, share)
    assert machine.run(*args) <= never(*args) * extra


@pytest.mark.parametrize("seconds", [0.5, 60.0])
def test_long_checks_never_wait_for_one_another(machine, never, seconds):
    args = (4, 100, lambda under_way: seconds / under_way, 0.0)
    assert machine.run(*args) == never(*args)


def test_a_long_check_among_short_ones_keeps_nobody_waiting(machine):
    """One at a time is the better pace, until a check takes a minute: the next one begins after 20 ms."""
    pace = Pace(2)
    for _ in range(200):
        under_way = 0
        while pace.room(under_way):
            pace.began()
            under_way += 1
        machine.now += 0.001 if under_way == 1 else 0.012
        for rest in reversed(range(under_way)):
            pace.ended(rest)
    assert pace.room(0)
    pace.began()
    assert not pace.room(1)
    assert pace.until == pytest.approx(machine.now + 0.02)
    machine.now = pace.until
    assert pace.room(1)
    assert not pace.room(2)


def test_one_at_a_time_is_all_that_is_allowed(machine):
    assert machine.run(1, 100, lambda _: 0.005, share=0.1) == pytest.approx(0.5)


def test_beside_busy_programs_every_check_has_its_result(tmp_path, monkeypatch, capfd):
    """Real processes: whatever pace is taken, none is lost or run twice."""
    monkeypatch.chdir(tmp_path)
    items = [f"- [ ] Item {n}\n  ```check sh\n  echo {n} >> done-{n % 2}\n  ```\n" for n in range(100)]
    items.append("- [ ] Long\n  ```check sh\n  sleep 0.2; echo long >> done-0\n  ```\n")
    (tmp_path / "CHECKLIST.md").write_text("# L\n\n" + "".join(items))
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        time.sleep(0.05)
        assert invoke(["run", "--trust", "-q", "-j", "2", "CHECKLIST.md"]) == 0, capfd.readouterr().out
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    told = [line for n in range(2) for line in (tmp_path / f"done-{n}").read_text().split()]
    assert sorted(told) == sorted([*map(str, range(100)), "long"])
