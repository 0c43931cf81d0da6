"""What a process is born with, whichever way it is started."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from mdcheck.execution.process import posix_spawn
from mdcheck.execution.process import run as process
from mdcheck.execution.process.launch import Environment, encoded


@pytest.fixture(params=["posix_spawn", "subprocess"])
def spawn(request, monkeypatch):
    if request.param == "subprocess":
        monkeypatch.setattr(posix_spawn, "available", lambda: False)
    elif not posix_spawn.available():
        pytest.skip("not the GNU C library, or an old one")
    return process._spawn


@pytest.fixture
def said(spawn, tmp_path):
    """Start a program, and say how it ended and what it printed on either stream."""

    def run(*argv, kept=(), added=()):
        files = [os.open(tmp_path / name, os.O_RDWR | os.O_CREAT, 0o600) for name in ("out", "err")]
        pid = spawn(encoded(argv), os.fspath(tmp_path), Environment(kept, added, ""), files[0], files[1])
        _, status = os.waitpid(pid, 0)
        for file in files:
            os.close(file)
        texts = [(tmp_path / name).read_text() for name in ("out", "err")]
        return os.waitstatus_to_exitcode(status), *texts

    return run


def test_the_streams_and_the_exit_status(said):
    assert said("/bin/sh", "-c", "echo out; echo err >&2; exit 3") == (3, "out\n", "err\n")


@pytest.mark.parametrize(
    ("kept", "added"),
    [
        ((), ()),
        ((b"A=1 = 2", "B=ä".encode()), ()),
        ((), (b"EMPTY=",)),
        ((b"A=1 = 2", "B=ä".encode()), (b"EMPTY=", b"C=3")),
    ],
)
def test_the_environment_is_just_what_is_given(said, kept, added):
    for _ in range(2):  # what many are given is prepared for the first
        _, output, _ = said("/usr/bin/env", kept=kept, added=added)
        assert sorted(output.splitlines()) == sorted(word.decode() for word in kept + added)


def test_the_same_descriptors_serve_another_folder(spawn, tmp_path):
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        with (tmp_path / "out").open("wb") as out:
            pid = spawn((b"/bin/pwd",), os.fspath(folder), Environment((), (), ""), out.fileno(), out.fileno())
            os.waitpid(pid, 0)
        assert (tmp_path / "out").read_text() == f"{folder}\n"


def test_the_folder_and_the_session(said, tmp_path):
    script = "import os; print(os.getcwd(), os.getsid(0) == os.getpid() == os.getpgrp())"
    assert said(sys.executable, "-c", script)[1] == f"{tmp_path} True\n"


def test_there_is_no_input(said):
    assert said("/bin/sh", "-c", "cat; echo end")[1] == "end\n"


def test_the_input_is_what_is_given(spawn, tmp_path):
    (tmp_path / "in").write_text("given\n")
    with (tmp_path / "in").open("rb") as given, (tmp_path / "out").open("wb") as out:
        files = out.fileno(), out.fileno(), given.fileno()
        os.waitpid(spawn((b"/bin/cat",), os.fspath(tmp_path), Environment((), (), ""), *files), 0)
    assert (tmp_path / "out").read_text() == "given\n"


def test_who_listens_for_new_processes_hears_of_them(spawn, tmp_path):
    heard = []
    listening = [True]

    def hook(event, arguments):
        if listening and event in ("os.posix_spawn", "subprocess.Popen"):
            heard.append(os.fsencode(arguments[0]))

    sys.addaudithook(hook)  # it can't be removed
    try:
        with (tmp_path / "out").open("wb") as out:
            os.waitpid(
                spawn((b"/bin/true",), os.fspath(tmp_path), Environment((), (), ""), out.fileno(), out.fileno()), 0
            )
    finally:
        listening.clear()
    assert heard == [b"/bin/true"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc lists descriptors")
def test_no_other_descriptor_is_handed_on(said):
    ends = os.pipe()
    os.dup2(ends[1], 99, inheritable=True)
    try:
        assert said("/bin/sh", "-c", "test -e /proc/$$/fd/1 && ! test -e /proc/$$/fd/99")[0] == 0
    finally:
        for end in (*ends, 99):
            os.close(end)


def test_what_python_ignores_ends_the_process(said):
    assert signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN
    assert said("/bin/sh", "-c", "kill -PIPE $$; echo alive")[:2] == (-signal.SIGPIPE, "")


@pytest.mark.parametrize(
    ("program", "folder", "error"),
    [
        (b"/nowhere/program", ".", FileNotFoundError),
        (b"/", ".", PermissionError),
        (b"/bin/sh", "gone", FileNotFoundError),
    ],
    ids=["missing", "folder", "a folder that is gone"],
)
def test_what_can_t_begin(spawn, tmp_path, program, folder, error):
    with pytest.raises(error):
        spawn((program,), os.fspath(tmp_path / folder), Environment((), (), ""), 5, 6)


@pytest.mark.parametrize(("descriptors", "fit"), [((3, 4), True), ((3, 2), False), ((0, 9), False)])
def test_a_standard_descriptor_is_not_handed_on(descriptors, fit):
    assert posix_spawn.fits(*descriptors) is fit
