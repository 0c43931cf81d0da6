"""What is kept of past versions: the second `history` or `due` says the same as the first, and reads nothing again."""

import os

import pytest

from mdcheck.app import past_steps

LIST = "# A\n\n- [{a}] one\n- [{b}] two\n  ```check\n  file_exists: a\n  ```\n\n## B\n\n- [ ] three {c}\n"


@pytest.fixture
def past(project, monkeypatch, tmp_path):
    """Versions that are flipped, reworded, renamed, merged, unreadable and gone for a while."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    days = iter(range(10, 28))

    def commit(text, message="m"):
        project.write(text)
        os.environ["GIT_COMMITTER_DATE"] = f"2025-01-{next(days)}T12:00:00Z"
        try:
            project.git("add", "-A")
            project.git("commit", "-q", "-m", message)
        finally:
            del os.environ["GIT_COMMITTER_DATE"]

    commit(LIST.format(a=" ", b=" ", c=""))
    commit(LIST.format(a="x", b=" ", c=""), "m\n\nMdcheck-Score: 70\nMdcheck-Verdict: ALMOST READY")
    project.git("branch", "other")
    commit(LIST.format(a="x", b="x", c="and more"))
    project.git("checkout", "-q", "other")
    commit(LIST.format(a="x", b=" ", c="").replace("# A", "# Alpha"))
    project.git("merge", "-q", "-m", "merged", "main")
    commit(b"- [ ] \xff\n")
    (project.root / "CHECKLIST.md").unlink()
    project.git("commit", "-qam", "gone")
    commit(LIST.format(a="x", b="x", c="and more") + "- [x] four\n")
    project.git("mv", "CHECKLIST.md", "LIST.md")
    project.git("commit", "-qm", "moved")
    return project


def told(project):
    commands = (
        ("history", "-f", "json"),
        ("history", "--first-parent", "-f", "json"),
        ("history", "-n", "0"),
        ("due", "-f", "json", "--as-of", "2026-01-01"),
    )
    return [project.mdcheck(command, "LIST.md", *rest) for command, *rest in commands]


def state(tmp_path):
    return sorted((tmp_path / "state").rglob("history/*"))


def test_the_second_call_says_the_same_and_reads_the_last_version_only(past, monkeypatch):
    parsed = []

    def counted(source):
        parsed.append(source)
        return real(source)

    real = past_steps.parse
    first = told(past)
    assert [ended.code for ended in first] == [0] * 4
    monkeypatch.setattr(past_steps, "parse", counted)
    assert told(past) == first
    assert len(parsed) == len(first)


def test_a_new_commit_is_read_and_added(past, monkeypatch, tmp_path):
    told(past)
    past.write(past.read("LIST.md").replace("[x] one", "[ ] one"), "LIST.md")
    past.commit_all()
    after = told(past)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    assert told(past) == after


DAMAGED = [b"", b"{", b"[]", b'{"schema": 1}', b"\xff", b'{"schema": 0, "version": "", "repository": "", "steps": {}}']


@pytest.mark.parametrize("data", DAMAGED)
def test_what_can_not_be_read_is_made_anew(past, tmp_path, data):
    first = told(past)
    (path,) = [path for path in state(tmp_path) if path.suffix == ".json"]
    whole = path.read_bytes()
    path.write_bytes(data)
    assert told(past) == first
    assert sorted(path.read_bytes()) == sorted(whole)


def test_nothing_is_taken_from_a_file_that_others_could_have_written(past, tmp_path):
    first = told(past)
    (path,) = [path for path in state(tmp_path) if path.suffix == ".json"]
    path.chmod(0o666)
    assert told(past) == first


def test_ci_keeps_nothing(past, tmp_path, monkeypatch):
    monkeypatch.setenv("CI", "true")
    first = told(past)
    assert state(tmp_path) == []
    monkeypatch.delenv("CI")
    assert told(past) == first
