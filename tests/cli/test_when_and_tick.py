"""The common options `when` (is there anything to check?) and `tick: person` (the check never ticks the box)."""

from __future__ import annotations

import json

import pytest
from testing.documents import read

from mdcheck.checks.bind import read_checks


def block(text, info=""):
    lines = "".join(f"  {line}\n" for line in text.split("\n"))
    return f"- [ ] An item\n  ```check{info}\n{lines}  ```\n"


def checks_of(project, document, *args):
    project.write(document)
    ended = project.mdcheck("run", "--format", "json", *args)
    items = json.loads(ended.out)["files"][0]["items"] if ended.out else []
    return ended.code, [(check["outcome"], check["message"]) for item in items for check in item["checks"]]


APPLICABLE = {
    "passes": ("file_exists: a\nwhen: {file_exists: there}", ("failed", "a does not exist")),
    "does not pass": (
        "file_exists: a\nwhen: {file_exists: Dockerfile}",
        ("not_applicable", "when: Dockerfile does not exist"),
    ),
    "a mapping of its options": (
        "file_exists: a\nwhen:\n  file_exists: {paths: [x, z], match: any}",
        ("not_applicable", "when: "),
    ),
    "options beside": (
        "file_exists: a\nwhen:\n  file_exists: [x, there]\n  match: any",
        ("failed", "a does not exist"),
    ),
    "it could not be determined": (
        "file_exists: a\nwhen: {value: broken.json, at: a, equals: 1}",
        ("errored", "when: broken.json"),
    ),
    "outside": ("file_exists: a\nwhen: {file_exists: ../x}", ("errored", "when: ../x lies outside the repository")),
}


@pytest.mark.parametrize(("text", "expected"), APPLICABLE.values(), ids=APPLICABLE.keys())
def test_whether_a_check_applies(project, text, expected):
    project.write("text\n", "there")
    project.write("{", "broken.json")
    _, ((outcome, message),) = checks_of(project, block(text))
    assert (outcome, message[: len(expected[1])]) == expected


def test_a_script_takes_the_same_in_quotes(project):
    document = block("touch ran", ' sh when="file_exists: Dockerfile"') + block("true", " sh when='file_exists: there'")
    project.write("text\n", "there")
    code, found = checks_of(project, document, "--trust")
    assert (code, found) == (0, [("not_applicable", "when: Dockerfile does not exist"), ("passed", "")])
    assert "ran" not in project.names()


def test_what_does_not_apply_needs_no_trust(project):
    code, found = checks_of(project, block("touch ran", ' sh when="file_exists: Dockerfile"'))
    assert (code, found) == (0, [("not_applicable", "when: Dockerfile does not exist")])


def test_what_does_not_apply_holds_nobody_up(project):
    document = (
        "- [ ] Built\n  ```check\n  file_exists: a\n  when: {file_exists: Dockerfile}\n  ```\n"
        "- [ ] Used\n  ```check\n  file_exists: there\n  needs: built\n  ```\n"
    )
    project.write("text\n", "there")
    _, found = checks_of(project, document)
    assert [outcome for outcome, _ in found] == ["not_applicable", "passed"]


WRONG = {
    "executable": (
        "file_exists: a\nwhen: {http: https://example.org}",
        (4, 10, "option", "when: “http” is executable, and only an inert kind can say whether a check applies"),
    ),
    "unknown": (
        "file_exists: a\nwhen: {file_exist: a}",
        (4, 10, "unknown-kind", "when: “file_exist” is no kind of check (did you mean “file_exists”?)"),
    ),
    "an unknown option": (
        "file_exists: a\nwhen: {file_exists: a, mach: any}",
        (4, 26, "unknown-option", "when: file_exists has no option “mach” (did you mean “match”?)"),
    ),
    "two kinds": (
        "file_exists: a\nwhen: {file_exists: a, file_absent: b}",
        (4, 26, "two-kinds", "when: the block names two kinds: file_exists and file_absent"),
    ),
    "no mapping": (
        "file_exists: a\nwhen: Dockerfile",
        (4, 3, "option", "when: when is a kind with its options, such as “file_exists: Dockerfile”"),
    ),
    "a common option, misspelt": (
        "file_exists: a\nwen: {file_exists: a}",
        (4, 3, "unknown-option", "file_exists has no option “wen” (did you mean “when”?)"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong(text, expected):
    checklist = read(block(text))
    _, found = read_checks(checklist)
    (error,) = (*checklist.diagnostics, *found)
    assert (error.line, error.column, error.code, error.message) == expected


def test_options_of_scripts_are_suggested():
    _, (error,) = read_checks(read(block("true", " sh timout=5s")))
    assert error.message == "script has no option “timout” (did you mean “timeout”?)"


GUARDED = """\
# Release [0%]

- [{}] A runbook that helps
  ```check
  file_exists: runbook.md
  tick: person
  ```
"""


def test_a_check_never_ticks_a_guarded_item(project):
    project.write("text\n", "runbook.md")
    project.write(GUARDED.format(" "))
    ended = project.mdcheck("update", "--no-commit", "--all")
    assert (ended.code, project.read()) == (0, GUARDED.format(" "))
    assert "evidence is there; tick it if it holds" in ended.out
    assert "score 100 is READY, but 1 item to be ticked by a person (line 3)" in ended.out
    found = json.loads(project.mdcheck("run", "--format", "json").out)["files"][0]
    assert (found["verdict"], found["flips"]) == ("ALMOST READY", [])


def test_a_check_unticks_a_guarded_item(project):
    project.write(GUARDED.format("x").replace("0%", "100%"))
    assert project.mdcheck("update", "--no-commit").code == 1
    assert project.read() == GUARDED.format(" ")


def test_a_ticked_guarded_item_stays_ticked(project):
    project.write("text\n", "runbook.md")
    project.write(GUARDED.format("x").replace("0%", "100%"))
    ended = project.mdcheck("update", "--no-commit", "--all")
    assert (ended.code, project.read()) == (0, GUARDED.format("x").replace("0%", "100%"))
    assert "evidence" not in ended.out
    assert "READY" in ended.out


def test_explain_says_who_ticks(project):
    project.write(GUARDED.format(" "))
    told = project.mdcheck("explain", "runbook").out
    assert "open; a person ticks it, and its checks may untick it" in told
    assert "  tick        person\n" in told
