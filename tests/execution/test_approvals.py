"""The store of approvals: whose it is, what it refuses, and that nothing in it is lost."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from mdcheck.document.model import CheckId
from mdcheck.errors import RefusedError, WriteError
from mdcheck.execution.trust.approvals import (
    Approval,
    Approvals,
    ApprovalStore,
    ApprovedFile,
    BlockPlace,
    TrustApproved,
)
from mdcheck.execution.trust.named_files import named_files
from mdcheck.execution.trust.policy import digest

KEY = "/home/ada/project/.git"


@pytest.fixture(autouse=True)
def state(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "mdcheck"


@pytest.fixture
def store():
    return ApprovalStore.of(KEY, work_tree=None)


def approval(name, *, item="a", index=0, path="CHECKLIST.md", text="check sh\ntrue\n"):
    return Approval(
        digest=name,
        path=path,
        item=item,
        index=index,
        kind="sh",
        text=text,
        files={"a.sh": ApprovedFile(digest="1", text="true\n")},
        approved="2026-11-23T00:00:00Z",
    )


def digests(store):
    return {entry.digest for entry in store.load().entries}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_is_approved_and_nothing_made_before_the_first_approval(store, state):
    assert store.load() == Approvals()
    assert store.withdraw(lambda _: True) == ()
    assert not state.exists()


def test_what_was_granted_is_there_and_private(store, state):
    one, two = approval("1"), approval("2", item="b")
    store.grant([one])
    store.grant([two])
    assert store.load() == Approvals(entries=(one, two))
    assert [mode(path) for path in (state, state / "trust")] == [0o700, 0o700]
    assert {mode(path) for path in (state / "trust").iterdir()} == {0o600}
    assert sorted(path.suffix for path in (state / "trust").iterdir()) == ["", ".json"]


def test_a_loose_umask_opens_nothing(store, state):
    former = os.umask(0)
    try:
        store.grant([approval("1")])
    finally:
        os.umask(former)
    assert {mode(path) & 0o077 for path in (state, *state.rglob("*"))} == {0}


def test_each_repository_has_its_own(store):
    store.grant([approval("1")])
    other = ApprovalStore.of("/home/ada/other/.git", work_tree=None)
    assert other.load() == Approvals()
    other.grant([approval("2")])
    assert digests(store) == {"1"}
    assert store.withdraw(lambda _: True) == (approval("1"),)
    assert (digests(store), digests(other)) == (set(), {"2"})


def test_a_file_that_was_moved_to_another_repository_grants_nothing_there(store):
    store.grant([approval("1")])
    other = ApprovalStore.of("/home/ada/other/.git", work_tree=None)
    store.file.path.rename(other.file.path)
    assert other.load() == Approvals()


def test_granting_again_makes_it_the_latest(store):
    store.grant([approval("1"), approval("2")])
    store.grant([approval("1")])
    assert [entry.digest for entry in store.load().entries] == ["2", "1"]


def test_withdrawing_some(store):
    store.grant([approval("1"), approval("2", item="b")])
    assert store.withdraw(lambda entry: entry.item == "b") == (approval("2", item="b"),)
    assert store.load().entries == (approval("1"),)
    store.withdraw(lambda _: True)
    assert not store.file.path.exists()


ENTRIES = (
    approval("old", text="old"),
    approval("new", text="new"),
    approval("second", index=1),
    approval("new", item="b", text="the same block elsewhere"),
)


@pytest.mark.parametrize(
    ("wanted", "place", "expected"),
    [
        ("old", BlockPlace("CHECKLIST.md", CheckId("a", 0)), ENTRIES[0]),
        ("changed", BlockPlace("CHECKLIST.md", CheckId("a", 0)), ENTRIES[1]),
        ("changed", BlockPlace("CHECKLIST.md", CheckId("a", 1)), ENTRIES[2]),
        ("new", BlockPlace("CHECKLIST.md", CheckId("a", 0)), ENTRIES[1]),
        ("new", BlockPlace("OTHER.md", CheckId("c", 0)), ENTRIES[3]),
        ("changed", BlockPlace("OTHER.md", CheckId("a", 0)), None),
        ("changed", BlockPlace("CHECKLIST.md", CheckId("c", 0)), None),
    ],
    ids=["approved-before", "changed", "its-second", "approved-twice", "moved", "other-file", "new"],
)
def test_which_approval_is_the_blocks_own(wanted, place, expected):
    assert Approvals(entries=ENTRIES).of(wanted, place) == expected


def test_two_at_once_lose_nothing(store):
    def grant(name):
        for number in range(10):
            ApprovalStore.of(KEY, work_tree=None).grant([approval(f"{name}{number}")])

    threads = [threading.Thread(target=grant, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert digests(store) == {f"{name}{number}" for name in "abc" for number in range(10)}


def test_the_oldest_go_when_there_are_too_many(store, monkeypatch):
    monkeypatch.setattr("mdcheck.execution.trust.approvals._MOST", 3)
    store.grant([approval(str(number)) for number in range(5)])
    assert [entry.digest for entry in store.load().entries] == ["2", "3", "4"]


@pytest.mark.parametrize("place", ["file", "folder", "parent"])
@pytest.mark.parametrize("extra", [0o020, 0o002], ids=["group", "all"])
def test_what_others_may_write_to_grants_nothing(store, place, extra):
    store.grant([approval("1")])
    path = store.file.path
    path = {"file": path, "folder": path.parent, "parent": path.parent.parent}[place]
    path.chmod(mode(path) | extra)
    for act in (store.load, lambda: store.grant([approval("2")]), lambda: store.withdraw(lambda _: True)):
        with pytest.raises(RefusedError, match="others may have written to it: what it says grants nothing") as caught:
            act()
        assert caught.value.where == str(path)
        assert f"chmod go-w {path}" in caught.value.fix


def test_what_belongs_to_another_user_grants_nothing(store, monkeypatch):
    store.grant([approval("1")])
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(RefusedError, match="belongs to another user: what it says grants nothing"):
        store.load()


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"schema": 1}', b'{"schema": 1, "repository": "x", "approvals": [1]}'],
)
def test_a_corrupt_file_is_set_aside_and_grants_nothing(store, data):
    store.grant([approval("1")])
    store.file.path.write_bytes(data)
    loaded = store.load()
    aside = store.file.path.with_suffix(".corrupt")
    assert loaded.entries == ()
    assert loaded.problem.startswith(f"the approvals in {store.file.path} can't be read (")
    assert loaded.problem.endswith(f"): nothing is approved any more; the file is now {aside}")
    assert (store.file.path.exists(), aside.read_bytes()) == (False, data)
    store.grant([approval("2")])
    assert store.load() == Approvals(entries=(approval("2"),))


def test_a_file_of_another_version_is_left_alone(store):
    store.grant([approval("1")])
    data = json.loads(store.file.path.read_bytes())
    store.file.path.write_text(json.dumps({**data, "schema": 2}))
    with pytest.raises(RefusedError, match="another version of mdcheck"):
        store.grant([approval("2")])
    assert json.loads(store.file.path.read_bytes())["schema"] == 2


def test_a_file_that_can_not_be_written_keeps_what_it_holds(store, monkeypatch):
    store.grant([approval("1")])

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="can't be written: No space left on device") as told:
        store.grant([approval("2")])
    assert told.value.fix == "make room on the disk, and run again"
    assert digests(store) == {"1"}
    assert sorted(path.name for path in store.file.path.parent.iterdir()) == sorted([".lock", store.file.path.name])


def test_a_state_folder_inside_the_repository_grants_nothing(monkeypatch, root):
    monkeypatch.setenv("XDG_STATE_HOME", str(root / "state"))
    store = ApprovalStore.of(KEY, work_tree=root)
    for act in (store.load, lambda: store.grant([approval("1")])):
        with pytest.raises(RefusedError, match="lies inside the repository"):
            act()
    assert list(root.iterdir()) == []


def test_a_link_from_outside_into_the_repository_grants_nothing(root, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    (root / "forged").mkdir()
    (tmp_path / "elsewhere").symlink_to(root / "forged")
    with pytest.raises(RefusedError, match="lies inside the repository"):
        ApprovalStore.of(KEY, work_tree=root).load()


def test_what_is_stored_says_what_was_approved(store):
    store.grant([approval("1")])
    stored = msgspec.json.decode(store.file.path.read_bytes())
    assert stored == {
        "schema": 1,
        "repository": KEY,
        "approvals": [
            {
                "digest": "1",
                "path": "CHECKLIST.md",
                "item": "a",
                "index": 0,
                "kind": "sh",
                "text": "check sh\ntrue\n",
                "files": {"a.sh": {"digest": "1", "text": "true\n"}},
                "approved": "2026-11-23T00:00:00Z",
                "tree": "",
            }
        ],
        "clone": "",
    }


def test_another_clone_at_the_same_path_inherits_nothing():
    first, second = (ApprovalStore.of(KEY, work_tree=None, clone=name) for name in ("1" * 32, "2" * 32))
    first.grant([approval("1")])
    assert digests(first) == {"1"}
    assert digests(second) == set()
    assert "another clone" in second.load().problem
    second.grant([approval("2")])
    assert digests(second) == {"2"}
    assert digests(first) == set()


def approved(check, workspace):
    """The approval of the check as it is now."""
    files = named_files(check.kind, workspace)
    kept = {file.path: ApprovedFile(digest=file.digest, text=file.text) for file in files}
    return replace(approval(digest(check, files)), kind=check.name, files=kept)


def test_a_block_is_looked_at_as_it_is_about_to_run(build, workspace, root):
    script = root / "run.sh"
    script.write_text("true\n")
    item, (check,) = build.item("a", build.check("sh run.sh"))
    approvals = Approvals(entries=(approved(check, workspace),))
    trust = TrustApproved(approvals=approvals, workspace=workspace)
    other = replace(check, block=check.block._replace(body="other"))
    assert (trust.allows(check, item), trust.allows(other, item)) == (True, False)
    script.write_text("touch owned\n")
    assert trust.allows(check, item) is False
    script.write_text("true\n")
    assert trust.allows(check, item) is True


def test_the_folder_is_the_users_state_folder(store, state):
    assert store.file.path.parent == state / "trust"
    assert isinstance(store.file.path, Path)
