"""A folder with a list of repositories, a cache of its own, and git as a new user would have it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from testing.fleets import Repo
from testing.schemas import strict

from mdcheck.cli import invoke

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schema" / "fleet-1.json").read_text(encoding="utf-8"))


class Fleet:
    def __init__(self, root, capfd):
        self.root = root
        self._capfd = capfd

    def repo(self, name):
        return Repo(self.root / name)

    def list(self, *entries, more=""):
        words = [entry if str(entry).startswith("{") else json.dumps(str(entry)) for entry in entries]
        lines = ",\n".join(f"  {word}" for word in words)
        (self.root / "fleet.toml").write_text(f"{more}\nrepositories = [\n{lines}\n]\n", encoding="utf-8")

    def mdcheck(self, *args):
        self._capfd.readouterr()
        code = invoke(("fleet", "--as-of", "2026-03-01", *args))
        out, err = self._capfd.readouterr()
        return code, out, err

    def read(self, *args, code=0):
        ended, out, err = self.mdcheck("-f", "json", *args)
        assert ended == code, err
        value = json.loads(out)
        Draft202012Validator(strict(SCHEMA)).validate(value)
        return value

    def rows(self, *args, code=0):
        return self.read(*args, code=code)["rows"]

    def row(self, *args, code=0):
        (row,) = self.rows(*args, code=code)
        return row

    def process(self, *args, env=None):
        """mdcheck in a process of its own."""
        environ = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
        command = [sys.executable, "-m", "mdcheck", "fleet", *args]
        return subprocess.run(command, cwd=self.root, env=environ, capture_output=True, check=False, text=True)

    @property
    def cache(self):
        return self.root.parent / "cache" / "mdcheck" / "fleet"


@pytest.fixture
def fleet(tmp_path, monkeypatch, capfd):
    for name in list(os.environ):
        if name.startswith(("GIT_", "GITHUB_", "MDCHECK_")) or name in ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    root = tmp_path / "work"
    root.mkdir()
    monkeypatch.chdir(root)
    return Fleet(root, capfd)
