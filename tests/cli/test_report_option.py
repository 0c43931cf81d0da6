"""`--report`, `--output` and the job summary: several reports of one run, each to its own place."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from mdcheck.reports.table import REPORTS

CHECKLIST = """\
# Release

- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [x] A changelog
  ```check
  file_exists: CHANGELOG.md
  ```
"""


@pytest.fixture
def listed(folder):
    folder.write(CHECKLIST)
    folder.write("# Read me\n", "README.md")
    return folder


def test_several_at_once(listed):
    ended = listed.mdcheck("run", "--report", "junit:report.xml", "--report", "json:report.json")
    assert ended.code == 1
    assert "A changelog" in ended.out
    assert json.loads(listed.read("report.json"))["summary"]["failed"] == 1
    assert ET.fromstring(listed.read("report.xml")).get("failures") == "1"


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_goes_to_a_file_as_it_goes_to_a_pipe(listed, name):
    assert listed.mdcheck("status", "--report", f"{name}:report.out").code == 0
    ended = listed.mdcheck("status", "--format", name)
    assert (ended.code, ended.out) == (0, listed.read("report.out"))


@pytest.mark.parametrize("command", [["run"], ["update", "--dry-run"], ["update", "--diff"], ["status"]])
def test_every_command_that_reports(listed, command):
    listed.mdcheck(*command, "--report", "badge:badge.json")
    assert json.loads(listed.read("badge.json"))["label"] == "checklist"


def test_standard_output_may_be_the_place(listed):
    ended = listed.mdcheck("run", "--output", "report.txt", "--report", "json:-")
    assert json.loads(ended.out)["summary"]["passed"] == 1
    assert "A changelog" in listed.read("report.txt")


@pytest.mark.parametrize(
    ("args", "message", "fix"),
    [
        pytest.param(
            ["--report", "junti:x.xml"],
            "no format “junti” (did you mean “junit”?)",
            "formats are text, json",
            id="format",
        ),
        pytest.param(["--report", "junit"], "“junit” names no file", "FORMAT:PATH", id="no colon"),
        pytest.param(["--report", "junit:"], "“junit:” names no file", "FORMAT:PATH", id="no path"),
        pytest.param(["--report", "junit:no/x.xml"], "the folder no does not exist", "mkdir -p no", id="no folder"),
        pytest.param(["--report", "junit:."], "is a folder", "name a file in it", id="a folder"),
        pytest.param(["--report", "json:-"], "standard output takes one report only", "--output", id="stdout twice"),
        pytest.param(
            ["-o", "a", "--report", "json:-", "--report", "tap:-"],
            "standard output takes",
            "own file",
            id="stdout thrice",
        ),
        pytest.param(
            ["--report", "json:a", "--report", "tap:./a"], "./a would take one report", "own file", id="one file twice"
        ),
        pytest.param(["-o", "a", "--report", "tap:a"], "a would take one report", "own file", id="that of --output"),
        pytest.param(["-o", "my docs/x"], "the folder my docs does not exist", "mkdir -p 'my docs'", id="of --output"),
        pytest.param(
            ["-o", "CHECKLIST.md"], "--output CHECKLIST.md: error: is the checklist itself", "another", id="checklist"
        ),
        pytest.param(["--report", "markdown:./CHECKLIST.md"], "is the checklist itself", "another", id="checklist too"),
    ],
)
def test_refused_before_anything_runs(listed, args, message, fix):
    listed.write(CHECKLIST.replace("file_exists: README.md", "run: touch owned"))
    ended = listed.mdcheck("run", "--trust", *args)
    assert (ended.code, ended.out) == (3, "")
    assert message in ended.err
    assert fix in ended.err
    assert not (listed.root / "owned").exists()


@pytest.mark.parametrize("command", [["run"], ["update"], ["status"], ["badge"]])
def test_a_report_does_not_take_the_place_of_a_checklist_that_is_named(listed, command):
    listed.write(CHECKLIST, "docs/other.md")
    (listed.root / "link.md").symlink_to("docs/other.md")
    ended = listed.mdcheck(*command, "CHECKLIST.md", "link.md", "--output", "docs/other.md")
    assert ended.code == 3
    assert "is the checklist itself" in ended.err
    assert listed.read("docs/other.md") == listed.read() == CHECKLIST


@pytest.mark.parametrize("place", ["link.xml", "x" * 300])
def test_a_report_that_can_not_be_written_is_refused_before_anything_runs(listed, place):
    (listed.root / "link.xml").symlink_to("gone/report.xml")
    ended = listed.mdcheck("run", "--report", f"junit:{place}", "--report", "json:report.json")
    assert (ended.code, ended.out, (listed.root / "report.json").exists()) == (4, "", False)
    assert f"{place}: error: the report can't be written: " in ended.err


def test_machine_formats_are_utf_8_whatever_the_locale(listed):
    listed.write("- [ ] Ünïcode 日本\n")
    ended = listed.process("status", "--format", "markdown", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert ended.code == 0
    assert "Ünïcode 日本" in ended.out


@pytest.mark.parametrize(
    ("name", "place"),
    [("sarif", '"uri": "docs/list.md"'), ("gitlab", '"path": "docs/list.md"'), ("github", "file=docs/list.md")],
)
def test_code_hosts_get_paths_from_the_root(project, monkeypatch, name, place):
    project.write(CHECKLIST, "docs/list.md")
    for folder, path in (
        (project.root, "docs/list.md"),
        (project.root / "docs", "list.md"),
        ("/", str(project.root / "docs/list.md")),
    ):
        monkeypatch.chdir(folder)
        assert place in project.mdcheck("run", path, "--format", name).out


SUMMARY = "GITHUB_STEP_SUMMARY"


@pytest.mark.parametrize("args", [["--format", "github"], ["--report", "github:annotations.txt"]])
def test_the_job_summary_is_appended_to(listed, monkeypatch, tmp_path, args):
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n", encoding="utf-8")
    monkeypatch.setenv(SUMMARY, str(summary))
    listed.mdcheck("run", *args)
    expected = listed.mdcheck("run", "--format", "markdown").out
    assert timeless(summary.read_text(encoding="utf-8")) == timeless(f"# Before\n{expected}")
    assert expected.startswith("## ❌ CHECKLIST.md: 50 NOT READY")


def timeless(text):
    return re.sub(r"\| <?[\d.]+ m?s \|$", "| some time |", text, flags=re.MULTILINE)


def test_other_formats_leave_the_job_summary_alone(listed, monkeypatch, tmp_path):
    monkeypatch.setenv(SUMMARY, str(tmp_path / "summary.md"))
    listed.mdcheck("run", "--format", "markdown", "--report", "json:report.json")
    assert not (tmp_path / "summary.md").exists()


def test_the_job_summary_stays_below_its_limit(listed, monkeypatch, tmp_path):
    summary = tmp_path / "summary.md"
    before = "x" * (1024 * 1024 - 500)
    summary.write_text(before, encoding="utf-8")
    monkeypatch.setenv(SUMMARY, str(summary))
    listed.mdcheck("run", "--format", "github")
    added = summary.read_bytes().decode().removeprefix(before)
    assert len(added.encode()) < 500
    assert "would not fit" in added


def test_a_job_summary_without_room_is_left_as_it_is(listed, monkeypatch, tmp_path):
    summary = tmp_path / "summary.md"
    before = "x" * (1024 * 1024 - 10)
    summary.write_text(before, encoding="utf-8")
    monkeypatch.setenv(SUMMARY, str(summary))
    assert listed.mdcheck("run", "--format", "github").code == 1
    assert summary.read_text(encoding="utf-8") == before


def test_a_job_summary_that_can_not_be_written_is_told_and_fails_nothing(listed, monkeypatch, tmp_path):
    monkeypatch.setenv(SUMMARY, str(tmp_path / "no" / "summary.md"))
    listed.write("x", "CHANGELOG.md")
    ended = listed.mdcheck("run", "--format", "github")
    assert ended.code == 0
    assert "the job summary can't be written: No such file or directory" in ended.err


def test_a_badge_is_written_from_the_boxes(listed):
    assert listed.mdcheck("badge", "--output", "badge.svg").code == 0
    assert ET.fromstring(listed.read("badge.svg")).get("aria-label") == "checklist: 50% complete"
    assert listed.mdcheck("badge").out == listed.read("badge.svg")


def test_a_badge_of_a_run_names_the_verdict(listed):
    listed.mdcheck("run", "--report", "svg:badge.svg")
    assert ET.fromstring(listed.read("badge.svg")).get("aria-label") == "checklist: 50 not ready"
