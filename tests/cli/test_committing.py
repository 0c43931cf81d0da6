"""`mdcheck update` in every state of a repository: what it says, what it leaves, and that it can run again."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from testing.release import updated

if TYPE_CHECKING:
    from collections.abc import Callable

SUBJECT = "checklist: 75 ALMOST READY, 33% complete"
WARNED, REFUSED = 2, 4


def hook(release, name, script):
    path = release.root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def unhook(release):
    for path in (release.root / ".git" / "hooks").iterdir():
        path.unlink()


def config(*setting):
    return lambda release: release.git("config", *setting)


def unset(name):
    return lambda release: release.git("config", "--unset", name)


def failing_hook(release):
    hook(release, "pre-commit", "echo the linter says no >&2; exit 1")


def rewriting_hook(release):
    """A formatter, as pre-commit runs it: it fails the first time, because it changed the file."""
    hook(release, "pre-commit", "grep -q formatted CHECKLIST.md && exit 0\necho formatted >> CHECKLIST.md\nexit 1")


def no_identity(release):
    global_config(release, "[user]\n\tuseConfigOnly = true\n")


def an_identity(release):
    global_config(release, "[user]\n\tname = Ada\n\temail = ada@example.org\n")


def global_config(_release, text):
    Path(os.environ["GIT_CONFIG_GLOBAL"]).write_text(text)


def branched(release):
    """Two branches that conflict in a file beside the checklist, the later of them in its last two commits."""
    for branch, text in (("side", "side"), ("main", "main")):
        release.git("checkout", "-q", *(["-b"] if branch == "side" else []), branch)
        release.write(text, "other.txt")
        release.commit_all(branch)
    release.write("later", "other.txt")
    release.commit_all("later")


def beginning(*command):
    def begin(release):
        branched(release)
        with pytest.raises(subprocess.CalledProcessError):
            release.git(*command)

    return begin


def finishing(*command, staged=("other.txt",)):
    def finish(release):
        release.write("settled", "other.txt")
        release.git("add", *staged)
        release.git("-c", "core.editor=true", *command)

    return finish


def untracked(release):
    release.git("rm", "-q", "--cached", "CHECKLIST.md")
    release.git("commit", "-q", "-m", "forget it")


def ignored(release):
    release.write("*.md\n", ".gitignore")
    release.git("add", ".gitignore")
    untracked(release)


def no_longer_ignored(release):
    release.write("", ".gitignore")


def linked(release):
    (release.root / "docs").mkdir()
    release.git("mv", "CHECKLIST.md", "docs/list.md")
    (release.root / "CHECKLIST.md").symlink_to("docs/list.md")
    release.commit_all("link")


def partly_staged(release):
    text = release.read()
    release.write(text.replace("- [ ] Read by", "- [x] Read by"))
    release.git("add", "CHECKLIST.md")
    release.write(text)


def all_staged(release):
    release.git("add", "CHECKLIST.md")


def planted(release):
    """A bare repository that lies in the tree as plain files, with a program to run in its configuration."""
    inner = release.root / "fixtures"
    release.git("init", "-q", "--bare", "fixtures")
    with (inner / "config").open("a") as settings:
        settings.write(f"[core]\n\tfsmonitor = touch {release.root / 'owned'}\n")


def locked(release):
    (release.root / ".git" / "index.lock").touch()


def unlocked(release):
    (release.root / ".git" / "index.lock").unlink()


def nothing(_release):
    pass


class Committed(NamedTuple):
    """A situation in which the checklist is committed."""

    prepare: Callable
    said: str = "committed "


@pytest.mark.parametrize(
    "situation",
    [
        pytest.param(Committed(nothing), id="plain"),
        pytest.param(Committed(rewriting_hook), id="a hook that rewrites"),
        pytest.param(
            Committed(lambda release: release.git("checkout", "-q", "--detach"), "HEAD is detached"), id="detached"
        ),
        pytest.param(Committed(untracked), id="untracked"),
        pytest.param(Committed(linked), id="a symlink"),
        pytest.param(Committed(config("commit.gpgSign", "false")), id="signing off"),
        pytest.param(Committed(lambda release: release.git("update-index", "--index-version", "4")), id="index v4"),
        pytest.param(Committed(lambda release: release.git("update-index", "--split-index")), id="split index"),
        pytest.param(Committed(planted), id="a planted bare repository"),
        pytest.param(
            Committed(lambda release: (release.write("x", "other.txt"), release.git("add", "other.txt"))),
            id="other files staged",
        ),
        pytest.param(
            Committed(lambda release: release.git("config", "safe.bareRepository", "explicit")), id="explicit"
        ),
    ],
)
def test_what_is_committed(release, situation):
    situation.prepare(release)
    before = release.read()
    ended = release.mdcheck("update")
    assert ended.code == WARNED, ended.err
    assert release.read().removesuffix("formatted\n") == updated(before)
    assert situation.said in " ".join(ended.out.split())
    assert release.log()[0] == SUBJECT
    assert release.git("show", "--format=", "--name-only", "HEAD").split() in (["CHECKLIST.md"], ["docs/list.md"])
    assert not (release.root / "owned").exists()
    again = release.mdcheck("update")
    assert (again.code, "nothing to commit" in again.out) == (WARNED, True)
    assert release.log().count(SUBJECT) == 1


class Left(NamedTuple):
    """A situation in which the checklist is written, and not committed until it is over."""

    prepare: Callable
    mend: Callable
    said: str
    code: int = WARNED


@pytest.mark.parametrize(
    "situation",
    [
        pytest.param(Left(failing_hook, unhook, "the linter says no", REFUSED), id="a hook that fails"),
        pytest.param(Left(no_identity, an_identity, "user.email", REFUSED), id="no identity"),
        pytest.param(
            Left(
                lambda release: (
                    release.git("config", "commit.gpgSign", "true"),
                    release.git("config", "gpg.program", "false"),
                ),
                unset("commit.gpgSign"),
                "sign",
                REFUSED,
            ),
            id="signing that fails",
        ),
        pytest.param(Left(locked, unlocked, "remove the lock file", REFUSED), id="a locked index"),
        pytest.param(
            Left(beginning("merge", "side"), finishing("merge", "--continue"), "a git merge is in progress"), id="merge"
        ),
        pytest.param(
            Left(
                beginning("cherry-pick", "side"),
                finishing("cherry-pick", "--continue"),
                "a git cherry-pick is in progress",
            ),
            id="cherry-pick",
        ),
        pytest.param(
            Left(beginning("revert", "HEAD^"), finishing("revert", "--continue"), "a git revert is in progress"),
            id="revert",
        ),
        pytest.param(Left(ignored, no_longer_ignored, "git ignores CHECKLIST.md"), id="ignored"),
        pytest.param(
            Left(partly_staged, all_staged, "part of CHECKLIST.md is staged and part is not"), id="partly staged"
        ),
    ],
)
def test_what_is_left_for_later(release, situation):
    situation.prepare(release)
    before, head = release.read(), release.git("rev-parse", "HEAD")
    ended = release.mdcheck("update")
    said = " ".join(ended.out.split())
    assert ended.code == situation.code
    assert "not committed: " in said
    assert situation.said in said
    assert release.read() == updated(before)
    assert release.git("rev-parse", "HEAD") == head
    assert [path.name for path in release.root.iterdir() if "CHECKLIST" in path.name] == ["CHECKLIST.md"]
    situation.mend(release)
    again = release.mdcheck("update")
    assert (again.code, release.log()[0]) == (WARNED, SUBJECT)
    assert release.git("status", "--porcelain", "CHECKLIST.md") == ""


HIDDEN = {
    "skip-worktree": ("--skip-worktree", "--no-skip-worktree"),
    "assume-unchanged": ("--assume-unchanged", "--no-assume-unchanged"),
}


@pytest.mark.parametrize(("hide", "show"), HIDDEN.values(), ids=HIDDEN)
def test_a_checklist_that_git_was_told_not_to_look_at(release, hide, show):
    release.git("update-index", hide, "CHECKLIST.md")
    before = release.read()
    assert release.mdcheck("update", "--no-commit", "--dry-run").code == WARNED
    ended = release.mdcheck("update")
    said = " ".join(ended.out.split())
    assert (ended.code, release.read(), release.log()) == (REFUSED, updated(before), ["by a person"])
    assert f"not committed: CHECKLIST.md is marked in git as unchanged ({hide.strip('-')})" in said
    assert f"git update-index {show} -- CHECKLIST.md" in said
    assert release.mdcheck("update", "--no-commit").code == WARNED
    release.git("update-index", show, "--", "CHECKLIST.md")
    assert (release.mdcheck("update").code, release.log()[0]) == (WARNED, SUBJECT)
    release.git("update-index", hide, "CHECKLIST.md")
    again = release.mdcheck("update")
    assert (again.code, "nothing to commit" in again.out) == (WARNED, True)


def test_a_checklist_that_is_hidden_in_both_ways_and_staged(release):
    release.write(release.read().replace("- [ ] Read by", "- [x] Read by"))
    release.git("add", "CHECKLIST.md")
    release.git("update-index", "--assume-unchanged", "CHECKLIST.md")
    release.git("update-index", "--skip-worktree", "CHECKLIST.md")
    ended = release.mdcheck("update")
    said = " ".join(ended.out.split())
    assert (ended.code, release.log()) == (REFUSED, ["by a person"])
    mend = [f"git update-index --no-{name} -- CHECKLIST.md" for name in HIDDEN]
    assert " && ".join(mend) in said
    subprocess.run(" && ".join([*mend, "git add CHECKLIST.md"]), shell=True, cwd=release.root, check=True)
    assert (release.mdcheck("update").code, len(release.log())) == (WARNED, 2)


MEANWHILE = "- [ ] Meanwhile\n  ```check sh\n  {}\n  ```\n"
STAGE_PART = (
    "cp CHECKLIST.md all; sed -i '/Read by/s/^- .../- [x]/' CHECKLIST.md; git add CHECKLIST.md; mv all CHECKLIST.md"
)


@pytest.mark.parametrize("attribute", ["", "*.md text eol=crlf\n"], ids=["plain", "line ends"])
def test_part_of_it_is_staged_during_the_run(release, attribute):
    release.write(attribute, ".gitattributes")
    release.write(release.read() + MEANWHILE.format(STAGE_PART))
    release.commit_all("with a check")
    ended = release.mdcheck("update", "--trust")
    said = " ".join(ended.out.split())
    staged = release.git("show", ":CHECKLIST.md")
    assert (ended.code, release.log()[0]) == (REFUSED, "with a check")
    assert "- [x] Meanwhile" in release.read()
    assert "not committed: part of CHECKLIST.md is staged and part is not" in said
    assert "git add -- CHECKLIST.md" in said
    assert ("- [x] Read by" in staged, "- [ ] Meanwhile" in staged) == (True, True)


WHOLE = {
    "staged whole": "sed -i '/Read by/s/^- .../- [x]/' CHECKLIST.md; git add CHECKLIST.md",
    "staged and taken back": "echo >>CHECKLIST.md; git add CHECKLIST.md; git reset -q; git checkout -q CHECKLIST.md",
    "committed": "echo >>CHECKLIST.md; git -c user.name=A -c user.email=a@b commit -qam meanwhile",
    "touched": "touch CHECKLIST.md; git update-index --refresh",
}


@pytest.mark.parametrize("script", WHOLE.values(), ids=WHOLE)
def test_all_of_it_is_staged_during_the_run(release, script):
    """As before a run: what a person did in the file goes along."""
    release.write(release.read() + MEANWHILE.format(script))
    release.commit_all("with a check")
    ended = release.mdcheck("update", "--trust")
    assert ended.code == WARNED
    assert release.log()[0].startswith("checklist: ")
    assert release.git("status", "--porcelain") == ""


def test_the_rest_is_saved_during_the_run(release):
    """What was all staged before it began is but a part now."""
    release.write(release.read() + MEANWHILE.format("sed -i '/Read by/s/^- .../- [x]/' CHECKLIST.md"))
    release.git("add", "CHECKLIST.md")
    ended = release.mdcheck("update", "--trust")
    assert (ended.code, release.log()) == (REFUSED, ["by a person"])
    assert "part of CHECKLIST.md is staged and part is not" in " ".join(ended.out.split())


def test_the_first_commit_of_all(project, release):
    release.git("update-ref", "-d", "HEAD")
    release.git("rm", "-rq", "--cached", ".")
    ended = release.mdcheck("update")
    assert (ended.code, release.log()) == (WARNED, [SUBJECT])
    assert release.git("ls-files").split() == ["CHECKLIST.md"]


@pytest.mark.parametrize("variable", ["GIT_INDEX_FILE", "GIT_DIR", "PRE_COMMIT"])
def test_inside_a_hook(release, monkeypatch, variable):
    value = {"GIT_INDEX_FILE": ".git/index", "GIT_DIR": ".git", "PRE_COMMIT": "1"}[variable]
    before = release.read()
    monkeypatch.setenv(variable, value)
    ended = release.mdcheck("update")
    said = " ".join(ended.out.split())
    assert (ended.code, release.read()) == (WARNED, updated(before))
    assert f"mdcheck runs inside a git hook ({variable} is set), which must not commit" in said
    assert "git add -- CHECKLIST.md" in said
    monkeypatch.delenv(variable)
    assert (release.mdcheck("update").code, release.log()[0]) == (WARNED, SUBJECT)


@pytest.mark.parametrize("name", ["pre-push", "post-checkout"])
def test_inside_a_hook_that_git_tells_nothing(release, name):
    """Git sets neither GIT_INDEX_FILE nor GIT_DIR for these."""
    release.git("init", "-q", "--bare", "../other.git")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    source = Path(__file__).parents[2]
    command = f'PATH="{path}" PYTHONPATH="{source}" python -P -m mdcheck update >../said 2>&1'
    hook(release, name, f"{command} || test $? -eq {WARNED}")
    before = release.read()
    release.git(*{"pre-push": ("push", "-q", "../other.git", "HEAD"), "post-checkout": ("checkout", "-qb", "x")}[name])
    said = " ".join((release.root.parent / "said").read_text().split())
    assert "not committed: git has started mdcheck (GIT_EXEC_PATH is set), and a git hook must not commit" in said
    assert (release.read(), release.log()) == (updated(before), ["by a person"])


def test_an_alias_of_git_s_may_insist(release, monkeypatch):
    monkeypatch.setenv("GIT_EXEC_PATH", release.git("--exec-path").strip())
    assert (release.mdcheck("update").code, release.log()) == (WARNED, ["by a person"])
    assert (release.mdcheck("update", "--commit").code, release.log()[0]) == (WARNED, SUBJECT)


def test_a_rebase_takes_the_checklist_along(release):
    beginning("rebase", "side")(release)
    before = release.read()
    ended = release.mdcheck("update")
    assert "git add -- CHECKLIST.md, then git rebase --continue" in " ".join(ended.out.split())
    assert (ended.code, release.read()) == (WARNED, updated(before))
    with pytest.raises(subprocess.CalledProcessError):  # the next of two commits conflicts as well
        finishing("rebase", "--continue", staged=("other.txt", "CHECKLIST.md"))(release)
    finishing("rebase", "--continue")(release)
    again = release.mdcheck("update")
    assert (again.code, "nothing to commit" in again.out) == (WARNED, True)
    assert release.git("show", "HEAD:CHECKLIST.md") == updated(before)


def test_a_real_hook_takes_the_checklist_along(release, monkeypatch):
    before = release.read()
    command = f"{shlex.quote(sys.executable)} -m mdcheck update"
    hook(release, "pre-commit", f"{command} || test $? = {WARNED} || exit 1\ngit add -- CHECKLIST.md")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    release.write("more", "other.txt")
    release.git("add", "other.txt")
    release.git("commit", "-q", "-m", "with the checklist")
    assert release.log() == ["with the checklist", "by a person"]
    assert release.git("show", "--format=", "--name-only", "HEAD").split() == ["CHECKLIST.md", "other.txt"]
    assert release.git("show", "HEAD:CHECKLIST.md") == updated(before)


def test_a_linked_work_tree(release, monkeypatch):
    release.git("worktree", "add", "-q", "../linked")
    monkeypatch.chdir(release.root.parent / "linked")
    main = release.git("rev-parse", "main")
    assert release.mdcheck("update").code == WARNED
    assert release.git("log", "-1", "--format=%s", "linked").strip() == SUBJECT
    assert release.git("rev-parse", "main") == main


def test_a_submodule(release, monkeypatch):
    around = release.root.parent / "around"
    release.git("init", "-q", str(around))
    release.git(
        "-C", str(around), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(release.root), "sub"
    )
    monkeypatch.chdir(around / "sub")
    ended = release.mdcheck("update")
    said = " ".join(ended.out.split())
    assert ended.code == WARNED
    assert f"sub is a submodule: commit its new state in {around} as well" in said
    assert release.git("-C", str(around / "sub"), "log", "-1", "--format=%s").strip() == SUBJECT


def test_a_sha_256_repository(release, tmp_path, monkeypatch):
    root = tmp_path / "sha256"
    release.git("init", "-q", "--object-format=sha256", str(root))
    (root / "CHECKLIST.md").write_text(release.read())
    (root / "README.md").write_text("# Read me\n")
    monkeypatch.chdir(root)
    assert release.mdcheck("update").code == WARNED
    assert release.git("-C", str(root), "log", "-1", "--format=%s").strip() == SUBJECT


def test_a_repository_of_someone_else(release, monkeypatch):
    before, head = release.read(), release.git("rev-parse", "HEAD")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    ended = release.mdcheck("update")
    said = " ".join(ended.out.split())
    assert release.read() == updated(before)
    assert f"git config --global --add safe.directory {release.root}" in said
    monkeypatch.delenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")
    assert release.git("rev-parse", "HEAD") == head
    assert "safe" not in Path(os.environ["GIT_CONFIG_GLOBAL"]).read_text()
    assert (release.mdcheck("update").code, release.log()[0]) == (WARNED, SUBJECT)


def test_without_git(release, monkeypatch, tmp_path):
    before = release.read()
    ended = release.process("update", env={"PATH": str(tmp_path / "empty")})
    said = " ".join(ended.out.split())
    assert (ended.code, release.read()) == (WARNED, updated(before))
    assert "not committed: git is not installed, or not on PATH" in said


def test_no_repository(folder):
    folder.write("- [ ] A readme\n  ```check\n  file_exists: README.md\n  ```\n")
    folder.write("x", "README.md")
    ended = folder.mdcheck("update")
    assert ended.code == 0
    assert folder.read().startswith("- [x] ")
    assert "is not inside a git repository" in " ".join(ended.out.split())
