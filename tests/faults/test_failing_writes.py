"""Writes that fail, each at every byte: the old file stays whole and nothing stays beside it."""

import fcntl
import os
import resource
import stat
import threading

import pytest

from mdcheck import files
from mdcheck.app.running import RunOptions
from mdcheck.app.updating import UpdateOptions, update
from mdcheck.errors import WriteError

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
        with limited(room), pytest.raises(WriteError):
            update([str(path)], path.parent, {}, UPDATE)
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


def test_waits_for_whoever_is_saving(path):
    """The writer has opened the file and closes it while the update waits."""
    stream = path.open("r+b")
    timer = threading.Timer(0.05, stream.close)
    timer.start()
    assert files.replace(path, NEW, expected=OLD)
    timer.join()


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
