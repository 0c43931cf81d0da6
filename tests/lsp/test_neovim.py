"""One real editor, as a person uses it: it opens a checklist, sees a diagnostic, completes a kind, makes a repair."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lsp.conftest import PATIENCE
from testing.counted import counted

NVIM = shutil.which("nvim")
LIST = """\
# Release

- [ ] A readme
  ```check
  file_e
  ```
-[ ] The changelog
"""


@pytest.mark.skipif(NVIM is None, reason="Neovim is not installed")
def test_neovim_opens_completes_and_repairs(tmp_path):
    path = tmp_path / "CHECKLIST.md"
    path.write_text(LIST)
    seen = tmp_path / "seen.json"
    environ = {
        **os.environ,
        **counted(),
        "NVIM_SEEN": str(seen),
        "NVIM_SERVER": json.dumps([sys.executable, "-m", "mdcheck", "lsp"]),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "NVIM_LOG_FILE": str(tmp_path / "log"),
    }
    script = Path(__file__).with_name("neovim.lua")
    command = [NVIM, "--headless", "--clean", "-n", "-c", f"luafile {script}"]
    subprocess.run(
        command,
        cwd=tmp_path,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=10 * PATIENCE,
        check=True,
    )
    found = json.loads(seen.read_text())
    assert "problem" not in found, found
    assert [(one["line"], one["column"], one["code"]) for one in found["diagnostics"]] == [
        (5, 3, "yaml"),
        (7, 2, "not-a-box"),
    ]
    assert found["offered"] == ["file_exists"]
    assert found["completed"] == "  file_exists: "
    assert found["actions"][0].startswith("Write ")
    assert path.read_text() == LIST.replace("file_e", "file_exists: README.md").replace("-[ ]", "- [ ]")
