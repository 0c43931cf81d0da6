"""Asking the person at the terminal whether blocks may run, once they have seen what is new in them."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from mdcheck.errors import RefusedError
from mdcheck.reports.layout.sanitize import clean
from mdcheck.settings import in_ci
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mdcheck.app.trust import Ask, ExecutableBlock

    Choose = Callable[[str, Mapping[str, str], str], str]

_QUIT = "you quit at the question: nothing was approved, and nothing was run"
_ANSWERS = {"y": "y", "yes": "y", "a": "a", "all": "a", "n": "n", "no": "n", "": "n", "q": "q", "quit": "q"}
_WORDS = frozenset(("y", "yes", "n", "no", "d", "diff", "q", "quit"))


def asker(environ: Mapping[str, str], *, quiet: bool = False) -> Ask | None:
    """A way to ask, if there is a person who can see the question and answer it."""
    if quiet or in_ci(environ) or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return ask


def chooser(environ: Mapping[str, str]) -> Choose | None:
    """A way to ask other questions, if there is a person who can see them and answer."""
    return choose if asker(environ) is not None else None


def choose(question: str, answers: Mapping[str, str], usual: str) -> str:
    """The letter of one of the answers, which are words; `usual` for Enter. Raises Abort where the person leaves."""
    _discard_typed_ahead()
    offered = ", ".join(f"[{letter}]{word[1:]}" for letter, word in answers.items())
    while True:
        _say(f"{clean(question)} {offered} (Enter: {answers[usual]})", end=" ")
        line = sys.stdin.readline()
        if not line:
            raise click.Abort
        said = line.strip().lower() or usual
        found = next((letter for letter, word in answers.items() if said in (letter, word)), None)
        if found is not None:
            return found


def ask(blocks: tuple[ExecutableBlock, ...]) -> tuple[ExecutableBlock, ...]:
    """The blocks that the person approves. Only what was shown is approved; raises RefusedError on `q`."""
    _say(f"{_count(len(blocks))} not been approved on this machine. Read: what you approve runs as you.")
    approved: list[ExecutableBlock] = []
    for place, block in enumerate(blocks):
        rest = blocks[place + 1 :]
        _say()
        _show(block)
        answer = _answer(len(rest))
        if answer == "a" and _all(rest):
            return (*approved, block, *rest)
        if answer in ("y", "a"):
            approved.append(block)
    return tuple(approved)


def _all(rest: tuple[ExecutableBlock, ...]) -> bool:
    """Whether the person approves what they have not seen yet, now that they see it."""
    if not rest:
        return True
    for block in rest:
        _say()
        _show(block)
    _discard_typed_ahead()
    _say(f"approve {'this one' if len(rest) == 1 else f'these {len(rest)}'} too? [y]es, [n]o: one by one", end=" ")
    return _read() == "y"


def _show(block: ExecutableBlock) -> None:
    from mdcheck.cli.terminal.print import show_lines
    from mdcheck.cli.text.executable_block import block_lines  # late: only where there is something to ask

    show_lines(block_lines(block), sys.stderr)


def _answer(left: int) -> str:
    _discard_typed_ahead()
    choices = f"[y]es, {f'[a]ll {left + 1}, ' if left else ''}[n]o, [q]uit"
    while True:
        _say(f"approve it, now and for later runs? {choices} (Enter: no)", end=" ")
        answer = _read()
        if answer is not None:
            return answer


def letter(question: str, known: str) -> str:
    """Ask until the answer is one of the letters, or a word that begins with one; nothing is “n”, the end is “q”."""
    _discard_typed_ahead()
    while True:
        _say(question, end=" ")
        line = sys.stdin.readline()
        answer = line.strip().lower() or "n" if line else "q"
        if answer[0] in known and answer in _WORDS:
            return answer[0]


def _discard_typed_ahead() -> None:
    """Discard what was typed before the question was shown: it is no answer to it."""
    with suppress(ImportError, OSError):  # Windows has no such thing; a terminal may be gone
        import termios

        with suppress(termios.error):
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _read() -> str | None:
    """The answer; None for what is none. Raises RefusedError where the person leaves."""
    line = sys.stdin.readline()
    answer = _ANSWERS.get(line.strip().lower()) if line else "q"
    if answer == "q":
        raise RefusedError(_QUIT, fix="run again, or look at the blocks with `mdcheck trust`")
    return answer


def _count(number: int) -> str:
    return count(number, "executable block has", "executable blocks have")


def _say(text: str = "", end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()
