"""The worker's side: an order becomes a process of mdcheck, and its recorded results the answer."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from mdcheck import __version__
from mdcheck.app.orders.order import ON_WORKER, Answer, Order, Trusted, plain
from mdcheck.app.recording import head_commit
from mdcheck.errors import GitError, MdcheckError
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.execution.process.run import INTERRUPTED, ask, run
from mdcheck.execution.process.sandbox import Sandbox
from mdcheck.kinds.protocol import Command
from mdcheck.regular import read_regular
from mdcheck.repository.checkout import check_out, protocols_of
from mdcheck.repository.discovery import find_root
from mdcheck.results.recording.lines import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_WORDS = 300
"""Characters of what a process said that an answer repeats."""
_GRACE = 30.0
"""Seconds that the process has beyond the time for its checks, to start and to report."""


class _UndoneError(Exception):
    """Why an order is not carried out."""


def carry_out(order: Mapping[str, Any], cancel: Cancellation | None = None) -> dict[str, Any]:
    """The answer to an order. It never raises for what an order holds, or for what a run does."""
    return plain(_answer(order, cancel or Cancellation()))


def _answer(data: Mapping[str, Any], cancel: Cancellation) -> Answer:
    try:
        order = msgspec.convert(data, Order)
    except msgspec.ValidationError as error:
        return Answer(problem=f"is no order of this version of mdcheck ({__version__}): {error}")
    if order.mdcheck != __version__:
        return Answer(problem=f"the worker has mdcheck {__version__}, and {order.mdcheck} is wanted", again=True)
    try:
        with tempfile.TemporaryDirectory(prefix="mdcheck-") as folder, _repository(order, Path(folder)) as root:
            return _run(order, root, Path(folder), cancel)
    except _UndoneError as undone:
        return Answer(problem=str(undone), again=True)
    except (MdcheckError, OSError) as error:
        return Answer(problem=f"the worker: {error}", again=True)


@contextmanager
def _repository(order: Order, folder: Path) -> Iterator[Path]:
    """The root of the repository on this machine, at the commit of the order. Raises _UndoneError."""
    if protocols_of(order.repository):
        root = folder / "repository"
        try:
            check_out(order.repository, order.commit, root, ask)
        except GitError as error:
            raise _UndoneError(f"the worker: {order.repository} {error.message}") from error
        yield root
        return
    root = Path(order.repository)
    if not root.is_absolute() or not root.is_dir() or (find_root(root) or root) != root:
        raise _UndoneError(f"the worker has no repository {order.repository}: name its URL with --from")
    here = head_commit(root)
    if here != order.commit:
        raise _UndoneError(f"the worker's {order.repository} is at {here or 'no commit'}, and {order.commit} is wanted")
    yield root


def _run(order: Order, root: Path, folder: Path, cancel: Cancellation) -> Answer:
    results = folder / "results.jsonl"
    environ = {"MDCHECK_TRUST": "", "MDCHECK_POLICY": "", "MDCHECK_SANDBOX": "", "NO_COLOR": "1"}
    if order.trust is not Trusted.APPROVED:
        environ["XDG_STATE_HOME"] = os.fspath(folder / "state")  # nothing is approved there, and nothing is kept
    command = Command(argv=(sys.executable, "-I", "-m", "mdcheck", *words(order, results)), env=environ)
    ended = run(command, root=root, timeout=order.seconds + _GRACE, env={}, cancel=cancel)
    if ended.problem == INTERRUPTED:
        return Answer(problem="cancelled")
    if ended.problem:
        return Answer(problem=f"{ON_WORKER} {ended.problem}", again=False)
    if results.is_file():
        return Answer(recording=read_regular(os.fspath(results), MAX_BYTES))
    # How to fix it is told for the worker's own machine, and would leave no room for what is wrong.
    told = [line for line in ended.output.splitlines() if not line.lstrip().startswith("fix: ")]
    said = " ".join(" ".join(told).split())[-_MOST_WORDS:]
    killed = (ended.returncode or 0) < 0
    what = f"was killed by signal {-(ended.returncode or 0)}" if killed else f"ended with status {ended.returncode}"
    return Answer(problem=f"{ON_WORKER} {what}: {said or 'it said nothing'}", again=killed)


def words(order: Order, results: Path) -> tuple[str, ...]:
    """The command line of the order. Each value is one word behind its option: none can be taken for an option."""
    flags = order.flags
    found = ["run", "--quiet", f"--results={results}", f"--shard={order.shard}", f"--system={flags.system}", "--jobs=1"]
    found += [f"--budget={order.seconds:.3f}s", f"--sandbox={Sandbox(flags.sandbox).value}"]
    found += [f"--only={item}" for item in flags.only]
    switches = {
        "--trust": order.trust is Trusted.ALL,
        "--inert": flags.inert,
        "--fail-fast": flags.fail_fast,
        "--no-cache": not flags.cache,
        "--no-waivers": not flags.waivers,
    }
    found += [name for name, wanted in switches.items() if wanted]
    if flags.as_of:
        found.append(f"--as-of={flags.as_of}")
    return (*found, "--", *order.documents)
