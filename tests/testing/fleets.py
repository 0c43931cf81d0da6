"""Repositories of a fleet, as real git makes them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LIST = """\
# {title}

## Safety

- [{a}] Secrets stay out
  ```check
  secrets: "**/*.py"
  id: secrets
  ```
- [{b}] The runbook exists
  ```check
  file_exists: runbook.md
  ```

## People

- [{c}] A restore was tried
"""
TRAILERS = "checklist: 80 ALMOST READY\n\nMdcheck-Score: {score}\nMdcheck-Verdict: {verdict}\nMdcheck-Completion: 66%\n"


def text(title="Shop", *, a="x", b="x", c=" "):
    return LIST.format(title=title, a=a, b=b, c=c)


def git(folder, *args, day="2026-01-01"):
    environ = {**os.environ, "GIT_COMMITTER_DATE": f"{day}T12:00:00Z", "GIT_AUTHOR_DATE": f"{day}T12:00:00Z"}
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    command = ["git", *who, *args]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=True).stdout.decode()


class Repo:
    """A repository with a work tree, whose files others may fetch in part."""

    def __init__(self, root: Path):
        self.root = root
        root.mkdir(parents=True)
        git(root, "init", "-q")
        git(root, "config", "uploadpack.allowFilter", "true")

    def commit(self, files, message="by a person", day="2026-01-01"):
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        git(self.root, "add", "-A", day=day)
        git(self.root, "commit", "-q", "--allow-empty", "-m", message, day=day)
        return self

    def update(self, content, score=80, verdict="ALMOST READY", day="2026-01-02", name="CHECKLIST.md"):
        """As `mdcheck update` commits."""
        return self.commit({name: content}, TRAILERS.format(score=score, verdict=verdict), day)

    @property
    def url(self):
        return f"file://{self.root}"
