"""`run --on`: the checks as orders to workers, and what came back as the results of one run. Nothing is lost: an item
whose order came to nothing is errored, with the reason.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from mdcheck import __version__
from mdcheck.app.file_report import file_report
from mdcheck.app.find_items import find_items
from mdcheck.app.orders.executors import connect
from mdcheck.app.orders.hand_out import carried_out
from mdcheck.app.orders.order import LONGEST, Flags, Order, Trusted
from mdcheck.app.recording import Ended, Scene, head_commit, record, results_of, this_system
from mdcheck.app.selection import candidates, plans
from mdcheck.document.merging.normalized import blank_digest
from mdcheck.errors import MdcheckError, UsageError
from mdcheck.execution.events import CheckFinished, RunStarted
from mdcheck.execution.perform import result
from mdcheck.execution.shards import Shard, assign
from mdcheck.execution.trust.policy import TrustAll, trust_from
from mdcheck.repository.checkout import is_url
from mdcheck.results.outcome import ItemResult, Outcome
from mdcheck.results.recording.lines import decode
from mdcheck.results.recording.merge import merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.orders.order import Answer, Workers
    from mdcheck.app.run_options import RunOptions
    from mdcheck.app.session import Session
    from mdcheck.checks.bind import Check
    from mdcheck.document.model import Item
    from mdcheck.execution.plan import Plan
    from mdcheck.execution.shards import Assignment
    from mdcheck.results.outcome import CheckResult
    from mdcheck.results.recording.model import Recording

_SHARDS = 2
"""Orders for each worker, so that one that is quick can take over from one that is slow."""


class Done(NamedTuple):
    """A run on workers."""

    opened: list[Opened]
    results: list[tuple[ItemResult, ...]]
    """For each checklist."""
    recording: bytes


class _Work(NamedTuple):
    """All that the orders of one run share."""

    planned: list[tuple[Opened, Plan]]
    assignment: Assignment
    commit: str
    system: str
    trust: Trusted
    as_of: str
    """In words."""
    options: RunOptions

    def own(self, shard: Shard) -> list[tuple[Opened, Plan, frozenset[str]]]:
        """What belongs to a shard, of each checklist."""
        return [(file, each, self.assignment.own(file.name, shard)) for file, each in self.planned]


def run_on(opened: Sequence[Opened], session: Session, options: RunOptions) -> Done:
    """Have the workers of `options.on` run the checks. Raises UsageError and RefusedError before anything runs."""
    _refuse_what_no_order_holds(session, options)
    planned = plans(opened, session, options)
    with connect(options.on, planned[0][0].settings.jobs) as workers:
        work, count = _work(planned, workers, session, options)
        orders = _orders(work, count, session)
        options.on_event(RunStarted(checks=sum(len(each.jobs) for _, each in planned)))
        found: dict[int, bytes] = {}
        try:
            for number, answer in carried_out(orders, workers, options.until):
                found[number] = _recording(answer, Shard(number, count), work)
                _tell(found[number], work)
        except BaseException:
            workers.cancel()
            raise
    for number in range(1, count + 1):
        if number not in found:  # it has no items
            found[number] = _undone("", Shard(number, count), work)
    data = b"".join(found[number] for number in sorted(found))
    merged = merge(decode(data, options.on))
    documents = {document.recorded.path: document for document in merged.documents}
    results = [results_of(documents[file.name], file.checklist) for file, _ in planned]
    return Done([file for file, _ in planned], results, data)


def _refuse_what_no_order_holds(session: Session, options: RunOptions) -> None:
    """Raises UsageError for options that mean something on this machine only."""
    given = {
        "--failed": options.failed,
        "--shard": options.shard.of > 1,
        "--durations": options.durations,
        "--base": session.base,
        "--policy": session.policy or session.environ.get("MDCHECK_POLICY"),
    }
    for option, wanted in given.items():
        if wanted:
            fix = "leave one of them out; recorded results (--results) can be made on each machine by itself"
            raise UsageError(f"--on and {option} can't be combined: the workers can't know what it means", fix=fix)
    if session.as_of is not None and not session.as_of.words.endswith(" (UTC)"):
        raise UsageError("--on takes a day for --as-of, as in 2026-11-20", fix="name the day of the commit")
    if options.repository and not is_url(options.repository):
        raise UsageError(f"--from: “{options.repository}” is no address", fix="write https://HOST/PATH.git or ssh://…")


def _work(
    planned: list[tuple[Opened, Plan]], workers: Workers, session: Session, options: RunOptions
) -> tuple[_Work, int]:
    """The assignment of the items to as many orders as there is work for, and their number."""
    most = max(1, sum(len(each.jobs) for _, each in planned))
    count = min(options.shards or _SHARDS * workers.at_once, most, 1000)
    root = planned[0][0].root
    system = options.system or workers.system or this_system()
    trust = _trusted(workers, session, options)
    shards = assign(candidates(planned), count)
    return _Work(planned, shards, head_commit(root), system, trust, session.as_of_words, options), count


def _orders(work: _Work, count: int, session: Session) -> dict[int, Order]:
    """An order for each shard that has something to run. Raises UsageError where workers can't get the commit."""
    options = work.options
    repository = options.repository or os.fspath(work.planned[0][0].root)
    if options.repository and not work.commit:
        raise UsageError("--from: nothing is committed here that a clone could have", fix="commit, and push it")
    flags = Flags(
        only=_ids(work, session) if options.only else (),
        inert=options.inert,
        fail_fast=options.fail_fast,
        cache=options.cache,
        sandbox=options.sandbox,
        as_of=session.as_of_words.removesuffix(" (UTC)"),
        waivers=session.waivers,
        system=work.system,
    )
    return {
        number: Order(
            id=os.urandom(16).hex(),
            mdcheck=__version__,
            repository=repository,
            commit=work.commit,
            documents=tuple(file.name for file, _ in work.planned),
            shard=str(Shard(number, count)),
            trust=work.trust,
            flags=flags,
            seconds=LONGEST,
        )
        for number in range(1, count + 1)
        if any(own for _, _, own in work.own(Shard(number, count)))
    }


def _ids(work: _Work, session: Session) -> tuple[str, ...]:
    """The ids of the items that the person named: places and words may mean something else to the worker."""
    checklists = [file.checklist for file, _ in work.planned]
    found = [item.id for word in work.options.only for _, item in find_items(word, checklists, session)]
    return tuple(dict.fromkeys(found))


def _trusted(workers: Workers, session: Session, options: RunOptions) -> Trusted:
    """What the person allows; what they have approved counts on their own machine only."""
    decided = trust_from(flag=options.trust, environ=session.environ)
    if decided is None:
        return Trusted.APPROVED if workers.own_machine else Trusted.NONE
    return Trusted.ALL if isinstance(decided, TrustAll) else Trusted.NONE


def _recording(answer: Answer, shard: Shard, work: _Work) -> bytes:
    """The recording of an order: the worker's, or one of errored items that says why there is none."""
    if answer.problem:
        return _undone(answer.problem, shard, work)
    try:
        (recording,) = decode(answer.recording, "the worker's answer")
    except (MdcheckError, ValueError) as error:
        return _undone(str(error), shard, work)
    unfit = _unfit(recording, shard, work)
    return _undone(unfit, shard, work) if unfit else answer.recording


def _unfit(recording: Recording, shard: Shard, work: _Work) -> str:
    """Why a worker's recording is not what was ordered; empty if it is."""
    head = recording.head
    here = {file.name: blank_digest(file.checklist) for file, _ in work.planned}
    there = {document.path: document.digest for document in head.documents}
    if here != there:
        return "the worker has another version of the checklist: commit and push it, or run without --on"
    if (head.shard, head.plan) != (str(shard), work.assignment.digest):
        return "the worker split the run in another way"
    if head.commit != work.commit:
        return f"the worker ran commit {head.commit or 'none'}, and {work.commit or 'none'} is wanted"
    return ""


def _undone(problem: str, shard: Shard, work: _Work) -> bytes:
    """A recording in which all that the shard should have run is errored."""
    ended = []
    for file, each, own in work.own(shard):
        results = tuple(
            ItemResult(item, tuple(_errored(item, check, each, problem) for check in checks))
            for item, checks in file.bound
        )
        ended.append(Ended(file, own, work.trust.value, results, file_report(file.checklist, results)))
    scene = Scene(commit=work.commit, shard=shard, plan=work.assignment.digest, as_of=work.as_of, system=work.system)
    return record(ended, scene)


def _errored(item: Item, check: Check, planned: Plan, problem: str) -> CheckResult:
    if not item.applicable:
        return result(check, Outcome.NOT_APPLICABLE, "not applicable")
    if not planned.selection.takes(item):
        reason = planned.selection.left_out[item.line]
        return result(check, Outcome.NOT_RUN, reason)._replace(left_out=True)
    return result(check, Outcome.ERRORED, problem)


def _tell(data: bytes, work: _Work) -> None:
    """Show what has ended."""
    (recording,) = decode(data, work.options.on)
    items = {(file.name, item.id): (item, checks) for file, _ in work.planned for item, checks in file.bound}
    for recorded in recording.items:
        item, checks = items[recorded.document, recorded.id]
        for key, check, ended in zip(item.check_ids, checks, recorded.checks, strict=True):
            shown = result(check, ended.outcome, ended.message)
            work.options.on_event(CheckFinished(id=key, item=item, result=shown))
