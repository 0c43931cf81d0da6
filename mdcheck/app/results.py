"""The use case `results`: one report on what was recorded elsewhere. It runs nothing and writes nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from mdcheck.app.file_report import file_report, flips_of, judged, with_findings
from mdcheck.app.recording import findings_of, read_recordings, results_of
from mdcheck.app.run import exit_code
from mdcheck.results.recording.merge import merge, refuse_twice
from mdcheck.results.report import Report
from mdcheck.results.score import Bands
from mdcheck.wording import count, short_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.app.session import Session
    from mdcheck.errors import ExitCode
    from mdcheck.results.recording.merge import Merged, MergedDocument
    from mdcheck.results.report import FileReport


def results(names: Sequence[str], session: Session, *, fail_under: float | None = None) -> tuple[Report, ExitCode]:
    """The report of all recordings together, as the run itself would have given it.

    Raises RecordingError for a file that is none, and RefusedError for recordings that do not make a whole.
    """
    merged = merged_recordings(names, session)
    files = tuple(_report(document, merged, session) for document in merged.documents)
    report = Report(files=files)
    bounds = [document.recorded.fail_under if fail_under is None else fail_under for document in merged.documents]
    return report, exit_code(report, bounds)


def merged_recordings(names: Sequence[str], session: Session) -> Merged:
    """What the files hold, as one run. Raises RecordingError and RefusedError."""
    recordings = read_recordings(names, session)
    refuse_twice(recordings)
    return merge(recordings)


def _report(document: MergedDocument, merged: Merged, session: Session) -> FileReport:
    recorded, checklist = document.recorded, document.checklist
    found = results_of(document, checklist)
    bands = Bands(*recorded.bands)
    report = file_report(checklist, found, bands=bands, flips=flips_of(found), written=False)
    report = judged(report, merged.head.as_of, recorded.policy)
    report = with_findings(report, findings_of(document), bands)
    path = os.path.relpath(session.root / recorded.path, session.cwd)
    return report._replace(path=path.replace(os.sep, "/"), notes=(origin(merged),))


def origin(merged: Merged) -> str:
    """Where the results come from, in words."""
    commit = f"at {short_id(merged.head.commit)}" if merged.head.commit else "without a commit"
    parts = "" if merged.recordings == 1 else f" in {count(merged.recordings, 'recording')}"
    return f"recorded {commit} on {' and '.join(merged.systems)}{parts}; trusted: {', '.join(merged.trust)}"
