from __future__ import annotations

import pytest

from mdcheck.document.model import Severity
from mdcheck.reports.layout.problems import by_importance, problems, to_fix
from mdcheck.results.flip import Flip
from mdcheck.results.outcome import ItemResult, Outcome
from mdcheck.results.report import Report


def found(file):
    return problems(Report(files=(file,)))


def test_order_of_importance(build, check):
    build.item("warned", check(Outcome.WARNED)).item("blocked", check(Outcome.BLOCKED))
    build.item("errored", check(Outcome.ERRORED)).item("failed", check(Outcome.FAILED))
    build.item("regressed", check(Outcome.FAILED)).item("blocker", check(Outcome.FAILED, severity=Severity.BLOCKER))
    build.item("blocker that regressed", check(Outcome.BLOCKED, severity=Severity.BLOCKER)).item(
        "warned 2", check(Outcome.WARNED)
    )
    build.flip("regressed").flip("blocker that regressed")
    assert [problem.item.text for problem in by_importance(found(build.build()))] == [
        "blocker that regressed",
        "blocker",
        "regressed",
        "failed",
        "errored",
        "blocked",
        "warned",
        "warned 2",
    ]


@pytest.mark.parametrize(
    ("outcome", "severity", "meaning"),
    [
        (Outcome.FAILED, Severity.BLOCKER, Severity.BLOCKER),
        (Outcome.FAILED, Severity.ERROR, Severity.ERROR),
        (Outcome.ERRORED, Severity.WARNING, Severity.ERROR),
        (Outcome.WARNED, Severity.BLOCKER, Severity.WARNING),
        (Outcome.BLOCKED, Severity.BLOCKER, Severity.BLOCKER),
    ],
)
def test_meaning(build, check, outcome, severity, meaning):
    build.item("Item", check(outcome, severity=severity))
    assert [problem.severity for problem in found(build.build())] == [meaning]


def test_what_passed_or_did_not_run_is_no_problem(build, check):
    for outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.WAIVED, Outcome.NOT_RUN):
        build.item("Item", check(outcome, "why"))
    assert found(build.item("By hand").build()) == ()
    assert to_fix(build.build()) == ()


@pytest.mark.parametrize(
    "waiting", [{"outcome": Outcome.PENDING}, {"outcome": Outcome.NOT_RUN, "refused": True}], ids=["pending", "refused"]
)
def test_what_waits_for_a_person_is_to_be_fixed_and_no_finding(build, check, waiting):
    build.item("Item", check(message="why", **waiting))
    assert found(build.build()) == ()
    assert [problem.text for problem in to_fix(build.build())] == ["Item: why"]


def test_several_checks_of_one_kind_are_told_apart(build, check):
    """The blocks of these items have no options, so numbers tell them apart; tests/cli has real blocks."""
    build.item("Item", *[check(Outcome.FAILED, "why")] * 2, check(Outcome.FAILED, "why", kind="links"))
    assert [problem.title for problem in found(build.build())] == [
        "Item (file_exists (1))",
        "Item (file_exists (2))",
        "Item (links)",
    ]


def moved(file, **change):
    """The same checklist after lines were put in above, or with another message."""
    items = tuple(
        ItemResult(
            item=result.item._replace(line=result.item.line + change.get("lines", 0)),
            checks=tuple(
                check._replace(line=check.line + change.get("lines", 0), message=change.get("message", check.message))
                for check in result.checks
            ),
        )
        for result in file.items
    )
    return file._replace(items=items)


@pytest.mark.parametrize("change", [{"lines": 5}, {"message": "other"}])
def test_a_problem_is_known_again(build, check, change):
    file = build.item("Item", check(Outcome.FAILED, "why")).build()
    [before], [after] = found(file), found(moved(file, **change))
    assert before.fingerprint == after.fingerprint
    assert (before.check.line, before.check.message) != (after.check.line, after.check.message)


@pytest.mark.parametrize("change", ["path", "id", "kind", "ordinal"])
def test_another_problem_is_told_apart(build, check, change):
    [before] = found(build.item("Item", check(Outcome.FAILED)).build())
    file = build.build()
    [result] = file.items
    again = {
        "path": file._replace(path="other.md"),
        "id": file._replace(items=(ItemResult(item=result.item._replace(id="other"), checks=result.checks),)),
        "kind": file._replace(items=(ItemResult(item=result.item, checks=(result.checks[0]._replace(kind="bash"),)),)),
        "ordinal": file._replace(items=(ItemResult(item=result.item, checks=result.checks * 2),)),
    }
    assert found(again[change])[-1].fingerprint != before.fingerprint


def test_a_regression_is_a_box_that_was_unticked(build, check):
    build.item("Item", check(Outcome.FAILED))
    item = build.results[0].item
    flip = Flip(item._replace(ticked=False))
    assert [problem.regression for problem in found(build.build(flips=(flip,)))] == [True]
    assert [problem.regression for problem in found(build.build(flips=(Flip(item._replace(ticked=True)),)))] == [False]
