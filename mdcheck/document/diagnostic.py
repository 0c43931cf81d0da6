"""What is wrong with a checklist, where, and how to fix it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mdcheck.errors import MdcheckError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.document.edits import Edit
    from mdcheck.document.source import Source


class Level(StrEnum):
    """`run` and `update` refuse a checklist with errors; warnings and notes don't stop them."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Diagnostic(NamedTuple):
    """One finding in one document, sorted by place; line and column count from 1."""

    line: int
    column: int
    level: Level
    code: str
    """A stable word such as `unknown-kind`; `docs/diagnostics.md` lists them."""
    message: str
    fix: str = ""
    """What to do about it, in words."""
    edits: tuple[Edit, ...] = ()
    """The repair, where there is one right answer: `lint --fix` makes these edits."""


def error_on(line: int, code: str, message: str, fix: str, *, column: int = 1) -> Diagnostic:
    """An error on a line."""
    return Diagnostic(line=line, column=column, level=Level.ERROR, code=code, message=message, fix=fix)


def error_at(source: Source, offset: int, code: str, message: str, fix: str = "") -> Diagnostic:
    """An error at a place in the text."""
    line, column = source.locate(offset)
    return error_on(line, code, message, fix, column=column)


class PlacedError(ValueError):
    """What is wrong with a piece of a document, at which offset of it, and how to fix it; it becomes a diagnostic."""

    def __init__(self, message: str, offset: int, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.fix = fix


class ChecklistError(MdcheckError):
    """Checklists with errors in them, each with the path of its document."""

    def __init__(self, errors: Sequence[tuple[str, Diagnostic]]) -> None:
        super().__init__("the checklist has errors: nothing was run, nothing was written")
        self.errors = tuple(errors)
