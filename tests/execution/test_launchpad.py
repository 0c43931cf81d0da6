from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest

from mdcheck.execution.launch import LaunchError, Launchpad
from mdcheck.kinds.protocol import Command


@contextlib.contextmanager
def written(pad, text):
    """The script's file."""
    with pad.script(Command(argv=("sh",), script=text)) as words:
        (file,) = words
        yield file


def test_one_folder_serves_scripts_that_follow_each_other(root):
    with Launchpad(root) as pad:
        with written(pad, "first") as first:
            assert Path(first).read_text() == "first"
        with written(pad, "second") as second:
            assert Path(second).read_text() == "second"
        assert first == second
        assert not Path(second).exists()
    assert not Path(second).parent.exists()


def test_scripts_at_the_same_time_lie_alone(root):
    with Launchpad(root) as pad, written(pad, "a") as one, written(pad, "b") as other:
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
        with written(pad, "first") as first:
            tamper(Path(first).parent)
        with written(pad, "second") as second:
            assert Path(first).parent != Path(second).parent
            assert Path(second).parent.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(Path(first).parent, ignore_errors=True)


def test_a_folder_that_has_vanished_since(root):
    with Launchpad(root) as pad:
        with written(pad, "first") as first:
            pass
        Path(first).parent.rmdir()
        with written(pad, "second") as second:
            assert Path(second).read_text() == "second"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Command(argv=("true",)), ()),
        (Command(argv=("sh",), script="a", inline=("-c", "--")), ("-c", "--", "a", "check")),
    ],
    ids=["no script", "an argument"],
)
def test_without_a_file(root, command, words):
    with Launchpad(root) as pad, pad.script(command) as given:
        assert given == words


def test_a_variable_that_can_t_be(root):
    with Launchpad(root) as pad, pytest.raises(LaunchError, match=r"^the environment can't be set: "):
        pad.environment({}, {"A": "\ud800"}, "token")
