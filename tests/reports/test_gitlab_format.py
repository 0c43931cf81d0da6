from __future__ import annotations

import json

import pytest

from mdcheck.document.model import Severity
from mdcheck.reports.gitlab import render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report


@pytest.mark.parametrize(
    ("outcome", "severity", "expected"),
    [
        (Outcome.FAILED, Severity.BLOCKER, "blocker"),
        (Outcome.FAILED, Severity.ERROR, "major"),
        (Outcome.ERRORED, Severity.ERROR, "major"),
        (Outcome.WARNED, Severity.WARNING, "minor"),
    ],
)
def test_an_issue(build, check, outcome, severity, expected):
    build.item("**Item**", check(outcome, "why", severity=severity, fix="mend it", kind="bash"))
    [issue] = json.loads(render(Report(files=(build.build(),))))
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "description": "Item: why (fix: mend it)",
        "check_name": "bash",
        "severity": expected,
        "location": {"path": "CHECKLIST.md", "lines": {"begin": 6}},
    }


def test_fingerprints_are_unique(sample):
    found = [issue["fingerprint"] for issue in json.loads(render(sample("several")))]
    assert len(found) == len(set(found)) == 6


def test_no_problem_is_an_empty_list(sample):
    assert json.loads(render(sample("ready"))) == []
