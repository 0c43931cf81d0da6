"""The use case `run`, and the part of `update` that runs checks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from mdcheck.app.checklist import open_checklist
from mdcheck.app.file_report import file_report, flips_of
from mdcheck.app.find import find_files
from mdcheck.document.diagnostic import ChecklistError
from mdcheck.errors import ExitCode, RefusedError, UsageError
from mdcheck.results.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from mdcheck.app.checklist import Opened
    from mdcheck.app.session import Session
    from mdcheck.app.trust import Ask, Warn
    from mdcheck.execution.cache import Cache
    from mdcheck.execution.events import Event
    from mdcheck.execution.plan import Plan, Selection
    from mdcheck.execution.trust.policy import Trust
    from mdcheck.results.outcome import ItemResult
    from mdcheck.results.report import FileReport


def _ignore(_event: Event) -> None:
    """Nobody watches."""


def _unheard(_message: str, _fix: str) -> None:
    """Nobody listens."""


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to run checks, as the command line gives it; None where it is silent."""

    trust: bool = False
    only: tuple[str, ...] = ()
    inert: bool = False
    """Leave out every item that has a check that needs trust."""
    jobs: int | None = None
    fail_fast: bool = False
    stopped: bool = False
    """A file has failed that `fail_fast` holds for, so nothing runs any more."""
    fail_under: float | None = None
    cache: bool = True
    """Report checks as passed that passed before on the same inputs."""
    ask: Ask | None = None
    """Asks the person about blocks that they have not approved; None where there is nobody to ask."""
    warn: Warn = _unheard
    on_event: Callable[[Event], None] = _ignore

    @property
    def partial(self) -> bool:
        """Whether some checks are left out, so that the run says nothing of the document as a whole."""
        return bool(self.only) or self.inert


class Prepared(NamedTuple):
    """A checklist with the checks of it that are to run, and who allows those that need trust."""

    opened: Opened
    plan: Plan
    trust: Trust


def run(names: Sequence[str], session: Session, options: RunOptions) -> tuple[Report, ExitCode]:
    """Run the checks and report; write nothing."""
    opened = [with_flags(open_checklist(path, session), options) for path in find_files(names, session)]
    refuse_errors(opened)
    refuse_nothing_to_run(opened)
    only = selected(opened, options)
    refuse_nothing_inert(opened, options, only)
    files: list[FileReport] = []
    for prepared in begin(opened, session, options, only):
        files.append(_run_file(prepared, session, options))
        options = behind(files[-1], options)
    report = Report(files=tuple(files))
    return report, exit_code(report, opened)


def behind(file: FileReport, options: RunOptions) -> RunOptions:
    """The options for the files behind this one: `fail_fast` holds for all of them together."""
    failed = options.fail_fast and any(check.outcome.meaning.bad for item in file.items for check in item.checks)
    return replace(options, stopped=True) if failed else options


def _run_file(prepared: Prepared, session: Session, options: RunOptions) -> FileReport:
    opened, results = prepared.opened, run_checks(prepared, session, options)
    return file_report(opened.checklist, results, bands=opened.settings.bands, flips=flips_of(results), written=False)


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


def refuse_nothing_inert(opened: Sequence[Opened], options: RunOptions, only: Selection) -> None:
    """Raises UsageError where `--inert` leaves nothing to run."""
    if options.inert and not any(item.checks and only.takes(item) for file in opened for item in file.checklist.items):
        fix = "leave --inert out where the code may run, with --trust or after `mdcheck trust --grant`"
        raise UsageError("every check needs trust, so --inert leaves none", where=opened[0].shown, fix=fix)


def begin(opened: Sequence[Opened], session: Session, options: RunOptions, only: Selection) -> tuple[Prepared, ...]:
    """Decide what runs, and what may run, before anything does."""
    from mdcheck.execution.events import RunStarted  # late: only commands that run pay for it
    from mdcheck.execution.plan import plan
    from mdcheck.execution.trust.policy import TrustNone, trust_from
    from mdcheck.kinds.protocol import needs_trust

    planned = [(file, plan(file.bound, only)) for file in opened]
    jobs = [job for _, each in planned for job in each.jobs]
    decided = trust_from(flag=options.trust, environ=session.environ)
    trust: Mapping[Path, Trust] = {file.root: decided or TrustNone() for file in opened}
    if decided is None and any(needs_trust(job.check.kind) for job in jobs):
        from mdcheck.app.trust import permit  # late: inert checklists need no approvals

        trust = permit(planned, session, ask=options.ask, warn=options.warn)
    options.on_event(RunStarted(checks=len(jobs)))
    return tuple(Prepared(file, each, trust[file.root]) for file, each in planned)


def run_checks(prepared: Prepared, session: Session, options: RunOptions) -> tuple[ItemResult, ...]:
    """What became of every item of a document, in document order."""
    from mdcheck.app.last_results import remember
    from mdcheck.evidence.workspace import Workspace
    from mdcheck.execution.process.run import ask
    from mdcheck.execution.runner import run_checks as run_all
    from mdcheck.repository.facts import GitFacts
    from mdcheck.repository.git import asking

    opened = prepared.opened
    cache = _cache(opened, options)
    results = run_all(
        prepared.plan,
        workspace=Workspace(
            root=opened.root,
            environ=session.environ,
            clock=session.clock,
            git=GitFacts(root=opened.root, ask=asking(ask)),
            document=opened.path.resolve().relative_to(opened.root).as_posix(),
        ),
        trust=prepared.trust,
        jobs=opened.settings.jobs,
        document=os.fspath(opened.path.resolve()),
        fail_fast=options.fail_fast,
        stopped=options.stopped,
        on_event=options.on_event,
        cache=cache,
    )
    if cache is not None:
        try:
            cache.save()
        except RefusedError as error:
            options.warn(f"{error}: what passed is not remembered", error.fix or "")
    remember(opened, results, session)
    return results


def _cache(opened: Opened, options: RunOptions) -> Cache | None:
    """What passed before; None where no block names its inputs, or what is kept can't be relied on."""
    if not any(block.common.inputs for item in opened.checklist.items for block in item.checks):
        return None
    from mdcheck.execution.cache import Cache  # late: most checklists keep nothing
    from mdcheck.repository.discovery import find_root
    from mdcheck.repository.identity import repository_key

    work_tree = opened.root if find_root(opened.root) == opened.root else None
    document = opened.path.resolve().relative_to(opened.root).as_posix()
    try:
        return Cache.open(repository_key(opened.root), document, work_tree=work_tree, reuse=options.cache)
    except RefusedError as error:
        options.warn(f"{error}: every check runs", error.fix or "")
        return None


def selected(opened: Sequence[Opened], options: RunOptions) -> Selection:
    """What `--only` names in all files, less what `--inert` leaves out.

    Raises UsageError for a word that names nothing, and for flags that contradict each other.
    """
    from mdcheck.execution.plan import Selection, needing_trust, select

    if options.inert and options.trust:
        raise UsageError("--inert and --trust contradict each other", fix="give one of them")
    chosen = select(options.only, [item for file in opened for item in file.checklist.items])
    if not options.inert:
        return chosen
    left_out = frozenset[tuple[str, int]]().union(*(needing_trust(file.bound) for file in opened))
    return Selection(tokens=chosen.tokens, left_out=left_out)


def exit_code(
    report: Report, opened: Sequence[Opened], *, out_of_date: bool = False, refused: bool = False
) -> ExitCode:
    """What a run's results mean to a script: a refusal before a failure, a failure before a warning."""
    checks = [check for file in report.files for item in file.items for check in item.checks]
    if refused or any(check.refused for check in checks):
        return ExitCode.REFUSED
    codes = {check.outcome.meaning.exit for check in checks}
    if ExitCode.FAILED in codes or out_of_date:
        return ExitCode.FAILED
    if any(_below(file, one.settings.fail_under) for file, one in zip(report.files, opened, strict=True)):
        return ExitCode.FAILED
    return ExitCode.WARNED if ExitCode.WARNED in codes else ExitCode.OK


def _below(file: FileReport, threshold: float | None) -> bool:
    """A score that is not known is below every threshold; where nothing was to run, there is no score to speak of."""
    return file.ran and threshold is not None and (file.score is None or file.score < threshold)
