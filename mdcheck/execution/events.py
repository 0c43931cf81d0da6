"""The events of a run, for showing its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from mdcheck.checks.bind import Check
    from mdcheck.document.model import CheckId, Item
    from mdcheck.results.outcome import CheckResult


class RunStarted(msgspec.Struct, frozen=True, kw_only=True):
    """All that comes before running is done: the files are read, and the person has been asked."""

    checks: int
    """How many there are, in all files of the run."""


class CheckStarted(msgspec.Struct, frozen=True, kw_only=True):
    """A check begins."""

    id: CheckId
    item: Item
    check: Check


class CheckFinished(msgspec.Struct, frozen=True, kw_only=True):
    """A check of the plan has ended, or will not run after all."""

    id: CheckId
    item: Item
    result: CheckResult


Event: TypeAlias = RunStarted | CheckStarted | CheckFinished
