"""Orders: a run split over processes against one run, and Dask against handing out the same command lines by hand."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import compare, process, table
from mdcheck.app.run import run
from mdcheck.app.run_options import RunOptions
from mdcheck.app.session import Session

if TYPE_CHECKING:
    from distributed import Client

_CHECKS = 16
_SECONDS = 0.5
_ORDERS = 8
_WORKERS = 2


def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        script = f"```check sh\n  sleep {_SECONDS}\n  ```"
        text = "".join(f"- [ ] Item {number}\n  {script}\n" for number in range(_CHECKS))
        (root / "CHECKLIST.md").write_text(text, encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        return table("Workers", [_processes(root), _dask(root)])


def _processes(root: Path) -> str:
    command = ("-m", "mdcheck", "run", "--trust", "-j", str(_WORKERS), "-q")
    split = process(*command, "--on", "processes", "--shards", "4", cwd=str(root))
    ratio = compare(split, process(*command, cwd=str(root)), pairs=3)
    return ratio.row(f"4 shards on {_WORKERS} workers / run -j {_WORKERS}, {_CHECKS} checks of {_SECONDS} s")


def _dask(root: Path) -> str:
    """The client is there in both: what counts is what an order costs beside the process that it starts."""
    from distributed import Client, LocalCluster

    where = {"n_workers": _WORKERS, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with LocalCluster(processes=True, **where) as cluster, Client(cluster, set_as_default=False) as client:
        address = cluster.scheduler_address.removeprefix("tcp://")
        ratio = compare(partial(_ordered, root, address), partial(_by_hand, root, client), pairs=3)
    return ratio.row(f"{_ORDERS} orders on Dask / client.map of the same command lines", 1.2)


def _ordered(root: Path, address: str) -> None:
    options = RunOptions(trust=True, on=f"dask://{address}", shards=_ORDERS)
    with chdir(root):
        assert run((), Session.here(), options).exit_code == 0


def _by_hand(root: Path, client: Client) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-I", "-m", "mdcheck", "run", "--trust", "-q", "--jobs=1")
        commands = [
            (*command, f"--shard={number}/{_ORDERS}", f"--results={folder}/{number}.jsonl")
            for number in range(1, _ORDERS + 1)
        ]
        assert set(client.gather(client.map(_run, commands, cwd=str(root), pure=False))) == {0}


def _run(command: tuple[str, ...], cwd: str) -> int:
    return subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, check=False).returncode
