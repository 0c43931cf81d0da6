"""`make test-all` finds the Pythons of a machine, and names those that it lacks."""

import subprocess
import sys
from pathlib import Path

import pytest
from testing.working_copy import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import pythons

BROKEN = "#!/bin/sh\necho 'python3.12: command not found' >&2\nexit 127\n"


def python(minor):
    return f"#!/bin/sh\necho {minor}\n"


@pytest.fixture
def machine(tmp_path):
    """Writes programs into folders of PATH and of pyenv; the environment that has them."""

    def write(programs):
        for name, text in programs.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755)
        return {"PATH": f"{tmp_path}/shims::relative:{tmp_path}/bin", "PYENV_ROOT": f"{tmp_path}/pyenv"}

    return write


FOUND = {
    "nothing": ({}, {}),
    "on PATH": ({"bin/python3.12": python(12), "bin/python3": python(13)}, {12: "bin/python3.12"}),
    "the first on PATH": ({"bin/python3.12": python(12), "shims/python3.12": python(12)}, {12: "shims/python3.12"}),
    "one that does not work": ({"shims/python3.12": BROKEN, "bin/python3.12": python(12)}, {12: "bin/python3.12"}),
    "one that can't be run": ({"bin/python3.12": "\0"}, {}),
    "of pyenv": (
        {"shims/python3.12": BROKEN, "pyenv/versions/3.12.1/bin/python3.12": python(12)},
        {12: "pyenv/versions/3.12.1/bin/python3.12"},
    ),
    "the newest of pyenv": (
        {f"pyenv/versions/3.12.{patch}/bin/python3.12": python(12) for patch in (1, 10, 9)},
        {12: "pyenv/versions/3.12.10/bin/python3.12"},
    ),
    "PATH before pyenv": (
        {"bin/python3.12": python(12), "pyenv/versions/3.12.1/bin/python3.12": python(12)},
        {12: "bin/python3.12"},
    ),
    "too old": ({"bin/python3.10": python(10)}, {}),
    "newer ones": ({"bin/python3.97": python(97)}, {97: "bin/python3.97"}),
    "no release, or without a lock": ({"bin/python3.97": python(None), "bin/python3.13t": python(13)}, {}),
    "a script of Python": ({"bin/python3.12-config": python(12)}, {}),
}


@pytest.mark.parametrize(("programs", "found"), FOUND.values(), ids=FOUND)
def test_installed(machine, tmp_path, programs, found):
    assert pythons.installed(machine(programs), oldest=11) == {minor: tmp_path / name for minor, name in found.items()}


def test_this_one_works():
    assert pythons._works(Path(sys.executable), sys.version_info.minor)


def test_supported_are_those_of_the_classifiers():
    assert pythons.supported()[:3] == [11, 12, 13]


@pytest.mark.parametrize(("target", "code"), [("good", 0), ("bad", 1)])
def test_each_is_made_with_and_what_is_missing_is_named(tmp_path, capfd, monkeypatch, target, code):
    (tmp_path / "Makefile").write_text("good:\n\t@echo made in $(VENV)\nbad:\n\t@false\n")
    monkeypatch.setattr(pythons, "ROOT", tmp_path)
    monkeypatch.setattr(pythons, "supported", lambda: [11, 12, 13])
    monkeypatch.delenv("MAKEFLAGS", raising=False)
    monkeypatch.setattr(
        pythons, "installed", lambda _, oldest: {minor: tmp_path / f"bin/python3.{minor}" for minor in (11, 13)}
    )
    assert pythons.main([target]) == code
    out = capfd.readouterr().out
    assert "Python 3.12 is not installed" in out
    assert ("made in .venv/3.11" in out, "made in .venv/3.13" in out) == (code == 0, code == 0)
    assert ("make bad failed with Python 3.11, 3.13" in out) == (code == 1)
    assert pythons.main(["--without", "3.11", target]) == code
    assert "3.11" not in capfd.readouterr().out


def test_the_default_python_can_be_found_by_a_program():
    done = subprocess.run([sys.executable, ROOT / "tools" / "pythons.py", "--help"], capture_output=True, check=True)
    assert b"--without" in done.stdout
