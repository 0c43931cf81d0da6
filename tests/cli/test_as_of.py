"""`--as-of`: the date by which ages are judged is an input, for `run` and `update`."""

import json
import os

import pytest

DAY = 86_400
LIST = """\
- [ ] The threat model is up to date
  ```check
  file_age: model.md
  max_age: 30d
  ```
"""


def commit(project, day, name="model.md"):
    """Commit a change of a file at noon of a day, in UTC."""
    path = project.root / name
    path.write_text(path.read_text() + "x\n" if path.exists() else "x\n")
    project.git("add", "-A")
    os.environ["GIT_COMMITTER_DATE"] = f"{day}T12:00:00Z"
    try:
        project.git("commit", "-q", "-m", f"change {name}")
    finally:
        del os.environ["GIT_COMMITTER_DATE"]


@pytest.fixture
def model(project):
    """A repository whose file was changed on 1 March 2020."""
    project.write(LIST)
    commit(project, "2020-03-01")
    return project


def outcome(ended):
    (file,) = json.loads(ended.out)["files"]
    return file["items"][0]["checks"][0]["outcome"], file["as_of"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-03-01", "passed"),
        ("2020-03-30", "passed"),
        ("2020-03-31", "failed"),
        ("2019-12-31", "passed"),
        ("1969-12-31", "passed"),
        ("9999-12-31", "failed"),
    ],
)
def test_a_day_counts_to_its_end(model, day, expected):
    ended = model.mdcheck("run", "--as-of", day, "-f", "json")
    assert outcome(ended) == (expected, f"{day} (UTC)")


def test_a_revision_stands_for_the_date_of_its_commit(model):
    model.git("tag", "old")
    commit(model, "2020-06-01", "other.md")
    model.git("tag", "base")
    assert outcome(model.mdcheck("run", "--as-of", "old", "-f", "json")) == (
        "passed",
        "2020-03-01T12:00:00Z, when old was committed",
    )
    assert outcome(model.mdcheck("run", "--as-of", "base", "-f", "json"))[0] == "failed"


def test_what_was_changed_since_that_date_is_new_and_not_of_the_future(model):
    model.git("tag", "base")
    commit(model, "2020-06-01")
    assert outcome(model.mdcheck("run", "--as-of", "base", "-f", "json"))[0] == "passed"
    assert outcome(model.mdcheck("run", "--as-of", "2020-06-02", "-f", "json"))[0] == "passed"


def test_update_writes_what_holds_at_that_date(model):
    model.mdcheck("update", "--as-of", "2020-03-02")
    assert model.read().startswith("- [x]")
    ended = model.mdcheck("update", "--as-of", "2020-08-01", "--no-commit")
    assert model.read().startswith("- [ ]")
    assert "as of 2020-08-01 (UTC)" in ended.out


def test_nothing_is_kept_of_such_a_run_or_taken_from_another(model):
    model.write(LIST.replace("max_age: 30d", "max_age: 9999999d\n  inputs: model.md"))
    model.mdcheck("run")
    ended = model.mdcheck("run", "--as-of", "2020-03-02", "-f", "json")
    assert "cached" not in ended.out
    assert "cached" in model.mdcheck("run", "-f", "json").out


WRONG = {
    "no calendar has it": (("2026-13-45",), 3, "--as-of: “2026-13-45” is in no calendar"),
    "one digit": (("2026-1-2",), 3, "write two digits"),
    "no revision": (("nowhere",), 3, "git knows no revision “nowhere”"),
    "an option": (("--as-of",), 3, "is no revision: none begins with a hyphen"),
    "a time": (("2026-11-20T10:00Z",), 3, "is no day, and git knows no revision"),
    "words": (("yesterday",), 3, "fix: give a day, as in 2026-11-20; else name a branch, a tag or a commit"),
}


@pytest.mark.parametrize(("words", "code", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_date(model, words, code, message):
    before = model.read()
    ended = model.mdcheck("update", "--as-of", *words)
    assert (ended.code, model.read()) == (code, before)
    assert message in ended.err


def test_a_revision_needs_a_repository(folder):
    folder.write(LIST)
    ended = folder.mdcheck("run", "--as-of", "main")
    assert ended.code == 4
    assert "--as-of: “main” is no day" in ended.err
