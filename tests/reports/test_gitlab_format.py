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


def test_a_waived_failure_is_told_and_is_another_issue(sample, build):
    items = sample("people").files[0].items
    item, waived = next((item, one) for item in items for one in item.checks if one.waiver is not None)
    failing = waived._replace(outcome=Outcome.FAILED, waiver=None)
    issues = []
    for one in (waived, failing):
        file = sample("people").files[0]._replace(items=(item._replace(checks=(one,)),))
        issues += json.loads(render(Report(files=(file,))))
    assert [(one["severity"], one["check_name"]) for one in issues] == [("info", "bash"), ("major", "bash")]
    assert "waived until 2026-12-05 by Ada Lovelace: staging is rebuilt (OPS-431)" in issues[0]["description"]
    assert issues[0]["fingerprint"] != issues[1]["fingerprint"]


def test_fingerprints_are_unique(sample):
    found = [issue["fingerprint"] for issue in json.loads(render(sample("several")))]
    assert len(found) == len(set(found)) == 7


def test_no_problem_is_an_empty_list(sample):
    assert json.loads(render(sample("ready"))) == []
