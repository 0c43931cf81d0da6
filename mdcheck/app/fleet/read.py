"""A whole fleet, read in parallel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from mdcheck.app.fleet.addresses import read_fleet
from mdcheck.app.fleet.repository import Question, read_repository
from mdcheck.children import keep_exit_statuses
from mdcheck.document.blocks.dates import day_of
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.results.fleet import Fleet, columns, rollup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mdcheck.app.session import Session
    from mdcheck.results.fleet import FleetRow

WITHIN = 30
"""Days in which an end counts as near."""


def fleet(
    path: Path,
    session: Session,
    *,
    jobs: int,
    offline: bool = False,
    retry: bool = False,
    watch: Callable[[int, int], None] = lambda _done, _all: None,
) -> Fleet:
    """What the repositories of the list say. A repository that can't be read is a row; raises MdcheckError otherwise.

    `watch` is told how many of how many have been read.
    """
    listed = read_fleet(path, session.cwd)
    today = day_of(session.judged_at)
    cancel = Cancellation()
    question = Question(today=today, within=WITHIN, seconds=listed.timeout, offline=offline, retry=retry, cancel=cancel)
    keep_exit_statuses()
    rows: list[FleetRow] = []
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        try:
            waiting = [pool.submit(read_repository, address, question) for address in listed.addresses]
            for done, future in enumerate(waiting, start=1):
                rows += future.result()
                watch(done, len(waiting))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            cancel.cancel()
            raise
    ordered = tuple(sorted(rows, key=lambda row: row.key))
    total = rollup(ordered)
    return Fleet(
        title=listed.title,
        today=today,
        within=WITHIN,
        rows=ordered,
        total=total,
        columns=columns(total, listed.items),
    )
