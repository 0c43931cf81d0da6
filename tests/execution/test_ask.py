from __future__ import annotations

import os
import sys

import pytest

from mdcheck.execution.process.run import ask


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a program in it, which is also the current one."""
    program = tmp_path / "answer"
    program.write_text("#!/bin/sh\necho here\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def python(script: str, stdin: bytes = b"", **env: str) -> tuple[int, bytes, bytes]:
    return ask((sys.executable, "-c", script), env=env, stdin=stdin)


def test_all_that_it_says():
    script = "import sys; sys.stdout.write('out'); sys.stderr.write('err'); sys.exit(3)"
    assert python(script) == (3, b"out", b"err")


def test_bytes_go_in_and_come_out():
    data = bytes(range(256)) * 4096
    echo = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
    assert python(echo, data) == (0, data, b"")
    assert python(echo) == (0, b"", b"")


def test_just_this_environment(monkeypatch):
    monkeypatch.setenv("SECRET", "1")
    script = "import os; print(os.environ.get('SECRET'), os.environ['GIVEN'])"
    assert python(script, GIVEN="2", PYTHONUTF8="1") == (0, b"None 2\n", b"")


def test_a_program_on_the_path_that_is_given(folder):
    assert ask(("answer",), env={"PATH": str(folder)}) == (0, b"here\n", b"")


@pytest.mark.parametrize("path", ["", ".", f".{os.pathsep}", "relative", "/nowhere"])
def test_a_program_that_only_the_current_folder_has(folder, path):
    with pytest.raises(FileNotFoundError, match=r"^answer is not installed \(not found on PATH\)$"):
        ask(("answer",), env={"PATH": path})
