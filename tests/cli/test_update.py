import os
import re
import stat

import pytest
from testing.release import updated


def test_update_corrects_boxes_and_figures_and_commits(release):
    before = release.read()
    ended = release.mdcheck("update")
    assert ended.code == 2
    assert release.read() == updated(before)
    assert release.log() == ["checklist: 75 ALMOST READY, 33% complete", "by a person"]
    assert release.git("log", "-1", "--format=%b") == (
        "- unticked: A changelog — CHANGELOG.md does not exist\n- ticked: A readme — README.md\n\n"
        "Mdcheck-Score: 75\nMdcheck-Verdict: ALMOST READY\nMdcheck-Completion: 33%\n\n"
    )
    assert release.git("status", "--porcelain") == ""
    assert "wrote 2 boxes and 2 figures" in ended.out
    assert re.search(r"committed [0-9a-f]{7} checklist: 75 ALMOST READY", ended.out)


@pytest.mark.parametrize(
    ("heading", "figures"),
    [("# A [/]", "1 figure"), ("# A [0/9] [%]", "1 figure"), ("# A [/]\n\nStatus: 3% (0/7 items)", "2 figures")],
)
def test_a_figure_of_several_numbers_is_one(project, heading, figures):
    project.write(f"---\nmdcheck: {{figures: true}}\n---\n{heading}\n\n- [x] a\n- [ ] b\n")
    ended = project.mdcheck("update", "--offline", "--no-commit")
    assert ended.code == 0
    assert f"wrote {figures}\n" in ended.out


def test_a_second_update_writes_nothing_and_commits_nothing(release):
    release.mdcheck("update")
    path = release.root / "CHECKLIST.md"
    os.utime(path, ns=(1, 1))
    ended = release.mdcheck("update")
    assert ended.code == 2
    assert path.stat().st_mtime_ns == 1
    assert len(release.log()) == 2
    assert "nothing to commit" in ended.out


def test_other_staged_work_stays_staged(release):
    release.write("x", "other.txt")
    release.git("add", "other.txt")
    release.mdcheck("update")
    assert release.git("show", "--name-only", "--format=", "HEAD").split() == ["CHECKLIST.md"]
    assert release.git("status", "--porcelain") == "A  other.txt\n"


def test_a_box_that_a_person_ticked_goes_along(release):
    release.mdcheck("update")
    release.write(release.read().replace("- [ ] Read by", "- [x] Read by"))
    assert release.mdcheck("update").code == 2
    assert "## Docs (66%)" in release.read()
    assert "by hand: ticked “Read by a person”" in release.git("log", "-1", "--format=%b")


@pytest.mark.parametrize("flag", ["--check", "--diff", "--dry-run", "-n"])
def test_these_write_nothing(release, flag):
    before = release.read()
    release.mdcheck("update", flag)
    assert release.read() == before
    assert release.log() == ["by a person"]


def test_check_fails_with_the_diff_while_the_file_is_out_of_date(release):
    ended = release.mdcheck("update", "--check")
    assert ended.code == 1
    assert "--- a/CHECKLIST.md\n+++ b/CHECKLIST.md\n" in ended.out
    assert "-- [ ] A readme\n" in ended.out
    assert "+- [x] A readme\n" in ended.out
    release.mdcheck("update")
    ended = release.mdcheck("update", "--check")
    assert (ended.code, "+++ b/" in ended.out) == (2, False)


def test_diff_is_a_patch_that_git_applies(release):
    release.write(release.read().replace("\n", "\r\n").rstrip("\r\n"))
    wanted = updated(release.read())
    patch = release.mdcheck("update", "--diff").out
    assert patch.startswith("--- a/CHECKLIST.md\n")
    (release.root / "patch").write_bytes(patch.encode())
    release.git("apply", "--whitespace=nowarn", "patch")
    assert release.read() == wanted


def test_offline_runs_nothing_and_mends_figures(release):
    before = release.read()
    ended = release.mdcheck("update", "--offline", "--no-commit")
    assert ended.code == 0
    assert release.read() == before.replace("Progress: 0%", "Progress: 33%").replace("(0%)", "(33%)")
    assert release.log() == ["by a person"]


def test_offline_check_is_the_cheap_verifier(release):
    assert release.mdcheck("update", "--offline", "--check").code == 1
    release.mdcheck("update", "--offline")
    assert release.mdcheck("update", "--offline", "--check").code == 0


PLAIN = "# Plan (10%)\n\n- [x] a\n- [ ] b\n"


def test_a_file_that_has_not_adopted_mdcheck_is_left_alone(folder):
    folder.write(PLAIN)
    assert folder.mdcheck("update", "--offline").code == 3
    assert folder.read() == PLAIN
    assert folder.mdcheck("update", "--offline", "--adopt").code == 0
    assert folder.read() == PLAIN.replace("10%", "50%")


@pytest.mark.parametrize(
    ("front", "heading", "status"),
    [
        ("mdcheck:", "10%", "10%"),
        ("mdcheck: {figures: true}", "50%", "50%"),
        ("mdcheck: {figures: false}", "10%", "10%"),
        ("mdcheck:\n  figures: [status]", "10%", "50%"),
        ("mdcheck:\n  figures: {status: true, heading: false}", "10%", "50%"),
    ],
)
def test_front_matter_agrees_to_notations(folder, front, heading, status):
    text = f"---\ntitle: x\n{front}\n---\n# Plan (10%)\n\nStatus: 10%\n\n- [x] a\n- [ ] b\n"
    folder.write(text)
    assert folder.mdcheck("update").code == 0
    wanted = text.replace("(10%)", f"({heading})").replace("Status: 10%", f"Status: {status}")
    assert folder.read() == wanted


def test_only_runs_what_is_named(release):
    ended = release.mdcheck("update", "--only", "docs/a-readme")
    assert ended.code == 0
    assert "- [x] A readme" in release.read()
    assert "- [x] A changelog" in release.read()


def test_mode_and_symbolic_link_stay(release):
    (release.root / "docs").mkdir()
    target = release.root / "docs" / "list.md"
    (release.root / "CHECKLIST.md").rename(target)
    target.chmod(0o640)
    (release.root / "CHECKLIST.md").symlink_to("docs/list.md")
    release.commit_all("moved")
    assert release.mdcheck("update").code == 2
    assert (release.root / "CHECKLIST.md").is_symlink()
    assert "- [x] A readme" in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert release.git("show", "--name-only", "--format=", "HEAD").split() == ["docs/list.md"]


def test_in_ci_nothing_is_committed_unless_asked(release, monkeypatch):
    monkeypatch.setenv("CI", "true")
    release.mdcheck("update")
    assert release.log() == ["by a person"]
    release.mdcheck("update", "--commit", "-m", "release: checklist")
    assert release.log() == ["release: checklist", "by a person"]


REGION = """\
# List

- [ ] A readme
  ```check
  file_exists: README.md
  ```

<!-- mdcheck:report -->
old
<!-- /mdcheck:report -->

After
"""


def test_the_report_region_is_kept_up_to_date(folder):
    folder.write("hello", "README.md")
    folder.write(REGION)
    assert folder.mdcheck("update").code == 0
    once = folder.read()
    assert once.startswith(REGION.split("old", maxsplit=1)[0].replace("[ ]", "[x]"))
    assert "| List    |      1 |" in once
    assert once.endswith("<!-- /mdcheck:report -->\n\nAfter\n")
    assert folder.mdcheck("update").code == 0
    assert folder.read() == once


def test_several_files(release):
    release.write("# Other\n\n- [ ] b\n  ```check\n  file_exists: README.md\n  ```\n", "docs/other.md")
    release.commit_all("more")
    ended = release.mdcheck("update", "CHECKLIST.md", "docs/other.md")
    assert ended.code == 2
    assert "- [x] b" in release.read("docs/other.md")
    assert release.log()[:2] == ["checklist: 100 READY, 100% complete", "checklist: 75 ALMOST READY, 33% complete"]


def test_settings_name_the_files(release):
    (release.root / "mdcheck.toml").unlink()
    release.write("# Other\n\n- [ ] b\n  ```check\n  file_exists: README.md\n  ```\n", "docs/other.md")
    release.write('[tool.mdcheck]\nfiles = ["docs/other.md"]\ncommit = false\n', "pyproject.toml")
    before = release.read()
    assert release.mdcheck("update").code == 0
    assert "- [x] b" in release.read("docs/other.md")
    assert release.read() == before
    assert release.log() == ["by a person"]
