"""How old a report is: by git where the file is as git has it, by its own timestamp, and by its time on disk."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime

import pytest

from mdcheck.evidence.formats.timestamps import written
from mdcheck.evidence.workspace import Workspace
from mdcheck.kinds.freshness import FETCH_ALL
from mdcheck.repository.facts import GitFacts
from mdcheck.results.outcome import errored, passed

NOW = 1_800_000_000.0
HOUR = 3600
GREEN = '<testsuite><testcase name="a"/></testsuite>'
PASS = passed("1 test passed")


def stamped(text):
    return f'<testsuite timestamp="{text}"><testcase name="a"/></testsuite>'


def iso(ago, zone="Z"):
    return datetime.fromtimestamp(NOW - ago, UTC).strftime("%Y-%m-%dT%H:%M:%S") + zone


def git(**answers):
    """A repository that tracks `r.xml` and `src/a.py`, with nothing changed."""
    return {"branch": "main", "tracked": frozenset({"r.xml", "src/a.py"}), "dirty": ()} | answers


@pytest.mark.parametrize(
    ("answers", "report", "finding"),
    [
        pytest.param({"tracked": None, "dirty": None}, GREEN, PASS, id="no-git"),
        pytest.param(git(tracked=frozenset(), commit_time=NOW - 10**6), GREEN, PASS, id="untracked"),
        pytest.param(git(dirty=("r.xml",), commit_time=NOW - 10**6), GREEN, PASS, id="changed"),
        pytest.param(git(commit_time=NOW - HOUR), GREEN, PASS, id="committed-now"),
        pytest.param(
            git(commit_time=NOW - 240 * HOUR),
            GREEN,
            errored("r.xml is 10 days old, older than 24h: make it anew"),
            id="committed-long-ago",
        ),
        pytest.param(
            git(commit_time=NOW + HOUR),
            GREEN,
            errored("r.xml is dated 60 min in the future: make it anew"),
            id="commit-in-the-future",
        ),
        pytest.param(
            git(shallow=True),
            GREEN,
            errored(f"the last change of r.xml lies beyond this shallow clone: {FETCH_ALL}"),
            id="shallow",
        ),
        pytest.param({}, stamped(iso(HOUR)), PASS, id="own-time"),
        pytest.param(
            {},
            stamped(iso(240 * HOUR)),
            errored("r.xml is 9 days old, as it says itself, older than 24h: make it anew"),
            id="own-time-long-ago",
        ),
        pytest.param(
            git(commit_time=NOW - HOUR),
            stamped(iso(240 * HOUR, "")),
            errored("r.xml is 9 days old, as it says itself, older than 24h: make it anew"),
            id="committed-now-but-old",
        ),
        pytest.param({}, stamped(iso(20 * HOUR, "")), PASS, id="without-a-zone"),
        pytest.param({}, stamped("1970-01-01T00:00:00"), PASS, id="no-time-is-known"),
        pytest.param({}, stamped("yesterday"), PASS, id="no-time"),
        pytest.param(
            {},
            stamped(iso(-2 * HOUR)),
            errored("r.xml says that it was written 2 h in the future"),
            id="own-time-in-the-future",
        ),
        pytest.param({}, stamped(iso(-2 * HOUR, "")), PASS, id="perhaps-another-zone"),
        pytest.param(
            {},
            f"<testsuites>{stamped(iso(HOUR))}{stamped(iso(240 * HOUR))}</testsuites>",
            errored("r.xml is 9 days old, as it says itself, older than 24h: make it anew"),
            id="oldest-part",
        ),
    ],
)
def test_max_age(check, tree, fake_git, answers, report, finding):
    workspace = tree({"r.xml": report}, git=fake_git(**answers))
    assert check("junit", workspace, paths=["r.xml"], max_age="24h") == finding


@pytest.mark.parametrize("zone", ["Z", ""])
def test_a_report_from_the_future_says_nothing_whatever_is_asked(check, zone):
    report = stamped(iso(-48 * HOUR, zone))
    assert check("junit", {"r.xml": report}, paths=["r.xml"]).message.startswith("r.xml says that it was written ")


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        pytest.param(git(commit_time={"r.xml": NOW, "src/a.py": NOW - HOUR}.get), PASS, id="newer"),
        pytest.param(
            git(commit_time={"r.xml": NOW - HOUR, "src/a.py": NOW}.get),
            errored("src/a.py has changed since r.xml was written: make it anew"),
            id="older",
        ),
        pytest.param(
            git(dirty=("src/a.py",), commit_time={"r.xml": NOW - HOUR}.get),
            errored("src/a.py has changed since r.xml was written: make it anew"),
            id="changed-since",
        ),
        pytest.param(
            git(tracked=frozenset({"src/a.py"}), shallow=True, commit_time={None: NOW - HOUR}.get),
            PASS,
            id="shallow-but-written-after-head",
        ),
        pytest.param(
            git(tracked=frozenset({"src/a.py"}), shallow=True, commit_time={None: NOW + HOUR}.get),
            errored(f"the last change of src/a.py lies beyond this shallow clone: {FETCH_ALL}"),
            id="shallow",
        ),
    ],
)
def test_newer_than(check, tree, fake_git, answers, finding):
    workspace = tree({"r.xml": GREEN, "src/a.py": "x"}, git=fake_git(**answers))
    assert check("junit", workspace, paths=["r.xml"], newer_than=["src/**"]) == finding


@pytest.mark.parametrize("newer_than", ["src", "src/**"])
def test_what_git_ignores_is_no_source(check, tree, fake_git, newer_than):
    tree({"src/a.py": "x"}, age=2 * HOUR)
    tree({"r.xml": GREEN}, age=HOUR)
    answers = {"visible": frozenset({"src/a.py"}), "tracked": frozenset(), "dirty": ()}
    workspace = tree({"src/__pycache__/a.pyc": "x"}, git=fake_git(**answers))
    assert check("junit", workspace, paths=["r.xml"], newer_than=[newer_than]) == PASS


@pytest.mark.parametrize(
    ("values", "answers", "finding"),
    [
        ({"source": "mtime"}, git(commit_time=NOW - 240 * HOUR), "r.xml was last changed 10 days ago, more than 7d"),
        ({"source": "git"}, git(commit_time=NOW - 240 * HOUR), "r.xml was last changed 10 days ago, more than 7d"),
        ({"source": "mtime"}, git(dirty=("r.xml",), commit_time=NOW - 240 * HOUR), "r.xml was last changed 0 s ago"),
        ({"source": "git"}, git(commit_time=NOW + HOUR), "r.xml is dated 60 min in the future"),
    ],
)
def test_file_age(check, tree, fake_git, values, answers, finding):
    workspace = tree({"r.xml": GREEN}, git=fake_git(**answers))
    assert check("file_age", workspace, paths=["r.xml"], max_age="7d", **values).message == finding


def test_a_file_in_a_submodule_has_no_history_here(check, tree, fake_git):
    workspace = tree({"lib/r.xml": GREEN}, git=fake_git(branch="main", tracked=frozenset({"lib"}), dirty=()))
    assert check("junit", workspace, paths=["lib/r.xml"], max_age="24h") == errored(
        "lib/r.xml lies in the submodule lib, of whose history nothing is known here"
    )


def commit(folder, date, message):
    identity = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    names = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
    environ = os.environ | identity | dict.fromkeys(names, "a@b.c")
    for command in (("add", "-A"), ("commit", "-qm", message)):
        subprocess.run(["git", *command], cwd=folder, env=environ, check=True)


@pytest.mark.parametrize("depth", [(), ("--depth=1",)], ids=["whole", "shallow"])
def test_a_fresh_clone_makes_no_old_report_young(check, tmp_path, depth):
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    (origin / "src").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", origin], check=True)
    (origin / "r.xml").write_text(GREEN)
    (origin / "src/a.py").write_text("x")
    commit(origin, "2021-03-02T10:00:00Z", "report")
    (origin / "src/a.py").write_text("y")
    commit(origin, "2023-03-02T10:00:00Z", "later")
    subprocess.run(["git", "clone", "-q", *depth, f"file://{origin}", clone], check=True)
    workspace = Workspace(root=clone, git=GitFacts(root=clone))
    young = check("junit", workspace, paths=["r.xml"], max_age="24h")
    newer = check("junit", workspace, paths=["r.xml"], newer_than=["src"])
    if depth:
        assert young == newer == errored(f"the last change of r.xml lies beyond this shallow clone: {FETCH_ALL}")
    else:
        assert young.message.endswith("days old, older than 24h: make it anew")
        assert newer == errored("src/a.py has changed since r.xml was written: make it anew")
    assert check("junit", workspace, paths=["r.xml"]) == PASS


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-20T08:30:00Z", (1, 0)),
        ("2026-11-20T08:30:00.5+00:00", (0.5, 0.5)),
        ("2026-11-20T09:30:00+01:00", (1, 0)),
        ("2026-11-20T08:30:00", (1 + 14 * HOUR, -14 * HOUR)),
        ("2026-11-20", (1 - 8.5 * HOUR + 14 * HOUR, -8.5 * HOUR - 14 * HOUR)),
        ("1795163400", (1, 0)),
        (1795163400, (1, 0)),
        ("1795163400123", (0.123, 0.123)),
        (1795163400123, (0.123, 0.123)),
    ],
)
def test_times(text, seconds):
    start = datetime(2026, 11, 20, 8, 30, tzinfo=UTC).timestamp()
    assert written(text) == pytest.approx((start + seconds[0], start + seconds[1]))


@pytest.mark.parametrize(
    "text",
    ["", " ", "0", "1", 0, -1, None, True, 1.5, float("inf"), 10**400, "9" * 400, "inf", "0001-01-01T00:00:00+14:00"],
)
def test_no_times(text):
    assert written(text) is None
