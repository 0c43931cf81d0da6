"""A Dask cluster on the loopback interface: a scheduler and workers, each a process of its own that a test may kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PATIENCE = 6000


class Cluster:
    """Ends what it began, by its process id."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.begun = []
        options = ("--port", "0", "--no-dashboard", "--scheduler-file", str(self.file), *options)
        self.scheduler = self._begin("scheduler", *options)
        until(self.file.exists)
        self.address = json.loads(until(self.file.read_text))["address"].removeprefix("tcp://")
        self.workers = {}

    @property
    def on(self):
        return f"dask://{self.address}"

    def add_worker(self, **env):
        worker = self._begin(
            "worker", f"tcp://{self.address}", "--no-dashboard", "--no-nanny", "--nthreads", "1", env=env
        )
        self.workers[worker.pid] = worker

    def _begin(self, *words, env=None):
        command = [sys.executable, "-m", "dask", words[0], "--host", "127.0.0.1", *words[1:]]
        with (self.folder / f"{words[0]}-{len(self.begun)}.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONWARNINGS": "", **(env or {})},
            )
        self.begun.append(process)
        return process

    def ready(self, count):
        """Wait until so many workers have told the scheduler of themselves."""
        from distributed import Client

        client = Client(f"tcp://{self.address}", timeout="120s", set_as_default=False)
        try:
            client.wait_for_workers(count, timeout=120)
        finally:
            client.close()

    def end(self):
        for process in self.begun:
            process.kill()  # a worker that is asked to end may wait half a minute for its scheduler
        for process in self.begun:
            process.wait()


@contextmanager
def cluster(folder: Path, workers: int = 3, scheduler: Iterable[str] = (), **env):
    made = Cluster(folder, *scheduler)
    try:
        for _ in range(workers):
            made.add_worker(**env)
        if workers:
            made.ready(workers)
        yield made
    finally:
        made.end()


def until(found):
    """Wait for it; what never comes ends the test, long after."""
    for _ in range(_PATIENCE):
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError("it never came")
