"""The hooks for pre-commit: what they say of themselves, and that pre-commit itself runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from testing.tiers import thorough
from testing.working_copy import commit, git, working_copy

from mdcheck.cli import COMMANDS

ROOT = Path(__file__).parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
GOOD = "# Release [50%]\n\n- [x] By hand\n- [ ] A script\n  ```check sh\n  touch ran\n  ```\n"


def test_what_each_runs():
    assert {name: hook["entry"] for name, hook in HOOKS.items()} == {
        "mdcheck-lint": "mdcheck lint",
        "mdcheck-figures": "mdcheck update --offline --check",
        "mdcheck-update": "mdcheck update --no-commit",
    }
    assert {hook["entry"].split()[1] for hook in HOOKS.values()} <= set(COMMANDS)


def test_what_runs_checks_does_so_by_hand_only():
    assert HOOKS["mdcheck-update"]["stages"] == ["manual"]
    assert {"pre-commit", "pre-merge-commit"} <= set(HOOKS["mdcheck-lint"]["stages"])
    assert HOOKS["mdcheck-lint"]["stages"] == HOOKS["mdcheck-figures"]["stages"]


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("CHECKLIST.md", True),
        ("PRODUCTION_READINESS_CHECKLIST.md", True),
        ("docs/CHECKLIST.md", True),
        ("MY_CHECKLIST.md", False),
        ("CHECKLIST.mdx", False),
        ("README.md", False),
    ],
)
@pytest.mark.parametrize("hook", HOOKS)
def test_which_files(hook, path, taken):
    assert bool(re.search(HOOKS[hook]["files"], path)) is taken


class Ended(NamedTuple):
    code: int
    out: str


class User:
    """A repository whose owner has set up pre-commit."""

    def __init__(self, folder):
        self.root = folder / "theirs"
        self.root.mkdir()
        self.list = self.root / "CHECKLIST.md"
        config = folder / "gitconfig"
        config.write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n")
        ours = ("GIT_", "MDCHECK_", "PRE_COMMIT", "VIRTUAL_ENV", "PYTHONPATH", "XDG_STATE_HOME")
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
            "GIT_CONFIG_GLOBAL": str(config),
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PRE_COMMIT_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }

    def run(self, *command):
        done = subprocess.run(
            command, cwd=self.root, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        return Ended(done.returncode, done.stdout.decode())

    def hook(self, name, *args):
        return self.run("pre-commit", "run", name, "--all-files", "--verbose", *args)


@pytest.fixture
def user(tmp_path):
    """Ready to run hooks, whose environment is built from the working tree."""
    theirs = User(tmp_path)
    mdcheck = working_copy(tmp_path / "mdcheck")
    revision = git(mdcheck, "rev-parse", "HEAD").strip()
    hooks = [{"id": name} for name in HOOKS]
    config = {"repos": [{"repo": mdcheck.as_uri(), "rev": revision, "hooks": hooks}]}
    (theirs.root / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (theirs.root / ".gitignore").write_text("ran\n")
    theirs.list.write_text(GOOD)
    commit(theirs.root)
    made = theirs.run("pre-commit", "install", "--install-hooks")
    assert made.code == 0, made.out
    return theirs


@thorough
def test_pre_commit_runs_them(user):
    """One story, since the environment of the hooks takes longer to build than all of it to tell."""
    good_checklist_passes(user)
    stale_figure_is_found(user)
    commit_is_stopped(user)
    checks_run_by_hand_once_they_are_approved(user)


def good_checklist_passes(user):
    assert [user.hook(name).code for name in ("mdcheck-lint", "mdcheck-figures")] == [0, 0]
    assert not (user.root / "ran").exists()


def stale_figure_is_found(user):
    stale = GOOD.replace("50%", "0%")
    user.list.write_text(stale)
    lint, figures = (user.hook(name) for name in ("mdcheck-lint", "mdcheck-figures"))
    assert (lint.code, "[stale-figure]" in lint.out) == (1, True)
    assert (figures.code, "+# Release [50%]" in figures.out) == (1, True)
    assert user.list.read_text() == stale


def commit_is_stopped(user):
    user.list.write_text(GOOD + "  ```check\n  file_exist: x\n  ```\n")
    stopped = user.run("git", "commit", "-qam", "malformed")
    assert (stopped.code, "[unknown-kind]" in stopped.out) == (1, True)
    assert "mdcheck update..." not in stopped.out


def checks_run_by_hand_once_they_are_approved(user):
    user.list.write_text(GOOD)
    refused = user.hook("mdcheck-update", "--hook-stage", "manual")
    assert (refused.code, "nobody has approved the code" in refused.out) == (1, True)
    approved = user.run(sys.executable, "-m", "mdcheck", "trust", "--grant", "--yes")
    assert approved.code == 0, approved.out
    ticked = user.hook("mdcheck-update", "--hook-stage", "manual")
    assert (ticked.code, "files were modified by this hook" in ticked.out) == (1, True)
    assert user.list.read_text() == GOOD.replace("50%", "100%").replace("[ ]", "[x]")
    assert (user.root / "ran").exists()
    assert user.hook("mdcheck-update", "--hook-stage", "manual").code == 0
    assert user.run("git", "rev-list", "--count", "HEAD").out == "1\n"
