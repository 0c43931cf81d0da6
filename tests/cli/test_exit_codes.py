"""The table of DESIGN's exit codes, one row each."""

import pytest

from mdcheck.cli import invoke

PASSES = "- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n"
FAILS = "- [ ] a\n  ```check\n  file_exists: nowhere\n  ```\n"
WARNS = "- [ ] a\n  ```check\n  file_exists: nowhere\n  severity: warning\n  ```\n"
SCRIPT = "- [ ] a\n  ```check sh\n  exit {}\n  ```\n"
SKIPS = "- [ ] a\n  ```check sh\n  echo ::skipped::none\n  exit 77\n  ```\n"
ERRORS = "- [ ] a\n  ```check no-such-interpreter\n  x\n  ```\n"
BLOCKED = FAILS.replace("file_exists", "id: first\n  file_exists") + PASSES.replace(
    "file_exists", "needs: first\n  file_exists"
)


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        (PASSES, (), 0),
        (FAILS, (), 1),
        (WARNS, (), 2),
        (WARNS + PASSES, (), 2),
        (WARNS + FAILS, (), 1),
        (BLOCKED, (), 1),
        (SCRIPT.format(0), (), 4),
        (SCRIPT.format(0) + FAILS, (), 4),
        (SCRIPT.format(0), ("--trust",), 0),
        (SCRIPT.format(3), ("--trust",), 1),
        (SCRIPT.format(77), ("--trust",), 1),
        (SKIPS, ("--trust",), 0),
        (ERRORS, ("--trust",), 1),
        (WARNS, ("--fail-under", "50"), 2),
        (WARNS, ("--fail-under", "51"), 1),
        (PASSES, ("--fail-under", "100"), 0),
        (WARNS, ("--fail-under", "nan"), 3),
        (SKIPS, ("--trust", "--fail-under", "1"), 1),
        (FAILS + PASSES, ("--only", "a-1"), 0),
        (PASSES, ("--only", "nothing"), 3),
        (PASSES, ("--no-such-option",), 3),
        (PASSES, ("--jobs", "0"), 3),
        (PASSES, ("no-such-file.md",), 3),
        ("- [ ] a\n", (), 3),
        ("no items\n", (), 3),
    ],
)
@pytest.mark.parametrize("command", ["run", "update"])
def test_run_and_update(folder, command, text, args, code):
    folder.write(text)
    assert folder.mdcheck(command, *args).code == code


@pytest.mark.parametrize(
    ("variable", "code"),
    [("1", 0), ("0", 4), ("", 4)],
)
def test_trust_by_environment(folder, monkeypatch, variable, code):
    folder.write(SCRIPT.format(0))
    monkeypatch.setenv("MDCHECK_TRUST", variable)
    assert folder.mdcheck("run").code == code


def test_strangers_code_is_refused_with_our_secrets(folder, monkeypatch):
    folder.write(SCRIPT.format("0; touch owned"))
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    assert folder.mdcheck("run", "--trust").code == 4
    assert not (folder.root / "owned").exists()


@pytest.mark.parametrize("args", [(), ("nonsense",), ("--nonsense",), ("status", "--nonsense"), ("run", "-j", "many")])
def test_usage_errors_are_3_and_never_clicks_2(folder, args):
    ended = folder.mdcheck(*args)
    assert ended.code == 3
    assert ended.out == ""


def test_a_bug_is_70(folder, monkeypatch):
    folder.write(PASSES)

    def broken(*_args, **_options):
        raise RuntimeError("a bug")

    monkeypatch.setattr("mdcheck.app.status.read_checklist", broken)
    ended = folder.mdcheck("status", "CHECKLIST.md")
    assert ended.code == 70
    assert "this is a bug in mdcheck" in ended.err


def test_ctrl_c_is_130_and_writes_nothing(folder, monkeypatch):
    path = folder.write(PASSES)

    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("mdcheck.execution.runner.perform", interrupted)
    before = path.read_bytes()
    ended = folder.mdcheck("update")
    assert (ended.code, ended.err.strip()) == (130, "interrupted: nothing was written")
    assert path.read_bytes() == before


def test_ctrl_c_says_what_was_written(folder, monkeypatch):
    """The first file is done, the second is written, and its commit is what Ctrl-C ends."""
    first, second, third = (folder.write(PASSES, name) for name in ("a.md", "b.md", "c.md"))
    folder.write("x", "CHECKLIST.md")
    untouched = third.read_bytes()

    def interrupted(_commit, before, *_args):
        if before.shown == "b.md":
            raise KeyboardInterrupt
        return (), False

    monkeypatch.setattr("mdcheck.app.commit.Commit.finish", interrupted)
    ended = folder.mdcheck("update", "a.md", "b.md", "c.md")
    said = "interrupted: a.md, b.md are written; run `mdcheck update` again to commit what is not committed yet"
    assert (ended.code, ended.err.strip().splitlines()[-1]) == (130, said)
    assert first.read_bytes() == second.read_bytes() != untouched
    assert third.read_bytes() == untouched


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["--version"], ["update", "--help"], ["run", "-h"], ["kinds"]])
def test_help_is_0(args):
    assert invoke(args) == 0
