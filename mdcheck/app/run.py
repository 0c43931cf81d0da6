"""The use case `run`, and the part of `update` that runs checks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from mdcheck.app.checklist import open_checklist
from mdcheck.app.file_report import file_report, flips_of, judged
from mdcheck.app.find import find_files_by
from mdcheck.app.find_items import files_named_by
from mdcheck.app.judging import base_of, judged_by
from mdcheck.app.selection import plans, sharded
from mdcheck.document.diagnostic import ChecklistError
from mdcheck.errors import ExitCode, RefusedError, UsageError
from mdcheck.execution.process.sandbox import Sandbox
from mdcheck.results.report import Report
from mdcheck.settings import in_ci, repository_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.run_options import RunOptions
    from mdcheck.app.session import Session
    from mdcheck.app.trust import Warn
    from mdcheck.execution.cache import Cache
    from mdcheck.execution.perform import Limits
    from mdcheck.execution.plan import Plan
    from mdcheck.execution.process.sandbox import Confinement
    from mdcheck.execution.trust.policy import Trust
    from mdcheck.results.outcome import ItemResult, Outcome
    from mdcheck.results.report import FileReport


class Prepared(NamedTuple):
    """A checklist with the checks of it that are to run, and who allows those that need trust."""

    opened: Opened
    plan: Plan
    trust: Trust
    own: frozenset[str]
    """The ids of the items with checks that belong to the shard, whether they run or not."""
    shards: str
    """The digest of the assignment of items to shards."""


class Ran(NamedTuple):
    """What became of a run."""

    report: Report
    exit_code: ExitCode
    recording: bytes = b""
    """What `--results` writes, where it was asked for."""


def run(names: Sequence[str], session: Session, options: RunOptions) -> Ran:
    """Run the checks and report; write nothing."""
    base = base_of(session)
    session = session._replace(base_settings=base)
    names = files_named_by(options.only, names, session)
    everything = not names
    paths = find_files_by(base, names, session)
    opened = [with_flags(open_checklist(path, session), options) for path in paths]
    opened = opened if base is not None else own(opened, names, session)
    refuse_errors(opened)
    if base is None or not base.checklists or not everything:
        refuse_nothing_to_run(opened)
    commit = _commit(opened, options)
    if options.on:
        return _run_on(opened, session, options)
    ready = begin(opened, session, options)
    files: list[FileReport] = []
    results: list[tuple[ItemResult, ...]] = []
    for prepared in ready:
        results.append(run_checks(prepared, session, options))
        files.append(_report(prepared.opened, results[-1], session))
        options = behind(files[-1], options)
    read = [prepared.opened for prepared in ready]
    if base is not None:
        files = judged_by(base, files, read, everything=everything, inert=options.inert)
    report = Report(files=tuple(files))
    code = exit_code(report, [file.settings.fail_under for file in read], fail_on=options.fail_on)
    if not options.record:
        return Ran(report, code)
    return Ran(report, code, _recorded(ready, results, files, commit, session, options))


def _run_on(opened: Sequence[Opened], session: Session, options: RunOptions) -> Ran:
    """Have workers run the checks."""
    from mdcheck.app.orders.run import run_on  # late: few runs have workers

    done = run_on(opened, session, options)
    files = [_report(file, results, session) for file, results in zip(done.opened, done.results, strict=True)]
    report = Report(files=tuple(files))
    code = exit_code(report, [file.settings.fail_under for file in done.opened], fail_on=options.fail_on)
    return Ran(report, code, done.recording)


def _commit(opened: Sequence[Opened], options: RunOptions) -> str:
    """The commit that what is recorded is about. Raises UsageError for checklists of several repositories."""
    if not options.on and (options.repository or options.shards):
        raise UsageError(
            "--from and --shards are for --on", fix="say where to run: --on processes, or dask://HOST:PORT"
        )
    if not options.record and not options.on:
        return ""
    from mdcheck.app.recording import head_commit  # late: few runs are recorded

    if len({file.root for file in opened}) > 1:
        where = ", ".join(file.shown for file in opened)
        fix = "record those of each repository by themselves"
        raise UsageError("the checklists are of several repositories", where=where, fix=fix)
    return head_commit(opened[0].root) if opened else ""


def _recorded(
    ready: Sequence[Prepared],
    results: Sequence[tuple[ItemResult, ...]],
    files: Sequence[FileReport],
    commit: str,
    session: Session,
    options: RunOptions,
) -> bytes:
    from mdcheck.app.recording import Ended, Scene, record, this_system, trusted
    from mdcheck.execution.shards import assign

    scene = Scene(
        commit=commit,
        shard=options.shard,
        plan=ready[0].shards if ready else assign((), options.shard.of).digest,
        as_of=session.as_of_words,
        system=options.system or this_system(),
    )
    ended = [
        Ended(prepared.opened, prepared.own, trusted(prepared.trust), each, report)
        for prepared, each, report in zip(ready, results, files, strict=False)
    ]
    return record(ended, scene, lost=files[len(ready) :])


def own(opened: Sequence[Opened], names: Sequence[str], session: Session) -> list[Opened]:
    """Of files that are not named on the command line, those that hold a check or `mdcheck:`, if any does."""
    kept = [file for file in opened if file.checklist.adopted or file.errors]
    if names or not kept or repository_settings(session.root, session.environ).files:
        return list(opened)
    return kept


def behind(file: FileReport, options: RunOptions) -> RunOptions:
    """The options for the files behind this one: `fail_fast` holds for all of them together."""
    failed = options.fail_fast and any(check.outcome.meaning.bad for item in file.items for check in item.checks)
    return replace(options, stopped=True) if failed else options


def _report(opened: Opened, results: tuple[ItemResult, ...], session: Session) -> FileReport:
    report = file_report(opened.checklist, results, bands=opened.settings.bands, flips=flips_of(results), written=False)
    return judged(report, session.as_of_words, opened.policy_words)


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
    """Raises UsageError where no file has a check that applies: to have run nothing is no pass."""
    items = [item for file in opened for item in file.checklist.items]
    if any(item.checks and item.applicable for item in items):
        return
    if any(item.checks for item in items):
        fix = "take the ~~ marks away from items that apply"
        raise UsageError("nothing to run: no item with a check applies", where=opened[0].shown, fix=fix)
    what = "no item has a check" if items else "there is no task list item (- [ ] text)"
    fix = "put a ```check block under an item, indented like its text; `mdcheck kinds` lists what it may hold"
    raise UsageError(what, where=opened[0].shown, fix=fix)


def begin(opened: Sequence[Opened], session: Session, options: RunOptions) -> tuple[Prepared, ...]:
    """Decide what runs, and what may run, before anything does.

    Where the person asked for a part, only the files that hold some of it are prepared. Raises UsageError as `plans`.
    """
    from mdcheck.execution.events import RunStarted  # late: only commands that run pay for it
    from mdcheck.execution.trust.policy import TrustNone, trust_from
    from mdcheck.kinds.protocol import needs_trust

    opened = [with_signatures(file, session) for file in opened]
    planned, assignment = sharded(plans(opened, session, options), session, options)
    jobs = [job for _, each in planned for job in each.jobs]
    decided = trust_from(flag=options.trust, environ=session.environ)
    trust: Mapping[Path, Trust] = {file.root: decided or TrustNone() for file in opened}
    if decided is None and any(needs_trust(job.check.kind) for job in jobs):
        from mdcheck.app.trust import permit  # late: inert checklists need no approvals

        trust = permit(planned, session, ask=options.ask, warn=options.warn)
    options.on_event(RunStarted(checks=len(jobs)))
    return tuple(
        Prepared(file, each, trust[file.root], assignment.own(file.name, options.shard), assignment.digest)
        for file, each in planned
    )


def with_signatures(file: Opened, session: Session) -> Opened:
    """The checklist with sign-offs that know the records of their items, and what git knows of these."""
    if not any(check.name == "signoff" for check in file.checks.values()):
        return file
    from mdcheck.app.signatures import bound  # late: most checklists ask for no signatures

    return bound(file, session)


def run_checks(prepared: Prepared, session: Session, options: RunOptions) -> tuple[ItemResult, ...]:
    """The results of every item of a document, in document order."""
    from mdcheck.app.last_results import remember
    from mdcheck.app.workspace import workspace_of
    from mdcheck.execution.runner import run_checks as run_all

    opened = prepared.opened
    # A result of today does not hold for another date.
    cache = None if session.as_of is not None else _cache(opened, options)
    known = None if options.known is None else options.known.of(opened)
    results = run_all(
        prepared.plan,
        workspace=replace(workspace_of(opened, session), trace=known is not None),
        trust=prepared.trust,
        jobs=opened.settings.jobs,
        document=os.fspath(opened.path.resolve()),
        fail_fast=options.fail_fast,
        stopped=options.stopped,
        on_event=options.on_event,
        cache=cache,
        limits=_limits(prepared, session, options),
        known=known,
    )
    if options.known is not None and known is not None:
        options.known.ran += len(known.ran)
    if cache is not None:
        try:
            cache.save()
        except RefusedError as error:
            options.warn(f"{error}: what passed is not remembered", error.fix or "")
    if session.as_of is None:
        remember(opened, results, session)
    return results


def _limits(prepared: Prepared, session: Session, options: RunOptions) -> Limits:
    """What the checks may use. Raises UsageError for a sandbox that this machine does not have."""
    from mdcheck.execution.perform import Limits
    from mdcheck.kinds.protocol import runs_process

    confinement = None
    if options.sandbox is not Sandbox.NONE and any(runs_process(job.check.kind) for job in prepared.plan.jobs):
        confinement = _confinement(options.sandbox, prepared.opened.root, session, options.warn)
    return Limits(until=options.until, worker=True, confinement=confinement, hide_secrets=in_ci(session.environ))


def _confinement(wanted: Sandbox, root: Path, session: Session, warn: Warn) -> Confinement | None:
    from mdcheck.execution.process.find_sandbox import SandboxError, confinement
    from mdcheck.execution.trust.state_file import state_folder

    try:
        found = confinement(
            wanted, root=root, path=session.environ.get("PATH", os.defpath), hidden=(Path(state_folder()) / "mdcheck",)
        )
    except SandboxError as error:
        fix = "install bubblewrap, or run on a Linux kernel with Landlock, or leave the choice to --sandbox auto"
        raise UsageError(str(error), where=f"--sandbox {wanted}", fix=fix) from error
    if found is None:
        warn("this machine has no sandbox: checks run without one", "install bubblewrap, or say --sandbox none")
    return found


def _cache(opened: Opened, options: RunOptions) -> Cache | None:
    """What passed before; None where no block names its inputs, or what is kept can't be relied on."""
    if not any(block.common.inputs for item in opened.checklist.items for block in item.checks):
        return None
    from mdcheck.execution.cache import Cache  # late: most checklists keep nothing
    from mdcheck.repository.identity import repository_key

    key, document = repository_key(opened.root), opened.name
    try:
        return Cache.open(key, document, work_tree=opened.work_tree, reuse=options.cache)
    except RefusedError as error:
        options.warn(f"{error}: every check runs", error.fix or "")
        return None


def exit_code(
    report: Report,
    bounds: Sequence[float | None],
    *,
    fail_on: frozenset[Outcome] = frozenset(),
    out_of_date: bool = False,
    refused: bool = False,
) -> ExitCode:
    """What a run's results mean to a script: a refusal before a failure, a failure before a warning.

    `bounds` are the scores that the files must have at least.
    """
    checks = [check for file in report.files for item in file.items for check in item.checks]
    if refused or any(check.refused for check in checks):
        return ExitCode.REFUSED
    codes = {check.outcome.meaning.exit for check in checks}
    if ExitCode.FAILED in codes or out_of_date or any(check.outcome in fail_on for check in checks):
        return ExitCode.FAILED
    if any(_below(file, bound) for file, bound in zip(report.files, bounds, strict=True)):
        return ExitCode.FAILED
    return ExitCode.WARNED if ExitCode.WARNED in codes else ExitCode.OK


def _below(file: FileReport, threshold: float | None) -> bool:
    """A score that is not known is below every threshold; where nothing was to run, there is no score to speak of."""
    return file.ran and threshold is not None and (file.score is None or file.score < threshold)
