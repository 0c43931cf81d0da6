"""What names a repository: the same for all its work trees, and not for anyone to choose."""

from __future__ import annotations

import os
import subprocess

import pytest

from mdcheck.repository.identity import clone_id, make_clone_id, repository_key


@pytest.fixture
def main(tmp_path):
    """A repository with a commit, at a resolved path."""
    root = tmp_path.resolve() / "main"
    root.mkdir()
    git(root, "init", "-q")
    git(root, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "first")
    return root


def git(root, *args):
    subprocess.run(["git", *args], cwd=root, check=True, capture_output=True)


def test_a_repository(main):
    assert repository_key(main) == str(main / ".git")


def test_no_repository(tmp_path):
    folder = tmp_path.resolve()
    (folder / "link").symlink_to(folder)
    assert repository_key(folder) == repository_key(folder / "link") == str(folder)


def test_all_work_trees_of_a_repository_are_one(main):
    git(main, "worktree", "add", "-q", "--detach", "../linked")
    assert repository_key(main.parent / "linked") == str(main / ".git")


def test_a_submodule_is_one_of_its_own(main):
    git(main, "-c", "protocol.file.allow=always", "submodule", "add", "-q", "../main", "inner")
    assert repository_key(main / "inner") == str(main / "inner")


@pytest.mark.parametrize("kind", ["file", "work-tree", "link", "nonsense"])
def test_files_that_claim_to_be_a_work_tree_of_another_repository_are_not_believed(main, kind):
    git(main, "worktree", "add", "-q", "--detach", "../linked")
    stranger = main.parent / "stranger"
    stranger.mkdir()
    entry = stranger / ".git"
    if kind == "link":
        entry.symlink_to(main / ".git")
    else:
        target = {"file": main / ".git", "work-tree": main / ".git" / "worktrees" / "linked", "nonsense": "\0"}[kind]
        entry.write_text(f"gitdir: {target}\n")
    assert repository_key(stranger) == str(stranger)


class TestTheIdOfAClone:
    def test_it_is_made_once_and_shared_by_the_work_trees(self, main):
        assert clone_id(main) == ""
        made = make_clone_id(main)
        assert len(made) == 32
        git(main, "worktree", "add", "-q", "../linked")
        assert {clone_id(main), make_clone_id(main), clone_id(main.parent / "linked")} == {made}
        assert git_status(main) == b""

    def test_a_folder_that_is_no_repository_has_none(self, tmp_path):
        folder = tmp_path / "folder"
        folder.mkdir()
        assert (make_clone_id(folder), clone_id(folder)) == ("", "")
        assert not any(folder.iterdir())

    @pytest.mark.parametrize("kind", ["cut", "link", "pipe"])
    def test_what_is_no_id_is_replaced(self, main, kind):
        path = main / ".git" / "mdcheck-clone-id"
        other = main.parent / "other"
        other.write_text("0" * 32 + "\n")
        match kind:
            case "cut":
                path.write_text("0" * 31)
            case "link":
                path.symlink_to(other)
            case "pipe":
                os.mkfifo(path)
        assert clone_id(main) == ""
        assert clone_id(main) != make_clone_id(main) == clone_id(main)
        assert other.read_text() == "0" * 32 + "\n"


def git_status(root):
    return subprocess.run(["git", "status", "--porcelain"], cwd=root, check=True, capture_output=True).stdout
