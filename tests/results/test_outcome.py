"""What an outcome means for an item and its box."""

import itertools

import pytest
from testing.results import check, item

from mdcheck.document.model import Severity
from mdcheck.errors import ExitCode
from mdcheck.results import outcome as outcomes
from mdcheck.results.outcome import WORST_FIRST, Finding, Outcome, judged, mark, worst

P, W, F, E = Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.ERRORED
PE = Outcome.PENDING
B, NA, WV, NR = Outcome.BLOCKED, Outcome.NOT_APPLICABLE, Outcome.WAIVED, Outcome.NOT_RUN


def test_labels():
    assert [outcome.label for outcome in Outcome] == [
        *("passed", "warned", "failed", "errored"),
        "pending",
        *("not applicable", "waived", "blocked", "not run"),
    ]


def test_the_worst_of_two():
    assert set(WORST_FIRST) == set(Outcome)
    assert WORST_FIRST == (F, E, B, NR, PE, W, WV, P, NA)
    for one, other in itertools.combinations(WORST_FIRST, 2):
        assert worst([one, other]) is worst([other, one]) is one
    assert worst([]) is None


@pytest.mark.parametrize(
    ("finding", "outcome"),
    [(outcomes.passed, P), (outcomes.warned, W), (outcomes.failed, F), (outcomes.errored, E), (outcomes.pending, PE)],
)
def test_findings(finding, outcome):
    assert finding("a") == Finding(outcome, "a")


def test_a_pass_needs_no_message():
    assert outcomes.passed() == Finding(P)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("found", Outcome)
def test_a_failure_of_severity_warning_is_a_warning(found, severity):
    softened = found is F and severity is Severity.WARNING
    assert judged(Finding(found, "a"), severity) is (W if softened else found)


MARKS = {
    "manual": ([], None),
    "passed": ([P], True),
    "warned": ([W], False),
    "failed": ([F], False),
    "errored": ([E], None),
    "pending": ([PE], False),
    "blocked": ([B], None),
    "not run": ([NR], None),
    "waived": ([WV], None),
    "not applicable": ([NA], None),
    "passed twice": ([P, P], True),
    "passed, and not applicable": ([P, NA], True),
    "passed and waived": ([P, WV], None),
    "passed and errored": ([P, E], None),
    "passed and not run": ([P, NR], None),
    "failed and errored": ([F, E], False),
    "errored and warned": ([E, W], False),
    "blocked and failed": ([B, F], False),
    "passed and pending": ([P, PE], False),
    "not run and pending": ([NR, PE], False),
    "warned and not run": ([W, NR], False),
}


@pytest.mark.parametrize(("found", "expected"), MARKS.values(), ids=MARKS.keys())
def test_mark(found, expected):
    assert mark(item(*map(check, found))) is expected


def test_an_items_message_is_that_of_the_check_that_decides():
    assert item().outcome is None
    assert item().message == ""
    several = item(
        check(P, message="well"), check(F, message="first"), check(E, message="odd"), check(F, message="second")
    )
    assert (several.outcome, several.message) == (F, "first")
    assert item(check(P, message="well")).message == "well"


def test_no_two_outcomes_have_the_same_rank():
    assert len({outcome.meaning.rank for outcome in Outcome}) == len(Outcome)


def test_what_meets_a_need():
    assert {outcome for outcome in Outcome if outcome.meaning.meets_need} == {P, NA, WV}


def test_what_a_run_says_to_the_shell():
    exits = {outcome: outcome.meaning.exit for outcome in Outcome if outcome.meaning.exit}
    assert exits == {W: ExitCode.WARNED, **dict.fromkeys((F, E, B), ExitCode.FAILED)}


def test_what_counts_as_a_failure():
    assert {outcome for outcome in Outcome if outcome.meaning.bad} == {F, E}
    assert {outcome for outcome in Outcome if outcome.meaning.blocker} == {F, E, PE, B}


def test_what_a_kind_can_find():
    assert {outcome for outcome in Outcome if not outcome.meaning.finding} == {B, WV, NR}
