"""The process of inert checks: what it answers, and that nothing in it can hang or harm the run."""

from __future__ import annotations

import os
import select
import signal
import threading
import time

import pytest

from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.perform import look
from mdcheck.execution.process import landlock
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.execution.worker import Worker
from mdcheck.results.outcome import Outcome, errored, passed


class Looks:
    name = "looks"

    def __init__(self, find):
        self.find = find

    def check(self, workspace):
        return self.find(workspace)


def hang(_workspace):
    while True:
        time.sleep(60)


def busy(_workspace):
    while True:
        pass


def greedy(_workspace):
    held = []
    while True:
        held.append(bytearray(64 * 1024 * 1024))


def die(_workspace):
    os.kill(os.getpid(), signal.SIGKILL)


def leave(_workspace):
    os._exit(0)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(root=tmp_path.resolve())


@pytest.fixture
def start(workspace):
    """Builds a worker for functions, and a way to run one of them."""
    workers = []

    def build(*finds):
        checks = [Looks(find) for find in finds]
        worker = Worker(checks, workspace, look)
        workers.append(worker.__enter__())

        def run(number, *, timeout=60, cancel=None, where=workspace):
            return worker.check(checks[number], where, timeout=timeout, cancel=cancel or Cancellation())

        return run

    yield build
    for worker in workers:
        worker.__exit__()
        with pytest.raises(ChildProcessError):
            os.waitpid(worker._keeper, os.WNOHANG)


@pytest.mark.parametrize("size", [0, 1, 4088, 4089, 4090, 500_000])
def test_findings_arrive_whole(start, size):
    run = start(lambda _: passed("ü" * size))
    assert run(0) == run(0) == passed("ü" * size)


def test_checks_run_in_another_process_that_stays(start):
    run = start(lambda _: passed(str(os.getpid())))
    first = run(0)
    assert first == run(0) != passed(str(os.getpid()))


@pytest.mark.parametrize("find", [hang, busy])
def test_one_that_takes_too_long_is_ended_and_the_next_one_runs(start, find):
    run = start(find, lambda _: passed("next"))
    assert run(0, timeout=0.05) == errored("timed out after 0.05 s")
    assert run(0, timeout=0) == errored("timed out after 0 s")
    assert run(1) == passed("next")


def test_no_answer_is_taken_for_that_of_another_check(start):
    run = start(lambda _: passed("first"), lambda _: passed("second"))
    for _ in range(50):
        run(0, timeout=0)
        assert run(1) == passed("second")


@pytest.mark.parametrize(
    ("find", "message"),
    [
        (die, "its process was ended by signal 9"),
        (leave, "its process ended"),
        (greedy, "it needs more than 2 GB of memory"),
    ],
)
def test_one_that_ends_its_process_is_errored(start, find, message):
    run = start(find, lambda _: passed("next"))
    assert run(0) == errored(message)
    assert run(1) == passed("next")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells when a process that is no child ends")
def test_what_the_check_started_ends_with_it(start):
    read, write = os.pipe()

    def begin(_workspace):
        os.write(write, b"%d\n" % os.posix_spawn("/bin/sleep", ["sleep", "600"], os.environ))
        hang(_workspace)

    started, cancel = [], Cancellation()

    def end():
        started.append(int(os.read(read, 32)))
        cancel.cancel()

    run = start(begin)
    ending = threading.Thread(target=end)
    ending.start()
    assert run(0, cancel=cancel) == errored("interrupted")
    ending.join()
    (pid,) = started
    for descriptor in (read, write):
        os.close(descriptor)
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:  # it has ended, and is reaped
        return
    ended, _, _ = select.select([process], [], [], 60)
    os.close(process)
    assert ended


def test_it_can_write_nothing(start, tmp_path):
    if not landlock.version():
        pytest.skip("this kernel has no Landlock")
    run = start(lambda _: passed(str((tmp_path / "made").write_text("x"))))
    assert run(0) == errored("made: Permission denied")


def test_a_cancelled_run_ends_it(start):
    run, cancel = start(hang), Cancellation()
    timer = threading.Timer(0.2, cancel.cancel)
    timer.start()
    assert run(0, cancel=cancel) == errored("interrupted")
    timer.join()


def test_the_workspace_is_looked_at_anew_when_the_caller_does(start, workspace, tmp_path):
    run = start(lambda where: passed(str(where.is_file("made"))))
    assert run(0) == passed("False")
    (tmp_path / "made").touch()
    assert run(0, where=workspace.fresh()) == passed("True")


def test_a_worker_without_its_keeper_is_no_crash(start, monkeypatch):
    import mdcheck.execution.worker as module

    keepers, fork = [], module._fork
    monkeypatch.setattr(module, "_fork", lambda: keepers.append(fork()) or keepers[-1])
    run = start(die)
    os.kill(keepers[0], signal.SIGKILL)
    assert run(0).outcome is Outcome.ERRORED
    assert run(0).outcome is Outcome.ERRORED
