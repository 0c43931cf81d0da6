"""Arguments and options that several commands take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mdcheck.reports.table import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

files_argument = click.argument("files", nargs=-1, metavar="[FILE]...")


def format_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format` and `--output`."""
    output = click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, allow_dash=True),
        help="Write the report to a file instead of standard output.",
    )
    form = click.option(
        "-f",
        "--format",
        "format_name",
        type=click.Choice(tuple(REPORTS)),
        default="text",
        show_default=True,
        help="The report's format.",
    )
    return form(output(command))


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How to run checks."""
    options = (
        click.option(
            "--only",
            multiple=True,
            metavar="ID|SECTION|TAG",
            help="Run these checks only; may be given again.",
        ),
        click.option(
            "-j",
            "--jobs",
            type=click.IntRange(min=1),
            metavar="N",
            help="How many checks run at once (default: the processors).",
        ),
        click.option("--fail-fast", is_flag=True, help="Start no further check after the first failure."),
        click.option(
            "--fail-under",
            type=click.FloatRange(0, 100),
            metavar="N",
            help="Exit with 1 if the check score is below N.",
        ),
        click.option(
            "--trust",
            is_flag=True,
            help="Run executable blocks (scripts, commands). Read them before. Also: MDCHECK_TRUST=1.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command
