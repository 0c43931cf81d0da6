"""`status`, `lint` and `kinds`: what they say, and that they run nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

STALE = "# List [10%]\n\n- [x] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n- [ ] b\n"

ITEMS = """\
# List

## First [50%]

- [x] one
- [ ] two **bold**
- [ ] ~~three~~ not here

## Second

- [ ] four
  ```check
  file_exists: x
  ```
"""


def test_status_shows_sections_and_open_items(folder):
    folder.write(ITEMS)
    ended = folder.mdcheck("status")
    assert ended.code == 0
    assert ended.out.splitlines()[0].split() == ["CHECKLIST.md", "1/3", "33%"]
    for line in ("First", "○ two bold", "line 6", "Second", "○ four", "check, line 11"):
        assert line in ended.out
    assert "one" not in ended.out
    assert "three" not in ended.out


def test_status_as_json(folder):
    folder.write(ITEMS)
    file = json.loads(folder.mdcheck("status", "--format", "json").out)["files"][0]
    assert file["completion"] == {"ticked": 1, "countable": 3, "percent": 33}
    assert (file["score"], file["verdict"]) == (None, "UNASSESSED")
    assert [(item["id"], item["line"], item["ticked"], item["applicable"]) for item in file["items"]] == [
        ("first/one", 5, True, True),
        ("first/two-bold", 6, False, True),
        ("first/three", 7, False, False),
        ("second/four", 11, False, True),
    ]
    assert file["items"][3]["checks"][0]["kind"] == "file_exists"
    assert file["items"][3]["checks"][0]["outcome"] == "not_run"
    assert [(section["title"], section["percent"]) for section in file["sections"]] == [
        ("List", 33),
        ("First", 50),
        ("Second", 0),
    ]


def test_lint_finds_stale_figures_and_boxes_that_are_none(folder):
    folder.write(STALE + "- [-] c\n- [ ]d\n")
    ended = folder.mdcheck("lint")
    assert ended.code == 2
    assert ended.out == (
        "CHECKLIST.md:1:9: warning: the boxes say 50, not 10 (1 of 2 ticked) [stale-figure]\n"
        "  1 | # List [10%]\n"
        "    |         ^\n"
        "  fix: run `mdcheck update --offline`\n"
        "CHECKLIST.md:8:3: warning: “[-]” is no box here: GitHub shows it as text [not-a-box]\n"
        "  8 | - [-] c\n"
        "    |   ^\n"
        "  fix: write “[ ]” or “[x]” with a blank behind it; strike the text through (~~…~~) if it does not apply\n"
        "CHECKLIST.md:9:3: warning: “[ ]” is no box here: GitHub shows it as text [not-a-box]\n"
        "  9 | - [ ]d\n"
        "    |   ^\n"
        "  fix: write “[ ]” or “[x]” with a blank behind it; strike the text through (~~…~~) if it does not apply\n"
        "3 warnings in 1 file\n"
    )


def test_lint_as_json(folder):
    folder.write(STALE)
    found = json.loads(folder.mdcheck("lint", "--format", "json").out)
    assert found["schema"] == 1
    assert [
        (one["path"], one["line"], one["column"], one["severity"], one["code"]) for one in found["diagnostics"]
    ] == [("CHECKLIST.md", 1, 9, "warning", "stale-figure")]


def test_lint_lists_the_figures_that_are_kept(folder):
    folder.write(STALE.replace("10%", "50%"))
    ended = folder.mdcheck("lint", "--figures")
    assert (ended.code, ended.out) == (0, "CHECKLIST.md:1: # List [50%]\n")


def test_a_clean_file(folder):
    folder.write(STALE.replace("10%", "50%"))
    assert folder.mdcheck("lint") == (0, "CHECKLIST.md: nothing to fix\n", "")


@pytest.mark.parametrize("folder_name", [".", "deep/er"])
def test_the_checklist_is_found_at_the_root(project, monkeypatch, folder_name):
    project.write(STALE, "PRODUCTION_READINESS_CHECKLIST.md")
    project.write("- [ ] other\n", "CHECKLIST.md")
    (project.root / folder_name).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(project.root / folder_name)
    ended = project.mdcheck("status")
    assert ended.code == 0
    told = [line.split()[0].rpartition("/")[2] for line in ended.out.splitlines() if ".md  " in line]
    assert told == ["CHECKLIST.md", "PRODUCTION_READINESS_CHECKLIST.md"]


def test_any_checklist_at_the_root_is_found_and_nothing_else(project):
    for name in ("A_CHECKLIST_FOR_US.md", "CHECKLIST.txt", "docs/CHECKLIST.md", "README.md"):
        project.write("- [ ] one\n", name)
    assert project.mdcheck("status").out.split()[0] == "A_CHECKLIST_FOR_US.md"
    assert project.mdcheck("status").out.count("Completion") == 1


def test_a_file_that_nobody_named_and_that_is_not_ours_is_left_alone(project):
    project.write("- [ ] one\n", "A_CHECKLIST.md")
    project.write("- [ ] Here\n  ```check\n  file_exists: '*.md'\n  ```\n")
    assert "A_CHECKLIST.md" not in project.mdcheck("update").out
    assert "A_CHECKLIST.md" not in project.mdcheck("run").out
    assert project.mdcheck("update", "A_CHECKLIST.md").code == 3


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ('["docs/*.md"]', ["docs/a.md", "docs/b.md"]),
        ('["docs/b.md", "docs/*.md"]', ["docs/b.md", "docs/a.md"]),
        ('"**/a.md"', ["docs/a.md", "docs/deep/a.md"]),
    ],
)
def test_the_setting_takes_globs(project, files, found):
    for name in ("docs/a.md", "docs/b.md", "docs/deep/a.md", "CHECKLIST.md"):
        project.write("- [ ] one\n", name)
    project.write(f"files = {files}\n", "mdcheck.toml")
    told = [line.split()[0] for line in project.mdcheck("status").out.splitlines() if ".md  " in line]
    assert told == found


@pytest.mark.parametrize(("files", "message"), [("nothing/*.md", "no file matches"), ("/etc/*.md", "no pattern")])
def test_a_glob_that_finds_nothing_is_said(project, files, message):
    project.write("- [ ] one\n")
    project.write(f'files = "{files}"\n', "mdcheck.toml")
    ended = project.mdcheck("status")
    assert (ended.code, f"files: {files}: error: {message}" in ended.err) == (3, True)


def test_output_goes_to_a_file(folder):
    folder.write(ITEMS)
    assert folder.mdcheck("status", "--format", "json", "--output", "report.json") == (0, "", "wrote report.json\n")
    assert json.loads(folder.read("report.json"))["schema"] == 1


def test_a_reader_that_leaves_early_is_no_error(folder):
    folder.write("".join(f"- [ ] item {number}\n" for number in range(20_000)))
    command = f"{sys.executable} -m mdcheck status | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder.root,
        env={"PYTHONPATH": sys.path[0], "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux stands for a full disk")
@pytest.mark.parametrize(
    "command", ["status", "lint", "run", "update --no-commit", "status -f json", "kinds", "--help"]
)
def test_a_full_disk_behind_standard_output(folder, command):
    folder.write("- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    done = shell(folder, f"mdcheck {command} > /dev/full")
    assert done.returncode == 4
    assert done.stderr.endswith(
        "error: standard output can't be written: No space left on device\n"
        "  fix: what mdcheck did to files stands: make room, and look at it with `mdcheck status`\n"
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams(folder, closed):
    folder.write("- [ ] a\n  ```check bash\n  echo out; echo err >&2; test -e CHECKLIST.md\n  ```\n")
    done = shell(folder, f"mdcheck update --trust --no-commit {closed}")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert folder.read().startswith("- [x] a\n  ```check bash\n")
    assert folder.read().count("\n") == 4


def shell(folder, command):
    """What bash says to a command line with `mdcheck` in it, in a process of its own."""
    python = f'mdcheck() {{ {sys.executable} -m mdcheck "$@"; }}; {command}'
    env = {"PYTHONPATH": sys.path[0], "PATH": "/usr/bin:/bin", "HOME": str(folder.root)}
    return subprocess.run(["bash", "-c", python], cwd=folder.root, env=env, capture_output=True, text=True, check=False)


def test_no_escape_codes_in_a_pipe(folder):
    folder.write("# \x1b[31mred\n\n- [ ] \x1b]0;title\x07item \u202e\n")
    ended = folder.mdcheck("status")
    assert ended.code == 0
    assert not any(char in ended.out for char in "\x1b\x07\u202e")


@pytest.mark.parametrize("name", ["file_exists", "coverage", "run", "env"])
def test_kinds_shows_options(folder, name):
    ended = folder.mdcheck("kinds", name)
    assert ended.code == 0
    assert ended.out.startswith(f"{name}\n")


def test_kinds_names_the_near_one(folder):
    ended = folder.mdcheck("kinds", "file_exist")
    assert ended.code == 3
    assert "did you mean “file_exists”?" in ended.err
