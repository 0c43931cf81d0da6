"""A process that has just begun."""

from __future__ import annotations

from typing import NamedTuple


class Begun(NamedTuple):
    """A process, and our ends of its pipes."""

    pid: int
    stdout: int
    stderr: int
    stdin: int | None = None
    """None where it reads nothing."""
