"""What a run tells those who watch it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mdcheck.document.model import Item
    from mdcheck.kinds.read import Check
    from mdcheck.results.outcome import CheckResult


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """All that comes before running is done: the files are read, and the person has been asked."""

    checks: int
    """How many there are, in all files of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStarted:
    """A check begins."""

    item: Item
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinished:
    """A check of the plan has ended, or will not run after all."""

    item: Item
    result: CheckResult


Event: TypeAlias = RunStarted | CheckStarted | CheckFinished
