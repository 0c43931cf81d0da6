"""`mdcheck due` for programs: a contract, versioned as the other reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.reports.json import SCHEMA, encoded, item_facts

if TYPE_CHECKING:
    from mdcheck.results.due import Due, DueFile, DueReport


def render(report: DueReport) -> str:
    """One JSON object with every statement, also those that end later or never."""
    return encoded(
        {
            "schema": SCHEMA,
            "today": report.today.isoformat(),
            "within": report.within,
            "overdue": report.overdue,
            "files": [_file(file, report) for file in report.files],
        }
    )


def _file(file: DueFile, report: DueReport) -> dict[str, Any]:
    statements = [_statement(due, report) for due in file.statements]
    return {"path": file.path, "policy": file.policy, "statements": statements}


def _statement(due: Due, report: DueReport) -> dict[str, Any]:
    return {
        **item_facts(due.item),
        "statement": due.statement.value,
        "state": due.state.value,
        "since": None if due.since is None else due.since.isoformat(),
        "until": None if due.until is None else due.until.isoformat(),
        "days_left": None if due.until is None else (due.until - report.today).days,
        "author": due.author or None,
        "commit": due.commit or None,
        "reason": due.reason or None,
    }
