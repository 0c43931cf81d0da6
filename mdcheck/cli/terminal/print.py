"""Showing lines on a terminal, in colour where that is wanted, and as plain text everywhere else."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from mdcheck.reports.layout.detail import Detail
from mdcheck.reports.layout.lines import Styled, TextStyle, as_text, cells
from mdcheck.reports.text import WIDTH, layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mdcheck.reports.layout.lines import Line
    from mdcheck.results.report import Report

_NORMAL = Detail()

LOOKS: dict[TextStyle, str] = {
    TextStyle.PLAIN: "",
    TextStyle.TITLE: "bold",
    TextStyle.SECTION: "bold",
    TextStyle.SUBSECTION: "",
    TextStyle.MUTED: "dim",
    TextStyle.PASSED: "green",
    TextStyle.WARNED: "yellow",
    TextStyle.FAILED: "red",
    TextStyle.ERRORED: "magenta",
    TextStyle.PENDING: "blue",
    TextStyle.SKIPPED: "dim",
    TextStyle.BLOCKER: "bold white on red",
    TextStyle.PLACE: "cyan",
    TextStyle.ID: "cyan",
    TextStyle.FIX: "bold",
    TextStyle.LINK: "underline cyan",
    TextStyle.OUTPUT: "dim",
    TextStyle.VALUE: "bold",
    TextStyle.READY: "bold green",
    TextStyle.ALMOST_READY: "bold yellow",
    TextStyle.NOT_READY: "bold red",
    TextStyle.UNASSESSED: "bold dim",
}
"""What each meaning looks like, in rich's words, and in the colours that people choose for their terminal."""

# One character for each of ours that a legacy encoding may lack, as wide as the original.
_ASCII = str.maketrans(
    {"✓": "+", "✗": "x", "–": "-", "—": "-", "·": "-", "○": "o", "━": "=", "─": "-", "│": "|", "…": "~"}
    | {"“": '"', "”": '"', "‘": "'", "’": "'", "→": ">", "×": "x", "−": "-", "⇥": ">"}
    | dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True))
)


def show_report(
    report: Report,
    stream: TextIO | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    detail: Detail = _NORMAL,
) -> None:
    """Print the text report as wide as `stream` (standard output) allows."""
    show_lines(layout(report, width(stream, environ), detail), stream, environ)


def show_lines(lines: Iterable[Line], stream: TextIO | None = None, environ: Mapping[str, str] | None = None) -> None:
    """Print lines, with colours where the terminal and the environment allow them."""
    stream = stream or sys.stdout
    environ = os.environ if environ is None else environ
    encoding = getattr(stream, "encoding", None) or "utf-8"
    fitting = [tuple(Styled(encodable(text, encoding), style) for text, style in line) for line in lines]
    if in_colour(stream, environ):
        _show_rich(fitting, stream, environ)
    else:
        stream.write(as_text(fitting))


def in_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to use colours: not with `NO_COLOR`, always with `FORCE_COLOR`, else on a terminal that is not dumb."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") != "0":
        return True
    return stream.isatty() and environ.get("TERM", "").lower() not in ("dumb", "unknown")


def width(stream: TextIO | None = None, environ: Mapping[str, str] | None = None) -> int:
    """The columns of `stream` (standard output), or of `COLUMNS`; the report's default width where neither is known."""
    stream = stream or sys.stdout
    environ = os.environ if environ is None else environ
    asked = environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH
    except (OSError, ValueError, AttributeError):  # a pipe, a closed or an in-memory stream
        return WIDTH


def encodable(text: str, encoding: str) -> str:
    """`text` in characters that `encoding` has, just as wide; an unknown encoding is taken for ASCII."""
    try:
        text.encode(encoding)
    except LookupError:
        encoding = "ascii"
    except UnicodeEncodeError:
        pass
    else:
        return text
    return "".join(_stand_in(cell, size, encoding) for cell, size in cells(text.translate(_ASCII)))


def _stand_in(cell: str, size: int, encoding: str) -> str:
    try:
        cell.encode(encoding)
    except UnicodeEncodeError:
        return "?" * size
    return cell


def _show_rich(lines: Iterable[Line], stream: TextIO, environ: Mapping[str, str]) -> None:
    from rich.console import Console  # late: a tenth of a second that a pipe need not pay
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, highlight=False, markup=False, emoji=False, _environ=environ)
    for line in lines:
        text = Text.assemble(*((segment.text, LOOKS[segment.style]) for segment in line))
        text.rstrip()
        console.print(text, soft_wrap=True)
