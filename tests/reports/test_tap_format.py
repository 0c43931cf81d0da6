from __future__ import annotations

import re

import pytest
import yaml

from mdcheck.reports.tap import render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

POINT = re.compile(r"(ok|not ok) (\d+) - ((?:[^\\#]|\\[\\#])+?)(?: # (TODO|SKIP) ((?:[^\\#]|\\[\\#])+))?")


def read(text):
    """The plan, the test points and the diagnostics of each."""
    version, plan, *lines = text.splitlines()
    assert version == "TAP version 14"
    points, block = [], None
    for line in lines:
        if line == "  ---":
            block = []
        elif line == "  ...":
            points[-1].append(yaml.safe_load("\n".join(block)))
            block = None
        elif block is not None:
            block.append(line)
        elif not line.startswith("#"):
            points.append(list(POINT.fullmatch(line).groups()))
    return plan, points


def test_every_report_can_be_read(case):
    _, report = case
    plan, points = read(render(report))
    total = sum(report.summary.values())
    assert plan == (f"1..{total}" if total else "1..0 # SKIP no checks")
    assert [int(point[1]) for point in points] == list(range(1, total + 1))
    failing = [point for point in points if point[0] == "not ok" and point[3] != "TODO"]
    summary = report.summary
    assert len(failing) == summary[Outcome.FAILED] + summary[Outcome.ERRORED] + summary[Outcome.BLOCKED]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.PASSED, "ok 1 - Item"),
        (Outcome.WARNED, "not ok 1 - Item # TODO warned: why \\# TODO"),
        (Outcome.FAILED, "not ok 1 - Item"),
        (Outcome.ERRORED, "not ok 1 - Item"),
        (Outcome.BLOCKED, "not ok 1 - Item"),
        (Outcome.NOT_APPLICABLE, "ok 1 - Item # SKIP not applicable: why \\# TODO"),
        (Outcome.PENDING, "not ok 1 - Item # TODO pending: why \\# TODO"),
        (Outcome.WAIVED, "ok 1 - Item # SKIP waived: why \\# TODO"),
        (Outcome.NOT_RUN, "ok 1 - Item # SKIP not run: why \\# TODO"),
    ],
)
def test_outcomes(build, check, outcome, expected):
    text = render(Report(files=(build.item("Item", check(outcome, "why # TODO")).build(),)))
    assert [line for line in text.splitlines() if line.startswith(("ok", "not ok"))] == [expected]


def test_a_directive_in_the_text_is_none(build, check):
    build.item("Item # SKIP \\ x", check(Outcome.FAILED))
    assert "not ok 1 - Item \\# SKIP \\\\ x\n" in render(Report(files=(build.build(),)))


def test_diagnostics(build, check):
    options = {"fix": "mend: it", "url": "https://example.org", "output": "a\n...\n  b", "duration": 0.0126}
    build.item("Item", check(Outcome.FAILED, "- why: 'x'", **options))
    _, [point] = read(render(Report(files=(build.build(),))))
    assert point[5] == {
        "outcome": "failed",
        "message": "- why: 'x'",
        "severity": "error",
        "kind": "file_exists",
        "line": 6,
        "id": "item-5",
        "fix": "mend: it",
        "url": "https://example.org",
        "output": "a\n...\n  b",
        "duration_ms": 13,
    }
