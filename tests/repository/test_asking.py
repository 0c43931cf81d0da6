"""The quick door to git answers as GitPython's does."""

from __future__ import annotations

import os

import pytest

from mdcheck.errors import GitError
from mdcheck.execution.process import run as process
from mdcheck.repository.git import Answer, GitMissingError, asking, read, reading_environment

QUESTIONS = {
    "answer": (("rev-parse", "--abbrev-ref", "HEAD"), b""),
    "nothing": (("ls-files", "missing"), b""),
    "no": (("check-ignore", "--stdin"), b"a.txt\n"),
    "stdin": (("hash-object", "--stdin"), b"\x00\xff\n"),
    "bytes": (("ls-files", "-z"), b""),
    "error": (("rev-parse", "--verify", "missing"), b""),
    "usage": (("no-such-command",), b""),
}


@pytest.mark.parametrize(("arguments", "stdin"), QUESTIONS.values(), ids=QUESTIONS)
def test_both_doors_give_the_same_answer(box, arguments, stdin):
    quick = asking(process.ask)(box.root, *arguments, stdin=stdin)
    slow = read(box.root, *arguments, stdin=stdin)
    assert (quick.status, quick.stdout, quick.stderr.strip()) == (slow.status, slow.stdout, slow.stderr.strip())


def test_git_gives_no_advice_on_what_mdcheck_sets(box):
    assert read(box.root, "log", "-1").stderr == ""
    assert asking(process.ask)(box.root, "log", "-1").stderr == ""


def test_what_a_program_is_started_with(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {"PATH": "/bin", "GIT_DIR": "x", "GIT_INDEX_FILE": "y", "GIT_SSH": "ssh"})
    started = []

    def launch(argv, *, env, stdin):
        started.append((argv, env, stdin))
        return 1, b"out\xff", b"\xffwords"

    assert asking(launch)(tmp_path, "rev-parse", stdin=b"x") == Answer(status=1, stdout=b"out\xff", stderr="�words")
    ((argv, env, stdin),) = started
    assert (argv, stdin) == (("git", "-C", str(tmp_path), "rev-parse"), b"x")
    assert {name: value for name, value in env.items() if not name.startswith("GIT_CONFIG_")} == {
        "PATH": "/bin",
        "GIT_SSH": "ssh",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "LANGUAGE": "C",
    }
    settings = configured(env)
    assert settings["safe.bareRepository"] == "explicit"
    assert settings["core.hooksPath"] == os.devnull
    assert int(env["GIT_CONFIG_COUNT"]) == len(settings)


def configured(env):
    """The settings that git is told by its environment."""
    numbers = range(int(env["GIT_CONFIG_COUNT"]))
    return {env[f"GIT_CONFIG_KEY_{number}"]: env[f"GIT_CONFIG_VALUE_{number}"] for number in numbers}


def test_a_persons_own_settings_stay(monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Ada")
    told = reading_environment()
    assert told["GIT_CONFIG_KEY_0"] == "user.name"
    assert (told["GIT_CONFIG_KEY_1"], told["GIT_CONFIG_VALUE_1"]) == ("safe.bareRepository", "explicit")


@pytest.mark.parametrize("door", [read, asking(process.ask)], ids=["GitPython", "quick"])
def test_without_git(box, monkeypatch, door):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitMissingError) as caught:
        door(box.root, "status")
    assert caught.value.message == "git is not installed, or not on PATH"
    assert caught.value.fix == "install git, or put it on PATH"


def test_another_trouble_is_not_taken_for_a_missing_git(tmp_path):
    def launch(argv, *, env, stdin):
        raise BlockingIOError

    with pytest.raises(BlockingIOError):
        asking(launch)(tmp_path, "status")


def test_a_git_in_the_current_folder_is_not_run(box, monkeypatch):
    box.write("git", "#!/bin/sh\necho mine\n").chmod(0o755)
    monkeypatch.chdir(box.root)
    monkeypatch.setenv("PATH", f"{os.pathsep}.{os.pathsep}{os.environ['PATH']}")
    assert asking(process.ask)(box.root, "rev-parse", "--abbrev-ref", "HEAD").line == "main"


def test_a_bare_repository_among_the_files_is_not_opened(box):
    box.git("init", "-q", "--bare", "vendored")
    answer = asking(process.ask)(box.root / "vendored", "rev-parse", "--git-dir")
    assert (answer.status, "safe.bareRepository" in answer.stderr) == (128, True)


def test_a_question_needs_no_room_on_the_disk(box, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert read(box.root, "rev-parse", "--is-inside-work-tree").line == "true"


def test_without_room_for_what_git_is_to_read(box, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(GitError, match="git can't be started: No such file or directory") as caught:
        read(box.root, "hash-object", "--stdin", stdin=b"x")
    assert caught.value.fix is not None
