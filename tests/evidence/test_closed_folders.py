"""Folders that can't be looked into: nobody knows what is in them, so no check passes for what is outside of them."""

from __future__ import annotations

import os

import pytest

from mdcheck.results.outcome import errored, failed, passed

FILES = {"src/a.py": "one = 1\n", "src/closed/b.py": "FIXME\n", "open.md": "[a](src/a.py)\n"}
CLOSED = errored("src/closed: Permission denied")


@pytest.fixture
def closed(tree, monkeypatch):
    """A workspace with such a folder; a mode would not keep root out."""
    listed = os.scandir

    def scandir(path):
        if os.fspath(path).endswith(f"src{os.sep}closed"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr("mdcheck.evidence.file_cache.os.scandir", scandir)
    return lambda **fields: tree(FILES, **fields)


@pytest.mark.parametrize(
    ("name", "values", "finding"),
    [
        pytest.param("not_contains", {"paths": ["src"], "text": "FIXME"}, CLOSED, id="not-contains"),
        pytest.param("contains", {"paths": ["src/**/*.py"], "text": "one"}, CLOSED, id="contains"),
        pytest.param("secrets", {"paths": ["."]}, CLOSED, id="secrets"),
        pytest.param("links", {"paths": ["."]}, CLOSED, id="links"),
        pytest.param("file_absent", {"paths": ["**/b.py"]}, CLOSED, id="file-absent"),
        pytest.param("glob_count", {"paths": ["src/*/*.py"], "max": 0}, CLOSED, id="glob-count"),
        pytest.param("glob_count", {"paths": ["src/*.py"], "max": 1}, passed("1 file"), id="above"),
        pytest.param("glob_count", {"paths": ["src/clos*"], "max": 0}, passed("0 files"), id="beside"),
        pytest.param(
            "not_contains",
            {"paths": ["src"], "text": "FIXME", "exclude": ["src/closed"]},
            passed("not found in src/a.py"),
            id="excluded",
        ),
        pytest.param("file_exists", {"paths": ["**/a.py"]}, passed("src/a.py"), id="found-elsewhere"),
        pytest.param("file_exists", {"paths": ["**/b.py"]}, failed("no file matches **/b.py"), id="not-found"),
    ],
)
def test_a_closed_folder(check, closed, name, values, finding):
    assert check(name, closed(), **values) == finding


def test_a_closed_folder_that_git_ignores_is_left_out(check, closed, fake_git):
    workspace = closed(git=fake_git(visible=frozenset({"src/a.py"})))
    assert check("not_contains", workspace, paths=["src"], text="FIXME") == passed("not found in src/a.py")


def test_a_closed_folder_that_git_knows_is_not(check, closed, fake_git):
    workspace = closed(git=fake_git(visible=frozenset(FILES)))
    assert check("not_contains", workspace, paths=["src"], text="FIXME") == CLOSED
