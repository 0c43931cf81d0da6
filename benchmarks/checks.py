"""Many checks: starting processes, looking at files, waiting, and what a long checklist takes of memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Ratio, compare, peak_memory, process, table
from mdcheck.app.checklist import open_checklist
from mdcheck.app.session import Session
from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.perform import Limits
from mdcheck.execution.plan import plan
from mdcheck.execution.runner import run_checks
from mdcheck.execution.trust.policy import TrustAll, TrustNone

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.execution.trust.policy import Trust

_MANY = 1_000
_MOST = 10_000
_FEW = 20
_WORKER_COST = 0.015
"""Seconds."""
_SLEEPERS = 100
_JOBS = 50
_IDEAL = 0.1 * _SLEEPERS / _JOBS
_MEMORY = 100.0
"""Megabytes."""
_SCRIPT = "```check sh\n  {command}\n  ```"
_INERT = "```check\n  file_exists: CHECKLIST.md\n  ```"


def main() -> str:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        return table("Checks", [*_spawning(root), _inert(root), _worker(root), *_sleeping(root), *_memory(root)])


def _spawning(root: Path) -> list[str]:
    """The whole process, which reads and reports a thousand items as well, and what the run alone takes of that."""
    workers = len(os.sched_getaffinity(0))
    path = _checklist(root, _MANY, _SCRIPT.format(command="true"))
    whole = compare(_run(path, jobs=workers), partial(_xargs, workers), pairs=9)
    alone = compare(_in_process(path, TrustAll(), jobs=workers), partial(_xargs, workers), pairs=9)
    return [
        whole.row(f"{_MANY} trivial scripts, whole process / xargs -P{workers} sh -c", 1.3),
        alone.row("the same scripts, in one process / the same xargs", 1.3),
        _approved(path, root / "home"),
        _beside_busy_programs(path, workers),
    ]


def _approved(path: Path, home: Path) -> str:
    """What it takes to find the approval of each block, twice: before the run, and just before the block runs."""
    mdcheck = partial(process, "-m", "mdcheck", home=home)
    mdcheck("trust", "--grant", "--yes", str(path))()
    run = ("run", "--quiet", "--format", "json", str(path))
    ratio = compare(mdcheck(*run), mdcheck(*run, "--trust"), pairs=5)
    return ratio.row(f"{_MANY} approved scripts / the same with --trust", 1.5)


def _beside_busy_programs(path: Path, workers: int) -> str:
    """With no processor to spare, checks that run side by side should lose no more than it takes to see that."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(workers)]
    try:
        ratio = compare(_run(path, jobs=workers), _run(path, jobs=1), pairs=9)
    finally:
        for program in busy:
            program.kill()
            program.wait()
    return ratio.row(f"the same scripts beside {workers} busy programs, -j {workers} / -j 1", 1.1)


def _inert(root: Path) -> str:
    run = _in_process(_checklist(root, _MANY, _INERT), TrustNone(), jobs=1)
    ratio = compare(run, partial(_xargs, len(os.sched_getaffinity(0))), pairs=7)
    return ratio.row(f"{_MANY} inert checks, in one process / the same xargs", 0.1)


def _worker(root: Path) -> str:
    """The process of its own in which inert checks run: what a run of a few costs with it, beyond one without."""
    path = _checklist(root, _FEW, _INERT)
    run = _in_process(path, TrustNone(), jobs=1, limits=Limits(worker=True))
    ratio = compare(run, _in_process(path, TrustNone(), jobs=1), pairs=31)
    cost = Ratio((ratio.ours - ratio.peer) / _WORKER_COST, ratio.ours, ratio.peer)
    return cost.row(f"worker of {_FEW} inert checks, beyond a run without / {_WORKER_COST * 1000:g} ms", 1)


def _in_process(path: Path, trust: Trust, *, jobs: int, limits: Limits | None = None) -> Callable[[], object]:
    """The run alone: who reads a thousand checks has paid for the document already."""
    opened = open_checklist(path, Session(path.parent, {}))
    checks = opened.bound

    def run() -> object:
        workspace = Workspace(root=path.parent)
        return run_checks(
            plan(checks), workspace=workspace, trust=trust, jobs=jobs, document=path.name, limits=limits or Limits()
        )

    return run


def _sleeping(root: Path) -> list[str]:
    asleep = _run(_checklist(root, _SLEEPERS, _SCRIPT.format(command="sleep 0.1")), jobs=_JOBS)
    start = _run(_checklist(root / "one", 1, _SCRIPT.format(command="true")), jobs=_JOBS)
    ratio = compare(asleep, start, pairs=9)
    slept = Ratio((ratio.ours - ratio.peer) / _IDEAL, ratio.ours, ratio.peer)
    return [slept.row(f"{_SLEEPERS} checks that sleep 0.1 s, -j {_JOBS}, beyond start-up / {_IDEAL:g} s", 1.5)]


def _memory(root: Path) -> list[str]:
    rows = []
    for name, block in (("inert", _INERT), ("script", _SCRIPT.format(command="true"))):
        path = _checklist(root, _MOST, block)
        peak = peak_memory("-m", "mdcheck", "run", "--trust", "--quiet", "--format", "json", str(path))
        verdict = "ok" if peak <= _MEMORY else "ABOVE"
        rows.append(f"{_MOST} {name} checks: {peak:.0f} MB  at most {_MEMORY:g} MB  {verdict}")
    return rows


def _checklist(root: Path, number: int, block: str) -> Path:
    root.mkdir(exist_ok=True)
    items = "".join(f"- [ ] Item {index}\n  {block}\n" for index in range(1, number + 1))
    path = root / "CHECKLIST.md"
    path.write_text(f"# Readiness\n\n{items}", encoding="utf-8")
    return path


def _run(path: Path, *, jobs: int) -> Callable[[], object]:
    return process("-m", "mdcheck", "run", "--trust", "--quiet", "--format", "json", "-j", str(jobs), str(path))


def _xargs(workers: int) -> object:
    command = ["xargs", f"-P{workers}", "-n1", "sh", "-c"]
    return subprocess.run(command, input=b"true\n" * _MANY, check=True)
