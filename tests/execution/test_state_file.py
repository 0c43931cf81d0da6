"""What is kept for one person outside of repositories, and what keeps others from writing it."""

import os
import sys
from pathlib import Path

import pytest

from mdcheck.errors import RefusedError, WriteError
from mdcheck.execution.trust.state_file import StateFile
from mdcheck.wording import storable


@pytest.fixture
def file(tmp_path):
    return StateFile(path=tmp_path / "mdcheck" / "trust" / "key.json")


def written(file, data=b"{}"):
    with file.locked():
        file.replace(data)
    return file


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def modes(file):
    return [oct(path.stat().st_mode & 0o777) for path in (file.path.parent.parent, file.path.parent, file.path)]


def test_it_is_its_owners_alone(file):
    assert file.read() is None
    assert written(file).read() == b"{}"
    assert modes(file) == ["0o700", "0o700", "0o600"]
    assert written(file, b"new").read() == b"new"
    assert names(file.path.parent) == [".lock", "key.json"]


def test_nobody_need_wait_for_the_disk(file, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with file.locked():
        file.replace(b"a", durable=False)
        assert (file.read(), synced) == (b"a", [])
        file.replace(b"b")
    assert (file.read(), len(synced)) == (b"b", 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing can be killed here in the middle of writing")
def test_what_a_killed_mdcheck_leaves_is_gone_with_the_next_one(file):
    written(file, b"old")
    for _ in range(2):
        child = os.fork()
        if not child:
            Path.replace = lambda *_: os._exit(9)
            written(file, b"new")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert (file.read(), len(names(file.path.parent))) == (b"old", 3)
    written(file, b"newer")
    assert (file.read(), names(file.path.parent)) == (b"newer", [".lock", "key.json"])


@pytest.mark.parametrize("place", ["file", "folder", "folder of all"])
@pytest.mark.parametrize("mode", [0o020, 0o002], ids=["group", "all"])
def test_what_others_may_write_to_grants_nothing(file, place, mode):
    written(file)
    path = {"file": file.path, "folder": file.path.parent, "folder of all": file.path.parent.parent}[place]
    path.chmod(path.stat().st_mode | mode)
    with pytest.raises(RefusedError, match="others may have written to it: what it says grants nothing") as caught:
        file.read()
    assert caught.value.where == str(path)


def test_what_is_another_users_grants_nothing(file, monkeypatch):
    written(file)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(RefusedError, match="belongs to another user"):
        file.read()
    with pytest.raises(RefusedError, match="belongs to another user"), file.locked():
        pass


def test_where_there_are_no_owners(file, monkeypatch):
    written(file).path.chmod(0o666)
    monkeypatch.delattr(os, "geteuid")
    assert file.read() == b"{}"


def test_what_can_not_be_read(file):
    file.path.mkdir(parents=True)
    for folder in (file.path.parent, file.path.parent.parent):
        folder.chmod(0o700)
    with pytest.raises(RefusedError, match="can't be read: Is a directory") as caught:
        file.read()
    assert caught.value.fix == f"change its permissions, or remove it: rm {file.path}"


def test_what_can_not_be_written(file):
    """A file stands where a folder must."""
    file.path.parent.parent.write_text("")
    assert file.read() is None
    with pytest.raises(WriteError, match="can't be written: ") as caught, file.locked():
        pass
    assert caught.value.where == str(file.path)


def test_a_folder_stands_in_its_place(file):
    file.path.mkdir(parents=True)
    with pytest.raises(WriteError, match="can't be written: Is a directory"):
        file.replace(b"")
    with pytest.raises(WriteError, match="can't be written: Is a directory"):
        file.remove()
    assert names(file.path.parent) == ["key.json"]


def test_set_aside(file):
    written(file, b"not JSON")
    other = file.set_aside()
    assert (other.name, other.read_bytes(), file.read()) == ("key.corrupt", b"not JSON", None)
    assert file.set_aside() == other
    written(file)
    other.unlink()
    other.mkdir()
    with pytest.raises(WriteError, match="can't be written: Is a directory"):
        file.set_aside()


def test_removed(file):
    written(file).remove()
    file.remove()
    assert file.read() is None


def test_not_inside_of_the_repository(tmp_path):
    file = StateFile(path=tmp_path / "mdcheck" / "trust" / "key.json", repository=tmp_path)
    for act in (file.read, file.locked().__enter__):
        with pytest.raises(RefusedError, match="a commit could grant trust there"):
            act()
    assert names(tmp_path) == []
    assert written(StateFile(path=file.path, repository=tmp_path / "other")).read() == b"{}"


def test_where_there_are_no_locks(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    assert written(file).read() == b"{}"


@pytest.mark.parametrize(("path", "text"), [("a/é", "a/é"), ("a\udce9", "a\\udce9")])
def test_a_path_as_text(path, text):
    assert storable(path) == text
