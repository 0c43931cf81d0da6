from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.process import run as process
from mdcheck.repository.facts import GitFacts
from mdcheck.repository.git import asking, read

QUESTIONS = {
    "ignored": lambda facts: facts.ignored(("a",)),
    "visible": lambda facts: facts.visible(),
    "tracked": lambda facts: facts.tracked(),
    "dirty": lambda facts: facts.dirty(),
    "branch": lambda facts: facts.branch(),
    "tags": lambda facts: facts.tags_at_head(),
    "time of HEAD": lambda facts: facts.commit_time(None),
    "time of a file": lambda facts: facts.commit_time("CHECKLIST.md"),
    "shallow": lambda facts: facts.shallow(),
}


@pytest.fixture
def facts():
    """Facts of a folder, by the door that a run uses; `test_asking.py` holds it against GitPython's."""
    return partial(GitFacts, ask=asking(process.ask))


@pytest.fixture
def tree(box):
    box.commit(".gitignore", "*.log\n/build/\n")
    for name in ("src/a.py", "src/b b.py", "src/ü.py", "trace.log", "build/x/y.py", "caf\udce9.txt", "new\nline"):
        box.write(name, "x")
    box.git("add", "src/a.py")
    return box


def everything(facts) -> dict[str, object]:
    return {name: ask(facts) for name, ask in QUESTIONS.items()}


def test_what_git_sees(facts, tree):
    assert facts(root=tree.root).visible() == {
        ".gitignore",
        "CHECKLIST.md",
        "other.txt",
        "src/a.py",
        "src/b b.py",
        "src/ü.py",
        "caf\udce9.txt",
        "new\nline",
    }


def test_what_git_tracks(facts, tree):
    (tree.root / "other.txt").unlink()
    assert facts(root=tree.root).tracked() == {".gitignore", "CHECKLIST.md", "other.txt", "src/a.py"}


def test_names_are_relative_to_the_workspace(facts, tree):
    below = facts(root=tree.root / "src")
    assert below.visible() == {"a.py", "b b.py", "ü.py"}
    assert below.tracked() == {"a.py"}
    assert below.dirty() == ("a.py", "b b.py", "ü.py")
    assert below.ignored(("a.py", "t.log")) == {"t.log"}


def test_what_git_ignores(facts, tree):
    files = facts(root=tree.root)
    asked = ("trace.log", "src/a.py", "build/x/y.py", "missing.log", "missing.txt", "new\nline")
    assert files.ignored(asked) == {"trace.log", "build/x/y.py", "missing.log"}
    assert files.ignored(("src/a.py",)) == frozenset()
    assert files.ignored(()) == frozenset()


def test_a_tracked_file_is_not_ignored(tree):
    tree.git("add", "-f", "trace.log")
    assert GitFacts(root=tree.root).ignored(("trace.log", "x.log")) == {"x.log"}


def test_one_bad_path_does_not_spoil_the_others(tree):
    (tree.root / "link").symlink_to("src")
    asked = ("a.log", "../outside.log", "b.txt", "link/x.log", "", "c.log")
    assert GitFacts(root=tree.root).ignored(asked) == {"a.log", "c.log"}


def test_nothing_is_dirty(facts, box):
    assert facts(root=box.root).dirty() == ()


def stage_then_undo(box):
    box.write("other.txt", "two\n")
    box.git("add", "other.txt")
    box.write("other.txt", "one\n")


DIRT = {
    "edited": (lambda box: box.write("other.txt", "two\n"), ("other.txt",)),
    "staged": (lambda box: (box.write("other.txt", "two\n"), box.git("add", "other.txt")), ("other.txt",)),
    "staged, then undone": (stage_then_undo, ("other.txt",)),
    "mode": (lambda box: (box.root / "other.txt").chmod(0o755), ("other.txt",)),
    "untracked": (lambda box: box.write("new/deep/a b.txt", ""), ("new/deep/a b.txt",)),
    "ignored": (lambda box: (box.commit(".gitignore", "*.log\n"), box.write("a.log", "")), ()),
    "deleted": (lambda box: (box.root / "other.txt").unlink(), ("other.txt",)),
    "forgotten": (lambda box: box.git("rm", "-q", "--cached", "other.txt"), ("other.txt",)),
    "renamed": (lambda box: box.git("mv", "other.txt", "ö, a new name.txt"), ("other.txt", "ö, a new name.txt")),
    "any bytes": (lambda box: box.write("sp  ace/new\nline caf\udce9", ""), ("sp  ace/new\nline caf\udce9",)),
    "arrow": (lambda box: box.write("a -> b", ""), ("a -> b",)),
    "repository inside": (lambda box: box.git("init", "-q", "inside"), ("inside/",)),
    "touched": (lambda box: os.utime(box.root / "other.txt", (1, 1)), ()),
}


def bytes_of(box):
    """The index, which a question must not change."""
    return (box.root / ".git" / "index").read_bytes()


@pytest.mark.parametrize(("make", "expected"), DIRT.values(), ids=DIRT)
def test_what_is_dirty(facts, box, make, expected):
    make(box)
    before = bytes_of(box)
    assert facts(root=box.root).dirty() == expected
    assert bytes_of(box) == before


def test_a_conflict_is_dirty_once(facts, box):
    box.git("checkout", "-q", "-b", "side")
    box.commit("other.txt", "side\n")
    box.git("checkout", "-q", "main")
    box.commit("other.txt", "main\n")
    box.git("merge", "-q", "side", check=False)
    assert facts(root=box.root).dirty() == ("other.txt",)
    assert facts(root=box.root).tracked() == {"CHECKLIST.md", "other.txt"}


def test_a_persons_settings_change_no_answer(facts, box, settings):
    box.git("tag", "v2")
    box.git("tag", "v10")
    for name in ("é.txt", "a.txt"):
        box.write(name, "")
    plain = everything(facts(root=box.root))
    assert plain["dirty"] == ("a.txt", "é.txt")
    assert plain["tags"] == ("v10", "v2")
    settings.write_text(
        settings.read_text()
        + "[status]\n showUntrackedFiles = no\n relativePaths = true\n branch = true\n short = true\n"
        + "[color]\n ui = always\n[tag]\n sort = -version:refname\n[log]\n showSignature = true\n decorate = full\n"
        + " showRoot = false\n[column]\n ui = always\n[core]\n quotePath = true\n abbrev = 4\n"
    )
    assert everything(facts(root=box.root)) == plain


HEADS = {
    "main": (lambda box: None, "main"),
    "a path": (lambda box: box.git("checkout", "-q", "-b", "team/ada/ü"), "team/ada/ü"),
    "like a tag": (lambda box: (box.git("checkout", "-q", "-b", "v1"), box.git("tag", "v1")), "v1"),
    "like a remote": (lambda box: box.git("checkout", "-q", "-b", "heads/main"), "heads/main"),
    "detached": (lambda box: box.git("checkout", "-q", "--detach"), ""),
    "detached at a tag": (lambda box: (box.git("tag", "v1"), box.git("checkout", "-q", "v1")), ""),
}


@pytest.mark.parametrize(("make", "expected"), HEADS.values(), ids=HEADS)
def test_the_branch(facts, box, make, expected):
    make(box)
    assert facts(root=box.root).branch() == expected


def test_before_the_first_commit(facts, empty):
    empty.write("CHECKLIST.md", "")
    empty.write("later.txt", "")
    empty.git("add", "CHECKLIST.md")
    assert everything(facts(root=empty.root)) == {
        "ignored": frozenset(),
        "visible": {"CHECKLIST.md", "later.txt"},
        "tracked": {"CHECKLIST.md"},
        "dirty": ("CHECKLIST.md", "later.txt"),
        "branch": "main",
        "tags": (),
        "time of HEAD": None,
        "time of a file": None,
        "shallow": False,
    }


def test_tags_at_head(facts, box):
    box.git("tag", "old")
    box.git("tag", "-a", "-m", "x", "old-annotated")
    box.commit("other.txt", "two\n")
    assert facts(root=box.root).tags_at_head() == ()
    box.git("tag", "v1.10")
    box.git("tag", "-a", "-m", "x", "v1.9")
    box.git("tag", "release/ü")
    box.git("tag", "main")
    box.git("tag", "a\u2028b")
    box.git("tag", "of-a-tree", "HEAD^{tree}")
    assert facts(root=box.root).tags_at_head() == ("a\u2028b", "main", "release/ü", "v1.10", "v1.9")


@pytest.mark.parametrize("question", QUESTIONS)
def test_outside_a_repository(facts, tmp_path, question):
    assert QUESTIONS[question](facts(root=tmp_path.resolve())) is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_git(facts, box, tmp_path, monkeypatch, question):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert QUESTIONS[question](facts(root=box.root)) is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_repository_that_git_refuses(facts, box, question):
    (box.root / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 99\n")
    assert QUESTIONS[question](facts(root=box.root)) is None


def test_a_hooks_variables_do_not_mislead(facts, box, make_box, monkeypatch):
    other = make_box("other")
    other.git("init", "-q", "-b", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    asked = facts(root=box.root)
    assert (asked.branch(), asked.tracked(), asked.dirty()) == ("main", {"CHECKLIST.md", "other.txt"}, ())
    assert asked.commit_time("other.txt") == asked.commit_time(None)


def test_a_linked_work_tree(facts, box):
    box.git("worktree", "add", "-q", "-b", "side", "../linked")
    root = box.root.parent / "linked"
    (root / "other.txt").write_text("two\n")
    linked = facts(root=root)
    assert (linked.branch(), linked.dirty(), linked.shallow()) == ("side", ("other.txt",), False)
    assert linked.commit_time("CHECKLIST.md") == linked.commit_time(None)
    assert facts(root=box.root).dirty() == ()


def test_a_submodule_and_the_repository_around_it(facts, box, make_box):
    inner = make_box("inner")
    inner.git("init", "-q")
    inner.commit("in.txt", "one\n")
    inner.git("tag", "inner-1")
    box.git("submodule", "--quiet", "add", str(inner.root), "sub")
    box.git("commit", "-q", "-m", "add sub")
    around, inside = facts(root=box.root), facts(root=box.root / "sub")
    assert around.tracked() == {".gitmodules", "CHECKLIST.md", "other.txt", "sub"}
    assert around.dirty() == ()
    assert around.commit_time("sub/in.txt") is None
    assert (inside.tracked(), inside.tags_at_head(), inside.dirty()) == ({"in.txt"}, ("inner-1",), ())
    box.write("sub/in.txt", "two\n")
    assert (around.fresh().dirty(), inside.fresh().dirty()) == (("sub",), ("in.txt",))


@pytest.fixture
def recorded():
    """A door that notes which command is asked for."""
    asked = []

    def ask(root, *arguments, stdin=b""):
        asked.append((arguments[0], stdin))
        return read(root, *arguments, stdin=stdin)

    ask.asked = asked
    return ask


def test_git_is_asked_once_for_each_answer_and_from_many_threads(tree, recorded):
    facts = GitFacts(root=tree.root, ask=recorded)
    assert recorded.asked == []
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: (facts.visible(), facts.ignored(("a.log", "b.txt"))), range(16)))
    assert len(set(answers)) == 1
    assert facts.ignored(("b.txt", "c.log", "c.log")) == {"c.log"}
    assert sorted(recorded.asked) == [
        ("check-ignore", b"a.log\0b.txt\0"),
        ("check-ignore", b"c.log\0"),
        ("ls-files", b""),
        ("rev-parse", b""),
    ]


def test_a_wildcard_costs_one_question(tree, recorded):
    workspace = Workspace(root=tree.root, git=GitFacts(root=tree.root, ask=recorded))
    for _ in range(2):
        assert workspace.files(("**/*.py",), skip_ignored=True) == ("src/a.py", "src/b b.py", "src/ü.py")
    assert recorded.asked == [("ls-files", b"")]


def test_a_fresh_workspace_asks_again(box):
    workspace = Workspace(root=box.root, git=GitFacts(root=box.root))
    assert workspace.files(("*.txt",), skip_ignored=True) == ("other.txt",)
    assert (workspace.git.dirty(), workspace.git.ignored(("a.log",))) == ((), frozenset())
    box.write("new.txt", "")
    box.write(".gitignore", "*.log\n")
    assert (workspace.git.dirty(), workspace.git.ignored(("a.log",))) == ((), frozenset())
    workspace = workspace.fresh()
    assert workspace.files(("*.txt",), skip_ignored=True) == ("new.txt", "other.txt")
    assert (workspace.git.dirty(), workspace.git.ignored(("a.log",))) == ((".gitignore", "new.txt"), {"a.log"})
