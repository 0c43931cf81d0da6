"""Trust as a person meets it: what is asked, what is shown, what is kept, and what can never grant it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from testing.terminal import Terminal

from mdcheck.cli import COMMANDS, FOR_GIT

SCRIPT = "- [ ] Tests pass\n  ```check sh timeout=10s\n  touch ../ran\n  ```\n"
OTHER = "- [ ] Builds\n  ```check\n  run: touch ../built\n  ```\n"
NOT_RUN = (
    "warning: 1 check was not run: nobody has approved the code on this machine\n"
    "  fix: read and approve it with `mdcheck trust --grant`, or run with --trust\n"
)


@pytest.fixture
def listed(project):
    project.write("# Release\n\n" + SCRIPT)
    return project


def ran(project, name="ran"):
    """Whether the script has run since the last question."""
    path = project.root.parent / name
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def approve(project):
    assert project.mdcheck("trust", "--grant", "--yes").code == 0


def stored(project):
    (path,) = (project.root.parent / "home" / ".local" / "state" / "mdcheck" / "trust").glob("*.json")
    return path


class TestWhatIsAskedAgain:
    def test_nothing_runs_before_it_is_approved(self, listed):
        ended = listed.mdcheck("run")
        assert (ended.code, ran(listed)) == (4, False)
        assert ended.err.endswith(NOT_RUN)
        assert "not trusted: read it and approve it with `mdcheck trust --grant`" in ended.out

    def test_what_is_approved_runs_and_goes_on_running(self, listed):
        approve(listed)
        for command in ("run", "update"):
            assert (listed.mdcheck(command, "--no-cache").code, ran(listed)) == (0, True)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("# Release", "# Launch\n\nMore words.\n\n> and these"),
            ("Tests pass", "All tests pass"),
            ("- [ ]", "- [x]"),
            ("```", "~~~~"),
            ("  ```\n", "  ```\n- [ ] Another item\n"),
        ],
        ids=["section", "text", "box", "fence", "item-below"],
    )
    def test_an_edit_around_the_block_does_not_ask_again(self, listed, before, after):
        approve(listed)
        listed.write(listed.read().replace(before, after))
        assert (listed.mdcheck("run").code, ran(listed)) == (0, True)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("touch ../ran", "touch ../ran; true"),
            ("touch ../ran", "touch ../ran "),
            ("check sh", "check bash"),
            ("timeout=10s", "timeout=11s"),
            ("timeout=10s", "timeout=10s cwd=."),
            ("timeout=10s", "timeout=10s severity=warning"),
            ("timeout=10s", "timeout=10s retries=1"),
        ],
        ids=["body", "blank", "interpreter", "timeout", "cwd", "severity", "retries"],
    )
    def test_an_edit_to_the_block_or_its_options_does(self, listed, before, after):
        approve(listed)
        listed.write(listed.read().replace(before, after))
        assert (listed.mdcheck("run").code, ran(listed)) == (4, False)
        assert "  changed since it was approved on " in listed.mdcheck("trust").out

    def test_going_back_does_not_ask_again(self, listed):
        approve(listed)
        text = listed.read()
        listed.write(text.replace("../ran", "../other"))
        approve(listed)
        listed.write(text)
        assert (listed.mdcheck("run").code, ran(listed)) == (0, True)

    def test_an_update_that_ticks_does_not_ask_again(self, listed):
        approve(listed)
        listed.mdcheck("update")
        assert "- [x] Tests pass" in listed.read()
        assert listed.mdcheck("run").code == 0

    def test_a_script_of_the_repository_that_the_block_names(self, project):
        project.write(SCRIPT.replace("touch ../ran", "./run.sh"))
        script = project.write("#!/bin/sh\ntouch ../ran\n", "run.sh")
        script.chmod(0o755)
        approve(project)
        assert (project.mdcheck("run").code, ran(project)) == (0, True)
        script.write_text("#!/bin/sh\ntouch ../ran ../owned\n")
        assert (project.mdcheck("run").code, ran(project)) == (4, False)
        assert project.mdcheck("trust").out == (
            "CHECKLIST.md:2  Tests pass  sh\n"
            f"  changed since it was approved on {today(project)}\n"
            "  │  check sh timeout=10s\n"
            "  │  ./run.sh\n"
            "  the file run.sh has changed:\n"
            "  │ @@ -1,2 +1,2 @@\n"
            "  │  #!/bin/sh\n"
            "  │ -touch ../ran\n"
            "  │ +touch ../ran ../owned\n"
            "  runs what the repository holds: run.sh\n"
            "\n1 of 1 block not approved: `mdcheck trust --grant` approves\n"
        )

    def test_a_script_that_git_ignores_was_made_here(self, project):
        project.write(SCRIPT.replace("touch ../ran", "sh out/run.sh"))
        project.write("out/\n", ".gitignore")
        project.write("touch ../ran\n", "out/run.sh")
        approve(project)
        project.write("touch ../ran; true\n", "out/run.sh")
        assert (project.mdcheck("run").code, ran(project)) == (0, True)

    @pytest.mark.parametrize("there_before", [False, True], ids=["new", "rewritten"])
    def test_a_file_that_the_block_makes_itself_does_not(self, project, there_before):
        project.write(SCRIPT.replace("touch ../ran", "date +%N > out.json; touch ../ran"))
        if there_before:
            project.write("{}\n", "out.json")
        approve(project)
        for _ in range(3):
            assert (project.mdcheck("run").code, ran(project)) == (0, True)
            assert project.mdcheck("trust").code == 0

    def test_a_file_that_a_commit_brings_does(self, project):
        project.write(SCRIPT.replace("touch ../ran", ". ./env.cfg; touch ../ran"))
        approve(project)
        project.write("touch ../owned\n", "env.cfg")
        project.commit_all()
        assert (project.mdcheck("run").code, ran(project), ran(project, "owned")) == (4, False, False)
        assert "it names the file env.cfg, which is new" in project.mdcheck("trust").out

    def test_a_file_that_a_submodule_brings_does(self, project):
        project.write("x\n", "library/.keep")
        project.git("-C", "library", "init", "-q")
        project.git("-C", "library", "add", ".")
        project.git("-C", "library", "commit", "-q", "-m", "x")
        project.write(SCRIPT.replace("touch ../ran", ". ./library/env.cfg; touch ../ran"))
        project.git("-c", "advice.addEmbeddedRepo=false", "add", ".")
        approve(project)
        project.write("touch ../owned\n", "library/env.cfg")
        assert (project.mdcheck("run").code, ran(project)) == (4, False)

    def test_without_git_every_file_that_appears_does(self, folder):
        folder.write(SCRIPT.replace("touch ../ran", "date > out.json; touch ../ran"))
        approve(folder)
        assert (folder.mdcheck("run").code, ran(folder)) == (0, True)
        assert (folder.mdcheck("run").code, ran(folder)) == (4, False)

    def test_a_script_that_is_not_yet_committed_does(self, project):
        project.write(SCRIPT.replace("touch ../ran", "sh run.sh"))
        project.write("touch ../ran\n", "run.sh")
        approve(project)
        project.commit_all()
        assert (project.mdcheck("run").code, ran(project)) == (0, True)
        project.git("rm", "-q", "--cached", "run.sh")
        project.write("touch ../owned\n", "run.sh")
        assert (project.mdcheck("run").code, ran(project, "owned")) == (4, False)

    def test_a_kind_of_the_repository_does_committed_or_not(self, project):
        kind = (
            "from typing import ClassVar\nfrom pathlib import Path\nfrom mdcheck.kinds.protocol import Options\n"
            "from mdcheck.results.outcome import passed\n"
            "class Own(Options, frozen=True, kw_only=True):\n    name: ClassVar[str] = 'own'\n"
            "    main: ClassVar[str] = 'what'\n    what: str\n"
            "    def check(self, workspace):\n        Path('../ran').touch()\n        return passed()\n"
        )
        project.write("kinds = ['own.py']\n", "mdcheck.toml")
        project.write("- [ ] a\n  ```check\n  own: x\n  ```\n")
        project.write(kind, "own.py")
        approve(project)
        assert (project.mdcheck("run").code, ran(project)) == (0, True)
        project.write(kind + "# more\n", "own.py")
        assert (project.mdcheck("run").code, ran(project)) == (4, False)
        assert "the file own.py has changed" in project.mdcheck("trust").out

    def test_inert_kinds_are_not_asked_about(self, project):
        project.write("- [ ] A list\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
        assert project.mdcheck("run").code == 0
        assert project.mdcheck("trust").out == "no block runs code: there is nothing to trust\n"
        assert not (project.root.parent / "home" / ".local" / "state" / "mdcheck" / "trust").exists()

    def test_work_trees_of_one_repository_share_what_is_approved(self, listed):
        listed.commit_all()
        approve(listed)
        listed.git("worktree", "add", "-q", "../linked")
        assert listed.mdcheck("run", "../linked/CHECKLIST.md").code == 0

    def test_another_repository_does_not(self, listed):
        approve(listed)
        other = listed.root.parent / "other"
        other.mkdir()
        (other / "CHECKLIST.md").write_text(listed.read())
        assert listed.mdcheck("run", "../other/CHECKLIST.md").code == 4


def today(project):
    return json.loads(stored(project).read_text())["approvals"][0]["approved"][:10]


class TestOneRun:
    @pytest.mark.parametrize(
        ("args", "env"), [(["--trust"], {}), ([], {"MDCHECK_TRUST": "1"})], ids=["flag", "environment"]
    )
    def test_trust_for_one_run_is_not_kept(self, listed, monkeypatch, args, env):
        with monkeypatch.context() as patch:
            for name, value in env.items():
                patch.setenv(name, value)
            assert (listed.mdcheck("run", *args).code, ran(listed)) == (0, True)
        assert (listed.mdcheck("run").code, ran(listed)) == (4, False)

    @pytest.mark.parametrize("event", ["pull_request_target", "workflow_run", "issue_comment"])
    @pytest.mark.parametrize("args", [(), ("--trust",)], ids=["approved", "flag"])
    def test_under_a_strangers_event_nothing_grants_it(self, listed, monkeypatch, args, event):
        approve(listed)
        monkeypatch.setenv("GITHUB_EVENT_NAME", event)
        monkeypatch.setenv("MDCHECK_TRUST", "1")
        ended = listed.mdcheck("run", *args)
        assert (ended.code, ran(listed)) == (4, False)
        assert f"refused under {event}" in ended.err
        assert "mdcheck trust" not in ended.err
        assert listed.mdcheck("trust", "--withdraw").code == 0
        refused = listed.mdcheck("trust", "--grant", "--yes")
        assert (refused.code, refused.err) == (
            4,
            f"error: nothing can be approved under {event}\n  fix: run mdcheck under pull_request\n",
        )

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("mdcheck.toml", "trust = true\n"),
            ("pyproject.toml", "[tool.mdcheck]\ntrust = true\n"),
            (".env", "MDCHECK_TRUST=1\n"),
            (".mdcheck/trust.json", "{}"),
            ("CHECKLIST.md", "---\nmdcheck: {trust: true}\n---\n" + SCRIPT),
            ("CHECKLIST.md", SCRIPT.replace("timeout=10s", "timeout=10s trust=yes")),
        ],
        ids=["settings", "pyproject", "dotenv", "file", "front-matter", "option"],
    )
    def test_nothing_in_a_repository_grants_it(self, listed, name, text):
        listed.write(text, name)
        for command in ("run", "update"):
            assert (listed.mdcheck(command).code in (3, 4), ran(listed)) == (True, False)

    def test_approvals_that_a_commit_could_bring_grant_nothing(self, listed, monkeypatch):
        approve(listed)
        state = listed.root / "state" / "mdcheck" / "trust"
        state.mkdir(parents=True)
        stored(listed).rename(state / stored(listed).name)
        monkeypatch.setenv("XDG_STATE_HOME", str(listed.root / "state"))
        ended = listed.mdcheck("run")
        assert (ended.code, ran(listed)) == (4, False)
        assert "the state folder lies inside the repository" in ended.err

    def test_approvals_that_others_could_have_written_grant_nothing(self, listed):
        approve(listed)
        stored(listed).chmod(0o666)
        ended = listed.mdcheck("run")
        assert (ended.code, ran(listed)) == (4, False)
        assert ended.err == (
            f"{stored(listed)}: error: others may have written to it: what it says grants nothing\n"
            f"  fix: if nobody has: chmod go-w {stored(listed)}; if in doubt: rm -r {stored(listed)},"
            " and approve the blocks again\n"
        )

    def test_approvals_that_are_corrupt_grant_nothing_and_say_so(self, listed):
        approve(listed)
        path = stored(listed)
        path.write_text("{")
        ended = listed.mdcheck("run", "--quiet")
        assert (ended.code, ran(listed)) == (4, False)
        assert f"warning: the approvals in {path} can't be read (" in ended.err
        assert path.with_suffix(".corrupt").read_text() == "{"


class TestTheCommand:
    def test_it_shows_what_is_new(self, project):
        project.write(SCRIPT + OTHER)
        ended = project.mdcheck("trust")
        assert ended == (
            4,
            (
                "CHECKLIST.md:2  Tests pass  sh\n  new\n  │ +check sh timeout=10s\n  │ +touch ../ran\n"
                "CHECKLIST.md:6  Builds  run\n  new\n  │ +check\n  │ +run: touch ../built\n"
                "\n2 of 2 blocks not approved: `mdcheck trust --grant` approves\n"
            ),
            "",
        )

    def test_it_shows_what_changed_as_a_diff(self, listed):
        approve(listed)
        listed.write(listed.read().replace("touch ../ran", "touch ../ran\n  touch ../owned"))
        assert listed.mdcheck("trust").out == (
            "CHECKLIST.md:4  Tests pass  sh\n"
            f"  changed since it was approved on {today(listed)}\n"
            "  │ @@ -1,2 +1,3 @@\n  │  check sh timeout=10s\n  │  touch ../ran\n  │ +touch ../owned\n"
            "\n1 of 1 block not approved: `mdcheck trust --grant` approves\n"
        )

    def test_it_shows_what_is_trusted_and_since_when(self, listed):
        approve(listed)
        assert listed.mdcheck("trust") == (
            0,
            f"CHECKLIST.md:4  Tests pass  sh\n  trusted since {today(listed)}\n\n1 block approved\n",
            "",
        )

    def test_it_grants_some(self, project):
        project.write(SCRIPT + OTHER)
        assert project.mdcheck("trust", "--grant", "--yes", "--only", "builds").out.endswith("approved 1 of 1 block\n")
        assert (project.mdcheck("run").code, ran(project), ran(project, "built")) == (4, False, True)

    def test_it_grants_what_is_shown_only(self, listed):
        ended = listed.mdcheck("trust", "--grant")
        assert (ended.code, ended.out) == (3, "")
        assert ended.err == (
            "--grant: error: there is nobody at a terminal to ask\n"
            "  fix: read the blocks with `mdcheck trust`, then add --yes\n"
        )
        assert listed.mdcheck("run").code == 4

    def test_there_may_be_nothing_to_grant(self, listed):
        approve(listed)
        assert listed.mdcheck("trust", "--grant").out == "nothing to approve: there is no new or changed block\n"

    @pytest.mark.parametrize(
        ("args", "gone", "left"),
        [
            ((), 3, set()),
            (("CHECKLIST.md",), 2, {"builds"}),
            (("--only", "tests-pass"), 1, {"builds"}),
            (("OTHER.md", "--only", "builds"), 1, {"tests-pass", "builds"}),
            (("OTHER.md", "--only", "buildx"), 0, {"tests-pass", "builds"}),
        ],
        ids=["all", "file", "item", "item-of-a-file", "no-item"],
    )
    def test_it_withdraws(self, project, args, gone, left):
        project.write(SCRIPT + OTHER)
        project.write(OTHER.replace("built", "built-too"), "OTHER.md")
        for name in ("CHECKLIST.md", "OTHER.md"):
            project.mdcheck("trust", "--grant", "--yes", name)
        ended = project.mdcheck("trust", "--withdraw", *args)
        assert (ended.code, ended.out) == (0, f"withdrew {gone} {'approval' if gone == 1 else 'approvals'}\n")
        entries = json.loads(stored(project).read_text())["approvals"] if left else []
        assert {entry["item"] for entry in entries} == left
        assert project.mdcheck("run", "CHECKLIST.md").code == 4 or args[:1] == ("OTHER.md",)

    def test_it_withdraws_where_the_checklist_is_gone(self, listed):
        approve(listed)
        (listed.root / "CHECKLIST.md").unlink()
        assert listed.mdcheck("trust", "--withdraw").out == "withdrew 1 approval\n"

    @pytest.mark.parametrize(
        "args", [("--grant", "--withdraw"), ("--yes",), ("--only", "nothing"), ("--withdraw", "--yes")]
    )
    def test_what_makes_no_sense(self, listed, args):
        ended = listed.mdcheck("trust", *args)
        assert (ended.code, ended.out) == (3, "")
        assert "  fix: " in ended.err

    def test_an_unreadable_checklist_is_not_approved(self, listed):
        listed.write(listed.read() + "- [ ] a\n  ```check\n  nonsense: 1\n  ```\n")
        assert listed.mdcheck("trust", "--grant", "--yes").code == 3

    def test_what_is_kept_is_private(self, listed):
        approve(listed)
        kept = [*stored(listed).parent.parent.rglob("*")]
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o700, 0o600}

    def test_what_does_not_show_is_shown(self, project):
        project.write(SCRIPT.replace("touch ../ran", "echo \u202egnp.exe\u200b \x1b[31m \u3164\ufe0f \t.\u00a0#"))
        assert (
            "  │ +echo <U+202E>gnp.exe<U+200B> <U+001B>[31m <U+3164><U+FE0F> ⇥.<U+00A0>#\n"
            in project.mdcheck("trust").out
        )

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("touch ../ran\n", "  it names the file run.sh:\n  │ +touch ../ran\n"),
            ("true\n" * 300, "  it names the file run.sh, in 300 lines: read it too\n"),
            (b"\xff\0", "  it names the file run.sh, and can't be shown here: read it too\n"),
        ],
        ids=["short", "long", "no text"],
    )
    def test_a_file_that_is_new_to_the_person_is_shown(self, project, text, shown):
        project.write(SCRIPT.replace("touch ../ran", "sh run.sh"))
        project.write(text, "run.sh")
        assert shown in project.mdcheck("trust").out

    def test_what_is_shown_is_no_command_to_ci(self, project):
        project.write(SCRIPT.replace("touch ../ran", "::warning::owned\n  ##[error]owned\n  ##teamcity[owned]"))
        lines = project.mdcheck("trust").out.splitlines()
        assert not [line for line in lines if line.strip().startswith("::") or "##[" in line or "##teamcity[" in line]

    def test_a_name_in_bytes_that_are_no_text(self, project):
        name = os.fsdecode(b"caf\xe9.md")
        (project.root / name).write_text(SCRIPT)
        assert project.mdcheck("trust", "--grant", "--yes", name).code == 0
        assert (project.mdcheck("run", name).code, ran(project)) == (0, True)


QUESTION = "approve it, now and for later runs?"


class TestThePrompt:
    @pytest.mark.parametrize("command", ["run", "update"])
    def test_yes_runs_the_block_and_keeps_the_approval(self, listed, command):
        with Terminal(listed.root, command) as terminal:
            terminal.until(f"{QUESTION} [y]es, [n]o, [q]uit (Enter: no) ")
            assert "CHECKLIST.md:4" in terminal.text
            assert not ran(listed)
            terminal.type("y\n")
            text, code = terminal.ended()
        assert (code, ran(listed)) == (0, True)
        assert "1 executable block has not been approved on this machine." in text
        assert (listed.mdcheck("run").code, ran(listed)) == (0, True)

    @pytest.mark.parametrize("answer", ["n\n", "\n", "No\n", "what?\nn\n"])
    def test_no_is_asked_again_next_time(self, listed, answer):
        with Terminal(listed.root, "run", env={"NO_COLOR": "1"}) as terminal:
            terminal.until(QUESTION)
            terminal.type(answer)
            text, code = terminal.ended()
        assert (code, ran(listed)) == (4, False)
        assert text.count(QUESTION) == answer.count("\n")
        assert "nobody has approved" in text
        assert not list((listed.root.parent / "home").rglob("*.json"))

    @pytest.mark.parametrize("answer", ["q\n", "\x04"], ids=["q", "end-of-input"])
    def test_quitting_runs_and_writes_and_keeps_nothing(self, project, answer):
        inert = "- [ ] A list\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n"
        text = inert + OTHER + SCRIPT
        project.write(text)
        with Terminal(project.root, "update", env={"NO_COLOR": "1"}) as terminal:
            terminal.until(QUESTION)
            terminal.type("y\n")
            terminal.until(QUESTION)
            terminal.type(answer)
            shown, code = terminal.ended()
        assert (code, ran(project), ran(project, "built"), project.read()) == (4, False, False, text)
        assert "you quit at the question: nothing was approved, and nothing was run" in shown
        assert project.mdcheck("run").code == 4

    def test_all_shows_the_rest_before_it_is_approved(self, project):
        project.write(SCRIPT + OTHER)
        with Terminal(project.root, "run", env={"NO_COLOR": "1"}) as terminal:
            terminal.until(f"{QUESTION} [y]es, [a]ll 2, [n]o, [q]uit")
            assert "touch ../built" not in terminal.text
            terminal.type("a\n")
            terminal.until("approve this one too? [y]es, [n]o: one by one")
            assert "touch ../built" in terminal.text
            terminal.type("y\n")
            _, code = terminal.ended()
        assert (code, ran(project), ran(project, "built")) == (0, True, True)
        assert project.mdcheck("trust").code == 0

    def test_all_may_be_taken_back_when_the_rest_is_seen(self, project):
        project.write(SCRIPT + OTHER)
        with Terminal(project.root, "run") as terminal:
            terminal.until(QUESTION)
            terminal.type("a\n")
            terminal.until("one by one")
            terminal.type("n\n")
            terminal.until(QUESTION)
            terminal.type("n\n")
            _, code = terminal.ended()
        assert (code, ran(project), ran(project, "built")) == (4, True, False)

    def test_what_was_typed_before_a_question_is_no_answer_to_it(self, project):
        project.write(SCRIPT + OTHER)
        with Terminal(project.root, "run") as terminal:
            terminal.type("a\ny\n")
            terminal.until(QUESTION)
            terminal.type("n\ny\n")
            terminal.until(QUESTION)
            terminal.type("n\n")
            _, code = terminal.ended()
        assert (code, ran(project), ran(project, "built")) == (4, False, False)

    def test_one_question_for_blocks_that_are_the_same(self, project):
        project.write(SCRIPT + SCRIPT)
        with Terminal(project.root, "run") as terminal:
            terminal.until(f"{QUESTION} [y]es, [n]o")
            terminal.type("y\n")
            _, code = terminal.ended()
        assert code == 0

    def test_only_what_would_run_is_asked_about(self, project):
        project.write(SCRIPT + OTHER)
        with Terminal(project.root, "run", "--only", "builds") as terminal:
            terminal.until(f"{QUESTION} [y]es, [n]o")
            assert "touch ../ran" not in terminal.text
            terminal.type("y\n")
            _, code = terminal.ended()
        assert (code, ran(project), ran(project, "built")) == (0, False, True)

    def test_what_changed_is_shown_as_a_diff_to_what_was_approved(self, listed):
        approve(listed)
        listed.write(listed.read().replace("touch ../ran", "touch ../ran\x1b[8m; touch ../owned"))
        with Terminal(listed.root, "run", env={"NO_COLOR": "1"}) as terminal:
            terminal.until(QUESTION)
            terminal.type("q\n")
            text, _ = terminal.ended()
        assert "  │ -touch ../ran\n  │ +touch ../ran<U+001B>[8m; touch ../owned\n" in text
        assert "\x1b[8m" not in text

    def test_grant_asks_too(self, listed):
        with Terminal(listed.root, "trust", "--grant") as terminal:
            terminal.until(QUESTION)
            terminal.type("y\n")
            text, code = terminal.ended()
        assert (code, text.splitlines()[-1], ran(listed)) == (0, "approved 1 of 1 block", False)
        assert listed.mdcheck("run").code == 0

    @pytest.mark.parametrize(
        ("args", "env"),
        [(("--quiet",), {}), ((), {"CI": "true"}), ((), {"GITHUB_EVENT_NAME": "pull_request_target"})],
        ids=["quiet", "ci", "pull-request-target"],
    )
    def test_where_nobody_is_asked(self, listed, args, env):
        with Terminal(listed.root, "run", *args, env=env) as terminal:
            text, code = terminal.ended()
        assert (code, ran(listed), QUESTION in text) == (4, False, False)

    def test_a_yes_that_can_not_be_kept_holds_for_this_run(self, listed):
        home = listed.root.parent / "home" / ".local"
        home.write_text("no folder\n")
        with Terminal(listed.root, "run", env={"NO_COLOR": "1", "COLUMNS": "500"}) as terminal:
            terminal.until(QUESTION)
            terminal.type("y\n")
            text, code = terminal.ended()
        assert (code, ran(listed)) == (0, True)
        assert "what you approved holds for this run only" in text


OWNED = "\n".join(
    f"- [ ] Item {number}\n  ```check {info}\n  {body}\n  ```"
    for number, (info, body) in enumerate(
        [
            ("bash", "touch owned"),
            ("sh", "touch owned"),
            ("python", "open('owned', 'w')"),
            ("touch", "owned"),
            ("", "run: touch owned"),
            ("", "run: {run: touch owned, shell: sh}"),
            ("", 'executable: touch\n  version: ">=1"'),
            ("sh inputs=**", "touch owned"),
        ]
    )
)
READING = {
    "update": (("--offline",), ("--check", "--offline"), ("--check",), ("--diff",), ("--dry-run",), ()),
    "run": ((), ("--no-cache", "-v"), ("--format", "json")),
    "status": ((), ("--format", "json")),
    "lint": ((), ("--figures",)),
    "init": (("--list",), ("--output", "-")),
    "kinds": ((), ("run",)),
    "trust": ((), ("--grant",), ("--withdraw",)),
    "explain": (("item-1",),),
    "diff": ((), ("HEAD",)),
    "completion": (("bash",),),
    "config-git": (("--enable",),),
    "git-textconv": (("CHECKLIST.md",),),
    "git-driver": (("BASE.md", "CHECKLIST.md", "THEIRS.md"),),
    "merge": (("CHECKLIST.md", "CHECKLIST.md", "CHECKLIST.md"),),
    "sign": (("--ticked", "--yes"),),
    "results": (("CHECKLIST.md",),),
    "lsp": (),  # tests/lsp
    "waive": (("item-1", "--until", "30d", "--reason", "later", "--by", "A <a@example.org>"),),
}
"""Every command, each as it may be called by someone who trusts nothing."""


@pytest.mark.parametrize(
    ("command", "args"), [(command, args) for command in (*COMMANDS, *FOR_GIT) for args in READING.get(command, ((),))]
)
def test_reading_runs_nothing(project, command, args):
    project.write("---\nmdcheck: {}\n---\n# List [0%]\n\n" + OWNED + "\n")
    project.write("touch owned", "owned.sh")
    project.write('repositories = ["."]\n', "fleet.toml")
    project.write(project.read(), "BASE.md")
    project.write(project.read().replace("[ ] Item 1", "[x] Item 1"), "THEIRS.md")
    project.commit_all()
    project.write(project.read().replace("Item 0", "Item none"))
    ended = project.mdcheck(command, *args)
    # Nobody at a terminal can be asked to grant, nothing is there to sign, and a checklist holds no recorded results.
    nothing = args == ("--grant",) or command in ("sign", "results")
    assert ended.code in ((3,) if nothing else (0, 4)), ended.err
    assert list(Path(project.root).rglob("owned")) == []


def test_the_blocks_above_would_make_the_file(project):
    project.write(OWNED)
    project.mdcheck("run", "--trust", "-q")
    assert (project.root / "owned").exists()


class TestWhatRunsTheRepository:
    """A block that names a tool runs files that nobody can list: it is marked, and can be pinned to one tree."""

    @pytest.fixture
    def made(self, project):
        project.write("# Release\n\n- [ ] Builds\n  ```check\n  run: make all\n  ```\n")
        project.write("all:\n\ttouch ../ran\n", "Makefile")
        project.git("add", ".")
        project.git("commit", "-qm", "all")
        return project

    def test_it_is_marked(self, made):
        assert "runs what the repository holds: make" in made.mdcheck("trust").out
        assert "runs what the repository holds: make" in made.mdcheck("trust", "--grant", "--yes").out

    def test_pinned_to_a_tree(self, made):
        granted = made.mdcheck("trust", "--grant", "--pin-tree", "--yes")
        assert granted.code == 0
        assert "for the files as they are" in made.mdcheck("trust").out
        assert (made.mdcheck("run").code, ran(made)) == (0, True)
        made.write("- [x] Builds\n  ```check\n  run: make all\n  ```\n")  # the checklist itself may change
        assert (made.mdcheck("run").code, ran(made)) == (0, True)
        made.write("all:\n\ttouch ../ran ../owned\n", "Makefile")
        assert (made.mdcheck("run").code, ran(made)) == (4, False)
        made.git("add", "Makefile")
        made.git("commit", "-qm", "changed")
        assert (made.mdcheck("run").code, ran(made)) == (4, False)
        assert "files of the repository have changed since it was approved on" in made.mdcheck("trust").out
        made.git("reset", "-q", "--hard", "HEAD~")
        assert (made.mdcheck("run").code, ran(made)) == (0, True)

    def test_without_the_flag_it_holds_for_any_tree(self, made):
        approve(made)
        made.write("all:\n\ttouch ../ran\n\t@true\n", "Makefile")
        assert (made.mdcheck("run").code, ran(made)) == (0, True)

    def test_files_that_are_not_committed_can_not_be_pinned(self, made):
        made.write("all:\n", "Makefile")
        ended = made.mdcheck("trust", "--grant", "--pin-tree", "--yes")
        assert ended.code == 4
        assert "--pin-tree: error: the files of the repository are not as git knows them" in ended.err
        assert made.mdcheck("trust").code == 4

    def test_it_goes_with_grant(self, made):
        assert "--pin-tree goes with --grant" in made.mdcheck("trust", "--pin-tree").err
