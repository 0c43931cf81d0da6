"""Scripts that misbehave: one clear outcome each, no process left behind, and a checklist that is whole."""

import json
import os
import resource
import signal
from pathlib import Path

import pytest
from testing.tiers import amount, scaled

TOKEN = "MDCHECK_TEST_TOKEN"

TREE = 'f() { for i in 1 2; do [ $1 = 0 ] || setsid bash -c "$(declare -f f); f $(($1 - 1))" & done; sleep 1000; }'

CASES = {
    "a child that leaves the session and is waited for": (
        "sleep 1000 & setsid sleep 1000; exit 0",
        "errored",
        "timed out after 2 s",
    ),
    "children that leave the session": ("sleep 1000 & setsid sleep 1000 & exit 0", "passed", ""),
    "many children at once": ("for i in $(seq 150); do (sleep 1000 & sleep 1000) & done; exit 0", "passed", ""),
    "children of children": (
        "f() { [ $1 -gt 0 ] && { f $(($1 - 1)) & f $(($1 - 1)) & }; sleep 1000; }; f 6 & sleep 0.3; exit 0",
        "passed",
        "",
    ),
    "children of children that all leave the session": (
        f"{TREE}; f 4 >/dev/null 2>&1 & sleep 0.5; exit 0",
        "passed",
        "",
    ),
    "a background process that stops the group": (
        "sleep 1000 & kill -STOP 0; exit 0",
        "errored",
        "timed out after 2 s",
    ),
    "an end of standard output, and more to do": ("exec >&- 2>&-; sleep 0.3; exit 3", "failed", "exit status 3"),
    "output without end": ("yes", "errored", "timed out after 2 s"),
    "output without a line feed": ("printf %0100000d 7", "passed", None),
    "invalid UTF-8 and escape codes": (r"printf '\377\033[31mred\007\n'", "passed", None),
    "a folder that is gone": ("cd sub && rm -rf ../sub && echo done", "passed", "done"),
    "an ending by a signal": ("kill -SEGV $$", "failed", "ended by SIGSEGV"),
}

LIST = """\
# List [0%]

- [ ] Hostile
  ```check bash timeout=2s
  {}
  ```
- [ ] Friendly
  ```check
  file_exists: CHECKLIST.md
  ```
"""


def alive(token):
    """The processes that carry the token in their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{TOKEN}={token}".encode() in entry.read_bytes():
                found.append(entry.parent.name)
        except OSError:
            continue  # it has ended meanwhile
    return [pid for pid in found if pid != str(os.getpid())]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize(("script", "outcome", "message"), CASES.values(), ids=CASES.keys())
def test_a_hostile_script(folder, request, monkeypatch, script, outcome, message):
    token = f"hostile-{os.getpid()}-{len(request.node.name)}-{abs(hash(request.node.name))}"
    (folder.root / "sub").mkdir()
    text = LIST.format(script)
    if outcome != "errored":  # who is to end in time may take it, on a busy machine
        text = text.replace("timeout=2s", "timeout=60s")
    folder.write(text)
    ended = folder.process("update", "--trust", "--format", "json", env={TOKEN: token})
    hostile, friendly = (item["checks"][0] for item in json.loads(ended.out)["files"][0]["items"])
    assert hostile["outcome"] == outcome
    if message is not None:
        assert hostile["message"] == message
    assert len(hostile["message"]) < 1000
    assert not any(char in ended.out + ended.err for char in "\x1b\x07")
    assert friendly["outcome"] == "passed"
    assert alive(token) == []
    wanted = text.replace("- [ ] Friendly", "- [x] Friendly")
    if outcome == "passed":
        wanted = wanted.replace("- [ ] Hostile", "- [x] Hostile")
    assert folder.read() == wanted.replace("[0%]", "[100%]" if outcome == "passed" else "[50%]")
    assert folder.names() in (["CHECKLIST.md", "sub"], ["CHECKLIST.md"])


@scaled
def test_a_gigabyte_of_output(folder):
    size = amount(100_000_000, 1_000_000_000)
    folder.write(LIST.format(f"head -c {size} /dev/zero; echo; echo end").replace("timeout=2s", "timeout=10m"))
    ended = folder.process("run", "--trust", "--format", "json")
    check = json.loads(ended.out)["files"][0]["items"][0]["checks"][0]
    assert (check["outcome"], check["message"]) == ("passed", "end")


def test_a_script_that_changes_the_branch(project):
    project.write(LIST.format("git switch -q other"))
    project.commit_all()
    project.git("branch", "other")
    ended = project.mdcheck("update", "--trust")
    assert ended.code == 4
    assert "not committed: a check has left refs/heads/main" in ended.out
    assert "- [x] Friendly" in project.read()
    assert project.log() == ["by a person"]


def test_a_script_that_switches_to_a_branch_without_the_checklist(project):
    project.write("x", "other.txt")
    project.commit_all("before there was one")
    project.git("branch", "old")
    project.write(LIST.format("git switch -q old"))
    project.commit_all()
    ended = project.mdcheck("update", "--trust")
    assert ended.code == 4
    assert ended.err.splitlines()[-2].startswith("CHECKLIST.md: error: changed during the run: no such file")
    assert project.names() == [".git", "other.txt"]


MOVES = {
    "the folder": "cd .. && mv project moved",
    "the folder, and makes another": "cd .. && mv project moved && mkdir project",
    "the checklist": "mv CHECKLIST.md ../moved.md && ln -s ../moved.md CHECKLIST.md",
}


@pytest.mark.parametrize("script", MOVES.values(), ids=MOVES.keys())
def test_a_script_that_moves_what_it_runs_in(project, script):
    project.write(LIST.format(script).replace("timeout=2s", "timeout=60s"))
    project.commit_all()
    ended = project.process("run", "--trust", "--format", "json", "-j", "1")
    assert "Traceback" not in ended.err
    assert json.loads(ended.out)["files"][0]["items"][0]["checks"][0]["outcome"] == "passed"


def deaf():
    """What some supervisors do: whoever inherits it is not told how its children end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


@pytest.mark.skipif(not hasattr(signal, "SIGCHLD"), reason="there are no such signals here")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_caller_that_ignores_its_children_makes_no_failure_a_success(folder, jobs):
    folder.write(LIST.format("exit 1") + "- [ ] Another\n  ```check sh\n  exit 2\n  ```\n")
    ended = folder.process("run", "--trust", "--format", "json", "-j", str(jobs), preexec_fn=deaf)
    checks = [item["checks"][0] for item in json.loads(ended.out)["files"][0]["items"]]
    assert [(check["outcome"], check["message"]) for check in checks] == [
        ("failed", "exit status 1"),
        ("passed", "CHECKLIST.md"),
        ("failed", "exit status 2"),
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGCHLD"), reason="there are no such signals here")
def test_a_caller_that_ignores_its_children_makes_no_refusal_a_commit(project):
    project.write("# List [0%]\n\n- [x] Done\n")
    project.commit_all()
    hook = project.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    ended = project.process("update", "--adopt", preexec_fn=deaf)
    assert (ended.code, project.log()) == (4, ["by a person"])


CHECK = "- [ ] {}\n  ```check {}\n  {}\n  ```\n"


def ends(ended):
    """How each check of a run ended, and its message."""
    items = [item for file in json.loads(ended.out)["files"] for item in file["items"]]
    return [(check["outcome"], check["message"]) for item in items for check in item["checks"]]


@pytest.mark.parametrize("room", [20, 64])
def test_more_checks_at_once_than_there_are_descriptors(folder, room):
    folder.write("".join(CHECK.format(number, "sh", "sleep 0.05") for number in range(40)))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    arguments = ("run", "--trust", "--format", "json", "-j", "200")
    ended = folder.process(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (room, hard)))
    assert ends(ended) == [("passed", "")] * 40


def test_an_id_and_a_script_that_the_locale_can_t_write(folder):
    script = """printf %s "$MDCHECK_ITEM" "é" | od -An -tx1 | tr -d ' \\n'"""
    folder.write(CHECK.format("日本 é", "sh", script))
    legacy = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = folder.process("run", "--trust", "--format", "json", env=legacy)
    assert ends(ended) == [("passed", "日本-éé".encode().hex())]


def test_what_dying_processes_print_is_no_message(folder):
    folder.write(
        "".join(CHECK.format(number, "bash", f"echo fine; {TREE}; f 3 & sleep 0.3; exit 0") for number in range(4))
    )
    ended = folder.process("run", "--trust", "--format", "json", "-j", "2")
    assert ends(ended) == [("passed", "fine")] * 4
