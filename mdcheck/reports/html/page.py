"""One self-contained page for people: it loads nothing, and works without its script."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from mdcheck.reports.html.filled import filled
from mdcheck.reports.html.view import file_view, filters

if TYPE_CHECKING:
    from mdcheck.results.report import Report

_FOLDER = files("mdcheck.reports.html") / "assets"


def render(report: Report) -> str:
    """The page; what comes from documents and processes is escaped by the template and could not run if it were not."""
    views = [file_view(file, number) for number, file in enumerate(report.files, 1)]
    return filled(
        _FOLDER,
        "report",
        title=f"{', '.join(view.path for view in views) or 'No checklist'} · mdcheck",
        files=views,
        filters=filters(views),
        stamp=report.stamp,
    )
