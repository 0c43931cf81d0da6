"""`mdcheck history` for spreadsheets: RFC 4180, a row for each commit, oldest first."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from mdcheck.reports.history.words import moment
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mdcheck.results.history import ChecklistCommit, History

COLUMNS = (
    "date",
    "commit",
    "path",
    "done",
    "countable",
    "percent",
    "score",
    "verdict",
    "ticked",
    "unticked",
    "added",
    "removed",
    "subject",
)


def render(histories: Sequence[History], limit: int = 0) -> str:
    """A head and the rows; what is not known is empty. With `limit`, so many commits of each file, the newest."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(entry) for history in histories for entry in history.entries[-limit:])
    return out.getvalue()


def _row(entry: ChecklistCommit) -> tuple[object, ...]:
    done, (score, verdict) = entry.completion, entry.assessment
    figures = ("", "", "") if done is None else (done.ticked, done.countable, done.percent)
    return (
        moment(entry.time),
        entry.commit,
        cell(entry.path),
        *figures,
        score,
        verdict,
        entry.ticked,
        entry.unticked,
        entry.added,
        entry.removed,
        cell(entry.subject),
    )


def cell(text: str) -> str:
    """Text that is no formula to a spreadsheet and no command to a CI system: an apostrophe in front makes it text.

    Commands stand at the beginning of a line: GitHub reads `::` and `##[`, Azure `##vso[` and `##[`, TeamCity its name.
    """
    text = clean(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "::", "##", "\t")) or "##teamcity[" in text else text
