from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mdcheck.kinds.workspace import Workspace
from mdcheck.repository import listing
from mdcheck.repository.listing import GitFiles


@pytest.fixture
def tree(box):
    box.commit(".gitignore", "*.log\n/build/\n")
    for name in (
        "src/a.py",
        "src/b b.py",
        "src/ü.py",
        "trace.log",
        "build/x/y.py",
        "caf\udce9.txt",
        "new\nline",
    ):
        box.write(name, "x")
    box.git("add", "src/a.py")
    return box


def test_what_git_sees(tree):
    assert GitFiles(root=tree.root).visible() == {
        ".gitignore",
        "CHECKLIST.md",
        "other.txt",
        "src/a.py",
        "src/b b.py",
        "src/ü.py",
        "caf\udce9.txt",
        "new\nline",
    }


def test_names_are_relative_to_the_workspace(tree):
    files = GitFiles(root=tree.root / "src")
    assert files.visible() == {"a.py", "b b.py", "ü.py"}
    assert files.ignored(("a.py", "t.log")) == {"t.log"}


def test_what_git_ignores(tree):
    files = GitFiles(root=tree.root)
    asked = ("trace.log", "src/a.py", "build/x/y.py", "missing.log", "missing.txt", "new\nline")
    assert files.ignored(asked) == {"trace.log", "build/x/y.py", "missing.log"}
    assert files.ignored(("src/a.py",)) == frozenset()
    assert files.ignored(()) == frozenset()


def test_a_tracked_file_is_not_ignored(tree):
    tree.git("add", "-f", "trace.log")
    assert GitFiles(root=tree.root).ignored(("trace.log", "x.log")) == {"x.log"}


def test_one_bad_path_does_not_spoil_the_others(tree, make_box):
    (tree.root / "link").symlink_to("src")
    files = GitFiles(root=tree.root)
    assert files.ignored(("a.log", "../outside.log", "b.txt", "link/x.log", "", "c.log")) == {
        "a.log",
        "c.log",
    }


def test_outside_a_repository(tmp_path):
    files = GitFiles(root=tmp_path)
    assert files.visible() is None
    assert files.ignored(("a",)) is None


def test_without_git(box, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    files = GitFiles(root=box.root)
    assert files.visible() is None
    assert files.ignored(("a",)) is None


def test_git_is_asked_once_for_each_answer_and_from_many_threads(tree, monkeypatch):
    asked = []
    really = listing.read

    def read(root, *arguments, stdin=b""):
        asked.append((arguments[0], stdin))
        return really(root, *arguments, stdin=stdin)

    monkeypatch.setattr(listing, "read", read)
    files = GitFiles(root=tree.root)
    assert asked == []
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: (files.visible(), files.ignored(("a.log", "b.txt"))), range(16)))
    assert len(set(answers)) == 1
    assert files.ignored(("b.txt", "c.log", "c.log")) == {"c.log"}
    assert sorted(asked) == [
        ("check-ignore", b"a.log\0b.txt\0"),
        ("check-ignore", b"c.log\0"),
        ("ls-files", b""),
    ]


def test_it_serves_a_workspace(tree):
    workspace = Workspace(root=tree.root, git=GitFiles(root=tree.root))
    assert workspace.files(("**/*.py",), skip_ignored=True) == ("src/a.py", "src/b b.py", "src/ü.py")
