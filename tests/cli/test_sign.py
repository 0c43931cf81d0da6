"""`mdcheck sign`: one record and one box, what is shown before, and what is refused."""

import json
import re
from difflib import SequenceMatcher

import pytest
from testing.signing import ADA, DAY, GRACE, ROLES, commit_as, of, record
from testing.terminal import Terminal

from mdcheck.app.judging import judged_as_of
from mdcheck.app.session import Session
from mdcheck.app.sign import Signing, propose

ITEM = "- [ ] The design **holds**\n  ```check\n  signoff: tech-lead\n  valid_for: 90d\n  ```\n"
SIGNED = "  ```signed\n  - by: Ada Lovelace <ada@example.org>\n    date: 2026-11-20\n    of: OF\n  ```\n"


@pytest.fixture
def team(project):
    project.git("config", "user.name", "Ada Lovelace")
    project.write(ROLES, "mdcheck.toml")
    project.write(f"# Release\n\n{ITEM}")
    project.commit_all()
    return project


def sign(team, *words, yes=True, day=DAY):
    return team.mdcheck("sign", *words, *(["--yes"] if yes else []), "--as-of", day)


def outcomes(team, *words):
    (file,) = json.loads(team.mdcheck("run", "--as-of", DAY, "-f", "json", *words).out)["files"]
    return [check["outcome"] for item in file["items"] for check in item["checks"]]


def message(team):
    return team.git("log", "-1", "--format=%B")


def test_one_record_and_one_box_are_written_and_committed(team):
    digest = of()
    ended = sign(team, "design")
    assert ended.code == 0, ended.err
    assert team.read() == f"# Release\n\n{ITEM}{SIGNED}".replace("[ ]", "[x]").replace("OF", digest)
    assert "CHECKLIST.md:3: passed: Ada Lovelace (tech-lead), 90 days left" in ended.out
    assert message(team) == (
        "sign: The design holds (Ada Lovelace)\n\n"
        "- signed: The design holds — tech-lead, until 2027-02-18\n\nMdcheck-Signed: 1/1\n\n"
    )
    assert team.git("status", "--porcelain") == ""
    assert outcomes(team) == ["passed"]


def _changes(text, after):
    return SequenceMatcher(None, text.splitlines(), after.splitlines(), autojunk=False).get_opcodes()


def test_taking_the_record_out_restores_the_bytes(team):
    for text in (
        f"# Release\n\n{ITEM}\nProse.\n",
        f"# Release\n\n{ITEM}".replace("\n", "\r\n"),
        f"> # Release\n>\n{''.join(f'> {line}' + chr(10) for line in ITEM.splitlines())}",
        f"- a\n{''.join(f'  {line}' + chr(10) for line in ITEM.splitlines())}".replace("```", "~~~~"),
        f"1. [ ] one\n{''.join(f'   {line}' + chr(10) for line in ITEM.splitlines())}",
        f"{ITEM}{SIGNED.replace('Ada', 'Grace').replace('ada@', 'grace@')}",
        f"{ITEM}  ```signed\n  by: {GRACE}\n  date: 2026-11-01\n  ```\n",
        f"{ITEM}  more words\n\n- [ ] another\n",
        ITEM.rstrip("\n"),
    ):
        team.write(text)
        ended = sign(team, "design", "--no-commit")
        assert ended.code == 0, (text, ended.err)
        after = team.read()
        box, fence = (one for one in _changes(text, after) if one[0] != "equal")
        assert (box[0], box[2] - box[1], fence[0]) == ("replace", 1, "insert"), text
        new = after.splitlines(keepends=True)
        unboxed = [*new[: box[3]], new[box[3]].replace("[x]", "[ ]"), *new[box[4] :]]
        restored = "".join([*unboxed[: fence[3]], *unboxed[fence[4] :]])
        assert restored.rstrip("\n") == text.rstrip("\n")
        assert sum("of: " in line for line in new[fence[3] : fence[4]]) == 1
        assert outcomes(team)[-1] == "passed", text


FIGURES = {
    "a heading": ("# Release [0/2]\n\n- [ ] a\n", "# Release [1/2]\n\n- [ ] a\n"),
    "stale before": ("# Release [7/9] [77%]\n\n- [x] a\n", "# Release [2/2] [100%]\n\n- [x] a\n"),
    "not kept": ("# Release (0%)\n\n- [ ] a\n", "# Release (0%)\n\n- [ ] a\n"),
    "CRLF": ("# Release [0/1]\r\n\r\n", "# Release [1/1]\r\n\r\n"),
    "kept by front matter": (
        "---\nmdcheck: {figures: [heading]}\n---\n# Release (0%)\n\n- [ ] a\n",
        "---\nmdcheck: {figures: [heading]}\n---\n# Release (50%)\n\n- [ ] a\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), FIGURES.values(), ids=FIGURES.keys())
def test_figures_follow_the_box_in_the_same_commit(team, before, after):
    newline = "\r\n" if "\r" in before else "\n"
    team.write(before + ITEM.replace("\n", newline))
    team.commit_all()
    digest = of(item=-1)
    assert sign(team, "design").code == 0
    signed = f"{ITEM}{SIGNED}".replace("[ ]", "[x]").replace("OF", digest).replace("\n", newline)
    assert team.read() == after + signed
    assert team.git("status", "--porcelain") == ""
    assert team.mdcheck("update", "--check", "--as-of", DAY, "--no-commit").code == 0
    assert sign(team, "design", "--no", "no", "--again").code == 0
    assert team.read().startswith(before.replace("[7/9] [77%]", "[1/2] [50%]"))


def test_the_same_person_signs_again_in_the_same_place(team):
    sign(team, "design")
    first = team.read()
    ended = sign(team, "design")
    assert ended.code == 3
    assert "you have signed it already: --again renews that" in ended.err
    assert sign(team, "design", "--again", "--note", "as before", day="2026-12-01").code == 0
    assert team.read() == first.replace("2026-11-20", "2026-12-01").replace("  ```\n", "  ```\n", 1).replace(
        re.search("    of: .*\n", first)[0], re.search("    of: .*\n", first)[0] + "    note: as before\n"
    )


def test_two_people_sign_in_one_fence(team):
    sign(team, "design")
    team.git("config", "user.name", "Grace Hopper")
    team.git("config", "user.email", "grace@example.org")
    assert sign(team, "design").code == 0
    assert team.read().count("```signed") == 1
    assert team.read().count("- by: ") == 2
    team.git("config", "user.email", "ada@example.org")
    team.git("config", "user.name", "Ada Lovelace")
    assert sign(team, "design", "--again", day="2026-11-21").code == 0
    assert [row.split()[-1] for row in team.read().splitlines() if "date:" in row] == ["2026-11-21", "2026-11-20"]


def test_saying_no(team):
    team.write(team.read().replace("[ ]", "[x]"))
    ended = sign(team, "design", "--no", "The load test is missing")
    assert ended.code == 0
    assert "[ ]" in team.read()
    assert "    says: no\n    note: The load test is missing\n" in team.read()
    assert "failed: Ada Lovelace (tech-lead) says no: The load test is missing" in ended.out
    assert message(team).startswith("decline: The design holds")
    assert outcomes(team) == ["failed"]


def test_boxes_ticked_by_hand_become_records(team):
    text = team.read() + ITEM.replace("design", "plan") + ITEM.replace("design", "cost")
    team.write(text.replace("[ ] The plan", "[x] The plan"))
    team.commit_all()
    team.write(team.read().replace("[ ] The cost", "[x] The cost"))
    ended = sign(team, "--ticked")
    assert ended.code == 0, ended.err
    assert team.read().count("- by:") == 1
    assert outcomes(team) == ["pending", "pending", "passed"]
    assert sign(team, "--ticked").code == 3


def test_a_role_names_its_items_and_is_written_where_one_has_several(team):
    both = ITEM.replace("signoff: tech-lead", "signoff: [tech-lead, security]").replace("design", "plan")
    team.write(f"{ITEM}{both}- [ ] other\n")
    assert sign(team, "tech-lead", "--no-commit").code == 0
    assert team.read().count("- by:") == 2
    assert " as:" not in team.read()
    assert outcomes(team) == ["passed", "pending"]
    team.git("config", "user.email", "grace@example.org")
    assert sign(team, "security", "--no-commit").code == 0
    assert "    as: security\n" in team.read()
    assert outcomes(team) == ["passed", "passed"]


def test_evidence_and_a_number(team):
    check = ITEM.replace("valid_for: 90d", "evidence: file\n  reading: minutes\n  max: 10")
    team.write(check)
    team.write("fine\n", "load.md")
    for words, told in {
        (): "add --reading NUMBER",
        ("--reading", "8"): "add --evidence FILE",
        ("--reading", "8", "--evidence", "https://example.org"): "name a file as evidence",
        ("--reading", "8", "--evidence", "gone.md"): "gone.md does not exist",
        ("--reading", "8", "--evidence", "CHECKLIST.md"): "CHECKLIST.md is the checklist itself",
        ("--reading", "8", "--evidence", "../../etc/passwd"): "lies outside the repository",
        ("--reading", "eight", "--evidence", "load.md"): "“eight” is no number",
    }.items():
        ended = sign(team, "design", *words)
        assert ended.code in (3, 4)
        assert told in ended.err
        assert team.read() == check
    assert sign(team, "design", "--reading", "8.5", "--evidence", "load.md").code == 0
    assert "    evidence: load.md\n    reading: 8.5\n" in team.read()
    assert outcomes(team) == ["passed"]


REFUSED = {
    "nobody to ask": (("design",), {"yes": False}, "there is nobody to ask"),
    "nothing named": ((), {}, "--yes signs nothing that you have not named"),
    "no such thing": (("the desing holds",), {}, "names no role and no item (did you mean"),
    "a role that nobody asks for": (("security",), {}, "“security” names no role and no item"),
    "a number that nobody asks for": (("design", "--reading", "8"), {}, "the sign-off asks for no number"),
    "a control character": (("design", "--note", "a\x1bb"), {}, "a control character"),
    "a role of others": (("design", "--as", "security"), {}, "asks for tech-lead"),
    "another file": (("OTHER.md", "design"), {}, "no item asks for a signature"),
}


@pytest.mark.parametrize(("words", "more", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_leaves_the_file(team, words, more, told):
    team.write("- [ ] a\n", "OTHER.md")
    before = team.read()
    ended = sign(team, *words, **more)
    assert ended.code == 3
    assert told in ended.err
    assert "fix: " in ended.err
    assert team.read() == before


def test_who_may_not_sign_is_told_by_what_policy(team):
    team.git("config", "user.email", "eve@example.org")
    ended = sign(team, "design")
    assert ended.code == 3
    assert "asks for tech-lead; policy: this branch's own (mdcheck.toml)" in ended.err
    team.git("config", "user.email", "not an address")
    assert "no name with an address" in sign(team, "design").err


def test_an_item_that_does_not_apply_or_asks_nobody_is_told(team):
    team.write(f"{ITEM}- [ ] ~~Struck~~ not here\n  ```check\n  signoff: tech-lead\n  ```\n- [ ] Manual\n")
    assert "the item does not apply" in sign(team, "Struck").err
    assert "the item asks for no signature" in sign(team, "Manual").err


def test_other_checks_of_the_item_and_a_guard_leave_the_box(team):
    more = (
        ITEM.replace("valid_for: 90d", "tick: person")
        + ITEM.replace("design", "plan")
        + ("  ```check\n  file_exists: mdcheck.toml\n  ```\n")
    )
    team.write(more)
    assert sign(team, "tech-lead", "--no-commit").code == 0
    assert "[x]" not in team.read()
    assert outcomes(team) == ["passed", "passed", "passed"]


def test_a_dry_run_shows_what_would_be(team):
    before = team.read()
    ended = sign(team, "design", "-n", yes=False)
    assert ended.code == 0
    assert "+  - by: Ada Lovelace <ada@example.org>" in ended.out
    assert "would be passed" in ended.out
    assert team.read() == before


def test_without_git_the_record_is_written_only(folder):
    folder.write(ROLES, "mdcheck.toml")
    folder.write(ITEM)
    ended = folder.mdcheck("sign", "design", "--yes")
    assert ended.code == 0, ended.err
    assert "is not inside a git repository" in ended.out
    assert "- by: Ada <ada@example.org>" in folder.read()


def test_a_commit_that_proves_too_little_is_told_at_once(team):
    team.write(f'{ROLES}[signoff]\nproof = "signed"\nallowed_signers = "signers"\n', "mdcheck.toml")
    team.write("", "signers")
    team.commit_all()
    ended = sign(team, "design")
    assert ended.code == 0
    assert "pending: tech-lead has yet to sign; the signature of Ada Lovelace is committed" in ended.out
    assert "it is not signed, or not with an ssh key" in ended.out


def test_a_squash_is_signed_again(team):
    team.write(f'{ROLES}[signoff]\nproof = "committed"\n', "mdcheck.toml")
    team.write(ITEM)
    team.write(f"{ITEM}  ```signed\n{record(of=of())}  ```\n")
    commit_as(team, GRACE, message="squash")
    assert outcomes(team) == ["pending"]
    assert sign(team, "design", "--again", day="2026-11-21").code == 0
    assert outcomes(team, "--as-of", "2026-11-21") == ["passed"]


def test_a_squash_of_the_same_day_is_signed_again(team):
    team.write(f'{ROLES}[signoff]\nproof = "committed"\n', "mdcheck.toml")
    team.write(ITEM)
    team.write(f"{ITEM}  ```signed\n  - by: {ADA}\n    date: {DAY}\n    of: {of()}\n  ```\n")
    commit_as(team, GRACE, message="squash")
    ended = sign(team, "design", "--again")
    assert ended.code == 0, ended.err
    assert outcomes(team) == ["passed"]


def test_at_a_terminal_the_person_sees_what_has_changed(team):
    team.write("a\nb\n", "docs/a.md")
    team.write(ITEM.replace("valid_for: 90d", "inputs: docs/**"))
    team.commit_all()
    assert sign(team, "design").code == 0
    team.write("a\nc\nd\n", "docs/a.md")
    team.write("new\n", "docs/b.md")
    team.write(team.read().replace("The design **holds**", "The design is fine"))
    team.commit_all()
    with Terminal(team.root, "sign", "--as-of", DAY, env={"COLUMNS": "100", "NO_COLOR": "1"}) as screen:
        screen.until("The design is fine")
        screen.until("the words, and 2 files (docs/**)")
        screen.until("Ada Lovelace signed on 2026-11-20: the item was reworded; 2 covered files changed")
        screen.until("The design **holds**")
        screen.until("docs/a.md +2 −1")
        screen.until("docs/b.md +1 −0")
        screen.until("[y]es, [d]iff, [n]o, [q]uit (Enter: no)")
        screen.type("d\n")
        screen.until("-The design **holds**")
        screen.until("+The design is fine")
        screen.until("-b")
        screen.until("(Enter: no)")
        screen.type("what\n")
        screen.until("(Enter: no)")
        screen.type("y\n")
        screen.until("commit CHECKLIST.md?")
        screen.type("\n")
        screen.until("passed: Ada Lovelace (tech-lead)")
        screen.until("committed")
        assert screen.ended()[1] == 0
    assert outcomes(team) == ["passed"]


WHOLE = """\
# Release

- [ ] The [design][d] holds[^1]
  ```check
  signoff: tech-lead
  inputs: docs/**
  ```

  ~~Never~~ [always](a.md "b") <b>so</b>

  ```sh
  true
  ```

[d]: c.md
[^1]: By day.
"""
SINCE = {
    "nothing": ("[ ]", "[x]", [], []),
    "words": ("holds", "is fine", ["the item was reworded"], ["-Release › The [design][d] holds[^1]"]),
    "a footnote": ("By day", "By night", ["the text below it or a footnote changed"], ["-By day.", "+By night."]),
    "a reference": ("c.md", "d.md", ["where a link leads changed"], ["-[D]: c.md", "+[D]: d.md"]),
    "a link": ("a.md", "d.md", ["where a link leads changed"], ['-~~Never~~ [always](a.md "b") <b>so</b>']),
    "a title": ('"b"', '"c"', ["the title of a link changed"], ['-~~Never~~ [always](a.md "b") <b>so</b>']),
    "a strike": ("~~", "", ["what is struck out changed"], ['-~~Never~~ [always](a.md "b") <b>so</b>']),
    "HTML": ("<b>so</b>", "so", ["its HTML changed"], ['-~~Never~~ [always](a.md "b") <b>so</b>']),
    "code": ("  true", "  false", ["its code changed"], ["-true", "+false"]),
    "its language": ("```sh", "```sql", ["the language of its code changed"], ["-```sh", "+```sql"]),
    "what is asked for": ("docs/**", "docs/a.md", ["what is asked for was changed"], ["-inputs: docs/**"]),
    "its section": ("# Release", "# Later", ["its section was renamed, or it was moved"], []),
    "several": ("By day", "By **night**\n[^2]: a", ["the text below it or a footnote changed"], ["-By day."]),
}


@pytest.mark.parametrize(("old", "new", "changes", "words"), SINCE.values(), ids=SINCE)
def test_what_has_changed_since_the_last_signature(team, old, new, changes, words):
    team.write("a\n", "docs/a.md")
    team.write(WHOLE)
    assert sign(team, "tech-lead").code == 0
    team.write(team.read().replace(old, new))
    (proposal,) = propose(["tech-lead"], judged_as_of(DAY, Session.here()), Signing(again=True))
    assert (list(proposal.since.changes), list(proposal.since.files)) == (changes, [])
    assert set(words) <= set(proposal.since.words)
    assert bool(proposal.since.words) is bool(changes)


def test_what_else_has_changed_since(team):
    team.write(ITEM)
    assert sign(team, "tech-lead").code == 0
    team.write(f'project = "another"\n{ROLES}', "mdcheck.toml")
    (proposal,) = propose(["tech-lead"], judged_as_of(DAY, Session.here()), Signing())
    assert proposal.since.changes == ("something else that it covered changed",)


@pytest.mark.parametrize(("answer", "code"), [("\n", 0), ("q\n", 130)])
def test_at_a_terminal_the_person_may_decide_otherwise(team, answer, code):
    before = team.read()
    with Terminal(team.root, "sign", "design", env={"COLUMNS": "40"}) as screen:
        screen.until("(Enter: no)")
        screen.type(answer)
        assert screen.ended()[1] == code
    assert team.read() == before
