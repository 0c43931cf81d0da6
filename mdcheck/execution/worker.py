"""Inert checks run in a process of their own, which can be ended: a hostile file must not hang or fill the machine.

The process is forked before a run begins, so it has every check and the workspace already and costs a few milliseconds.
It handles one check after the other. A second process stands between it and mdcheck: where the first is killed, the
second forks another one, which goes on with the next check; mdcheck itself may have threads by then, and a process with
threads can't be forked safely.

    mdcheck ── forks ──▶ keeper ── forks ──▶ worker, worker, …

Frames on the answering pipe are at most `PIPE_BUF` bytes, so that each arrives whole, whoever is killed.
"""

from __future__ import annotations

import math
import mmap
import os
import select
import signal
import struct
import sys
import time
import warnings
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import msgspec

from mdcheck.execution.process import landlock
from mdcheck.execution.process.turns import readable
from mdcheck.results.outcome import Finding, errored

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mdcheck.evidence.workspace import Workspace
    from mdcheck.execution.process.cancellation import Cancellation
    from mdcheck.kinds.protocol import Reading

MEMORY = 2 * 1024**3
"""Bytes that a check may use beyond what mdcheck uses itself."""
_JOB = struct.Struct("!III")
"""A number of its own, the number of the check, and how often the workspace has been looked at anew."""
_NUMBER = struct.Struct("!I")
_HEAD = struct.Struct("!HcI")
"""The length of the data, the kind of the frame, and the number of the job that it answers."""
_PART = min(getattr(select, "PIPE_BUF", 512), 4096) - _HEAD.size
_HELLO, _MORE, _LAST, _DIED = b"H", b"M", b"L", b"D"
_DONE = 64
"""The exit status of a worker that has nothing more to do."""


class _Frame(NamedTuple):
    kind: bytes
    job: int
    data: bytes


class Worker:
    """Runs inert checks with a deadline each. A context; any thread may use it, one check at a time.

    `look` runs a check and turns what it raises into a finding.
    """

    def __init__(self, checks: Sequence[Reading], workspace: Workspace, look: Callable[..., Finding]) -> None:
        self._checks = checks
        self._numbers = {id(check): number for number, check in enumerate(checks)}
        self._workspace = workspace
        self._look = look
        self._seen = workspace
        self._generation = 0
        self._job = 0
        self._current = mmap.mmap(-1, _NUMBER.size)
        """The job that is wanted, shared with the processes: one that was given up must not be begun."""
        self._lock = Lock()
        self._keeper = 0
        self._pid = 0
        self._jobs = self._answers = -1
        self._rest = b""

    def __enter__(self) -> Self:
        jobs_in, jobs_out = os.pipe()
        answers_in, answers_out = os.pipe()
        keeper = _fork()
        if keeper == 0:
            _in_child(lambda: self._keep(jobs_in, answers_out), close=(jobs_out, answers_in))
        os.close(jobs_in)
        os.close(answers_out)
        self._keeper, self._jobs, self._answers = keeper, jobs_out, answers_in
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._jobs)  # a worker that waits for the next check ends
        self._kill()
        with suppress(ProcessLookupError):
            os.kill(self._keeper, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._keeper, 0)
        os.close(self._answers)

    def __contains__(self, check: Reading) -> bool:
        return id(check) in self._numbers

    def check(self, check: Reading, workspace: Workspace, *, timeout: float, cancel: Cancellation) -> Finding:
        """The finding of one of the checks; errored after `timeout` seconds, and where the worker ended."""
        with self._lock:
            if workspace is not self._seen:
                self._seen = workspace
                self._generation += 1
            cancel.add(self._kill)
            try:
                return self._ask(self._numbers[id(check)], timeout, cancel)
            finally:
                cancel.discard(self._kill)

    def _ask(self, number: int, timeout: float, cancel: Cancellation) -> Finding:
        self._job += 1
        self._current[:] = _NUMBER.pack(self._job)
        try:
            os.write(self._jobs, _JOB.pack(self._job, number, self._generation))
        except BrokenPipeError:  # the keeper was killed from outside
            return _ended(signal.SIGKILL, timeout, killed=False, cancelled=cancel.cancelled)
        end = time.monotonic() + timeout
        answer = b""
        killed = False
        while True:
            frame = self._next(math.inf if killed else end)
            if frame is None:
                self._kill()
                killed = True
            elif frame.kind == _HELLO:
                self._pid = int.from_bytes(frame.data, "big")
                if killed or cancel.cancelled:  # it began while it was to end
                    self._kill()
            elif frame.kind == _DIED:
                self._pid = 0
                status = int.from_bytes(frame.data, "big")
                return _ended(status, timeout, killed=killed, cancelled=cancel.cancelled)
            elif frame.job == self._job:  # a worker may still answer a job that was given up
                answer += frame.data
                if frame.kind == _LAST and not killed:
                    return _decoded(answer)

    def _next(self, until: float) -> _Frame | None:
        """The next frame; None where none came before `until`."""
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while True:
            if len(self._rest) >= _HEAD.size:
                length, kind, job = _HEAD.unpack_from(self._rest)
                if len(self._rest) >= _HEAD.size + length:
                    frame = _Frame(kind, job, self._rest[_HEAD.size : _HEAD.size + length])
                    self._rest = self._rest[_HEAD.size + length :]
                    return frame
            if not readable(poll, until):
                return None
            data = os.read(self._answers, 65536)
            if not data:  # the keeper was killed from outside
                return _Frame(_DIED, 0, signal.SIGKILL.to_bytes(4, "big"))
            self._rest += data

    def _kill(self) -> None:
        if self._pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)

    def _keep(self, jobs: int, answers: int) -> None:
        """Run as the keeper: start a worker, and another one whenever it ends before all checks are done."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # mdcheck decides, and closes the pipe
        while True:
            pid = _fork()
            if pid == 0:
                _in_child(lambda: self._work(jobs, answers))
            _, status = os.waitpid(pid, 0)
            code = os.waitstatus_to_exitcode(status)
            if code == _DONE:
                return
            _send(answers, _DIED, 0, max(-code, 0).to_bytes(4, "big"))

    def _work(self, jobs: int, answers: int) -> None:
        """Run as the worker: one check after the other, until mdcheck closes the pipe."""
        os.setpgid(0, 0)
        _limit_memory()
        with suppress(OSError):  # an older kernel; then only the kinds themselves keep from writing
            landlock.restrict([], [], network=False, namespace=False)
        _send(answers, _HELLO, 0, os.getpid().to_bytes(4, "big"))
        workspace, generation = self._workspace, 0
        while len(job := os.read(jobs, _JOB.size)) == _JOB.size:
            own, number, wanted = _JOB.unpack(job)
            if own != _NUMBER.unpack(self._current)[0]:
                continue
            if wanted != generation:
                workspace, generation = workspace.fresh(), wanted
            try:
                finding = self._look(self._checks[number], workspace)
                answer = _encoded(finding)
            except MemoryError:
                finding = errored(f"it needs more than {MEMORY // 1024**3} GB of memory")
                answer = _encoded(finding)
            for start in range(0, max(len(answer), 1), _PART):
                kind = _LAST if start + _PART >= len(answer) else _MORE
                _send(answers, kind, own, answer[start : start + _PART])


def _ended(status: int, timeout: float, *, killed: bool, cancelled: bool) -> Finding:
    if cancelled:
        return errored("interrupted")
    if killed:
        return errored(f"timed out after {timeout:g} s")
    return errored(f"its process was ended by signal {status}" if status else "its process ended")


def _send(pipe: int, kind: bytes, job: int, data: bytes) -> None:
    os.write(pipe, _HEAD.pack(len(data), kind, job) + data)


def _encoded(finding: Finding) -> bytes:
    """The finding as bytes; half a surrogate pair, from a file or its name, has none and is written as an escape."""
    try:
        return msgspec.msgpack.encode(finding)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(Finding(*_escaped(finding)))


def _escaped(value: Any) -> Any:
    """The value with every half of a surrogate pair as an escape."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    return tuple(map(_escaped, value)) if isinstance(value, tuple) else value


def _decoded(answer: bytes) -> Finding:
    finding = msgspec.msgpack.decode(answer, type=Finding)
    if not finding.signatures:
        return finding
    from mdcheck.results.signed import Signed  # late: few checks are sign-offs

    return finding._replace(signatures=msgspec.convert(finding.signatures, tuple[Signed, ...]))


def _fork() -> int:
    if sys.version_info >= (3, 12):
        with warnings.catch_warnings():  # it is forked before mdcheck starts a thread
            warnings.simplefilter("ignore", DeprecationWarning)
            return os.fork()
    return os.fork()


def _in_child(work: Callable[[], None], close: tuple[int, ...] = ()) -> None:
    """Do the work and end, whatever happens: nothing of mdcheck's own may run twice."""
    code = 1
    try:
        for descriptor in close:
            os.close(descriptor)
        work()
        code = _DONE
    finally:
        os._exit(code)


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows has no limits; macOS has none that holds
        import resource

        used = int(open("/proc/self/statm", "rb").read().split()[0]) * resource.getpagesize()  # noqa: SIM115, PTH123
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = used + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
