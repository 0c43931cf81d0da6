"""Signatures: read, refused, and judged by a date, a policy and what is known of their proof."""

from datetime import date
from decimal import Decimal

import pytest
from testing.documents import read

from mdcheck.results.people.person import Person
from mdcheck.results.people.policy import KeyFormat, SignoffPolicy, read_signoff
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.signature import Signature, read_signature
from mdcheck.results.proof import Proof, State

ADA = Person("Ada Lovelace", "ada@example.org")
FULL = "by: Ada Lovelace <ada@example.org>\ndate: 2026-11-20"
MORE = "of: 3f9c2a71b0d4e816\nevidence: docs/a.md\nreading: 7.5\nnote: Two findings\nsays: no\nas: tech-lead"


def record(text):
    lines = "".join(f"  {line}\n" for line in text.split("\n"))
    checklist = read(f"- [ ] a\n  ```check\n  signoff: anyone\n  ```\n  ```signed\n{lines}  ```\n")
    assert checklist.diagnostics == ()
    return checklist.items[0].records[0]


def test_a_signature():
    assert read_signature(record(FULL), 5) == Signature(5, ADA, date(2026, 11, 20))
    assert read_signature(record(f"{FULL}\n{MORE}"), 5) == Signature(
        line=5,
        by=ADA,
        date=date(2026, 11, 20),
        of="3f9c2a71b0d4e816",
        evidence="docs/a.md",
        reading=Decimal("7.5"),
        note="Two findings",
        declined=True,
        role="tech-lead",
    )
    assert not read_signature(record(f"{FULL}\nsays: yes"), 5).declined


WRONG = {
    "nobody": ("date: 2026-11-20", "", "has no line “by”"),
    "no date": (FULL.split("\n", 1)[0], "", "has no line “date”"),
    "no address": (FULL.replace(" <ada@example.org>", ""), "by", "is no name with an address"),
    "no calendar has it": (FULL.replace("11-20", "13-45"), "date", "date: “2026-13-45” is in no calendar"),
    "a wrong word": (f"{FULL}\nnotes: a", "notes", "(did you mean “note”?)"),
    "a unit": (f"{FULL}\nreading: 8 minutes", "reading", "“8 minutes” is no number"),
    "an exponent": (f"{FULL}\nreading: 1e9999", "reading", "“1e9999” is no number"),
    "no reading": (f"{FULL}\nreading:", "reading", "reading: nothing is written there"),
    "an empty digest": (f"{FULL}\nof:", "of", "of: nothing is written there"),
    "neither yes nor no": (f"{FULL}\nsays: maybe", "says", "“maybe” is neither yes nor no"),
    "a list": (f"{FULL}\nnote: [a]", "note", "note: a text is expected"),
}


@pytest.mark.parametrize(("text", "key", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_signature(text, key, message):
    with pytest.raises(RecordError) as error:
        read_signature(record(text), 5)
    assert (error.value.key, bool(error.value.fix)) == (key, True)
    assert message in error.value.message


def test_only_some_states_count():
    assert {state for state in State if state.counts} == {State.IN_FORCE, State.DECLINED, State.OUT_OF_BOUNDS}


def test_a_policy_of_signatures():
    given = {"proof": "signed", "bound": True, "format": "openpgp", "allowed_signers": "a", "revoked_keys": "b"}
    assert read_signoff(given) == SignoffPolicy(Proof.SIGNED, True, "a", "b", KeyFormat.OPENPGP)
    assert read_signoff({}).format is KeyFormat.SSH


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"bound": "yes"}, "bound is true or false"),
        ({"format": "x509"}, "“x509” is none of ssh, openpgp"),
        ({"allowed_signers": ""}, "allowed_signers is the path of a file"),
        ({"revoked_keys": ["a"]}, "revoked_keys is the path of a file"),
    ],
)
def test_a_wrong_policy_of_signatures(given, message):
    with pytest.raises(ValueError, match=message):
        read_signoff(given)
