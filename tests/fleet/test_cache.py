"""What the cache spares, and that nothing in it can harm."""

import os
import shutil
import subprocess
import sys

import pytest
from testing.fleets import text

from mdcheck.app.fleet import repository

WAYS = pytest.mark.parametrize("way", ["folder", "url"])


@pytest.fixture
def asked(monkeypatch):
    """The git commands that were started."""
    started = []

    def heard(real):
        def begin(limits, argv, **options):
            started.append(next(word for word in argv[3:] if not word.startswith("-")))
            return real(limits, argv, **options)

        return begin

    for name in ("ask_within", "start_within"):
        monkeypatch.setattr(repository, name, heard(vars(repository)[name]))
    return started


def at(repo, way):
    return str(repo.root) if way == "folder" else repo.url


@WAYS
def test_one_question_tells_that_nothing_has_changed(fleet, asked, way):
    shop = fleet.repo("shop").update(text())
    fleet.list(at(shop, way))
    first = fleet.rows()
    assert len(asked) == {"folder": 2, "url": 6}[way]
    asked.clear()
    assert fleet.rows() == first
    assert asked == ["cat-file" if way == "folder" else "ls-remote"]


@WAYS
def test_what_has_changed_is_read_anew(fleet, way):
    shop = fleet.repo("shop").update(text(), score=80)
    fleet.list(at(shop, way))
    fleet.rows()
    shop.update(text(c="x"), score=95)
    assert fleet.row()["checklist"]["score"] == 95.0
    shop.commit({"other.txt": "x"})
    row = fleet.row()
    assert (row["checklist"]["score"], row["checklist"]["update"]["changed_since"]) == (95.0, False)


@WAYS
def test_rewritten_history_is_read_anew(fleet, way):
    shop = fleet.repo("shop").update(text(), score=80).update(text(c="x"), score=90)
    fleet.list(at(shop, way))
    assert fleet.row()["checklist"]["score"] == 90.0
    subprocess.run(["git", "reset", "-q", "--hard", "HEAD~1"], cwd=shop.root, check=True)
    assert fleet.row()["checklist"]["score"] == 80.0


def test_another_day_is_judged_without_asking_for_files(fleet, asked):
    shop = fleet.repo("shop").update(text())
    fleet.list(shop.url)
    fleet.rows()
    asked.clear()
    assert fleet.read("--as-of", "2026-04-01")["rows"][0]["checklist"]["update"]["days"] == 89
    assert "fetch" not in asked


def test_offline_asks_no_host(fleet, asked):
    shop = fleet.repo("shop").update(text())
    near = fleet.repo("near").update(text())
    fleet.list(shop.url, near.root)
    rows = fleet.rows("--offline", code=1)
    assert [row["problem"] for row in rows] == [None, "it was never read on this machine"]
    before = fleet.rows()
    shutil.rmtree(shop.root)
    asked.clear()
    assert fleet.rows("--offline") == before
    assert asked == ["cat-file"]
    assert fleet.rows(code=1)[1]["problem"]
    assert fleet.rows("--offline") == before


def test_retry_reads_only_what_could_not_be_read(fleet, asked):
    good = fleet.repo("good").update(text())
    fleet.list(good.url, f"file://{fleet.root}/late")
    assert [bool(row["problem"]) for row in fleet.rows(code=1)] == [False, True]
    good.update(text(c="x"), score=99)
    fleet.repo("late").update(text(), score=70)
    asked.clear()
    assert [row["checklist"]["score"] for row in fleet.rows("--retry")] == [80.0, 70.0]
    asked.clear()
    assert [row["checklist"]["score"] for row in fleet.rows("--retry")] == [80.0, 70.0]
    assert asked == []
    assert [row["checklist"]["score"] for row in fleet.rows()] == [99.0, 70.0]


def _files(fleet, pattern):
    (found,) = fleet.cache.glob(pattern)
    return found


DAMAGE = {
    "not JSON": lambda fleet: _files(fleet, "*/known.json").write_text("{"),
    "another schema": lambda fleet: _files(fleet, "*/known.json").write_text('{"schema": 99}'),
    "wrong types": lambda fleet: _files(fleet, "*/known.json").write_text('{"commit": 7}'),
    "empty": lambda fleet: _files(fleet, "*/known.json").write_text(""),
    "no objects": lambda fleet: shutil.rmtree(_files(fleet, "*/clone.git/objects/pack")),
    "no refs": lambda fleet: shutil.rmtree(_files(fleet, "*/clone.git/refs")),
    "broken HEAD": lambda fleet: _files(fleet, "*/clone.git/HEAD").write_text("nonsense"),
    "broken config": lambda fleet: _files(fleet, "*/clone.git/config").write_text("[core"),
    "empty config": lambda fleet: _files(fleet, "*/clone.git/config").write_text(""),
    "another format": lambda fleet: _files(fleet, "*/clone.git/config").write_text(
        "[core]\nrepositoryformatversion = 99\n"
    ),
    "broken shallow": lambda fleet: (_files(fleet, "*/clone.git") / "shallow").write_text("nonsense"),
    "half a clone": lambda fleet: _files(fleet, "*/clone.git").rename(
        _files(fleet, "*/clone.git").with_name("new.git")
    ),
    "a file in its place": lambda fleet: (
        shutil.rmtree(_files(fleet, "*/clone.git")),
        (_files(fleet, "*/known.json").parent / "clone.git").write_text("x"),
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache_is_made_again(fleet, damage):
    shop = fleet.repo("shop").update(text()).commit({"a": "1"}).commit({"a": "2"})
    fleet.list(shop.url)
    before = fleet.rows()
    damage(fleet)
    assert fleet.rows() == before
    shop.update(text(c="x"), score=95)
    assert fleet.row()["checklist"]["score"] == 95.0


def test_what_was_fetched_is_kept_when_the_remote_is_gone(fleet, asked):
    shop = fleet.repo("shop").update(text())
    fleet.list(shop.url)
    before = fleet.rows()
    shop.root.rename(fleet.root / "gone")
    assert "does not appear to be a git repository" in fleet.row(code=1)["problem"]
    (fleet.root / "gone").rename(shop.root)
    asked.clear()
    assert (fleet.rows(), asked) == (before, ["ls-remote"])


def test_a_link_in_the_place_of_a_clone_leads_nowhere(fleet):
    shop = fleet.repo("shop").update(text())
    other = fleet.repo("other").update(text())
    fleet.list(shop.url)
    before = fleet.rows()
    clone = _files(fleet, "*/clone.git")
    shutil.rmtree(clone)
    clone.symlink_to(other.root / ".git")
    shop.update(text(c="x"), score=95)
    kept = sorted((other.root / ".git").rglob("*"))
    assert [row["checklist"]["score"] for row in (*before, *fleet.rows())] == [80.0, 95.0]
    assert (clone.is_symlink(), sorted((other.root / ".git").rglob("*"))) == (False, kept)


def test_runs_at_once_do_not_harm_each_other(fleet):
    repos = [fleet.repo(f"r{number}").update(text(), score=60 + number) for number in range(6)]
    fleet.list(*(repo.url for repo in repos))
    command = [sys.executable, "-m", "mdcheck", "fleet", "-f", "json", "--as-of", "2026-03-01"]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [
        subprocess.Popen(command, cwd=fleet.root, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ended = [run.communicate() for run in runs]
    assert {run.returncode for run in runs} == {0}
    assert len({out for out, _ in ended}) == 1


def test_a_cache_that_others_can_write_is_refused(fleet):
    shop = fleet.repo("shop").update(text())
    fleet.list(shop.url)
    fleet.rows()
    _files(fleet, "*/known.json").chmod(0o666)
    code, _, err = fleet.mdcheck()
    assert (code, "others may have written to it" in err) == (4, True)


def test_a_cache_that_can_t_be_written_says_so(fleet, monkeypatch):
    shop = fleet.repo("shop").update(text())
    fleet.list(shop.url)
    blocked = fleet.root / "file"
    blocked.write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    code, out, err = fleet.mdcheck()
    assert (code, out) == (4, "")
    assert "set XDG_CACHE_HOME to a folder that is" in err
