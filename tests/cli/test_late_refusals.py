"""`mdcheck update` on several files, of which one can't be written any more when its checks have run."""

from __future__ import annotations

import json
import re

import pytest

from mdcheck.reports.table import REPORTS

GOOD = "- [ ] good\n  ```check sh\n  true\n  ```\n"
DONE = GOOD.replace("[ ]", "[x]")
SAVED = "the file was saved during the run"

WAYS = {
    "other checks": ("sed -i s/true/false/ b.md", f"{SAVED}, and its checks differ now"),
    "an error": ("sed -i s/check/check,/ b.md", f"{SAVED}, and its checks differ now"),
    "another waiver": (
        r"printf '  ~~~ waived\n  until: 9999-01-01\n  by: A <a@b>\n  reason: c\n  ~~~\n' >> b.md",
        f"{SAVED}, and its checks differ now",
    ),
    "gone": ("rm b.md", "changed during the run: no such file"),
    "not UTF-8": (r"printf '\377' >> b.md", "UTF-8"),
    "settings": (r"printf -- '---\nmdcheck: {jobs: x}\n---\n' > b.md", "changed during the run: "),
    "a folder": ("rm b.md; mkdir b.md", "is a folder"),
}


def bad(script):
    return f"- [ ] bad\n  ```check sh\n  {script}\n  true\n  ```\n"


@pytest.fixture
def three(project):
    """Writes and commits a.md, b.md whose check runs a script, and c.md."""

    def write(script):
        project.write(GOOD, "a.md")
        project.write(bad(script), "b.md")
        project.write(GOOD, "c.md")
        project.commit_all()
        return project

    return write


def errors(ended):
    return [line for line in ended.err.splitlines() if "error: " in line]


def timeless(text):
    return re.sub(r' *(?:<|&lt;)?\b[\d.]+ m?s\b|_ms": \d+|time="[\d.]+"|[\d.]+e-\d+', "some time", text)


def update(project, *args, names=("a.md", "b.md", "c.md")):
    return project.mdcheck("update", "--trust", *args, *names)


@pytest.mark.parametrize(("script", "said"), WAYS.values(), ids=WAYS)
def test_what_was_done_is_told_before_what_was_not(three, script, said):
    project = three(script)
    ended = update(project, "--no-commit")
    assert ended.code == 4
    assert [ended.out.count(name) > 0 for name in ("a.md", "b.md", "c.md")] == [True, False, True]
    assert ended.out.count("wrote 1 box") == 2
    (error,) = errors(ended)
    assert error.startswith("b.md")
    assert said in error
    assert (project.read("a.md"), project.read("c.md")) == (DONE, DONE)
    assert [name for name in project.names() if "tmp" in name] == []


def test_the_commits_are_told(three):
    script = "sed -i 's/^  true/  false/' b.md"
    project = three(script)
    ended = update(project)
    assert (ended.code, ended.out.count("committed ")) == (4, 2)
    assert project.log() == ["checklist: 100 READY, 100% complete"] * 2 + ["by a person"]
    assert project.read("b.md") == bad(script).replace("\n  true", "\n  false")


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_tells_what_was_done_and_nothing_else(three, name):
    """It is what the same format says of the files that were done."""
    project = three("echo >> b.md; sed -i s/true/false/ b.md")
    ended = update(project, "--no-commit", "--report", f"{name}:../report")
    assert (ended.code, [error.split(":")[0] for error in errors(ended)]) == (4, ["b.md"])
    project.git("checkout", "-q", ".")
    assert update(project, "--no-commit", "--report", f"{name}:../again", names=("a.md", "c.md")).code == 0
    told, again = ((project.root.parent / one).read_text() for one in ("report", "again"))
    assert timeless(told) == timeless(again)


def test_json_is_whole(three):
    ended = update(three("rm b.md"), "--format", "json")
    assert [file["path"] for file in json.loads(ended.out)["files"]] == ["a.md", "c.md"]


def test_several_are_all_told(three):
    ended = update(three("sed -i s/true/false/ b.md; rm c.md"), "--dry-run")
    assert (ended.code, [error.split(":")[0] for error in errors(ended)]) == (4, ["b.md", "c.md"])
    assert "a.md" in ended.out


def test_a_report_that_can_not_be_written_hides_nothing(three, tmp_path):
    project = three("sed -i s/true/false/ b.md; rm -r ../reports")
    (tmp_path / "reports").mkdir()
    ended = update(project, "--output", "../reports/text")
    assert ended.code == 4
    assert SAVED in ended.err
    assert "the report can't be written" in ended.err


@pytest.mark.parametrize(("script", "said"), WAYS.values(), ids=WAYS)
def test_alone_there_is_no_report(three, script, said):
    ended = update(three(script), names=("b.md",))
    assert (ended.code, ended.out) == (4, "")
    assert said in ended.err
