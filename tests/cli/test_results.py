"""`mdcheck run --results`, `--shard`, and `mdcheck results`: one report on what several machines recorded."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from mdcheck.reports.table import REPORTS

LIST = """\
---
mdcheck:
  figures: true
---
# Release [0/5]

<!-- mdcheck:report -->
<!-- /mdcheck:report -->

- [ ] A readme
  ```check
  file_exists: README.md
  fix: Write README.md
  url: https://example.org/readme
  ```
- [x] A changelog
  ```check
  file_exists: CHANGELOG.md
  severity: warning
  weight: 2
  ```
  ```check sh
  echo out; echo err >&2; exit 3
  ```
- [ ] Built
  ```check sh id=built
  exit 0
  ```
- [ ] Deployed
  ```check sh needs=built
  exit 0
  ```
- [ ] ~~Struck~~ not here
  ```check
  file_exists: x
  ```
- [ ] Waits
  ```check sh
  exit 1
  ```
  ```waived
  until: 2999-01-31
  by: Ada <ada@example.org>
  reason: in time
  ```
- [ ] Read by a person
"""
SLEEPS = "".join(
    f"- [ ] {name}\n  ```check sh\n  sleep {time}\n  ```\n"
    for name, time in [("long", 0.5), ("a", 0), ("b", 0), ("c", 0)]
)


@pytest.fixture
def recorded(project):
    """A repository and a recording of its checklist, which stands outside of it."""
    project.write(LIST)
    project.write("# Read me\n", "README.md")
    project.commit_all()
    project.out = project.root.parent / "out"
    project.out.mkdir()
    project.file = project.out / "r.jsonl"
    assert project.mdcheck("run", "--trust", "--results", str(project.file)).code == 1
    return project


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def facts(text):
    """A JSON report without what differs from run to run."""
    return re.sub(r'"duration_ms": [0-9]+', '"duration_ms": 0', text)


def test_the_head_says_what_was_run_and_where(recorded):
    head, *items, end = lines(recorded.file)
    commit = recorded.git("rev-parse", "HEAD").strip()
    assert (head["schema"], head["commit"], head["shard"], head["trust"]) == (1, commit, "1/1", "all")
    assert [document["path"] for document in head["documents"]] == ["CHECKLIST.md"]
    assert re.fullmatch(r"\S+ \S+, Python 3\.[0-9]+", head["system"])
    assert [item["id"] for item in items] == ["a-readme", "a-changelog", "built", "deployed", "struck", "waits"]
    assert end["lines"] == 6


def test_no_path_of_the_machine_stands_in_it(recorded):
    recorded.write(LIST.replace("echo err >&2", 'echo "$MDCHECK_ROOT/x"; pwd'))
    recorded.mdcheck("run", "--trust", "--results", str(recorded.file))
    text = recorded.file.read_text(encoding="utf-8")
    assert str(recorded.root.parent) not in text
    assert os.uname().nodename not in text
    outputs = [check["output"] for line in lines(recorded.file) for check in line.get("checks", ())]
    assert "out\nx\n.\n" in outputs


def test_the_report_is_that_of_the_run(recorded):
    ran = recorded.mdcheck("run", "--trust", "-f", "json")
    ended = recorded.mdcheck("results", str(recorded.file), "-f", "json")
    assert facts(ended.out) == facts(ran.out)
    assert (ended.code, ran.code) == (1, 1)


@pytest.mark.parametrize("name", REPORTS)
def test_every_format(recorded, name):
    ended = recorded.mdcheck("results", str(recorded.file), "-f", name)
    assert ended.code == 1
    assert ended.out


def test_it_needs_no_clone(recorded, monkeypatch):
    monkeypatch.chdir(recorded.out)
    ended = recorded.mdcheck("results", "r.jsonl")
    assert ended.code == 1
    assert "at:  CHECKLIST.md:17 (file_exists)" in ended.out
    assert "recorded at " in ended.out


def test_from_another_folder_paths_lead_to_the_files(recorded, monkeypatch):
    (recorded.root / "docs").mkdir()
    monkeypatch.chdir(recorded.root / "docs")
    ended = recorded.mdcheck("results", str(recorded.file), "-f", "json", "--report", "github:gh.txt")
    assert json.loads(ended.out)["files"][0]["path"] == "../CHECKLIST.md"
    assert "file=CHECKLIST.md" in (recorded.root / "docs" / "gh.txt").read_text()


def test_it_runs_nothing_and_writes_nothing(recorded):
    recorded.write(LIST.replace("exit 0", "touch ran; exit 0"))
    recorded.mdcheck("run", "--trust", "--results", str(recorded.file))
    (recorded.root / "ran").unlink()
    before = recorded.read()
    recorded.mdcheck("results", str(recorded.file))
    assert recorded.read() == before
    assert not (recorded.root / "ran").exists()


def shards(project, count, *options):
    files = []
    for number in range(1, count + 1):
        files.append(str(project.out / f"s{number}.jsonl"))
        project.mdcheck("run", "--trust", "--shard", f"{number}/{count}", "--results", files[-1], *options)
    return files


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_shards_merge_to_the_whole(recorded, count):
    files = shards(recorded, count)
    ran = recorded.mdcheck("run", "--trust", "-f", "json")
    for given in (files, files[::-1]):
        assert facts(recorded.mdcheck("results", *given, "-f", "json").out) == facts(ran.out)
    whole = recorded.out / "all.jsonl"
    whole.write_bytes(b"".join((recorded.out / name).read_bytes() for name in files))
    assert facts(recorded.mdcheck("results", str(whole), "-f", "json").out) == facts(ran.out)


def test_a_shard_runs_its_own_and_has_no_verdict(recorded):
    recorded.write(LIST.replace("exit 0", 'echo "$MDCHECK_ITEM" >> ran; exit 0'))
    ended = recorded.mdcheck("run", "--trust", "--shard", "1/2", "-f", "json")
    (file,) = json.loads(ended.out)["files"]
    assert file["verdict"] == "UNASSESSED"
    told = {check["message"] for item in file["items"] for check in item["checks"] if check["left_out"]}
    assert "left out by --shard 1/2" in told
    (recorded.root / "ran").touch()
    ran = (recorded.root / "ran").read_text().split()
    recorded.mdcheck("run", "--trust", "--shard", "2/2")
    both = (recorded.root / "ran").read_text().split()
    assert sorted(both) == ["built", "deployed"]  # once each, and together
    assert ran in ([], both)


def test_empty_shards_are_fine(recorded):
    ended = recorded.mdcheck("run", "--inert", "--shard", "9/9")
    assert ended.code == 0
    assert "checks left out" in ended.out or "check left out" in ended.out


def test_a_part_can_be_split_too(recorded):
    files = shards(recorded, 3, "--only", "A readme", "--only", "built")
    ran = recorded.mdcheck("run", "--trust", "--only", "A readme", "--only", "built", "-f", "json")
    assert facts(recorded.mdcheck("results", *files, "-f", "json").out) == facts(ran.out)


def test_what_failed_here_is_not_known_there(recorded):
    ended = recorded.mdcheck("run", "--trust", "--failed", "--shard", "1/2")
    assert (ended.code, "--failed and --shard contradict each other" in ended.err) == (3, True)


def test_durations_even_out_the_shards(project):
    project.write(SLEEPS)
    file = str(project.root.parent / "d.jsonl")
    project.mdcheck("run", "--trust", "--results", file)
    found = []
    for number in "12":
        ended = project.mdcheck("run", "--trust", "--shard", f"{number}/2", "--durations", file, "-f", "json")
        items = json.loads(ended.out)["files"][0]["items"]
        found.append([item["id"] for item in items if not item["checks"][0]["left_out"]])
    assert sorted(found) == [["a", "b", "c"], ["long"]]


def test_shards_of_other_durations_do_not_fit(project):
    project.write(SLEEPS)
    out = project.root.parent
    project.mdcheck("run", "--trust", "--results", str(out / "d"))
    project.mdcheck("run", "--trust", "--shard", "1/2", "--results", str(out / "1"), "--durations", str(out / "d"))
    project.mdcheck("run", "--trust", "--shard", "2/2", "--results", str(out / "2"))
    ended = project.mdcheck("results", str(out / "1"), str(out / "2"))
    assert (ended.code, "assigned to shards in another way" in ended.err) == (4, True)


def test_two_systems(recorded):
    other = str(recorded.out / "other.jsonl")
    (recorded.root / "README.md").unlink()
    recorded.mdcheck("run", "--trust", "--results", other, "--system", "Alpine")
    ended = recorded.mdcheck("results", str(recorded.file), other)
    assert re.search(r"README.md does not exist \(failed on Alpine; passed on \S+ \S+, Python 3\.[0-9]+\)", ended.out)
    recorded.mdcheck("run", "--trust", "--results", other)
    ended = recorded.mdcheck("results", str(recorded.file), other)
    assert (ended.code, "--system NAME" in ended.err) == (4, True)


def test_without_git(folder):
    folder.write("- [ ] A\n  ```check\n  file_exists: a\n  ```\n")
    assert folder.mdcheck("run", "--results", "r.jsonl").code == 1
    assert lines(folder.root / "r.jsonl")[0]["commit"] == ""
    ended = folder.mdcheck("results", "r.jsonl")
    assert (ended.code, "recorded without a commit" in ended.out) == (1, True)


def test_a_repository_without_a_commit(project):
    project.write("- [ ] A\n  ```check\n  file_exists: a\n  ```\n")
    project.mdcheck("run", "--results", "r.jsonl")
    assert lines(project.root / "r.jsonl")[0]["commit"] == ""


def test_what_a_base_finds_is_recorded(recorded):
    recorded.write(LIST.replace("- [ ] Built", "- [ ] ~~Built~~"))
    before = recorded.git("rev-parse", "HEAD").strip()
    for options in ([], ["--inert"]):
        run = ["run", "--base", before, *(options or ["--trust"])]
        recorded.mdcheck(*run, "--results", str(recorded.file))
        ran, ended = recorded.mdcheck(*run, "-f", "json"), recorded.mdcheck("results", str(recorded.file), "-f", "json")
        assert "struck out since" in ended.out
        assert facts(ended.out) == facts(ran.out)
        assert ended.code == ran.code


def test_a_checklist_that_is_gone_is_recorded(recorded):
    before = recorded.git("rev-parse", "HEAD").strip()
    recorded.git("rm", "-q", "CHECKLIST.md")
    ran = recorded.mdcheck("run", "--base", before, "-f", "json", "--results", str(recorded.file))
    ended = recorded.mdcheck("results", str(recorded.file), "-f", "json")
    (one,), (other,) = (json.loads(each.out)["files"] for each in (ran, ended))
    assert (ended.code, one["items"], one["verdict"]) == (1, other["items"], other["verdict"])


def test_the_date_and_the_policy_are_told(recorded):
    recorded.mdcheck("run", "--trust", "--as-of", "2020-02-02", "--results", str(recorded.file))
    ended = recorded.mdcheck("results", str(recorded.file))
    assert "as of 2020-02-02 (UTC); no policy: anybody may sign and waive" in " ".join(ended.out.split())


def test_refused_checks_are_told(recorded):
    recorded.mdcheck("run", "--results", str(recorded.file))
    assert lines(recorded.file)[0]["trust"] == "approved"
    ended = recorded.mdcheck("results", str(recorded.file))
    assert (ended.code, "checks were not run" in ended.err) == (4, True)


def test_fail_under(recorded):
    file = str(recorded.file)
    recorded.mdcheck("run", "--trust", "--only", "A readme", "--results", file, "--fail-under", "100")
    assert recorded.mdcheck("results", file).code == 0
    recorded.write(LIST.replace("README.md\n  fix", "NONE.md\n  severity: warning\n  fix"))
    recorded.mdcheck("run", "--trust", "--only", "A readme", "--results", file, "--fail-under", "90")
    assert recorded.mdcheck("results", file).code == 1
    assert recorded.mdcheck("results", file, "--fail-under", "10").code == 2


def test_hostile_text_is_harmless(project):
    script = b"printf '\\033[31m::error::x\\377\\n'; exit 1"
    project.write(b"- [ ] \x1b]0;x\x07 ##[error]x \xe2\x80\xae\n  ```check sh\n  " + script + b"\n  ```\n")
    project.mdcheck("run", "--trust", "--results", "r.jsonl")
    data = (project.root / "r.jsonl").read_bytes()
    assert data.isascii()
    assert b"\x1b" not in data
    ended = project.mdcheck("results", "r.jsonl")
    assert ended.code == 1
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out


def test_a_file_whose_name_is_no_utf_8(project):
    project.write("- [ ] A\n  ```check\n  contains: {pattern: x, paths: ['*.txt']}\n  ```\n")
    project.write("y", "\udcff.txt")
    assert project.mdcheck("run", "--results", "r.jsonl").code == 1
    assert project.mdcheck("results", "r.jsonl", "-f", "json").code == 1


def test_outputs_have_a_limit(project, monkeypatch):
    monkeypatch.setattr("mdcheck.app.recording._OUTPUT", 10)
    project.write("".join(f"- [ ] {n}\n  ```check sh\n  echo {n * 6}; exit 1\n  ```\n" for n in "abc"))
    project.mdcheck("run", "--trust", "--results", "r.jsonl")
    outputs = [line["checks"][0]["output"] for line in lines(project.root / "r.jsonl") if line["type"] == "item"]
    assert outputs[0] == "aaaaaa\n"
    assert outputs[1].startswith("(left out")
    monkeypatch.setattr("mdcheck.app.recording.MAX_BYTES", 10)
    ended = project.mdcheck("run", "--trust", "--results", "r.jsonl")
    assert (ended.code, "split the run with --shard" in ended.err) == (4, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none.jsonl"], "none.jsonl: error: there is no such file of recorded results"),
        (["CHECKLIST.md"], "CHECKLIST.md:1: error: holds no recorded results"),
        (["."], ".: error: is no regular file"),
        (["CHECKLIST.md/x"], "CHECKLIST.md/x: error: can't be read: Not a directory"),
        (["big"], "big: error: is larger than 64 MiB"),
        (["fifo"], "fifo: error: is no regular file"),
    ],
)
def test_files_that_hold_no_results(recorded, words, message):
    with (recorded.root / "big").open("wb") as file:
        file.truncate(65 << 20)
    os.mkfifo(recorded.root / "fifo")
    ended = recorded.mdcheck("results", *words)
    assert ended.code == 3
    assert message in ended.err
    assert "fix:" in ended.err


def test_no_file_at_all(recorded):
    ended = recorded.mdcheck("results")
    assert (ended.code, "FILE..." in ended.err) == (3, True)


@pytest.mark.parametrize("change", ["cut", "edit"])
def test_harmed_files(recorded, change):
    data = recorded.file.read_bytes()
    recorded.file.write_bytes(data[:-9] if change == "cut" else data.replace(b'"failed"', b'"passed"', 1))
    ended = recorded.mdcheck("results", str(recorded.file))
    assert (ended.code, {"cut": "are cut off", "edit": "was edited"}[change] in ended.err) == (3, True)


def test_twice_the_same(recorded):
    ended = recorded.mdcheck("results", str(recorded.file), str(recorded.file))
    assert (ended.code, "the recording is there twice" in ended.err) == (4, True)


def test_another_commit(recorded):
    files = shards(recorded, 2)
    recorded.write("x", "new")
    recorded.commit_all()
    recorded.mdcheck("run", "--trust", "--shard", "2/2", "--results", files[1])
    ended = recorded.mdcheck("results", *files)
    assert (ended.code, "the commit is " in ended.err) == (4, True)


def test_the_results_take_no_ones_place(recorded):
    for words, message in [
        (["--results", "CHECKLIST.md"], "--results CHECKLIST.md: error: is the checklist itself"),
        (["--results", "x", "--report", "json:x"], "x would take one report only"),
        (["--results", "none/x"], "the folder none does not exist"),
        (["--results", "."], "is a directory"),
        (["--shard", "3/2"], "there is no shard 3 of 2"),
        (["--durations", "none.jsonl", "--shard", "1/2"], "none.jsonl: error: there is no such file"),
    ]:
        ended = recorded.mdcheck("run", "--trust", *words)
        assert ended.code == 3
        assert message in ended.err
    ended = recorded.mdcheck("results", str(recorded.file), "-o", str(recorded.file))
    assert (ended.code, "is itself" in ended.err or "is the checklist itself" in ended.err) == (3, True)


def test_a_link_is_not_followed(recorded):
    (recorded.root / "r.jsonl").symlink_to(recorded.out / "elsewhere")
    ended = recorded.mdcheck("run", "--trust", "--results", "r.jsonl")
    assert ended.code == 4
    assert not (recorded.out / "elsewhere").exists()


def test_checklists_of_two_repositories(recorded):
    other = recorded.root.parent / "second"
    other.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=other, check=True)
    (other / "CHECKLIST.md").write_text(LIST)
    ended = recorded.mdcheck("run", "--trust", "--results", "r", "CHECKLIST.md", "../second/CHECKLIST.md")
    assert (ended.code, "are of several repositories" in ended.err) == (3, True)


def test_recorded_results_through_pipes(project):
    project.write(LIST)
    project.commit_all()
    ran = project.process("run", "--trust", "--results", "-", "-o", str(project.root.parent / "report.txt"))
    assert ran.code == 1
    for command in (("results", "-"), ("run", "--trust", "--shard", "1/1", "--durations", "-")):
        ended = project.process(*command, input=ran.out.encode())
        assert (ended.code, "Release" in ended.out) == (1, True), ended
    ended = project.process("update", "--results", "-", "--no-commit", input=ran.out.encode())
    assert (ended.code, "[x] Built" in project.read()) == (1, True)


@pytest.mark.parametrize(
    ("args", "data", "message"),
    [
        (("results", "-"), b"", "-: error: holds no recorded results: it is empty"),
        (("results", "-"), b"x\n", "-:1: error: holds no recorded results"),
        (("results", "-", "-"), b"", "-: error: standard input is given twice"),
        (("results", "-"), b" " * (64 * 1024 * 1024 + 1), "-: error: is larger than 64 MiB"),
        (("run", "--results", "-"), b"", "standard output takes either the report or the results"),
        (("run", "--results", "-", "-o", "-"), b"", "standard output takes either the report or the results"),
        (("run", "--results", "-", "-o", "x", "--report", "tap:-"), b"", "takes either the report or the results"),
    ],
)
def test_standard_streams_that_hold_no_results(project, args, data, message):
    project.write(LIST)
    ended = project.process(*args, input=data)
    assert (ended.code, ended.out, message in ended.err) == (3, "", True), ended


def test_a_terminal_holds_no_results(project):
    import pty

    ours, theirs = pty.openpty()
    try:
        ended = project.process("results", "-", stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (ended.code, "standard input holds no recorded results" in ended.err) == (3, True)
