"""Small repositories, and what an item proposes there."""

from __future__ import annotations

import subprocess

import pytest
from testing.documents import read

from mdcheck.app.adopt.context import Context
from mdcheck.app.adopt.propose import propose


@pytest.fixture
def proposals(tmp_path):
    """What an item proposes in a repository of these files."""

    def find(text, files, *, folder="", address="", own="", above="", below="", box=" "):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
        document = read(f"# List\n\n{above}- [{box}] {text}\n{below}")
        return propose(document, Context(tmp_path, folder, own=own, address=address))

    return find


@pytest.fixture
def proposed(proposals):
    """The lines of the block that an item proposes, or what else it asks for."""

    def find(text, files, **more):
        found = proposals(text, files, **more)
        if found.need_address:
            return "an address"
        return "\n".join(found.checks[0].block) if found.checks else ""

    return find
