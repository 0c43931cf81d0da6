"""What is found in a text."""

from __future__ import annotations

from typing import NamedTuple

WEAK = "weak-password"
"""The rule of a password that is real, but easy to guess: such as that of a database on a developer's machine."""


class Hit(NamedTuple):
    """A credential in a text: the rule that knows it, and the offsets of its first byte and behind its last one."""

    rule: str
    start: int
    end: int
