"""Where a report goes: to a terminal, a pipe or a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck.errors import WriteError
from mdcheck.reports.table import renderer

if TYPE_CHECKING:
    from mdcheck.results.report import Report


def show(report: Report, format_name: str, output: str | None) -> None:
    """Print the report, or write it to the file `output`; raises WriteError."""
    if output is None or output == "-":
        if format_name == "text":
            from mdcheck.cli.terminal import show_report  # noqa: PLC0415 - machine formats need no terminal

            show_report(report)
        else:
            sys.stdout.write(renderer(format_name)(report))
        return
    try:
        Path(output).write_text(renderer(format_name)(report), encoding="utf-8", newline="\n")
    except OSError as error:
        fix = "name a file in a folder that exists and is writable"
        raise WriteError(f"the report can't be written: {error.strerror}", where=output, fix=fix) from error
