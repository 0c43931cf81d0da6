"""What became of signatures and of the policy between two versions."""

import pytest
from testing.documents import read

from mdcheck.document.comparison import match
from mdcheck.results.people.changes import Fate, signature_changes
from mdcheck.results.people.covered import reworded
from mdcheck.results.people.person import Person
from mdcheck.results.people.policy import Policy, Proof, SignoffPolicy, WaiverPolicy
from mdcheck.results.people.policy_changes import PolicyChange, policy_changes

ITEM = "# {section}\n\n- [x] {words}\n  ```check\n  signoff: lead\n  ```\n"


def item(*records, section="One", words="Agreed"):
    fences = "".join(f"  ```signed\n{''.join(f'  {line}{chr(10)}' for line in one)}  ```\n" for one in records)
    return ITEM.format(section=section, words=words) + fences


ADA, OLD = ["by: Ada", "date: 2026-02-02", "of: 12"], ["by: Ada", "date: 2026-01-01", "of: 12"]
EVE = ["by: Eve", "date: 2026-02-03"]
NO = [*ADA, "says: no"]

CASES = {
    "new": ([], [ADA], [(Fate.SIGNED, "", "2026-02-02")]),
    "one more": ([ADA], [ADA, EVE], [(Fate.SIGNED, "", "2026-02-03")]),
    "anew": ([OLD], [ADA], [(Fate.SIGNED, "2026-01-01", "2026-02-02")]),
    "no": ([], [NO], [(Fate.DECLINED, "", "2026-02-02")]),
    "no longer": ([NO], [ADA], [(Fate.SIGNED, "2026-02-02", "2026-02-02")]),
    "gone": ([ADA, EVE], [EVE], [(Fate.REMOVED, "2026-02-02", "")]),
    "one for another": ([ADA], [EVE], [(Fate.SIGNED, "", "2026-02-03"), (Fate.REMOVED, "2026-02-02", "")]),
    "the same": ([ADA, EVE], [EVE, ADA], []),
}


def changes(before, after):
    return signature_changes(match(before.items, after.items), lambda pair, _: reworded(*pair))


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_what_became_of_signatures(before, after, expected):
    found = changes(read(item(*before)), read(item(*after)))
    assert [(one.fate, one.before.get("date", ""), one.after.get("date", "")) for one in found] == expected


def test_a_signature_of_an_item_that_is_new_or_gone():
    nothing, one = read("# One\n"), read(item(ADA))
    assert [one.fate for one in changes(nothing, one)] == [Fate.SIGNED]
    (gone,) = changes(one, nothing)
    assert (gone.fate, gone.line) == (Fate.REMOVED, 7)


def test_signatures_under_other_words():
    found = changes(read(item(ADA, EVE)), read(item(ADA, EVE, words="Agreed by all")))
    assert [(one.fate, one.reasons) for one in found] == [
        (Fate.LAPSED, ("the item was reworded",)),
        (Fate.UNBOUND, ("the item was reworded",)),
    ]
    assert {one.former.text for one in found} == {"Agreed"}


@pytest.mark.parametrize("section", ["One", "Two"])
def test_an_item_is_known_again_by_its_signature(section):
    after = read(item(ADA, section=section, words="Nothing of what was here before"))
    (one,) = changes(read(item(ADA)), after)
    assert (one.fate, one.former.text) == (Fate.LAPSED, "Agreed")


def test_signatures_in_another_section():
    (one,) = changes(read(item(ADA)), read(item(ADA, section="Two")))
    assert (one.reasons, one.former) == (("its section was renamed, or it was moved",), None)
    assert changes(read(item(ADA, section="1. One")), read(item(ADA, section="2. One"))) == ()


def test_the_same_policy():
    policy = Policy({"lead": frozenset(["a@b"])}, origin="mdcheck.toml", own=True)
    assert list(policy_changes(policy, policy._replace(origin="HEAD", own=False))) == []


def test_another_policy():
    before = Policy(
        {"lead": frozenset(["a@b", "c@d"]), "gone": frozenset(["a@b"])},
        SignoffPolicy(Proof.SIGNED, bound=True),
        WaiverPolicy(roles=("lead",), max=90),
    )
    after = Policy({"lead": frozenset(["a@b", "e@f"]), "new": frozenset()}, SignoffPolicy(), WaiverPolicy(max=365))
    assert list(policy_changes(before, after)) == [
        PolicyChange("roles.gone", ("a@b",), ()),
        PolicyChange("roles.lead", ("a@b", "c@d"), ("a@b", "e@f")),
        PolicyChange("signoff.proof", ("signed",), ("claimed",)),
        PolicyChange("signoff.bound", ("true",), ("false",)),
        PolicyChange("waivers.roles", ("lead",), ()),
        PolicyChange("waivers.max", ("90d",), ("365d",)),
    ]
    assert Person("A", "A@B").key in before.roles["lead"]
