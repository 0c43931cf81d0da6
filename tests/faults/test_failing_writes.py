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
from mdcheck.app.run import RunOptions
from mdcheck.app.session import Session
from mdcheck.app.update import UpdateOptions, update
from mdcheck.errors import SourceError, WriteError

OLD = b"- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n"
NEW = OLD.replace(b"[ ]", b"[x]")
UPDATE = UpdateOptions(run=RunOptions(), commit=False)


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
            files.replace(path, NEW, expected=OLD)
        assert caught.value.message == "can't be written: File too large"
        assert path.read_bytes() == OLD
        assert names(path) == ["CHECKLIST.md"]
    with limited(len(NEW)):
        assert files.replace(path, NEW, expected=OLD)
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
            results.append(files.replace(path, NEW, expected=OLD))
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
        files.replace(gone, NEW, expected=OLD)


def test_a_file_that_is_gone(path):
    path.unlink()
    with pytest.raises(WriteError, match="can't be written: No such file or directory"):
        files.replace(path, NEW, expected=OLD)
    assert names(path) == []


def test_another_content(path):
    path.write_bytes(b"saved meanwhile")
    assert not files.replace(path, NEW, expected=OLD)
    assert path.read_bytes() == b"saved meanwhile"
    assert names(path) == ["CHECKLIST.md"]


def test_a_file_that_is_held_open_for_writing(path):
    with path.open("r+b"):
        assert not files.replace(path, NEW, expected=OLD)
    with path.open("rb"):
        assert files.replace(path, NEW, expected=OLD)


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
    assert files.replace(path, NEW, expected=OLD)
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
    (path.parent / ".mdcheck-folder.tmp").mkdir()
    (path.parent / "mine.tmp").write_bytes(b"mine")
    assert files.replace(path, NEW, expected=OLD)
    assert names(path) == [".mdcheck-folder.tmp", "CHECKLIST.md", "mine.tmp"]


def test_where_another_has_the_folder_locked(path):
    """`flock . mdcheck update` must not wait for itself; what the other may be writing is then left alone."""
    other = path.parent / ".mdcheck-other.tmp"
    other.write_bytes(b"half")
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert files.replace(path, NEW, expected=OLD)
    finally:
        os.close(handle)
    assert path.read_bytes() == NEW
    assert other.exists()


class AtTheLastMoment:
    """Saves the file between mdcheck's last look and the exchange of names, the first time that it is asked."""

    def __init__(self, monkeypatch, *actions):
        self.actions, self.exchange = list(actions), files._exchange
        monkeypatch.setattr(files, "_exchange", self)

    def __call__(self, one, other):
        if self.actions:
            self.actions.pop(0)()
        return self.exchange(one, other)


def test_saved_in_place_at_the_last_moment(path, monkeypatch):
    AtTheLastMoment(monkeypatch, lambda: path.write_bytes(b"saved"))
    assert not files.replace(path, NEW, expected=OLD)
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
    assert not files.replace(path, NEW, expected=OLD)
    assert path.read_bytes() == b"saved"
    assert names(path) == ["CHECKLIST.md"]


def test_saved_twice_at_the_last_moment(path, monkeypatch):
    AtTheLastMoment(monkeypatch, renaming(path, b"saved"), renaming(path, b"saved again"))
    assert not files.replace(path, NEW, expected=OLD)
    assert path.read_bytes() == b"saved again"
    assert names(path) == ["CHECKLIST.md"]


def test_an_editor_that_is_half_done_at_the_last_moment(path, monkeypatch):
    """It has emptied the file and goes on writing: into the file that has the name."""
    streams = []
    AtTheLastMoment(monkeypatch, lambda: streams.append(path.open("wb", buffering=0)))
    assert not files.replace(path, NEW, expected=OLD)
    streams[0].write(b"saved")
    streams[0].close()
    assert path.read_bytes() == b"saved"


def test_where_names_can_not_be_exchanged(path, monkeypatch):
    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    assert files.replace(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW
    assert names(path) == ["CHECKLIST.md"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o400 | 0o020])
def test_the_mode_stays(path, mode):
    path.chmod(mode)
    assert files.replace(path, NEW, expected=OLD)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_link_stays_a_link(path):
    link = path.parent / "link.md"
    link.symlink_to("CHECKLIST.md")
    assert files.replace(link, NEW, expected=OLD)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


class TestOnOtherSystems:
    """What Linux has and others lack: the file is replaced all the same."""

    @pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM])
    def test_a_file_system_that_exchanges_no_names(self, path, monkeypatch, number):
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(renameat2=lambda *_: -1))
        monkeypatch.setattr(ctypes, "get_errno", lambda: number)
        assert files.replace(path, NEW, expected=OLD)
        assert (path.read_bytes(), names(path)) == (NEW, ["CHECKLIST.md"])

    def test_an_exchange_that_fails(self, path, monkeypatch):
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(renameat2=lambda *_: -1))
        monkeypatch.setattr(ctypes, "get_errno", lambda: errno.EIO)
        with pytest.raises(WriteError, match="can't be written: Input/output error"):
            files.replace(path, NEW, expected=OLD)
        assert (path.read_bytes(), names(path)) == (OLD, ["CHECKLIST.md"])

    def test_a_library_without_it(self, path, monkeypatch):
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
        assert files.replace(path, NEW, expected=OLD)

    def test_no_locks_and_no_leases(self, path, monkeypatch):
        monkeypatch.setitem(sys.modules, "fcntl", None)
        left = path.parent / ".mdcheck-other.tmp"
        left.write_bytes(b"perhaps of an update under way")
        assert files.replace(path, NEW, expected=OLD)
        assert names(path) == [left.name, "CHECKLIST.md"]

    @pytest.mark.parametrize("name", ["flock", "fcntl"])
    def test_a_file_system_without_locks_or_leases(self, path, monkeypatch, name):
        def refused(*_):
            raise OSError(errno.EOPNOTSUPP, "not supported")

        monkeypatch.setattr(fcntl, name, refused)
        assert files.replace(path, NEW, expected=OLD)

    def test_modes_and_owners_that_there_are_none_of(self, path, monkeypatch):
        path.chmod(0o644)
        monkeypatch.delattr(os, "fchmod")
        assert files.replace(path, NEW, expected=OLD)
        assert path.read_bytes() == NEW


def test_a_folder_that_may_be_written_and_not_listed(path, monkeypatch):
    """Root may list any folder, so the refusal is played."""
    opened = os.open

    def refused(name, *args, **options):
        if name == path.parent:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(name, *args, **options)

    monkeypatch.setattr(os, "open", refused)
    assert files.replace(path, NEW, expected=OLD)
    assert path.read_bytes() == NEW


def test_another_owner_is_kept_or_refused(path, monkeypatch):
    """Only root may give a file away, so the change of owners is played."""
    theirs, given = os.stat_result((0o100644, 1, 1, 1, 1234, 5678, len(OLD), 0, 0, 0)), []
    stat_of = type(path).stat
    monkeypatch.setattr(
        type(path), "stat", lambda self, **options: theirs if self == path else stat_of(self, **options)
    )
    monkeypatch.setattr(os, "fchown", lambda _, *owner: given.append(owner))
    assert files.replace(path, NEW, expected=OLD)
    assert given == [(1234, 5678)]

    def refused(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refused)
    with pytest.raises(WriteError, match="can't be written: Operation not permitted"):
        files.replace(path, OLD, expected=NEW)
    assert (path.read_bytes(), names(path)) == (NEW, ["CHECKLIST.md"])


def test_a_file_that_is_gone_at_the_last_moment(path, monkeypatch):
    """Some editors take the old file away before they give the new one its name."""
    settled = files._wait_for_writers

    def taken_away(target):
        settled(target)
        target.unlink()

    monkeypatch.setattr(files, "_wait_for_writers", taken_away)
    assert not files.replace(path, NEW, expected=OLD)
    assert names(path) == []


def test_a_file_that_no_list_can_be(path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", len(OLD))
    assert files.read(path) == OLD
    path.write_bytes(OLD + b" ")
    with pytest.raises(SourceError, match="is larger than 0 MiB"):
        files.read(path)


def test_a_file_that_can_not_be_read(path, monkeypatch):
    def refused(_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", refused)
    with pytest.raises(SourceError, match="can't be read: Permission denied"):
        files.read(path)
