"""A checklist that is named twice, by its own name and by a symbolic link, is one checklist."""

from __future__ import annotations

import json
import os

import pytest

TEXT = "- [ ] A\n  ```check sh\n  echo >> ../ran\n  ```\n"


@pytest.fixture
def linked(project):
    project.write(TEXT, "docs/list.md")
    (project.root / "link.md").symlink_to("docs/list.md")
    (project.root / "again").symlink_to("docs")
    project.commit_all()
    return project


NAMES = {
    "the link first": ("link.md", "docs/list.md"),
    "the file first": ("docs/list.md", "link.md"),
    "other spellings": ("./docs/list.md", "docs/../docs/list.md", "docs/list.md"),
    "a linked folder": ("again/list.md", "docs/list.md", "link.md"),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize(("command", "runs"), [("run", 1), ("update", 1), ("status", 0), ("lint", 0)])
def test_it_counts_and_runs_once_under_the_first_name(linked, command, runs, names):
    trust = ["--trust"] if runs else []
    found = json.loads(linked.mdcheck(command, "--format", "json", *trust, *names).out)
    ran = linked.root.parent / "ran"
    assert (ran.read_text() if ran.exists() else "") == "\n" * runs
    if command != "lint":
        assert [file["path"] for file in found["files"]] == [os.path.normpath(names[0])]
    assert len(linked.log()) == (2 if command == "update" else 1)


def test_a_diagnostic_is_told_once(linked):
    linked.write("- [] A\n", "docs/list.md")
    found = json.loads(linked.mdcheck("lint", "--format", "json", "link.md", "docs/list.md").out)
    assert [one["path"] for one in found["diagnostics"]] == ["link.md"]


def test_settings_may_name_it_twice(linked):
    linked.write('files = ["link.md", "docs/list.md"]\n', "mdcheck.toml")
    found = json.loads(linked.mdcheck("status", "--format", "json").out)
    assert [file["path"] for file in found["files"]] == ["link.md"]


def test_copies_are_two(linked):
    linked.write(TEXT, "copy.md")
    os.link(linked.root / "docs/list.md", linked.root / "hard.md")
    found = json.loads(linked.mdcheck("status", "--format", "json", "docs/list.md", "copy.md", "hard.md").out)
    assert len(found["files"]) == 3


@pytest.mark.parametrize("name", ["missing.md", "loop.md"])
def test_what_is_not_there_is_still_named(linked, name):
    (linked.root / "loop.md").symlink_to("loop.md")
    ended = linked.mdcheck("status", "docs/list.md", name)
    assert (ended.code, ended.err.split(":")[0]) == (3, name)
