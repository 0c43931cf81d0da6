"""The score and the verdict, as section 4 of the design states them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing.results import check, item

from mdcheck.document.model import Severity
from mdcheck.results.outcome import Outcome, Waived, mark
from mdcheck.results.score import Bands, check_score, score_in_words, strict_score, verdict
from mdcheck.results.verdict import Verdict

P, W, F, E = Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.ERRORED
PE = Outcome.PENDING
B, NA, WV, NR = Outcome.BLOCKED, Outcome.NOT_APPLICABLE, Outcome.WAIVED, Outcome.NOT_RUN

SCORES = {
    "nothing": ([], None),
    "one passed": ([P], 100.0),
    "one warned": ([W], 50.0),
    "one failed": ([F], 0.0),
    "one errored": ([E], 0.0),
    "one blocked": ([B], 0.0),
    "only what counts nowhere": ([NA, WV, NR, PE], None),
    "what counts nowhere beside one": ([P, NA, WV, NR, PE], 100.0),
    "eight passed, six warned": ([P] * 8 + [W] * 6, 78.6),
    "two of three": ([P, P, F], 66.7),
    "one of three": ([P, F, F], 33.3),
    "one of eight": ([P] + [F] * 7, 12.5),
    "one of sixteen: half a tenth goes up": ([P] + [F] * 15, 6.3),
    "nearly all": ([P] * 1999 + [W], 99.9),
    "nearly all, rounded up to less than 100": ([P] * 999 + [F], 99.9),
    "all but a thousandth": ([P] * 99999 + [F], 99.9),
    "next to nothing": ([F] * 3000 + [P], 0.0),
}


@pytest.mark.parametrize(("outcomes", "score"), SCORES.values(), ids=SCORES.keys())
def test_score(outcomes, score):
    assert check_score([check(outcome) for outcome in outcomes]) == score


@pytest.mark.parametrize(
    ("weights", "score"),
    [
        ([(P, 3), (F, 1)], 75.0),
        ([(P, 0.1), (F, 0.2)], 33.3),
        ([(W, 2), (P, 1)], 66.7),
        ([(P, 0), (F, 1)], 0.0),
        ([(P, 1), (F, 0)], 100.0),
        ([(P, 0)], None),
        ([(P, 0), (F, 0)], None),
        ([(P, 0.3), (F, 0.1)], 75.0),
        ([(P, 1e9), (F, 0.001)], 99.9),
    ],
)
def test_weights(weights, score):
    assert check_score([check(outcome, weight=weight) for outcome, weight in weights]) == score


def test_every_outcome_counts_or_counts_nowhere():
    credits_ = {outcome: outcome.meaning.credit for outcome in Outcome if outcome.meaning.credit is not None}
    assert credits_ == {P: 1, W: 0.5, F: 0, E: 0, B: 0}


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (100, Verdict.READY),
        (90, Verdict.READY),
        (89.9, Verdict.ALMOST_READY),
        (70, Verdict.ALMOST_READY),
        (69.9, Verdict.NOT_READY),
        (50, Verdict.NOT_READY),
        (49.9, Verdict.CRITICAL),
        (0, Verdict.CRITICAL),
    ],
)
def test_bands(score, expected):
    assert Bands().verdict(score) is expected


def test_bands_can_be_set():
    bands = Bands(ready=60, almost_ready=40, not_ready=20)
    assert [bands.verdict(score) for score in (60, 59, 40, 39, 20, 19)] == [
        Verdict.READY,
        Verdict.ALMOST_READY,
        Verdict.ALMOST_READY,
        Verdict.NOT_READY,
        Verdict.NOT_READY,
        Verdict.CRITICAL,
    ]


BLOCKER, WARNING = Severity.BLOCKER, Severity.WARNING
MANUAL = item(line=7)
VERDICTS = {
    "nothing but a sign-off": (
        [item(check(PE))],
        None,
        Verdict.UNASSESSED,
        "1 pending, and nothing else has run",
    ),
    "nothing ran": ([item(check(NR))], None, Verdict.UNASSESSED, "no check has run"),
    "all passed": ([item(check(P))], 100.0, Verdict.READY, "check score 100"),
    "warned": ([item(check(W))], 95.5, Verdict.READY, "check score 95.5"),
    "one failed": (
        [item(check(P)), item(check(F, line=5))],
        95.0,
        Verdict.ALMOST_READY,
        "check score 95 is READY, but 1 check failed or errored (line 5)",
    ),
    "several failed": (
        [item(check(E, line=3), check(F, line=4)), item(check(F, line=9))],
        92.0,
        Verdict.ALMOST_READY,
        "check score 92 is READY, but 3 checks failed or errored (first: line 3)",
    ),
    "a blocker failed": (
        [item(check(F, line=5)), item(check(F, line=6, severity=BLOCKER))],
        95.0,
        Verdict.NOT_READY,
        "check score 95 is READY, but 1 blocker failed (line 6)",
    ),
    "two blockers errored": (
        [item(check(E, line=5, severity=BLOCKER), check(E, line=6, severity=BLOCKER))],
        75.0,
        Verdict.NOT_READY,
        "check score 75 is ALMOST READY, but 2 blockers failed (first: line 5)",
    ),
    "a blocker that passed": ([item(check(P, severity=BLOCKER))], 100.0, Verdict.READY, "check score 100"),
    "one blocked": (
        [item(check(B, line=4))],
        90.0,
        Verdict.ALMOST_READY,
        "check score 90 is READY, but 1 check did not run (line 4)",
    ),
    "two not run": (
        [item(check(NR, line=4)), item(check(NR, line=8))],
        90.0,
        Verdict.ALMOST_READY,
        "check score 90 is READY, but 2 checks did not run (first: line 4)",
    ),
    "one pending": (
        [item(check(P)), item(check(PE, line=4))],
        100.0,
        Verdict.ALMOST_READY,
        "check score 100 is READY, but 1 check pending (line 4)",
    ),
    "a pending blocker": (
        [item(check(P)), item(check(PE, line=4, severity=BLOCKER))],
        100.0,
        Verdict.NOT_READY,
        "check score 100 is READY, but 1 blocker pending (line 4)",
    ),
    "a blocked blocker": (
        [item(check(P)), item(check(B, line=4, severity=BLOCKER, weight=0.0))],
        100.0,
        Verdict.NOT_READY,
        "check score 100 is READY, but 1 blocker did not run (line 4)",
    ),
    "a failed blocker before a pending one": (
        [item(check(PE, line=4, severity=BLOCKER)), item(check(F, line=9, severity=BLOCKER))],
        95.0,
        Verdict.NOT_READY,
        "check score 95 is READY, but 1 blocker failed (line 9)",
    ),
    "an open manual item": (
        [item(check(P)), MANUAL],
        100.0,
        Verdict.ALMOST_READY,
        "check score 100 is READY, but 1 manual item open (line 7)",
    ),
    "two open manual items": (
        [MANUAL, item(line=9)],
        100.0,
        Verdict.ALMOST_READY,
        "check score 100 is READY, but 2 manual items open (first: line 7)",
    ),
    "a ticked manual item": ([item(check(P)), item(ticked=True)], 100.0, Verdict.READY, "check score 100"),
    "a manual item that does not apply": (
        [item(check(P)), item(applicable=False)],
        100.0,
        Verdict.READY,
        "check score 100",
    ),
    "an open item with a check": ([item(check(P), ticked=False)], 100.0, Verdict.READY, "check score 100"),
    "waived and not applicable": ([item(check(WV)), item(check(NA))], 100.0, Verdict.READY, "check score 100"),
    "a cap that is no news": ([item(check(F, severity=BLOCKER))], 0.0, Verdict.CRITICAL, "check score 0"),
    "a cap at the verdict itself": ([item(check(F))], 75.0, Verdict.ALMOST_READY, "check score 75"),
}


@pytest.mark.parametrize(("items", "score", "expected", "reason"), VERDICTS.values(), ids=VERDICTS.keys())
def test_verdict(items, score, expected, reason):
    assert verdict(items, score, Bands()) == (expected, reason)


DAY = date(2026, 12, 15)


def waived(outcome, weight=1.0):
    return check(WV, weight=weight)._replace(waiver=Waived(outcome, DAY, "Ada <ada@example.org>", "later"))


STRICT = {
    "nothing waived": ([check(P), check(F)], None, "50"),
    "a failure": ([check(P), waived(F)], 50.0, "100 (strict 50, 1 waived)"),
    "a warning beside a failure": ([check(F), waived(W)], 25.0, "25 (strict 25, 1 waived)"),
    "all": ([waived(F)], 0.0, "none (strict 0, 1 waived)"),
    "what has no weight": ([waived(F, 0.0)], None, "none (strict none, 1 waived)"),
}


@pytest.mark.parametrize(("checks", "strict", "told"), STRICT.values(), ids=STRICT.keys())
def test_the_score_without_waivers(checks, strict, told):
    assert (strict_score(checks), score_in_words(check_score(checks), checks)) == (strict, told)


@given(st.lists(st.tuples(st.sampled_from((P, W, F, E, B, NA)), st.booleans(), st.sampled_from(Severity))))
def test_waivers_raise_no_strict_score_and_taking_them_away_improves_no_verdict(found):
    items = [
        item(
            waived(outcome)._replace(severity=severity)
            if waive and outcome in (F, W, E)
            else check(outcome)._replace(severity=severity)
        )
        for outcome, waive, severity in found
    ]
    bare = [
        one._replace(checks=tuple(each._replace(outcome=each.strict, waiver=None) for each in one.checks))
        for one in items
    ]
    checks, bare_checks = ([each for one in some for each in one.checks] for some in (items, bare))
    score, strict, without = check_score(checks), strict_score(checks), check_score(bare_checks)
    assert strict in (None, without)
    assert score is None or without is not None
    if score is not None and without is not None:
        assert without <= score
        order = list(Verdict)
        judged, unwaived = (verdict(some, number, Bands())[0] for some, number in ((items, score), (bare, without)))
        assert order.index(unwaived) >= order.index(judged)
    assert [mark(one) for one in items] == [mark(one) for one in bare]
