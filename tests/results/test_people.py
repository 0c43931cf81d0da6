"""People, policies and waivers: read, refused, and judged by a date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing.documents import read

from mdcheck.document.model import Severity
from mdcheck.results.outcome import Outcome
from mdcheck.results.people.covered import asked_by, digest, reworded
from mdcheck.results.people.person import Person, read_person
from mdcheck.results.people.policy import (
    Policy,
    SignoffPolicy,
    WaiverPolicy,
    read_roles,
    read_signoff,
    read_waiver_policy,
)
from mdcheck.results.people.records import RecordError
from mdcheck.results.people.waiver import Standing, judge, read_waiver
from mdcheck.results.proof import Proof

ADA = Person("Ada Lovelace", "ada@example.org")
TODAY = date(2026, 11, 20)
FULL = "until: 2026-12-15\nby: Ada Lovelace <ada@example.org>\nreason: Staging is being rebuilt"


def record(text, kind="waived"):
    lines = "".join(f"  {line}\n" for line in text.split("\n"))
    checklist = read(f"- [ ] a\n  ```check\n  file_exists: a\n  ```\n  ```{kind}\n{lines}  ```\n")
    assert checklist.diagnostics == ()
    return checklist.items[0].records[0]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Ada Lovelace <ada@example.org>", ADA),
        ("  Ada   Lovelace<ada@example.org> ", ADA),
        ("Ada <Ada@Example.ORG>", Person("Ada", "Ada@Example.ORG")),
    ],
)
def test_a_person(text, person):
    assert read_person(text) == person
    assert read_person(str(person)) == person


@pytest.mark.parametrize("text", ["", "Ada", "ada@example.org", "<ada@example.org>", "Ada <ada>", "A <a@b> <c@d>"])
def test_no_person(text):
    with pytest.raises(ValueError, match="no name with an address"):
        read_person(text)


def test_addresses_are_compared_without_regard_to_case():
    assert read_person("A <ADA@example.org>").key == ADA.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("strasse@example.org", "straße@example.org"),
        ("kay@example.org", "\u212aay@example.org"),
        ("ss@example.org", "\u017fs@example.org"),
        ("ada@example.org", "\u0430da@example.org"),
        ("fi@example.org", "\ufb01@example.org"),
    ],
    ids=["sharp-s", "kelvin", "long-s", "cyrillic", "ligature"],
)
def test_letters_that_look_alike_are_not_the_same(one, other):
    policy = Policy(roles=read_roles({"lead": [one]}))
    assert policy.roles_of(Person("A", one.upper() if one.isascii() else one)) == ("lead",)
    assert policy.roles_of(Person("A", other)) == ()


def test_a_policy():
    roles = read_roles({"tech-lead": ["ADA@example.org", "grace@example.org"], "ops": "bob@example.org", "none": []})
    policy = Policy(roles=roles, waivers=read_waiver_policy({"roles": "tech-lead", "max": "90d", "never": "blocker"}))
    assert policy.roles_of(ADA) == ("tech-lead",)
    assert policy.waivers == WaiverPolicy(roles=("tech-lead",), max=90, never=frozenset({Severity.BLOCKER}))
    assert (policy.may_waive(ADA), policy.may_waive(Person("Bob", "bob@example.org"))) == (True, False)
    assert Policy().may_waive(ADA)
    assert read_signoff({"proof": "signed"}) == SignoffPolicy(proof=Proof.SIGNED)
    assert read_signoff({}) == SignoffPolicy()


WRONG_POLICIES = {
    "roles as a list": (read_roles, [], "roles is a table"),
    "no address": (read_roles, {"a": ["ada"]}, "a: “ada” is no address"),
    "no list": (read_roles, {"a": 1}, "a is a list of addresses"),
    "too many": (read_roles, {"a": [f"a{n}@b" for n in range(1001)]}, "at most 1000"),
    "a role for all": (read_roles, {"anyone": ["a@b"]}, "“anyone” can't be the name"),
    "no name": (read_roles, {" ": ["a@b"]}, "can't be the name"),
    "signoff": (read_signoff, "signed", "signoff is a table of proof"),
    "a wrong proof": (read_signoff, {"proof": "signd"}, "did you mean “signed”?"),
    "proof": (read_signoff, {"prof": "signed"}, "“prof” is not known (did you mean “proof”?)"),
    "no duration": (read_waiver_policy, {"max": 90}, "waivers: max is a number of whole days"),
    "hours": (read_waiver_policy, {"max": "12h"}, "waivers: max is a number of whole days"),
    "no roles": (read_waiver_policy, {"roles": []}, "waivers: roles is a list"),
    "no severity": (read_waiver_policy, {"never": ["blockers"]}, "did you mean “blocker”?"),
    "no severities": (read_waiver_policy, {"never": 1}, "never is a list of severities"),
}


@pytest.mark.parametrize(("how", "value", "message"), WRONG_POLICIES.values(), ids=WRONG_POLICIES.keys())
def test_a_wrong_policy(how, value, message):
    with pytest.raises(ValueError, match=r"^(roles|signoff|waivers|proof)") as error:
        how(value)
    assert message in str(error.value)


def test_a_waiver():
    waiver = read_waiver(record(FULL))
    assert (waiver.until, waiver.by, waiver.reason, waiver.line) == (
        date(2026, 12, 15),
        ADA,
        "Staging is being rebuilt",
        5,
    )
    assert waiver.outcomes == {Outcome.FAILED, Outcome.WARNED}
    more = "\nticket: OPS-431\nmatches: 2 of 14\noutcomes: [errored]\nkind: bash\nof: 77aa01c2e4b59d10"
    found = read_waiver(record(FULL + more))
    assert found[4:] == ("OPS-431", "2 of 14", {Outcome.ERRORED}, "bash", "77aa01c2e4b59d10")


WRONG_WAIVERS = {
    "no end": (FULL.replace("until: 2026-12-15\n", ""), "", "has no line “until”"),
    "an empty end": (FULL.replace("2026-12-15", ""), "until", "has no line “until”"),
    "an empty digest": (f"{FULL}\nof:", "of", "of: nothing is written there"),
    "an empty pattern": (f"{FULL}\nmatches:", "matches", "matches: nothing is written there"),
    "an empty kind": (f"{FULL}\nkind:", "kind", "kind: nothing is written there"),
    "an empty list": (f"{FULL}\noutcomes:", "outcomes", "outcomes: nothing is written there"),
    "no calendar has it": (FULL.replace("12-15", "13-45"), "until", "until: “2026-13-45” is in no calendar"),
    "nobody": (FULL.replace("by:", "for:"), "for", "no line “for”"),
    "no address": (FULL.replace(" <ada@example.org>", ""), "by", "by: “Ada Lovelace” is no name with an address"),
    "no reason": (FULL.replace("Staging is being rebuilt", '" "'), "reason", "reason: a text is expected"),
    "a list of reasons": (FULL.replace("Staging is", "[a]  #"), "reason", "reason: a text is expected"),
    "a list of ends": (FULL.replace("2026-12-15", "[a]"), "until", "until: a text is expected"),
    "a wrong word": (f"{FULL}\ntickets: a", "tickets", "(did you mean “ticket”?)"),
    "a pass": (f"{FULL}\noutcomes: passed", "outcomes", "only what did not pass"),
    "no outcome": (f"{FULL}\noutcomes: []", "outcomes", "only what did not pass"),
}


@pytest.mark.parametrize(("text", "key", "message"), WRONG_WAIVERS.values(), ids=WRONG_WAIVERS.keys())
def test_a_wrong_waiver(text, key, message):
    with pytest.raises(RecordError) as error:
        read_waiver(record(text))
    assert (error.value.key, bool(error.value.fix)) == (key, True)
    assert message in error.value.message


STRICT = Policy(
    roles={"tech-lead": frozenset({ADA.key})},
    waivers=WaiverPolicy(roles=("tech-lead",), max=30, never=frozenset({Severity.BLOCKER})),
)
STANDINGS = {
    "in force": ({}, Standing.IN_FORCE, ""),
    "on its last day": ({"today": date(2026, 12, 15)}, Standing.IN_FORCE, ""),
    "the day after": ({"today": date(2026, 12, 16)}, Standing.ENDED, "ended on 2026-12-15"),
    "on the first day that the policy allows": ({"today": date(2026, 11, 15)}, Standing.IN_FORCE, ""),
    "too long": ({"today": date(2026, 11, 14)}, Standing.TOO_LONG, "more than 30 days from today"),
    "without a policy": ({"today": date(1970, 1, 1), "policy": Policy()}, Standing.IN_FORCE, ""),
    "a blocker": ({"severity": Severity.BLOCKER}, Standing.NEVER, "severity blocker"),
    "by somebody else": ({"policy": STRICT._replace(roles={})}, Standing.NOT_ENTITLED, "only tech-lead may waive"),
    "for the same words": ({"covered": "77aa"}, Standing.IN_FORCE, ""),
    "for other words": ({"of": "77aa"}, Standing.OTHER, "other words or another check"),
}


@pytest.mark.parametrize(("facts", "expected", "problem"), STANDINGS.values(), ids=STANDINGS.keys())
def test_whether_a_waiver_counts(facts, expected, problem):
    facts = dict(facts)
    waiver = read_waiver(record(FULL + (f"\nof: {facts.pop('of')}" if "of" in facts else "")))
    found = judge(waiver, **({"policy": STRICT, "severity": Severity.ERROR, "covered": "0", "today": TODAY} | facts))
    assert (found.standing, found.in_force) == (expected, expected is Standing.IN_FORCE)
    assert problem in found.problem
    assert found.problem.startswith("the waiver of Ada Lovelace ") or not problem


@given(st.lists(st.integers(-400, 400), min_size=3, max_size=3), st.one_of(st.none(), st.integers(1, 300)))
def test_a_waiver_is_in_force_on_one_interval_of_days(days, longest):
    waiver = read_waiver(record(FULL))
    policy = Policy(waivers=WaiverPolicy(max=longest))
    first, middle, last = (
        judge(
            waiver, policy=policy, severity=Severity.ERROR, covered="", today=waiver.until + timedelta(days=day)
        ).in_force
        for day in sorted(days)
    )
    assert middle or not (first and last)


def item(text):
    (found,) = read(text).items
    return found


PLAIN = "# R\n\n## 3.1 Backups\n\n- [ ] A **restore** was tried\n  ```check sh\n  true\n  ```\n"


MORE = f"""{PLAIN}
  All of it:

  - the *database*
  - the files

  | a |
  | - |
  | b |

  ```sql
  select 1
  ```
"""


def of(text, **more):
    found = item(text)
    return digest(found, map(asked_by, found.checks), **more)


@pytest.mark.parametrize(
    "same",
    [
        PLAIN.replace("3.1 ", ""),
        PLAIN.replace("[ ]", "[x]"),
        PLAIN.replace("**restore** was", "__restore__\n  was"),
        PLAIN.replace("- [ ]", "* [ ]"),
        PLAIN.replace("check sh", "check sh severity=blocker timeout=3s"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("# R\n", "# R\n\nWords.\n"),
    ],
)
def test_what_changes_nothing_of_what_a_record_was_made_for(same):
    assert of(same) == of(PLAIN)


@pytest.mark.parametrize(
    ("old", "new"),
    [("All of", "None of"), ("database", "cache"), ("files", "filenames"), ("| b", "| c"), ("select 1", "select 2")],
)
def test_all_that_an_item_says_is_covered(old, new):
    assert old in MORE
    assert of(MORE) == of(MORE.replace("*database*", "_database_").replace("  - the", "  * the").replace("| -", "|:--"))
    assert len({of(MORE), of(MORE.replace(old, new)), of(PLAIN)}) == 3


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("We ~~do not~~ meet it", "We do not meet it", "We ~do\n  not~ meet it"),
        ("We ~~do not~~ meet it", "We ~~do~~ not meet it", "We ~~**do not**~~ meet it"),
        ("See [the design](docs/a.md)", "See [the design](docs/b.md)", "See [the\n  design](<docs/a.md>)"),
        ("Fine\n\n  ~~not~~ really", "Fine\n\n  not really", "Fine\n\n  ~not~ really"),
        ("Run\n\n  `rm -r b/*`", "Run\n\n  `rm -r b/`", "Run\n\n  ``rm -r\n  b/*``"),
        ("At most\n\n  2*3", "At most\n\n  23", "At most\n\n  2\\*3"),
        ("See\n\n  [it](docs/a.md)", "See\n\n  [it](docs/b.md)", "See\n\n  [it](<docs/a.md>)"),
        ("Run\n\n  ~~~\n  rm -r ~/x\n  ~~~", "Run\n\n  ~~~\n  rm -r /x\n  ~~~", "Run\n  ```\n  rm -r ~/x\n  ```"),
        ("Run\n\n      rm  'x'", "Run\n\n      rm 'x'", "Run\n  ```\n  rm  'x'\n  ```"),
        ("It is\n\n  <p>good</p>\n", "It is\n\n  <p>bad</p>\n", "It is\n\n  <p>good</p>\n\n  <!-- a -->\n"),
        ("It is <del>not</del> good", "It is not good", "It is <del>not</del> <!-- a --> good"),
        ("See [it](a(b)c)", "See [it](a(b)d)", "See [it](<a(b)c>)"),
        ("See [it](<b c>)", "See [it](<b d>)", "See [it](b%20c)"),
        ("See [it](ü\\_b&amp;c)", "See [it](ü\\_b&amp;d)", "See [it](%C3%BC_b&c)"),
        ("See [it](a 'of \"old\"')", "See [it](a 'of \"new\"')", 'See [it](a\n  "of \\"old\\"")'),
        ("See [it](a (of old))", "See [it](a)", 'See [it](<a> "of\n  old")'),
        ("Run\n  ```sh a\n  rm\n  ```", "Run\n  ```sql a\n  rm\n  ```", "Run\n\n  ~~~~  sh   a\n  rm\n  ~~~~"),
        ("Run\n  ```sh \\_&amp;\n  a\n  ```", "Run\n  ```\n  a\n  ```", "Run\n  ```sh _&\n  a\n  ```"),
    ],
)
def test_all_that_words_and_marks_say_is_covered(text, other, same):
    before, after, formatted = (item(PLAIN.replace("A **restore** was tried", words)) for words in (text, other, same))
    assert "restore" not in before.text
    assert digest(before, []) == digest(formatted, []) != digest(after, [])
    assert reworded(before, after)
    assert reworded(before, formatted) == ()


def with_rest(words, rest):
    """The item that says so, in a document that goes on with the rest."""
    return read(f"{PLAIN.replace('A **restore** was tried', words)}\n{rest}\n").items[0]


ELSEWHERE = {
    "a target": ("[it][p]", "[p]: a", "[it][p]", "[p]: b"),
    "a title": ("[it][p]", "[p]: a 'b'", "[it][p]", "[p]: a 'c'"),
    "no title": ("[it][p]", "[p]: a 'b'", "[it][p]", "[p]: a"),
    "no definition": ("[it][p]", "[p]: a", "[it][p]", ""),
    "another label": ("[it][p]", "[p]: a\n[q]: b", "[it][q]", "[p]: a\n[q]: b"),
    "the first counts": ("[it][p]", "[p]: a\n[p]: b", "[it][p]", "[p]: b\n[p]: a"),
    "of an image": ("![it][p]", "[p]: a", "![it][p]", "[p]: b"),
    "in a label with code": ("[`it`]", "[`it`]: a", "[`it`]", "[`it`]: b"),
    "below the statement": ("a\n\n  - [it][p]", "[p]: a", "a\n\n  - [it][p]", "[p]: b"),
    "what is no link": ("[it][p]", "", "it", ""),
    "numbers in brackets": ("a[0][1]", "", "a[0][2]", ""),
    "brackets with nothing": ("a[0][]", "", "a[0]", ""),
    "a footnote": ("it[^1]", "[^1]: Not yet", "it[^1]", "[^1]: Not now"),
    "a footnote of one word": ("it[^1]", "[^1]: Yes", "it[^1]", "[^1]: No"),
    "a footnote of several blocks": ("it[^1]", "[^1]: a\n\n    b", "it[^1]", "[^1]: a\n\n    c"),
    "a word and more": ("it[^1]", "[^1]: a\n\n    - b", "it[^1]", "[^1]: a\n\n    - c"),
    "no footnote": ("it[^1]", "[^1]: Not yet", "it[^1]", ""),
    "what a footnote strikes": ("it[^1]", "[^1]: ~~a~~ b", "it[^1]", "[^1]: a b"),
    "where a footnote leads": ("it[^1]", "[^1]: [a](b) c", "it[^1]", "[^1]: [a](d) c"),
    "a reference in a footnote": ("it[^1]", "[^1]: [a][p] c\n\n[p]: d", "it[^1]", "[^1]: [a][p] c\n\n[p]: e"),
    "code in a footnote": ("it[^1]", "[^1]: a b\n\n    ```sh\n    c\n    ```", "it[^1]", "[^1]: a b"),
    "a language there": ("it[^1]", "[^1]: ```a\n    c\n    ```", "it[^1]", "[^1]: ```b\n    c\n    ```"),
    "HTML in a footnote": ("it[^1]", "[^1]: <p id=a></p>", "it[^1]", "[^1]: <p id=b></p>"),
    "a footnote of a footnote": ("it[^1]", "[^1]: a[^2] b\n\n[^2]: c d", "it[^1]", "[^1]: a[^2] b\n\n[^2]: c e"),
    "two that name each other": ("[^1]", "[^1]: a [^2]\n\n[^2]: [^1] b", "[^1]", "[^1]: a [^2]\n\n[^2]: [^1] c"),
    "below other items": ("[it][p]", "- [ ] [p]\n\n[p]: a", "[it][p]", "- [ ] [p]\n\n[p]: b"),
}


@pytest.mark.parametrize(("text", "rest", "other", "others"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_an_item_says_elsewhere_is_covered(text, rest, other, others):
    before, after = with_rest(text, rest), with_rest(other, others)
    assert digest(before, []) != digest(after, [])
    assert reworded(before, after)


SAME = {
    "unused definitions": ("[it][p]", "[p]: a", "[it][p]", "[q]: b\n[^q]: b c\n\n[p]: a"),
    "labels": ("[it][P  q]", "[p Q]: a", "[it][p q]", "[p\nq]: <a>"),
    "collapsed": ("[It *is*][] **a**", "[it *is*]: a", "[It *is*] __a__", "[it *is*]: a"),
    "titles": ("[it][p]", "[p]: a 'b \"c\"'", "[it][p]", '[p]: a "b\n \\"c\\""'),
    "addresses": ("[it][p]", "[p]: <a ü>", "[it][p]", "[p]: a%20%C3%BC"),
    "escapes": ("a[0][1] b[0][] `[c][d]`", "", "a\\[0\\][1] b[0]\\[\\] `[c][d]`", ""),
    "in code": ("`[p] [^1]` \\[p] [x](p)", "[p]: a\n[^1]: a b", "`[p] [^1]` \\[p] [x](p)", "[p]: b\n[^1]: a c"),
    "formatted footnotes": ("it[^a]", "[^A]: a *b*", "it[^a]", "[^a]:\n    a\n    _b_"),
    "the first footnote": ("it[^1]", "[^1]: a b\n\n[^1]: c d", "it[^1]", "[^1]: a b"),
    "no footnotes at all": ("it[^1]", "", "it[^1]", "[^2]: a b"),
}


@pytest.mark.parametrize(("text", "rest", "other", "others"), SAME.values(), ids=SAME.keys())
def test_how_it_is_written_there_is_not(text, rest, other, others):
    one, same = with_rest(text, rest), with_rest(other, others)
    assert digest(one, []) == digest(same, [])


RECORDED = {
    "# R\n\n## 3.1 Backups\n\n- [ ] A **restore** was tried\n": "be8473dfd0d65984",
    "- [ ] [a](docs/a.md) <b>c</b> ~~d~~\n\n  ```\n  e\n  ```\n\n      f\n": "d92441fee280cdad",
    "# [A]\n\n- b\n  - [ ] c [^1]\n    - d[e]\n": "16e1946770b918ae",
}


@pytest.mark.parametrize(("text", "recorded"), RECORDED.items(), ids=["plain", "links and code", "no definitions"])
def test_records_that_were_made_still_fit(text, recorded):
    """What was covered when they were made, digested: items without what was covered later keep their records."""
    assert digest(read(text).items[0], []) == recorded


def test_a_nested_item_is_not_covered():
    nested, other = (f"{PLAIN}  - [ ] {words}\n\n    {words}\n" for words in ("a", "b"))
    assert {digest(read(text).items[0], []) for text in (nested, other)} == {digest(item(PLAIN), [])}


CHECKED = "  - [ ] a\n    ```check\n    file_exists: a\n    ```\n"
AROUND = {
    "another item": ("- [ ] API\n  - [ ] a\n", "- [ ] Database\n  - [ ] a\n", False),
    "another bullet": ("- API\n  - [ ] a\n", "- Database\n  - [ ] a\n", False),
    "none": ("- API\n  - [ ] a\n", "- [ ] a\n", False),
    "further out": ("- [ ] 1\n  - b\n    - [ ] a\n", "- [ ] 2\n  - b\n    - [ ] a\n", False),
    "an item for a bullet": ("- API\n  - [ ] a\n", "- [x] API\n  - [ ] a\n", True),
    "more below it": ("- API\n  - [ ] a\n", "- API\n\n  more\n\n  - [ ] b\n  - [ ] a\n", True),
    "formatted": ("- The API\n  - [ ] a\n", "1. The\n   **API**\n\n   - [ ] a\n", True),
    "a cookie": ("- [ ] API [0/1]\n  - [ ] a\n", "- [ ] API [1/1]\n  - [ ] a\n", True),
    "figures": ("- API: 0% (0/4)\n  - [ ] a\n", "- API: 100% (4/4)\n  - [ ] a\n", True),
    "numbers": ("- API 1\n  - [ ] a\n", "- API 2\n  - [ ] a\n", False),
    "a target": ("- [API](a)\n  - [ ] a\n", "- [API](b)\n  - [ ] a\n", False),
    "what is struck out": ("- ~~API~~ b\n  - [ ] a\n", "- API b\n  - [ ] a\n", False),
    "a target of a title": ("# [API](a)\n\n- [ ] a\n", "# [API](b)\n\n- [ ] a\n", False),
    "elsewhere": (f"- [API][p]\n{CHECKED}\n[p]: a\n", f"- [API][p]\n{CHECKED}\n[p]: b\n", False),
    "of a title": (f"# [API]\n\n{CHECKED}\n[API]: a\n", f"# [API]\n\n{CHECKED}\n[API]: b\n", False),
    "a collapsed title": (f"# [API][]\n\n{CHECKED}\n[API]: a\n", f"# [API]\n\n{CHECKED}\n[api]: <a>\n", True),
}


@pytest.mark.parametrize(("old", "new", "same"), AROUND.values(), ids=AROUND.keys())
def test_what_is_said_around_an_item_is_covered(old, new, same):
    before, after = (read(text).items[-1] for text in (old, new))
    assert (digest(before, []) == digest(after, [])) is same
    assert reworded(before, after) == (() if same else ("its section was renamed, or it was moved",))


def test_the_end_of_a_long_text_is_covered():
    long = PLAIN.replace("restore", "word " * 300 + "end")
    assert of(long) != of(long.replace("end**", "End**"))
    assert of(long) == of(long.replace("**", "__").replace("word word", "word\n  word"))


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("restore", "dump"),
        PLAIN.replace("Backups", "Restores"),
        PLAIN.replace("true", "true "),
        PLAIN.replace("check sh", "check bash"),
        PLAIN.replace("# R", "# S"),
    ],
)
def test_what_changes_it(other):
    assert of(other) != of(PLAIN)
    assert len(of(other)) == 16


def test_it_is_bound_to_the_project_and_to_files():
    assert len({of(PLAIN), of(PLAIN, project="a"), of(PLAIN, files={"a": "1"}), of(PLAIN, files={"a": "2"})}) == 4
