"""GitLab's code quality report: what the merge request widget lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from mdcheck.document.model import Severity
from mdcheck.late import sha256
from mdcheck.reports.json import encoded
from mdcheck.reports.layout.problems import problems, waived_problems
from mdcheck.reports.layout.sanitize import clean

if TYPE_CHECKING:
    from mdcheck.reports.layout.problems import Problem
    from mdcheck.results.report import Report


def render(report: Report) -> str:
    """A list of all problems, and of those that are waived; with an empty list GitLab counts earlier ones as fixed."""
    return encoded([_issue(problem) for problem in (*problems(report), *waived_problems(report))])


def _issue(problem: Problem) -> dict[str, Any]:
    return {
        "description": _description(problem),
        "check_name": clean(problem.check.kind) or "?",
        "fingerprint": _fingerprint(problem),
        "severity": "info" if problem.check.waiver else _severity(problem.severity),
        "location": {"path": clean(problem.path), "lines": {"begin": problem.line}},
    }


def _description(problem: Problem) -> str:
    """One line, since the widget shows no more."""
    told = [("fix", problem.check.fix), *((more.label, more.text) for more in problem.check.more)]
    details = "; ".join(f"{label}: {clean(text)}" for label, text in told if clean(text))
    return f"{problem.text} ({details})" if details else problem.text


def _fingerprint(problem: Problem) -> str:
    """Waived it is another one: a merge request shows each waiver that it brings, and each failure that one was for."""
    return sha256(f"{problem.fingerprint}\0waived".encode()) if problem.check.waiver else problem.fingerprint


def _severity(severity: Severity) -> str:
    match severity:
        case Severity.BLOCKER:
            return "blocker"
        case Severity.ERROR:
            return "major"
        case Severity.WARNING:
            return "minor"
        case never:
            assert_never(never)
