from __future__ import annotations

import subprocess

import msgspec
import pytest

from mdcheck.kinds.protocol import Command, Completed, Running
from mdcheck.kinds.script import Script
from mdcheck.results.outcome import Finding, Outcome, errored, failed, passed, warned


def skipped(message: str) -> Finding:
    return Finding(outcome=Outcome.NOT_APPLICABLE, message=message)


CLOSED_PIPE = "exit status 141 (a command wrote into a pipe that was closed; under pipefail, read all of its output)"


@pytest.mark.parametrize(
    ("status", "stdout", "finding"),
    [
        pytest.param(0, "", passed(), id="silent"),
        pytest.param(0, "one\ntwo\n\n  \n", passed("two"), id="last-line"),
        pytest.param(0, "12 passed \x1b[32min 3s\x1b[0m\n\x1b[0m\n", passed("12 passed in 3s"), id="colours"),
        pytest.param(0, "10%\r50%\r100%\n", passed("100%"), id="progress"),
        pytest.param(0, "a\r\nb\r\n", passed("b"), id="crlf"),
        pytest.param(1, "", failed("exit status 1"), id="silent-failure"),
        pytest.param(3, "boom\n", failed("exit status 3: boom"), id="failure"),
        pytest.param(77, "", failed("exit status 77"), id="silent-77"),
        pytest.param(77, "curl: (77) no bundle\n", failed("exit status 77: curl: (77) no bundle"), id="77-of-curl"),
        pytest.param(77, "::skipped::\n", failed("exit status 77"), id="not-applicable-without-a-reason"),
        pytest.param(77, "::skipped::none\nlate\n", failed("exit status 77: late"), id="skipped-not-the-last-line"),
        pytest.param(77, "x\n::skipped::no database\n\n", skipped("no database"), id="not-applicable"),
        pytest.param(1, "::skipped::none\n", failed("exit status 1: none"), id="skipped-with-another-status"),
        pytest.param(
            0,
            "::skipped::none\n",
            errored("the script says that it skips, and exits with 0 instead of 77"),
            id="skips-0",
        ),
        pytest.param(137, "", failed("exit status 137 (SIGKILL)"), id="killed-in-the-shell"),
        pytest.param(
            141,
            "all 12 tests passed\n",
            failed(f"{CLOSED_PIPE}: all 12 tests passed"),
            id="closed-pipe",
        ),
        pytest.param(127, "", failed("exit status 127 (a command was not found)"), id="not-found"),
        pytest.param(126, "", failed("exit status 126 (the command can't be executed)"), id="not-executable"),
        pytest.param(-11, "", failed("ended by SIGSEGV"), id="signal"),
        pytest.param(-9, "half\n", failed("ended by SIGKILL: half"), id="signal-after-output"),
        pytest.param(-77, "", failed("ended by signal 77"), id="unknown-signal"),
        pytest.param(0, "::warning::slow\n", warned("slow"), id="warning"),
        pytest.param(0, "x\n::warning file=a,line=1,title=b::slow::er\n\n", warned("slow::er"), id="properties"),
        pytest.param(0, "::warning::\n", warned("the script warns"), id="warning-without-words"),
        pytest.param(0, "::warning::a%0Ab%25 %250A\n", warned("a b% %0A"), id="escapes"),
        pytest.param(0, "::notice::12 rows\n", passed("12 rows"), id="notice"),
        pytest.param(0, "::error::odd\n", passed("odd"), id="error-command"),
        pytest.param(0, "::warning::early\nlate\n", passed("late"), id="not-the-last-line"),
        pytest.param(0, "::warningly::x\n", passed("::warningly::x"), id="another-command"),
        pytest.param(0, "see ::warning::x\n", passed("see ::warning::x"), id="not-at-the-start"),
        pytest.param(1, "::warning::slow\n", failed("exit status 1: slow"), id="warning-is-no-excuse"),
        pytest.param(77, "::warning::none\n", failed("exit status 77: none"), id="warning-not-applicable"),
        pytest.param(1, "::notice::3 of 9\n", failed("exit status 1: 3 of 9"), id="notice-of-failure"),
        pytest.param(0, "x" * 500, passed("x" * 199 + "…"), id="long"),
        pytest.param(0, "x" * 200, passed("x" * 200), id="just-not-long"),
    ],
)
def test_judge(options, status, stdout, finding):
    completed = Completed(returncode=status, stdout=stdout, output=stdout)
    assert options("run", run="true").judge(completed) == finding


def test_a_workflow_command_counts_on_standard_output_only(options):
    completed = Completed(returncode=0, stdout="fine\n", output="fine\n::warning::slow\n")
    assert options("run", run="true").judge(completed) == passed("::warning::slow")


def test_a_workflow_command_counts_whatever_standard_error_says_later(options):
    completed = Completed(returncode=0, stdout="::warning::slow\n", output="::warning::slow\nbye\n")
    assert options("run", run="true").judge(completed) == warned("slow")


def test_a_process_that_did_not_end_by_itself_is_an_error(options):
    completed = Completed(returncode=None, problem="timed out after 60 s")
    assert options("run", run="true").judge(completed) == errored("timed out after 60 s")


@pytest.mark.parametrize(
    ("language", "argv", "inline"),
    [
        ("bash", ("bash", "-eo", "pipefail"), ("-c", "--")),
        ("sh", ("sh", "-e"), ("-c", "--")),
        ("js", ("node",), ()),
        ("ruby", ("ruby",), ()),
        ("python3.12", ("python3.12",), ()),
    ],
)
def test_script_command(language, argv, inline):
    script = msgspec.convert({"language": language, "body": "x\n", "cwd": "src"}, Script)
    assert isinstance(script, Running)
    assert script.executable
    assert script.command() == Command(argv=argv, script="x\n", inline=inline, cwd="src")


@pytest.mark.parametrize(
    "values",
    [
        {"language": "./evil", "body": "x"},
        {"language": "-c", "body": "x"},
        {"language": "", "body": "x"},
        {"language": "bash", "body": " \n"},
        {"language": "bash", "body": "# to be written\n\n  # soon\n"},
        {"language": "bash", "body": "x", "env": {"A=B": "c"}},
        {"language": "bash", "body": "x", "env": {"A": "\0"}},
        {"language": "bash", "body": "x", "shell": "sh"},
    ],
    ids=["path", "option", "empty", "no-body", "only-comments", "bad-variable", "nul", "unknown"],
)
def test_script_refuses(values):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(values, Script)


def test_run_command(options):
    kind = options("run", run="make test", shell="sh", env={"CI": "1"}, cwd="app")
    assert isinstance(kind, Running)
    assert kind.executable
    expected = Command(argv=("sh", "-e"), script="make test", inline=("-c", "--"), cwd="app", env={"CI": "1"})
    assert kind.command() == expected


@pytest.mark.parametrize(
    "values", [{"run": " "}, {"run": "# later"}, {"run": "x", "shell": "fish"}], ids=["blank", "comment", "shell"]
)
def test_run_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("run", **values)


@pytest.mark.parametrize(
    ("shell", "line", "status"),
    [
        ("bash", "false\ntrue", 1),
        ("bash", "false | true", 1),
        ("bash", "true", 0),
        ("sh", "false\ntrue", 1),
        ("sh", "false | true", 0),
    ],
)
def test_the_shells_stop_at_the_first_failure(options, tmp_path, shell, line, status):
    command = options("run", run=line, shell=shell).command()
    script = tmp_path / "script"
    script.write_text(command.script)
    for words in ([script], [*command.inline, command.script, "check"]):
        assert subprocess.run([*command.argv, *words], check=False).returncode == status


@pytest.mark.parametrize("shell", ["bash", "sh"])
@pytest.mark.parametrize(
    ("script", "status", "output"),
    [
        ("-x", 127, "check: line 1: -x: not found"),
        ('echo "$0 $#"\nexit 3', 3, "check 0"),
        ("true\n\nnowhere-to-be-found\n", 127, "check: line 3: nowhere-to-be-found: not found"),
        ("cat <<end\na '\"\\\\ b\nend\n", 0, "a '\"\\ b"),
    ],
    ids=["like an option", "its name", "a line number", "a document in it"],
)
def test_a_shell_takes_a_script_as_an_argument_as_it_takes_a_file(options, tmp_path, shell, script, status, output):
    command = options("run", run=script, shell=shell).command()
    (tmp_path / "check").write_text(command.script)
    for words in (["check"], [*command.inline, command.script, "check"]):
        done = subprocess.run([*command.argv, *words], cwd=tmp_path, check=False, capture_output=True, text=True)
        said = (
            (done.stdout + done.stderr).strip().replace("command not found", "not found").replace("check: ", "check: ")
        )
        assert (
            done.returncode,
            said.replace("check: 1:", "check: line 1:").replace("check: 3:", "check: line 3:"),
        ) == (
            status,
            output,
        )


def test_python_finds_the_modules_of_the_folder_it_runs_in(tmp_path):
    script = msgspec.convert({"language": "python", "body": "import beside\nassert __name__ == '__main__'\n"}, Script)
    command = script.command()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "beside.py").touch()
    (tmp_path / "script").write_text(command.script)
    done = subprocess.run([*command.argv, tmp_path / "script"], cwd=tmp_path / "work", check=False)
    assert done.returncode == 0


def test_a_module_of_the_folder_does_not_stand_in_for_one_of_the_standard_library(tmp_path):
    script = msgspec.convert({"language": "python", "body": "import random\nrandom.random()\n"}, Script)
    (tmp_path / "random.py").write_text("raise SystemExit('planted')\n")
    (tmp_path / "script").write_text(script.command().script)
    done = subprocess.run([*script.command().argv, tmp_path / "script"], cwd=tmp_path, check=False)
    assert done.returncode == 0
