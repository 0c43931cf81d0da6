"""The headings below which the help of a command with many options lists them."""

from __future__ import annotations

import click

HEADINGS = {
    "Which checks run": ("--only", "--failed", "--inert", "--no-cache", "update --offline", "update --results"),
    "How they run": ("--jobs", "--fail-fast", "--budget", "--watch"),
    "Trust": ("--trust", "--sandbox"),
    "Exit status": ("--fail-under", "--fail-on"),
    "What is in the checklist": ("--template", "--kind", "--set", "--with", "--without"),
    "What is signed": ("--ticked", "--again", "--as"),
    "What the signature says": ("--no", "--evidence", "--reading", "--note"),
    "What is written": (
        "--check",
        "--diff",
        "--dry-run",
        "--adopt",
        "--commit",
        "--message",
        "--yes",
        "--force",
        "init --output",
    ),
    "What is read": ("--retry", "--offline"),
    "What is shown": ("--all", "--quiet", "--verbose", "--list"),
    "Reports": ("--format", "--output", "--report", "--stamp", "--open"),
    "Recorded results": ("--results", "--durations", "--system"),
    "Shards and workers": ("--shard", "--run", "--on", "--from", "--shards"),
    "People and dates": ("--as-of", "--base", "--policy", "--no-waivers"),
}
"""In the order of the help. An option of one command comes before the same name of all."""
_OTHERS = "Others"
_WIDEST = 30
"""Columns of names; a longer name has its line for itself."""


def by_heading(command: click.Command) -> dict[str, list[click.Option]]:
    """The options that the help shows below each heading."""
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    headed = [(_heading(*(f"{command.name} {name}" for name in one.opts), *one.opts), one) for one in options]
    found = {title: [one for heading, one in headed if heading == title] for title in (*HEADINGS, _OTHERS)}
    return {title: below for title, below in found.items() if below}


def _heading(*names: str) -> str:
    return next((title for name in names for title, below in HEADINGS.items() if name in below), _OTHERS)


class HeadedCommand(click.Command):
    """A command with so many options that they need headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        help_option = self.get_help_option(ctx)
        sections = {**by_heading(self), "Help": [] if help_option is None else [help_option]}
        shown = {
            title: [record for one in options if (record := one.get_help_record(ctx)) is not None]
            for title, options in sections.items()
        }
        width = max(len(name) for records in shown.values() for name, _ in records if len(name) <= _WIDEST)
        for title, records in shown.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", text) for name, text in records], col_max=_WIDEST)
