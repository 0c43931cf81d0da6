"""`mdcheck update`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from mdcheck.app.update import UpdateOptions, update
from mdcheck.cli.headings import HeadedCommand
from mdcheck.cli.messages import show_error
from mdcheck.cli.options import files_argument, format_options, judging_options, run_options
from mdcheck.cli.output import show, write_reports
from mdcheck.cli.run_session import attended, show_refused
from mdcheck.reports.layout.detail import Detail
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from mdcheck.app.session import Session
    from mdcheck.app.update import Updated
    from mdcheck.cli.output import Destination
    from mdcheck.errors import ExitCode

_RECORDED = ".jsonl"
"""What shells make of `--results r*.jsonl`: the option has the first file, and the others stand behind it."""


@click.command("update", cls=HeadedCommand)
@files_argument
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 and show the diff if the file is out of date.")
@click.option("--diff", is_flag=True, help="Write nothing; print the diff instead of the report.")
@click.option("--dry-run", "-n", is_flag=True, help="Write nothing; report what would change.")
@click.option("--offline", is_flag=True, help="Run nothing: bring the figures up to date from the boxes.")
@click.option(
    "--results",
    "results",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="Run nothing: take the results that `mdcheck run --results FILE` recorded. May be given again; further FILEs "
    "that end in .jsonl are results, too.",
)
@click.option(
    "--adopt", is_flag=True, help="Keep figures even in a file that has no check block and no `mdcheck:` key."
)
@click.option("--commit/--no-commit", default=None, help="Commit the file (default: yes, except in CI).")
@click.option("-m", "--message", metavar="TEXT", help="The subject of the commit.")
@run_options
@judging_options
@format_options
def command(
    files: tuple[str, ...],
    *,
    check: bool,
    diff: bool,
    dry_run: bool,
    results: tuple[str, ...],
    format_name: str,
    output: str | None,
    reports: tuple[Destination, ...],
    every: bool,
    stamp: bool,
    quiet: bool,
    verbose: bool,
    session: Session,
    **run: Any,
) -> ExitCode:
    """Run the checks of a checklist, tick or untick its boxes, bring its figures up to date, and commit the file.

    Nothing else in the file changes. Other staged work stays staged.
    """
    files, results = _split_files(files, results)
    own = {name: run.pop(name) for name in ("offline", "adopt", "commit", "message")}
    with attended(quiet=quiet, verbose=verbose, **run) as run_options:
        write = not (check or diff or dry_run)
        options = UpdateOptions(run=run_options, results=results, write=write, check=check, **own)
        updated = update(files, session, options)
    detail = Detail(every, verbose, quiet, stamp)
    try:
        if updated.report.files:
            if diff:
                write_reports(updated.report, reports, detail)
            else:
                show(updated.report, format_name, output, reports, detail=detail)
            if diff or check:
                _show_diffs(updated, aside=format_name != "text" and output is None and not diff)
            show_refused(updated.report)
    finally:
        # After the report, and also where the report could not be written.
        for error in updated.errors:
            show_error(error)
    return updated.exit_code


def _split_files(files: tuple[str, ...], results: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The checklists, and the recorded results; without `--results` every file is a checklist."""
    if not results:
        return files, results
    recorded = tuple(name for name in files if name.endswith(_RECORDED))
    return tuple(name for name in files if name not in recorded), (*results, *recorded)


def _show_diffs(updated: Updated, *, aside: bool) -> None:
    """The diffs on standard output; on standard error where a machine reads the report on standard output."""
    stream = sys.stderr if aside else sys.stdout
    for diff in updated.diffs:
        if stream.isatty():
            diff = clean(diff, multiline=True)  # noqa: PLW2901 - the same text, made safe
        stream.write(diff)
