"""Real repositories, away from the person's own settings."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from mdcheck.repository.discovery import Repository, open_repository

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = """\
[user]
    name = Ada
    email = ada@example.com
[init]
    defaultBranch = main
[advice]
    detachedHead = false
[protocol "file"]
    allow = always
[gc]
    auto = 0
[maintenance]
    auto = false
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A work tree and git in it."""

    CHECKLIST: ClassVar[str] = "- [ ] Unit tests pass\n- [ ] Runbook exists\n"
    TICKED: ClassVar[str] = "- [x] Unit tests pass\n- [ ] Runbook exists\n"

    root: Path

    @property
    def file(self) -> Path:
        return self.root / "CHECKLIST.md"

    def git(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *words],
            cwd=self.root,
            check=check,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def commit(self, name: str, text: str) -> None:
        self.write(name, text)
        self.git("add", "--", name)
        self.git("commit", "-q", "-m", f"add {name}", "--", name)

    def hook(self, name: str, script: str) -> None:
        path = Path(self.git("rev-parse", "--absolute-git-dir").strip()) / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def open(self) -> Repository:
        opened = open_repository(self.file)
        assert isinstance(opened, Repository), opened
        return opened

    def tick(self) -> None:
        """What mdcheck's own write does."""
        self.file.write_text(Box.TICKED)

    def index(self) -> str:
        return self.git("ls-files", "--stage")

    def staged(self) -> str:
        return self.git("diff", "--cached", "--name-only")

    def committed(self) -> str:
        """The names that the last commit changed."""
        return self.git("show", "--pretty=format:", "--name-only", "HEAD")

    def at_head(self) -> str:
        return self.git("show", "HEAD:CHECKLIST.md")

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Git's settings of the person, as the test may change them."""
    home = tmp_path / "home"
    home.mkdir()
    path = home / "gitconfig"
    path.write_text(SETTINGS)
    for name in [*(name for name in os.environ if name.startswith("GIT_")), "PRE_COMMIT", "EMAIL"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(path))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Box:
    """A repository without a commit."""
    box = Box(tmp_path / "repo")
    box.root.mkdir()
    box.git("init", "-q")
    return box


@pytest.fixture
def box(empty: Box) -> Box:
    """A repository with a committed checklist, and another file."""
    empty.write("CHECKLIST.md", Box.CHECKLIST)
    empty.write("other.txt", "one\n")
    empty.git("add", "--all")
    empty.git("commit", "-q", "-m", "start")
    return empty


@pytest.fixture
def make_box(tmp_path: Path) -> Callable[[str], Box]:
    """A folder beside the repository, by its name; git does not know of it yet."""

    def make(name: str) -> Box:
        other = Box(tmp_path / name)
        other.root.mkdir(parents=True, exist_ok=True)
        return other

    return make
