"""The extension for Visual Studio Code, as far as it can be tried without that editor."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "editors" / "vscode"
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_it_starts_the_server_and_asks_for_waivers():
    done = subprocess.run([NODE, "--test", "test"], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_folder_can_choose_what_is_started():
    settings = json.loads((FOLDER / "package.json").read_text())["contributes"]["configuration"]["properties"]
    assert settings["mdcheck.command"]["default"] == ["mdcheck", "lsp"]
    assert settings["mdcheck.command"]["scope"] == "machine"
