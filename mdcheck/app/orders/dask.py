"""`--on dask://HOST:PORT`: the workers of a Dask cluster carry orders out. The only importer of `distributed`."""

from __future__ import annotations

import logging
import re
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, cast

from mdcheck import __version__
from mdcheck.app.orders.order import Answer, Workers, plain
from mdcheck.errors import RefusedError, UsageError
from mdcheck.execution.process.cancellation import Cancellation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from distributed import Client, Worker
    from distributed import Future as DaskFuture
    from tornado.ioloop import IOLoop

_ADDRESS = re.compile(r"(?P<host>[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")
_PATIENCE = "10s"
_MOST_ATTEMPTS = 2
_GLANCE = 0.2
"""Seconds between two looks at whether the cluster still wants the answer."""


@contextmanager
def connect(address: str, _jobs: int) -> Iterator[Workers]:
    """The workers of the cluster. Raises UsageError and RefusedError."""
    if not _ADDRESS.fullmatch(address):
        raise UsageError(
            f"--on: “{address}” is no address of a scheduler", fix="write dask://HOST:PORT, as in dask://10.0.0.5:8786"
        )
    try:
        from distributed import Client  # late: an extra
    except ImportError as error:
        from mdcheck.checks.installation import install_extra  # late: seldom missing

        raise UsageError("--on dask:// needs the package `distributed`", fix=install_extra("dask")) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told by the answers
    where = f"dask://{address}"
    try:
        client = Client(f"tcp://{address}", timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError) as error:
        fix = "see that `dask scheduler` runs there, and that this machine can reach it"
        raise RefusedError(f"no scheduler answers in {_PATIENCE}", where=where, fix=fix) from error
    try:
        count = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
        if not count:
            raise RefusedError(
                "the cluster has no workers", where=where, fix=f"start some: dask worker tcp://{address}"
            )
        yield Workers(
            executor=_Cluster(client, cast("IOLoop", client.loop)),
            at_once=count,
            carry_out=carry_out_on_worker,
            system="Dask",
            own_machine=False,
            explain=_explain,
            cancel=lambda: None,
        )
    finally:
        with suppress(Exception):  # a lost scheduler can't be told; else it cancels what this client asked for
            client.close(timeout=1)


class _LostError(Exception):
    """The scheduler, and with it the answer, can't be reached any more."""


class _Cluster(Executor):
    """Like Dask's own executor, but each future ends: there, one whose answer was being fetched from a scheduler that
    was lost at that moment never did. What talks to the client runs on its event loop, which also hears of the loss.
    """

    def __init__(self, client: Client, loop: IOLoop) -> None:
        self._client = client
        self._loop = loop

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        call = partial(self._client.submit, function, *args, pure=False, **kwargs)
        self._loop.add_callback(self._ask, call, future)
        return future

    async def _answer(self, call: Callable[[], DaskFuture[Any]]) -> object:
        if self._client.status not in ("running", "connecting"):
            raise _LostError
        asked = call()
        try:
            return await asked
        except Exception as error:
            if asked.status == "error":  # what the worker raised, or its death
                raise
            raise _LostError from error

    async def _ask(self, call: Callable[[], DaskFuture[Any]], future: Future[Any]) -> None:
        try:
            answer = await self._answer(call)
        except Exception as error:  # noqa: BLE001 - whatever Dask raises is about this order
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
        else:
            if future.set_running_or_notify_cancel():
                future.set_result(answer)


def _explain(error: BaseException) -> Answer:
    from distributed.scheduler import KilledWorker

    if isinstance(error, KilledWorker):
        return Answer(problem="the worker died over it", again=True)
    if isinstance(error, _LostError):
        return Answer(problem="the scheduler was lost")
    if "No module named 'mdcheck" in _chain(error):
        return Answer(problem=f"a worker has no mdcheck: install mdcheck-cli=={__version__} on all of them", again=True)
    return Answer(problem=f"the worker failed: {type(error).__name__}: {error}", again=True)


def _chain(error: BaseException | None) -> str:
    words = []
    while error is not None:
        words.append(str(error))
        error = error.__cause__ or error.__context__
    return " ".join(words)


def carry_out_on_worker(order: Mapping[str, Any]) -> dict[str, Any]:
    """Runs on a worker: carries an order out, ends it where nobody waits for it, and never begins it thrice."""
    from distributed import get_worker

    from mdcheck.app.orders.carry_out import carry_out

    worker = get_worker()
    if _attempts(str(order.get("id", ""))) > _MOST_ATTEMPTS:
        return plain(Answer(problem="two workers died over it"))
    cancel, ended = Cancellation(), Event()
    watcher = Thread(target=_watch, args=(worker, worker.get_current_task(), cancel, ended), daemon=True)
    watcher.start()
    try:
        return carry_out(order, cancel)
    finally:
        ended.set()
        watcher.join()


def _attempts(order: str) -> int:
    """How often the order has begun, this time included; Dask hands it out again when a worker dies."""
    from distributed import get_client

    client: Client = get_client()
    keys = ["mdcheck", order]
    number = int(client.get_metadata(keys, default=0)) + 1
    client.set_metadata(keys, number)
    return number


def _watch(worker: Worker, key: str, cancel: Cancellation, ended: Event) -> None:
    """Kill the process when the task is cancelled or its client is gone: Dask itself can't end what has begun."""
    while not ended.wait(_GLANCE):
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            cancel.cancel()
            return
