"""Measuring two things side by side: only the ratio of neighbours in time means something on a busy machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Ratio(NamedTuple):
    """How long `ours` takes as a multiple of how long `peer` takes: the median over pairs."""

    value: float
    ours: float
    """Seconds, the median."""
    peer: float
    """Seconds, the median."""

    def row(self, name: str, limit: float | None = None) -> str:
        """One line of the table: a ratio above the limit is marked, never hidden."""
        verdict = "" if limit is None else f"  at most {limit:g}  {'ok' if self.value <= limit else 'ABOVE'}"
        return f"{name:<58} {self.value:5.2f}{verdict:<22} ({self.ours * 1000:.1f} ms / {self.peer * 1000:.1f} ms)"


def compare(ours: Callable[[], object], peer: Callable[[], object], *, pairs: int = 15) -> Ratio:
    """Run both in turns, the order changing from pair to pair, after one unmeasured turn each."""
    ours()
    peer()
    times: list[tuple[float, float]] = []
    for number in range(pairs):
        if number % 2:
            second = _seconds(peer)
            times.append((_seconds(ours), second))
        else:
            times.append((_seconds(ours), _seconds(peer)))
    return Ratio(median(a / b for a, b in times), median(a for a, _ in times), median(b for _, b in times))


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def process(*arguments: str, cwd: str | None = None, home: Path | None = None) -> Callable[[], object]:
    """Running this Python with these arguments, as a person would: with compiled modules kept."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if home is not None:
        environ |= {"HOME": str(home), "XDG_STATE_HOME": str(home)}

    def run() -> object:
        return subprocess.run(
            [sys.executable, *arguments], cwd=cwd, env=environ, stdout=subprocess.DEVNULL, check=False
        )

    return run


def peak_memory(*arguments: str) -> float:
    """The megabytes that this Python, run with these arguments, held at most."""
    command = [sys.executable, *arguments]
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    # The largest of all children counts, so there must be no others.
    said = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, check=True).stdout
    return int(said) / (1e6 if sys.platform == "darwin" else 1e3)


def table(title: str, rows: Sequence[str]) -> str:
    return "\n".join([title, *(f"  {row}" for row in rows), ""])
