"""Where reports go: to a terminal, a pipe, files, and the job summary of GitHub Actions."""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mdcheck import output_file
from mdcheck.app.session import Session
from mdcheck.cli.messages import show_error, show_note, show_warning
from mdcheck.errors import GitError, UsageError, WriteError, did_you_mean
from mdcheck.reports.layout.detail import Detail
from mdcheck.reports.table import FORMATS, REPORTS, renderer, report_module
from mdcheck.wording import short_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mdcheck.results.report import FileReport, Report

STDOUT = "-"
_NORMAL = Detail()
_FROM_ROOT = frozenset({"github", "gitlab", "sarif"})
"""Formats with paths from the repository's root, wherever mdcheck was started."""
_SUMMARY_LIMIT = 1024 * 1024 - 1
"""Bytes of a step's job summary; GitHub drops all of a larger one."""


class Destination(NamedTuple):
    """A format, and the file that takes it, or `-`."""

    format_name: str
    path: str


def destination(text: str) -> Destination:
    """`FORMAT:PATH` as the command line gives it. Raises UsageError."""
    name, colon, path = text.partition(":")
    if not colon or not path:
        raise UsageError(f"“{text}” names no file", where="--report", fix="write FORMAT:PATH, as in junit:report.xml")
    if name not in REPORTS:
        hint = did_you_mean(name, tuple(REPORTS))
        raise UsageError(f"no format “{name}”{hint}", where="--report", fix=f"the formats are {', '.join(REPORTS)}")
    return Destination(name, path)


def refuse_places(
    names: Sequence[str], output: str | None, reports: Sequence[Destination], results: str | None = None
) -> None:
    """Before anything runs: raises UsageError where a report has no folder, or would take the place of another one.

    `names` are the files that are read, as the command line gives them: no report takes the place of one of those
    either. `results` is the file of `--results`.
    """
    places = {"--report": tuple(report.path for report in reports), "--output": (output or STDOUT,)}
    if results is not None:
        places["--results"] = (results,)
    if results == STDOUT and STDOUT in (*places["--output"], *places["--report"]):
        fix = "send the report elsewhere, as in -o report.txt; or name a file for the results"
        raise UsageError("standard output takes either the report or the results", where="--results -", fix=fix)
    _refuse_collisions([path for paths in reversed(places.values()) for path in paths])
    files = [(where, path) for where, paths in places.items() for path in paths if path != STDOUT]
    for where, path in files:
        _refuse_place(Path(path), where)
        with _as_report():
            output_file.refuse_place(Path(path))
    if files:
        from mdcheck.app.find import find_files  # late: most runs write no file but the checklist

        try:
            checklists = find_files(names, Session.here())
        except UsageError:  # there is none; whether one is needed the command says
            return
        _refuse_checklists(files, checklists)


def refuse_report_place(place: Path, named: Path) -> None:
    """As `refuse_places`, for a command with one report that reads the file `named`: the report must not replace it."""
    _refuse_place(place, "--output")
    if os.path.realpath(place) == os.path.realpath(named):
        fix = "name another file: the report would take its place"
        raise UsageError("is the file that the command reads", where=f"--output {place}", fix=fix)
    with _as_report():
        output_file.refuse_place(place)


def write_report(place: Path, text: str) -> None:
    """Write a report whole or not at all, and say so; raises WriteError."""
    with _as_report():
        output_file.write(place, text.encode("utf-8", "backslashreplace"))
    show_note(f"wrote {place}")


def _refuse_collisions(paths: Sequence[str]) -> None:
    seen: set[str] = set()
    for path in paths:
        place = path if path == STDOUT else os.path.realpath(path)
        if place in seen:
            what = "standard output takes" if path == STDOUT else f"{path} would take"
            fix = "give each its own file; --format and --output say where the first report goes"
            raise UsageError(f"{what} one report only", where="--report", fix=fix)
        seen.add(place)


def show(
    report: Report,
    format_name: str,
    output: str | None,
    reports: Sequence[Destination] = (),
    *,
    detail: Detail = _NORMAL,
) -> None:
    """Print the report, or write it to the file `output`, then the further `reports`; raises WriteError.

    `detail` is how much of it the text report shows.
    """
    if detail.stamp:
        report = report._replace(stamp=_stamp())
    if output in (None, STDOUT) and format_name == "text":
        from mdcheck.cli.terminal.print import show_report  # late: machine formats need no terminal

        show_report(report, detail=detail)
        write_reports(report, reports, detail)
    else:
        write_reports(report, (Destination(format_name, output or STDOUT), *reports), detail)


def _stamp() -> str:
    """`commit 1a2b3c4, 2026-01-02T03:04:05Z`; the time alone outside a repository, or where nothing is committed."""
    from mdcheck.repository.discovery import NoRepository, open_repository  # late: few reports are stamped
    from mdcheck.repository.versions import commit_id

    session = Session.here()
    repository = open_repository(session.cwd)
    if isinstance(repository, NoRepository):
        return session.timestamp
    try:
        return f"commit {short_id(commit_id(repository, 'HEAD'))}, {session.timestamp}"
    except (GitError, UsageError):
        return session.timestamp


def write_reports(report: Report, reports: Sequence[Destination], detail: Detail = _NORMAL) -> None:
    """Write each report to its place, whatever becomes of the others; then raises WriteError, if any failed.

    Standard error says which files were written, unless the person asked for quiet.
    """
    rooted = _from_root(report) if any(name in _FROM_ROOT for name, _ in reports) else report
    failed: list[WriteError] = []
    for name, path in reports:
        text = _rendered(name, rooted if name in _FROM_ROOT else report, detail)
        if path == STDOUT:
            print_exactly(text)
            continue
        try:
            _write(Path(path), text, report)
        except WriteError as error:
            failed.append(error)
        else:
            if not detail.quiet:
                show_note(f"wrote {path}")
    if any(name == "github" for name, _ in reports):
        _summarise(rooted, os.environ.get("GITHUB_STEP_SUMMARY", ""))
    if failed:
        for other in failed[:-1]:
            show_error(other)
        raise failed[-1]


def write_results(recording: bytes, path: str, *, quiet: bool) -> None:
    """Write the recorded results of a run to the file `path`, or to standard output; raises WriteError."""
    if path == STDOUT:
        print_exactly(recording.decode("ascii"))
        return
    try:
        output_file.write(Path(path), recording)
    except WriteError as error:
        raise WriteError(f"the recorded results {error.message}", where=error.where, fix=error.fix) from error
    if not quiet:
        show_note(f"wrote {path}")


def _rendered(name: str, report: Report, detail: Detail) -> str:
    if name == "text":
        from mdcheck.reports.text import render  # late: formats for programs need none of it

        return render(report, detail)
    return renderer(name)(report)


def format_option(command: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--format` of a command whose report `print_report` prints."""
    choice = click.Choice(FORMATS[command])
    return click.option("-f", "--format", "format_name", type=choice, default="text", show_default=True)


def print_report(command: str, format_name: str, report: object, **part: Any) -> None:
    """Print the report of a command that `FORMATS` names; `part` says how much of it."""
    module = report_module(command, format_name)
    if format_name == "text":
        from mdcheck.cli.terminal.print import show_lines, width  # late: formats for programs need no terminal

        show_lines(module.layout(report, width(), **part))
    else:
        print_exactly(module.render(report, **part))


def print_exactly(text: str) -> None:
    """In UTF-8, whatever the terminal's encoding: that is what every format for programs promises."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _write(path: Path, text: str, report: Report) -> None:
    if any(os.path.realpath(file.path) == os.path.realpath(path) for file in report.files):
        fix = "name another file: a report would take the checklist's place"
        raise WriteError("is the checklist itself", where=str(path), fix=fix)
    with _as_report():
        output_file.write(path, text.encode("utf-8", "backslashreplace"))


@contextmanager
def _as_report() -> Iterator[None]:
    try:
        yield
    except WriteError as error:
        raise WriteError(f"the report {error.message}", where=error.where, fix=error.fix) from error


def _summarise(report: Report, path: str) -> None:
    """Append to the job summary, if there is one, what fits. The run's result does not depend on it."""
    if not path:
        return
    from mdcheck.reports.markdown import render  # late: only GitHub Actions comes here

    summary = Path(path)
    try:
        room = _SUMMARY_LIMIT - (summary.stat().st_size if summary.exists() else 0)
        output_file.append(summary, render(report, limit=room).encode())
    except OSError as error:
        fix = "see that GITHUB_STEP_SUMMARY names a file that can be written"
        show_warning(f"the job summary can't be written: {error.strerror}", where=path, fix=fix)


def _from_root(report: Report) -> Report:
    """The same report with paths from the repository's root."""
    from mdcheck.results.report import Report  # late: only formats for code hosts come here

    return Report(files=tuple(file._replace(path=_path_from_root(file)) for file in report.files))


def _path_from_root(file: FileReport) -> str:
    from mdcheck.repository.discovery import find_root

    path = Path(os.path.abspath(file.path))  # noqa: PTH100 - a symbolic link is reported by its own name
    root = find_root(path.parent)
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else file.path


def _refuse_place(path: Path, where: str) -> None:
    if os.path.isdir(path):  # noqa: PTH112 - the method of Path raises for a name that is too long
        raise UsageError("is a folder", where=f"{where} {path}", fix="name a file in it")
    if not os.path.isdir(path.parent):  # noqa: PTH112 - likewise
        fix = f"make it first: mkdir -p {shlex.quote(str(path.parent))}"
        raise UsageError(f"the folder {path.parent} does not exist", where=f"{where} {path}", fix=fix)


def _refuse_checklists(files: Sequence[tuple[str, str]], checklists: Sequence[Path]) -> None:
    for where, path in files:
        for checklist in checklists:
            if os.path.realpath(path) == os.path.realpath(checklist):
                fix = "name another file: a report would take the checklist's place"
                raise UsageError("is the checklist itself", where=f"{where} {path}", fix=fix)
