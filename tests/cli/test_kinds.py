"""`mdcheck kinds`, and checks of a repository's own kinds from end to end."""

import json

CODE = '''
from __future__ import annotations
import pathlib
from typing import ClassVar
from mdcheck.kinds.protocol import Options
from mdcheck.results.outcome import passed

pathlib.Path("RAN").touch()

class Shouts(Options, frozen=True, kw_only=True):
    """The word is loud."""
    name: ClassVar[str] = "shouts"
    main: ClassVar[str] = "word"
    word: str

    def check(self, workspace):
        return passed(self.word.upper())
'''
LIST = "- [ ] a\n  ```check\n  shouts: hello\n  ```\n"


def test_kinds_lists_all(folder):
    ended = folder.mdcheck("kinds")
    assert ended.code == 0
    assert "http            *  The URL answers with the status" in ended.out


def test_one_kind(folder):
    ended = folder.mdcheck("kinds", "score")
    assert ended.out.partition("\nExample\n")[0] == (
        "score\n"
        "  Another checklist is complete enough by its boxes; its own checks are not run.\n\n"
        "  path  text (required): of the checklist, from the repository's root\n"
        "  min   number (default 100): percent of its boxes at least\n"
    )


def test_a_kind_that_is_none(folder):
    ended = folder.mdcheck("kinds", "htpp")
    assert (ended.code, "no kind “htpp” (did you mean “http”?)" in ended.err) == (3, True)


def test_kinds_of_the_repository_run_only_when_trusted(project):
    project.write(LIST)
    project.write(CODE, "checks/kinds.py")
    project.write('kinds = ["checks/kinds.py"]\n', "mdcheck.toml")
    ran = project.root / "RAN"

    assert project.mdcheck("lint").code == 0
    assert project.mdcheck("status").code == 0
    assert "shouts          *  The word is loud. (from checks/kinds.py)" in project.mdcheck("kinds").out
    assert "Its options are known when it runs" in project.mdcheck("kinds", "shouts").out
    ended = project.process("update")
    assert (ended.code, project.read()) == (4, LIST)
    assert not ran.exists()

    assert project.mdcheck("update", "--trust").code == 0
    assert project.read() == LIST.replace("[ ]", "[x]")
    assert ran.exists()


def test_another_text_of_the_file_asks_for_trust_anew(project):
    project.write(LIST)
    project.write(CODE, "checks/kinds.py")
    project.write('kinds = ["checks/kinds.py"]\n', "mdcheck.toml")
    assert project.mdcheck("trust", "--grant", "--yes").code == 0
    assert project.process("run").code == 0
    (project.root / "RAN").unlink()
    project.write(CODE.replace("upper", "lower"), "checks/kinds.py")
    assert project.process("run").code == 4
    assert not (project.root / "RAN").exists()


def test_a_file_of_kinds_is_named_by_the_repository_only(project):
    project.write("---\nmdcheck:\n  kinds: [checks/kinds.py]\n---\n" + LIST)
    project.write(CODE, "checks/kinds.py")
    ended = project.mdcheck("run", "--trust")
    assert (ended.code, "“kinds” is a setting of the repository" in ended.err) == (3, True)
    assert not (project.root / "RAN").exists()


def test_a_broken_file_of_kinds_is_said_by_kinds_and_lint(project):
    project.write(LIST)
    project.write("class (", "checks/kinds.py")
    project.write('kinds = "checks/kinds.py"\n', "mdcheck.toml")
    assert "checks/kinds.py:1 is malformed Python" in project.mdcheck("kinds").err
    ended = project.mdcheck("lint")
    assert (ended.code, "[broken-plugin]" in ended.out) == (3, True)


def test_the_checklist_that_is_updated_counts_as_clean(project):
    text = "- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n- [ ] b\n  ```check\n  git: true\n  ```\n"
    project.write("- [ ] b\n", "CHECKLIST.md")
    project.commit_all()
    project.write(text)
    assert project.mdcheck("update", "--no-commit").code == 0
    assert project.read() == text.replace("[ ]", "[x]")
    project.write("x", "other")
    ended = project.mdcheck("run")
    assert (ended.code, "1 file not committed: other" in ended.out) == (1, True)


def test_the_schema_holds_kinds_of_the_repository_without_running_them(project):
    project.write(CODE, "checks/kinds.py")
    project.write('kinds = ["checks/kinds.py"]\n', "mdcheck.toml")
    definition = json.loads(project.mdcheck("kinds", "--schema").out)["$defs"]["shouts"]
    assert (definition["description"], definition["required"]) == ("The word is loud.", ["shouts"])
    assert not (project.root / "RAN").exists()
