"""`mdcheck adopt`."""

from __future__ import annotations

import os
import re
import shlex
import sys
from typing import TYPE_CHECKING

import click

from mdcheck.app.adopt.adopt import Candidate, Choice, adopted, diff, look, patch, write
from mdcheck.app.session import Session
from mdcheck.cli.messages import show_error
from mdcheck.cli.options import files_argument
from mdcheck.cli.output import print_exactly
from mdcheck.cli.prompt import letter
from mdcheck.cli.terminal.print import show_lines, width
from mdcheck.cli.text.adoption import check_lines, page
from mdcheck.document.model import Notation
from mdcheck.errors import ExitCode, UsageError, did_you_mean
from mdcheck.reports.layout.sanitize import clean
from mdcheck.settings import in_ci
from mdcheck.wording import count, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.adopt.figures import Number

_CHOICES = tuple(notation.value for notation in Notation if notation is not Notation.COOKIE)


@click.command("adopt")
@files_argument
@click.option(
    "--write",
    "lines",
    multiple=True,
    metavar="LINES",
    help="Write these proposals without asking: the lines of their items, as in 12,31 (of several files FILE:12); all "
    "for all checks, boxes for all boxes.",
)
@click.option(
    "--figures",
    metavar="LIST",
    help=f"Keep these numbers without asking: all, none, or a list of {', '.join(_CHOICES)} with commas between them.",
)
@click.option(
    "--address",
    metavar="URL",
    default="",
    help="Where the service answers, for items about endpoints, headers and certificates. It is not asked now.",
)
@click.option(
    "--patch",
    "as_patch",
    is_flag=True,
    help="Print a patch for git apply instead of writing: of all checks, or of --write's.",
)
@click.option("-f", "--format", "format_name", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(
    files: tuple[str, ...],
    *,
    lines: tuple[str, ...],
    figures: str | None,
    address: str,
    as_patch: bool,
    format_name: str,
) -> ExitCode:
    """Show what the words of a hand-written checklist propose: checks, boxes, and numbers to keep.

    A check that only reads is tried, and the page says whether it passes now; one that would run code never is.
    Without --write, --figures or a terminal to ask on, nothing is written.
    """
    names, tokens = _split(files, lines)
    notations = None if figures is None else _parsed(figures)
    asked = bool(tokens) or notations is not None
    if format_name == "json" and (asked or as_patch):
        fix = "write with another call, without --format"
        raise UsageError("json shows what could be written, and writes nothing", where="--format", fix=fix)
    session = Session.here()
    candidates = look(names, session, address=address)
    if format_name == "json":
        from mdcheck.cli.text.adoption_json import rendered  # late: only this format needs it

        print_exactly(rendered(candidates))
        return ExitCode.OK
    chosen = [Choice(notations, *_chosen(tokens, candidates, number)) for number in range(len(candidates))]
    if as_patch:
        _print_patch(candidates, chosen, everything=not asked)
    elif any(chosen):
        _write_all(candidates, chosen)
    elif asked or not _can_ask():
        for candidate in candidates:
            show_lines(page(candidate, width()))
            _say_open(candidate)
    else:
        _ask(candidates, names, session, address)
    return ExitCode.OK


def _split(files: tuple[str, ...], lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files, and what is to be written: `--write 12 31` names two lines, unless a file is called 31."""
    further = tuple(name for name in files if lines and name.isdecimal() and not os.path.exists(name))  # noqa: PTH110
    tokens = tuple(token for value in (*lines, *further) for token in re.split(r"[,\s]+", value) if token)
    if lines and not tokens:
        raise UsageError("names no line", where="--write", fix="write the lines of items, as in --write 12,31, or all")
    return tuple(name for name in files if name not in further), tokens


def _parsed(figures: str) -> frozenset[Notation]:
    if figures in ("all", "none"):
        return frozenset(Notation) if figures == "all" else frozenset()
    names = [name.strip() for name in figures.split(",")]
    for name in names:
        if name not in _CHOICES:
            message = f"“{name}” is no notation{did_you_mean(name, _CHOICES)}"
            raise UsageError(message, where="--figures", fix=f"write all, none, or some of {', '.join(_CHOICES)}")
    return frozenset(Notation(name) for name in names)


def _chosen(
    tokens: Sequence[str], candidates: Sequence[Candidate], number: int
) -> tuple[frozenset[int], frozenset[int]]:
    """The lines of boxes and of checks that the tokens name in one of the files. Raises UsageError."""
    candidate = candidates[number]
    boxes, checks = _lines(candidate)
    taken: set[int] = set()
    for word in tokens:
        match word:
            case "all" | "checks":
                taken |= checks
            case "boxes":
                taken |= boxes
            case _:
                taken |= _on_line(word, candidates, number)
    return boxes & taken, checks & taken


def _on_line(token: str, candidates: Sequence[Candidate], number: int) -> set[int]:
    """The line that the token names in this file; none where it names one of another file."""
    path, _, digits = token.rpartition(":")
    if not digits.isdecimal() or len(digits) > 9:  # noqa: PLR2004 - more lines than any file has
        raise UsageError(f"“{token}” is no line", where="--write", fix="write the lines of items, as in 12,31, or all")
    line = int(digits)
    own = [place for place, one in enumerate(candidates) if not path or _is_same(path, one)]
    found = [place for place in own if line in frozenset().union(*_lines(candidates[place]))]
    if not found:
        if any(need.item.line == line for place in own for need in candidates[place].need_address):
            message = f"the item of line {token} needs the address of the service"
            raise UsageError(message, where="--write", fix="name it: --address https://staging.example.org")
        known = sorted(frozenset().union(*(line for place in own for line in _lines(candidates[place]))))
        names = " ".join(_named(one.path) for one in candidates)
        fix = (
            f"name one of {listed([str(one) for one in known], 12)}"
            if known
            else f"run `mdcheck adopt {names}` to see all"
        )
        raise UsageError(f"nothing is proposed for line {token}", where="--write", fix=fix)
    if len(found) > 1:
        fix = f"name the file, as in {candidates[found[0]].path}:{line}"
        raise UsageError(f"line {line} has a proposal in {len(found)} files", where="--write", fix=fix)
    return {line} if found[0] == number else set()


def _named(path: str) -> str:
    """The file as a shell takes it, and as no option."""
    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def _is_same(path: str, candidate: Candidate) -> bool:
    return os.path.realpath(path) == os.path.realpath(candidate.path)


def _lines(candidate: Candidate) -> tuple[frozenset[int], frozenset[int]]:
    """The lines of proposed boxes and of proposed checks."""
    return frozenset(box.line for box in candidate.boxes), frozenset(one.line for one in candidate.checks)


def _print_patch(candidates: Sequence[Candidate], chosen: Sequence[Choice], *, everything: bool) -> None:
    """The patch of what was chosen, or of all checks."""
    parts = []
    for candidate, choice in zip(candidates, chosen, strict=True):
        taken = choice._replace(checks=_lines(candidate)[1]) if everything else choice
        parts.append(patch(candidate, adopted(candidate, taken)) if taken else "")
    text = "".join(parts)
    if sys.stdout.isatty():
        click.echo(clean(text, multiline=True), nl=False)
    else:
        print_exactly(text)
    if not text:
        click.echo("nothing is proposed, so the patch is empty", err=True)


def _write_all(candidates: Sequence[Candidate], chosen: Sequence[Choice]) -> None:
    """Write each choice. What all become is known before the first file is written."""
    ready = [
        (candidate, choice, adopted(candidate, choice))
        for candidate, choice in zip(candidates, chosen, strict=True)
        if choice
    ]
    for candidate, choice, after in ready:
        write(candidate, after)
        if choice.checks or choice.boxes:
            _say(diff(candidate, after), end="")
        _say_written(candidate, choice)


def _say_written(candidate: Candidate, choice: Choice) -> None:
    path, named = candidate.path, _named(candidate.path)
    if choice.figures is not None:
        kept = ", ".join(one.value for one in Notation if one in choice.figures and one is not Notation.COOKIE)
        what = f"wrote the front matter: {kept or 'cookies alone'} kept"
        _say(f"{path}: {what}; `mdcheck update --offline` writes the numbers")
    if choice.boxes:
        _say(f"{path}: made {count(len(choice.boxes), 'box', 'boxes')}; `mdcheck adopt {named}` looks at them again")
    if choice.checks:
        _say(f"{path}: wrote {count(len(choice.checks), 'check')}")
        _say(f"next: `mdcheck run {named}` shows what they say; `mdcheck update {named}` ticks, unticks and commits")


def _ask(candidates: Sequence[Candidate], names: tuple[str, ...], session: Session, address: str) -> None:
    """The page of each file with its questions. Nothing is written before the last answer."""
    if not address and any(candidate.need_address for candidate in candidates):
        candidates = _with_address(candidates, names, session)
    chosen: list[Choice] = []
    for candidate in candidates:
        show_lines(page(candidate, width()))
        choice, more = _asked(candidate)
        chosen.append(choice)
        if not more:
            break
    chosen += [Choice()] * (len(candidates) - len(chosen))
    _write_all(candidates, chosen)
    for candidate, choice in zip(candidates, chosen, strict=True):
        if not choice:
            _say(f"{candidate.path}: nothing was written")


def _with_address(candidates: Sequence[Candidate], names: tuple[str, ...], session: Session) -> Sequence[Candidate]:
    """The files, looked at again with the address that the person names; they are asked again for one that is none."""
    while address := click.prompt("Address of the service (Enter: none)", default="", show_default=False, err=True):
        try:
            return look(names, session, address=address)
        except UsageError as error:
            if error.where != "--address":
                raise
            show_error(error)
    return candidates


def _say_open(candidate: Candidate) -> None:
    """What would be written, and how."""
    path, named = candidate.path, _named(candidate.path)
    checks = _lines(candidate)[1]
    if checks:
        _say(diff(candidate, adopted(candidate, Choice(checks=checks))), end="")
    ways = []
    if open_ := _open_to_choice(candidate):
        ways.append(f"choose with `mdcheck adopt --figures {','.join(open_)} {named}`")
    if checks:
        first = ",".join(str(one.line) for one in candidate.checks[:3])
        ways.append(f"write with `mdcheck adopt --write {first} {named}` (all: all of them; --patch: as a patch)")
    if candidate.boxes:
        ways.append(f"make boxes with `mdcheck adopt --write boxes {named}`, or name their lines")
    _say(f"{path}: nothing was written; {'; '.join(ways)}" if ways else f"{path}: nothing is left to choose")


def _open_to_choice(candidate: Candidate) -> dict[Notation, list[Number]]:
    found: dict[Notation, list[Number]] = {}
    for number in candidate.numbers:
        if number.notation not in candidate.kept:
            found.setdefault(number.notation, []).append(number)
    return found


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty() and not in_ci(os.environ)


def _asked(candidate: Candidate) -> tuple[Choice, bool]:
    """What the person chooses, up to “q”; and whether they want to see more."""
    figures = None
    if open_ := _open_to_choice(candidate):
        kept = frozenset(
            notation
            for notation, numbers in open_.items()
            if click.confirm(f"Keep {count(len(numbers), 'number')} of the notation “{notation.value}”?", err=True)
        )
        figures = kept or None
    boxes: frozenset[int] = frozenset()
    question = f"Make {count(len(candidate.boxes), 'box', 'boxes')} of what is none yet?"
    if candidate.boxes and click.confirm(question, err=True):
        boxes = _lines(candidate)[0]
    checks, more = _asked_checks(candidate)
    return Choice(figures, boxes, checks), more


def _asked_checks(candidate: Candidate) -> tuple[frozenset[int], bool]:
    taken: set[int] = set()
    for place, tried in enumerate(candidate.checks):
        show_lines(check_lines(candidate.path, tried, width(sys.stderr)), sys.stderr)
        left = len(candidate.checks) - place
        question = f"put this check below line {tried.line}? {left} left: [y]es, [n]o, [d]iff, [q]uit (Enter: no)"
        while (answer := letter(question, "yndq")) == "d":
            after = adopted(candidate, Choice(checks=frozenset([tried.line])))
            click.echo(clean(diff(candidate, after), multiline=True), nl=False, err=True)
        if answer == "q":
            return frozenset(taken), False
        if answer == "y":
            taken.add(tried.line)
    return frozenset(taken), True


def _say(text: str, end: str = "\n") -> None:
    click.echo(clean(text, multiline=True) + end, nl=False)
