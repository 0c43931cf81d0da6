"""A repository that a stranger has filled, and the command line in it. Whatever mdcheck does, it ends in order."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from mdcheck.cli import invoke

LIST = """\
# Release [0%]

- [ ] A list
  ```check
  file_exists: CHECKLIST.md
  ```
"""


class Ended(NamedTuple):
    code: int
    out: str
    err: str


class Attack:
    """The repository, and beside it the folder `outside`, where nothing may change."""

    def __init__(self, root: Path, outside: Path, capfd):
        self.root, self.outside, self._capfd = root, outside, capfd
        self.secret = outside / "secret"
        self.secret.write_text("SECRET\n")
        self._before = self.seen()

    def write(self, name, text=LIST):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def git(self, *words, cwd=None):
        done = subprocess.run(["git", *words], cwd=cwd or self.root, capture_output=True, check=True)
        return done.stdout.decode()

    def commit_all(self, message="by a stranger"):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def mdcheck(self, *args):
        """Run mdcheck: no bug, no traceback, no temporary file, and all as it was outside."""
        self._capfd.readouterr()
        code = invoke(args)
        out, err = self._capfd.readouterr()
        assert code != 70, err
        assert "Traceback" not in out + err
        assert self.seen() == self._before
        assert not list(self.root.rglob(".mdcheck-*"))
        return Ended(code, out, err)

    def seen(self):
        return {path.name: path.read_bytes() if path.is_file() else "" for path in self.outside.rglob("*")}

    def expect(self):
        """From now on, what stands outside is to stay."""
        self._before = self.seen()


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """No one's own settings: neither the person's nor the CI's that runs these tests."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "GITHUB_", "MDCHECK_")) or name in ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    config = home / "gitconfig"
    config.write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


@pytest.fixture
def attack(tmp_path, monkeypatch, capfd):
    root, outside = tmp_path / "repository", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    monkeypatch.chdir(root)
    made = Attack(root, outside, capfd)
    made.git("init", "-q")
    made.write("CHECKLIST.md")
    made.commit_all()
    return made
