from __future__ import annotations

import pytest

from mdcheck.document.model import Severity
from mdcheck.reports.github import LIMIT, render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report


def lines_of(build, **facts):
    return render(Report(files=(build.build(**facts),))).splitlines()


@pytest.mark.parametrize(
    ("outcome", "severity", "kind"),
    [
        (Outcome.FAILED, Severity.BLOCKER, "error"),
        (Outcome.FAILED, Severity.ERROR, "error"),
        (Outcome.ERRORED, Severity.ERROR, "error"),
        (Outcome.BLOCKED, Severity.ERROR, "error"),
        (Outcome.WARNED, Severity.WARNING, "warning"),
    ],
)
def test_an_annotation(build, check, outcome, severity, kind):
    build.item("Item: a, b", check(outcome, "50% why", severity=severity, fix="mend it", url="https://example.org"))
    place = f"file=CHECKLIST.md,line=6,title=Item%3A a%2C b ({outcome.label})"
    assert lines_of(build)[1:] == [f"::{kind} {place}::50%25 why%0Afix: mend it%0Ahttps://example.org"]


def test_what_passed_is_not_annotated(build, check):
    build.item("Item", check(Outcome.PASSED, "why"), ticked=True)
    assert lines_of(build) == ["mdcheck: CHECKLIST.md: 100 READY, 100% complete (1 of 1 ticked)"]


def test_at_the_limit_nothing_is_left_out(build, check):
    for number in range(LIMIT):
        build.item(f"e{number}", check(Outcome.FAILED)).item(f"w{number}", check(Outcome.WARNED))
    lines = lines_of(build)[1:]
    assert [line.partition(" ")[0] for line in lines] == ["::error"] * LIMIT + ["::warning"] * LIMIT


def test_beyond_the_limit_the_rest_is_summed_up_in_one_line(build, check):
    for number in range(LIMIT + 1):
        build.item(f"e{number}", check(Outcome.FAILED))
    for number in range(LIMIT + 5):
        build.item(f"w{number}", check(Outcome.WARNED))
    build.item("last", check(Outcome.FAILED, severity=Severity.BLOCKER))
    lines = lines_of(build)[1:]
    assert [line.partition(" ")[0] for line in lines] == ["::error"] * LIMIT + ["::warning"] * LIMIT + ["::notice"]
    assert "title=last (failed)" in lines[0]
    assert lines[-1] == "::notice title=mdcheck::2 errors and 5 warnings more: the job summary lists them all"


def test_a_regression_comes_first_and_is_called_one(build, check):
    build.item("old", check(Outcome.FAILED)).item("new", check(Outcome.FAILED)).flip("new")
    assert [line.partition("title=")[2] for line in lines_of(build)[1:]] == [
        "new (regression%2C failed)::failed",
        "old (failed)::failed",
    ]


def test_checks_that_were_refused_are_told_once(build, check):
    for _ in range(3):
        build.item("Item", check(Outcome.NOT_RUN, "not trusted: read it first", refused=True))
    build.item("Item", check(Outcome.NOT_RUN, "not selected"))
    assert lines_of(build)[1:] == [
        "::notice file=CHECKLIST.md,line=6,title=mdcheck::3 checks did not run: not trusted: read it first"
    ]


def test_what_waits_for_a_person_is_one_notice(build, check):
    build.item("Item", check(Outcome.PENDING, "no signature: sign it")).item("Other", check(Outcome.PENDING))
    told = "Item: no signature: sign it (line 6)%0AOther: pending (line 11)"
    assert lines_of(build)[1:] == [f"::notice file=CHECKLIST.md,line=6,title=mdcheck%3A 2 checks pending::{told}"]


def test_without_a_checklist():
    assert render(Report(files=())) == "mdcheck: no checklist\n"
