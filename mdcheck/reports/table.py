"""The one table of report formats. A format's module is imported when someone asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from mdcheck.results.report import Report

Renderer: TypeAlias = "Callable[[Report], str]"
"""The whole report as text that ends in a line feed. It looks at nothing but the report."""

REPORTS: dict[str, str] = {
    "text": "text",
    "json": "json",
    "junit": "junit",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown",
    "html": "html.page",
    "tap": "tap",
    "badge": "badge",
    "svg": "svg",
}
"""The name after `--format`, and the module whose `render` writes it."""


def renderer(name: str) -> Renderer:
    """The function behind a format that the table names."""
    return cast("Renderer", import_module(f"mdcheck.reports.{REPORTS[name]}").render)
