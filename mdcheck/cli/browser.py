"""Showing the HTML report in the person's browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mdcheck import output_file
from mdcheck.cli.messages import show_note, show_warning
from mdcheck.late import sha256
from mdcheck.reports.table import renderer
from mdcheck.settings import in_ci

if TYPE_CHECKING:
    from mdcheck.results.report import Report


def open_report(report: Report) -> None:
    """Write the page where the person keeps caches, and open it; say where it is. Raises WriteError."""
    page = _place(report)
    output_file.write(page, renderer("html")(report).encode("utf-8", "backslashreplace"))
    if in_ci(os.environ):
        show_note(f"the report is in {page}; no browser is opened where CI is set")
        return
    import webbrowser

    if webbrowser.open(page.as_uri()):
        show_note(f"opened {page}")
    else:
        show_warning("no browser could be opened", fix=f"open the report yourself: {page}")


def _place(report: Report) -> Path:
    """A file for these checklists: opened again, the same page is replaced."""
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("mdcheck"), "reports")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = "\0".join(os.path.abspath(file.path) for file in report.files)  # noqa: PTH100 - a link has its own report
    return folder / f"{sha256(os.fsencode(names))[:16]}.html"
