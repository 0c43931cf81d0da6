from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest

from mdcheck.repository.commit import (
    Committed,
    NotCommitted,
    NothingToCommit,
    commit_checklist,
    commit_obstacle,
)
from mdcheck.repository.message import CommitMessage

MESSAGE = CommitMessage(
    subject="checklist: 78.6 ALMOST READY, 64% complete",
    body=("- ticked: Unit tests pass — 12 passed", "# no comment"),
    trailers=(("Mdcheck-Score", "78.6"), ("Mdcheck-Verdict", "ALMOST READY"), ("Mdcheck-Completion", "64%")),
)


def update(box, path=None):
    """Ask, write, commit: what `mdcheck update` does."""
    repository = box.open()
    obstacle = commit_obstacle(repository, path or box.file)
    box.tick()
    return obstacle or commit_checklist(repository, path or box.file, MESSAGE)


def commit(box):
    return commit_checklist(box.open(), box.file, MESSAGE)


def test_the_checklist_is_committed_with_its_message(box):
    assert update(box) == Committed(commit=box.head(), subject=MESSAGE.subject)
    assert box.git("log", "-1", "--format=%B") == MESSAGE.render() + "\n"
    assert box.git("log", "-1", "--format=%(trailers:key=Mdcheck-Completion,valueonly)").strip() == "64%"
    assert box.at_head() == box.TICKED
    assert box.git("status", "--porcelain") == ""


def test_other_work_stays_as_it_is(box):
    box.write("other.txt", "staged\n")
    box.git("add", "other.txt")
    box.write("new.txt", "staged too\n")
    box.git("add", "new.txt")
    box.write("other.txt", "edited again\n")
    box.write("loose.txt", "untracked\n")
    assert isinstance(update(box), Committed)
    assert box.committed() == "CHECKLIST.md\n"
    assert box.git("status", "--porcelain") == "A  new.txt\nMM other.txt\n?? loose.txt\n"
    assert box.git("show", ":other.txt") == "staged\n"


def test_no_change_is_no_commit(box):
    before = box.head()
    assert commit(box) == NothingToCommit()
    assert box.head() == before


def test_a_change_of_the_time_stamp_alone_is_no_commit(box):
    box.file.write_text(box.CHECKLIST)
    assert commit(box) == NothingToCommit()


def test_a_staged_tick_that_was_taken_back_is_no_commit(box):
    box.tick()
    box.git("add", "CHECKLIST.md")
    box.file.write_text(box.CHECKLIST)
    assert commit(box) == NothingToCommit()


def test_an_untracked_checklist_is_added(empty):
    empty.commit("other.txt", "one\n")
    assert isinstance(update(empty), Committed)
    assert empty.committed() == "CHECKLIST.md\n"
    assert empty.git("status", "--porcelain") == ""


def test_the_first_commit_of_a_repository(empty):
    empty.write("other.txt", "staged\n")
    empty.git("add", "other.txt")
    assert isinstance(update(empty), Committed)
    assert empty.git("ls-tree", "--name-only", "HEAD") == "CHECKLIST.md\n"
    assert empty.git("status", "--porcelain") == "A  other.txt\n"


def test_an_untracked_checklist_is_untracked_again_when_the_commit_fails(empty):
    empty.write("other.txt", "staged\n")
    empty.git("add", "other.txt")
    empty.hook("pre-commit", "exit 1")
    before = empty.index()
    outcome = update(empty)
    assert isinstance(outcome, NotCommitted)
    assert outcome.refused
    assert outcome.fix.endswith(f"git -C {empty.root} add -- CHECKLIST.md && {by_hand(empty)}")
    assert empty.index() == before
    assert empty.git("status", "--porcelain") == "A  other.txt\n?? CHECKLIST.md\n"


def by_hand(box):
    return f"git -C {box.root} commit --only -m checklist -- CHECKLIST.md"


def test_an_intention_to_add_stays_when_the_commit_fails(empty):
    empty.write("CHECKLIST.md", empty.CHECKLIST)
    empty.git("add", "-N", "CHECKLIST.md")
    empty.hook("pre-commit", "exit 1")
    before = empty.index()
    assert isinstance(update(empty), NotCommitted)
    assert empty.index() == before


def test_an_interrupted_commit_leaves_the_index_as_it_was(empty, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mdcheck.repository.commit._git_commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        update(empty)
    assert empty.git("status", "--porcelain") == "?? CHECKLIST.md\n"


INTERRUPTED = """
import pathlib, sys
from mdcheck.repository.commit import commit_checklist
from mdcheck.repository.discovery import open_repository
from mdcheck.repository.message import CommitMessage
path = pathlib.Path(sys.argv[1])
try:
    print(commit_checklist(open_repository(path), path, CommitMessage(subject="s")))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_in_a_hook_leaves_the_index_as_it_was(empty):
    path = empty.write("CHECKLIST.md", empty.CHECKLIST)
    started = empty.root.parent / "started"
    os.mkfifo(started)
    empty.hook("pre-commit", "echo yes > ../started; sleep 30")
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(path)], stdout=subprocess.PIPE, start_new_session=True
    )
    assert started.read_text() == "yes\n"
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[0] == b"interrupted\n"
    assert empty.git("status", "--porcelain") == "?? CHECKLIST.md\n"
    assert not (empty.root / ".git/index.lock").exists()


def test_a_fully_staged_checklist_is_committed(box):
    box.write("CHECKLIST.md", box.CHECKLIST + "- [ ] New\n")
    box.git("add", "CHECKLIST.md")
    repository = box.open()
    assert commit_obstacle(repository, box.file) is None
    box.write("CHECKLIST.md", box.TICKED + "- [ ] New\n")
    assert isinstance(commit_checklist(repository, box.file, MESSAGE), Committed)
    assert box.at_head() == box.TICKED + "- [ ] New\n"
    assert box.git("status", "--porcelain") == ""


def test_an_unstaged_edit_goes_along(box):
    box.write("CHECKLIST.md", box.CHECKLIST + "- [ ] New\n")
    assert commit_obstacle(box.open(), box.file) is None


@pytest.mark.parametrize(
    "name", ["a b.md", "-F.md", "*.md", ":(top)x.md", "[x].md", "ü.md", "a\nb.md", "deep/er/C.md", '"q".md']
)
def test_any_name_means_itself(box, name):
    box.commit("x.md", "- [ ] a\n")
    path = box.write(name, "- [ ] a\n")
    box.write("x.md", "- [x] a\n")
    repository = box.open()
    assert commit_obstacle(repository, path) is None
    assert isinstance(commit_checklist(repository, path, MESSAGE), Committed)
    path.write_text("- [x] a\n")
    assert isinstance(commit_checklist(repository, path, MESSAGE), Committed)
    assert box.git("show", "--pretty=format:", "--name-only", "-z", "HEAD") == f"{name}\0"
    assert box.git("status", "--porcelain") == " M x.md\n"


def test_a_name_that_is_not_utf_8(box):
    path = box.root / "caf\udce9.md"
    path.write_text("- [ ] a\n")
    assert isinstance(commit_checklist(box.open(), path, MESSAGE), Committed)
    assert box.git("status", "--porcelain") == ""


def test_hooks_and_all_of_them_run(box):
    for name in ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"):
        box.hook(name, f"echo {name} >> ../hooks-ran")
    update(box)
    ran = (box.root.parent / "hooks-ran").read_text().split()
    assert ran == ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"]


def test_a_hook_may_change_the_subject(box):
    box.hook("commit-msg", 'sed -i "1s/^/OPS-1 /" "$1"')
    outcome = update(box)
    assert isinstance(outcome, Committed)
    assert outcome.subject == f"OPS-1 {MESSAGE.subject}"


def test_a_hook_runs_in_the_persons_own_locale_and_sees_no_setting_of_ours(box, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    box.hook("pre-commit", 'echo "$LC_ALL,$GIT_PYTHON_REFRESH,$GIT_LITERAL_PATHSPECS" > ../seen')
    update(box)
    assert (box.root.parent / "seen").read_text() == "C.UTF-8,,\n"


def test_a_failing_hook_is_a_refusal_in_its_own_words(box):
    box.hook("pre-commit", "echo 'main is protected'; echo 'use a branch' >&2; exit 1")
    before = box.head(), box.index()
    assert update(box) == NotCommitted(
        reason="git refused the commit:\nmain is protected\nuse a branch",
        fix="fix what git or its hook reports, then run mdcheck update again, or commit by hand: " + by_hand(box),
        refused=True,
    )
    assert (box.head(), box.index()) == before
    assert box.file.read_text() == box.TICKED


def test_the_next_run_commits_what_a_hook_refused(box):
    box.hook("pre-commit", "exit 1")
    update(box)
    box.hook("pre-commit", "exit 0")
    assert isinstance(commit(box), Committed)
    assert box.at_head() == box.TICKED


def test_of_much_output_the_end_is_told(box):
    box.hook("pre-commit", "seq 1 50; exit 1")
    outcome = update(box)
    assert isinstance(outcome, NotCommitted)
    assert outcome.reason.splitlines()[1:3] == ["(10 lines left out)", "11"]


def test_a_hook_that_rewrites_the_checklist_and_fails_is_tried_once_more(box):
    box.hook("pre-commit", "grep -q done CHECKLIST.md || { echo done >> CHECKLIST.md; exit 1; }")
    assert update(box) == Committed(commit=box.head(), subject=MESSAGE.subject)
    assert box.at_head() == box.TICKED + "done\n"


def test_a_hook_that_rewrites_a_new_checklist_and_fails_is_tried_once_more(empty):
    empty.hook("pre-commit", "grep -q done CHECKLIST.md || { echo done >> CHECKLIST.md; exit 1; }")
    assert isinstance(update(empty), Committed)
    assert empty.at_head() == empty.TICKED + "done\n"


def test_a_hook_that_always_rewrites_is_tried_twice_and_no_more(box):
    box.hook("pre-commit", "echo more >> CHECKLIST.md; exit 1")
    outcome = update(box)
    assert isinstance(outcome, NotCommitted)
    assert outcome.refused
    assert box.file.read_text() == box.TICKED + "more\nmore\n"


def test_a_hook_that_fails_without_rewriting_is_tried_once(box):
    box.hook("pre-commit", "echo ran >> ../ran; exit 1")
    update(box)
    assert (box.root.parent / "ran").read_text() == "ran\n"


def test_a_hook_that_takes_the_change_back_leaves_nothing_to_commit(box):
    box.hook("pre-commit", "git show HEAD:CHECKLIST.md > CHECKLIST.md; exit 1")
    assert update(box) == NothingToCommit()


def test_a_hook_that_removes_the_checklist(box):
    box.hook("pre-commit", "rm CHECKLIST.md; exit 1")
    before = box.head(), box.index()
    outcome = update(box)
    assert isinstance(outcome, NotCommitted)
    assert outcome.refused
    assert (box.head(), box.index()) == before


def test_a_checklist_that_was_taken_away_is_not_committed_as_removed(box):
    repository = box.open()
    box.file.unlink()
    assert commit_checklist(repository, box.file, MESSAGE) == NotCommitted(
        reason="CHECKLIST.md is no longer there",
        fix="put it back, then run mdcheck update again, or commit by hand: " + by_hand(box),
    )


def test_what_a_hook_rewrites_and_stages_is_committed_and_nothing_seems_to_take_it_back(box):
    box.write("other", "x")
    box.git("add", "other")
    box.hook("pre-commit", "echo more >> CHECKLIST.md; git add CHECKLIST.md")
    assert update(box) == Committed(commit=box.head(), subject=MESSAGE.subject)
    assert box.at_head() == box.file.read_text() == box.TICKED + "more\n"
    assert box.git("status", "--porcelain") == "A  other\n"
    assert commit(box) == NothingToCommit()


def test_a_hook_that_stages_one_thing_and_leaves_another(box):
    box.hook("pre-commit", "echo more >> CHECKLIST.md; git add CHECKLIST.md; echo yet more >> CHECKLIST.md")
    outcome = update(box)
    assert isinstance(outcome, Committed)
    assert outcome.notes == ("a git hook changed CHECKLIST.md again, and that is not committed",)
    assert box.git("status", "--porcelain") == " M CHECKLIST.md\n"


def test_a_hook_that_rewrites_and_succeeds_is_told_of(box):
    box.hook("pre-commit", "echo more >> CHECKLIST.md")
    outcome = update(box)
    assert isinstance(outcome, Committed)
    assert outcome.notes == ("a git hook changed CHECKLIST.md again, and that is not committed",)
    assert box.at_head() == box.TICKED


@pytest.mark.parametrize(
    ("setting", "said", "mend"),
    [
        (
            "[user]\nuseConfigOnly = true",
            "Please tell me who you are",
            "say who you are (git config user.name",
        ),
        (
            "[commit]\ngpgsign = true\n[gpg]\nprogram = /bin/false",
            "gpg failed to sign the data",
            "see that signing works",
        ),
    ],
    ids=["no identity", "signing fails"],
)
def test_what_git_needs_and_lacks(box, settings, setting, said, mend):
    names = "" if "gpg" in setting else "[user]\n"
    settings.write_text((settings.read_text() if not names else "") + setting)
    before = box.head(), box.index()
    outcome = update(box)
    assert isinstance(outcome, NotCommitted)
    assert outcome.refused
    assert said in outcome.reason
    assert outcome.fix.startswith(mend)
    assert (box.head(), box.index()) == before


@pytest.mark.parametrize("tracked", [True, False], ids=["tracked", "untracked"])
def test_a_locked_index(box, tracked):
    name = "CHECKLIST.md" if tracked else "new.md"
    path = box.write(name, box.TICKED)
    box.write(".git/index.lock", "")
    before = box.index()
    outcome = commit_checklist(box.open(), path, MESSAGE)
    assert isinstance(outcome, NotCommitted)
    assert outcome.refused
    assert "index.lock" in outcome.reason
    assert outcome.fix.startswith("wait for the other git command to end, or remove the lock file")
    assert box.index() == before


def test_a_subject_that_begins_with_a_number_sign(box):
    box.tick()
    message = CommitMessage(subject="# 50% done", body=("# kept",))
    assert commit_checklist(box.open(), box.file, message) == Committed(commit=box.head(), subject="# 50% done")
    assert box.git("log", "-1", "--format=%B") == "# 50% done\n\n# kept\n\n"


def test_a_detached_head_is_told_of(box):
    box.git("checkout", "-q", "--detach")
    outcome = update(box)
    assert outcome == Committed(
        commit=box.head(),
        subject=MESSAGE.subject,
        notes=("HEAD is detached, so the commit is on no branch yet",),
    )


def test_a_linked_work_tree(box, make_box):
    box.git("worktree", "add", "-q", "../linked")
    linked = make_box("linked")
    before = box.head()
    assert isinstance(update(linked), Committed)
    assert linked.at_head() == box.TICKED
    assert box.head() == before
    assert box.file.read_text() == box.CHECKLIST


def test_a_submodule_reminds_of_the_repository_around_it(box, make_box):
    around = make_box("around")
    around.git("init", "-q")
    around.git("submodule", "add", "-q", str(box.root), "sub")
    around.git("commit", "-q", "-m", "sub")
    inner = make_box("around/sub")
    outcome = update(inner)
    assert isinstance(outcome, Committed)
    assert outcome.notes == (f"sub is a submodule: commit its new state in {around.root} as well",)
    assert inner.at_head() == box.TICKED
    assert around.git("status", "--porcelain") == " M sub\n"


def test_a_linked_checklist_is_committed_where_it_is(box):
    box.git("mv", "CHECKLIST.md", "real.md")
    (box.root / "CHECKLIST.md").symlink_to("real.md")
    box.git("add", "CHECKLIST.md")
    box.git("commit", "-q", "-m", "link")
    assert isinstance(update(box), Committed)
    assert box.committed() == "real.md\n"
    assert box.git("show", "HEAD:real.md") == box.TICKED


@pytest.mark.parametrize("where", ["outside", "repo/nested"], ids=["outside", "in a repository inside"])
def test_a_link_that_leads_out_of_the_repository(box, make_box, where):
    other = make_box(where)
    other.git("init", "-q")
    other.write("real.md", box.CHECKLIST)
    box.file.unlink()
    box.file.symlink_to(other.root / "real.md")
    expected = NotCommitted(
        reason=f"the checklist itself is {other.root}/real.md, which the repository {box.root} does not hold",
        fix="run mdcheck update on that file, or commit it in its own repository",
    )
    assert commit_obstacle(box.open(), box.file) == expected
    assert commit(box) == expected


def test_a_folder_that_is_a_link(box):
    link = box.root.parent / "link"
    link.symlink_to(box.root)
    box.tick()
    assert isinstance(commit_checklist(box.open(), link / "CHECKLIST.md", MESSAGE), Committed)


@pytest.mark.parametrize(
    "setup",
    [
        pytest.param([["update-index", "--index-version", "4"]], id="index v4"),
        pytest.param([["update-index", "--split-index"]], id="split index"),
        pytest.param([["config", "feature.manyFiles", "true"], ["update-index", "--untracked-cache"]], id="many files"),
        pytest.param([["config", "core.autocrlf", "input"]], id="autocrlf"),
        pytest.param([["config", "status.showUntrackedFiles", "no"]], id="untracked not shown"),
        pytest.param([["config", "i18n.commitEncoding", "ISO-8859-1"]], id="another encoding"),
        pytest.param([["config", "commit.cleanup", "strip"], ["config", "commit.verbose", "true"]], id="cleanup"),
        pytest.param([["config", "diff.autoRefreshIndex", "false"]], id="no refresh"),
    ],
)
def test_unusual_repositories(box, setup):
    for words in setup:
        box.git(*words)
    new = box.write("new.md", "- [ ] a\n")
    assert commit(box) == NothingToCommit()
    assert isinstance(update(box), Committed)
    assert isinstance(commit_checklist(box.open(), new, MESSAGE), Committed)
    assert box.git("log", "-1", "--format=%B") == MESSAGE.render() + "\n"
    assert box.at_head() == box.TICKED
    assert box.git("status", "--porcelain") == ""


def test_a_sha_256_repository(make_box):
    box = make_box("sha256")
    box.git("init", "-q", "--object-format=sha256")
    box.commit("CHECKLIST.md", box.CHECKLIST)
    outcome = update(box)
    assert isinstance(outcome, Committed)
    assert outcome.commit == box.head()
    assert len(outcome.commit) == 64


def test_filters_apply(box):
    box.commit(".gitattributes", "*.md text eol=crlf\n")
    box.write("CHECKLIST.md", box.CHECKLIST.replace("\n", "\r\n"))
    assert commit(box) == NothingToCommit()
    box.write("CHECKLIST.md", box.TICKED)
    box.git("add", "CHECKLIST.md")
    box.write("CHECKLIST.md", box.TICKED.replace("\n", "\r\n"))
    assert commit_obstacle(box.open(), box.file) is None
    assert isinstance(commit(box), Committed)
    assert box.at_head() == box.TICKED
    assert box.git("status", "--porcelain") == ""


def test_a_setting_from_the_environment_is_kept(box, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Grace")
    assert isinstance(update(box), Committed)
    assert box.git("log", "-1", "--format=%an") == "Grace\n"


def test_git_that_breaks_is_a_value(box):
    repository = box.open()
    shutil.rmtree(box.root / ".git")
    for outcome in (commit_obstacle(repository, box.file), commit_checklist(repository, box.file, MESSAGE)):
        assert isinstance(outcome, NotCommitted)
        assert outcome.reason.startswith("git failed: fatal: not a git repository")
        assert outcome.refused


def test_the_command_by_hand_works_where_the_person_is(box, monkeypatch):
    folder = box.root / "docs"
    folder.mkdir()
    monkeypatch.chdir(folder)
    box.hook("pre-commit", "exit 1")
    outcome = update(box)
    assert isinstance(outcome, NotCommitted)
    assert outcome.fix.endswith("commit by hand: git commit --only -m checklist -- ../CHECKLIST.md")
