"""One self-contained page for people: it loads nothing, and works without its script."""

from __future__ import annotations

import base64
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

import mdcheck
from mdcheck.reports.html.view import file_view, filters

if TYPE_CHECKING:
    from mdcheck.results.report import Report

_FOLDER = files("mdcheck.reports.html") / "assets"


def render(report: Report) -> str:
    """The page; what comes from documents and processes is escaped by the template and could not run if it were not."""
    from jinja2 import Environment, StrictUndefined  # late: a tenth of a second that only this format pays
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    style, script = (_read(name) for name in ("report.css", "report.js"))
    views = [file_view(file, number) for number, file in enumerate(report.files, 1)]
    page = environment.from_string(_read("report.html.jinja")).render(
        title=f"{', '.join(view.path for view in views) or 'No checklist'} · mdcheck",
        files=views,
        filters=filters(views),
        style=Markup(style),  # noqa: S704 - our own files
        script=Markup(script),  # noqa: S704 - likewise
        style_hash=_hash(style),
        script_hash=_hash(script),
        version=mdcheck.__version__,
        stamp=report.stamp,
    )
    return page.rstrip("\n") + "\n"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """As a Content-Security-Policy names the one style or script that may be used."""
    return f"sha256-{base64.b64encode(sha256(content.encode()).digest()).decode()}"
