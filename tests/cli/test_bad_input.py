"""Each thing that can be wrong gives one clear message with place and fix, its exit code, and a file that is whole."""

import os
import resource

import click
import pytest

from mdcheck.cli import COMMANDS, cli

CHECK = "- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n"

MALFORMED = {
    "malformed YAML": ("- [ ] a\n  ```check\n  file_exists: [a\n  ```\n", "3:18", "yaml"),
    "a key given twice": ("- [ ] a\n  ```check\n  file_exists: a\n  file_exists: b\n  ```\n", "4:3", "yaml"),
    "a YAML surprise": ("- [ ] a\n  ```check\n  file_exists: no\n  ```\n", "3:16", "yaml"),
    "an unknown kind": ("- [ ] a\n  ```check\n  file_exist: a\n  ```\n", "3:3", "unknown-kind"),
    "an unknown option": ("- [ ] a\n  ```check\n  file_exists: a\n  mach: any\n  ```\n", "4:3", "unknown-option"),
    "a wrong type": ("- [ ] a\n  ```check\n  file_exists: a\n  min_size: big\n  ```\n", "4:3", "option"),
    "an empty assertion": ("- [ ] a\n  ```check\n  file_exists: []\n  ```\n", "3:3", "option"),
    "no bound": ("- [ ] a\n  ```check\n  glob_count: a/*\n  ```\n", "3:3", "option"),
    "an empty block": ("- [ ] a\n  ```check\n  ```\n", "2:1", "empty-check"),
    "an empty script": ("- [ ] a\n  ```check bash\n  ```\n", "2:1", "option"),
    "a bad timeout": ("- [ ] a\n  ```check bash timeout=soon\n  ls\n  ```\n", "2:17", "option"),
    "a bad severity": (CHECK.replace("file_", "severity: eror\n  file_"), "3:3", "option"),
    "a pinned id twice": (CHECK.replace("file_", "id: x\n  file_") * 2, "7:1", "duplicate-id"),
    "a need that nobody meets": (CHECK.replace("file_", "needs: b\n  file_"), "2:1", "unknown-need"),
    "a check under no item": ("```check\nfile_exists: a\n```\n" + CHECK, "1:1", "stray-check"),
    "a fence that falls out of its item": ("- [ ] a\n ```check\n file_exists: a\n ```\n", "2:2", "stray-check"),
    "an unclosed fence": ("- [ ] a\n  ```check\n  file_exists: a\n", "2:1", "unclosed-check"),
    "an unclosed report region": (CHECK + "\n<!-- mdcheck:report -->\n", "6:1", "report-region"),
    "settings that are none": ("---\nmdcheck: yes\n---\n" + CHECK, "2:10", "front-matter"),
}


@pytest.mark.parametrize(("text", "place", "code"), MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("command", ["run", "update", "lint"])
def test_a_malformed_checklist(folder, command, text, place, code):
    path = folder.write(text)
    ended = folder.mdcheck(command)
    assert ended.code == 3
    said = ended.out if command == "lint" else ended.err
    first = next(line for line in said.splitlines() if line.startswith("CHECKLIST.md:"))
    assert first.startswith(f"CHECKLIST.md:{place}: error: ")
    assert first.endswith(f"[{code}]")
    assert "  fix: " in said
    assert path.read_bytes() == text.encode()
    assert folder.names() == ["CHECKLIST.md"]


def test_every_error_is_named_at_once(folder):
    folder.write("".join(text for text, _, _ in list(MALFORMED.values())[:6]))
    assert folder.mdcheck("run").err.count(": error: ") == 6


@pytest.mark.parametrize("command", ["status", "run", "update", "lint"])
class TestFiles:
    def test_missing(self, folder, command):
        ended = folder.mdcheck(command, "gone.md")
        assert (ended.code, ended.out) == (3, "")
        assert ended.err.startswith("gone.md: error: no such file\n  fix: ")

    def test_a_folder(self, folder, command):
        (folder.root / "docs").mkdir()
        ended = folder.mdcheck(command, "docs")
        assert ended.code == 3
        assert ended.err.startswith("docs: error: is a folder\n  fix: ")

    def test_a_pipe(self, folder, command):
        os.mkfifo(folder.root / "pipe")
        ended = folder.mdcheck(command, "pipe")
        assert ended.code == 3
        assert ended.err.startswith("pipe: error: is no regular file\n  fix: ")

    @pytest.mark.parametrize("data", [b"- [ ] caf\xe9\n", b"\x89PNG\r\n\x1a\n\x00\xff", "- [ ] a".encode("utf-16")])
    def test_not_utf_8(self, folder, command, data):
        path = folder.write(data)
        ended = folder.mdcheck(command)
        assert ended.code == 3
        assert ended.err.startswith("CHECKLIST.md:1: error: not UTF-8: byte 0x")
        assert "  fix: " in ended.err
        assert path.read_bytes() == data

    def test_none_named_and_none_there(self, folder, command):
        ended = folder.mdcheck(command)
        assert ended.code == 3
        assert "no checklist: " in ended.err
        assert "mdcheck init" in ended.err

    def test_what_is_a_checklist_by_its_name_is_told(self, folder, command):
        for name in ("README.md", "release-checklist.md", ".github/CHECKLIST.md", "a/b/CHECKLIST.md"):
            folder.write("- [ ] a\n", name)
        (folder.root / "checklist.md").mkdir()
        ended = folder.mdcheck(command)
        named = ".github/CHECKLIST.md, release-checklist.md"
        assert ended.code == 3
        assert f"  fix: name one (mdcheck COMMAND FILE): {named}, or start one with `mdcheck init`\n" in ended.err

    @pytest.mark.parametrize("text", ["", "# Title\n\nno items\n", "- [ ] no checks\n"])
    def test_nothing_to_run(self, folder, command, text):
        folder.write(text)
        ended = folder.mdcheck(command)
        if command in ("run", "update"):
            assert ended.code == 3
            assert ended.err.startswith("CHECKLIST.md: error: ")
            assert "  fix: put a ```check block under an item" in ended.err
        else:
            assert ended.code == 0
        assert folder.read() == text


OUT_OF_DATE = "- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n"


def test_a_read_only_file(folder):
    path = folder.write(OUT_OF_DATE)
    path.chmod(0o444)
    ended = folder.mdcheck("update")
    assert ended.code == 4
    assert ended.err == "CHECKLIST.md: error: the file is read-only\n  fix: make it writable: chmod u+w CHECKLIST.md\n"
    assert folder.read() == OUT_OF_DATE
    assert folder.mdcheck("run").code == 0
    assert folder.mdcheck("update", "--check").code == 1


def test_a_read_only_folder(folder):
    folder.write(OUT_OF_DATE)
    folder.root.chmod(0o555)
    try:
        ended = folder.mdcheck("update")
        assert ended.code == 4
        assert "the folder is read-only" in ended.err
        assert folder.read() == OUT_OF_DATE
        assert folder.names() == ["CHECKLIST.md"]
    finally:
        folder.root.chmod(0o755)


@pytest.mark.parametrize("room", [0, 1, 20, 40])
def test_a_full_disk(folder, room):
    """A limit on the size of files makes a write fail midway, as a full disk does."""
    folder.write(OUT_OF_DATE)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    ended = folder.process("update", env={"PYTHONDONTWRITEBYTECODE": "1"}, preexec_fn=limit)
    assert ended.code == 4
    assert "can't be written: File too large" in ended.err
    assert "  fix: " in ended.err
    assert folder.read() == OUT_OF_DATE
    assert folder.names() == ["CHECKLIST.md"]


SAVES = """\
# List [0%]

- [ ] Saves the file
  ```check sh
  {}
  ```
- [ ] A file
  ```check
  file_exists: CHECKLIST.md
  ```
- [ ] By a person
"""


@pytest.mark.parametrize(
    "save",
    [
        "sed -i '$s/- ... By a person/- [x] By a person (Ada)/' CHECKLIST.md",
        "sed '$s/- ... By a person/- [x] By a person (Ada)/' CHECKLIST.md > new; mv new CHECKLIST.md",
    ],
    ids=["in place", "by rename"],
)
def test_saved_during_the_run(folder, save):
    text = SAVES.format(save)
    folder.write(text)
    ended = folder.mdcheck("update", "--trust")
    assert ended.code == 0
    assert folder.read() == text.replace("[0%]", "[100%]").replace(
        "- [ ] By a person\n", "- [x] By a person (Ada)\n"
    ).replace("- [ ]", "- [x]")


@pytest.mark.parametrize(
    "save",
    [
        "sed -i 's/A file/Another file/' CHECKLIST.md",
        "sed -i 's/file_exists: C/file_exists: D/' CHECKLIST.md",
        "echo broken > CHECKLIST.md",
        "printf '\\377' > CHECKLIST.md",
    ],
)
def test_saved_during_the_run_so_that_the_checks_differ(folder, save):
    folder.write(SAVES.format(save))
    ended = folder.mdcheck("update", "--trust")
    assert ended.code == 4
    assert "CHECKLIST.md" in ended.err
    assert "  fix: " in ended.err
    assert "[100%]" not in (folder.root / "CHECKLIST.md").read_bytes().decode(errors="replace")


def test_removed_during_the_run(folder):
    folder.write(SAVES.format("rm CHECKLIST.md"))
    ended = folder.mdcheck("update", "--trust")
    assert ended.code == 4
    assert folder.names() == []


def test_no_repository(folder):
    folder.write(OUT_OF_DATE)
    ended = folder.mdcheck("update")
    assert ended.code == 0
    assert "- [x] a" in folder.read()
    assert "not committed: CHECKLIST.md is not inside a git repository" in ended.out


def test_no_git(project, monkeypatch, tmp_path):
    project.write(OUT_OF_DATE)
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = project.process("update")
    assert ended.code == 0
    assert "- [x] a" in project.read()
    assert "not committed: git is not installed" in ended.out


def test_no_commit_identity(project, monkeypatch):
    project.write(OUT_OF_DATE)
    config = project.root.parent / "anonymous"
    config.write_text("[user]\n\tuseConfigOnly = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    ended = project.mdcheck("update")
    assert ended.code == 4
    assert "- [x] a" in project.read()
    assert "git refused the commit" in ended.out
    assert "git config user.email" in ended.out
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(project.root.parent / "home" / "gitconfig"))
    assert project.mdcheck("update").code == 0
    assert project.log() == ["checklist: 100 READY, 100% complete"]


def test_a_merge_under_way(release):
    release.git("checkout", "-q", "-b", "other")
    release.write("theirs", "file")
    release.commit_all("theirs")
    release.git("checkout", "-q", "main")
    release.write("ours", "file")
    release.commit_all("ours")
    with pytest.raises(Exception, match="merge"):
        release.git("merge", "other")
    ended = release.mdcheck("update")
    assert ended.code == 2
    assert "- [x] A readme" in release.read()
    assert "not committed: a git merge is in progress" in ended.out
    assert release.log()[0] == "ours"


@pytest.mark.parametrize(
    ("matter", "message"),
    [
        ("title: x\nmdcheck:\n  figures: true\n  figurs: false\n", "C.md:5: error: “figurs” is no setting"),
        ("mdcheck:\n  bands:\n    ready: 200\n", "C.md:3: error: ready is a number from 0 to 100"),
        ("mdcheck:\n  # a remark\n\n  'fail_under': x\n", "C.md:5: error: fail_under is a number from 0 to 100"),
        ("mdcheck: {figurs: false}\n", "C.md:2: error: “figurs” is no setting"),
    ],
)
def test_settings_of_a_document(folder, matter, message):
    folder.write(f"---\n{matter}---\n\n- [ ] a\n", "C.md")
    ended = folder.mdcheck("lint", "C.md")
    assert (ended.code, ended.err.startswith(message)) == (3, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.mdcheck]\nfigurs = true\n", "pyproject.toml: error: “figurs” is no setting (did you mean “figures”?)"),
        ("[tool.mdcheck]\nfail_under = 200\n", "pyproject.toml: error: fail_under is a number from 0 to 100"),
        ("[tool.mdcheck]\ntrust = true\n", "pyproject.toml: error: “trust” is no setting"),
        ('tool = "mdcheck"\n', "pyproject.toml: error: tool.mdcheck is no table"),
        ("[tool.mdcheck\n", "pyproject.toml:1: error: malformed TOML: "),
    ],
)
def test_settings(folder, text, message):
    folder.write(OUT_OF_DATE)
    folder.write(text, "pyproject.toml")
    folder.git("init", "-q")
    ended = folder.mdcheck("update")
    assert ended.code == 3
    assert ended.err.startswith(message)
    assert folder.read() == OUT_OF_DATE


def test_settings_in_front_matter_have_a_line(folder):
    folder.write("---\ntitle: x\nmdcheck:\n  bands: {ready: 10}\n---\n" + OUT_OF_DATE)
    ended = folder.mdcheck("run")
    assert ended.code == 3
    assert ended.err.startswith("CHECKLIST.md:4: error: bands must fall")


def test_a_report_that_can_not_be_written(folder):
    folder.write(OUT_OF_DATE)
    (folder.root / "report.txt").symlink_to("no/such/folder.txt")
    ended = folder.mdcheck("run", "--output", "report.txt")
    assert ended.code == 4
    assert ended.err.startswith("report.txt: error: the report can't be written")


def _valued():
    """Each option that takes a value, of each command, with what the command needs besides."""
    needed = {
        "run": ("--shard", "1/2"),
        "waive": ("Tests", "--until", "30d", "--reason", "x"),
        "sign": ("Tests",),
        "explain": ("Tests",),
    }
    for name in COMMANDS:
        for option in cli.get_command(None, name).params:
            if isinstance(option, click.Option) and not option.is_flag and not option.count:
                yield pytest.param(name, option.opts[0], needed.get(name, ()), id=f"{name} {option.opts[0]}")


@pytest.mark.parametrize(("command", "option", "more"), list(_valued()))
def test_an_empty_value_is_not_the_same_as_no_option(folder, command, option, more):
    """As where a variable is not set: mdcheck run --base "$BASE"."""
    folder.write("- [ ] Tests\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    before = folder.read()
    ended = folder.mdcheck(command, *more, option, "")
    assert ended.code == 3
    assert ended.err
    assert (folder.read(), folder.names()) == (before, ["CHECKLIST.md"])
