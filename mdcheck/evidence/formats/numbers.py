"""Numbers in reports."""

from __future__ import annotations

from mdcheck.evidence.content import UndeterminedError

_MAX_DIGITS = 15


def whole_number(text: str, where: str) -> int:
    """The number that a report gives; raises UndeterminedError for what is none."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise UndeterminedError(f"{where} gives “{text[:32]}” where a number should stand")
    return int(text)
