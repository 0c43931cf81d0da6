"""Updates that are killed, that meet each other, and that meet an editor: nothing torn, nothing lost."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from faults.storm import both
from testing.tiers import amount, scaled

TESTS = Path(__file__).parents[1]
STORM = Path(__file__).with_name("storm.py")
pytestmark = [scaled, pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "list"
    root.mkdir()
    (root / "CHECKLIST.md").write_bytes(both()[0])
    return root


def start(folder, *words):
    environ = {**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
    command = [sys.executable, str(STORM), str(folder), *map(str, words)]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


def ended(process):
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0
    return json.loads(output)


def test_killed_at_random_moments(folder):
    seen = ended(start(folder, "killed", amount(40, 1_000), 7))
    assert seen["torn"] == []
    assert min(seen["before"], seen["behind"]) > 0
    assert seen["most left behind"] <= 1
    assert seen["end"] == ["CHECKLIST.md", "flag"]


def test_killed_at_each_step(folder):
    """The box changes at one of the steps, and stays so from there on."""
    seen = ended(start(folder, "stepped"))
    assert seen["torn"] == []
    assert re.fullmatch(" {3,}x+", seen["boxes"])
    assert seen["most left behind"] == 1
    assert seen["end"] == ["CHECKLIST.md", "flag"]


def test_two_updates_at_once(folder):
    """Both write what the flag says at the time, and the last one finds nothing to mend but that."""
    processes = [start(folder, "updates", amount(0.7, 15), name) for name in ("flag", "")]
    seen = [ended(process) for process in processes]
    assert [one["refused"] for one in seen] == [[], []]
    assert (folder / "CHECKLIST.md").read_bytes() in both()
    assert sorted(path.name for path in folder.iterdir() if path.name != "flag") == ["CHECKLIST.md"]


@pytest.mark.parametrize("by", ["rename", "truncation"])
def test_an_editor_saves_meanwhile(folder, by):
    """What it saves is in the file until it saves again. An update may be refused, and then says why."""
    processes = [start(folder, role, amount(0.7, 15), name) for role, name in (("edits", by), ("updates", "flag"))]
    editor, updater = map(ended, processes)
    assert editor["lost"] == []
    assert {why.split(": ", 1)[1] for why in updater["refused"]} <= {
        "the file was saved during the run, and its checks differ now",
        "the file is saved over and over",
        "no item has a check, and no front matter names mdcheck",  # it was read when it was empty
        "changed during the run: no such file",
        "no such file",
    }
    assert sorted(path.name for path in folder.iterdir() if path.name != "flag") == ["CHECKLIST.md"]
