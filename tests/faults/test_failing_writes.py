"""Writes that fail, each at every byte: the old file stays whole and nothing stays beside it."""

import ctypes
import errno
import fcntl
import os
import resource
import stat
import sys
import threading
from types import SimpleNamespace

import pytest

from mdcheck import files
from mdcheck.app.run_options import RunOptions
from mdcheck.app.session import Session
from mdcheck.app.update import UpdateOptions, update
from mdcheck.errors import SourceError, StaleFileError, WriteError
from mdcheck.folders import Folder

OLD = b"- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n"
NEW = OLD.replace(b"[ ]", b"[x]")
UPDATE = UpdateOptions(run=RunOptions(), commit=False)


def replace(path, data, *, expected, target=None, tracked=lambda _: False):
    return files.replace(path, data, expected=expected, target=target or files.target_of(path), tracked=tracked)


def names(path):
    """What stands in the checklist's folder."""
    return sorted(one.name for one in path.parent.iterdir())


@pytest.fixture
def path(tmp_path):
    root = tmp_path / "list"
    root.mkdir()
    path = root / "CHECKLIST.md"
    path.write_bytes(OLD)
    return path


class limited:  # noqa: N801 - reads as a word of the language
    """No file may grow beyond some bytes, as if the disk were full. Python turns the signal into an error."""

    def __init__(self, size):
        self.size = size

    def __enter__(self):
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *_):
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)


def test_at_every_byte_of_the_file(path):
    for room in range(len(NEW)):
        with limited(room), pytest.raises(WriteError) as caught:
            replace(path, NEW, expected=OLD)
        assert caught.value.message == "can't be written: File too large"
        assert path.read_bytes() == OLD
        assert names(path) == ["CHECKLIST.md"]
    with limited(len(NEW)):
        assert replace(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW


def test_at_every_byte_of_an_update(path):
    for room in range(len(NEW)):
        with limited(room):
            (error,) = update([str(path)], Session(path.parent, {}), UPDATE).errors
        assert isinstance(error, WriteError)
        assert path.read_bytes() == OLD
        assert names(path) == ["CHECKLIST.md"]


@pytest.fixture
def full_table():
    """As many open files as the process may have."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))
    handles = []
    try:
        while True:
            handles.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        yield handles
    finally:
        for handle in handles:
            os.close(handle)
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_no_file_can_be_opened(path, full_table):
    """Whichever file it is that can't be opened any more."""
    results = []
    while not results or results[-1] is not True:
        try:
            results.append(replace(path, NEW, expected=OLD))
        except WriteError as error:
            results.append(error.message)
        os.close(full_table.pop())
        assert path.read_bytes() == (NEW if results[-1] is True else OLD)
        os.close(full_table.pop())
        assert names(path) == ["CHECKLIST.md"]
        full_table.append(os.open(os.devnull, os.O_RDONLY))
    assert results[:-1] == ["can't be written: Too many open files"] * (len(results) - 1)
    assert len(results) > 2


def test_a_folder_that_is_gone(path):
    gone = path.parent / "gone" / "CHECKLIST.md"
    with pytest.raises(WriteError, match="can't be written: No such file or directory"):
        replace(gone, NEW, expected=OLD)


def test_a_file_that_is_gone(path):
    path.unlink()
    with pytest.raises(WriteError, match="can't be written: No such file or directory"):
        replace(path, NEW, expected=OLD)
    assert names(path) == []


def test_another_content(path):
    path.write_bytes(b"saved meanwhile")
    assert not replace(path, NEW, expected=OLD)
    assert path.read_bytes() == b"saved meanwhile"
    assert names(path) == ["CHECKLIST.md"]


def test_a_file_that_is_held_open_for_writing(path):
    with path.open("r+b"):
        assert not replace(path, NEW, expected=OLD)
    with path.open("rb"):
        assert replace(path, NEW, expected=OLD)


@pytest.fixture
def patient(monkeypatch):
    """It waits as long as it takes here; the usual half second may pass before a busy machine has the other go on."""
    monkeypatch.setattr(files, "_PAUSES", (0.01,) * 6000)


@pytest.mark.usefixtures("patient")
def test_waits_for_whoever_is_saving(path):
    """The writer has opened the file and closes it while the update waits."""
    stream = path.open("r+b")
    timer = threading.Timer(0.05, stream.close)
    timer.start()
    assert replace(path, NEW, expected=OLD)
    timer.join()


@pytest.mark.usefixtures("patient")
def test_settled_waits_for_whoever_is_saving(path):
    stream = path.open("wb", buffering=0)
    stream.write(b"half")

    def finish():
        stream.write(b" and half")
        stream.close()

    timer = threading.Timer(0.02, finish)
    timer.start()
    assert files.settled(path) == b"half and half"
    timer.join()


@pytest.mark.parametrize("left", [".mdcheck-abc.tmp", ".mdcheck-.tmp"])
def test_what_a_killed_update_left_is_removed(path, left):
    (path.parent / left).write_bytes(b"half")
    (path.parent / ".mdcheck-notes.tmp").write_bytes(b"mine, by its name")
    (path.parent / ".mdcheck-folder.tmp").mkdir()
    (path.parent / "mine.tmp").write_bytes(b"mine")
    assert replace(path, NEW, expected=OLD)
    assert names(path) == [".mdcheck-folder.tmp", ".mdcheck-notes.tmp", "CHECKLIST.md", "mine.tmp"]


def test_what_git_knows_is_not_taken_for_a_left_over(path):
    known = path.parent / ".mdcheck-abc.tmp"
    known.write_bytes(b"tracked")
    asked = []
    assert replace(path, NEW, expected=OLD, tracked=lambda file: not asked.append(file))
    assert (asked, names(path)) == ([known], [known.name, "CHECKLIST.md"])


def test_where_another_has_the_folder_locked(path):
    """`flock . mdcheck update` must not wait for itself; what the other may be writing is then left alone."""
    other = path.parent / ".mdcheck-0ae.tmp"
    other.write_bytes(b"half")
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert replace(path, NEW, expected=OLD)
    finally:
        os.close(handle)
    assert path.read_bytes() == NEW
    assert other.exists()


class AtTheLastMoment:
    """Saves the file between mdcheck's last look and the exchange of names, the first time that it is asked."""

    def __init__(self, monkeypatch, *actions):
        actions, exchange = list(actions), Folder.exchange

        def at_the_last_moment(folder, one, other):
            if actions:
                actions.pop(0)()
            return exchange(folder, one, other)

        monkeypatch.setattr(Folder, "exchange", at_the_last_moment)


def test_saved_in_place_at_the_last_moment(path, monkeypatch):
    AtTheLastMoment(monkeypatch, lambda: path.write_bytes(b"saved"))
    assert not replace(path, NEW, expected=OLD)
    assert path.read_bytes() == b"saved"
    assert names(path) == ["CHECKLIST.md"]


def renaming(path, data):
    def save():
        new = path.with_name("new")
        new.write_bytes(data)
        new.replace(path)

    return save


def test_saved_by_renaming_at_the_last_moment(path, monkeypatch):
    AtTheLastMoment(monkeypatch, renaming(path, b"saved"))
    assert not replace(path, NEW, expected=OLD)
    assert path.read_bytes() == b"saved"
    assert names(path) == ["CHECKLIST.md"]


def test_saved_twice_at_the_last_moment(path, monkeypatch):
    AtTheLastMoment(monkeypatch, renaming(path, b"saved"), renaming(path, b"saved again"))
    assert not replace(path, NEW, expected=OLD)
    assert path.read_bytes() == b"saved again"
    assert names(path) == ["CHECKLIST.md"]


def test_an_editor_that_is_half_done_at_the_last_moment(path, monkeypatch):
    """It has emptied the file and goes on writing: into the file that has the name."""
    streams = []
    AtTheLastMoment(monkeypatch, lambda: streams.append(path.open("wb", buffering=0)))
    assert not replace(path, NEW, expected=OLD)
    streams[0].write(b"saved")
    streams[0].close()
    assert path.read_bytes() == b"saved"


def test_where_names_can_not_be_exchanged(path, monkeypatch):
    monkeypatch.setattr(Folder, "exchange", lambda *_: False)
    assert replace(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW
    assert names(path) == ["CHECKLIST.md"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o400 | 0o020])
def test_the_mode_stays(path, mode):
    path.chmod(mode)
    assert replace(path, NEW, expected=OLD)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_link_stays_a_link(path):
    link = path.parent / "link.md"
    link.symlink_to("CHECKLIST.md")
    assert replace(link, NEW, expected=OLD)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


class TestOnOtherSystems:
    """What Linux has and others lack: the file is replaced all the same."""

    @pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM])
    def test_a_file_system_that_exchanges_no_names(self, path, monkeypatch, number):
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(renameat2=lambda *_: -1))
        monkeypatch.setattr(ctypes, "get_errno", lambda: number)
        assert replace(path, NEW, expected=OLD)
        assert (path.read_bytes(), names(path)) == (NEW, ["CHECKLIST.md"])

    def test_an_exchange_that_fails(self, path, monkeypatch):
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(renameat2=lambda *_: -1))
        monkeypatch.setattr(ctypes, "get_errno", lambda: errno.EIO)
        with pytest.raises(WriteError, match="can't be written: Input/output error"):
            replace(path, NEW, expected=OLD)
        assert (path.read_bytes(), names(path)) == (OLD, ["CHECKLIST.md"])

    def test_a_library_without_it(self, path, monkeypatch):
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
        assert replace(path, NEW, expected=OLD)

    def test_no_locks_and_no_leases(self, path, monkeypatch):
        monkeypatch.setitem(sys.modules, "fcntl", None)
        left = path.parent / ".mdcheck-0ae.tmp"
        left.write_bytes(b"perhaps of an update under way")
        assert replace(path, NEW, expected=OLD)
        assert names(path) == [left.name, "CHECKLIST.md"]

    @pytest.mark.parametrize("name", ["flock", "fcntl"])
    def test_a_file_system_without_locks_or_leases(self, path, monkeypatch, name):
        def refused(*_):
            raise OSError(errno.EOPNOTSUPP, "not supported")

        monkeypatch.setattr(fcntl, name, refused)
        assert replace(path, NEW, expected=OLD)

    def test_modes_and_owners_that_there_are_none_of(self, path, monkeypatch):
        path.chmod(0o644)
        monkeypatch.delattr(os, "fchmod")
        assert replace(path, NEW, expected=OLD)
        assert path.read_bytes() == NEW


def test_a_folder_that_may_be_written_and_not_listed(path, monkeypatch):
    """Root may list any folder, so the refusal is played."""

    def refused(_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Folder, "listed", refused)
    assert replace(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW


def test_another_owner_is_kept_or_refused(path, monkeypatch):
    """Only root may give a file away, so the change of owners is played."""
    given, fstat = [], os.fstat

    def theirs(handle):
        status = fstat(handle)
        if status.st_ino != path.stat().st_ino:
            return status
        return os.stat_result((*status[:4], 1234, 5678, *status[6:]))

    monkeypatch.setattr(os, "fstat", theirs)
    monkeypatch.setattr(os, "fchown", lambda _, *owner: given.append(owner))
    assert replace(path, NEW, expected=OLD)
    assert given == [(1234, 5678)]

    def refused(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refused)
    with pytest.raises(WriteError, match="can't be written: Operation not permitted"):
        replace(path, OLD, expected=NEW)
    assert (path.read_bytes(), names(path)) == (NEW, ["CHECKLIST.md"])


def test_a_file_that_is_gone_at_the_last_moment(path, monkeypatch):
    """Some editors take the old file away before they give the new one its name."""
    settled = files._wait_for_writers

    def taken_away(folder, name):
        settled(folder, name)
        folder.unlink(name)

    monkeypatch.setattr(files, "_wait_for_writers", taken_away)
    assert not replace(path, NEW, expected=OLD)
    assert names(path) == []


def test_a_file_that_no_list_can_be(path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", len(OLD))
    assert files.read(path) == OLD
    path.write_bytes(OLD + b" ")
    with pytest.raises(SourceError, match="is larger than 0 MiB"):
        files.read(path)


def test_a_file_that_can_not_be_read(path, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files, "read_regular", refused)
    with pytest.raises(SourceError, match="can't be read: Permission denied"):
        files.read(path)


def test_a_link_that_leads_elsewhere_since(path):
    """Both files hold the same bytes: only the path tells them apart."""
    other, link = path.parent / "other.md", path.parent / "link.md"
    other.write_bytes(OLD)
    link.symlink_to("CHECKLIST.md")
    target = files.target_of(link)
    link.unlink()
    link.symlink_to("other.md")
    with pytest.raises(StaleFileError, match=r"leads to another file than .*CHECKLIST.md since the run began"):
        replace(link, NEW, expected=OLD, target=target)
    assert (path.read_bytes(), other.read_bytes()) == (OLD, OLD)


def test_a_folder_that_became_a_link_since(path, monkeypatch):
    """It is exchanged behind the look at where the path leads."""
    target = files.target_of(path)
    moved = path.parent.with_name("moved")
    path.parent.rename(moved)
    path.parent.symlink_to(moved)
    monkeypatch.setattr(files, "target_of", lambda _: target)
    with pytest.raises(StaleFileError, match=r"changed during the run: the folder \S+list is a symbolic link"):
        replace(path, NEW, expected=OLD, target=target)
    assert (path.read_bytes(), names(path)) == (OLD, ["CHECKLIST.md"])


def test_a_folder_that_becomes_a_link_while_it_is_written(path, monkeypatch):
    """The open folder is written to, whatever its name leads to now."""
    elsewhere, moved = path.parent.with_name("elsewhere"), path.parent.with_name("moved")
    elsewhere.mkdir()
    (elsewhere / path.name).write_bytes(OLD)
    wait = files._wait_for_writers

    def exchanged(folder, name):
        path.parent.rename(moved)
        path.parent.symlink_to(elsewhere)
        wait(folder, name)

    monkeypatch.setattr(files, "_wait_for_writers", exchanged)
    assert replace(path, NEW, expected=OLD)
    assert ((elsewhere / path.name).read_bytes(), (moved / path.name).read_bytes()) == (OLD, NEW)


def test_a_file_with_several_names_is_refused(path):
    other = path.with_name("other.md")
    other.hardlink_to(path)
    with pytest.raises(WriteError, match=r"can't be written: the file has 2 names \(hard links\)"):
        files.writable(path)
    with pytest.raises(WriteError, match=r"can't be written: the file has 2 names \(hard links\)"):
        replace(path, NEW, expected=OLD)
    assert (other.read_bytes(), names(path)) == (OLD, ["CHECKLIST.md", "other.md"])


ACL = bytes.fromhex("02000000 01000600ffffffff 02000600e8030000 04000400ffffffff 10000600ffffffff 20000400ffffffff")
"""rw for the owner and the user 1000, r for the group and others, with the mask rw."""


@pytest.mark.parametrize(
    ("name", "value"), [("user.mine", b"kept"), ("system.posix_acl_access", ACL)], ids=["attribute", "ACL"]
)
def test_extended_attributes_stay(path, name, value):
    try:
        os.setxattr(path, name, value)
    except OSError:
        pytest.skip("the file system has no such attributes")
    mode = path.stat().st_mode
    assert replace(path, NEW, expected=OLD)
    assert (os.listxattr(path), os.getxattr(path, name), path.stat().st_mode) == ([name], value, mode)


def test_an_attribute_that_can_not_be_kept_is_refused(path, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    names_of = {path.stat().st_ino: ["trusted.mine"]}
    monkeypatch.setattr(os, "listxattr", lambda handle: names_of.get(os.fstat(handle).st_ino, []))
    monkeypatch.setattr(os, "getxattr", lambda *_: b"x")
    monkeypatch.setattr(os, "setxattr", refused)
    with pytest.raises(WriteError, match=r"its extended attribute trusted.mine can't be given to the new file"):
        replace(path, NEW, expected=OLD)
    assert (path.read_bytes(), names(path)) == (OLD, ["CHECKLIST.md"])


def test_what_a_folder_gives_new_files_is_not_given_to_an_old_one(path, monkeypatch):
    """As with a default access control list."""
    dropped = []
    old = path.stat().st_ino
    monkeypatch.setattr(
        os, "listxattr", lambda handle: [] if os.fstat(handle).st_ino == old else ["system.posix_acl_access"]
    )
    monkeypatch.setattr(os, "removexattr", lambda _, name: dropped.append(name))
    assert replace(path, NEW, expected=OLD)
    assert dropped == ["system.posix_acl_access"]
