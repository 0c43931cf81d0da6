"""`mdcheck history` on real repositories."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest

DAY = 86_400
START = 1_700_000_000


@pytest.fixture
def commit(project, monkeypatch):
    """`commit(text, day=0, message="edit", name="CHECKLIST.md")`: a version, so many days after the first."""

    def commit(text, day=0, message="edit", name="CHECKLIST.md"):
        for which in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{which}_DATE", f"{START + day * DAY} +0000")
        if text is not None:
            project.write(text, name)
        project.commit_all(message)

    return commit


def read(project, *args):
    ended = project.mdcheck("history", "-f", "json", *args)
    assert ended.code == 0, ended.err
    (file,) = json.loads(ended.out)["files"]
    return file


def percents(project, *args):
    return [one["completion"] and one["completion"]["percent"] for one in read(project, *args)["revisions"]]


def test_a_row_for_each_commit_that_touched_the_file(project, commit):
    commit("- [ ] a\n- [ ] b\n")
    commit("- [x] a\n- [ ] b\n", day=1)
    commit("text\n", day=2, name="other.md")
    commit("- [x] a\n- [x] b\n- [ ] c\n", day=3)
    file = read(project)
    assert [one["completion"]["percent"] for one in file["revisions"]] == [0, 50, 66]
    assert [(one["ticked"], one["unticked"], one["added"], one["removed"]) for one in file["revisions"]] == [
        (0, 0, 2, 0),
        (1, 0, 0, 0),
        (1, 0, 1, 0),
    ]
    assert file["revisions"][1]["date"] == "2023-11-15T22:13:20Z"


def test_renames_are_followed(project, commit):
    commit("- [ ] a\n- [ ] b\n", name="docs/TODO.md")
    project.git("mv", "docs/TODO.md", "CHECKLIST.md")
    commit(None, day=1, message="rename")
    commit("- [x] a\n- [ ] b\n", day=2)
    assert [one["path"] for one in read(project)["revisions"]] == ["docs/TODO.md", "CHECKLIST.md", "CHECKLIST.md"]
    assert percents(project) == [0, 0, 50]


def test_the_score_of_the_commits_that_mdcheck_made(release):
    release.mdcheck("update")
    assert [(one["score"], one["verdict"]) for one in read(release)["revisions"]] == [
        (None, None),
        (75.0, "ALMOST READY"),
    ]
    assert "75  ALMOST READY" in release.mdcheck("history").out


def test_a_merge_has_the_score_of_the_version_that_it_brought(release):
    release.git("checkout", "-q", "-b", "side")
    release.mdcheck("update")
    release.git("checkout", "-q", "main")
    release.write("x", "other")
    release.commit_all()
    release.git("merge", "-q", "--no-edit", "side")
    revisions = read(release, "--first-parent")["revisions"]
    assert [(one["subject"], one["score"]) for one in revisions] == [
        ("by a person", None),
        ("Merge branch 'side'", 75.0),
    ]


UNTICKED, TICKED = "- [ ] a\n", "- [x] a\n"


def test_a_score_belongs_to_a_commit_and_not_to_the_bytes_that_it_left(project, commit):
    """A, B, A: the newest commit with the bytes A was made by hand, and says nothing."""
    commit(UNTICKED, message="first\n\nMdcheck-Score: 10\n")
    commit(TICKED, day=1, message="second\n\nMdcheck-Score: 90\n")
    commit(UNTICKED, day=2, message="by hand")
    commit(TICKED, day=3, message="fourth\n\nMdcheck-Score: 95\n")
    for options in ((), ("--first-parent",)):
        assert [one["score"] for one in read(project, *options)["revisions"]] == [10, 90, None, 95]


def test_a_merge_has_the_score_of_its_own_branch(project, commit):
    """Two branches bring the same bytes at different times, with different scores; a third one says nothing."""
    commit(UNTICKED)
    for day, trailer in ((1, "Mdcheck-Score: 70"), (5, "Mdcheck-Score: 80"), (9, "Nothing: said")):
        project.git("checkout", "-q", "-b", f"side{day}")
        commit(TICKED, day=day, message=f"ticked\n\n{trailer}\n")
        project.git("checkout", "-q", "main")
        project.git("merge", "-q", "--no-ff", "-m", f"merge {day}", f"side{day}")
        commit(UNTICKED, day=day + 2, message="unticked by hand")
    revisions = read(project, "--first-parent")["revisions"]
    scores = {one["subject"]: one["score"] for one in revisions}
    assert [scores[f"merge {day}"] for day in (1, 5, 9)] == [70, 80, None]
    assert scores["unticked by hand"] is None


def test_two_branches_and_their_merge(project, commit):
    commit("- [ ] a\n\ntext\n\n- [ ] b\n")
    project.git("checkout", "-q", "-b", "side")
    commit("- [x] a\n\ntext\n\n- [ ] b\n", day=1)
    project.git("checkout", "-q", "main")
    commit("- [ ] a\n\ntext\n\n- [x] b\n", day=2)
    project.git("merge", "-q", "--no-edit", "side")
    file = read(project)
    assert sorted(one["completion"]["percent"] for one in file["revisions"][:-1]) == [0, 50, 50]
    merge = file["revisions"][-1]
    assert (merge["completion"]["percent"], merge["ticked"], merge["added"]) == (100, 0, 0)
    assert [item["flips"] for item in file["items"]] == [1, 1]


def test_items_that_are_new_slow_and_flapping(project, commit):
    commit("- [ ] slow\n- [ ] flapping\n- [x] done\n- [ ] ~~no~~ not ours\n")
    for day in (1, 2, 3):
        commit(f"- [ ] slow\n- [{'x' if day % 2 else ' '}] flapping\n- [x] done\n- [ ] ~~no~~ not ours\n", day=day)
    commit("- [ ] slow\n- [x] flapping\n- [x] done\n- [ ] ~~no~~ not ours\n- [ ] new\n", day=40)
    found = {
        item["text"]: (item["traits"], item["flips"], item["days"], item["revisions"])
        for item in read(project)["items"]
    }
    assert found == {
        "slow": (["slow"], 0, 40, 4),
        "flapping": (["flapping"], 3, 37, 1),
        "done": ([], 0, 40, 4),
        "~~no~~ not ours": ([], 0, 40, 4),
        "new": (["new"], 0, 0, 0),
    }
    assert [item["traits"] for item in read(project, "--days", "100")["items"]] == [
        [], ["flapping"], [], [], ["new"],
    ]  # fmt: skip
    out = project.mdcheck("history").out
    assert out.index("Flapping") < out.index("Open for more than 30 days") < out.index("New in the last 30 days")
    assert "open for 40 days and 4 revisions" in out
    assert "flipped 3 times, ticked since 2023-11-17" in out


def test_an_item_goes_on_under_other_words_and_headings(project, commit):
    commit("## One\n\n- [ ] Latency below 1 s\n- [ ] b\n")
    commit("## Two\n\n- [x] Latency below 1 s\n- [ ] b\n", day=1)
    commit("## Two\n\n- [ ] Latency below 2 s\n- [ ] b\n", day=2)
    commit("## Two\n\n- [x] Latency below 2 s\n- [ ] b\n", day=3)
    first = read(project)["items"][0]
    assert (first["flips"], first["first_seen"]) == (3, "2023-11-14T22:13:20Z")


def test_versions_that_are_missing_or_can_not_be_read(project, commit):
    commit("- [x] a\n")
    commit(b"- [x] \xff\n", day=1)
    commit("- [x] a\n- [ ] b\n", day=2)
    project.git("rm", "-q", "CHECKLIST.md")
    commit(None, day=3, message="remove")
    commit("- [x] a\n", day=4)
    assert percents(project) == [100, None, 50, None, 100]
    problems = [one["problem"] for one in read(project)["revisions"]]
    assert problems == [None, "not UTF-8: byte 0xff at offset 6", None, "removed", None]


def test_formats(project, commit):
    commit("- [ ] a\n", message='a "quoted", subject')
    commit("- [x] a\n", day=1)
    head, *rows = csv.reader(io.StringIO(project.mdcheck("history", "-f", "csv").out))
    assert [dict(zip(head, row, strict=True))["subject"] for row in rows] == ['a "quoted", subject', "edit"]
    svg = project.mdcheck("history", "-f", "svg").out
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert project.mdcheck("history", "-f", "svg").out == svg


def test_the_newest_rows(project, commit):
    for number in range(23):
        commit(f"- [ ] a\n\n{number}\n", day=number, message=f"edit {number}")
    rows = [
        [line for line in project.mdcheck("history", *args).out.splitlines() if " edit " in line]
        for args in ([], ["-n", "3"], ["-n", "0"])
    ]
    assert [len(one) for one in rows] == [20, 3, 23]
    assert rows[1][0].endswith("edit 22")
    assert "… and 3 earlier (-n 0 shows all)" in project.mdcheck("history").out
    assert len(percents(project)) == 23


def test_a_linked_checklist_has_the_past_of_its_file(project, commit):
    commit("- [ ] a\n", name="docs/list.md")
    (project.root / "CHECKLIST.md").symlink_to("docs/list.md")
    commit("- [x] a\n", day=1, name="docs/list.md")
    assert percents(project) == [0, 100]


@pytest.mark.parametrize(
    ("files", "code", "message"),
    [
        (["other.md"], 3, "other.md: error: no commit up to HEAD has this file"),
        (["../elsewhere.md"], 4, "is not inside a git repository"),
        (["gone/deep.md"], 3, "gone/deep.md: error: no commit up to HEAD has this file"),
    ],
)
def test_no_past(project, commit, files, code, message):
    commit("- [ ] a\n")
    project.write("- [ ] b\n", "other.md")
    ended = project.mdcheck("history", *files)
    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err
    assert "fix: " in ended.err


def test_before_the_first_commit(project):
    project.write("- [ ] a\n")
    ended = project.mdcheck("history")
    assert (ended.code, "there is no commit yet" in ended.err) == (3, True)


def test_one_chart_shows_one_checklist(project, commit):
    commit("- [ ] a\n")
    commit("- [ ] b\n", name="b.md")
    ended = project.mdcheck("history", "-f", "svg", "CHECKLIST.md", "b.md")
    assert (ended.code, ended.out) == (3, "")
    assert "an SVG chart shows one checklist" in ended.err
    assert project.mdcheck("history", "CHECKLIST.md", "b.md").out.count("1 revision,") == 2


def test_nothing_runs(project, commit):
    commit("- [ ] a\n  ```check bash\n  touch owned\n  ```\n")
    commit("- [x] a\n  ```check bash\n  touch owned\n  ```\n", day=1)
    project.mdcheck("history")
    assert not (project.root / "owned").exists()


@pytest.mark.parametrize(
    "subject",
    ["##[error]fails", "##vso[task.complete result=Failed;]", "::error::x", "=1+1", "@x", "x ##teamcity[buildStop]"],
)
def test_no_commit_s_subject_is_a_command_in_csv(project, commit, subject):
    commit("- [ ] a\n", message=f"{subject}\n")
    project.write("\n", name=subject.replace("/", "") + ".txt")
    ended = project.mdcheck("history", "-f", "csv")
    assert f",'{subject}\r\n" in ended.out or f",'{subject}\n" in ended.out
