"""`fleet --run`: an order to an executor for each repository, and what came back as the states of its items.

Each order gets a clone of its own at the commit that was read, so that nothing is written into the repositories.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck import __version__
from mdcheck.app.file_report import file_report
from mdcheck.app.orders.hand_out import carried_out
from mdcheck.app.orders.order import LONGEST, ON_WORKER, Flags, Order, Trusted
from mdcheck.app.recording import results_of, this_system
from mdcheck.document.blocks.dates import day_of
from mdcheck.errors import MdcheckError
from mdcheck.execution.perform import OUT_OF_TIME
from mdcheck.execution.shards import WHOLE
from mdcheck.execution.trust.policy import strangers_event
from mdcheck.results.fleet import ItemState, Ran, row_without
from mdcheck.results.recording.lines import decode
from mdcheck.results.recording.merge import merge
from mdcheck.results.score import Bands
from mdcheck.wording import count, storable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mdcheck.app.fleet.addresses import Address
    from mdcheck.app.orders.order import Answer, Workers
    from mdcheck.app.session import Session
    from mdcheck.execution.process.sandbox import Sandbox
    from mdcheck.results.fleet import FleetChecklist, FleetRow
    from mdcheck.results.outcome import CheckResult, ItemResult
    from mdcheck.results.recording.merge import MergedDocument
    from mdcheck.results.recording.model import Recording

_FIX = "clone it, and see what `mdcheck run` says there"
_WORKERS = "see that the workers are well and can clone it, and run again"
_MORE_TIME = "give it more time by --budget, or more workers by -j"


class Running(NamedTuple):
    """How the checks of a fleet are run."""

    on: str
    """The executor: `processes`, or `dask://HOST:PORT`."""
    trust: bool
    """Run what needs trust, too. Neither approvals nor the environment can say so for a whole fleet."""
    sandbox: Sandbox
    until: float = math.inf
    """When the whole must end, by `time.monotonic`."""


class Read(NamedTuple):
    """A repository and the rows that reading it gave."""

    address: Address
    rows: tuple[FleetRow, ...]


def run_all(
    found: Sequence[Read], running: Running, workers: Workers, session: Session, watch: Callable[[int, int], None]
) -> list[FleetRow]:
    """The rows with fresh outcomes; of a checklist that did not run, one that says why.

    The checklists of a repository are one order. Where it comes to nothing because of what one of them holds, each
    gets an order of its own.
    """
    rows = [row for one in found for row in one.rows if not _runnable(row)]
    tasks = [Read(one.address, own) for one in found if (own := tuple(filter(_runnable, one.rows)))]
    done, number = 0, sum(len(task.rows) for task in tasks)
    try:
        while tasks:
            apart: list[Read] = []
            orders = {place: _order(task, running, workers, session) for place, task in enumerate(tasks)}
            for place, answer in carried_out(orders, workers, running.until):
                task = tasks[place]
                fresh = _fresh(task, orders[place], answer)
                if fresh is None:
                    apart += [Read(task.address, (row,)) for row in task.rows]
                    continue
                rows += fresh
                done += len(fresh)
                watch(done, number)
            tasks = apart
    except BaseException:
        workers.cancel()
        raise
    return rows


def _runnable(row: FleetRow) -> bool:
    """Whether there is something to run: of a checklist that only people tick, its boxes say all there is."""
    return row.checklist is not None and row.checklist.checked


def _order(one: Read, running: Running, workers: Workers, session: Session) -> Order:
    flags = Flags(
        cache=False,
        sandbox=running.sandbox,
        as_of="" if session.as_of is None else day_of(session.judged_at).isoformat(),
        system=workers.system or this_system(),
    )
    trusted = running.trust and not strangers_event(session.environ)
    return Order(
        id=os.urandom(16).hex(),
        mdcheck=__version__,
        repository=_url(one.address),
        commit=one.rows[0].commit,
        documents=tuple(row.checklist.path for row in one.rows if row.checklist),
        shard=str(WHOLE),
        trust=Trusted.ALL if trusted else Trusted.NONE,
        flags=flags,
        seconds=LONGEST,
    )


def _url(address: Address) -> str:
    """What the worker clones: also of a folder, whose checks could write into it."""
    return address.url.replace(" ", "%20") if address.url else Path(os.path.realpath(address.folder)).as_uri()


def _fresh(task: Read, order: Order, answer: Answer) -> list[FleetRow] | None:
    """The rows with what the answer tells; None where asking for each checklist by itself may tell more."""
    problem = answer.problem
    if not problem:
        try:
            (recording,) = decode(answer.recording, "the worker's answer")
            documents = {document.recorded.path: document for document in merge([recording]).documents}
            problem = _unfit(recording, order)
        except (MdcheckError, ValueError) as error:
            problem = str(error)
    if not problem:
        return [
            replace(row, checklist=_run(row.checklist, documents[row.checklist.path]))
            for row in task.rows
            if row.checklist
        ]
    if len(task.rows) > 1 and not answer.again and problem != OUT_OF_TIME:
        return None
    said = task.address.without_secrets(problem.replace(order.repository, task.address.at))
    fix = _MORE_TIME if problem == OUT_OF_TIME else _FIX if problem.startswith(ON_WORKER) else _WORKERS
    return [row_without(row, problem=storable(" ".join(said.split())), fix=fix) for row in task.rows]


def _unfit(recording: Recording, order: Order) -> str:
    """Why a worker's recording is not what was ordered; empty if it is."""
    head = recording.head
    if head.commit != order.commit:
        return f"the worker ran commit {head.commit or 'none'}, and {order.commit} is wanted"
    if sorted(document.path for document in head.documents) != sorted(order.documents):
        return "the worker ran other checklists"
    return ""


def _run(found: FleetChecklist, document: MergedDocument) -> FleetChecklist:
    results = [
        result._replace(checks=tuple(map(_part, result.checks))) for result in results_of(document, document.checklist)
    ]
    report = file_report(document.checklist, results, bands=Bands(*document.recorded.bands))
    states = {result.item.id: _state(result) for result in results}
    items = tuple(replace(item, state=states.get(item.id) or item.state) for item in found.items)
    unreached = sum(check.message == OUT_OF_TIME for result in results for check in result.checks)
    notes = (*found.notes, f"{count(unreached, 'check was', 'checks were')} not reached: {OUT_OF_TIME}")
    return replace(
        found,
        items=items,
        notes=notes if unreached else found.notes,
        ran=Ran(score=report.score, verdict=report.verdict, unreached=unreached),
    )


def _part(check: CheckResult) -> CheckResult:
    """What was not trusted was left out by the person, who gave no --trust: there is no verdict on the whole then."""
    return check._replace(left_out=True) if check.refused else check


def _state(result: ItemResult) -> ItemState | None:
    """How the checks ended; None where the box tells: of a manual item, and of one that a person has yet to tick."""
    if result.outcome is None or result.awaits_tick:
        return None
    return ItemState(result.outcome.label)
