"""Running one process to its end, with a deadline and bounded output: the only importer of `subprocess`.

A process gets a session of its own, no standard input, an environment without `GIT_*` and a deadline. Nothing
that it started outlives it, neither its process group nor (on Linux) what has left that group. Where others
hold its pipes open after its end, they are waited for only briefly.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from signal import Signals
from typing import TYPE_CHECKING

from mdcheck.children import keep_exit_statuses
from mdcheck.execution.process.begun import Begun
from mdcheck.execution.process.capture import Capture
from mdcheck.execution.process.launch import (
    SCRIPT_NAME,
    Environment,
    LaunchError,
    Launchpad,
    encoded,
    find_program,
    refuse_missing,
    working_directory,
)
from mdcheck.execution.process.loop import Loop
from mdcheck.execution.process.strays import LEADERS, adopt_orphans, sweep
from mdcheck.kinds.protocol import Completed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mdcheck.execution.process.bounded import BoundedProcess, Exchange, Limits
    from mdcheck.execution.process.cancellation import Cancellation
    from mdcheck.execution.process.loop import Steps
    from mdcheck.kinds.protocol import Command

INTERRUPTED = "interrupted"
_PIPE_GRACE = 0.1
"""Seconds for what is still in the pipes when the process has ended."""
_TERM_GRACE = 0.5
"""Seconds between SIGTERM and SIGKILL."""
_KILL_GRACE = 1.0
"""Seconds for the kernel to end a killed process; it takes longer only where a disk or network hangs."""
_PATIENCE = 300.0
"""Seconds for a program of mdcheck's own choice, such as git."""
_CHUNK = 65536
_LAST_READS = 64
_POLL = 0.02
"""Seconds between two polls, where the kernel can't report the end of a process."""


def run(command: Command, *, root: Path, timeout: float, env: Mapping[str, str], cancel: Cancellation) -> Completed:
    """Run `command` alone, and wait for it; for the rest see `steps`."""
    loop = Loop()
    keep_exit_statuses()
    with Launchpad(root) as pad:
        return loop.finish(steps(command, timeout=timeout, env=env, cancel=cancel, pad=pad, loop=loop))


def steps(
    command: Command,
    *,
    timeout: float,
    env: Mapping[str, str],
    cancel: Cancellation,
    pad: Launchpad,
    loop: Loop,
) -> Steps[Completed]:
    """Run `command` inside the root of `pad` for at most `timeout` seconds; `env` is set for every check.

    Never raises for what a command may do: what kept it from ending by itself is the result's `problem`.
    """
    if os.name == "nt":
        return Completed(returncode=None, problem="commands can't be run on Windows; run mdcheck inside WSL")
    started = time.perf_counter()
    token = os.urandom(8).hex()
    try:
        folder = working_directory(pad.root, command.cwd)
        environ = pad.environment(env, command.env, token, command.secrets)
        program = pad.program(command.argv[0], environ.path)
        script = pad.script(command)
        try:
            argv = pad.confined((program, *command.argv[1:], *script.words), folder, script, network=command.network)
            child = _Child(_begin(argv, folder, command.cwd, environ), loop)
            try:
                cancel.add(child.kill)
                problem = yield from _follow(child, timeout, cancel)
            finally:
                cancel.discard(child.kill)
                yield from child.end(token)
        finally:
            pad.take_back(script)
        if not problem and child.returncode is None:
            problem = "its exit status is lost: something else in mdcheck's own process has asked for it"
    except (LaunchError, OSError) as error:  # the latter: no descriptors or no memory left
        return Completed(returncode=None, problem=str(error), duration=time.perf_counter() - started)
    return Completed(
        returncode=None if problem else child.returncode,
        stdout=_named(child.stdout.text(), script.words),
        output=_named(child.output.text(), script.words),
        duration=time.perf_counter() - started,
        problem=problem,
    )


def ask(argv: tuple[str, ...], *, env: Mapping[str, str], stdin: bytes = b"") -> tuple[int, bytes, bytes]:
    """Run a program of mdcheck's own choice to its end: its exit status, standard output and standard error.

    It gets just this environment, and no session of its own. Raises FileNotFoundError where it is not on PATH, OSError
    where it can't begin, and TimeoutError where it takes longer than `_PATIENCE`: a file that it reads may be a pipe.
    """
    program = _own_program(argv[0], env)
    import subprocess

    keep_exit_statuses()
    try:
        done = subprocess.run(  # noqa: S603 - mdcheck itself chose the program
            (program, *argv[1:]), env=env, input=stdin, capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"{argv[0]} did not answer in {_PATIENCE:g} s") from error
    return done.returncode, done.stdout, done.stderr


def _own_program(name: str, env: Mapping[str, str]) -> str:
    """The path of a program of mdcheck's own choice; raises FileNotFoundError."""
    try:
        return find_program(name, env.get("PATH", os.defpath))
    except LaunchError as error:
        raise FileNotFoundError(str(error)) from error


def ask_within(limits: Limits, argv: tuple[str, ...], *, env: Mapping[str, str], stdin: bytes) -> Exchange:
    """As `ask`, in a session of its own and within limits; `stdin` must fit into a pipe. What it started ends with it.

    Raises TimeoutError, and ChildProcessError where it printed too much or was cancelled.
    """
    with start_within(limits, argv, env=env) as process:
        process.write(stdin)
        return process.finish()


def start_within(limits: Limits, argv: tuple[str, ...], *, env: Mapping[str, str]) -> BoundedProcess:
    """Start a program as `ask_within` does, for a caller that writes and reads while it runs."""
    program = _own_program(argv[0], env)
    from mdcheck.execution.process.bounded import BoundedProcess  # late: for the repositories of a fleet only

    environ = Environment((), encoded([f"{name}={value}" for name, value in env.items()]), "")
    return BoundedProcess(_piped(encoded((program, *argv[1:])), os.curdir, environ, with_stdin=True), limits)


def _begin(argv: tuple[str, ...], folder: Path, cwd: str, environ: Environment) -> Begun:
    """Raises LaunchError; `cwd` is what the command calls the folder."""
    adopt_orphans()
    try:
        return _piped(encoded(argv), os.fspath(folder), environ)
    except (OSError, ValueError) as error:  # the latter for a word that the system can't take
        refuse_missing(folder, cwd)
        reason = error.strerror if isinstance(error, OSError) else error
        raise LaunchError(f"{argv[0]} can't be run: {reason}") from error


def _piped(argv: tuple[bytes, ...], cwd: str, environ: Environment, *, with_stdin: bool = False) -> Begun:
    """Begin it with pipes, `with_stdin` one to its standard input, too. Raises OSError."""
    ours: list[int] = []
    its: list[int] = []
    try:
        for _ in range(2):
            _pipe(ours, its)
        if with_stdin:
            _pipe(its, ours)
        return Begun(_spawn(argv, cwd, environ, *its), *ours)
    except OSError:
        _close(ours)
        raise
    finally:
        _close(its)


def _pipe(readers: list[int], writers: list[int]) -> None:
    reading, writing = os.pipe()
    readers.append(reading)
    writers.append(writing)


def _close(ends: list[int]) -> None:
    for end in ends:
        os.close(end)


def _spawn(
    argv: tuple[bytes, ...], cwd: str, environ: Environment, stdout: int, stderr: int, stdin: int | None = None
) -> int:
    if sys.platform == "linux":
        from mdcheck.execution.process import posix_spawn  # late: wanted only if a check starts a process

        handed = (stdout, stderr) if stdin is None else (stdin, stdout, stderr)
        if posix_spawn.available() and posix_spawn.fits(*handed):
            return posix_spawn.spawn(argv, cwd, environ, stdout=stdout, stderr=stderr, stdin=stdin)
    import subprocess  # late: loads slower than a small program runs

    popen = subprocess.Popen(  # noqa: S603 - running commands of checklists is the purpose; trust is decided before
        argv,
        cwd=cwd,
        env=dict(word.split(b"=", 1) for word in (*environ.kept, *environ.added)),
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    popen.returncode = 0  # so that it leaves the reaping to us
    return popen.pid


def _follow(child: _Child, timeout: float, cancel: Cancellation) -> Steps[str]:
    """Read until the process ends; the reason if it did not end by itself."""
    yield from child.wait_for(lambda: child.ended or cancel.cancelled, timeout)
    if cancel.cancelled:
        return INTERRUPTED
    if child.ended:
        if not child.silent:  # nearly always it is
            yield from child.wait_for(lambda: child.silent or cancel.cancelled, _PIPE_GRACE)
        return ""
    child.signal(Signals.SIGTERM)
    child.signal(Signals.SIGCONT)  # a stopped process could not handle SIGTERM
    yield from child.wait_for(lambda: child.ended or cancel.cancelled, _TERM_GRACE)
    return f"timed out after {_in_words(timeout)}"


def _in_words(seconds: float) -> str:
    """`0.5 s`, `90 s`, `10 min`."""
    if seconds >= 120 and seconds % 60 == 0:  # noqa: PLR2004 - two minutes, and whole ones
        return f"{seconds / 60:.0f} min"
    return f"{seconds:.10g} s"


def _named(text: str, script: tuple[str, ...]) -> str:
    """The output with the script's path replaced, which is a different one at every run."""
    return text.replace(script[-1], SCRIPT_NAME) if script else text


class _Child:
    """A process that leads its own session, and what it prints."""

    def __init__(self, begun: Begun, loop: Loop) -> None:
        LEADERS.add(begun.pid)
        self.stdout = Capture()
        self.output = Capture()
        self.ended = False
        self.returncode: int | None = None
        self._reaped = False
        self._pid = begun.pid
        self._loop = loop
        self._pipes = {begun.stdout: (self.stdout, self.output), begun.stderr: (self.output,)}
        for pipe in self._pipes:
            os.set_blocking(pipe, False)
            loop.listen(pipe, partial(self._read, pipe))
        self._pidfd = _pidfd(begun.pid)
        self._open = [begun.stdout, begun.stderr]
        if self._pidfd is not None:
            self._open.append(self._pidfd)
            loop.listen(self._pidfd, self._end)

    def end(self, token: str) -> Steps[None]:
        """Read the rest from the pipes, then kill it and all processes that it started, which `token` identifies."""
        # The leader is reaped last: until then no other process can be given its id, or its group's.
        try:
            if self._pipes:
                self._read_rest()
            self.kill()
            if not self.ended:
                yield from self.wait_for(lambda: self.ended, _KILL_GRACE)
            yield from sweep(self._pid, token)
            self._reap()
        finally:
            LEADERS.discard(self._pid)
            self._close()

    @property
    def silent(self) -> bool:
        """Whether all writers of the pipes have closed them."""
        return not self._pipes

    def signal(self, number: Signals) -> None:
        """To the whole process group; what has ended, or is another user's by now, is left alone."""
        try:  # `suppress` takes twice as long, and every process is killed when it has ended
            os.killpg(self._pid, number)
        except OSError:
            return

    def kill(self) -> None:
        self.signal(Signals.SIGKILL)

    def wait_for(self, done: Callable[[], bool], seconds: float) -> Steps[None]:
        end = time.monotonic() + seconds
        while not done():
            now = time.monotonic()
            if now >= end:
                return
            yield end if self._pidfd is not None else min(end, now + _POLL)
            if self._pidfd is None:
                self._reap()

    def _reap(self) -> None:
        """Ask for its exit status; there is none while it has not ended, or where another has taken it."""
        if self._reaped:
            return
        try:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
        except ChildProcessError:
            self.ended = self._reaped = True
            return
        if pid:
            self.ended = self._reaped = True
            self.returncode = os.waitstatus_to_exitcode(status)

    def _end(self) -> None:
        self.ended = True
        if self._pidfd is not None:
            self._loop.forget(self._pidfd)

    def _read(self, descriptor: int) -> bool:
        """Read once; whether there was something, or the end."""
        try:
            data = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self._loop.forget(descriptor)
            del self._pipes[descriptor]
            return True
        for capture in self._pipes[descriptor]:
            capture.feed(data)
        return True

    def _read_rest(self) -> None:
        """Read the rest from the pipes, up to a limit: later output of shells is about killed processes."""
        for _ in range(_LAST_READS):
            if not any([self._read(pipe) for pipe in tuple(self._pipes)]):  # noqa: C419 - all are read
                break
        for pipe in self._pipes:
            self._loop.forget(pipe)
        self._pipes.clear()

    def _close(self) -> None:
        for descriptor in self._open:
            self._loop.forget(descriptor)
            os.close(descriptor)


def _pidfd(pid: int) -> int | None:
    """A descriptor that is readable when the process has ended; None where the system has no such thing."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None
