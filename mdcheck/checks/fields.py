"""The options of a kind, as its fields declare them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from mdcheck.kinds.protocol import Options

COMMON_FIELD = "timeout"
"""A field of this name is not an option of the kind: it gets the common option of the block, in seconds."""


@cache  # msgspec evaluates the annotations anew at each call, and every block asks
def option_fields(cls: type[Options]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The kind's own options, in the order in which the class declares them."""
    return tuple(field for field in msgspec.structs.fields(cls) if field.encode_name != COMMON_FIELD)
