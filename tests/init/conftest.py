"""Folders to start a checklist in, away from the person's own settings."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import pytest

from mdcheck.cli import invoke

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
GIT_SETTINGS = "[user]\n\tname = Ada\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n"


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, and mdcheck and git in it."""

    root: Path
    environ: Mapping[str, str]

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=self.environ, check=True, capture_output=True, text=True
        )
        return done.stdout

    def mdcheck(self, *words: str, cwd: str = ".", **environ: str) -> Done:
        """The command line without a process of its own, which would take most of the time."""
        out, err = _stream(), _stream()
        with (
            contextlib.chdir(self.root / cwd),
            patch.dict(os.environ, {**self.environ, **environ}, clear=True),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = invoke(words)
        return Done(code, _text(out), _text(err))

    def process(self, *words: str, **environ: str) -> Done:
        """A real process."""
        done = subprocess.run(
            [sys.executable, "-m", "mdcheck", *words],
            cwd=self.root,
            env={**self.environ, **environ},
            check=False,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )
        return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    """An empty folder that no repository is around."""
    settings = tmp_path / "gitconfig"
    settings.write_text(GIT_SETTINGS)
    root = tmp_path / "acme"
    root.mkdir()
    return Place(
        root,
        {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": str(settings),
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_CEILING_DIRECTORIES": str(tmp_path),
        },
    )


@pytest.fixture
def repo(folder: Place) -> Place:
    """A repository without a commit."""
    folder.git("init", "-q")
    return folder
