"""Waivers: what they change in a run, what they never change, and the commands that write and list them."""

import json
import os
import re
from pathlib import Path

import mdformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from testing.schemas import strict
from testing.tiers import amount

from mdcheck.document.model import Severity

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "waivers-1.json").read_text(encoding="utf-8"))
DAY = "2026-12-01"
CHECK = "  ```check\n  file_exists: {name}\n{options}  ```\n"
ADA = "Ada Lovelace <ada@example.org>"


def record(until="2026-12-15", by=ADA, **more):
    lines = {"until": until, "by": by, "reason": "Staging is being rebuilt", **more}
    return "  ```waived\n" + "".join(f"  {key}: {value}\n" for key, value in lines.items()) + "  ```\n"


def item(*blocks, box="x", name="missing", options=""):
    return f"- [{box}] A file\n" + CHECK.format(name=name, options=options) + "".join(blocks)


GOOD = "- [ ] A readme\n" + CHECK.format(name="README.md", options="")


def run(project, *args, day=DAY):
    ended = project.mdcheck("run", "--as-of", day, "-f", "json", *args)
    assert ended.out, ended.err
    (file,) = json.loads(ended.out)["files"]
    return ended.code, file


def first(file):
    check = file["items"][0]["checks"][0]
    return check["outcome"], check["message"]


@pytest.fixture
def readme(project):
    project.write("# Read me\n", "README.md")
    return project


WAIVED = "waived until 2026-12-15 by Ada Lovelace: Staging is being rebuilt; missing does not exist"
CASES = {
    "in force": (item(record()), ("waived", WAIVED), 0),
    "a warning": (item(record(), options="  severity: warning\n"), ("waived", WAIVED), 0),
    "with a ticket": (
        item(record(ticket="OPS-1")),
        ("waived", WAIVED.replace("rebuilt;", "rebuilt (OPS-1);")),
        0,
    ),
    "the same failure": (item(record(matches="does not \\w+")), ("waived", WAIVED), 0),
    "another failure": (
        item(record(matches="2 of 14")),
        ("failed", "the waiver of Ada Lovelace is for another failure (2 of 14): missing does not exist"),
        1,
    ),
    "for errors only": (
        item(record(outcomes="[errored]")),
        ("failed", "the waiver of Ada Lovelace is not for a check that failed: missing does not exist"),
        1,
    ),
    "for its kind": (item(record(kind="file_exists")), ("waived", WAIVED), 0),
    "ended": (
        item(record(until="2026-11-30")),
        ("failed", "the waiver of Ada Lovelace ended on 2026-11-30: missing does not exist"),
        1,
    ),
    "for other words": (
        item(record(of="0123456789abcdef")),
        ("failed", "the waiver of Ada Lovelace was given for other words or another check: missing does not exist"),
        1,
    ),
    "ended and renewed": (item(record(until="2026-11-30"), record()), ("waived", WAIVED), 0),
    "not needed": (
        item(record(), name="README.md"),
        ("passed", "README.md; the waiver until 2026-12-15 is not needed any more (line 5)"),
        0,
    ),
    "ended and not needed": (item(record(until="2026-11-30"), name="README.md"), ("passed", "README.md"), 0),
    "of an item that does not apply": (
        item(record(), box=" ").replace("A file", "~~A file~~ no"),
        ("not_applicable", "not applicable"),
        0,
    ),
}


@pytest.mark.parametrize(("text", "expected", "code"), CASES.values(), ids=CASES.keys())
def test_what_a_waiver_makes_of_a_result(readme, text, expected, code):
    readme.write(text + GOOD)
    assert (run(readme)[0], first(run(readme)[1])) == (code, expected)


def test_an_errored_check_is_waived_only_if_the_waiver_says_so(readme):
    text = item(record(), name="README.md").replace("file_exists: README.md", "file_age: README.md\n  max_age: 1d")
    readme.write(text + GOOD)
    assert first(run(readme)[1])[0] == "errored"
    readme.write(text.replace("  until", "  outcomes: [errored, failed]\n  until") + GOOD)
    code, file = run(readme)
    assert (code, first(file)[0], file["items"][0]["checks"][0]["waiver"]["outcome"]) == (0, "waived", "errored")
    assert file["flips"] == [flip for flip in file["flips"] if flip["line"] != 1]  # what is not known moves no box


def test_the_last_day_counts_and_the_day_after_only_the_message_differs(readme):
    readme.write(item(record()) + GOOD)
    assert first(run(readme, day="2026-12-15")[1])[0] == "waived"
    code, after = run(readme, day="2026-12-16")
    readme.write(item() + GOOD)
    bare_code, bare = run(readme, day="2026-12-16")
    assert (code, after["score"], after["verdict"]) == (bare_code, bare["score"], bare["verdict"])
    assert first(after) == ("failed", f"the waiver of Ada Lovelace ended on 2026-12-15: {first(bare)[1]}")


def test_without_waivers_all_is_as_without_the_records(readme):
    def bare(file):
        return re.sub(
            r"\(line \d+\)|\"(line|duration_ms)\": \d+|; no policy[^\"]*|\"policy\": \"[^\"]*\"", "", json.dumps(file)
        )

    readme.write(item(record(), record(until="2026-11-30")) + GOOD)
    code, without = run(readme, "--no-waivers")
    readme.write(item() + GOOD)
    bare_code, expected = run(readme)
    assert (code, bare(without)) == (bare_code, bare(expected))


RECORDS = st.lists(
    st.builds(
        record,
        until=st.sampled_from(["2026-11-30", DAY, "2026-12-15", "2030-01-01"]),
        by=st.sampled_from([ADA, "Eve <eve@example.org>"]),
        matches=st.sampled_from(["'.'", "nothing"]),
        of=st.sampled_from(["77aa01c2e4b59d10", "0"]),
    ).map(lambda text: text.replace("  of: 0\n", "")),
    max_size=3,
)
ITEMS = st.lists(
    st.tuples(st.sampled_from(["missing", "README.md"]), st.sampled_from(Severity), RECORDS), min_size=1, max_size=4
)


@settings(max_examples=amount(10, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ITEMS)
def test_no_waivers_is_as_without_the_records_whatever_they_are(readme, items):
    def told(file):
        checks = [(check["outcome"], check["message"]) for one in file["items"] for check in one["checks"]]
        return checks, file["score"], file["verdict"]

    def document(*, waived):
        return "".join(
            item(*(records if waived else ()), name=name, options=f"  severity: {severity}\n")
            for name, severity, records in items
        )

    readme.write(POLICY, "mdcheck.toml")
    readme.write(document(waived=True))
    code, without = run(readme, "--no-waivers")
    readme.write(document(waived=False))
    bare_code, bare = run(readme)
    assert (code, told(without)) == (bare_code, told(bare))


def test_both_scores_stand_in_the_reports(readme):
    readme.write(item(record()) + GOOD)
    _, file = run(readme)
    assert (file["score"], file["strict_score"], file["verdict"]) == (100, 50, "READY")
    assert "100 (strict 50, 1 waived)" in file["verdict_reason"]
    for name in ("text", "markdown", "html", "junit", "tap", "github", "sarif"):
        out = readme.mdcheck("run", "--as-of", DAY, "-f", name).out
        assert "Staging is being rebuilt" in out, name
    readme.write(item(record(), options="  severity: blocker\n") + GOOD)
    _, file = run(readme)
    assert (file["verdict"], "1 blocker waived (line 2)" in file["verdict_reason"]) == ("ALMOST READY", True)
    readme.write(item(record()))
    _, file = run(readme)
    assert (file["score"], file["strict_score"], file["verdict"]) == (None, 0, "UNASSESSED")
    assert "every check that counts is waived (1)" in file["verdict_reason"]


def test_the_box_of_a_failing_waived_check_is_open(readme):
    readme.write(item(record()) + GOOD)
    readme.mdcheck("update", "--as-of", DAY, "--no-commit")
    assert readme.read() == item(record(), box=" ") + GOOD.replace("[ ]", "[x]")


def test_the_commit_says_how_much_is_waived(readme):
    readme.write(item(record(), record(until="2026-11-30")) + GOOD)
    readme.commit_all()
    readme.mdcheck("update", "--as-of", DAY)
    assert readme.log()[0] == "checklist: 100 READY, 1 waived, 50% complete"
    assert "\nMdcheck-Waived: 1\n" in readme.git("log", "-1", "--format=%B")


def test_a_waived_result_is_suppressed_in_sarif(readme):
    readme.write(item(record(ticket="OPS-1")) + GOOD)
    (result,) = json.loads(readme.mdcheck("run", "--as-of", DAY, "-f", "sarif").out)["runs"][0]["results"]
    assert result["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": f"until 2026-12-15 by {ADA}: Staging is being rebuilt (OPS-1)",
        }
    ]


def test_what_needs_a_waived_item_runs(readme):
    needing = "- [ ] B\n" + CHECK.format(name="README.md", options="  needs: a\n")
    readme.write(item(record(), options="  id: a\n") + needing)
    _, file = run(readme)
    assert [one["checks"][0]["outcome"] for one in file["items"]] == ["waived", "passed"]


POLICY = '[roles]\nlead = ["ada@example.org"]\n[waivers]\nroles = ["lead"]\nmax = "30d"\nnever = ["blocker"]\n'
LIMITS = {
    "within all limits": (item(record()), ""),
    "by somebody else": (item(record(by="Bob <bob@example.org>")), "does not count: only lead may waive"),
    "too long": (item(record(until="2027-01-01")), "does not count: it holds for more than 30 days from today"),
    "a blocker": (item(record(), options="  severity: blocker\n"), "nobody may waive a check of severity blocker"),
}


@pytest.mark.parametrize(("text", "problem"), LIMITS.values(), ids=LIMITS.keys())
def test_the_policy_has_the_last_word(readme, text, problem):
    readme.write(POLICY, "mdcheck.toml")
    readme.write(text + GOOD)
    outcome, message = first(run(readme)[1])
    assert (outcome, problem in message) == ("failed" if problem else "waived", True)


def test_a_policy_that_the_change_itself_loosens_does_not_count_at_the_base(readme):
    readme.write(POLICY, "mdcheck.toml")
    readme.commit_all()
    readme.git("branch", "base")
    readme.write(POLICY.replace("ada@", "eve@"), "mdcheck.toml")
    readme.write(item(record(by="Eve <eve@example.org>")) + GOOD)
    readme.commit_all()
    assert first(run(readme)[1])[0] == "waived"
    assert first(run(readme, "--base", "base")[1])[0] == "failed"


def test_lint_names_waivers_that_do_not_count(readme):
    readme.write(POLICY, "mdcheck.toml")
    readme.write(item(record(until="2000-01-01")) + GOOD)
    ended = readme.mdcheck("lint")
    assert (ended.code, "warning: the waiver of Ada Lovelace ended on 2000-01-01" in ended.out) == (2, True)
    readme.write(item(record(by="Bob <bob@example.org>", until="9999-01-01")) + GOOD)
    ended = readme.mdcheck("lint")
    assert (ended.code, "CHECKLIST.md:5:1: error: the waiver of Bob does not count" in ended.out) == (3, True)


def test_explain_names_waivers(readme):
    readme.write(item(record(until="9999-12-31"), record(until="2001-11-30")) + GOOD)
    ended = readme.mdcheck("explain", "A file")
    told = " ".join(ended.out.split())
    assert f"waived until 9999-12-31 by {ADA}: Staging is being rebuilt" in told
    assert "not waived the waiver of Ada Lovelace ended on 2001-11-30 (until" in told


# --- mdcheck waive


def waive(project, *args, words="A file", until="2026-12-15", reason="Staging is being rebuilt"):
    return project.mdcheck("waive", words, "--as-of", DAY, "--until", until, "--reason", reason, *args)


def of(text):
    return re.findall(r"^ *of: ([0-9a-f]{16})$", text, re.MULTILINE)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("prefix", ["", "> ", "1. Steps\n\n   "])
def test_waive_writes_one_record_and_taking_it_out_restores_the_file(readme, prefix, newline):
    text = "".join(
        f"{prefix if prefix == '> ' or not index else ' ' * 3 * bool(prefix)}{line}\n"
        for index, line in enumerate((item() + "  More words.\n" + GOOD).splitlines())
    ).replace("\n", newline)
    readme.write(text)
    ended = waive(readme, "--by", ADA, "--ticket", "OPS-1")
    assert ended.code == 0, ended.err
    after = readme.read()
    assert first(run(readme)[1])[0] == "waived"
    lines = after.split(newline)
    begin = next(index for index, line in enumerate(lines) if line.endswith("```waived"))
    assert newline.join(lines[:begin] + lines[begin + 7 :]) == text
    assert [line.lstrip("> ") for line in lines[begin + 1 : begin + 5]] == [
        "until: 2026-12-15",
        f"by: {ADA}",
        "reason: Staging is being rebuilt",
        "ticket: OPS-1",
    ]
    assert len(of(after.replace("\r", "").replace("> ", ""))) == 1


def test_it_is_by_whom_git_would_commit_as(readme):
    readme.write(item() + GOOD)
    assert waive(readme, until="14d").code == 0
    assert "  until: 2026-12-15\n  by: Ada <ada@example.org>\n" in readme.read()


def test_it_does_not_fit_other_words_or_another_check(readme):
    readme.write(item() + GOOD)
    waive(readme)
    text = readme.read()
    for other in (text.replace("A file", "Two files"), text.replace("missing", "absent")):
        readme.write(other)
        assert "other words or another check" in first(run(readme)[1])[1]
    readme.write(text.replace("A file", "**A**  file").replace("[x] A", "[ ] A"))
    assert first(run(readme)[1])[0] == "waived"


def test_waiving_again_renews(readme):
    readme.write(item() + GOOD)
    waive(readme)
    waive(readme, until="2026-12-24", reason="Longer")
    text = readme.read()
    assert (text.count("```waived"), "until: 2026-12-24" in text, "Staging" in text) == (1, True, False)
    waive(readme, "--kind", "file_exists")
    assert readme.read().count("```waived") == 2


TEXTS = ["a: b", "# a", "'a'", "- a", "``` a ````", "a #b", "[a", "no", "“a” \\ b", "!x", "*a", "null", '"', "a:"]


@pytest.mark.parametrize("reason", TEXTS)
def test_any_text_is_read_as_it_was_written(readme, reason):
    readme.write(item() + GOOD)
    assert waive(readme, reason=reason).code == 0
    check = run(readme)[1]["items"][0]["checks"][0]
    assert check["waiver"]["reason"] == reason


def test_a_dry_run_writes_nothing(readme):
    readme.write(item() + GOOD)
    ended = waive(readme, "-n")
    assert (ended.code, readme.read()) == (0, item() + GOOD)
    assert "+  until: 2026-12-15" in ended.out


REFUSED = {
    "past": ({"until": "2026-11-30"}, (), 3, "2026-11-30 is past"),
    "no day": ({"until": "soon"}, (), 3, "--until: “soon” is no duration"),
    "no reason": ({"reason": " "}, (), 3, "--reason: nothing is given"),
    "a control character": ({"reason": "a\x1b[31mb"}, (), 3, "a control character"),
    "nobody": ({}, ("--by", "Ada"), 3, "--by: “Ada” is no name with an address"),
    "no such kind": ({}, ("--kind", "links"), 3, "the item has no check “links”"),
    "no pattern": ({}, ("--matches", "("), 3, "not a regular expression"),
    "no such item": ({"words": "Nothing"}, (), 3, "no item"),
    "two items": ({"words": "A"}, (), 3, "names 2 items"),
    "too long": ({"until": "90d"}, ("--policy", "p.toml"), 4, "for more than 30 days"),
    "not entitled": ({}, ("--policy", "p.toml", "--by", "Bob <b@c>"), 4, "only lead may waive"),
}


@pytest.mark.parametrize(("facts", "args", "code", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_leaves_the_file(readme, facts, args, code, message):
    readme.write(POLICY, "p.toml")
    readme.write(item() + GOOD)
    ended = waive(readme, *args, **facts)
    assert (ended.code, readme.read()) == (code, item() + GOOD)
    assert message in ended.err


def test_waivers_that_follow_each_other_hold_no_longer_than_one(readme, monkeypatch):
    """Given on one day for a year, each would count within 30 days of its end; given anew, one counts."""
    readme.write(POLICY, "mdcheck.toml")
    ends = ("2026-12-15", "2027-01-10", "2027-02-05")
    readme.write(item(*(record(until=end) for end in ends)))
    assert first(run(readme)[1])[0] == "waived"
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-12-01T12:00:00Z")
    readme.commit_all()
    for day, outcome in (("2026-12-15", "waived"), ("2026-12-16", "failed"), ("2027-01-20", "failed")):
        found = first(run(readme, day=day)[1])
        assert found[0] == outcome, day
    told = " ".join(readme.mdcheck("waivers", "--as-of", "2027-01-20").out.split())
    assert "does not count: on 2026-12-01 it was given for more than 30 days" in told
    readme.write(item(record(until="2027-02-05", ticket="OPS-2")))
    assert first(run(readme, day="2027-01-20")[1])[0] == "waived"
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2027-01-20T12:00:00Z")
    readme.commit_all()
    assert first(run(readme, day="2027-01-25")[1])[0] == "waived"


def test_a_manual_item_has_nothing_to_waive(readme):
    readme.write("- [ ] A file\n")
    ended = waive(readme)
    assert (ended.code, "no check that could fail" in ended.err) == (3, True)


def test_a_sign_off_that_nobody_has_signed_has_nothing_to_waive(readme):
    text = "- [ ] A file\n  ```check\n  signoff: anyone\n  ```\n"
    readme.write(text)
    ended = waive(readme)
    assert (ended.code, readme.read()) == (3, text)
    assert "a waiver changes nothing about that" in ended.err
    by_hand = text + "  ```waived\n  until: 2099-01-01\n  by: Ada <ada@example.org>\n  reason: a\n  ```\n"
    readme.write(by_hand)
    assert (waive(readme).code, readme.read()) == (3, by_hand)
    readme.write(text + "  ```signed\n  by: Ada <ada@example.org>\n  date: 2026-01-01\n  says: no\n  ```\n")
    assert waive(readme).code == 0  # who says no makes it fail, and that can be waived


# --- mdcheck waivers


def listed(project, *args, day=DAY):
    ended = project.mdcheck("waivers", "--as-of", day, "-f", "json", *args)
    value = json.loads(ended.out)
    Draft202012Validator(strict(SCHEMA)).validate(value)
    (file,) = value["files"]
    return [(one["until"], one["standing"], one["not_needed"], one["renewals"]) for one in file["waivers"]]


def commit(project, text, day):
    project.write(text)
    os.environ["GIT_COMMITTER_DATE"] = f"{day}T12:00:00Z"
    try:
        project.commit_all(f"on {day}")
    finally:
        del os.environ["GIT_COMMITTER_DATE"]


def test_renewals_are_counted_in_git(readme):
    for number, month in enumerate(("01", "02", "02", "03"), start=1):
        commit(readme, item(record(until=f"2026-{month}-28")) + GOOD + f"\n{number}\n", f"2025-0{number}-01")
    assert listed(readme)[0] == ("2026-03-28", "ended", False, 2)
    commit(readme, (item(record(until="2026-12-15")) + GOOD).replace("A file", "A file is there"), "2025-05-01")
    assert listed(readme)[0] == ("2026-12-15", "in force", False, 3)
    commit(readme, item(record(until="2026-11-15")) + GOOD, "2025-06-01")
    assert listed(readme)[0][3] == 3
    text = readme.mdcheck("waivers", "--as-of", DAY).out
    assert "ended on 2026-11-15; its end was put off 3 times" in text


def test_a_waiver_of_a_check_that_passed_here_is_not_needed(readme):
    readme.write(item(record(until="9999-01-01"), name="README.md") + GOOD)
    assert listed(readme)[0][2] is False
    readme.mdcheck("run")
    assert listed(readme)[0] == ("9999-01-01", "in force", True, 0)
    ended = readme.mdcheck("waivers", "--exit-code")
    assert (ended.code, "not needed: the check passed when it last ran here" in ended.out) == (1, True)


def test_the_text_says_what_is_left(readme):
    readme.write(item(record(ticket="OPS-1")) + GOOD)
    ended = readme.mdcheck("waivers", "--as-of", DAY)
    assert ended.out.splitlines() == [
        "CHECKLIST.md  1 waived check; no policy: anybody may sign and waive",
        f"  2026-12-15  A file (file_exists){'line 5':>66}",
        "              in force, 14 days left",
        f"              {ADA}: Staging is being rebuilt (OPS-1)",
    ]
    assert "in force, ends today" in readme.mdcheck("waivers", "--as-of", "2026-12-15").out
    assert readme.mdcheck("waivers", "--exit-code", "--as-of", DAY).code == 0
    assert listed(readme, "--no-waivers") == []


def two_checks(*blocks):
    """An item whose first check nobody may waive."""
    blocker = CHECK.format(name="missing", options="  severity: blocker\n")
    other = "  ```check\n  contains: README.md\n  text: words\n  ```\n"
    return f"- [ ] A file\n{blocker}{other}{''.join(blocks)}{GOOD}"


@pytest.mark.parametrize(("kind", "code"), [("contains", 0), ("file_exists", 4), ("", 4)])
def test_a_waiver_is_judged_by_the_checks_that_it_is_for(readme, kind, code):
    readme.write(POLICY, "mdcheck.toml")
    readme.write(two_checks())
    ended = waive(readme, *(["--kind", kind] if kind else []))
    assert (ended.code, "fix: fix what fails; where the item has other checks, --kind" in ended.err) == (code, code > 0)
    readme.write(two_checks(record(**({"kind": kind} if kind else {}))))
    told = readme.mdcheck("lint").out
    assert ("nobody may waive a check of severity blocker" in told) is (code > 0)


def test_there_may_be_no_git_and_no_waivers(folder):
    folder.write(item(record()) + GOOD)
    assert listed(folder)[0][3] is None
    folder.write(GOOD)
    assert folder.mdcheck("waivers").out == "CHECKLIST.md  0 waived checks\n"
    folder.write(item(record()).replace("until: 2026", "until: x"))
    assert folder.mdcheck("waivers").code == 3


def test_a_thousand_waivers(readme):
    readme.write("".join(item(record()).replace("A file", f"File {number}") for number in range(1000)))
    assert len(listed(readme)) == 1000


# --- what does not touch a waiver


def test_a_formatter_leaves_a_waiver_in_force(readme):
    text = (
        f"# Release *now*\n\nWords.\n\n* [x] A __file__ is\n  there\n{CHECK.format(name='missing', options='')}{GOOD}"
    )
    readme.write(text)
    assert waive(readme, words="is there").code == 0
    formatted = mdformat.text(readme.read(), extensions={"gfm"})
    assert formatted != readme.read()
    assert formatted.count("```waived") == 1
    readme.write(formatted)
    assert first(run(readme)[1])[0] == "waived"


def test_a_waiver_that_was_copied_below_another_item_does_not_count(readme):
    readme.write(item() + GOOD)
    waive(readme)
    (copied,) = re.findall(r"  ```waived\n.*?\n  ```\n", readme.read(), re.DOTALL)
    readme.write("- [ ] Another file\n" + CHECK.format(name="missing", options="") + copied)
    assert "was given for other words or another check" in first(run(readme)[1])[1]


def test_update_writes_no_record(readme):
    readme.write(item(record(), box=" ") + GOOD)
    readme.mdcheck("update", "--as-of", "2030-01-01", "--no-commit")
    assert readme.read() == item(record(), box=" ") + GOOD.replace("[ ]", "[x]")


def test_a_conflict_inside_a_record_is_no_waiver(readme):
    text = item(record()).replace(
        "  reason: ", "<<<<<<< ours\n  reason: a\n=======\n  reason: b\n>>>>>>> theirs\n  ticket: "
    )
    readme.write(text + GOOD)
    for name in ("run", "waivers"):
        ended = readme.mdcheck(name)
        assert (ended.code, "conflict" in ended.err) == (3, True)
