"""The last result of each check, as JSON Lines. It informs people and does not influence later runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mdcheck.document.model import CheckId
from mdcheck.results.outcome import Outcome  # noqa: TC001 - msgspec reads the annotation when it decodes

if TYPE_CHECKING:
    from collections.abc import Iterable


class LastResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one check ended when it was last run."""

    item: str
    """The item's id."""
    index: int
    """Of the check within its item, from 0."""
    kind: str
    digest: str
    """Of the block as it was written then."""
    outcome: Outcome
    message: str
    at: str
    """When, in UTC, as in RFC 3339."""

    @property
    def check(self) -> CheckId:
        return CheckId(self.item, self.index)


def encode(results: Iterable[LastResult]) -> bytes:
    """A line for each result."""
    return msgspec.json.Encoder().encode_lines(results)


def decode(data: bytes) -> tuple[LastResult, ...]:
    """The inverse of `encode`; empty for a file of another version or of another program."""
    try:
        return tuple(msgspec.json.Decoder(LastResult).decode_lines(data))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ()
