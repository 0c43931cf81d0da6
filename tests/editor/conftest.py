import subprocess
from types import SimpleNamespace

import pytest

from mdcheck.app.editor.document import open_document
from mdcheck.app.session import Session

NOON = 1_798_800_000.0
"""2027-01-01, 12:00 UTC."""


@pytest.fixture
def editor(tmp_path):
    """A repository, and texts in an editor that need not be saved in it."""
    root = tmp_path.resolve()
    subprocess.run(["git", "init", "-q", root], check=True)

    def write(**files):
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def read(text, name="CHECKLIST.md"):
        return open_document(root / name, text, Session(root, {}, clock=lambda: NOON))

    return SimpleNamespace(root=root, write=lambda files: write(**files), read=read)
