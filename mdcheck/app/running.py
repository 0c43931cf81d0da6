"""The use case `run`, and the part of `update` that runs checks."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mdcheck.app.finding import find_files
from mdcheck.app.opening import open_checklist
from mdcheck.app.reporting import file_report, flips_of
from mdcheck.document.diagnostic import ChecklistError
from mdcheck.errors import ExitCode, UsageError
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from mdcheck.app.opening import Opened
    from mdcheck.execution.plan import Selection
    from mdcheck.execution.events import Event
    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.report import FileReport


def _ignore(_event: Event) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run checks, as the command line gives it; None where it is silent."""

    trust: bool = False
    only: tuple[str, ...] = ()
    jobs: int | None = None
    fail_fast: bool = False
    fail_under: float | None = None
    on_event: Callable[[Event], None] = _ignore


def run(names: Sequence[str], cwd: Path, environ: Mapping[str, str], options: RunOptions) -> tuple[Report, ExitCode]:
    """Run the checks and report; write nothing."""
    opened = [with_flags(open_checklist(path, environ), options) for path in find_files(names, cwd, environ)]
    refuse_errors(opened)
    refuse_nothing_to_run(opened)
    only = selected(opened, options)
    report = Report(files=tuple(_run_file(file, environ, options, only) for file in opened))
    return report, exit_code(report, opened)


def _run_file(opened: Opened, environ: Mapping[str, str], options: RunOptions, only: Selection) -> FileReport:
    results = run_checks(opened, environ, options, only)
    return file_report(
        opened.checklist, results, bands=opened.settings.bands, flips=flips_of(opened.checklist, results)
    )


def with_flags(opened: Opened, options: RunOptions) -> Opened:
    """The command line has the last word on settings."""
    settings = opened.settings.having("--jobs", jobs=options.jobs).having("--fail-under", fail_under=options.fail_under)
    return replace(opened, settings=settings)


def refuse_errors(opened: Sequence[Opened]) -> None:
    """Raises ChecklistError where a document has errors: a check that can't be read must not be skipped silently."""
    wrong = [(file.shown, diagnostic) for file in opened for diagnostic in file.errors]
    if wrong:
        raise ChecklistError(wrong)


def refuse_nothing_to_run(opened: Sequence[Opened]) -> None:
    """Raises UsageError where no file has a check: to have run nothing is no pass."""
    if any(file.checks for file in opened):
        return
    items = sum(len(file.checklist.items) for file in opened)
    what = "no item has a check" if items else "there is no task list item (- [ ] text)"
    fix = "put a ```check block under an item, indented like its text; `mdcheck kinds` lists what it may hold"
    raise UsageError(what, where=opened[0].shown, fix=fix)


def run_checks(
    opened: Opened, environ: Mapping[str, str], options: RunOptions, only: Selection
) -> tuple[ItemResult, ...]:
    """What became of every item of a document, in document order."""
    from mdcheck.execution.runner import run_checks as run_all  # noqa: PLC0415 - only commands that run pay for it
    from mdcheck.execution.trust import trust_from  # noqa: PLC0415 - likewise
    from mdcheck.kinds.workspace import Workspace  # noqa: PLC0415 - likewise
    from mdcheck.repository.listing import GitFiles  # noqa: PLC0415 - likewise

    return run_all(
        [(item, tuple(opened.checks[block.line] for block in item.checks)) for item in opened.checklist.items],
        workspace=Workspace(root=opened.root, environ=environ, git=GitFiles(root=opened.root)),
        trust=trust_from(flag=options.trust, environ=environ),
        jobs=opened.settings.jobs,
        document=os.fspath(opened.path.resolve()),
        selection=only,
        fail_fast=options.fail_fast,
        on_event=options.on_event,
    )


def selected(opened: Sequence[Opened], options: RunOptions) -> Selection:
    """What `--only` names in all files; raises UsageError for a word that names nothing."""
    from mdcheck.execution.plan import select  # noqa: PLC0415 - only commands that run pay for it

    return select(options.only, [item for file in opened for item in file.checklist.items])


def exit_code(
    report: Report, opened: Sequence[Opened], *, out_of_date: bool = False, refused: bool = False
) -> ExitCode:
    """What a run's results mean to a script: a refusal before a failure, a failure before a warning."""
    summary = report.summary
    checks = [check for file in report.files for item in file.items for check in item.checks]
    if refused or any(check.refused for check in checks):
        return ExitCode.REFUSED
    if summary[Outcome.FAILED] or summary[Outcome.ERRORED] or summary[Outcome.BLOCKED] or out_of_date:
        return ExitCode.FAILED
    if any(_below(file, one.settings.fail_under) for file, one in zip(report.files, opened, strict=True)):
        return ExitCode.FAILED
    return ExitCode.WARNED if summary[Outcome.WARNED] else ExitCode.OK


def _below(file: FileReport, threshold: float | None) -> bool:
    """A score that is not known is below every threshold; where nothing was to run, there is no score to speak of."""
    return file.ran and threshold is not None and (file.score is None or file.score < threshold)
