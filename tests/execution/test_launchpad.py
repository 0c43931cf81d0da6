from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mdcheck.execution.launch import LaunchError, Launchpad


def test_one_folder_serves_scripts_that_follow_each_other(root):
    with Launchpad(root) as pad:
        with pad.script("first") as first:
            assert Path(first).read_text() == "first"
        with pad.script("second") as second:
            assert Path(second).read_text() == "second"
        assert first == second
        assert not Path(second).exists()
    assert not Path(second).parent.exists()


def test_scripts_at_the_same_time_lie_alone(root):
    with Launchpad(root) as pad, pad.script("a") as one, pad.script("b") as other:
        assert [path.name for path in Path(one).parent.iterdir()] == ["check"]
        assert Path(one).parent != Path(other).parent


def leave_a_module(folder):
    (folder / "json.py").touch()


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(leave_a_module, id="leaves-a-file"),
        pytest.param(lambda folder: folder.chmod(0o777), id="opens-it-to-others"),
        pytest.param(shutil.rmtree, id="takes-it-away"),
    ],
)
def test_a_folder_that_is_not_as_it_was_serves_nobody(root, tamper):
    with Launchpad(root) as pad:
        with pad.script("first") as first:
            tamper(Path(first).parent)
        with pad.script("second") as second:
            assert Path(first).parent != Path(second).parent
            assert Path(second).parent.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(Path(first).parent, ignore_errors=True)


def test_a_folder_that_has_vanished_since(root):
    with Launchpad(root) as pad:
        with pad.script("first") as first:
            pass
        Path(first).parent.rmdir()
        with pad.script("second") as second:
            assert Path(second).read_text() == "second"


def test_a_variable_that_can_t_be(root):
    with Launchpad(root) as pad, pytest.raises(LaunchError, match=r"^the environment can't be set: "):
        pad.environment({}, {"A": "\ud800"}, "token")
