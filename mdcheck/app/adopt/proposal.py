"""A check that an item's words propose, and how its block is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.app.init.items.entry import yaml_lines

if TYPE_CHECKING:
    from mdcheck.app.init.items.entry import Check
    from mdcheck.document.model import Item

PERSON = {"tick": "person"}
"""For evidence that is necessary and not enough."""
_FENCE = re.compile(r"[`~]{3,}")


class Script(NamedTuple):
    """A check that runs commands."""

    commands: tuple[str, ...]
    folder: str = ""
    """Where they run, from the repository's root; empty for the root itself."""
    person: bool = False
    """Whether a person ticks, since the statement says more than the commands show."""


class Proposed(NamedTuple):
    """What a rule makes of a statement."""

    check: Check | Script
    not_shown: str
    """What the check does not show of what the statement claims."""


class Proposal(NamedTuple):
    """A check for one item."""

    item: Item
    rule: str
    block: tuple[str, ...]
    """The lines of its check block."""
    not_shown: str


def block_of(check: Check | Script) -> tuple[str, ...]:
    """The lines of the check block, in fences that nothing in it closes."""
    info, body = "check", list(check.commands) if isinstance(check, Script) else yaml_lines(check)
    if isinstance(check, Script):
        person = [f"{key}={value}" for key, value in PERSON.items()] if check.person else []
        info = " ".join(["check bash", *([f"cwd={check.folder}"] if check.folder else []), *person])
    longest = max((len(run) for line in body for run in _FENCE.findall(line)), default=2)
    fence = "`" * (longest + 1)
    return (f"{fence}{info}", *body, fence)


class NeedsAddress(NamedTuple):
    """An item that could be checked if the address of the service were known."""

    item: Item
    rule: str


def guarded(check: dict[str, Any], *, person: bool) -> dict[str, Any]:
    """The check, which a person ticks if the statement says more than it shows."""
    return {**check, **PERSON} if person else check
