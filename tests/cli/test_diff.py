"""`mdcheck diff` on real repositories."""

from __future__ import annotations

import json

import pytest

LIST = """\
# Release

- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [x] A changelog
  ```check
  file_exists: CHANGELOG.md
  ```
- [ ] Read by a person
"""


@pytest.fixture
def told(project):
    """A checklist that a person wrote, mdcheck updated, and a person ticked."""
    project.write(LIST)
    project.write("# Read me\n", "README.md")
    project.commit_all("written")
    project.git("tag", "written")
    assert project.mdcheck("update").code == 1
    project.git("tag", "updated")
    project.write(project.read().replace("- [ ] Read by", "- [x] Read by"))
    project.commit_all("by a person")
    return project


def flips(project, *args):
    """The flips of the one file: text, state, who, and whether a commit is named."""
    ended = project.mdcheck("diff", "--format", "json", *args)
    assert ended.code == 0, ended.err
    (file,) = json.loads(ended.out)["files"]
    return [(flip["text"], flip["to"], flip["by"], bool(flip["commit"])) for flip in file["flips"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        (["HEAD"], []),
        (["updated..HEAD"], [("Read by a person", True, "hand", True)]),
        (
            ["written..updated"],
            [("A changelog", False, "check", True), ("A readme", True, "check", True)],
        ),
        (
            ["written"],
            [
                ("A changelog", False, "check", True),
                ("A readme", True, "check", True),
                ("Read by a person", True, "hand", True),
            ],
        ),
        (
            ["HEAD..written"],
            [
                ("A readme", False, "unknown", False),
                ("Read by a person", False, "unknown", False),
                ("A changelog", True, "unknown", False),
            ],
        ),
    ],
    ids=["nothing", "the same commit", "by hand", "by checks", "since", "backwards"],
)
def test_who_flipped_a_box(told, words, expected):
    assert flips(told, *words) == expected


def test_the_working_tree_is_not_verified(told):
    told.write(told.read().replace("- [ ] A change", "- [x] A change").replace("- [x] Read", "- [ ] Read"))
    assert flips(told) == [
        ("Read by a person", False, "hand", False),
        ("A changelog", True, "unverified", False),
    ]


def test_a_commit_by_hand_is_no_check(told):
    told.write(told.read().replace("- [ ] A change", "- [x] A change"))
    told.commit_all("- ticked: A changelog — CHANGELOG.md")
    assert flips(told, "HEAD^..HEAD") == [("A changelog", True, "hand", True)]


def test_a_squashed_commit_still_tells_what_its_check_said(told):
    message = told.git("log", "-1", "--format=%B", "updated")
    told.git("reset", "-q", "--soft", "written")
    told.git("commit", "-q", "-m", f"All of it (#1)\n\n* {message}\n* by a person")
    assert flips(told, "written..HEAD") == [
        ("A changelog", False, "check", True),
        ("A readme", True, "check", True),
        ("Read by a person", True, "hand", True),
    ]


def test_a_merge_is_not_blamed_for_what_it_brought(told):
    told.git("checkout", "-q", "-b", "side")
    told.write(told.read().replace("- [x] Read", "- [ ] Read"))
    told.commit_all("side")
    told.git("checkout", "-q", "main")
    told.write(told.read().replace("# Release", "# The release"))
    told.commit_all("main")
    told.git("merge", "-q", "--no-edit", "side")
    ended = told.mdcheck("diff", "updated^..HEAD")
    assert "Read by a person" not in ended.out
    side = told.git("rev-parse", "--short=7", "side").strip()
    assert f"by hand in {side}" in told.mdcheck("diff", "HEAD^..HEAD").out


def test_what_a_commit_of_mdcheck_told(told):
    (file,) = json.loads(told.mdcheck("diff", "--format", "json", "written..updated").out)["files"]
    assert (file["before"]["score"], file["before"]["verdict"]) == (None, None)
    assert (file["after"]["score"], file["after"]["verdict"]) == (50.0, "NOT READY")
    assert file["before"]["completion"] == {"ticked": 1, "countable": 3, "percent": 33}
    assert file["flips"][0]["message"] == "CHANGELOG.md does not exist"


def test_an_edited_file_has_no_score(told):
    told.git("reset", "-q", "--hard", "updated")
    after = json.loads(told.mdcheck("diff", "-f", "json", "written").out)["files"][0]["after"]
    assert after["score"] == 50.0
    told.write(told.read() + "\nMore.\n")
    after = json.loads(told.mdcheck("diff", "-f", "json", "written").out)["files"][0]["after"]
    assert after["score"] is None


def test_three_dots_leave_out_what_the_other_side_did(told):
    told.git("checkout", "-q", "-b", "side", "updated")
    told.write(told.read() + "- [x] On the side\n")
    told.commit_all("side")
    one, three = (told.mdcheck("diff", words).out for words in ("main..side", "main...side"))
    assert "Regressions" in one
    assert "merge base of main and side → side" in three
    assert "Regressions" not in three
    assert "+ On the side" in three


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "only staged"])
def test_a_renamed_file(told, committed):
    told.git("mv", "CHECKLIST.md", "TODO.md")
    if committed:
        told.git("commit", "-q", "-m", "rename")
    ended = told.mdcheck("diff", "updated" if committed else "HEAD", "TODO.md")
    assert ended.code == 0
    assert ended.out.startswith("CHECKLIST.md → TODO.md  ")
    assert "Added" not in ended.out


def test_a_renamed_heading_is_one_line(project):
    items = "".join(f"- [x] Statement number {number}\n" for number in range(20))
    project.write(f"# All\n\n## Before\n\n{items}")
    project.commit_all()
    project.write(f"# All\n\n## Utterly different\n\n{items}")
    out = project.mdcheck("diff").out
    assert "All / Before → All / Utterly different" in out
    assert "Statement" not in out


def test_a_new_and_a_removed_checklist(told):
    told.write("- [ ] one\n  ```check bash\n  make\n  ```\n", "new.md")
    ended = told.mdcheck("diff", "HEAD", "new.md")
    assert (ended.code, "no such file → 0% complete" in ended.out, "│ + make" in ended.out) == (0, True, True)
    told.git("rm", "-q", "CHECKLIST.md")
    ended = told.mdcheck("diff", "HEAD", "CHECKLIST.md")
    assert (ended.code, "33% complete (1 of 3 ticked)" in ended.out) == (0, False)
    assert "→ no such file" in ended.out
    assert ended.out.count("  - ") == 5


def test_new_code_is_shown_exactly_and_nothing_runs(told):
    script = "touch owned\x1b[8m # \u202ehidden\n\n\tdone"
    body = "".join(f"  {line}\n" if line else "\n" for line in script.split("\n"))
    told.write(
        told.read() + f"- [ ] New\n  ```check bash timeout=10m\n{body}  ```\n- [ ] Env\n  ```check\n  env: A\n  ```\n"
    )
    out = told.mdcheck("diff").out
    assert (
        "    │ + check bash timeout=10m\n    │ + touch owned<U+001B>[8m # <U+202E>hidden\n    │ +\n    │ + ⇥done\n"
        in out
    )
    assert "Checks that only read\n  + added: Env (env)" in out
    assert "env: A" not in out
    assert not (told.root / "owned").exists()


def test_a_block_that_can_not_be_read_is_shown_as_code(told):
    told.write(told.read() + "- [ ] New\n  ```check\n  runn: touch owned\n  ```\n")
    assert "│ + runn: touch owned" in told.mdcheck("diff").out


@pytest.mark.parametrize(
    ("words", "code"), [(["written..updated"], 1), (["updated..HEAD"], 0), ([], 0)], ids=["lost", "won", "nothing"]
)
def test_the_exit_code_says_whether_a_box_was_lost(told, words, code):
    assert told.mdcheck("diff", "--exit-code", *words).code == code
    assert told.mdcheck("diff", *words).code == 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["nope"], 3, "“nope” is neither a file nor a revision"),
        (["nope..HEAD"], 3, "git knows no revision “nope”"),
        (["HEAD..nope"], 3, "git knows no revision “nope”"),
        (["--", "-x"], 3, "“-x” is no revision: none begins with a hyphen"),
        (["--", "--output=owned"], 3, "“--output=owned” is no revision: none begins with a hyphen"),
        (["HEAD", "nope.md"], 3, "nope.md: error: no such file, neither in HEAD nor in working tree"),
        (["nope.md"], 3, "nope.md: error: no such file, neither in HEAD nor in working tree"),
        (["same"], 3, "“same” is a file and a revision"),
        (["HEAD", "../CHECKLIST.md"], 4, "is not inside a git repository"),
    ],
    ids=ascii,
)
def test_what_can_not_be_compared(told, words, code, message):
    told.write("- [ ] a\n", "same")
    told.git("branch", "same")
    before = sorted(told.root.iterdir())
    ended = told.mdcheck("diff", *words)
    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err
    assert "fix: " in ended.err
    assert sorted(told.root.iterdir()) == before


def test_outside_of_a_repository(folder):
    folder.write(LIST)
    ended = folder.mdcheck("diff")
    assert (ended.code, ended.out) == (4, "")
    assert "is not inside a git repository" in ended.err


def test_before_the_first_commit(project):
    project.write(LIST)
    ended = project.mdcheck("diff")
    assert ended.code == 3
    assert "there is no commit yet to compare with" in ended.err


def test_in_a_folder_below(told, monkeypatch):
    (told.root / "docs").mkdir()
    monkeypatch.chdir(told.root / "docs")
    assert told.mdcheck("diff", "updated..HEAD").out.startswith("CHECKLIST.md  updated → HEAD")
    assert told.mdcheck("diff", "updated..HEAD", "../CHECKLIST.md").code == 0


def test_line_ends_make_no_difference(told):
    told.git("reset", "-q", "--hard", "updated")
    told.write(told.read().replace("\n", "\r\n"))
    ended = told.mdcheck("diff")
    assert "no item, box or check differs" in ended.out
    assert "50 (as before)" in ended.out


def test_markdown_and_a_ci_variable_change_nothing_in_git(told, monkeypatch):
    monkeypatch.setenv("CI", "true")
    before = told.git("status", "--porcelain=v2"), (told.root / ".git/index").read_bytes()
    assert told.mdcheck("diff", "written", "--format", "markdown").out.startswith("## ❌ `CHECKLIST.md`: 1 regression")
    assert (told.git("status", "--porcelain=v2"), (told.root / ".git/index").read_bytes()) == before


WAIVED = "  ```waived\n  until: {}\n  by: {}\n  reason: later\n  ```\n"
ADA, BOB = "Ada <ada@example.org>", "Bob <bob@example.org>"
CHECKED = "- [ ] A readme\n  ```check\n  file_exists: README.md\n  ```\n"
OTHER = CHECKED.replace("A readme", "Another")
MAY, JUNE = WAIVED.format("2026-05-01", ADA), WAIVED.format("2026-06-01", ADA)
WAIVERS = {
    "as before": (CHECKED + MAY, CHECKED + MAY, []),
    "moved": (OTHER + CHECKED + MAY, CHECKED + MAY + OTHER, []),
    "new": (CHECKED, CHECKED + MAY, ["added"]),
    "of a new item": (CHECKED, CHECKED + OTHER + MAY, ["added"]),
    "longer": (CHECKED + MAY, CHECKED + JUNE, ["lengthened"]),
    "longer, below a reworded item": (CHECKED + MAY, CHECKED.replace("readme", "read-me") + JUNE, ["lengthened"]),
    "shorter": (CHECKED + JUNE, CHECKED + MAY, ["changed"]),
    "by somebody else": (CHECKED + MAY, CHECKED + MAY.replace(ADA, BOB), ["changed"]),
    "gone": (CHECKED + MAY, CHECKED, ["removed"]),
    "gone with its item": (OTHER + CHECKED + MAY, OTHER, ["removed"]),
    "one of two": (CHECKED + MAY + JUNE, CHECKED + JUNE, ["removed"]),
    "a second one": (CHECKED + MAY, CHECKED + JUNE + MAY, ["added"]),
    "for one kind of check": (
        CHECKED + MAY,
        CHECKED + MAY.replace("  by", "  kind: links\n  by"),
        ["added", "removed"],
    ),
    "malformed": (CHECKED, CHECKED + MAY.replace("2026-05-01", "soon"), ["added"]),
}


@pytest.mark.parametrize(("before", "after", "expected"), WAIVERS.values(), ids=WAIVERS.keys())
def test_waivers_that_are_new_longer_or_gone(project, before, after, expected):
    project.write(before)
    project.commit_all()
    project.write(after)
    (file,) = json.loads(project.mdcheck("diff", "--format", "json").out)["files"]
    assert [one["change"] for one in file["waivers"]] == expected
    for name in ("text", "markdown"):
        out = project.mdcheck("diff", "--format", name).out
        assert ("Waivers" in out, "later" in out) == (bool(expected), bool(expected))


def test_a_longer_waiver_stands_above_new_code(project):
    project.write(CHECKED + MAY)
    project.commit_all()
    project.write(CHECKED + JUNE + "- [ ] B\n  ```check sh\n  true\n  ```\n")
    out = project.mdcheck("diff").out
    assert "1 waiver new or longer" in out
    assert f"until 2026-05-01 → 2026-06-01, by {ADA}: later" in out
    assert out.index("lengthened: A readme") < out.index("Checks that run code")
