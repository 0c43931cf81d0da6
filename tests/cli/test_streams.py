"""What a command does, and how it ends, does not depend on who reads its output, nor for how long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKLIST = """\
# Release [0%]

- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [x] A changelog
  ```check
  file_exists: CHANGELOG.md
  ```
"""
UNREADABLE = "/dev/full"


@pytest.fixture
def outdated(project):
    project.write(CHECKLIST)
    project.write("# Read me\n", "README.md")
    project.commit_all()
    return project


def ended(project, *args, out, err=subprocess.DEVNULL, unbuffered="", closed=()):
    """The exit status of a process of its own, with descriptors closed before it starts."""
    command = [sys.executable, "-m", "mdcheck", *args]
    if closed:
        command = ["sh", "-c", f'exec "$@" {" ".join(f"{number}>&-" for number in closed)}', "sh", *command]
    environ = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    return subprocess.run(
        command, cwd=project.root, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=False
    ).returncode


@pytest.fixture
def unread():
    """The writing end of a pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("both", [False, True])
def test_an_update_that_nobody_reads_is_made_and_told_by_its_exit_status(outdated, unread, both, unbuffered):
    err = unread if both else subprocess.DEVNULL
    assert ended(outdated, "update", out=unread, err=err, unbuffered=unbuffered) == 1
    assert outdated.log() == ["checklist: 50 NOT READY, 50% complete", "by a person"]
    assert "- [x] A readme" in outdated.read()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["run"], 1),
        (["run", "--format", "json"], 1),
        (["update", "--check"], 1),
        (["lint"], 2),
        (["lint", "--format", "json"], 2),
        (["status"], 0),
        (["kinds"], 0),
    ],
)
def test_the_exit_status_is_the_command_s_own(outdated, unread, args, code):
    assert ended(outdated, *args, out=unread, err=unread) == code


def test_further_reports_are_written_all_the_same(outdated, unread):
    assert ended(outdated, "run", "--report", "badge:badge.json", out=unread) == 1
    assert '"message": "50 not ready"' in outdated.read("badge.json")


@pytest.mark.parametrize("closed", [(1,), (2,), (1, 2), (0, 1, 2)])
def test_streams_may_be_closed(outdated, closed):
    assert ended(outdated, "update", out=subprocess.DEVNULL, closed=closed) == 1
    assert outdated.log()[0] == "checklist: 50 NOT READY, 50% complete"
    assert outdated.read() == CHECKLIST.replace("[x]", "[-]").replace("[ ]", "[x]").replace("[-]", "[ ]").replace(
        "0%", "50%"
    )


@pytest.mark.skipif(not Path(UNREADABLE).exists(), reason="a device of Linux")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(("args", "code"), [(["run"], 1), (["status"], 4), (["status", "--format", "json"], 4)])
def test_a_disk_that_is_full_is_no_bug_and_no_success(outdated, args, code, unbuffered):
    environ = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path(UNREADABLE).open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mdcheck", *args],
            cwd=outdated.root, env=environ, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == code
    assert b"error: standard output can't be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr
