"""`mdcheck update --results`: what one job recorded another one ticks, figures and commits, and runs nothing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdcheck.app import update as updating
from mdcheck.app.checklist import open_checklist
from mdcheck.app.file_report import file_report
from mdcheck.app.recording import Ended, Scene, record
from mdcheck.app.run import with_signatures
from mdcheck.app.run_options import RunOptions
from mdcheck.app.session import Session
from mdcheck.app.workspace import workspace_of
from mdcheck.execution.shards import WHOLE
from mdcheck.results.outcome import ItemResult, Outcome, unrun

LIST = """\
---
mdcheck:
  figures: true
---
# Release (10% complete) [/]

<!-- mdcheck:report -->
old
<!-- /mdcheck:report -->

Status: 0% complete

- [ ] A readme
  ```check
  file_exists: README.md
  fix: Write README.md
  ```
- [x] A changelog
  ```check
  file_exists: CHANGELOG.md
  severity: warning
  ```
  ```check sh
  touch "$MDCHECK_ROOT/../ran"
  ```
- [X] By a person, with evidence
  ```check
  file_exists: README.md
  tick: person
  ```
- [ ] ~~Struck~~ not here
  ```check
  file_exists: x
  ```
- [x] Fails
  ```check sh
  exit 1
  ```
- [ ] Read by a person
"""


@pytest.fixture
def recorded(project):
    """A repository whose results are recorded, outside of it."""
    project.write(LIST)
    project.write("# Read me\n", "README.md")
    project.commit_all()
    project.file = str(project.root.parent / "r.jsonl")
    assert project.mdcheck("run", "--trust", "--results", project.file).code == 1
    project.ran = project.root.parent / "ran"
    project.ran.unlink()
    return project


def cloned(project, name="clone"):
    place = project.root.parent / name
    subprocess.run(["git", "clone", "-q", project.root, place], check=True)
    return place


def test_it_writes_and_commits_what_update_would(recorded, monkeypatch):
    clone = cloned(recorded)
    ended = recorded.mdcheck("update", "--results", recorded.file)
    assert ended.code == 1
    assert not recorded.ran.exists()
    monkeypatch.chdir(clone)
    assert recorded.mdcheck("update", "--trust").code == 1
    assert recorded.read() == (clone / "CHECKLIST.md").read_text(encoding="utf-8") != LIST
    messages = [
        subprocess.run(["git", "log", "-1", "--format=%B"], cwd=place, capture_output=True, check=True).stdout
        for place in (recorded.root, clone)
    ]
    assert messages[0] == messages[1]
    assert b"Mdcheck-Score" in messages[0]


def test_a_recording_that_came_through_windows_writes_the_same(recorded):
    data = Path(recorded.file).read_bytes()
    ended = recorded.mdcheck("update", "--results", recorded.file, "--no-commit")
    as_written = recorded.read()
    recorded.write(LIST)
    Path(recorded.file).write_bytes(data.replace(b"\n", b"\r\n"))
    assert recorded.mdcheck("update", "--results", recorded.file, "--no-commit").code == ended.code == 1
    assert (recorded.read(), as_written != LIST) == (as_written, True)


def test_a_second_time_the_commit_is_another(recorded):
    recorded.mdcheck("update", "--results", recorded.file)
    ended = recorded.mdcheck("update", "--results", recorded.file)
    assert ended.code == 4
    assert "CHECKLIST.md: error: the commit is " in ended.err
    assert "record the results again" in ended.err


def test_without_committing_it_can_be_repeated(recorded):
    recorded.mdcheck("update", "--no-commit", "--results", recorded.file)
    once = recorded.read()
    assert recorded.mdcheck("update", "--no-commit", "--results", recorded.file).code == 1
    assert recorded.read() == once != LIST


@pytest.mark.parametrize("flag", ["--check", "--diff", "--dry-run"])
def test_the_flags_that_write_nothing(recorded, flag):
    ended = recorded.mdcheck("update", flag, "--results", recorded.file)
    assert ended.code == 1
    assert recorded.read() == LIST
    assert ("+- [x] A readme" in ended.out) is (flag != "--dry-run")


def test_what_a_person_ticked_meanwhile_stays(recorded):
    recorded.write(LIST.replace("- [ ] Read by", "- [x] Read by"))
    assert recorded.mdcheck("update", "--no-commit", "--results", recorded.file).code == 1
    assert "- [x] Read by" in recorded.read()
    assert "- [x] A readme" in recorded.read()


def test_shards_and_the_shells_way_to_write_them(recorded):
    out = recorded.root.parent
    for number in "12":
        recorded.mdcheck("run", "--trust", "--shard", f"{number}/2", "--results", str(out / f"{number}.jsonl"))
    one, two = str(out / "1.jsonl"), str(out / "2.jsonl")
    ended = recorded.mdcheck("update", "--results", one)
    assert (ended.code, "1 shard is missing" in ended.err, recorded.read()) == (4, True, LIST)
    assert recorded.mdcheck("update", "-n", "--results", two, "--results", one).code == 1
    assert recorded.mdcheck("update", "-n", "CHECKLIST.md", "--results", one, two).code == 1
    assert recorded.mdcheck("update", "--results", one, two).code == 1
    assert "- [x] A readme" in recorded.read()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.write(LIST.replace("A readme", "A good readme")), "the digest of the checklist"),
        (lambda p: p.write(LIST.replace("exit 1", "exit 2")), "the digest of the checklist"),
        (
            lambda p: p.write('project = "other"\n', "mdcheck.toml"),
            "the project is none in the recorded ",
        ),
        (lambda p: p.git("commit", "-q", "--allow-empty", "-m", "x"), "the commit is "),
        (lambda p: p.git("checkout", "-q", "--orphan", "x"), "and none here"),
    ],
)
def test_what_is_not_at_hand_is_refused(recorded, change, message):
    change(recorded)
    before = recorded.read()
    ended = recorded.mdcheck("update", "--results", recorded.file)
    assert ended.code == 4
    assert message in ended.err
    assert "fix: record the results again" in ended.err
    assert recorded.read() == before
    assert not recorded.ran.exists()


def test_a_clone_without_history_knows_its_commit(recorded):
    place = recorded.root.parent / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{recorded.root}", place], check=True)
    os.chdir(place)
    assert recorded.mdcheck("update", "--results", recorded.file).code == 1


def test_a_checklist_that_was_not_recorded(recorded):
    recorded.write(LIST, "OTHER.md")
    ended = recorded.mdcheck("update", "--results", recorded.file, "OTHER.md")
    assert (ended.code, "there are no results of OTHER.md" in ended.err) == (4, True)


def test_only_what_was_recorded_is_written(recorded):
    recorded.write(LIST, "B_CHECKLIST.md")
    assert recorded.mdcheck("update", "--no-commit", "--results", recorded.file).code == 1
    assert recorded.read("B_CHECKLIST.md") == LIST


def test_from_a_folder_below(recorded):
    (recorded.root / "docs").mkdir()
    os.chdir(recorded.root / "docs")
    assert recorded.mdcheck("update", "--no-commit", "--results", recorded.file).code == 1
    assert "- [x] A readme" in recorded.read()


def test_a_link_that_leads_out_is_not_followed(recorded):
    outside = recorded.root.parent / "outside.md"
    outside.write_text(LIST)
    (recorded.root / "CHECKLIST.md").unlink()
    (recorded.root / "CHECKLIST.md").symlink_to(outside)
    ended = recorded.mdcheck("update", "--no-commit", "--results", recorded.file)
    assert (ended.code, "leads out of the folder" in ended.err) == (4, True)
    assert outside.read_text() == LIST


@pytest.mark.parametrize("flags", [["--offline"], ["--only", "A readme"], ["--failed"], ["--inert"], ["--trust"]])
def test_flags_of_a_run_have_no_meaning(recorded, flags):
    ended = recorded.mdcheck("update", "--results", recorded.file, *flags)
    assert (ended.code, f"so {flags[0]} has no meaning" in ended.err) == (3, True)


def test_harmed_results_write_nothing(recorded):
    path = recorded.root.parent / "r.jsonl"
    data = path.read_bytes()
    for bad in (data[:-5], data.replace(b"passed", b"failed", 1), data.replace(b'"schema":1', b'"schema":9', 1)):
        path.write_bytes(bad)
        assert recorded.mdcheck("update", "--results", recorded.file).code == 3
        assert recorded.read() == LIST


def test_a_part_ticks_what_it_ran(recorded):
    recorded.mdcheck("run", "--trust", "--only", "A readme", "--results", recorded.file)
    ended = recorded.mdcheck("update", "--no-commit", "--results", recorded.file)
    assert ended.code == 0
    assert "- [x] A readme" in recorded.read()
    assert "- [x] Fails" in recorded.read()
    assert "old" in recorded.read()


def test_refused_checks_write_what_update_would(recorded):
    recorded.mdcheck("run", "--results", recorded.file)
    ended = recorded.mdcheck("update", "--results", recorded.file)
    assert ended.code == 4
    assert "not committed: 2 checks not run, since nobody approved the code" in ended.out


def test_the_date_must_be_given_again(recorded):
    recorded.mdcheck("run", "--trust", "--as-of", "2020-02-02", "--results", recorded.file)
    ended = recorded.mdcheck("update", "-n", "--results", recorded.file)
    assert (ended.code, "the same --as-of or --base as the run had" in ended.err) == (4, True)
    assert recorded.mdcheck("update", "-n", "--as-of", "2020-02-02", "--results", recorded.file).code == 1
    recorded.mdcheck("run", "--trust", "--results", recorded.file)
    ended = recorded.mdcheck("update", "-n", "--as-of", "2020-02-02", "--results", recorded.file)
    assert (ended.code, "neither --as-of nor --base" in ended.err) == (4, True)


WAIVED = """\
- [ ] Fails
  ```check
  file_exists: none
  ```
  ```waived
  until: 2999-01-31
  by: Ada <ada@example.org>
  reason: in time
  ```
"""
SIGNED = """\
- [ ] Agreed
  ```check
  signoff: anyone
  ```
"""


def forged(path, change):
    """A recording edited with care."""
    import hashlib

    *lines, _ = change(path.read_bytes()).splitlines(keepends=True)
    end = {"type": "end", "lines": len(lines) - 1, "digest": hashlib.sha256(b"".join(lines)).hexdigest()}
    path.write_bytes(b"".join(lines) + json.dumps(end).encode() + b"\n")


@pytest.mark.parametrize(
    ("text", "change", "message"),
    [
        (
            WAIVED,
            lambda data: data.replace(b"2999-01-31", b"2999-02-28"),
            "“fails” was waived by a record",
        ),
        (WAIVED, lambda data: data.replace(b'"in time"', b'"because"'), "“fails” was waived by a record"),
        (SIGNED, lambda data: data.replace(b'"pending"', b'"passed"'), "“agreed” was signed by a record"),
        (
            SIGNED,
            lambda data: data.replace(b'"pending"', b'"passed"').replace(b'"signoff"', b'"env"'),
            "“agreed” was signed by a record",
        ),
    ],
)
def test_nobody_s_word_is_taken_for_signatures_and_waivers(project, text, change, message):
    project.write(text)
    project.commit_all()
    path = project.root.parent / "r.jsonl"
    project.mdcheck("run", "--results", str(path))
    assert project.mdcheck("update", "-n", "--results", str(path)).code in (0, 1, 2)
    # The document within the head is that of the repository, only the lines of items are forged.
    forged(path, lambda data: data.partition(b"\n")[0] + b"\n" + change(data.partition(b"\n")[2]))
    ended = project.mdcheck("update", "--results", str(path))
    assert (ended.code, message in ended.err) == (4, True), ended.err
    assert project.read() == text


def test_what_is_pending_travels(project):
    project.write(SIGNED.replace("[ ]", "[x]"))
    project.commit_all()
    path = str(project.root.parent / "r.jsonl")
    project.mdcheck("run", "--results", path)
    assert "pending" in project.mdcheck("results", path).out
    project.mdcheck("update", "--no-commit", "--results", path)
    assert project.read() == SIGNED


SIGNATURE = """\
  ```signed
  by: Ada <ada@example.org>
  date: 2026-01-31
  of: {of}
  ```
"""


def test_a_signature_that_counts(project):
    path = project.write(SIGNED)
    session = Session.here()
    opened = with_signatures(open_checklist(path, session), session)
    (check,) = opened.checks.values()
    project.write(SIGNED + SIGNATURE.format(of=check.kind.covers(workspace_of(opened, session))[0]))
    project.commit_all()
    path = str(project.root.parent / "r.jsonl")
    assert project.mdcheck("run", "--results", path).code == 0
    assert project.mdcheck("update", "--results", path).code == 0
    assert "- [x] Agreed" in project.read()


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)
endings = st.lists(
    st.tuples(st.sampled_from([o for o in Outcome if o is not Outcome.WAIVED]), texts), min_size=6, max_size=6
)


@given(endings, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_it_writes_byte_for_byte_what_update_would_with_those_outcomes(tmp_path_factory, found, end, bom):
    folder = tmp_path_factory.mktemp("law")
    path = folder / "CHECKLIST.md"
    data = (b"\xef\xbb\xbf" if bom else b"") + LIST.replace("\n", end).encode()
    session = Session(cwd=folder, environ={})
    path.write_bytes(data)
    opened = open_checklist(path, session)
    left = iter(found)
    results = []
    for item in opened.checklist.items:
        checks = []
        for block in item.checks:
            outcome, message = next(left)
            checks.append(unrun(block, "k")._replace(outcome=outcome, message=message))
        results.append(ItemResult(item, tuple(checks)))
    options = updating.UpdateOptions(run=RunOptions(trust=True), commit=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(updating, "run_checks", lambda *_: tuple(results))
        live = updating.update((str(path),), session, options)
    written = path.read_bytes()

    path.write_bytes(data)
    own = frozenset(item.id for item in opened.checklist.items if item.checks)
    ended = Ended(opened, own, "none", tuple(results), file_report(opened.checklist, results))
    scene = Scene(commit="", shard=WHOLE, plan="0" * 64, as_of="", system="here")
    (folder / "r.jsonl").write_bytes(record([ended], scene))
    options = updating.UpdateOptions(run=RunOptions(), commit=False, results=("r.jsonl",))
    applied = updating.update((str(path),), session, options)
    assert path.read_bytes() == written
    assert (applied.exit_code, applied.diffs) == (live.exit_code, live.diffs)
