"""The command line in a folder of its own, with git as a new user would have it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from testing.release import LIST

from mdcheck.cli import invoke


class Ended(NamedTuple):
    code: int
    out: str
    err: str


class Project:
    """A folder, which may be a repository, and commands in it."""

    def __init__(self, root: Path, capfd):
        self.root = root
        self._capfd = capfd

    def write(self, text, name="CHECKLIST.md"):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def read(self, name="CHECKLIST.md"):
        return (self.root / name).read_bytes().decode("utf-8")

    def names(self):
        return sorted(path.name for path in self.root.iterdir())

    def mdcheck(self, *args):
        self._capfd.readouterr()
        code = invoke(args)
        out, err = self._capfd.readouterr()
        return Ended(code, out, err)

    def process(self, *args, env=None, **options):
        """mdcheck in a process of its own, for what must not happen in the one that tests."""
        command = [sys.executable, "-m", "mdcheck", *args]
        environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **(env or {})}
        streams = {} if "input" in options else {"stdin": subprocess.DEVNULL}
        done = subprocess.run(
            command, cwd=self.root, env=environ, capture_output=True, check=False, **{**streams, **options}
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def git(self, *args):
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, check=True)
        return done.stdout.decode()

    def commit_all(self, message="by a person"):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def log(self):
        return self.git("log", "--format=%s").splitlines()


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """No one's own settings: neither the person's nor the CI's that runs these tests."""
    for name in list(os.environ):
        ours = name.startswith(("GIT_", "GITHUB_", "MDCHECK_"))
        if ours or name in ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "XDG_STATE_HOME"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    config = home / "gitconfig"
    config.write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


@pytest.fixture
def folder(tmp_path, monkeypatch, capfd):
    """A folder that is no repository."""
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    return Project(root, capfd)


@pytest.fixture
def project(folder):
    """A repository without a commit."""
    folder.git("init", "-q")
    return folder


@pytest.fixture
def release(project):
    """A repository with a committed checklist of which two boxes are wrong."""
    project.write(LIST)
    project.write("figures = true\n", "mdcheck.toml")
    project.write("# Read me\n", "README.md")
    project.commit_all()
    return project
