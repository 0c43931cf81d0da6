"""GitHub Actions: annotations as workflow commands. GitHub drops what is beyond its limits without a word.

The job summary is the report `markdown`; the command line writes it where `GITHUB_STEP_SUMMARY` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mdcheck.reports.counts import headline, waived_checks
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.layout.names import statement
from mdcheck.reports.layout.people import SOON, due_soon
from mdcheck.reports.layout.problems import by_importance, problems, to_fix
from mdcheck.results.outcome import Look
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.report import FileReport, Report

LIMIT = 10
"""Annotations of one kind that GitHub keeps of one step."""
_LEVELS = ("error", "warning")
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: Report) -> str:
    """A line for each checklist, then the annotations, the most important first."""
    lines = [f"mdcheck: {shown(file.path)}: {headline(file)}" for file in report.files] or ["mdcheck: no checklist"]
    found = by_importance(problems(report))
    for level in _LEVELS:
        lines += [_annotation(problem) for problem in found if problem.level == level][:LIMIT]
    lines += _overflow(found)
    for file in report.files:
        lines += [*_refusals(file), *_pending(file), *_due_soon(file), *_waived(file)]
    return "".join(f"{line}\n" for line in lines)


def _annotation(problem: Problem) -> str:
    check = problem.check
    parts = (
        shown(check.message) or check.outcome.label,
        shown(check.fix) and f"fix: {shown(check.fix)}",
        shown(check.url),
        *(f"{more.label}: {shown(more.text)}" for more in check.more),
    )
    message = "\n".join(part for part in parts if part)
    title = f"{problem.title} ({'regression, ' if problem.regression else ''}{check.outcome.label})"
    return _command(problem.level, message, title=title, file=problem.path, line=problem.line)


def _overflow(found: Sequence[Problem]) -> Iterator[str]:
    """A notice has a limit of its own, so that this line does not displace an error or a warning."""
    left_out = [(level, sum(problem.level == level for problem in found) - LIMIT) for level in _LEVELS]
    more = [count(number, level) for level, number in left_out if number > 0]
    if more:
        yield _command("notice", f"{' and '.join(more)} more: the job summary lists them all", title="mdcheck")


def _refusals(file: FileReport) -> Iterator[str]:
    refused = [check for result in file.items for check in result.checks if check.refused]
    if refused:
        check = refused[0]
        text = f"{count(len(refused), 'check')} did not run: {shown(check.message) or 'not trusted'}"
        yield _command("notice", text, title="mdcheck", file=file.path, line=check.line)


def _pending(file: FileReport) -> Iterator[str]:
    found = [problem for problem in to_fix(file) if problem.check.outcome.meaning.look is Look.PENDING]
    told = [(problem.line, problem.text, "") for problem in found]
    return _notice(file, f"{count(len(told), 'check')} pending", told)


def _due_soon(file: FileReport) -> Iterator[str]:
    told = [(row.line, row.statement, f": {row.who}: {row.told}") for row in due_soon(file)]
    return _notice(file, f"{len(told)} due within {count(SOON, 'day')}", told)


def _waived(file: FileReport) -> Iterator[str]:
    told = [(check.line, statement(item), f": {shown(check.message)}") for item, check in waived_checks(file)]
    return _notice(file, f"{count(len(told), 'check')} waived", told)


def _notice(file: FileReport, title: str, told: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    """One notice for all of them, at the first; each has its line in the file, and words before and behind it."""
    if told:
        text = "\n".join(f"{before} (line {line}){behind}" for line, before, behind in told)
        yield _command("notice", text, title=f"mdcheck: {title}", file=file.path, line=told[0][0])


def _command(kind: str, message: str, *, title: str, file: str | None = None, line: int | None = None) -> str:
    place = [] if file is None else [f"file={shown(file).translate(_PROPERTY)}", f"line={line}"]
    properties = ",".join([*place, f"title={title.translate(_PROPERTY)}"])
    return f"::{kind} {properties}::{message.translate(_DATA)}"
