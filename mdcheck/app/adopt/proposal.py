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


class Proposed(NamedTuple):
    """What a rule makes of a statement."""

    check: Check | Script
    not_shown: str
    """What the check does not show of what the statement claims."""


class Proposal(NamedTuple):
    """A check for one item."""

    item: Item
    rule: str
    check: Check | Script
    not_shown: str

    @property
    def block(self) -> tuple[str, ...]:
        """The lines of its check block."""
        body = list(self.check.commands) if isinstance(self.check, Script) else yaml_lines(self.check)
        longest = max((len(run) for line in body for run in _FENCE.findall(line)), default=2)
        fence = "`" * (longest + 1)
        return (f"{fence}{self._info}", *body, fence)

    @property
    def _info(self) -> str:
        if not isinstance(self.check, Script):
            return "check"
        return f"check bash cwd={self.check.folder}" if self.check.folder else "check bash"


class NeedsAddress(NamedTuple):
    """An item that could be checked if the address of the service were known."""

    item: Item
    rule: str


def guarded(check: dict[str, Any], *, person: bool) -> dict[str, Any]:
    """The check, which a person ticks if the statement says more than it shows."""
    return {**check, **PERSON} if person else check
