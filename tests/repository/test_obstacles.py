from __future__ import annotations

import pytest

from mdcheck.repository.commit import NotCommitted, commit_checklist, commit_obstacle
from mdcheck.repository.message import CommitMessage

MESSAGE = CommitMessage(subject="checklist: 50% complete")


def branched(box):
    """Two branches that changed the other file each in its way, and their second commits."""
    box.git("checkout", "-q", "-b", "side")
    box.commit("other.txt", "side\n")
    box.commit("second.txt", "side\n")
    box.git("checkout", "-q", "main")
    box.commit("other.txt", "main\n")


def resolved(box):
    box.write("other.txt", "resolved\n")
    box.git("add", "other.txt")


def merge(box):
    branched(box)
    box.git("merge", "side", check=False)


def merge_resolved(box):
    merge(box)
    resolved(box)


def rebase(box):
    branched(box)
    box.git("rebase", "side", check=False)


def rebase_apply(box):
    branched(box)
    box.git("rebase", "--apply", "side", check=False)


def rebase_stopped_to_edit(box):
    branched(box)
    box.git("-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "-i", "HEAD^")


def am(box):
    branched(box)
    box.write("../side.patch", box.git("format-patch", "-1", "--stdout", "side^"))
    box.git("am", "../side.patch", check=False)


def cherry_pick(box):
    branched(box)
    box.git("cherry-pick", "side^", check=False)


def cherry_pick_between(box):
    branched(box)
    box.git("cherry-pick", "side^", "side", check=False)
    resolved(box)
    box.git("commit", "-q", "--no-edit")


def revert(box):
    branched(box)
    box.commit("other.txt", "later\n")
    box.git("revert", "--no-edit", "HEAD^", check=False)


def bisect(box):
    branched(box)
    box.git("bisect", "start", "HEAD", "HEAD^")


@pytest.mark.parametrize(
    ("begin", "doing"),
    [
        (merge, "merge"),
        (merge_resolved, "merge"),
        (rebase, "rebase"),
        (rebase_apply, "rebase"),
        (rebase_stopped_to_edit, "rebase"),
        (am, "am"),
        (cherry_pick, "cherry-pick"),
        (cherry_pick_between, "cherry-pick"),
        (revert, "revert"),
        (bisect, "bisect"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_git_is_not_disturbed_in_what_it_does(box, begin, doing):
    begin(box)
    repository = box.open()
    before = box.head(), box.index(), box.git("status")
    obstacle = commit_obstacle(repository, box.file)
    assert obstacle is not None
    assert obstacle.reason == f"a git {doing} is in progress"
    assert not obstacle.refused
    assert f"git {doing} " in obstacle.fix
    assert (box.head(), box.index(), box.git("status")) == before
    box.tick()
    assert commit_checklist(repository, box.file, MESSAGE) == obstacle
    assert (box.head(), box.index()) == before[:2]


def test_a_linked_work_tree_is_not_held_up_by_the_others(box, make_box):
    box.git("worktree", "add", "-q", "../linked")
    merge(box)
    linked = make_box("linked")
    assert commit_obstacle(linked.open(), linked.file) is None


def test_unmerged_files_that_a_stash_left(box):
    box.write("other.txt", "stashed\n")
    box.git("stash", "-q")
    box.commit("other.txt", "committed\n")
    box.git("stash", "pop", check=False)
    obstacle = commit_obstacle(box.open(), box.file)
    assert obstacle is not None
    assert obstacle.reason == "the repository has unmerged files"
    assert not obstacle.refused


@pytest.mark.parametrize(
    ("name", "value"),
    [("GIT_INDEX_FILE", ".git/index"), ("GIT_DIR", ".git"), ("PRE_COMMIT", "1")],
    ids=["index", "folder", "pre-commit"],
)
def test_a_hook_does_not_commit(box, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    monkeypatch.chdir(box.root)
    expected = NotCommitted(
        reason=f"mdcheck runs inside a git hook ({name} is set), which must not commit",
        fix="take the checklist along: git add -- CHECKLIST.md",
    )
    assert commit_obstacle(box.open(), box.file) == expected
    box.tick()
    assert commit_checklist(box.open(), box.file, MESSAGE) == expected


@pytest.mark.parametrize("rule", ["CHECKLIST.md", "*.md", "/docs/"], ids=["name", "pattern", "folder"])
def test_an_ignored_checklist(box, rule):
    box.commit(".gitignore", f"{rule}\n")
    box.git("rm", "-q", "--cached", "CHECKLIST.md")
    box.git("commit", "-q", "-m", "forget")
    path = box.write("docs/CHECKLIST.md", box.CHECKLIST)
    before = box.index()
    expected = NotCommitted(
        reason="git ignores docs/CHECKLIST.md",
        fix=f"take it out of .gitignore, or track it all the same: git -C {box.root} add --force -- docs/CHECKLIST.md",
    )
    assert commit_obstacle(box.open(), path) == expected
    assert commit_checklist(box.open(), path, MESSAGE) == expected
    assert box.index() == before


def test_a_tracked_checklist_may_match_an_ignore_rule(box):
    box.commit(".gitignore", "*.md\n")
    box.tick()
    assert commit_obstacle(box.open(), box.file) is None


@pytest.mark.parametrize("tracked", [True, False], ids=["tracked", "new"])
def test_a_partly_staged_checklist(box, tracked):
    name = "CHECKLIST.md" if tracked else "new.md"
    path = box.write(name, box.CHECKLIST + "- [ ] staged\n")
    box.git("add", name)
    box.write(name, box.CHECKLIST + "- [ ] staged\n- [ ] not staged\n")
    before = box.index()
    command = f"git -C {box.root} commit --only -m checklist -- {name}"
    assert commit_obstacle(box.open(), path) == NotCommitted(
        reason=f"part of {name} is staged and part is not, and a commit would take both",
        fix=f"stage all of it (git -C {box.root} add -- {name}) or commit what is staged, "
        f"then run mdcheck update again, or commit by hand: {command}",
    )
    assert box.index() == before


def test_a_checklist_that_git_was_told_to_forget(box):
    box.git("rm", "-q", "--cached", "CHECKLIST.md")
    obstacle = commit_obstacle(box.open(), box.file)
    assert obstacle is not None
    assert obstacle.reason == "CHECKLIST.md was removed from git's index, and that is not committed yet"
    assert not obstacle.refused


@pytest.mark.parametrize("state", ["clean", "edited", "staged", "untracked"])
def test_no_obstacle_and_nothing_changed(box, state):
    path = box.file
    match state:
        case "edited" | "staged":
            box.tick()
        case "untracked":
            path = box.write("new.md", box.CHECKLIST)
        case _:
            pass
    if state == "staged":
        box.git("add", "CHECKLIST.md")
    before = (box.root / ".git/index").read_bytes()
    assert commit_obstacle(box.open(), path) is None
    assert (box.root / ".git/index").read_bytes() == before
