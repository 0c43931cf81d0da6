"""A whole fleet, read in parallel."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from mdcheck.app.fleet.addresses import read_fleet
from mdcheck.app.fleet.hosts import Hosts
from mdcheck.app.fleet.repository import Question, read_repository
from mdcheck.children import keep_exit_statuses
from mdcheck.document.blocks.dates import day_of
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.execution.process.turns import first_ended
from mdcheck.results.fleet import Fleet, columns, rollup

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from mdcheck.app.fleet.addresses import FleetFile
    from mdcheck.app.fleet.run import Running
    from mdcheck.app.orders.order import Workers
    from mdcheck.app.session import Session
    from mdcheck.results.fleet import FleetRow

    Watch = Callable[[str, int, int], None]

WITHIN = 30
"""Days in which an end counts as near."""


def fleet(  # noqa: PLR0913 - the options of the command
    path: Path,
    session: Session,
    *,
    jobs: int,
    offline: bool = False,
    retry: bool = False,
    running: Running | None = None,
    watch: Watch = lambda _verb, _done, _all: None,
) -> Fleet:
    """What the repositories of the list say. A repository that can't be read is a row; raises MdcheckError otherwise.

    With `running` the checks of those that could be read are run, by workers. `watch` is told how many of how many have
    been read, or run.
    """
    listed = read_fleet(path, session.cwd)
    today = day_of(session.judged_at)
    question = Question(
        today=today,
        within=WITHIN,
        seconds=listed.timeout,
        offline=offline,
        retry=retry,
        cancel=Cancellation(),
        hosts=Hosts(),
        until=math.inf if running is None else running.until,
    )
    with _workers(running, jobs) as workers:  # before anything is read: they may not be there
        found = _read(listed, question, jobs, watch)
        if running is None or workers is None:
            rows = [row for each in found for row in each]
        else:
            from mdcheck.app.fleet.run import Read, run_all  # late: most fleets run nothing

            read = [Read(*each) for each in zip(listed.addresses, found, strict=True)]
            rows = run_all(read, running, workers, session, partial(watch, "run"))
    ordered = tuple(sorted(rows, key=lambda row: row.key))
    total = rollup(ordered)
    return Fleet(
        title=listed.title,
        today=today,
        within=WITHIN,
        rows=ordered,
        total=total,
        columns=columns(total, listed.items),
        ran=running is not None,
    )


def _workers(running: Running | None, jobs: int) -> AbstractContextManager[Workers | None]:
    if running is None:
        return nullcontext()
    from mdcheck.app.orders.executors import connect  # late: likewise

    return connect(running.on, jobs)


def _read(listed: FleetFile, question: Question, jobs: int, watch: Watch) -> list[tuple[FleetRow, ...]]:
    """The rows of each address, in its order."""
    keep_exit_statuses()
    found = []
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        try:
            waiting = [pool.submit(read_repository, address, question) for address in listed.addresses]
            for done, future in enumerate(waiting, start=1):
                first_ended((future,))
                found.append(future.result())
                watch("read", done, len(waiting))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            question.cancel.cancel()
            raise
    return found
