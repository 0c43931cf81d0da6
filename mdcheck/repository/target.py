"""The file that a commit is to hold."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from mdcheck.repository.discovery import Repository


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A checklist in its repository, symbolic links followed."""

    repository: Repository
    name: str
    """From the repository's root, with `/`."""

    @property
    def file(self) -> Path:
        return self.repository.root / self.name

    def bytes(self) -> bytes | None:
        """What stands on disk; None where nothing can be read, as after a hook that took the file away."""
        try:
            return self.file.read_bytes()
        except OSError:
            return None

    def command(self, *words: str) -> str:
        """A git command on the file, for a person to run from where they are."""
        here = Path(os.path.realpath(Path.cwd()))
        root = self.repository.root
        inside = here == root or root in here.parents
        place = () if inside else ("-C", str(root))
        name = os.path.relpath(self.file, here) if inside else self.name
        return shlex.join(["git", *place, *words, "--", name])

    def commit_command(self) -> str:
        return self.command("commit", "--only", "-m", "checklist")
