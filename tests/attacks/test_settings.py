"""Settings and checklists that nobody named: they are small, shallow, regular files inside the repository."""

import os
import resource
import subprocess
import sys

import pytest

READERS = {
    "status": ("status",),
    "lint": ("lint",),
    "run": ("run",),
    "update": ("update", "--no-commit"),
    "update --offline": ("update", "--offline", "--no-commit"),
    "diff": ("diff", "HEAD"),
    "history": ("history",),
    "badge": ("badge",),
    "explain": ("explain", "a-list"),
    "trust": ("trust",),
    "merge": ("merge",),
}
ROOM = 400 * 1024 * 1024
"""Bytes of memory that a command may ask for; Python itself takes a part of it."""


def within_limits(attack, *words):
    """In a process of its own, which neither takes all memory nor waits for ever."""
    done = subprocess.run(
        [sys.executable, "-m", "mdcheck", *words],
        cwd=attack.root,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
    )
    return done.returncode, done.stderr.decode()


def to_device(path):
    path.symlink_to("/dev/zero")


def to_outside(path):
    outside = path.parent.parent / "outside" / "settings.toml"
    outside.write_text('files = ["CHECKLIST.md"]\n')
    path.symlink_to(outside)


def to_itself(path):
    path.symlink_to(path.name)


PLANTED = {
    "one dotted key": (lambda path: path.write_text(".".join(["a"] * 50_000) + " = 1"), "a key of more than 32 parts"),
    "one dotted table": (lambda path: path.write_text(f"[{'.'.join(['a'] * 50_000)}]"), "a key of more than 32 parts"),
    "quoted and spaced": (
        lambda path: path.write_text(" . ".join(['"a"', "'b'"] * 20_000) + " = 1"),
        "a key of more than 32 parts",
    ),
    "many dotted keys": (
        lambda path: path.write_text("".join(f"k{n}{'.a' * 30} = 1\n" for n in range(3600))),
        "is no setting",
    ),
    "nested arrays": (lambda path: path.write_text(f"files = {'[' * 100_000}"), "nested too deeply"),
    "nested tables": (lambda path: path.write_text("a = " + "{a = " * 50_000), "nested too deeply"),
    "too large": (lambda path: path.write_text("# " + "x" * 300_000), "is larger than 256 KiB"),
    "sparse": (lambda path: (path.touch(), os.truncate(path, 1 << 40)), "is larger than 256 KiB"),
    "many files": (lambda path: path.write_text(f"files = {['x.md'] * 20_000}"), "names more than 1000 paths"),
    "a link to /dev/zero": (to_device, "leads out of the folder"),
    "a link outside": (to_outside, "leads out of the folder"),
    "a link to itself": (to_itself, "can't be read"),
    "a link into .git": (lambda path: path.symlink_to(".git/config"), "leads into"),
    "a FIFO": (os.mkfifo, "is no regular file"),
    "a number without end": (lambda path: path.write_text(f"jobs = {'9' * 6000}\n"), "malformed TOML"),
    "a name without end": (lambda path: path.write_text(f"{'a' * 200_000} = 1\n"), "is no setting"),
    "no UTF-8": (lambda path: path.write_bytes(b"\xff"), "can't be read"),
}


@pytest.mark.parametrize(("plant", "reason"), PLANTED.values(), ids=PLANTED)
def test_a_settings_file(attack, plant, reason):
    plant(attack.root / "mdcheck.toml")
    code, err = within_limits(attack, "status")
    assert (code, "mdcheck.toml" in err) == (3, True), err
    assert reason in err
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["mdcheck.toml", "pyproject.toml"])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_every_command_that_reads_settings(attack, reader, name):
    os.mkfifo(attack.root / name)
    ended = attack.mdcheck(*reader)
    assert (ended.code, f"{name}: error: can't be read" in ended.err) == (3, True)


def test_what_is_fine(attack):
    (attack.root / "config").mkdir()
    attack.write("config/mdcheck.toml", 'files = ["docs/a.md"]\n')
    (attack.root / "mdcheck.toml").symlink_to("config/mdcheck.toml")
    attack.write("docs/real.md")
    (attack.root / "docs" / "a.md").symlink_to("real.md")
    ended = attack.mdcheck("update", "--no-commit")
    assert (ended.code, "[x]" in (attack.root / "docs" / "real.md").read_text()) == (0, True)
    attack.write("pyproject.toml", f"[tool.other]\nlong = [{'1.5, ' * 2000}]\ntext = '''{'. ' * 2000}'''\n")
    assert attack.mdcheck("status").code == 0


@pytest.mark.parametrize("value", ["0x" + "f" * 5000, "1_000_000_000"])
def test_no_number_of_jobs_is_too_large(attack, value):
    attack.write("mdcheck.toml", f"jobs = {value}\n")
    assert attack.mdcheck("run").code in (0, 3)


def outside_list(attack):
    listed = attack.outside / "x.md"
    listed.write_text("# Other [0%]\n\n- [ ] A list\n  ```check\n  file_exists: x.md\n  ```\n")
    attack.expect()
    return listed


def parent_path(attack):
    outside_list(attack)
    attack.write("mdcheck.toml", 'files = ["../outside/x.md"]\n')


def absolute_path(attack):
    attack.write("mdcheck.toml", f'files = ["{outside_list(attack)}"]\n')


def link_named(attack):
    (attack.root / "x.md").symlink_to(outside_list(attack))
    attack.write("mdcheck.toml", 'files = ["x.md"]\n')


def link_of_a_folder(attack):
    outside_list(attack)
    (attack.root / "docs").symlink_to(attack.outside)
    attack.write("mdcheck.toml", 'files = ["docs/x.md"]\n')


def usual_name(attack):
    (attack.root / "CHECKLIST.md").unlink()
    (attack.root / "CHECKLIST.md").symlink_to(outside_list(attack))


def in_git(attack):
    attack.write(".git/x.md")
    attack.write("mdcheck.toml", 'files = [".git/x.md"]\n')


def null_character(attack):
    attack.write("mdcheck.toml", 'files = ["a\\u0000b.md"]\n')


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    "plant", [parent_path, absolute_path, link_named, link_of_a_folder, usual_name, in_git, null_character]
)
def test_a_checklist_that_nobody_named(attack, plant, reader):
    plant(attack)
    ended = attack.mdcheck(*reader)
    assert ended.code == 3
    assert ("leads out of the folder" in ended.err) or ("leads into" in ended.err) or ("NUL" in ended.err), ended.err
    assert ended.out == ""


def test_a_checklist_that_the_person_named(attack):
    (attack.root / "x.md").symlink_to(outside_list(attack))
    listed = attack.mdcheck("status", "x.md")
    assert (listed.code, "A list" in attack.mdcheck("status", "../outside/x.md").out or listed.out != "") == (0, True)


@pytest.mark.parametrize(
    "reader", [words for name, words in READERS.items() if name != "history"]
)  # that asks git only
def test_a_checklist_that_is_a_fifo(attack, reader):
    (attack.root / "CHECKLIST.md").unlink()
    os.mkfifo(attack.root / "CHECKLIST.md")
    ended = attack.mdcheck(*reader)
    assert (ended.code, "CHECKLIST.md: error: is no regular file" in ended.err) == (3, True)


@pytest.mark.parametrize(
    "kind", ["contains: {path: x, text: a}", "value: {path: x.json, at: a, exists: true}", "secrets: [x]"]
)
def test_a_fifo_as_evidence(attack, kind):
    for name in ("x", "x.json"):
        os.mkfifo(attack.root / name)
    attack.write("CHECKLIST.md", f"- [ ] a\n  ```check\n  {kind}\n  ```\n")
    assert attack.mdcheck("run").code in (1, 3)


def test_a_file_of_local_kinds_that_is_a_fifo(attack):
    attack.write("mdcheck.toml", 'kinds = ["k.py"]\n')
    os.mkfifo(attack.root / "k.py")
    assert attack.mdcheck("run").code in (0, 1, 3)
