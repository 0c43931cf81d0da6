"""How a run is getting on: on a terminal a display that goes away, with -v a line for each check; -q."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from types import SimpleNamespace

import pytest
from testing.terminal import Terminal

from mdcheck.cli.terminal import progress
from mdcheck.execution.trust.policy import NOT_TRUSTED

MIXED = """\
- [ ] Here
  ```check
  file_exists: CHECKLIST.md
  ```
- [ ] *Gone* \u202e[2J
  ```check
  file_exists: "no\\u0007where"
  ```
- [ ] Untrusted
  ```check sh
  true
  ```
"""
SLOW = """\
- [ ] Quick
  ```check sh
  exit 1
  ```
- [ ] Slow
  ```check sh
  until test -e ../go; do sleep 0.05; done
  ```
"""
WARNING = (
    "warning: 1 check was not run: nobody has approved the code on this machine\n"
    "  fix: read and approve it with `mdcheck trust --grant`, or run with --trust\n"
)
SHOW = "\x1b[?25h"
"""What a terminal is sent to show its cursor again."""
ERASED = "\x1b[2K"
"""What it is sent to empty a line."""


@pytest.fixture
def mixed(folder):
    folder.write(MIXED)
    return folder


def test_a_pipe_gets_the_report_only(mixed):
    ended = mixed.mdcheck("run", "-j1")
    assert ended.err == WARNING


def test_verbose_is_a_line_for_each_check_on_standard_error(mixed):
    ended = mixed.mdcheck("run", "-j1", "-v")
    lines = [re.sub(r", (<1|\d+) ms", "", line) for line in ended.err.splitlines()]
    assert lines[:3] == [
        "[1/3] passed   Here (file_exists, line 2, id here): CHECKLIST.md",
        "[2/3] failed   Gone [2J (file_exists, line 6, id gone-2j): nowhere does not exist",
        f"[3/3] not run  Untrusted (sh, line 10, id untrusted): {NOT_TRUSTED}",
    ]
    assert "[1/3]" not in ended.out


def test_numbers_are_aligned_and_count_all_files(folder):
    folder.write("".join(f"- [ ] Item {n}\n  ```check\n  file_exists: '*'\n  ```\n" for n in range(9)), "A.md")
    folder.write("- [ ] Last\n  ```check\n  file_exists: '*'\n  ```\n", "B.md")
    lines = folder.mdcheck("update", "-v", "A.md", "B.md").err.splitlines()
    assert [line.split("]")[0] for line in lines] == [f"[{number:>2}/10" for number in range(1, 11)]


@pytest.mark.parametrize("command", ["run", "update"])
def test_quiet_is_what_there_is_to_fix(mixed, command):
    ended = mixed.mdcheck(command, "--quiet")
    assert ended.err == WARNING
    assert [line for line in ended.out.splitlines() if not line.startswith(" ")] == [
        "✗ failed   Gone [2J" + " " * 73 + ended.out.splitlines()[0].split("  ")[-1].strip().rjust(8),
        "– not run  Untrusted",
    ]


def test_quiet_with_nothing_to_fix(folder):
    folder.write("- [x] Here\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    assert folder.mdcheck("run", "-q") == (0, "", "")


def test_quiet_leaves_machine_formats_and_files_whole(mixed):
    loud, quiet = (json.loads(mixed.mdcheck("run", "-f", "json", *args).out) for args in ((), ("-q",)))
    assert quiet["summary"] == loud["summary"]
    assert len(quiet["files"][0]["items"]) == 3
    mixed.mdcheck("run", "-q", "-o", "report.txt")
    assert "Gone" in mixed.read("report.txt")


def test_quiet_and_verbose_contradict_each_other(mixed):
    ended = mixed.mdcheck("run", "-q", "-v")
    assert (ended.code, ended.err.splitlines()[0]) == (3, "error: --quiet and --verbose contradict each other")


def test_a_cached_pass(folder):
    folder.write("- [x] Here\n  ```check\n  file_exists: CHECKLIST.md\n  inputs: CHECKLIST.md\n  ```\n")
    first, second, third = (folder.mdcheck("run", "--all", *args) for args in ((), (), ("--no-cache",)))
    assert "passed (cached)" not in first.out + third.out
    assert "✓ passed   Here  passed (cached): CHECKLIST.md" in second.out


def test_a_cache_that_can_not_be_kept_is_no_failure(folder):
    folder.write("- [x] Here\n  ```check\n  file_exists: CHECKLIST.md\n  inputs: CHECKLIST.md\n  ```\n")
    (folder.root.parent / "home" / ".local").write_text("no folder\n")
    ended = folder.mdcheck("run", "-q")
    assert ended.code == 0
    assert "can't be written: Not a directory: what passed is not remembered" in ended.err


class TestOnATerminal:
    @pytest.fixture
    def slow(self, folder):
        folder.write(SLOW)
        return folder

    def test_what_runs_is_shown_and_goes_away(self, slow):
        env = {"NO_COLOR": "1", "COLUMNS": "60"}
        with Terminal(slow.root, "run", "--trust", "-j2", env=env, stdout=subprocess.DEVNULL) as terminal:
            terminal.until("1/2")
            terminal.until("1 failed")
            terminal.until("Slow")
            terminal.until("0 s")
            terminal.until("1 s")
            (slow.root.parent / "go").touch()
            text, code = terminal.ended()
        assert code == 1
        assert "[1/2]" not in text
        assert SHOW in text
        assert text.endswith(ERASED)

    def test_ctrl_c_gives_the_cursor_back(self, slow):
        with Terminal(slow.root, "run", "--trust", "-j", "2") as terminal:
            terminal.until("1/2")
            terminal._process.send_signal(2)
            text, code = terminal.ended()
        assert (code, SHOW in text) == (130, True)

    @pytest.mark.parametrize("over", [True, False])
    def test_a_run_that_ends_before_the_delay_is_over_shows_nothing(self, folder, monkeypatch, over):
        """In this process, where a clock can be had that is not for a busy machine to change."""
        folder.write("- [x] Here\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
        monkeypatch.setattr(
            progress, "Timer", lambda _delay, act: SimpleNamespace(start=act if over else str, cancel=str)
        )
        monkeypatch.setenv("TERM", "xterm")
        ours, theirs = pty.openpty()
        with os.fdopen(theirs, "w") as stream:
            monkeypatch.setattr(sys, "stderr", stream)
            assert folder.mdcheck("run").code == 0
        shown = b""
        with suppress(OSError):  # Linux's word for the end of a terminal that nobody holds any more
            while part := os.read(ours, 65536):  # a terminal hands on what is written in parts
                shown += part
        os.close(ours)
        assert (SHOW.encode() in shown, shown == b"") == (over, not over)

    @pytest.mark.parametrize("env", [{}, {"CI": "1"}, {"TERM": "dumb"}], ids=["terminal", "ci", "dumb"])
    def test_verbose_is_lines_and_nothing_that_moves(self, slow, env):
        (slow.root.parent / "go").touch()
        with Terminal(slow.root, "run", "--trust", "-v", env=env, stdout=subprocess.DEVNULL) as terminal:
            text, _ = terminal.ended()
        assert re.search(r"^\[\d/2\] passed   Slow", text, re.MULTILINE)
        assert "\x1b" not in text

    @pytest.mark.parametrize("env", [{"CI": "1"}, {"TERM": "dumb"}], ids=["ci", "dumb"])
    def test_nothing_is_shown_where_nothing_should_move(self, slow, env):
        (slow.root.parent / "go").touch()
        with Terminal(slow.root, "run", "--trust", env=env, stdout=subprocess.DEVNULL) as terminal:
            assert terminal.ended() == ("", 1)

    def test_quiet_shows_nothing(self, slow):
        (slow.root.parent / "go").touch()
        with Terminal(slow.root, "run", "--trust", "-q", stdout=subprocess.DEVNULL) as terminal:
            assert terminal.ended() == ("", 1)


def test_a_pipe_does_not_pay_for_rich(mixed):
    ended = mixed.process("run", "--trust", env={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    assert "mdcheck.cli.terminal.progress" in loaded
    assert "rich" not in loaded


def test_inert_checklists_do_not_pay_for_trust(folder):
    folder.write("- [x] Here\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    for env, kept in (({}, set()), ({"CI": "true"}, {"platformdirs", "hashlib"})):
        ended = folder.process("run", env={"PYTHONPROFILEIMPORTTIME": "1", **env})
        loaded = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
        assert "mdcheck.execution.runner" in loaded
        # Where a person sits, what the checks said is remembered, which needs the place and a name for it.
        assert loaded.isdisjoint({"rich", "mdcheck.app.trust", "mdcheck.execution.trust.approvals", *kept})
