"""`mdcheck adopt`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from mdcheck.app.adopt import Candidate, adopt, look
from mdcheck.app.find import find_files
from mdcheck.app.session import Session
from mdcheck.cli.options import files_argument
from mdcheck.document.model import Notation
from mdcheck.errors import ExitCode, UsageError, did_you_mean
from mdcheck.reports.layout.sanitize import clean
from mdcheck.settings import in_ci
from mdcheck.wording import count

if TYPE_CHECKING:
    from mdcheck.app.adopt import Number

_CHOICES = tuple(notation.value for notation in Notation if notation is not Notation.COOKIE)


@click.command("adopt", short_help="Choose which numbers of a hand-written checklist to keep; run nothing.")
@files_argument
@click.option(
    "--figures",
    metavar="LIST",
    help=f"Keep these without asking: all, none, or a list of {', '.join(_CHOICES)} with commas between them.",
)
def command(files: tuple[str, ...], *, figures: str | None) -> ExitCode:
    """Show each number of a hand-written checklist beside what its boxes say, and keep those that you choose.

    The choice is written into the file's front matter. Nothing is run, and nothing else in the file changes.
    """
    chosen = None if figures is None else _parsed(figures)
    session = Session.here()
    candidates = [look(path, session) for path in find_files(files, session)]
    for candidate in candidates:
        _adopt(candidate, chosen)
    return ExitCode.OK


def _parsed(figures: str) -> frozenset[Notation]:
    if figures in ("all", "none"):
        return frozenset(Notation) if figures == "all" else frozenset()
    names = [name.strip() for name in figures.split(",")]
    for name in names:
        if name not in _CHOICES:
            message = f"“{name}” is no notation{did_you_mean(name, _CHOICES)}"
            raise UsageError(message, where="--figures", fix=f"write all, none, or some of {', '.join(_CHOICES)}")
    return frozenset(Notation(name) for name in names)


def _adopt(candidate: Candidate, chosen: frozenset[Notation] | None) -> None:
    path = candidate.path.as_posix()
    open_to_choice: dict[Notation, list[Number]] = {}
    for number in candidate.numbers:
        _say(f"{path}:{number.line}: {_described(number, kept=number.notation in candidate.kept)}")
        if number.notation not in candidate.kept:
            open_to_choice.setdefault(number.notation, []).append(number)
    if chosen is None:
        if not open_to_choice:
            _say(f"{path}: no number is left to choose")
            return
        chosen = _asked(open_to_choice) if _can_ask() else None
    if chosen is None:
        names = ",".join(open_to_choice)
        _say(f"{path}: nothing was written; choose with `mdcheck adopt --figures {names} {path}`")
        return
    adopt(candidate, chosen)
    kept = ", ".join(notation.value for notation in Notation if notation in chosen and notation is not Notation.COOKIE)
    _say(
        f"{path}: wrote the front matter: {kept or 'cookies alone'} kept; `mdcheck update --offline` writes the numbers"
    )


def _described(number: Number, *, kept: bool) -> str:
    state = "kept" if kept else "not kept"
    if number.contradicted:
        state = "left alone, since another number stands on its line"
    says = f"the boxes say {number.boxes} ({number.ticked} of {number.countable} ticked)"
    return f"{number.text}\n  {number.notation.value}: {number.written or 'nothing'}; {says}; {state}"


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty() and not in_ci(os.environ)


def _asked(choices: dict[Notation, list[Number]]) -> frozenset[Notation]:
    return frozenset(
        notation
        for notation, numbers in choices.items()
        if click.confirm(f"Keep {count(len(numbers), 'number')} of the notation “{notation.value}”?", err=True)
    )


def _say(text: str) -> None:
    click.echo(clean(text, multiline=True))
