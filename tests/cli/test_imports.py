"""What a command loads; each module that it has no use for costs more time than most checks."""

from __future__ import annotations

import json

import pytest

from mdcheck.cli import COMMANDS

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


def loaded_by(place, *words, **environ):
    ended = place.process(*words, env={"PYTHONPROFILEIMPORTTIME": "1", **environ})
    return ended, {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}


@pytest.mark.parametrize(
    ("words", "environ", "said"),
    [
        (["--help"], {}, COMMANDS.values()),
        (["--version"], {}, ["mdcheck "]),
        ([], {"_MDCHECK_COMPLETE": "zsh_complete", "COMP_WORDS": "mdcheck ", "COMP_CWORD": "1"}, COMMANDS.values()),
        ([], {"_MDCHECK_COMPLETE": "zsh_complete", "COMP_WORDS": "mdcheck --", "COMP_CWORD": "1"}, ["--version"]),
    ],
)
def test_help_and_completion_of_commands_load_none_of_them(folder, words, environ, said):
    ended, loaded = loaded_by(folder, *words, **environ, COLUMNS="200")
    assert ended.code == 0
    assert [text for text in said if text not in ended.out] == []
    slow = ("mdcheck.cli.commands.", "mdcheck.app.", "mdcheck.settings", "msgspec", "markdown_it")
    assert [name for name in loaded if name.startswith(slow)] == []


def test_checks_that_ask_git_do_without_gitpython(tagged):
    ended, loaded = loaded_by(tagged, "run", "--format", "json")
    assert (ended.code, json.loads(ended.out)["summary"]["passed"]) == (0, 3)
    assert {"mdcheck.repository.git", "subprocess"} <= loaded
    assert loaded.isdisjoint({"git", "gitdb"})
