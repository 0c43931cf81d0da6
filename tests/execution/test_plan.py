from __future__ import annotations

from graphlib import CycleError

import pytest

from mdcheck.execution.plan import EVERYTHING, Selection, plan


@pytest.fixture
def checks(build):
    """`b/one` needs `c/two`, which needs `a/one`; `a/two` has two checks; `c/three` is not applicable."""
    return (
        build.item("a/one", build.check("true"), section=("Readiness", "Security")),
        build.item(
            "a/two",
            build.check("true", tags=("fast", "net")),
            build.check("true"),
            section=("Readiness", "Security"),
        ),
        build.item("b/one", build.check("true", needs=("c/two",)), section=("Readiness", "Tests")),
        build.item("b/manual", section=("Readiness", "Tests")),
        build.item("c/one", build.check("true", tags=("fast",)), section=("Readiness", "Docs")),
        build.item("c/two", build.check("true", needs=("a/one", "b/manual")), section=("Readiness", "Docs")),
        build.item("c/three", build.check("true"), section=("Readiness", "Docs"), applicable=False),
    )


def keys(made):
    return [job.id for job in made.jobs]


def test_document_order_but_for_needs(checks):
    made = plan(checks)
    assert keys(made) == [("a/one", 0), ("a/two", 0), ("a/two", 1), ("c/one", 0), ("c/two", 0), ("b/one", 0)]
    assert made.after == ((), (), (1,), (), (0,), (4,))


def test_what_a_need_lets_start_comes_as_early_as_it_may(build):
    made = plan(
        (
            build.item("a", build.check("true", needs=("b",))),
            build.item("b", build.check("true"), build.check("true")),
            build.item("c", build.check("true")),
        )
    )
    assert keys(made) == [("b", 0), ("b", 1), ("a", 0), ("c", 0)]
    assert made.after == ((), (0,), (0, 1), ())


def test_a_job_knows_its_check(checks):
    job = plan(checks).jobs[4]
    item, own = checks[5]
    assert (job.id, job.item, job.check, job.needs) == ((item.id, 0), item, own[0], ("a/one", "b/manual"))


def only(checks, *ids):
    """Leaves out all items but these."""
    return Selection({item.line: "why" for item, _ in checks if item.id not in ids})


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        pytest.param(("a/one",), ["a/one"], id="one"),
        pytest.param(("a/one", "a/two"), ["a/one", "a/two", "a/two"], id="two"),
        pytest.param(("c/two",), ["a/one", "c/two"], id="with-its-need"),
        pytest.param(("b/one",), ["a/one", "c/two", "b/one"], id="with-its-needs-transitively"),
        pytest.param(("b/manual",), [], id="manual"),
        pytest.param(("c/three",), [], id="not-applicable"),
        pytest.param((), [], id="nothing"),
    ],
)
def test_selection(checks, ids, found):
    made = plan(checks, only(checks, *ids))
    assert [name for name, _ in keys(made)] == found
    assert made.selection == only(checks, *ids)


def test_everything_takes_everything(checks):
    assert plan(checks, EVERYTHING) == plan(checks)


def test_broken_needs_are_bugs_here(build):
    with pytest.raises(AssertionError, match="needs “gone”"):
        plan((build.item("a", build.check("true", needs=("gone",))),))
    with pytest.raises(CycleError):
        plan((build.item("a", build.check("true", needs=("a",))),))
