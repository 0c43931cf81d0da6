"""The use case `update`: run the checks, bring the file up to date, commit it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.structs import replace

from mdcheck import files
from mdcheck.app.checklist import open_checklist
from mdcheck.app.commit import Commit
from mdcheck.app.file_report import file_report, flips_of, judged, relocated
from mdcheck.app.find import find_files_by
from mdcheck.app.find_items import files_named_by
from mdcheck.app.judging import base_of, with_gone, with_lost
from mdcheck.app.run import (
    begin,
    behind,
    exit_code,
    own,
    refuse_errors,
    run_checks,
    with_flags,
)
from mdcheck.app.unified_diff import unified_diff
from mdcheck.document.figures import unkept_note
from mdcheck.document.model import Notation
from mdcheck.document.parse import edited
from mdcheck.document.rewrite import rewrite
from mdcheck.document.source import Source
from mdcheck.errors import (
    InterruptedUpdateError,
    MdcheckError,
    SettingsError,
    SourceError,
    StaleFileError,
    UsageError,
)
from mdcheck.reports.region import region_lines
from mdcheck.repository.discovery import is_tracked
from mdcheck.results.outcome import mark
from mdcheck.results.report import FileReport, Report
from mdcheck.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mdcheck.app.at_hand import Recorded
    from mdcheck.app.base import Base
    from mdcheck.app.checklist import Opened
    from mdcheck.app.run_options import RunOptions
    from mdcheck.app.session import Session
    from mdcheck.document.model import Checklist
    from mdcheck.errors import ExitCode
    from mdcheck.results.outcome import ItemResult

    _Results: TypeAlias = Callable[[RunOptions], tuple[ItemResult, ...]]
    """Gives the results of a checklist when its turn has come: by running its checks, or without."""
    _Judge: TypeAlias = Callable[[FileReport, Opened], FileReport]

_ATTEMPTS = 5


class UpdateOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to do with the file, as the command line gives it; None where it is silent."""

    run: RunOptions
    offline: bool = False
    """Run nothing: figures only."""
    results: tuple[str, ...] = ()
    """Files of recorded results, which are taken instead of running anything."""
    adopt: bool = False
    """Treat every document as one that has adopted mdcheck."""
    write: bool = True
    check: bool = False
    """A document that is out of date is a failure."""
    commit: bool | None = None
    message: str | None = None
    judge: _Judge | None = None
    """What the base says of a report, if there is one."""


class Updated(msgspec.Struct, frozen=True, kw_only=True):
    """The results of one run for all files."""

    report: Report
    diffs: tuple[str, ...]
    """For each file that changes, or would: a unified diff."""
    exit_code: ExitCode
    errors: tuple[MdcheckError, ...] = ()
    """One for each file that was refused when its checks had run, and is not in the report."""


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """A document's text before and after, and what that means."""

    before: Opened
    """As the file stands on disk now, which may be later than what was opened first."""
    after: Checklist
    report: FileReport

    @property
    def data(self) -> bytes:
        return self.after.source.to_bytes()

    @property
    def changed(self) -> bool:
        return self.data != self.before.data


def update(names: Sequence[str], session: Session, options: UpdateOptions) -> Updated:
    """Run, rewrite, write, commit: one document after the other, each whole before the next begins.

    One that is refused when its checks have run keeps none of the others from it. Raises MdcheckError before that.
    """
    recorded = _recorded(session, options)
    base, everything = base_of(session), not names and not options.run.only
    session = session._replace(base_settings=base)
    names = names or (() if recorded is None else recorded.names(session))
    names = files_named_by(options.run.only, names, session)
    opened = _opened(base, names, session, options)
    if base is not None and not options.offline:
        everywhere = [file.checklist for file in opened]
        options = replace(options, judge=partial(with_lost, base, everywhere, inert=options.run.inert))
    prepared = _prepared(opened, recorded, session, options)
    ended: list[tuple[Opened, _Change, bool]] = []
    errors: list[MdcheckError] = []
    written: list[str] = []
    try:
        for file, results in prepared:
            try:
                ended.append((file, *_update_file(file, results, session, options, written)))
                options = replace(options, run=behind(ended[-1][1].report, options.run))
            except MdcheckError as error:
                errors.append(error)
    except KeyboardInterrupt:
        raise InterruptedUpdateError(tuple(written)) from None
    reports = [change.report for _, change, _ in ended]
    if base is not None and options.judge is not None and everything:
        reports = with_gone(base, reports, opened)
    report = Report(files=tuple(reports))
    code = exit_code(
        report,
        [file.settings.fail_under for file, _, _ in ended],
        fail_on=options.run.fail_on,
        out_of_date=options.check and any(change.changed for _, change, _ in ended),
        refused=bool(errors) or any(refused for _, _, refused in ended),
    )
    diffs = tuple(_diff(change) for _, change, _ in ended if change.changed)
    return Updated(report=report, diffs=diffs, exit_code=code, errors=tuple(errors))


def _opened(base: Base | None, names: Sequence[str], session: Session, options: UpdateOptions) -> list[Opened]:
    """The documents. Raises MdcheckError for one that has errors, is not ours to update or can't be written."""
    opened = [
        with_flags(open_checklist(path, session, settle=True), options.run)
        for path in find_files_by(base, names, session)
    ]
    if not options.adopt and base is None:
        opened = own(opened, names, session)
    refuse_errors(opened)
    if not options.adopt and (options.write or not options.offline):
        _refuse_others(opened)
    if options.write:
        for file in opened:
            files.writable(file.path)
    return opened


def _recorded(session: Session, options: UpdateOptions) -> Recorded | None:
    """The results that the person gave; None where checks are to run."""
    if not options.results:
        return None
    from mdcheck.app.at_hand import read_recorded  # late: few updates take recorded results

    return read_recorded(options.results, session, options.run, offline=options.offline)


def _prepared(
    opened: Sequence[Opened], recorded: Recorded | None, session: Session, options: UpdateOptions
) -> list[tuple[Opened, _Results]]:
    """The checklists to bring up to date, each with what gives its results."""
    if recorded is not None:
        return [(file, partial(_known, recorded.results(file, session))) for file in opened]
    if options.offline:
        return [(file, partial(_known, ())) for file in opened]
    return [(ready.opened, partial(run_checks, ready, session)) for ready in begin(opened, session, options.run)]


def _known(results: tuple[ItemResult, ...], _options: RunOptions) -> tuple[ItemResult, ...]:
    """The results that are there without a run."""
    return results


def _refuse_others(opened: Sequence[Opened]) -> None:
    """Raises UsageError for a file without checks and `mdcheck:`, which must not be rewritten or committed."""
    for file in opened:
        if not file.checklist.adopted:
            fix = (
                "put a ```check block under an item, write `mdcheck:` into the front matter, or give --adopt to keep"
                " its figures; nothing was run or written"
            )
            raise UsageError("no item has a check, and no front matter names mdcheck", where=file.shown, fix=fix)


def _update_file(
    opened: Opened, results_of: _Results, session: Session, options: UpdateOptions, written: list[str]
) -> tuple[_Change, bool]:
    """The change, and whether git refused to commit it. As soon as the file is written, its name joins `written`."""
    wanted = options.commit if options.commit is not None else opened.settings.commit
    commit = Commit.prepare(opened, insisted=options.commit is True) if options.write and wanted else None
    results = results_of(options.run)
    if options.write and _all_refused(results):
        change = _change(_as_it_stands(opened, session, options), results, session, replace(options, write=False))
        note = "not written and not committed: no check ran, since nobody approved them"
        return replace(change, report=change.report._replace(notes=(note,))), False
    if not options.write:
        return _change(_as_it_stands(opened, session, options), results, session, options), False
    change = _written(opened, session, results, options)
    if change.changed:
        written.append(opened.shown)
    if commit is None:
        return change, False
    if (left_out := _refused(results)) and not commit.insisted:
        unapproved = f"{count(left_out, 'check')} not run, since nobody approved the code"
        note = f"not committed: {unapproved}; --commit commits all the same"
        return replace(change, report=change.report._replace(notes=(*change.report.notes, note))), False
    notes, refused = commit.finish(change.before, change.report, options.message, session)
    return replace(change, report=change.report._replace(notes=(*change.report.notes, *notes))), refused


def _refused(results: Sequence[ItemResult]) -> int:
    """How many checks did not run because nobody approved them."""
    return sum(check.refused for result in results for check in result.checks)


def _all_refused(results: Sequence[ItemResult]) -> bool:
    """Whether nothing ran because it was not approved: then the run has no results."""
    return _refused(results) > 0 and not any(check.ran for result in results for check in result.checks)


def _written(opened: Opened, session: Session, results: Sequence[ItemResult], options: UpdateOptions) -> _Change:
    """The change, on disk. An editor that saves between our last look and our write is noticed, and looked at again."""
    for _ in range(_ATTEMPTS):
        change = _change(_as_it_stands(opened, session, options), results, session, options)
        if not change.changed:
            return change
        before = change.before
        if files.replace(opened.path, change.data, expected=before.data, target=opened.target, tracked=is_tracked):
            notes = (*change.report.notes, _what_was_written(change))
            return replace(change, report=change.report._replace(notes=notes))
    fix = "nothing was written; close what keeps saving it, or holds it open to write, and run again"
    raise StaleFileError("the file is saved over and over", where=opened.shown, fix=fix)


def _as_it_stands(opened: Opened, session: Session, options: UpdateOptions) -> Opened:
    """The file as it is now. If it was saved meanwhile, the results still hold for the checks that did not change."""
    try:
        if files.settled(opened.path) == opened.data:
            return opened
        current = with_flags(open_checklist(opened.path, session, settle=True), options.run)
    except (SourceError, SettingsError) as error:
        fix = f"nothing was written; {error.fix or 'fix it'}, then run again"
        raise StaleFileError(f"changed during the run: {error.message}", where=error.where, fix=fix) from error
    if current.errors or (not options.offline and _checked(current.checklist) != _checked(opened.checklist)):
        fix = "nothing was written; run again"
        raise StaleFileError(
            "the file was saved during the run, and its checks differ now", where=opened.shown, fix=fix
        )
    return current


def _checked(checklist: Checklist) -> dict[str, tuple[object, ...]]:
    """The items with checks by id, with their records: what the results of a run are about."""
    return {
        item.id: (
            item.applicable,
            *((block.language, block.body, block.options) for block in item.checks),
            *((record.kind, record.values) for record in item.records),
        )
        for item in checklist.items
        if item.checks
    }


def _change(current: Opened, results: Sequence[ItemResult], session: Session, options: UpdateOptions) -> _Change:
    """What the results make of the document; a document that has not adopted mdcheck stays as it is."""
    checklist, notations = current.checklist, current.settings.figures
    here = relocated(results, checklist) if results else ()
    marks = {result.item.id: wanted for result in here if (wanted := mark(result)) is not None}
    if options.adopt and current.settings.origin("figures") == "default":
        notations = frozenset(Notation)
    elif not checklist.adopted and not options.adopt:
        notations = frozenset()
    edits = rewrite(checklist, marks, notations=notations)
    flips = flips_of(here)
    changed = {edit.span for edit in edits}
    figures = sum(any(span in changed for span, _ in figure.slots) for figure in checklist.figures)

    def reported(after: Checklist) -> FileReport:
        report = file_report(
            after,
            results,
            bands=current.settings.bands,
            flips=flips,
            figures_changed=figures,
            written=options.write,
        )
        report = judged(report, session.as_of_words, current.policy_words)
        if options.judge is not None:
            report = options.judge(report, replace(current, checklist=after))
        return report._replace(notes=unkept_note(after, notations))

    after = edited(checklist, edits)
    report = reported(after)
    if results and checklist.regions and not report.left_out:
        after = edited(checklist, rewrite(checklist, marks, notations=notations, region=region_lines(report)))
        report = reported(after)  # the region moves the lines below it
    return _Change(before=current, after=after, report=report)


def _what_was_written(change: _Change) -> str:
    boxes, figures = len(change.report.flips), change.report.figures_changed
    settled = change.before.settled
    parts = []
    if settled:
        parts.append(count(settled, "resolved conflict"))
    if boxes:
        parts.append(count(boxes, "box", "boxes"))
    if figures:
        parts.append(count(figures, "figure"))
    return f"wrote {_listed(parts) or 'the report region'}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _diff(change: _Change) -> str:
    on_disk = Source.from_bytes(change.before.data, path=change.before.shown)
    return unified_diff(on_disk, change.after.source, change.before.shown)
