"""What a command loads; each module below costs more time than most checks."""

from __future__ import annotations

import json

import pytest

CHECKLIST = """\
- [ ] The license is named
  ```check
  contains: "**/*.txt"
  text: MIT
  ```
- [ ] Released from main
  ```check
  git: {clean: true, branch: main, tag: v*, tracked: docs, max_commit_age: 100000d}
  ```
- [ ] The docs are looked after
  ```check
  file_age: docs/*
  max_age: 100000d
  ```
"""


@pytest.fixture
def tagged(project):
    project.write(CHECKLIST)
    project.write("MIT\n", "LICENSE.txt")
    project.write("build\n", ".gitignore")
    project.write("none\n", "build/notes.txt")
    project.write("# Guide\n", "docs/guide.md")
    project.commit_all()
    project.git("tag", "v1")
    return project


def test_checks_that_ask_git_do_without_gitpython(tagged):
    ended = tagged.process("run", "--format", "json", env={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    assert (ended.code, json.loads(ended.out)["summary"]["passed"]) == (0, 3)
    assert {"mdcheck.repository.git", "subprocess"} <= loaded
    assert loaded.isdisjoint({"git", "gitdb"})
