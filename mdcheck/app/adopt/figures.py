"""The numbers of a hand-written checklist, and the author's choice which of them mdcheck is to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mdcheck.document.completion import of_figures
from mdcheck.document.consent import consent
from mdcheck.document.figures import numbers_in
from mdcheck.document.model import Notation
from mdcheck.document.parse import edited
from mdcheck.errors import UsageError

if TYPE_CHECKING:
    from mdcheck.document.completion import Completion
    from mdcheck.document.model import Checklist, Figure


class Number(NamedTuple):
    """A number that could be kept, beside the number that follows from the boxes."""

    line: int
    notation: Notation
    text: str
    """The line as it stands."""
    written: str
    boxes: str
    """The number that follows from the boxes."""
    ticked: int
    countable: int
    contradicted: bool
    """Whether another number on its line keeps mdcheck from changing it."""


def numbers(checklist: Checklist) -> tuple[Number, ...]:
    """The figures of a document, each with the number that follows from the boxes."""
    return tuple(_number(checklist, figure, completion) for figure, completion in of_figures(checklist))


def _number(checklist: Checklist, figure: Figure, completion: Completion) -> Number:
    shown = tuple(numbers_in(checklist.source.text, figure, completion))
    return Number(
        line=figure.line,
        notation=figure.notation,
        text=checklist.source.line(figure.line - 1).strip(),
        written=" ".join(one.written for one in shown).strip(),
        boxes=" ".join(one.wanted for one in shown),
        ticked=completion.ticked,
        countable=completion.countable,
        contradicted=figure.contradicted,
    )


def with_consent(checklist: Checklist, notations: frozenset[Notation]) -> Checklist:
    """The checklist with the choice in its front matter. Raises UsageError where it can't be written there."""
    edit = consent(checklist, notations - {Notation.COOKIE})
    where = f"{checklist.source.path}:{checklist.settings_line}"
    if edit is None:
        raise UsageError("the front matter says already which figures are kept", where=where, fix="change it there")
    after = edited(checklist, (edit,))
    if "figures" not in (after.settings or {}) or any(one.code == "front-matter" for one in checklist.diagnostics):
        fix = "write “figures” below “mdcheck:” by hand"
        raise UsageError("the front matter can't be changed safely", where=where, fix=fix)
    return after
