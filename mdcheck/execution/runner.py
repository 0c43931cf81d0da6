"""Running the checks of one document: in parallel, in an order that honours needs."""

from __future__ import annotations

import heapq
import math
import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, cast

import msgspec

from mdcheck.children import keep_exit_statuses
from mdcheck.execution.events import CheckFinished, CheckStarted
from mdcheck.execution.perform import OUT_OF_TIME, Limits, RunContext, inapplicable, look, perform, result
from mdcheck.execution.plan import nested_below
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.execution.process.launch import Launchpad
from mdcheck.execution.process.loop import Loop, Shield
from mdcheck.kinds.protocol import Nested, needs_trust, runs_process, tallies
from mdcheck.results.outcome import ItemResult, Outcome, judged, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from mdcheck.checks.bind import Check
    from mdcheck.document.model import CheckId, Item
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.execution.cache import Cache
    from mdcheck.execution.events import Event
    from mdcheck.execution.known import Known
    from mdcheck.execution.pace import Pace
    from mdcheck.execution.plan import Job, Plan
    from mdcheck.execution.together import Together
    from mdcheck.execution.trust.policy import Trust
    from mdcheck.execution.worker import Worker
    from mdcheck.kinds.protocol import Reading, Tallying
    from mdcheck.results.outcome import CheckResult

STOPPED = "stopped after the first failure"
_NO_LIMITS = Limits()

_FEW = 4
_OWN_DESCRIPTORS = 32
_DESCRIPTORS = 4
"""Descriptors of each check: two pipes, one that reports its end, and one more while it starts."""


def _ignore(event: Event) -> None:
    """The default: no progress is shown."""


def run_checks(  # noqa: PLR0913 - one call takes all options of a run; each has a name
    plan: Plan,
    *,
    workspace: Workspace,
    trust: Trust,
    jobs: int,
    document: str,
    fail_fast: bool = False,
    stopped: bool = False,
    on_event: Callable[[Event], None] = _ignore,
    executor: Executor | None = None,
    cache: Cache | None = None,
    limits: Limits = _NO_LIMITS,
    known: Known | None = None,
) -> tuple[ItemResult, ...]:
    """Run the plan, at most `jobs` checks at a time; a result for each item of the document, in its order.

    With `stopped` nothing runs: another document has failed, and `fail_fast` holds for all of them.
    What is `known` to hold still is not run again. `document` is the path that checks are told. `on_event` is called in
    this thread only. Ctrl-C kills every process, and KeyboardInterrupt goes on when all have ended.
    """
    keep_exit_statuses()
    with (
        Launchpad(workspace.root, confinement=limits.confinement, hide_secrets=limits.hide_secrets) as pad,
        _worker(plan, workspace, limits) as worker,
    ):
        run = _Run(
            items={item.id: (item, own) for item, own in plan.items},
            below=nested_below(item for item, _ in plan.items),
            plan=plan,
            workspace=workspace,
            trust=trust,
            fail_fast=fail_fast,
            stopped=stopped,
            on_event=on_event,
            shared=RunContext(
                document=document,
                pad=pad,
                loop=Loop(),
                cancel=Cancellation(),
                cache=cache,
                worker=worker,
                until=limits.until,
                known=known,
            ),
        )
        _start(run, jobs, executor)
    return tuple(run.item_result(item, own) for item, own in plan.items)


def _start(run: _Run, jobs: int, executor: Executor | None) -> None:
    in_order = jobs == 1 or not any(needs_trust(job.check.kind) for job in run.plan.jobs)
    if executor is None and in_order:
        # Reading files gains nothing from threads, and here Ctrl-C ends even a check that hangs.
        run.in_order()
        return
    from mdcheck.execution.pace import Pace  # late: inert checklists need none of it
    from mdcheck.execution.together import Together

    jobs = _room(jobs)
    with Together(run.shared, jobs, executor) as together:
        run.in_parallel(together, Pace(jobs))


def _worker(plan: Plan, workspace: Workspace, limits: Limits) -> AbstractContextManager[Worker | None]:
    """A process for the inert checks of the plan, if they are to have one and the system can fork."""
    kinds = [kind for job in plan.jobs for kind in (job.check.kind, job.check.when) if kind is not None]
    inert = [cast("Reading", kind) for kind in kinds if not needs_trust(kind)]
    if not limits.worker or not inert or not hasattr(os, "fork"):
        return nullcontext()
    from mdcheck.execution.worker import Worker  # late: scripts need none

    return Worker(inert, workspace, look)


def _room(wanted: int) -> int:
    """As many checks at a time as are wanted, or as mdcheck may open descriptors for; few have room anywhere."""
    if wanted <= _FEW or sys.platform == "win32":
        return wanted
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, max(1, (soft - _OWN_DESCRIPTORS) // _DESCRIPTORS))


class _Run(msgspec.Struct, kw_only=True):
    """A run under way. Only the thread that waits for it looks in here; workers are handed what they need."""

    items: dict[str, tuple[Item, tuple[Check, ...]]]
    plan: Plan
    workspace: Workspace
    trust: Trust
    fail_fast: bool
    on_event: Callable[[Event], None]
    shared: RunContext
    results: dict[CheckId, CheckResult] = msgspec.field(default_factory=dict)
    stopped: bool = False
    below: dict[int, list[Item]] = msgspec.field(default_factory=dict)
    """The items at any depth below each item, by its line."""
    changed: bool = False
    """Whether a process has ended since `workspace` was made."""

    def in_order(self) -> None:
        shield = Shield()
        shield.install()
        try:
            for job in self.plan.jobs:
                if not self._settled(job):
                    self.on_event(CheckStarted(id=job.id, item=job.item, check=job.check))
                    steps = perform(job, self._seen_by(job), self.shared)
                    guard = shield if runs_process(job.check.kind) else None  # others may hang while they read
                    self._finished(job, self.shared.loop.finish(steps, guard))
        finally:
            shield.remove()

    def in_parallel(self, together: Together, pace: Pace) -> None:
        """Keep as many checks going as the pace allows; those not yet handed out can still be stopped."""
        sorter = self.plan.sorter()
        ready: list[int] = []
        while sorter.is_active():
            for number in sorter.get_ready():
                heapq.heappush(ready, number)
            if ready and pace.room(len(together)):
                number = heapq.heappop(ready)
                job = self.plan.jobs[number]
                if self._settled(job):
                    sorter.done(number)
                else:
                    self.on_event(CheckStarted(id=job.id, item=job.item, check=job.check))
                    together.start(number, job, self._seen_by(job))
                    pace.began()
                continue
            for number, ended in together.ended(pace.until if ready else math.inf):
                pace.ended(len(together))
                self._finished(self.plan.jobs[number], ended)
                sorter.done(number)

    def item_result(self, item: Item, checks: Iterable[Check]) -> ItemResult:
        return ItemResult(item=item, checks=tuple(self._results(item, checks)))

    def _results(self, item: Item, checks: Iterable[Check]) -> Iterator[CheckResult]:
        reason = self.plan.selection.left_out.get(item.line, "")
        for key, check in zip(item.check_ids, checks, strict=True):
            if key in self.results:
                yield self.results[key]
            elif item.applicable:
                yield result(check, Outcome.NOT_RUN, reason)._replace(left_out=True)
            else:
                yield result(check, Outcome.NOT_APPLICABLE, "not applicable")._replace(left_out=bool(reason))

    def _seen_by(self, job: Job) -> Workspace:
        """What the check looks at: anew where a process may have made what it looks for."""
        if self.changed and (job.check.block.common.inputs or not runs_process(job.check.kind)):
            self.workspace = self.workspace.fresh()
            self.changed = False
        return self.workspace

    def _refused(self, job: Job) -> bool:
        """Whether the check needs a trust that it has not."""
        return needs_trust(job.check.kind) and not self.trust.allows(job.check, job.item)

    def _known(self, job: Job) -> CheckResult | None:
        """The result of an earlier run, where it still holds, and the check may run and no need of it has failed."""
        if self.shared.known is None or self._refused(job) or any(map(self._obstacle, job.needs)):
            return None
        return self.shared.known.result(job, self._seen_by(job))

    def _finished(self, job: Job, ended: CheckResult, *, ran: bool = True) -> None:
        if ran:
            self.changed = self.changed or runs_process(job.check.kind)
            if self.shared.known is not None:
                self.shared.known.record(job, ended)
        if job.check.waivers:
            from mdcheck.checks.waivers import with_waivers  # late: most checks have none

            ended = with_waivers(job.check.waivers, ended)
        if self.fail_fast and ended.outcome.meaning.bad:
            self.stopped = True
        self._record(job, ended)

    def _settled(self, job: Job) -> bool:
        """Whether the check need not, or must not, run; its result is then recorded."""
        if self.shared.out_of_time:
            self._record(job, result(job.check, Outcome.ERRORED, OUT_OF_TIME))
        elif self.stopped:
            self._record(job, result(job.check, Outcome.NOT_RUN, STOPPED))
        elif holds := self._known(job):
            self._finished(job, holds, ran=False)
        elif self._refused(job):
            refusal = result(job.check, Outcome.NOT_RUN, self.trust.reason, refused=True)
            self._record(job, inapplicable(job, self._seen_by(job), self.shared) or refusal)
        elif cause := next(filter(None, map(self._obstacle, job.needs)), ""):
            self._record(job, result(job.check, Outcome.BLOCKED, cause))
        elif tallies(job.check.kind):
            self._finished(
                job, inapplicable(job, self._seen_by(job), self.shared) or self._tallied(job, job.check.kind)
            )
        else:
            return False
        return True

    def _tallied(self, job: Job, kind: Tallying) -> CheckResult:
        """The result of a check that asks for the items below its own."""
        nested = [self._nested(*self.items[item.id]) for item in self.below.get(job.item.line, ())]
        finding = kind.tally(nested)
        return result(job.check, judged(finding, job.check.block.common.severity), finding.message)

    def _nested(self, item: Item, checks: tuple[Check, ...]) -> Nested:
        """The result of the run for the item, and its box where the run has none."""
        ended = self.item_result(item, checks)
        ticked = mark(ended)
        if ticked is None and (item.manual or ended.passed or ended.outcome is Outcome.WAIVED):
            ticked = item.ticked
        counts = item.counts(ticked=bool(ticked)) and ended.outcome is not Outcome.NOT_APPLICABLE
        return Nested(text=item.text, ticked=ticked, counts=counts)

    def _record(self, job: Job, ended: CheckResult) -> None:
        self.results[job.id] = ended
        self.on_event(CheckFinished(id=job.id, item=job.item, result=ended))

    def _obstacle(self, name: str) -> str:
        """Why a check that needs this item can't run; empty if it can. A manual item goes by its box."""
        item, checks = self.items[name]
        if not item.applicable:
            return ""
        if item.manual:
            return "" if item.ticked else f"needs “{name}”, which is not ticked"
        outcome = self.item_result(item, checks).outcome
        if outcome is None or outcome.meaning.meets_need:
            return ""
        return f"needs “{name}”, which {outcome.meaning.verb or outcome.label}"
