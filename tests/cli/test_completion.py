"""Completion, in the shells themselves where they are installed; a hostile checklist has no say in a command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from testing.counted import counted

LIST = """\
# Release

## Docs

- [ ] A readme
  ```check
  file_exists: README.md
  tags: [words, "two words"]
  ```

## Tests

### Unit

- [ ] They pass
  ```check sh
  touch ran
  ```
- [ ] Hostile
  ```check
  file_exists: x
  id: "$(touch${IFS}owned)"
  tags: [";touch", "*"]
  ```
"""


@pytest.fixture
def listed(project):
    project.write(LIST)
    return project


def offered(project, line, shell="bash"):
    """What mdcheck answers a shell for a command line that ends at the cursor."""
    words = line.split(" ")
    asked = {"_MDCHECK_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    ended = project.process(env={**counted(), **asked})
    assert (ended.code, ended.err) == (0, "")
    return ended.out.removesuffix("\n").split("\n")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("mdcheck exp", ["plain,explain"]),
        ("mdcheck explain ", ["plain,docs/a-readme", "plain,tests/unit/they-pass"]),
        ("mdcheck explain t", ["plain,tests/unit/they-pass"]),
        ("mdcheck explain docs/a-readme O", ["file,O"]),
        ("mdcheck run CHECK", ["file,CHECK"]),
        (
            "mdcheck run --only ",
            [
                "plain,docs",
                "plain,tests",
                "plain,tests/unit",
                "plain,words",
                "plain,docs/a-readme",
                "plain,tests/unit/they-pass",
            ],
        ),
        ("mdcheck update OTHER.md --only ", ["plain,elsewhere"]),
        ("mdcheck update MISSING.md --only w", ["plain,words"]),
        ("mdcheck trust --only tests", ["plain,tests", "plain,tests/unit", "plain,tests/unit/they-pass"]),
        ("mdcheck nothing x", [""]),
        ("mdcheck completion ", ["plain,bash", "plain,zsh", "plain,fish"]),
        ("mdcheck run --format g", ["plain,github", "plain,gitlab"]),
    ],
)
def test_what_is_offered(listed, line, words):
    listed.write("- [ ] Elsewhere\n", "OTHER.md")
    assert offered(listed, line) == words


def test_zsh_is_told_the_text_of_each_item(listed):
    assert offered(listed, "mdcheck explain d", "zsh") == ["plain", "docs/a-readme", "A readme"]


@pytest.mark.parametrize("text", ["- [ ] a\n\x00", b"\xff", "---\nmdcheck: [\n---\n"], ids=["nul", "latin-1", "yaml"])
def test_nothing_is_said_of_what_is_wrong(project, text):
    project.write(text)
    assert len(offered(project, "mdcheck explain ")) == 1


def test_without_a_checklist(folder):
    assert offered(folder, "mdcheck explain ") == [""]


@pytest.fixture
def path(tmp_path):
    """A PATH on which `mdcheck` is the one under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "mdcheck"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mdcheck "$@"\n')
    command.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


SCRIPTS = {
    "bash": """
        eval "$(mdcheck completion bash)"
        complete -p mdcheck >/dev/null
        COMP_WORDS=(mdcheck explain {word}); COMP_CWORD=2
        _mdcheck_completion mdcheck; printf '%s\\n' "${{COMPREPLY[@]}}"
    """,
    "zsh": """
        autoload -Uz compinit; compinit -u
        eval "$(mdcheck completion zsh)"
        [[ $_comps[mdcheck] == _mdcheck_completion ]] || exit 1
        _describe() {{ print -rl -- ${{completions_with_descriptions%%:*}} }}
        words=(mdcheck explain {word}); CURRENT=3
        _mdcheck_completion
    """,
    "fish": """
        mdcheck completion fish | source
        complete --do-complete "mdcheck explain {word}" | string split --fields 1 \\t
    """,
}


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_shell_completes(listed, path, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = SCRIPTS[shell].format(word="te")
    environ = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([shell, "-c", script], cwd=listed.root, env=environ, capture_output=True, check=False)
    assert (done.stdout.decode().splitlines(), done.stderr.decode()) == (["tests/unit/they-pass"], "")
    assert listed.names() == [".git", "CHECKLIST.md"]


def test_shells_that_are_not_known(folder):
    ended = folder.mdcheck("completion", "csh")
    assert (ended.code, ended.out) == (3, "")
