"""`--on processes`: orders are carried out by processes of this machine, each of which is a whole mdcheck."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from mdcheck.app.orders.carry_out import carry_out
from mdcheck.app.orders.order import Answer, Workers
from mdcheck.execution.process.cancellation import Cancellation

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def connect(_address: str, jobs: int) -> Iterator[Workers]:
    """As many processes at once as there are jobs. A thread for each only waits for it."""
    cancel = Cancellation()
    with ThreadPoolExecutor(jobs, thread_name_prefix="order") as executor:
        try:
            yield Workers(
                executor=executor,
                at_once=jobs,
                carry_out=partial(carry_out, cancel=cancel),
                system="",
                own_machine=True,
                explain=_explain,
                cancel=cancel.cancel,
            )
        except BaseException:
            cancel.cancel()
            executor.shutdown(cancel_futures=True)
            raise


def _explain(error: BaseException) -> Answer:
    return Answer(problem=f"a bug in mdcheck, please report it: {type(error).__name__}: {error}")
