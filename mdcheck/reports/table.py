"""The one table of all reports and their formats. A format's module is imported when someone asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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

DIFF_REPORTS: dict[str, str] = {"text": "diff.text", "json": "diff.json", "markdown": "diff.markdown"}
"""The same for `mdcheck diff`."""

HISTORY_REPORTS: dict[str, str] = {name: f"history.{name}" for name in ("text", "json", "csv", "svg")}
"""The same for `mdcheck history`."""

FLEET_REPORTS: dict[str, str] = {name: f"fleet.{name}" for name in ("text", "html", "json", "csv", "markdown")}
"""The same for `mdcheck fleet`."""


def renderer(name: str) -> Renderer:
    """The function behind a format that the table names."""
    return cast("Renderer", import_module(f"mdcheck.reports.{REPORTS[name]}").render)


def change_renderer(table: Mapping[str, str], name: str) -> Callable[..., str]:
    """The function behind a format of the reports on changes, whose values are their own."""
    return cast("Callable[..., str]", import_module(f"mdcheck.reports.{table[name]}").render)
