from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import count

import pytest

from mdcheck.repository import times
from mdcheck.repository.facts import GitFacts
from mdcheck.repository.git import read

FILLERS = tuple(f"filler{number}" for number in range(times._FEW))


@dataclass
class History:
    """Commits made at 1000, 1100, 1200 … seconds; the first one holds files that no test looks for."""

    box: object
    environ: pytest.MonkeyPatch
    clock: object = field(default_factory=lambda: count(1000, 100))

    def commit(self, files=None):
        """Commit the work tree, once `files` are written; a text of None is a file to delete."""
        for name, text in (files or {}).items():
            if text is None:
                (self.box.root / name).unlink()
            else:
                self.box.write(name, text)
        self.box.git("add", "--all")
        self.run("commit", "--allow-empty", "-m", "change")

    def merge(self, branch, *options):
        self.run("merge", "--no-ff", "-m", "merge", *options, branch)

    def run(self, command, *words):
        self.environ.setenv("GIT_AUTHOR_DATE", "@500 +0000")
        self.environ.setenv("GIT_COMMITTER_DATE", f"@{next(self.clock)} +0200")
        self.box.git(command, "-q", *words)


@pytest.fixture
def history(empty, monkeypatch):
    made = History(empty, monkeypatch)
    made.commit(dict.fromkeys((*FILLERS, "first"), ""))
    return made


@pytest.fixture(params=["one by one", "all at once"])
def time_of(request, monkeypatch):
    """Both ways to find a file's time: after a few questions, git is asked for all files at once."""
    monkeypatch.setattr(times, "_FIRST_COMMITS", 1)
    monkeypatch.setattr(times, "_GROWTH", 2)

    def ask(root, path):
        facts = GitFacts(root=root)
        if request.param == "all at once":
            assert [facts.commit_time(name) for name in FILLERS].count(None) in (0, len(FILLERS))
        return facts.commit_time(path)

    return ask


def test_head(history):
    assert GitFacts(root=history.box.root).commit_time(None) == 1000.0
    history.commit()
    assert GitFacts(root=history.box.root).commit_time(None) == 1100.0


def many_others(history):
    history.commit({"a": "1"})
    for number in range(9):
        history.commit({f"other{number}": ""})


def chmod(history):
    history.commit({"a": "1"})
    (history.box.root / "a").chmod(0o755)
    history.commit()


def move(history):
    history.commit({"old": "1\n" * 9})
    history.box.git("mv", "old", "a")
    history.commit()


def kept_untracked(history):
    history.commit({"a": "1"})
    history.box.git("rm", "-q", "--cached", "a")
    history.run("commit", "-m", "forget a")
    history.box.write("a", "1")


def staged(history):
    history.box.write("a", "1")
    history.box.git("add", "a")


def edited(history):
    history.commit({"a": "1"})
    history.box.write("a", "2")


def branches(history):
    """`a` becomes 2 on a branch at 1200, and 3 on main at 1300."""
    history.commit({"a": "1"})
    history.box.git("checkout", "-q", "-b", "side")
    history.commit({"a": "2"})
    history.box.git("checkout", "-q", "main")
    history.commit({"a": "3"})


def merged_theirs(history):
    branches(history)
    history.merge("side", "-X", "theirs")


def merged_ours(history):
    history.box.git("checkout", "-q", "-b", "side")
    history.box.git("checkout", "-q", "main")
    history.commit({"a": "3"})
    history.box.git("checkout", "-q", "side")
    history.commit({"a": "2"})
    history.box.git("checkout", "-q", "main")
    history.merge("side", "-s", "ours")


def merged_by_hand(history):
    branches(history)
    history.box.git("merge", "-q", "side", check=False)
    history.commit({"a": "4"})


CHANGES = {
    "made": (lambda history: history.commit({"a": "1"}), 1100.0),
    "changed": (lambda history: (history.commit({"a": "1"}), history.commit({"a": "2"})), 1200.0),
    "long ago": (many_others, 1100.0),
    "and back": (lambda history: [history.commit({"a": text}) for text in "121"], 1300.0),
    "mode": (chmod, 1200.0),
    "moved here": (move, 1200.0),
    "away and back": (lambda history: [history.commit({"a": text}) for text in ("1", None, "1")], 1300.0),
    "edited since": (edited, 1100.0),
    "taken from a branch": (merged_theirs, 1200.0),
    "kept against a branch": (merged_ours, 1100.0),
    "merged by hand": (merged_by_hand, 1400.0),
    "deleted": (lambda history: [history.commit({"a": text}) for text in ("1", None)], None),
    "kept untracked": (kept_untracked, None),
    "untracked": (lambda history: history.box.write("a", "1"), None),
    "staged": (staged, None),
    "folder": (lambda history: history.commit({"a/b": "1"}), None),
    "missing": (lambda history: None, None),
}


@pytest.mark.parametrize(("make", "expected"), CHANGES.values(), ids=CHANGES)
def test_when_a_file_was_last_changed(history, time_of, make, expected):
    make(history)
    assert time_of(history.box.root, "a") == expected


@pytest.mark.parametrize(
    "name", ["b c.txt", "ü/é.txt", "caf\udce9", "*.txt", "[a]", ":(top)x", ":!x", "tab\tnew\nline", "\nfirst", "-p"]
)
def test_any_name(history, time_of, name):
    history.commit({name: "1"})
    history.commit({"b.txt": "2", "a": "2", "x": "2"})
    assert time_of(history.box.root, name) == 1100.0


def test_below_the_root(history, time_of):
    history.commit({"docs/a": "1", "a": "2", **{f"docs/{name}": "" for name in FILLERS}})
    history.commit({"a": "1"})
    assert time_of(history.box.root / "docs", "a") == 1100.0
    assert time_of(history.box.root / "docs", "docs/a") is None


def test_a_shallow_clone(history, time_of):
    history.commit({"old": "1", "new": "1"})
    history.commit({"middle": "1"})
    history.commit({"new": "2"})
    root = history.box.root.parent / "clone"
    history.box.git("clone", "-q", "--depth", "2", f"file://{history.box.root}", str(root))
    facts = GitFacts(root=root)
    assert (facts.shallow(), facts.commit_time(None)) == (True, 1300.0)
    found = {name: time_of(root, name) for name in ("new", "middle", "old")}
    assert found == {"new": 1300.0, "middle": None, "old": None}
    history.box.git("-C", str(root), "fetch", "-q", "--unshallow")
    assert GitFacts(root=root).shallow() is False
    found = {name: time_of(root, name) for name in ("new", "middle", "old")}
    assert found == {"new": 1300.0, "middle": 1200.0, "old": 1100.0}


def test_a_linked_work_tree_of_a_shallow_clone(history, time_of):
    history.commit({"a": "1"})
    root = history.box.root.parent / "clone"
    history.box.git("clone", "-q", "--depth", "1", f"file://{history.box.root}", str(root))
    linked = history.box.root.parent / "linked"
    history.box.git("-C", str(root), "worktree", "add", "-q", "--detach", str(linked))
    assert (GitFacts(root=linked).shallow(), time_of(linked, "a")) == (True, None)


def test_a_persons_settings_change_no_time(history, time_of, settings):
    settings.write_text(f"{settings.read_text()}[log]\n showRoot = false\n[diff]\n renames = copies\n")
    history.commit({"a": "1\n" * 9})
    history.commit({"b": "1\n" * 9})
    assert [time_of(history.box.root, name) for name in ("a", "b", "first")] == [1100.0, 1200.0, 1000.0]


def test_a_signed_commit(history, time_of, settings):
    """Git may be set to tell of signatures in the midst of its answers; it runs a program to check them."""
    history.commit({"a": "1"})
    header, message = history.box.git("cat-file", "commit", "HEAD").split("\n\n", 1)
    signed = f"{header}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n{message}"
    history.box.write("../signed", signed)
    commit = history.box.git("hash-object", "-t", "commit", "-w", "../signed").strip()
    history.box.git("update-ref", "HEAD", commit)
    program = history.box.write("../gpg", "#!/bin/sh\necho words >&2\n")
    program.chmod(0o755)
    settings.write_text(f"{settings.read_text()}[log]\n showSignature = true\n[gpg]\n program = {program}\n")
    assert "words" in history.box.git("log", "-1")
    assert (GitFacts(root=history.box.root).commit_time(None), time_of(history.box.root, "a")) == (1100.0, 1100.0)


@pytest.mark.parametrize("seed", range(3))
def test_it_says_what_git_says_of_each_file_alone(history, monkeypatch, seed):
    monkeypatch.setattr(times, "_FIRST_COMMITS", 3)
    dice = random.Random(seed)
    names = [f"{folder}/{number}" for folder in "xyz" for number in range(4)]
    for number in range(12):
        if number % 4 == 3:
            history.box.git("checkout", "-q", "-b", f"side{number}", "HEAD~2")
            history.commit(dict.fromkeys(dice.sample(names, 2), f"{number}\n"))
            history.box.git("checkout", "-q", "main")
            history.merge(f"side{number}", "-X", dice.choice(["ours", "theirs"]))
        history.commit(dict.fromkeys(dice.sample(names, 2), f"{number}\n"))
    facts = GitFacts(root=history.box.root)
    found = {name: facts.commit_time(name) for name in history.box.git("ls-files").splitlines()}
    alone = {name: history.box.git("log", "-1", "--format=%ct", "--", name) for name in found}
    assert found == {name: float(text) for name, text in alone.items()}


def test_many_files_cost_few_questions(history):
    asked = []

    def ask(root, *arguments, stdin=b""):
        asked.append(arguments[0])
        return read(root, *arguments, stdin=stdin)

    history.commit({f"{number}": "" for number in range(100)})
    facts = GitFacts(root=history.box.root, ask=ask)
    assert {facts.commit_time(f"{number}") for number in range(100)} == {1100.0}
    assert [facts.commit_time(name) for name in (*FILLERS, "missing")] == [1000.0] * len(FILLERS) + [None]
    assert asked == ["rev-parse", "ls-tree", *["log"] * (times._FEW + 1)]


def test_the_end_of_a_long_history_is_reached(history, monkeypatch):
    monkeypatch.setattr(times, "_FIRST_COMMITS", 1)
    monkeypatch.setattr(times, "_MOST_COMMITS", 2)
    history.commit({"a": ""})
    for _ in range(6):
        history.commit()
    facts = GitFacts(root=history.box.root)
    assert [facts.commit_time(name) for name in ("a", *FILLERS)] == [1100.0] + [1000.0] * len(FILLERS)
