"""Numbers in reports: what is too long, not finite or no number is refused."""

from __future__ import annotations

import re

from mdcheck.evidence.content import UndeterminedError

_MAX_DIGITS = 20
"""Programs write the largest number of 64 bits where a counter overflowed."""
_MAX_LENGTH = 40
_DECIMAL = r"[0-9]{0,20}\.?[0-9]{1,30}(?:[eE][-+]?[0-9]{1,2})?"


def whole_number(text: str, where: str) -> int:
    """The number that a report gives; raises UndeterminedError for what is none."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise UndeterminedError(f"{where} gives “{text[:32]}” where a number should stand")
    return int(text)


def decimal_number(value: object) -> float | None:
    """A number, or text that is one, such as `7.5` or `9.4e-1`; None for anything else."""
    if type(value) in (int, float):
        value = repr(value)
    if isinstance(value, str) and is_decimal(value):
        return float(value)
    return None


def is_decimal(text: str) -> bool:
    """Whether the text is a finite number of a bearable length, zero or above."""
    return len(text) <= _MAX_LENGTH and re.fullmatch(_DECIMAL, text.strip()) is not None
