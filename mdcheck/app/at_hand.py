"""Recorded results for `update --results`: what they are about must be what is at hand. No check runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple, cast

from mdcheck.app.recording import head_commit, results_of
from mdcheck.app.results import merged_recordings
from mdcheck.app.run import with_signatures
from mdcheck.checks.signatures import SIGNOFF
from mdcheck.document.merging.normalized import blank_digest
from mdcheck.errors import RefusedError, UsageError
from mdcheck.regular import inside
from mdcheck.results.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mdcheck.app.checklist import Opened
    from mdcheck.app.run_options import RunOptions
    from mdcheck.app.session import Session
    from mdcheck.checks.bind import Check
    from mdcheck.document.model import CheckId
    from mdcheck.kinds.protocol import Reading
    from mdcheck.results.outcome import ItemResult, Waived
    from mdcheck.results.recording.merge import Merged, MergedDocument

_AGAIN = "record the results again, of what is checked out here"


class Recorded(NamedTuple):
    """Recorded results, read and merged, and where the commands were given."""

    where: str
    """The files, for messages."""
    merged: Merged
    documents: Mapping[str, MergedDocument]
    """By their names from the root."""

    def names(self, session: Session) -> tuple[str, ...]:
        """The recorded checklists, as files to be opened. Raises RefusedError for one outside of the repository."""
        for name in self.documents:
            try:
                inside(os.fspath(session.root), os.fspath(session.root / name))
            except OSError as error:
                raise RefusedError(f"{name} {error.strerror}", where=self.where, fix=_AGAIN) from error
        return tuple(os.path.relpath(session.root / name, session.cwd) for name in self.documents)

    def results(self, opened: Opened, session: Session) -> tuple[ItemResult, ...]:
        """The results of the checklist. Raises RefusedError unless they are about what is at hand."""
        document = self.documents.get(opened.name)
        if document is None:
            fix = "name only checklists that the run was for, or record it with this one"
            raise RefusedError(f"there are no results of {opened.name}", where=self.where, fix=fix)
        for what, recorded, here in self._facts(document, opened, session):
            if recorded != here:
                message = f"{what} is {recorded or 'none'} in the recorded results, and {here or 'none'} here"
                raise RefusedError(message, where=opened.shown, fix=_fix(what, recorded))
        found = results_of(document, opened.checklist)
        _refuse_unsigned(opened, found, session)
        return found

    def _facts(self, document: MergedDocument, opened: Opened, session: Session) -> Iterator[tuple[str, str, str]]:
        head, recorded = self.merged.head, document.recorded
        yield "the commit", head.commit, head_commit(opened.root)
        yield "the digest of the checklist, boxes and figures aside,", recorded.digest, blank_digest(opened.checklist)
        yield "the project", recorded.project, opened.settings.project
        yield _DATE, head.as_of, session.as_of_words
        yield _POLICY, recorded.policy, opened.policy_words


_DATE = "the date by which ages are judged"
_POLICY = "who may sign and waive"


def _fix(what: str, recorded: str) -> str:
    if what == _DATE:
        given = "the same --as-of or --base" if recorded else "neither --as-of nor --base"
        return f"give `update` {given} as the run had"
    return "give `update` the same --base or --policy as the run had" if what == _POLICY else _AGAIN


def read_recorded(names: Sequence[str], session: Session, options: RunOptions, *, offline: bool) -> Recorded:
    """The results in the files. Raises UsageError, RecordingError, and RefusedError for what makes no whole."""
    given = {"--offline": offline, "--only": options.only, "--failed": options.failed, "--inert": options.inert}
    for option, wanted in {**given, "--trust": options.trust}.items():
        if wanted:
            fix = f"give {option} to the run that records the results" if option != "--offline" else "leave one out"
            raise UsageError(f"--results runs nothing, so {option} has no meaning", fix=fix)
    merged = merged_recordings(names, session)
    return Recorded(", ".join(names), merged, {document.recorded.path: document for document in merged.documents})


def _refuse_unsigned(opened: Opened, results: Sequence[ItemResult], session: Session) -> None:
    """Raises RefusedError where a result needs a person's record that does not count here.

    The machine that recorded the results may have run untrusted code. Signatures and waivers can be judged without
    running any, so they are judged again here.
    """
    for item, found in results:
        for key, result in zip(item.check_ids, found, strict=True):
            counts = result.waiver is None or _waived(opened.checks[key], result.waiver)
            if opened.checks[key].name == SIGNOFF and result.strict is Outcome.PASSED:
                counts = counts and _signed(key, opened, session)
            if not counts:
                message = f"the item “{item.id}” {_HELD[result.outcome]} by a record that does not count here"
                fix = "see what `mdcheck run --inert` says of it, and record the results again"
                raise RefusedError(message, where=f"{opened.shown}:{item.line}", fix=fix)


_HELD = {Outcome.WAIVED: "was waived", Outcome.PASSED: "was signed"}


def _waived(check: Check, waiver: Waived) -> bool:
    in_force = [one.waiver for one in check.waivers if one.in_force]
    return (waiver.until, waiver.by, waiver.reason) in [(one.until, str(one.by), one.reason) for one in in_force]


def _signed(key: CheckId, opened: Opened, session: Session) -> bool:
    from mdcheck.app.workspace import workspace_of  # late: few checklists have sign-offs
    from mdcheck.execution.perform import look

    kind = with_signatures(opened, session).checks[key].kind
    return look(cast("Reading", kind), workspace_of(opened, session)).outcome is Outcome.PASSED
