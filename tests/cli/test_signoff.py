"""Sign-offs: who has signed, what a signature covers, and what keeps it from counting."""

import json

import pytest
from testing.signing import ADA, DAY, EVE, GRACE, ROLES, of, record

WORDS = "The technical lead agrees: the design holds"


def item(*records, check="signoff: tech-lead\n", words=WORDS, box=" "):
    fences = "".join(f"  ```signed\n{one}  ```\n" for one in records)
    lines = "".join(f"  {line}\n" for line in check.splitlines())
    return f"# Release\n\n## 2. Design\n\n- [{box}] {words}\n  ```check\n{lines}  ```\n{fences}"


@pytest.fixture
def team(project):
    project.write(ROLES, "mdcheck.toml")
    return project


def run(team, *words, day=DAY, code=None):
    ended = team.mdcheck("run", "--as-of", day, "-f", "json", *words)
    assert code in (None, ended.code), ended.err
    found = json.loads(ended.out)["files"][0]
    (check,) = found["items"][0]["checks"]
    return check["outcome"], check["message"], found


def test_one_who_may_signs(team):
    check = "signoff: tech-lead\nvalid_for: 90d\n"
    team.write(item(check=check))
    assert run(team, code=0)[:2] == ("pending", "tech-lead has yet to sign")
    team.write(item(record(of=of()), check=check))
    assert run(team, code=0)[:2] == ("passed", "Ada Lovelace (tech-lead), 90 days left")
    assert run(team, day="2027-02-18")[1] == "Ada Lovelace (tech-lead), ends today"
    outcome, message, found = run(team, day="2027-02-19", code=0)
    assert outcome == "pending"
    assert message.endswith("the signature of Ada Lovelace ended on 2027-02-18")
    assert found["verdict_reason"].startswith("1 pending, and nothing else has run")


def test_the_box_follows(team):
    team.write(item())
    team.write(item(record(of=of())))
    assert team.mdcheck("update", "--no-commit", "--as-of", DAY).code == 0
    assert team.read() == item(record(of=of()), box="x")
    team.write(item(box="x"))
    ended = team.mdcheck("update", "--no-commit", "--as-of", DAY)
    assert "a tick alone is no signature: `mdcheck sign --ticked` makes it one" in " ".join(ended.out.split())
    assert team.read() == item()


def test_update_writes_no_record(team):
    text = item(record(), record(by=EVE), check="signoff: [tech-lead, security]\n")
    team.write(text)
    team.mdcheck("update", "--no-commit", "--as-of", DAY)
    assert team.read() == text


KEPT = {
    "the box": lambda text: text.replace("- [ ]", "- [x]"),
    "emphasis": lambda text: text.replace("technical lead", "**technical** lead"),
    "broken lines": lambda text: text.replace("lead agrees", "lead\n  agrees"),
    "another marker": lambda text: text.replace("- [ ]", "* [ ]"),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "the number of the section": lambda text: text.replace("## 2. Design", "## 3. Design"),
    "a figure": lambda text: text.replace("## 2. Design", "## 2. Design [0/1]"),
    "severity": lambda text: text.replace("signoff:", "severity: blocker\n  signoff:"),
    "fix and url": lambda text: text.replace("signoff:", "fix: Ask Ada\n  url: https://example.org\n  signoff:"),
    "a mapping": lambda text: text.replace("signoff: tech-lead", "signoff: {roles: [tech-lead], count: 1}"),
    "another item": lambda text: text.replace("- [ ] The", "- [x] Another\n- [ ] The"),
    "a list of records": lambda text: text.replace("  by:", "  - by:").replace("  date:", "    date:").replace(
        "  of:", "    of:"
    ),
}  # fmt: skip
LOST = {
    "a word": lambda text: text.replace("design holds", "design is fine"),
    "the section": lambda text: text.replace("Design\n", "Plan\n"),
    "a section around it": lambda text: text.replace("# Release", "# Launch"),
    "a role": lambda text: text.replace("signoff: tech-lead", "signoff: anyone"),
    "one more role": lambda text: text.replace("signoff: tech-lead", "signoff: [tech-lead, security]"),
    "a longer time": lambda text: text.replace("signoff:", "valid_for: 99d\n  signoff:"),
    "evidence": lambda text: text.replace("signoff:", "evidence: any\n  signoff:"),
    "inputs": lambda text: text.replace("signoff:", "inputs: '*.toml'\n  signoff:"),
    "a condition": lambda text: text.replace("signoff:", "when: {file_exists: mdcheck.toml}\n  signoff:"),
    "a reading": lambda text: text.replace("signoff:", "reading: minutes\n  signoff:"),
    "the project": lambda text: f"---\nmdcheck: {{project: other}}\n---\n{text}",
}


@pytest.mark.parametrize("change", KEPT.values(), ids=KEPT.keys())
def test_what_a_signature_does_not_cover(team, change):
    team.write(item())
    text = item(record(of=of()))
    team.write(change(text))
    ended = json.loads(team.mdcheck("run", "--as-of", DAY, "-f", "json").out)
    assert [check["message"] for one in ended["files"][0]["items"] for check in one["checks"]] == [
        "Ada Lovelace (tech-lead)"
    ]


@pytest.mark.parametrize("change", LOST.values(), ids=LOST.keys())
def test_what_a_signature_covers(team, change):
    team.write(item())
    text = item(record(of=of()))
    team.write(change(text))
    outcome, message, _ = run(team)
    assert outcome == "pending"
    assert "the signature of Ada Lovelace is for other words, options or files than there are now" in message


def test_files_are_covered_by_their_bytes(team):
    check = "signoff: tech-lead\ninputs: docs/**\nevidence: file\n"
    team.write("a\n", "docs/a.md")
    team.write("fine\n", "load.md")
    team.write(item(check=check))
    team.write(item(record(of=of(evidence="load.md"), evidence="load.md"), check=check))
    assert run(team)[0] == "passed"
    for name, text in {"docs/a.md": "a\r\n", "docs/b.md": "", "load.md": "fine"}.items():
        before = (team.root / name).read_text() if (team.root / name).exists() else None
        team.write(text, name)
        assert "is for other words, options or files" in run(team)[1], name
        team.write(before, name) if before is not None else (team.root / name).unlink()
    assert run(team)[0] == "passed"
    (team.root / "load.md").unlink()
    assert run(team)[1].endswith("is for other words, options or files than there are now")
    (team.root / "docs" / "a.md").unlink()
    assert run(team, code=1)[:2] == ("failed", "no file matches docs/** (`inputs`)")


@pytest.mark.parametrize(
    ("inputs", "lost"),
    [
        ("[docs/a.md, docs/b.md]", "docs/b.md"),
        ("[docs, desgin/**, '@ci']", "desgin/**, @ci"),
        ("[docs, CHECKLIST.md]", "CHECKLIST.md"),
    ],
)
def test_each_input_covers_something(team, inputs, lost):
    """One that finds nothing is misspelt, or its file is gone: people would sign less than they think."""
    team.write("a\n", "docs/a.md")
    team.write(item(record(), check=f"signoff: tech-lead\ninputs: {inputs}\n"))
    message = f"no file matches {lost} (`inputs`)"
    assert run(team, code=1)[:2] == ("failed", message)
    ended = team.mdcheck("sign", "tech-lead", "--yes")
    assert (ended.code, message in ended.err, "fix: correct `inputs`" in ended.err) == (4, True, True)


def test_the_checklist_itself_is_never_an_input(team):
    check = "signoff: tech-lead\ninputs: '**'\n"
    team.write(item(check=check))
    team.write(item(record(of=of()), check=check))
    assert run(team)[0] == "passed"


def test_a_copy_in_another_file_with_other_titles_does_not_count(team):
    team.write(item())
    text = item(record(of=of()))
    team.write(text.replace("# Release", "# Launch"), "docs/OTHER.md")
    assert run(team, "docs/OTHER.md")[0] == "pending"


def test_a_no_and_a_number_out_of_bounds_fail(team):
    team.write(item(record(), record(by=GRACE, says="no", note="Not before the restore was tried")))
    assert run(team, code=1)[:2] == (
        "failed",
        "Grace Hopper (tech-lead) says no: Not before the restore was tried",
    )
    check = "signoff: {roles: tech-lead, reading: minutes, max: 10}\nseverity: warning\n"
    team.write(item(record(reading="12"), check=check))
    assert run(team, code=2)[:2] == ("warned", "Ada Lovelace (tech-lead) measured 12 minutes, above 10")


def test_pending_can_fail_a_run(team):
    team.write(item())
    assert team.mdcheck("run").code == 0
    assert team.mdcheck("run", "--fail-on", "pending").code == 1
    assert team.mdcheck("update", "--check", "--fail-on", "pending").code == 1
    team.write(item(record()))
    assert team.mdcheck("run", "--fail-on", "pending", "--as-of", DAY).code == 0


def test_needs_wait_for_a_signature(team):
    needed = "2-design/the-technical-lead-agrees-the-design-holds"
    team.write(item() + f"- [ ] Go\n  ```check\n  signoff: anyone\n  needs: {needed}\n  ```\n")
    ended = json.loads(team.mdcheck("run", "-f", "json").out)
    assert ended["files"][0]["items"][1]["checks"][0]["outcome"] == "blocked"


def test_a_pass_is_not_taken_from_the_cache(team):
    check = "signoff: tech-lead\nvalid_for: 90d\ninputs: '*.toml'\n"
    team.write(item(check=check))
    team.write(item(record(of=of(), date="2020-01-01"), check=check.replace("90d", "36500d")))
    text = item(check=check.replace("90d", "36500d"))
    team.write(text)
    team.write(item(record(of=of(), date="2020-01-01"), check=check.replace("90d", "36500d")))
    assert team.mdcheck("run").code == 0
    team.write(item(check=check.replace("90d", "36500d")))
    assert "1 pending" in team.mdcheck("run").out


ERRORS = {
    "an unknown role": (item(check="signoff: tech-led\n"), "7:3", "nobody has the role “tech-led” (did you mean"),
    "too few people": (item(check="signoff: {roles: security, count: 2}\n"), "7:13", "2 people of “security” must"),
    "a role twice": (item(check="signoff: [security, security]\n"), "7:3", "a role is given twice"),
    "no duration": (item(check="signoff: security\nvalid_for: 12h\n"), "8:3", "valid_for: it is a number"),
    "a bound of nothing": (item(check="signoff: security\nmax: 3\n"), "8:3", "a bound needs something that is"),
    "bounds crossed": (item(check="signoff: {roles: security, reading: a, min: 2, max: 1}\n"), "7:", "is above max"),
    "no evidence of that kind": (item(check="signoff: security\nevidence: photo\n"), "8:3", "evidence"),
    "two sign-offs": (
        item().replace("  ```\n", "  ```\n  ```check\n  signoff: security\n  ```\n", 1),
        "9:1",
        "the item has two sign-offs",
    ),
    "no address": (item(record(by="Ada")), "10:3", "is no name with an address"),
    "no calendar": (item(record(date="2026-13-45")), "11:3", "is in no calendar"),
    "a key twice": (item(record() + "  by: a\n"), "12:3", "by"),
    "a number that nobody asks for": (item(record(reading="8")), "12:3", "the sign-off asks for no number"),
    "a role that is not asked for": (item(record(as_="security")), "12:3", "does not ask for “security”"),
    "a conflict in a record": (
        item("<<<<<<< ours\n" + record() + "=======\n" + record(by=GRACE) + ">>>>>>> theirs\n"),
        "",
        "conflict",
    ),
    "no sign-off": (item(record(), check="file_exists: a\n"), "9:1", "nothing asks for this signature"),
    "in a condition": (item(check="file_exists: a\nwhen: {signoff: security}\n"), "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), list(ERRORS.values())[:-1], ids=list(ERRORS)[:-1])
def test_what_is_wrong_is_told_with_its_place(team, text, place, message):
    team.write(text)
    ended = team.mdcheck("run")
    assert ended.code == 3
    assert f"CHECKLIST.md:{place}" in ended.err
    assert message in ended.err
    assert "fix: " in ended.err


def test_a_condition_asks_no_people(team):
    team.write(item(check="file_exists: mdcheck.toml\nwhen: {signoff: security}\n"))
    assert run(team)[:2] == ("errored", "when: signoff belongs to an item, and can't stand in `when`")


def test_what_can_not_be_read_is_an_error_and_no_pass(team):
    check = "signoff: tech-lead\ninputs: big.bin\n"
    team.write(item(record(), check=check))
    with (team.root / "big.bin").open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    assert run(team, code=1)[:2] == ("errored", "big.bin is larger than 64 MiB")


def test_a_role_that_only_the_change_defines_is_nobodys_at_the_base(team):
    team.write(item())
    team.commit_all()
    team.write(f'{ROLES}legal = ["eve@example.org"]\n', "mdcheck.toml")
    team.write(item(record(by=EVE), check="signoff: legal\n"))
    team.commit_all()
    assert run(team)[0] == "passed"
    outcome, message, _ = run(team, "--base", "HEAD~1")
    assert outcome == "pending"
    assert "the address is not in legal by mdcheck.toml at HEAD~1" in message


def test_a_person_added_by_the_change_does_not_count_at_the_base(team):
    team.write(item())
    team.commit_all()
    team.write(ROLES.replace("ada@", "eve@"), "mdcheck.toml")
    team.write(item(record(by=EVE)))
    team.commit_all()
    assert run(team)[0] == "passed"
    assert run(team, "--base", "HEAD~1")[0] == "pending"


def test_a_thousand_records(team):
    rows = "".join(
        f"  - by: P{number} <p{number}@example.org>\n    date: 2026-11-20\n    of: {'a' * 16}\n"
        for number in range(1000)
    )
    team.write(item(rows, record(by=GRACE)))
    outcome, message, _ = run(team)
    assert (outcome, message) == ("passed", "Grace Hopper (tech-lead), not bound to the words")


def test_a_policy_may_refuse_what_is_not_bound(team):
    team.write(f"{ROLES}\n[signoff]\nbound = true\n", "mdcheck.toml")
    team.write(item(record(by=ADA)))
    outcome, message, _ = run(team)
    assert outcome == "pending"
    assert "does not say what was signed (`of`)" in message


def test_a_clock_before_the_epoch(team):
    team.write(item(record(date="1969-12-31"), check="signoff: tech-lead\nvalid_for: 1d\n"))
    assert run(team, day="1969-12-31")[0] == "passed"
    assert run(team, day="1970-01-01")[1] == "Ada Lovelace (tech-lead), ends today, not bound to the words"
    assert run(team, day="1969-12-30")[0] == "pending"
