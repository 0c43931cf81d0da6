"""Temporary files: whose they are, and that nothing is left of them."""

import contextlib
import os
import stat

import pytest

from mdcheck import temporary
from mdcheck.folders import opened


@pytest.fixture
def target(tmp_path):
    return tmp_path / "CHECKLIST.md"


@contextlib.contextmanager
def beside(target, *, prefix):
    with opened(str(target.parent), trusted="/") as folder, temporary.beside(folder, prefix=prefix) as (handle, name):
        yield handle, target.parent / name


@pytest.fixture
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_only_the_owner_may_read_it(target):
    with beside(target, prefix=".x-") as (handle, path):
        assert (path.parent, path.name[:3], path.suffix) == (target.parent, ".x-", ".tmp")
        assert stat.S_IMODE(os.fstat(handle).st_mode) == 0o600
        assert not os.get_inheritable(handle)
        os.close(handle)


def test_it_is_gone_afterwards(target):
    with beside(target, prefix=".x-") as (handle, path):
        os.close(handle)
        assert list(target.parent.iterdir()) == [path]
    assert list(target.parent.iterdir()) == []


def test_it_is_gone_whatever_happens(target):
    with pytest.raises(ZeroDivisionError), beside(target, prefix=".x-") as (handle, _):
        os.close(handle // 0)
    assert list(target.parent.iterdir()) == []


def test_it_stays_under_its_new_name(target):
    with beside(target, prefix=".x-") as (handle, path):
        os.write(handle, b"new")
        os.close(handle)
        path.replace(target)
    assert [(one.name, one.read_bytes()) for one in target.parent.iterdir()] == [("CHECKLIST.md", b"new")]


def test_what_stands_there_is_never_taken(target, monkeypatch):
    monkeypatch.setattr(os, "urandom", bytes)
    link = target.parent / f".x-{'00' * 8}.tmp"
    link.symlink_to(target)
    with pytest.raises(FileExistsError), beside(target, prefix=".x-"):
        pass
    assert (link.is_symlink(), target.exists()) == (True, False)
