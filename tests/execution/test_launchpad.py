from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import pytest

from mdcheck.execution.process.launch import LaunchError, Launchpad
from mdcheck.kinds.protocol import Command


@contextlib.contextmanager
def written(pad, text):
    """The script's file."""
    script = pad.script(Command(argv=("sh",), script=text))
    (file,) = script.words
    try:
        yield file
    finally:
        pad.take_back(script)


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
    with Launchpad(root) as pad:
        script = pad.script(command)
        pad.take_back(script)
        assert script.words == words


@pytest.mark.parametrize("value", ["\ud800", "a\0b"], ids=["no character", "NUL"])
def test_a_variable_that_can_t_be(root, value):
    with Launchpad(root) as pad, pytest.raises(LaunchError, match=r"^the environment can't be set: "):
        pad.environment({}, {"A": value}, "token")


@pytest.mark.parametrize(
    ("own", "told", "asked", "words"),
    [
        ({"A": "1"}, {}, {}, {"A=1", "MDCHECK_RUN=token"}),
        ({"A": "1", "GIT_DIR": "x", "GITHUB_SHA": "y"}, {}, {}, {"A=1", "GITHUB_SHA=y", "MDCHECK_RUN=token"}),
        ({"A": "1", "B": "2"}, {"A": "3"}, {}, {"A=3", "B=2", "MDCHECK_RUN=token"}),
        ({"A": "1", "B": "2"}, {"A": "3"}, {"A": "4", "B": ""}, {"A=4", "B=", "MDCHECK_RUN=token"}),
        ({"MDCHECK_RUN": "outer"}, {}, {}, {"MDCHECK_RUN=outer token"}),
        ({}, {"A": "ä"}, {}, {"A=ä", "MDCHECK_RUN=token"}),
    ],
    ids=["kept", "git", "told", "asked", "a run inside a run", "not ASCII"],
)
def test_the_environment(root, monkeypatch, own, told, asked, words):
    for name in os.environ:
        monkeypatch.delenv(name)
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    with Launchpad(root) as pad:
        for _ in range(2):  # what many are given is kept
            environ = pad.environment(told, asked, "token")
            assert sorted(environ.kept + environ.added) == sorted(word.encode() for word in words)
        assert environ.path == os.defpath


def test_programs_are_looked_up_on_the_path_that_a_check_asks_for(root, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    with Launchpad(root) as pad:
        assert pad.environment({}, {}, "token").path == "/usr/bin:/bin"
        assert pad.environment({}, {"PATH": "/opt"}, "token").path == "/opt"


def test_a_program_is_remembered_while_it_is_there(root, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    path = f"{first}:{second}"
    for folder in (first, second):
        folder.mkdir()
        (folder / "tool").touch(0o755)
    with Launchpad(root) as pad:
        (first / "tool").unlink()
        assert pad.program("tool", path) == f"{second}/tool"
        (first / "tool").touch(0o755)
        assert pad.program("tool", path) == f"{second}/tool"
        (second / "tool").unlink()
        assert pad.program("tool", path) == f"{first}/tool"
        (first / "tool").unlink()
        with pytest.raises(LaunchError, match=r"^tool is not installed"):
            pad.program("tool", path)


def test_a_script_that_can_t_be_written_leaves_no_folder(root, tmp_path, monkeypatch):
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with Launchpad(root) as pad, pytest.raises(LaunchError, match="No space left"):
        pad.script(Command(argv=("sh",), script="true\n"))
    assert list(place.iterdir()) == []
