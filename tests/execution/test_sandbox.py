"""What a process in a sandbox can and can't do, by what this machine has: bubblewrap, Landlock."""

from __future__ import annotations

import os
import socket
import subprocess

import pytest

from mdcheck.execution.process import landlock
from mdcheck.execution.process.find_sandbox import SandboxError, confinement
from mdcheck.execution.process.sandbox import Confinement, Sandbox

NAMES = (Sandbox.BWRAP, Sandbox.LANDLOCK)


@pytest.fixture
def folders(tmp_path):
    """The repository, a temporary folder, mdcheck's state, and a folder that is none of them."""
    found = {name: tmp_path.resolve() / name for name in ("root", "temporary", "state", "other")}
    for folder in found.values():
        folder.mkdir()
        (folder / "file").write_text("content\n")
    return found


@pytest.fixture(params=NAMES)
def go(request, folders):
    """Runs a shell script in the sandbox: its exit status and standard output."""
    try:
        found = confinement(request.param, root=folders["root"], path=os.environ["PATH"], hidden=(folders["state"],))
    except SandboxError as error:
        pytest.skip(str(error))

    def run(script, *, network=False):
        argv = ("/bin/sh", "-c", script)
        wrapped = found.wrap(argv, folder=folders["root"], script=None, temporary=folders["temporary"], network=network)
        done = subprocess.run(
            wrapped, cwd=folders["root"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize(
    ("script", "output"),
    [
        ("cat file; pwd | sed 's/.*[/]//'", "content\nroot\n"),
        ("echo new > made && cat made && rm made", "new\n"),
        ("mkdir a a/b && mv file a/b/ && mv a/b/file . && rm -r a; ls", "file\n"),
        ("echo x > ../temporary/y && cat ../temporary/y", "x\n"),
        ("echo x > /dev/null; test -r /etc/passwd && echo readable", "readable\n"),
    ],
)
def test_what_is_allowed(go, script, output):
    assert go(script) == (0, output)


@pytest.mark.parametrize(
    "script",
    [
        "echo x > ../other/file",
        "echo x > ../other/new",
        "rm ../other/file",
        "ln -s ../other link && echo x > link/file",
        "ln ../other/file linked",
        "cat ../state/file",
        "echo x > ../state/file",
        "touch /etc/mdcheck-was-here",
        "touch ~/mdcheck-was-here",
    ],
)
def test_what_is_refused(go, folders, script):
    assert go(script)[0] != 0
    assert all((folder / "file").read_text() == "content\n" for folder in folders.values())
    assert [path.name for path in folders["other"].iterdir()] == ["file"]


@pytest.mark.parametrize("network", [False, True])
def test_the_network_is_closed_unless_it_is_asked_for(go, network):
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)"
        status, _ = go(f'python3 -I -c "{code}" 2>&1', network=network)
    assert (status == 0) is network


class TestWhichOne:
    def find(self, wanted, folders, path=""):
        return confinement(wanted, root=folders["root"], path=path)

    def test_none(self, folders):
        assert self.find(Sandbox.NONE, folders) is None

    def test_auto_takes_what_there_is(self, folders, monkeypatch):
        monkeypatch.setattr(landlock, "version", lambda: 1)
        found = self.find(Sandbox.AUTO, folders)
        assert isinstance(found, Confinement)
        assert found.kind is Sandbox.LANDLOCK
        monkeypatch.setattr(landlock, "version", lambda: 0)
        assert self.find(Sandbox.AUTO, folders) is None

    @pytest.mark.parametrize(
        ("wanted", "reason"), [(Sandbox.BWRAP, "bwrap is not installed"), (Sandbox.LANDLOCK, "no Landlock")]
    )
    def test_one_that_is_missing_is_refused_by_name(self, folders, monkeypatch, wanted, reason):
        monkeypatch.setattr(landlock, "version", lambda: 0)
        with pytest.raises(SandboxError, match=reason):
            self.find(wanted, folders)

    def test_bubblewrap_that_may_not_work_here(self, folders, monkeypatch, tmp_path):
        program = tmp_path / "bwrap"
        program.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
        program.chmod(0o755)
        with pytest.raises(SandboxError, match="No permissions to create"):
            self.find(Sandbox.BWRAP, folders, path=f"{tmp_path}:{os.environ['PATH']}")
