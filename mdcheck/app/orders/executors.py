"""Where `run --on` can run: each is a `concurrent.futures.Executor` that takes orders."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from mdcheck.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mdcheck.app.orders.order import Workers

EXECUTORS = {"processes": "processes", "dask": "dask"}
"""What stands in front of `://` in `--on`, and the module whose `connect` gives the workers."""


def connect(on: str, jobs: int) -> AbstractContextManager[Workers]:
    """The workers that `--on` names: `processes`, or `dask://HOST:PORT`. Raises UsageError."""
    name, slashes, address = on.partition("://")
    known = ("processes", "dask://HOST:PORT")
    if name not in EXECUTORS or bool(slashes) is (name == "processes"):
        raise UsageError(f"--on: “{on}” is no place to run{did_you_mean(on, known)}", fix=f"it is {' or '.join(known)}")
    module = import_module(f"mdcheck.app.orders.{EXECUTORS[name]}")
    return cast("AbstractContextManager[Workers]", module.connect(address, jobs))
