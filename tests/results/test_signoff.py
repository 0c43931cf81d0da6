"""What signatures say together: judged by a date, a policy, files and what git knows of their records."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdcheck.results.outcome import Outcome
from mdcheck.results.people.person import Person
from mdcheck.results.people.policy import Policy, SignoffPolicy
from mdcheck.results.people.signature import Signature
from mdcheck.results.people.signoff import Asked, Proven, Seen, Wanted, decide, is_url, judge, missing
from mdcheck.results.proof import Proof, State

ADA = Person("Ada Lovelace", "ada@example.org")
GRACE = Person("Grace Hopper", "grace@example.org")
EVE = Person("Eve", "eve@example.org")
TODAY = date(2026, 11, 20)
LEAD = Asked(roles=("tech-lead",))
ROLES = {"tech-lead": frozenset({ADA.key, GRACE.key}), "security": frozenset({GRACE.key})}
POLICY = Policy(roles=ROLES, origin="mdcheck.toml")
FITS = Seen(of="f" * 16)


def signature(by=ADA, day=TODAY, of="f" * 16, line=5, **more):
    return Signature(line, by, day, of, **more)


def policy(**more):
    return POLICY._replace(signoff=SignoffPolicy(**more))


CLAIM = FITS._replace(proven=Proven(problem="it is not committed yet: commit it"))
UNKNOWN = FITS._replace(proven=Proven(problem="the clone is shallow", unknown=True))
COMMITTED = FITS._replace(proven=Proven(Proof.COMMITTED))
PROOF = policy(proof=Proof.COMMITTED)
FILE = LEAD._replace(evidence=Wanted.FILE)
BOUNDS = LEAD._replace(reading="minutes", min=Decimal(1), max=Decimal(10))

STATES = {
    "in force": ({}, {}, State.IN_FORCE, ""),
    "another case of the address": (
        {"signature": signature(by=ADA._replace(address="ADA@example.org"))},
        {},
        State.IN_FORCE,
        "",
    ),
    "nobody known": ({"signature": signature(by=EVE)}, {}, State.NOT_ENTITLED, "not in tech-lead by mdcheck.toml"),
    "nobody known without a policy": (
        {"signature": signature(by=EVE), "policy": Policy()},
        {},
        State.NOT_ENTITLED,
        "not in tech-lead",
    ),
    "of tomorrow": ({"signature": signature(day=TODAY + timedelta(1))}, {}, State.FUTURE, "in the future (2026-11-21)"),
    "not bound": ({"signature": signature(of="")}, {"bound": False}, State.IN_FORCE, ""),
    "not bound, and refused": (
        {"signature": signature(of=""), "policy": policy(bound=True)},
        {"bound": False},
        State.NOT_BOUND,
        "does not say what was signed",
    ),
    "other words": ({"seen": Seen(of="e" * 16)}, {}, State.CHANGED, "other words, options or files"),
    "on its last day": (
        {"signature": signature(day=date(2026, 11, 10)), "asked": LEAD._replace(valid_for=10)},
        {"days_left": 0, "until": TODAY},
        State.IN_FORCE,
        "",
    ),
    "the day after": (
        {"signature": signature(day=date(2026, 11, 9)), "asked": LEAD._replace(valid_for=10)},
        {"days_left": -1},
        State.ENDED,
        "ended on 2026-11-19",
    ),
    "a claim is too weak": (
        {"seen": CLAIM, "policy": PROOF},
        {},
        State.TOO_WEAK,
        "is claimed, and the policy asks for",
    ),
    "nobody can tell": ({"seen": UNKNOWN, "policy": PROOF}, {}, State.UNKNOWN, "the clone is shallow"),
    "committed": ({"seen": COMMITTED, "policy": PROOF}, {"proof": Proof.COMMITTED}, State.IN_FORCE, ""),
    "more than is asked for": ({"seen": COMMITTED}, {"proof": Proof.COMMITTED}, State.IN_FORCE, ""),
    "no": ({"signature": signature(declined=True), "asked": FILE}, {"declined": True}, State.DECLINED, ""),
    "no evidence": ({"asked": FILE}, {}, State.NO_EVIDENCE, "names no evidence: a file is asked for"),
    "neither file nor URL": ({"asked": LEAD._replace(evidence=Wanted.ANY)}, {}, State.NO_EVIDENCE, "a file or a URL"),
    "a URL for a file": (
        {"asked": FILE, "signature": signature(evidence="https://example.org/1")},
        {},
        State.NO_EVIDENCE,
        "names no file as evidence, but https://example.org/1",
    ),
    "a file for a URL": (
        {"asked": LEAD._replace(evidence=Wanted.URL), "signature": signature(evidence="a.md")},
        {},
        State.NO_EVIDENCE,
        "names no URL as evidence, but a.md",
    ),
    "a file that is gone": (
        {"signature": signature(evidence="a.md"), "seen": FITS._replace(evidence="a.md does not exist")},
        {},
        State.NO_EVIDENCE,
        "a.md does not exist",
    ),
    "a file": ({"asked": FILE, "signature": signature(evidence="a.md")}, {"evidence": "a.md"}, State.IN_FORCE, ""),
    "no number": ({"asked": BOUNDS}, {}, State.NO_READING, "gives no number of minutes"),
    "a number": ({"asked": BOUNDS, "signature": signature(reading=Decimal("7.50"))}, {}, State.IN_FORCE, ""),
    "at the bound": ({"asked": BOUNDS, "signature": signature(reading=Decimal(10))}, {}, State.IN_FORCE, ""),
    "too high": ({"asked": BOUNDS, "signature": signature(reading=Decimal("10.1"))}, {}, State.OUT_OF_BOUNDS, ""),
    "too low": ({"asked": BOUNDS, "signature": signature(reading=Decimal(0))}, {}, State.OUT_OF_BOUNDS, ""),
    "without bounds": (
        {"asked": LEAD._replace(reading="minutes"), "signature": signature(reading=Decimal(-5))},
        {"reading": "-5"},
        State.IN_FORCE,
        "",
    ),
}


@pytest.mark.parametrize(("given", "facts", "state", "problem"), STATES.values(), ids=STATES.keys())
def test_the_state_of_a_signature(given, facts, state, problem):
    one = given.get("signature", signature())
    seen, asked = given.get("seen", FITS), given.get("asked", LEAD)
    (found,) = judge([one], [seen], asked, given.get("policy", POLICY), TODAY)
    assert (found.state, bool(found.problem)) == (state, bool(problem))
    assert problem in found.problem
    assert {key: getattr(found, key) for key in facts} == facts


def found(*signatures, asked=LEAD, given=POLICY, today=TODAY):
    return judge(signatures, [FITS] * len(signatures), asked, given, today)


def test_a_person_signs_in_every_role_that_is_asked_for_and_held():
    both = Asked(roles=("security", "tech-lead", "anyone"))
    assert [one.role for one in found(signature(by=GRACE), asked=both)] == ["security", "tech-lead", "anyone"]
    assert [one.role for one in found(signature(by=GRACE, role="security"), asked=both)] == ["security"]
    assert [one.role for one in found(signature(by=EVE), asked=both)] == ["anyone"]


def test_the_newest_that_counts_is_the_one():
    old, new = signature(day=date(2026, 11, 1), declined=True), signature(line=9)
    states = [(one.line, one.state) for one in found(new, old)]
    assert states == [(5, State.SUPERSEDED), (9, State.IN_FORCE)]
    future = signature(day=date(2026, 11, 21), line=9)
    assert [one.state for one in found(old, future)] == [State.DECLINED, State.FUTURE]
    assert [one.state for one in found(signature(), signature(declined=True, line=3))] == [
        State.DECLINED,
        State.SUPERSEDED,
    ]


OUTCOMES = {
    "nobody": ([], LEAD, Outcome.PENDING, "tech-lead has yet to sign"),
    "nobody at all": ([], Asked(roles=("anyone",)), Outcome.PENDING, "nobody has signed"),
    "one": ([signature()], LEAD, Outcome.PASSED, "Ada Lovelace (tech-lead)"),
    "days left": ([signature()], LEAD._replace(valid_for=61), Outcome.PASSED, "Ada Lovelace (tech-lead), 61 days left"),
    "the last day": (
        [signature(day=date(2026, 11, 19))],
        LEAD._replace(valid_for=1),
        Outcome.PASSED,
        "Ada Lovelace (tech-lead), ends today",
    ),
    "anyone": ([signature(by=EVE, of="")], Asked(roles=("anyone",)), Outcome.PASSED, "Eve, not bound to the words"),
    "a reading": (
        [signature(reading=Decimal("7.5"))],
        BOUNDS,
        Outcome.PASSED,
        "Ada Lovelace (tech-lead), 7.5 minutes",
    ),
    "two": (
        [signature(by=GRACE, line=7), signature()],
        LEAD._replace(people=2),
        Outcome.PASSED,
        "Ada Lovelace (tech-lead); Grace Hopper (tech-lead)",
    ),
    "one of two": (
        [signature(), signature(day=date(2026, 11, 1), line=9)],
        LEAD._replace(people=2),
        Outcome.PENDING,
        "1 of 2 people in tech-lead signed",
    ),
    "none of two": ([], Asked(roles=("anyone",), people=2), Outcome.PENDING, "0 of 2 people signed"),
    "one role of two": (
        [signature()],
        Asked(roles=("tech-lead", "security")),
        Outcome.PENDING,
        "security has yet to sign",
    ),
    "one person in two roles": (
        [signature(by=GRACE)],
        Asked(roles=("tech-lead", "security")),
        Outcome.PASSED,
        "Grace Hopper (tech-lead, security)",
    ),
    "no": (
        [signature(), signature(by=GRACE, declined=True, note="Not yet")],
        LEAD,
        Outcome.FAILED,
        "Grace Hopper (tech-lead) says no: Not yet",
    ),
    "too high": (
        [signature(reading=Decimal(12))],
        BOUNDS,
        Outcome.FAILED,
        "Ada Lovelace (tech-lead) measured 12 minutes, above 10",
    ),
    "too low": (
        [signature(reading=Decimal("0.5"))],
        BOUNDS,
        Outcome.FAILED,
        "Ada Lovelace (tech-lead) measured 0.5 minutes, below 1",
    ),
    "why it does not count": (
        [signature(by=EVE)],
        LEAD,
        Outcome.PENDING,
        (
            "tech-lead has yet to sign; "
            "the signature of Eve does not count: the address is not in tech-lead by mdcheck.toml"
        ),
    ),
}


@pytest.mark.parametrize(("signatures", "asked", "outcome", "message"), OUTCOMES.values(), ids=OUTCOMES.keys())
def test_what_signatures_say_together(signatures, asked, outcome, message):
    finding = decide(asked, found(*signatures, asked=asked), ticked=False)
    assert (finding.outcome, finding.message) == (outcome, message)
    assert bool(finding.fix) == (outcome is Outcome.PENDING)


def test_a_tick_alone_is_no_signature():
    assert decide(LEAD, (), ticked=True).message.endswith("`mdcheck sign --ticked` makes it one")
    assert "tick" not in decide(LEAD, found(signature(by=EVE)), ticked=True).message


def test_few_reasons_are_told_and_all_are_kept():
    many = [signature(by=Person(f"P{n}", f"p{n}@example.org"), line=n) for n in range(9)]
    finding = decide(LEAD, found(*many), ticked=False)
    assert finding.message.endswith("and 4 more")
    assert len(finding.details) == 9


def test_few_people_are_named_and_all_are_kept():
    many = [signature(by=Person(f"P{n}", f"p{n}@example.org"), line=n) for n in range(9)]
    asked = Asked(roles=("anyone",), people=7)
    finding = decide(asked, judge(many, [FITS] * 9, asked, POLICY, TODAY), ticked=True)
    assert (finding.message.count("P"), finding.message.endswith("and 4 more")) == (5, True)
    assert len(finding.signatures) == 9


def test_what_nobody_can_tell_is_an_error_only_where_it_matters():
    def ended(*pairs, asked=LEAD):
        signatures, seen = zip(*pairs, strict=True)
        return decide(asked, judge(signatures, seen, asked, PROOF, TODAY), ticked=True).outcome

    assert ended((signature(), UNKNOWN)) is Outcome.ERRORED
    assert ended((signature(), UNKNOWN), (signature(by=GRACE), COMMITTED)) is Outcome.PASSED
    assert ended((signature(declined=True), UNKNOWN), (signature(by=GRACE), COMMITTED)) is Outcome.ERRORED
    both = Asked(roles=("tech-lead", "security"))
    assert ended((signature(), UNKNOWN), (signature(by=GRACE, role="tech-lead"), COMMITTED), asked=both) is (
        Outcome.PENDING
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/a", True),
        ("http://a", True),
        ("docs/a.md", False),
        ("https:///a", False),
        ("ftp://a", False),
    ],
)
def test_a_url(text, url):
    assert is_url(text) is url


DAYS = st.integers(0, 60).map(lambda days: date(2026, 1, 1) + timedelta(days))
SIGNATURES = st.lists(
    st.builds(
        signature,
        by=st.sampled_from([ADA, GRACE, EVE]),
        day=DAYS,
        of=st.sampled_from(["", "f" * 16, "e" * 16]),
        declined=st.booleans(),
        role=st.sampled_from(["", "security"]),
    ),
    max_size=6,
)
ASKED = st.builds(
    Asked,
    roles=st.sampled_from([("tech-lead",), ("tech-lead", "security"), ("anyone",)]),
    people=st.integers(1, 2),
    valid_for=st.sampled_from([None, 1, 20]),
)


@given(SIGNATURES, ASKED)
def test_each_signature_is_in_force_on_one_piece_of_days(signatures, asked):
    signatures = [one._replace(line=number) for number, one in enumerate(signatures)]
    days = [date(2025, 12, 30) + timedelta(days) for days in range(90)]
    for number in range(len(signatures)):
        there = [
            any(one.line == number and one.state.counts for one in found(*signatures, asked=asked, today=day))
            for day in days
        ]
        changes = sum(before != after for before, after in itertools.pairwise(there))
        assert changes <= 2
        assert not (there[0] and changes > 1)


@given(SIGNATURES, ASKED, st.randoms())
def test_the_order_of_records_decides_nothing(signatures, asked, random):
    shuffled = random.sample(signatures, len(signatures))
    one, other = (decide(asked, found(*some, asked=asked), ticked=False) for some in (signatures, shuffled))
    assert one.outcome is other.outcome


@given(SIGNATURES, ASKED, st.data())
def test_taking_consents_away_never_makes_it_better(signatures, asked, data):
    better = [Outcome.FAILED, Outcome.PENDING, Outcome.PASSED]
    consents = [number for number, one in enumerate(signatures) if not one.declined]
    gone = data.draw(st.sets(st.sampled_from(consents)) if consents else st.just(set()))
    left = [one for number, one in enumerate(signatures) if number not in gone]
    before, after = (decide(asked, found(*some, asked=asked), ticked=False).outcome for some in (signatures, left))
    assert better.index(after) <= better.index(before)


@given(SIGNATURES, ASKED)
def test_what_is_missing_and_what_is_there_make_the_whole(signatures, asked):
    signed = found(*signatures, asked=asked)
    lacking = missing(asked, signed)
    for role in asked.roles:
        people = {one.by for one in signed if one.role == role and one.state is State.IN_FORCE}
        assert max(asked.people - len(people), 0) == lacking.get(role, 0)
