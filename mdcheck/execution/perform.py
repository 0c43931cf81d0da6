"""Running one check. The result is always a `CheckResult`, also for an error of the kind."""

from __future__ import annotations

import math
import os
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import msgspec

from mdcheck.errors import MdcheckError
from mdcheck.evidence.workspace import OutsideError
from mdcheck.execution.process import run as process
from mdcheck.execution.process.turns import turns
from mdcheck.kinds.protocol import runs_process
from mdcheck.results.outcome import Box, Finding, Outcome, errored, judged, unrun

if TYPE_CHECKING:
    from mdcheck.checks.bind import Check
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.execution.cache import Cache
    from mdcheck.execution.known import Known
    from mdcheck.execution.plan import Job
    from mdcheck.execution.process.cancellation import Cancellation
    from mdcheck.execution.process.launch import Launchpad
    from mdcheck.execution.process.loop import Loop, Steps
    from mdcheck.execution.process.sandbox import Confinement
    from mdcheck.execution.worker import Worker
    from mdcheck.kinds.protocol import Reading
    from mdcheck.results.outcome import CheckResult

_AnswerT = TypeVar("_AnswerT")

OUT_OF_TIME = "the time for the whole run is used up (--budget)"


class Limits(NamedTuple):
    """What the checks of a run may use."""

    until: float = math.inf
    """When the run must end, by `time.monotonic`; checks that have not ended by then are errored."""
    worker: bool = False
    """Run inert checks in a process of their own."""
    confinement: Confinement | None = None
    """The sandbox of executable checks."""
    hide_secrets: bool = False
    """Keep from processes the variables whose names look like secrets, unless a block names them."""


class RunContext(msgspec.Struct, frozen=True, kw_only=True):
    """What all checks of one run share."""

    document: str
    """The path in `MDCHECK_FILE`."""
    pad: Launchpad
    loop: Loop
    """Of the thread that the checks run in."""
    cancel: Cancellation
    cache: Cache | None = None
    worker: Worker | None = None
    """Runs inert checks; without it they run in this process and have no deadline."""
    until: float = math.inf
    """See `Limits`."""
    known: Known | None = None
    """The results of an earlier run that may still hold."""

    def timeout(self, job: Job) -> float:
        """Seconds that the check may take."""
        return min(job.check.block.common.timeout, max(0.0, self.until - time.monotonic()))

    @property
    def out_of_time(self) -> bool:
        return time.monotonic() >= self.until


def perform(job: Job, workspace: Workspace, run: RunContext) -> Steps[CheckResult]:
    """Run the check, unless it does not apply, or it passed before and nothing that it depends on has changed."""
    held_back = inapplicable(job, workspace, run)
    if held_back is not None:
        return held_back
    if run.cache is None:
        return (yield from _run_with_retries(job, workspace, run))
    return (yield from _run_unless_cached(job, workspace, run, run.cache))


def inapplicable(job: Job, workspace: Workspace, run: RunContext) -> CheckResult | None:
    """The result of a check whose `when` does not pass; None where it is to run."""
    if job.check.when is None:
        return None
    finding = _look(cast("Reading", job.check.when), job, workspace, run)
    if finding.outcome.meaning.box is Box.TICK or finding.outcome is Outcome.WARNED:
        return None
    outcome = Outcome.ERRORED if finding.outcome is Outcome.ERRORED else Outcome.NOT_APPLICABLE
    return result(job.check, outcome, f"when: {finding.message}" if finding.message else "its `when` does not pass")


def _run_unless_cached(job: Job, workspace: Workspace, run: RunContext, cache: Cache) -> Steps[CheckResult]:
    key = cache.key(job, workspace)
    if key is None:
        return (yield from _run_with_retries(job, workspace, run))
    known = cache.passed(job, key, workspace.now())
    if known is not None:
        return result(job.check, Outcome.PASSED, known)
    ended = yield from _run_with_retries(job, workspace, run)
    cache.record(job, key, ended, workspace.now())
    return ended


def _run_with_retries(job: Job, workspace: Workspace, run: RunContext) -> Steps[CheckResult]:
    """Run the check, again while it does not pass and may be retried."""
    started = time.perf_counter()
    tries = 1 + job.check.block.common.retries
    number = 1
    finding, output = yield from _attempt(job, workspace, run)
    while finding.outcome.meaning.bad and number < tries and not run.cancel.cancelled and not run.out_of_time:
        number += 1
        finding, output = yield from _attempt(job, workspace.fresh(), run)
    message = f"{finding.message} (on try {number} of {tries})".lstrip() if number > 1 else finding.message
    ended = result(
        job.check,
        judged(finding, job.check.block.common.severity),
        message,
        duration=time.perf_counter() - started,
        output=output,
    )
    return ended._replace(fix=ended.fix or finding.fix, signatures=finding.signatures)


def result(
    check: Check,
    outcome: Outcome,
    message: str,
    *,
    duration: float | None = None,
    output: str = "",
    refused: bool = False,
) -> CheckResult:
    """The result of a check that ended so, or did not run."""
    return unrun(check.block, check.name)._replace(
        outcome=outcome, message=message, duration=duration, output=output, refused=refused
    )


def _attempt(job: Job, workspace: Workspace, run: RunContext) -> Steps[tuple[Finding, str]]:
    """What the check finds, and what its process printed or what it found in full."""
    timeout = run.timeout(job)
    finding, output = yield from _run_once(job, workspace, run, timeout)
    if finding.outcome is Outcome.ERRORED and timeout < job.check.block.common.timeout and run.out_of_time:
        finding = finding._replace(message=OUT_OF_TIME)  # its own time would have been longer
    return finding, output


def _run_once(job: Job, workspace: Workspace, run: RunContext, timeout: float) -> Steps[tuple[Finding, str]]:
    kind = job.check.kind
    try:
        if runs_process(kind):
            completed = yield from process.steps(
                kind.command(),
                timeout=timeout,
                env={"MDCHECK_ROOT": str(workspace.root), "MDCHECK_FILE": run.document, "MDCHECK_ITEM": job.item.id},
                cancel=run.cancel,
                pad=run.pad,
                loop=run.loop,
            )
            finding = errored(completed.problem) if completed.problem else kind.judge(completed)
            return finding, completed.output
        reading = cast("Reading", kind)
        if kind.executable:
            finding = check_in_thread(reading, workspace, timeout=timeout, cancel=run.cancel)
        else:
            finding = _look(reading, job, workspace, run)
        return finding, "\n".join(finding.details)
    except Exception as error:  # noqa: BLE001 - one kind's bug must not take the other checks' results along
        return _undetermined(error, job.check.name, workspace), ""


def _look(kind: Reading, job: Job, workspace: Workspace, run: RunContext) -> Finding:
    """What an inert kind finds."""
    if run.worker is not None and kind in run.worker:
        finding = run.worker.check(kind, workspace, timeout=run.timeout(job), cancel=run.cancel)
    else:
        finding = look(kind, workspace)
    if run.known is not None:
        run.known.saw(job, finding.looked)
    return finding


def look(kind: Reading, workspace: Workspace) -> Finding:
    """The result of an inert kind, in this process; errored for any exception other than MemoryError."""
    seen = workspace.traced()
    try:
        finding = kind.check(seen)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        finding = _undetermined(error, kind.name, workspace)
    return finding._replace(looked=seen.looked()) if workspace.trace else finding


def _undetermined(error: Exception, name: str, workspace: Workspace) -> Finding:
    """The finding of a kind that raised an exception."""
    if isinstance(error, OutsideError | MdcheckError):
        return errored(str(error))
    if isinstance(error, OSError):
        return errored(_in_words(error, workspace))
    return errored(f"a bug in the kind {name}, please report it: {type(error).__name__}: {error}")


def _in_words(error: OSError, workspace: Workspace) -> str:
    """The system's reason with the file's name, relative to the root so that it means the same anywhere."""
    reason = error.strerror or str(error) or type(error).__name__
    if not isinstance(error.filename, str | os.PathLike):
        return reason
    path = os.path.relpath(error.filename, workspace.root)
    return f"{path.replace(os.sep, '/')}: {reason}"


def check_in_thread(kind: Reading, workspace: Workspace, *, timeout: float, cancel: Cancellation) -> Finding:
    """The check's finding within `timeout` seconds; an exception in it is raised here.

    A check that waits, for a server or for a plugin, has a thread of its own, since nothing can end a thread from
    outside: after the deadline or a cancelled run it is abandoned, and ends with mdcheck at the latest.
    """
    answers: SimpleQueue[Finding | BaseException] = SimpleQueue()

    def check() -> None:
        try:
            answers.put(kind.check(workspace))
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            answers.put(error)

    Thread(target=check, daemon=True, name=f"check {type(kind).__name__}").start()

    def interrupt() -> None:
        answers.put(errored("interrupted"))

    cancel.add(interrupt)
    try:
        answer = _first(answers, time.monotonic() + timeout)
    except Empty:
        return errored(f"timed out after {timeout:g} s")
    finally:
        cancel.discard(interrupt)
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _first(answers: SimpleQueue[_AnswerT], until: float) -> _AnswerT:
    """Raises Empty if there is none when `until` has come."""
    for seconds in turns(until):
        with suppress(Empty):
            return answers.get(timeout=seconds)
    raise Empty
