"""Diagnostics as a compiler shows them: the place, the line with a caret, the fix; and their number at the end."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import click

from mdcheck.document.diagnostic import Level
from mdcheck.reports.layout.lines import columns as width
from mdcheck.reports.layout.sanitize import clean
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.document.diagnostic import Diagnostic
    from mdcheck.document.source import Source

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
_LONGEST = 100
"""Columns of a line that are shown where the output is no terminal."""
_BEFORE_CARET = 20
"""Columns in front of the caret that are kept of a line that is too long."""


def show_file(path: str, source: Source, diagnostics: Sequence[Diagnostic]) -> None:
    """Each diagnostic of one file, on standard output."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for diagnostic in diagnostics:
        for line in rendered(path, source, diagnostic, columns):
            click.echo(line, color=False if os.environ.get("NO_COLOR") else None)


def rendered(path: str, source: Source, diagnostic: Diagnostic, columns: int | None) -> Iterator[str]:
    """The lines of one diagnostic; on a terminal of so many columns they break between words."""
    level = click.style(f"{diagnostic.level.value}:", fg=_COLOURS[diagnostic.level], bold=True)
    place = f"{clean(path)}:{diagnostic.line}:{diagnostic.column}:"
    message, *picture = diagnostic.message.split("\n")
    first, *rest = _wrapped(f"{clean(message)} [{diagnostic.code}]", columns, len(place) + 8)
    yield f"{place} {level} {first}"
    yield from rest
    yield from (f"    {clean(line, multiline=True)}" for line in picture)
    yield from _excerpt(source, diagnostic, columns or _LONGEST)
    if diagnostic.fix:
        first, *rest = _wrapped(clean(diagnostic.fix), columns, len("  fix: "))
        yield f"  {click.style('fix:', bold=True)} {first}"
        yield from rest


def _wrapped(text: str, columns: int | None, used: int) -> list[str]:
    """The text in lines that break between words alone; `used` columns of the first are taken."""
    if columns is None:
        return [text]
    lines = textwrap.wrap(
        text,
        width=max(columns - 4, 1),
        initial_indent=" " * min(used, max(columns - 4, 0)),
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [lines[0].lstrip(), *lines[1:]] if lines else [""]


def _excerpt(source: Source, diagnostic: Diagnostic, columns: int) -> Iterator[str]:
    """The line with a caret below the place; of a long line, what stands around the caret."""
    text = source.line(diagnostic.line - 1).replace("\t", " ")
    number = str(diagnostic.line)
    room = max(columns - len(number) - 6, 10)
    at = min(diagnostic.column - 1, len(text))
    start = 0 if width(text) <= room else max(0, min(at - _BEFORE_CARET, len(text) - room + 3))
    before, behind = ("..." if start else ""), text[start:]
    shown = before + behind
    if width(shown) > room:
        shown = shown[: room - 3] + "..."
    shown = clean(shown, multiline=True).rstrip()
    if not shown.strip():
        return
    caret = width(clean(before + text[start:at], multiline=True))
    yield f"  {number} | {shown}"
    yield f"  {' ' * len(number)} | {' ' * caret}^"


def summary(files: Sequence[tuple[str, Sequence[Diagnostic]]]) -> str:
    """`3 errors, 5 warnings in 2 files`."""
    levels = Counter(one.level for _, found in files for one in found)
    parts = [count(levels[level], level.value) for level in Level if levels[level]]
    wrong = sum(bool(found) for _, found in files)
    return f"{', '.join(parts)} in {count(wrong, 'file')}"
