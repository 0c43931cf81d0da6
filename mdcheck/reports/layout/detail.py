"""How much of a report a person wants to see."""

from __future__ import annotations

from typing import NamedTuple


class Detail(NamedTuple):
    """How much of a report the person asked for."""

    every: bool = False
    """Each check and each manual item, also those with nothing to do."""
    verbose: bool = False
    """Ids beside items, and all that processes printed."""
    quiet: bool = False
    """What there is to fix, and nothing else."""
    stamp: bool = False
    """The commit and the time, for a report that is mailed or kept."""
