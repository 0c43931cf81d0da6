"""Making the edits that diagnostics propose, round by round, until none is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.lint import lint
from mdcheck.document.parse import edited

if TYPE_CHECKING:
    from mdcheck.document.edits import Edit
    from mdcheck.document.model import Checklist, Notation

_ROUNDS = 20
"""An item that is nested too far under one that is nested too far becomes right one round later."""


def diagnostics(checklist: Checklist, notations: frozenset[Notation]) -> tuple[Diagnostic, ...]:
    """All diagnostics of the document itself, without those of its checks."""
    return tuple(sorted({*checklist.diagnostics, *lint(checklist, notations)}))


def repaired(checklist: Checklist, notations: frozenset[Notation]) -> tuple[Checklist, int]:
    """The document with every repair that has one right answer, and how many were made.

    A round that would lose an item or a check, or make another error, is not taken.
    """
    made = 0
    for _ in range(_ROUNDS):
        found = diagnostics(checklist, notations)
        edits, count = _together(found)
        if not count:
            break
        after = edited(checklist, edits)
        if not _better(checklist, after):
            break
        checklist, made = after, made + count
    return checklist, made


def _together(found: tuple[Diagnostic, ...]) -> tuple[list[Edit], int]:
    """Edits that can be made at once: those that touch what others change wait for the next round."""
    edits: list[Edit] = []
    count = 0
    end = -1
    for one in sorted((one for one in found if one.edits), key=lambda one: one.edits[0].span):
        if one.edits[0].span.start > end:
            edits += one.edits
            count += 1
            end = one.edits[-1].span.end
    return edits, count


def _better(before: Checklist, after: Checklist) -> bool:
    lost = len(after.items) < len(before.items) or _blocks(after) < _blocks(before)
    return not lost and _errors(after) <= _errors(before)


def _blocks(checklist: Checklist) -> int:
    return sum(len(item.checks) + len(item.records) for item in checklist.items)


def _errors(checklist: Checklist) -> int:
    """How many errors there are about blocks that were not read; a block that is read at last may hold errors."""
    return sum(one.level is Level.ERROR and one.code.startswith("stray") for one in checklist.diagnostics)
