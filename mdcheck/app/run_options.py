"""How to run checks, as the command line gives it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from mdcheck.execution.process.sandbox import Sandbox
from mdcheck.execution.shards import WHOLE, Shard

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.app.known_results import KnownResults
    from mdcheck.app.trust import Ask, Warn
    from mdcheck.execution.events import Event
    from mdcheck.results.outcome import Outcome


def _ignore(_event: Event) -> None:
    """Show no progress."""


def _no_warnings(_message: str, _fix: str) -> None:
    """Print no warnings."""


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to run checks, as the command line gives it; None where it is silent."""

    trust: bool = False
    only: tuple[str, ...] = ()
    failed: bool = False
    """Run only what did not pass when it was last run on this machine."""
    inert: bool = False
    """Leave out every item that has a check that needs trust."""
    jobs: int | None = None
    fail_fast: bool = False
    stopped: bool = False
    """A file has failed that `fail_fast` holds for, so nothing runs any more."""
    fail_under: float | None = None
    fail_on: frozenset[Outcome] = frozenset()
    """Outcomes that are a failure of the run, beside those that always are."""
    sandbox: Sandbox = Sandbox.NONE
    """What the processes of checks are confined by."""
    until: float = math.inf
    """When the run must end, by `time.monotonic`."""
    shard: Shard = WHOLE
    """The part of the checks that this machine runs."""
    durations: tuple[str, ...] = ()
    """Files of recorded results that tell how long checks took; for even shards."""
    record: bool = False
    """Record the results."""
    system: str = ""
    """What the recorded results call this system; empty for what it says of itself."""
    on: str = ""
    """Where the checks run: `processes`, `dask://HOST:PORT`; empty for this process."""
    repository: str = ""
    """The URL that workers clone; empty where they see the folder under the same name."""
    shards: int | None = None
    """Into how many orders a run on workers is split; None for a number that fits them."""
    cache: bool = True
    """Report checks as passed that passed before on the same inputs."""
    known: KnownResults | None = None
    """The results of the round before, where checks are watched."""
    ask: Ask | None = None
    """Asks the person about blocks that are not approved; None without a terminal."""
    warn: Warn = _no_warnings
    on_event: Callable[[Event], None] = _ignore

    @property
    def partial(self) -> bool:
        """Whether some checks are left out, so that the run has no verdict on the whole document."""
        return bool(self.only) or self.inert or self.failed
