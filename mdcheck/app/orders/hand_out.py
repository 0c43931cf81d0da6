"""Handing orders out to workers, and taking their answers as they come."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mdcheck.app.orders.order import Answer, plain
from mdcheck.execution.perform import OUT_OF_TIME
from mdcheck.execution.process.turns import first_ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from mdcheck.app.orders.order import Order, Workers

_LATE = 5.0
"""Seconds behind the end of the budget, in which orders that ended with it may still report."""


def carried_out(orders: Mapping[int, Order], workers: Workers, until: float = math.inf) -> Iterator[tuple[int, Answer]]:
    """The answers as they come, one for each order. An order whose worker fails goes to another one, once.

    With a budget, of which `until` is the end, an order is handed out when a worker is free, with the time that is
    left. What is not handed out by then never is, and what has no answer soon after is cancelled.
    """
    queue = deque((number, False) for number in orders)
    waiting: dict[Future[Mapping[str, object]], tuple[int, bool]] = {}
    most = len(orders) if math.isinf(until) else workers.at_once
    while queue or waiting:
        while queue and len(waiting) < most:
            number, last = queue.popleft()
            sent = _sent(orders[number], workers, until)
            if isinstance(sent, Answer):
                yield number, sent
            else:
                waiting[sent] = (number, last)
        if not waiting:
            continue
        done = first_ended(waiting, until + _LATE)
        if not done:
            _give_up(waiting, workers)
            yield from ((number, Answer(problem=OUT_OF_TIME)) for number, _ in waiting.values())
            waiting.clear()
        for future in done:
            number, last = waiting.pop(future)
            answer = _answer(future, workers)
            if answer.again and not last:
                queue.append((number, True))
            else:
                yield number, answer


def _sent(order: Order, workers: Workers, until: float) -> Future[Mapping[str, object]] | Answer:
    left = until - time.monotonic()
    if left <= 0:
        return Answer(problem=OUT_OF_TIME)
    if not math.isinf(left):
        order = replace(order, seconds=max(1.0, left))
    try:
        return workers.executor.submit(workers.carry_out, plain(order))
    except Exception as error:  # noqa: BLE001 - an executor may be gone, each in its own way
        return workers.explain(error)


def _give_up(waiting: Iterable[Future[Mapping[str, object]]], workers: Workers) -> None:
    for future in waiting:
        future.cancel()
    workers.cancel()


def _answer(future: Future[Mapping[str, object]], workers: Workers) -> Answer:
    try:
        return msgspec.convert(future.result(), Answer)
    except msgspec.ValidationError as error:
        return Answer(problem=f"the worker's answer can't be read: {error}")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the executor raises is about this order
        return workers.explain(error)
