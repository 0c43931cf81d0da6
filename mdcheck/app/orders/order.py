"""What is sent to a worker, and what it sends back: plain data without code, which any executor can carry."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from mdcheck.execution.process.sandbox import Sandbox  # noqa: TC001 - msgspec reads the annotations when it decodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor


LONGEST = 3600.0
"""Seconds for an order of a run without a budget."""


ON_WORKER = "mdcheck on the worker"
"""What the problem of an order begins with, where the run itself came to nothing."""


class Trusted(StrEnum):
    """What a worker may run. What somebody has approved on its machine counts with `approved` only."""

    ALL = "all"
    """All of it: the person who gave the order has read it."""
    APPROVED = "approved"
    """What is approved on the worker's machine, which is that of the person."""
    NONE = "none"
    """Checks that need no trust."""


class Flags(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The options of `mdcheck run` that an order can set. None is a text that a shell would read."""

    only: tuple[str, ...] = ()
    """Ids of items."""
    inert: bool = False
    fail_fast: bool = False
    cache: bool = True
    sandbox: Sandbox
    as_of: str = ""
    """A day."""
    waivers: bool = True
    system: str
    """The name under which all workers record."""


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shard of a run."""

    id: str
    """Of this order alone: a worker that gets it for the third time refuses it."""
    mdcheck: str
    """The version that must carry it out."""
    repository: str
    """A folder that the worker sees under the same name, or a URL."""
    commit: str
    """The full id; empty for a folder without one."""
    documents: tuple[str, ...]
    """The checklists, from the repository's root."""
    shard: str
    trust: Trusted
    flags: Flags
    seconds: float
    """How long it may take."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an order."""

    recording: bytes = b""
    """Recorded results; empty where there is a problem."""
    problem: str = ""
    again: bool = False
    """Whether another worker may fare better."""


def plain(value: Order | Answer) -> dict[str, Any]:
    """As any executor can carry it."""
    return dict(msgspec.to_builtins(value, builtin_types=(bytes,)))


class Workers(NamedTuple):
    """Where orders are carried out."""

    executor: Executor
    at_once: int
    """How many orders they carry out at the same time."""
    carry_out: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    """Takes an order and gives an answer, both as plain data."""
    system: str
    """What recorded results call it; empty for what this machine is."""
    own_machine: bool
    """Whether what the person has approved here is approved there."""
    explain: Callable[[BaseException], Answer]
    """What an order came to whose worker, or the way to it, failed."""
    cancel: Callable[[], None]
    """End what is under way, as far as that is possible."""
