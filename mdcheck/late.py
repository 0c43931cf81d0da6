"""What most runs never use, and what takes long to load or to compile: left until it is first asked for."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def late_pattern(pattern: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """What gives the expression, compiled when it is first called: that can take longer than to read a checklist."""
    return cache(partial(re.compile, pattern, flags))


def sha256(data: bytes) -> str:
    """The digest in hexadecimal."""
    import hashlib  # late: takes milliseconds to load

    return hashlib.sha256(data).hexdigest()
