from __future__ import annotations

import subprocess
import sys

import pytest

from mdcheck.errors import GitError
from mdcheck.repository.commit import Committed, commit_checklist
from mdcheck.repository.discovery import NoRepository, Repository, find_root, open_repository
from mdcheck.repository.facts import GitFacts
from mdcheck.repository.message import CommitMessage
from mdcheck.repository.versions import checked_out


def test_the_root_is_found_from_anywhere_inside(box):
    deep = box.write("a/b/c.md", "")
    for start in (box.root, box.file, deep, deep.parent, box.root / "missing.md"):
        assert find_root(start) == box.root
        assert open_repository(start) == Repository(root=box.root)
    assert find_root(box.root.parent) is None


def test_the_root_is_found_without_git_and_gitpython(box):
    code = (
        "import pathlib, sys; from mdcheck.repository.discovery import find_root;"
        "print(find_root(pathlib.Path(sys.argv[1])), 'git' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(box.file)],
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{box.root} False\n"


def test_an_empty_git_folder_is_passed_by(box):
    (box.root / "inner/.git").mkdir(parents=True)
    path = box.write("inner/C.md", box.CHECKLIST)
    assert find_root(path) == box.root
    assert open_repository(path) == Repository(root=box.root)


def test_a_link_to_a_file_belongs_where_the_link_is(box, make_box):
    other = make_box("other")
    link = other.root / "C.md"
    link.symlink_to(box.file)
    assert find_root(link) is None


def test_not_a_repository(tmp_path):
    path = tmp_path / "C.md"
    assert open_repository(path) == NoRepository(
        reason=f"{path} is not inside a git repository",
        fix="start one with `git init`, or go on without commits",
    )


@pytest.mark.parametrize("prepare", ["init --bare", "core.bare"])
def test_a_bare_repository(make_box, prepare):
    bare = make_box("bare")
    if prepare == "core.bare":
        bare.git("init", "-q")
        bare.git("config", "core.bare", "true")
    else:
        bare.git("init", "-q", "--bare")
    assert open_repository(bare.file) == NoRepository(
        reason=f"the repository {bare.root} is bare: it has no work tree to commit from",
        fix="work in a clone of it, or in a work tree (`git worktree add`)",
    )


def test_a_foreign_owner(box, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert open_repository(box.file) == NoRepository(
        reason=f"git does not trust {box.root}, because it belongs to another user",
        fix=f"if you trust it: git config --global --add safe.directory {box.root}",
    )


def test_a_repository_that_git_can_not_read(box):
    box.write(".git/config", "[core\n")
    found = open_repository(box.file)
    assert isinstance(found, NoRepository)
    assert found.reason.startswith(f"git can't read the repository {box.root}: fatal: bad config line 1")


def test_no_git(box, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    expected = NoRepository(reason="git is not installed, or not on PATH", fix="install git, or put it on PATH")
    assert open_repository(box.file) == expected
    monkeypatch.setenv("GIT_DIR", "elsewhere")
    assert open_repository(box.file) == expected


def test_no_git_when_gitpython_is_loaded_first(box):
    code = (
        "import pathlib, sys, os; from mdcheck.repository.discovery import open_repository;"
        "print(open_repository(pathlib.Path(sys.argv[1])).reason, 'GIT_PYTHON_REFRESH' in os.environ)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(box.file)],
        env={"PATH": "/nothing"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "git is not installed, or not on PATH False\n"
    assert done.stderr == ""


def test_a_hooks_variables_do_not_lead_to_another_repository(box, make_box, monkeypatch):
    other = make_box("other")
    other.git("init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert open_repository(box.file) == Repository(root=box.root)
    assert checked_out(box.open(), box.file) == box.CHECKLIST.encode()


def test_a_planted_bare_repository_runs_nothing(box):
    planted = box.root / "docs"
    for name in ("objects", "refs"):
        (planted / name).mkdir(parents=True)
    box.write("docs/HEAD", "ref: refs/heads/main\n")
    box.write(
        "docs/config",
        f"[core]\nrepositoryformatversion = 0\nbare = false\nworktree = {planted}\n"
        f"fsmonitor = touch {box.root.parent}/owned\n",
    )
    path = box.write("docs/CHECKLIST.md", box.CHECKLIST)
    subprocess.run(["git", "status"], cwd=planted, capture_output=True, check=False)
    owned = box.root.parent / "owned"
    assert owned.exists(), "the trap does not work, so this test proves nothing"
    owned.unlink()

    repository = open_repository(path)
    assert repository == Repository(root=box.root)
    assert isinstance(commit_checklist(repository, path, CommitMessage(subject="s")), Committed)
    assert checked_out(repository, path) == box.CHECKLIST.encode()
    assert box.committed() == "docs/CHECKLIST.md\n"
    assert GitFacts(root=planted).visible() is None
    assert not owned.exists()


@pytest.mark.parametrize(
    ("name", "text", "attributes"),
    [
        ("C.md", b"- [ ] a\n", ""),
        ("C.md", b"\xef\xbb\xbf- [ ] a\r\n\xff\x00\n\n", "* -text\n"),
        ("C.md", b"- [ ] a\r\n", "* text eol=crlf\n"),
        ("C.md", "- [ ] ü\n".encode("utf-16-le"), "C.md text working-tree-encoding=UTF-16LE\n"),
        ("C.md", b"", ""),
        ("a b/:(top)*.md", b"- [ ] a\n", ""),
        ("./-x.md", b"- [ ] a\n", ""),
    ],
    ids=["plain", "bytes", "line ends", "encoding", "empty", "odd name", "dash"],
)
def test_the_version_at_head_is_what_git_checks_out(box, name, text, attributes):
    box.commit(".gitattributes", attributes)
    path = box.write(name, "")
    path.write_bytes(text)
    box.git("add", "--all")
    box.git("commit", "-q", "-m", "add", "--allow-empty")
    path.write_bytes(b"edited")
    assert checked_out(box.open(), path) == text


def test_no_version_at_head(box, empty):
    assert checked_out(box.open(), box.write("new.md", "")) is None
    box.git("add", "new.md")
    assert checked_out(box.open(), box.root / "new.md") is None
    assert checked_out(box.open(), box.root.parent / "elsewhere.md") is None


def test_no_version_before_the_first_commit(empty):
    assert checked_out(empty.open(), empty.write("CHECKLIST.md", "")) is None


def test_a_version_that_git_has_lost(box):
    repository = box.open()
    blob = box.git("rev-parse", "HEAD:CHECKLIST.md").strip()
    (box.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitError, match="cannot read object"):
        checked_out(repository, box.file)
