"""The one table of all reports and their formats. A format's module is imported when someone asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

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

FORMATS: dict[str, tuple[str, ...]] = {
    "diff": ("text", "json", "markdown"),
    "history": ("text", "json", "csv", "svg"),
    "fleet": ("text", "html", "json", "csv", "markdown"),
    "due": ("text", "json", "markdown", "ics"),
    "waivers": ("text", "json"),
}
"""The formats of the commands whose reports have values of their own: modules in the folder named like the command.

`render` of each returns the report as text; `text` has `layout`, which returns lines for a terminal.
"""


def renderer(name: str) -> Renderer:
    """The function behind a format that the table names."""
    return cast("Renderer", import_module(f"mdcheck.reports.{REPORTS[name]}").render)


def report_module(command: str, format_name: str) -> ModuleType:
    """The module of a format that `FORMATS` names."""
    return import_module(f"mdcheck.reports.{command}.{format_name}")
