"""What a stranger's checklist would like to read or pretend, and what it gets. Nothing here needs trust."""

from __future__ import annotations

import os

import pytest

SECRET = "extraheader-b64-c2VjcmV0"


def item(block, box=" "):
    lines = "".join(f"  {line}\n" for line in block.strip().split("\n"))
    return f"- [{box}] It holds\n  ```check\n{lines}  ```\n"


@pytest.mark.parametrize(
    "block",
    [
        "value: .git/config\nformat: ini\nat: http.extraheader",
        "contains: .git/config\npattern: extraheader",
        "contains: ./docs/../.git/config\ntext: extra",
        "contains: .git\ntext: extra",
        "not_contains: .git/config\npattern: nothing",
        "file_exists: .git/config",
        "file_exists: link/config",
        "file_exists: .git/hooks/pre-commit.sample",
        "glob_count: .git/*\nmin: 1",
        "file_age: .git/config\nmax: 1d",
        "links: .git/description",
        "secrets: .git/config",
    ],
)
def test_nothing_below_the_git_folder_is_read(attack, block):
    attack.git("config", "http.extraheader", SECRET)
    attack.write("CHECKLIST.md", item(block, box="x"))
    (attack.root / "link").symlink_to(".git")
    ended = attack.mdcheck("run", "--all")
    assert ended.code in (1, 3)
    assert SECRET not in ended.out + ended.err
    assert "1 passed" not in ended.out


@pytest.mark.parametrize("option", ["equals: s3cret", "matches: s.*"])
@pytest.mark.parametrize("event", ["", "pull_request_target"])
def test_the_environment_is_no_oracle(attack, monkeypatch, option, event):
    monkeypatch.setenv("TOKEN", "s3cret")
    monkeypatch.setenv("GITHUB_EVENT_NAME", event)
    attack.write("CHECKLIST.md", item(f"env: TOKEN\n{option}"))
    ended = attack.mdcheck("run")
    assert (ended.code, "not run" in ended.out) == (4, True)


def test_whether_a_variable_is_set_and_how_long_it_is_needs_no_trust(attack, monkeypatch):
    monkeypatch.setenv("TOKEN", "s3cret")
    attack.write("CHECKLIST.md", item("env: TOKEN\nmin_length: 6"))
    ended = attack.mdcheck("run")
    assert (ended.code, "s3cret" in ended.out) == (0, False)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_changed_file_that_git_overlooks_is_not_clean(attack, flag):
    attack.write("CHECKLIST.md", item("git: true"))
    attack.write("a.txt", "first\n")
    attack.commit_all()
    assert attack.mdcheck("run").code == 0
    attack.git("update-index", flag, "a.txt")
    attack.write("a.txt", "second\n")
    ended = attack.mdcheck("run")
    assert (ended.code, "assume-unchanged or skip-worktree" in ended.out) == (1, True)


def test_a_changed_submodule_that_its_settings_hide_is_not_clean(attack):
    other = attack.outside / "other"
    other.mkdir()
    (other / "file").write_text("first\n")
    attack.git("init", "-q", cwd=other)
    attack.git("add", ".", cwd=other)
    attack.git("commit", "-qm", "first", cwd=other)
    attack.expect()
    attack.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    for file in (("-f", ".gitmodules"), ()):
        attack.git("config", *file, "submodule.sub.ignore", "all")
    attack.write("CHECKLIST.md", item("git: true"))
    attack.commit_all()
    assert attack.mdcheck("run").code == 0
    attack.write("sub/file", "second\n")
    assert attack.mdcheck("run").code == 1


def test_a_committed_environment_says_nothing_about_what_is_installed(attack):
    attack.write("CHECKLIST.md", item("python_package: structlog", box="x"))
    attack.write(".venv/pyvenv.cfg", "")
    attack.write(".venv/lib/python3.11/site-packages/structlog-1.0.dist-info/METADATA", "")
    assert attack.mdcheck("run").code == 0
    attack.commit_all()
    ended = attack.mdcheck("run")
    assert (ended.code, "is committed" in ended.out) == (1, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "hunter2"),
        ("other", "ghp_" + "aB3dE6gH9" * 4),
        ("api_key", "short"),
        ("other", "\\u202eevil"),
        ("other", "postgres://ada:hunter2@db/x"),
    ],
)
def test_values_that_look_like_secrets_are_not_shown(attack, name, value):
    attack.write("settings.json", f'{{"{name}": "{value}"}}')
    attack.write("CHECKLIST.md", item(f"value: settings.json\nat: {name}\nequals: nothing"))
    ended = attack.mdcheck("run")
    assert (ended.code, value in ended.out, "a value that is not shown" in ended.out) == (1, False, True)


def test_other_values_are_shown_but_not_in_ci(attack, monkeypatch):
    attack.write("settings.json", '{"colour": "green"}')
    attack.write("CHECKLIST.md", item("value: settings.json\nat: colour\nequals: blue"))
    assert "green" in attack.mdcheck("run").out
    monkeypatch.setenv("CI", "1")
    assert "green" not in attack.mdcheck("run").out


def test_a_git_that_does_not_answer_is_errored(attack, monkeypatch):
    attack.git("config", "include.path", "../pipe")
    os.mkfifo(attack.root / "pipe")
    monkeypatch.setattr("mdcheck.execution.process.run._PATIENCE", 0.5)
    attack.write("CHECKLIST.md", item("git: true"))
    ended = attack.mdcheck("run")
    assert ended.code in (1, 4)
