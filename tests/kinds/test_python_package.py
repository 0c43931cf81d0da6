from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pytest

from mdcheck.kinds.protocol import Command, Completed, Reading, Running
from mdcheck.kinds.versions import fits, specifiers
from mdcheck.results.outcome import errored, failed, passed


def environment(name: str, *packages: str) -> dict[str, str]:
    site = f"{name}/lib/python3.11/site-packages"
    return {f"{name}/pyvenv.cfg": ""} | {f"{site}/{package}/METADATA": "x" for package in packages}


FILES = environment(".venv", "structlog-24.1.0.dist-info", "Foo_Bar-1.0.dist-info", "odd-1.x.dist-info") | {
    ".venv/lib/python3.11/site-packages/removed-1.0.dist-info/RECORD": "",
    ".venv/lib/python3.11/site-packages/old_style-2.0-py3.11.egg-info/PKG-INFO": "",
}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"name": "structlog"}, passed("structlog 24.1.0 (.venv)")),
        ({"name": "structlog", "version": ">=24,<25"}, passed("structlog 24.1.0 (.venv)")),
        ({"name": "structlog", "version": "<24"}, failed("structlog 24.1.0 is not <24 (.venv)")),
        ({"name": "foo.bar"}, passed("foo.bar 1.0 (.venv)")),
        ({"name": "old-style"}, passed("old-style 2.0 (.venv)")),
        ({"name": "struct"}, failed("struct is not installed in .venv")),
        ({"name": "removed"}, failed("removed is not installed in .venv")),
        ({"name": "odd"}, passed("odd 1.x (.venv)")),
        ({"name": "odd", "version": ">=1"}, errored("odd 1.x in .venv has a version that can't be read")),
    ],
)
def test_python_package(check, values, finding):
    assert check("python_package", FILES, **values) == finding


def test_the_environment_that_is_active_comes_first(check, tree, tmp_path):
    tree(
        environment("active", "a-1.dist-info")
        | environment(".venv", "a-2.dist-info")
        | environment("venv", "a-3.dist-info")
    )
    workspace = tree(environ={"VIRTUAL_ENV": str(tmp_path / "root" / "active")})
    assert check("python_package", workspace, name="a") == passed("a 1 (VIRTUAL_ENV)")


def test_venv_comes_behind_dot_venv(check, tree):
    workspace = tree({".venv/x": ""} | environment("venv", "a-3.dist-info"))
    assert check("python_package", workspace, name="a") == passed("a 3 (venv)")


def test_an_active_environment_that_is_none_is_an_error(check, tree):
    workspace = tree(environment(".venv", "a-1.dist-info"), environ={"VIRTUAL_ENV": "/nonexistent"})
    assert check("python_package", workspace, name="a") == errored("VIRTUAL_ENV names no virtual environment")


def test_without_an_environment_it_is_mdchecks_own(check, tree, monkeypatch):
    workspace = tree({"a-1.dist-info/METADATA": "", "site-packages/b-1.dist-info/METADATA": ""})
    monkeypatch.setattr(
        sys, "path", ["", str(workspace.root), str(workspace.root / "site-packages"), "/gone/site-packages"]
    )
    assert check("python_package", workspace, name="b") == passed("b 1 (mdcheck's own environment)")
    assert check("python_package", workspace, name="a") == failed("a is not installed in mdcheck's own environment")


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "../x"}, {"name": "a", "version": "1.0"}])
def test_python_package_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("python_package", **values)


@pytest.mark.parametrize(
    ("text", "version", "result"),
    [
        (">=1.2, <2", "1.9", True),
        (">=1.2,<2", "2.0", False),
        ("===1.0", "1.0", True),
        ("===1.0", "1.0+x", False),
        ("==1.0", "1.0+x", True),
        (">=1.0", "2.0rc1", True),
        ("~=1.4", "1.10", True),
        (">1.0", "1.0.post1", False),
    ],
)
def test_specifier_sets(text, version, result):
    assert fits(version, text) is result


@pytest.mark.parametrize(
    "text", ["", "1.0", ">=", ">=x", "=>1", ">1,", "~=1", ">=1.*", "==1.dev1.*", ">1+x", ">=" + "1." * 200 + "1"]
)
def test_specifiers_that_are_none(text):
    with pytest.raises(ValueError, match=r"is no version specifier: write >=1\.2"):
        specifiers(text)


@pytest.fixture
def programs(tree):
    """A folder of programs on PATH, among entries that must not count."""
    workspace = tree({"bin/tool": "", "bin/plain": "", "bin/folder/x": "", "here": ""})
    for name in ("bin/tool", "here"):
        (workspace.root / name).chmod(0o755)
    return tree(environ={"PATH": os.pathsep.join(["", ".", "relative", "/nonexistent", str(workspace.root / "bin")])})


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("tool", passed("tool is on PATH")),
        ("plain", failed("plain is not on PATH")),
        ("folder", failed("folder is not on PATH")),
        ("here", failed("here is not on PATH")),
        ("nothing", failed("nothing is not on PATH")),
    ],
)
def test_executable(check, programs, monkeypatch, name, finding):
    monkeypatch.chdir(programs.root)
    assert check("executable", programs, name=name) == finding


def test_asking_for_the_version_needs_trust(options):
    looking = options("executable", name="git").settled()
    asking = options("executable", name="git", version=">=2.30").settled()
    assert (isinstance(looking, Reading), isinstance(looking, Running), looking.executable) == (True, False, False)
    assert (isinstance(asking, Reading), isinstance(asking, Running), asking.executable) == (False, True, True)
    assert asking.command() == Command(argv=("git", "--version"))


@pytest.mark.parametrize(
    ("status", "stdout", "output", "finding"),
    [
        (0, "git version 2.39.5 (Apple Git-154)\n", "", passed("tool 2.39.5")),
        (0, "go version go1.22.3 linux/amd64", "", passed("tool 1.22.3")),
        (0, "v20.11.1\n", "", passed("tool 20.11.1")),
        (0, "", 'openjdk version "17.0.1"', passed("tool 17.0.1")),
        (0, "tool 1.1\n", "", failed("tool 1.1 is not >=1.2")),
        (0, "tool, unknown version", "tool, unknown version", errored("tool --version names no version")),
        (2, "usage", "", errored("tool --version ended with exit status 2")),
    ],
)
def test_the_version_of_a_program(options, status, stdout, output, finding):
    kind = options("executable", name="tool", version=">=1.2").settled()
    assert kind.judge(Completed(returncode=status, stdout=stdout, output=output)) == finding


@pytest.mark.parametrize("values", [{"name": "./x"}, {"name": "-x"}, {"name": ""}, {"name": "x", "version": "new"}])
def test_executable_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("executable", **values)


def test_this_interpreters_packages_are_found(check, tree):
    assert check("python_package", tree(environ={"VIRTUAL_ENV": sys.prefix}), name="pytest").outcome == "passed"
    assert Path(sys.prefix).is_dir()
