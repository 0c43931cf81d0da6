from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from mdcheck.execution.process import launch, posix_spawn, strays
from mdcheck.execution.process import run as process
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.kinds.protocol import Command


def cancel_when(cancel, condition):
    """In the background, as soon as the condition holds."""

    def watch():
        while not condition():
            time.sleep(0.01)
        cancel.cancel()

    threading.Thread(target=watch, daemon=True).start()


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to mdcheck")


@pytest.fixture(
    params=[
        pytest.param(False, id="as-the-system-is"),
        pytest.param(True, id="without-pidfd-and-adoption"),
    ]
)
def any_system(request, monkeypatch):
    """This system, and one whose kernel can do less."""
    if request.param:
        monkeypatch.delattr(os, "pidfd_open", raising=False)
        monkeypatch.setattr(strays, "adopt_orphans", lambda: False)
        monkeypatch.setattr(posix_spawn, "available", lambda: False)


@pytest.mark.usefixtures("any_system")
@pytest.mark.parametrize(
    ("script", "returncode", "stdout", "output"),
    [
        pytest.param("exit 0", 0, "", "", id="passes"),
        pytest.param("exit 77", 77, "", "", id="not-applicable"),
        pytest.param("false", 1, "", "", id="fails"),
        pytest.param("kill -SEGV $$", -11, "", "", id="signal"),
        pytest.param("kill -KILL $$", -9, "", "", id="killed-by-itself"),
        pytest.param("echo out; sleep 0.05; echo err >&2", 0, "out\n", "out\nerr\n", id="out-err"),
        pytest.param("echo err >&2; sleep 0.05; echo out", 0, "out\n", "err\nout\n", id="err-out"),
        pytest.param("cat; read -r x || echo end", 0, "end\n", "end\n", id="no-input"),
        pytest.param("printf '\\377\\n'", 0, "\ufffd\n", "\ufffd\n", id="not-utf-8"),
        pytest.param("exec >&- 2>&-; sleep 0.05; exit 3", 3, "", "", id="closed-pipes"),
        pytest.param("(sleep 0.05; kill -CONT $$) & kill -STOP $$; exit 4", 4, "", "", id="stopped"),
    ],
)
def test_how_a_process_ends(start, script, returncode, stdout, output):
    completed = start(script)
    assert (completed.returncode, completed.stdout, completed.output, completed.problem) == (
        returncode,
        stdout,
        output,
        "",
    )


def test_arguments_stand_before_the_script(start):
    completed = start(Command(argv=("bash", "-eo", "pipefail"), script="false | true\necho not reached\n"))
    assert (completed.returncode, completed.output) == (1, "")


def test_a_command_without_a_script(start):
    assert start(Command(argv=("echo", "a b", "c"))).stdout == "a b c\n"


def test_the_script_is_private_and_outside_the_repository(start, root):
    script = 'stat -c %a "$0" "${0%/*}"; realpath "$0" >"$MDCHECK_ROOT/where"'
    completed = start(Command(argv=("bash",), script=script), env={"MDCHECK_ROOT": str(root)})
    where = (root / "where").read_text().strip()
    assert completed.stdout == "600\n700\n"
    assert not where.startswith(str(root))
    assert not Path(where).parent.exists()


def test_the_script_avoids_a_temporary_folder_inside_the_repository(start, root, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(root))
    start(Command(argv=("bash",), script='realpath "$0" >where'))
    assert not (root / "where").read_text().startswith(str(root))


@pytest.mark.parametrize("inline", [(), ("-c", "--")], ids=["file", "argument"])
def test_the_output_is_the_same_at_every_run(start, inline):
    completed = start(Command(argv=("bash",), script="no-such-command-here\n", inline=inline))
    assert completed.output == "check: line 1: no-such-command-here: command not found\n"


def test_a_script_that_is_too_long_for_an_argument_is_a_file(start):
    script = f"echo $0\n: {'x' * 200_000}\n"
    completed = start(Command(argv=("bash",), script=script, inline=("-c", "--")))
    assert (completed.returncode, completed.output) == (0, "check\n")


def test_the_environment(start, monkeypatch):
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/elsewhere/index")
    monkeypatch.setenv("KEPT", "yes")
    script = 'env | grep ^GIT_; echo "$KEPT $MDCHECK_FILE $MDCHECK_ITEM"'
    completed = start(script, env={"MDCHECK_FILE": "a b.md", "MDCHECK_ITEM": "x"})
    assert completed.stdout == "yes a b.md x\n"


def test_the_check_s_own_variables_come_last(start):
    command = Command(argv=("sh",), script='echo "$KEPT $MDCHECK_ITEM"', env={"KEPT": "1", "MDCHECK_ITEM": "2"})
    assert start(command, env={"MDCHECK_ITEM": "x"}).stdout == "1 2\n"


def test_the_working_directory(start, root):
    (root / "a" / "b").mkdir(parents=True)
    assert start("pwd").stdout == f"{root}\n"
    assert start("pwd", cwd="a/b").stdout == f"{root}/a/b\n"


@pytest.mark.parametrize(
    ("cwd", "problem"),
    [
        pytest.param("..", "the working directory .. lies outside the repository", id="above"),
        pytest.param("/", "the working directory / lies outside the repository", id="absolute"),
        pytest.param("link", "the working directory link lies outside the repository", id="symbolic-link"),
        pytest.param("gone", "the working directory “gone” does not exist", id="missing"),
        pytest.param("file", "the working directory “file” is no folder", id="file"),
        pytest.param("a\0b", "the working directory “a\0b” can't be used: a path can't hold a NUL character", id="nul"),
    ],
)
def test_a_working_directory_that_can_t_be(start, root, cwd, problem):
    (root / "link").symlink_to("/")
    (root / "file").touch()
    completed = start("true", cwd=cwd)
    assert (completed.returncode, completed.problem) == (None, problem)


def test_a_root_that_has_vanished(start, root):
    root.rmdir()
    assert start("true").problem == "the working directory “.” does not exist"


def test_a_script_that_deletes_its_working_directory(start, root):
    (root / "a").mkdir()
    completed = start('rm -r "$PWD"; echo done', cwd="a")
    assert (completed.returncode, completed.stdout) == (0, "done\n")
    assert start("true", cwd="a").problem == "the working directory “a” does not exist"


def test_a_missing_interpreter(start):
    completed = start(Command(argv=("no-such-shell",), script="true"))
    assert (completed.returncode, completed.problem) == (
        None,
        "no-such-shell is not installed (not found on PATH)",
    )


def program(folder, mode=0o755, text="#!/bin/sh\necho mine\n"):
    folder.mkdir(exist_ok=True)
    (folder / "tool").write_text(text)
    (folder / "tool").chmod(mode)
    return folder


def test_a_program_that_may_not_be_run(start, root, monkeypatch):
    folder = program(root / "bin", mode=0o644)
    monkeypatch.setenv("PATH", str(folder))
    assert start(Command(argv=("tool",))).problem == f"tool can't be run: permission denied ({folder}/tool)"


def test_a_program_that_is_none(start, root, monkeypatch):
    folder = program(root / "bin", text="echo no interpreter named\n")
    monkeypatch.setenv("PATH", str(folder))
    assert start(Command(argv=("tool",))).problem == f"{folder}/tool can't be run: Exec format error"


def test_an_argument_that_can_t_be(start):
    completed = start(Command(argv=("echo", "a\0b")))
    assert completed.problem.endswith("/echo can't be run: embedded null byte")


def test_a_script_that_can_t_be_written(start):
    assert start(Command(argv=("sh",), script="\ud800")).problem.startswith(
        "the script can't be written to a file: 'utf-8' codec can't encode character"
    )


@pytest.mark.parametrize("entry", ["", ".", "bin", "./bin"], ids=["empty", "dot", "relative", "dot-relative"])
def test_a_repository_can_t_shadow_a_program(start, root, monkeypatch, entry):
    program(root, text="#!/bin/sh\necho shadow\n")
    program(root / "bin", text="#!/bin/sh\necho shadow\n")
    good = program(root.parent / "good")
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", f"{entry}{os.pathsep}{good}")
    assert start(Command(argv=("tool",))).stdout == "mine\n"
    assert start(Command(argv=("/bin/sh",), script="tool")).stdout == "mine\n"


@pytest.mark.parametrize("path", ["", ".", ":", "bin"])
def test_a_path_without_any_absolute_folder_is_not_the_working_folder(start, root, monkeypatch, path):
    program(root, text="#!/bin/sh\necho shadow\n")
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", path)
    completed = start(Command(argv=("/bin/sh",), script="tool"))
    assert (completed.returncode, completed.stdout) == (127, "")


@pytest.mark.usefixtures("any_system")
@linux_only
@pytest.mark.parametrize(
    "script",
    [
        pytest.param("$SLEEP & exit 0", id="background"),
        pytest.param("$SLEEP & setsid $SLEEP & exit 0", id="setsid"),
        pytest.param("setsid $SLEEP >/dev/null 2>&1 & exit 0", id="silent"),
        pytest.param("set -m; env -i $SLEEP & exit 0", id="own-group-without-environment"),
        pytest.param("setsid bash -c 'env -i setsid $SLEEP & $SLEEP' & sleep 0.1; exit 0", id="below-setsid"),
        pytest.param("nohup $SLEEP & trap '' TERM HUP; exit 0", id="nohup"),
        pytest.param("for i in 1 2 3 4 5 6 7 8; do setsid $SLEEP & done; exit 0", id="many"),
    ],
)
def test_nothing_is_left_behind(start, leftovers, script):
    completed = start(script)
    assert (completed.returncode, completed.problem) == (0, "")
    assert leftovers() == []


@linux_only
def test_orphans_are_reaped(start):
    def children():
        return set(strays._children(os.getpid()))

    before = children()
    start("$SLEEP & setsid $SLEEP & exit 0")
    assert children() <= before


@linux_only
def test_orphans_of_another_run_are_left_alone(start, leftovers, root):
    begun, go, ended = root / "begun", root / "go", []
    theirs = f"setsid sh -c 'touch {begun}; while [ ! -e {go} ]; do sleep 0.02; done' & wait; echo ended"
    other = threading.Thread(target=lambda: ended.append(start(theirs)))
    other.start()
    assert start(f"setsid $SLEEP & while [ ! -e {begun} ]; do sleep 0.02; done").returncode == 0
    go.touch()
    other.join()
    assert (ended[0].returncode, ended[0].stdout) == (0, "ended\n")
    assert leftovers() == []


@linux_only
def test_orphans_are_found_whichever_thread_started_the_check(start, leftovers):
    """The system makes them children of mdcheck's main thread."""
    ended = []
    other = threading.Thread(
        target=lambda: ended.append(start("setsid $SLEEP & setsid sh -c '$SLEEP & $SLEEP' & exit 0"))
    )
    other.start()
    other.join()
    assert (ended[0].returncode, leftovers()) == (0, [])


@linux_only
def test_children_of_all_threads_of_a_stray_are_found(start, leftovers, root):
    """They clear their environment, so nothing but their parent tells whose they are."""
    stray = (
        "import os, subprocess, threading, time\n"
        "def begin():\n"
        f"    subprocess.Popen(['env', '-i', 'setsid', *os.environ['SLEEP'].split()])\n"
        f"    open({str(root / 'begun')!r}, 'w').close()\n"
        "    time.sleep(1000)\n"
        "threading.Thread(target=begin).start()\n"
    )
    (root / "stray.py").write_text(stray)
    script = f"setsid {sys.executable} stray.py & while [ ! -e begun ]; do sleep 0.02; done"
    assert (start(script).returncode, leftovers()) == (0, [])


@linux_only
def test_what_a_nested_run_started_belongs_to_the_outer_run_too(start, leftovers):
    """The inner run is killed before it can clean up; its checks live in sessions of their own."""
    inner = (
        "import sys, pathlib\n"
        f"sys.path[:0] = {sys.path!r}\n"
        "from mdcheck.execution.process.run import run\n"
        "from mdcheck.execution.process.cancellation import Cancellation\n"
        "from mdcheck.kinds.protocol import Command\n"
        "command = Command(argv=('sh', '-c', '$SLEEP'))\n"
        "run(command, root=pathlib.Path('/'), timeout=60, env={}, cancel=Cancellation())\n"
    )
    cancel = Cancellation()
    cancel_when(cancel, lambda: "sleep 1000" in leftovers())
    assert start(Command(argv=(sys.executable,), script=inner), cancel=cancel).problem == "interrupted"
    assert leftovers() == []


@pytest.mark.parametrize(
    ("script", "output"),
    [
        pytest.param("echo a; $SLEEP", "a\n", id="sleeps"),
        pytest.param("trap '' TERM; echo a; while :; do $SLEEP; done", "a\n", id="ignores-term"),
        pytest.param("trap 'echo bye; exit 0' TERM; echo a; $SLEEP & wait", "a\nbye\n", id="says-goodbye"),
        pytest.param("echo a; exec >&- 2>&-; $SLEEP", "a\n", id="closed-pipes"),
        pytest.param("echo a; setsid $SLEEP & $SLEEP", "a\n", id="setsid"),
        pytest.param("echo a; $SLEEP & setsid $SLEEP; exit 0", "a\n", id="setsid-in-front"),
        pytest.param("echo a; kill -STOP $$", "a\n", id="stopped"),
    ],
)
def test_the_deadline(timed_out, leftovers, monkeypatch, script, output):
    if "bye" in output:
        monkeypatch.setattr(process, "_TERM_GRACE", 20.0)  # seconds; it is not for a busy machine to cut it short
    completed, problem = timed_out(script)
    assert (completed.returncode, completed.output, completed.problem) == (None, output, problem)
    assert leftovers() == []


def test_pipes_held_open_do_not_delay_a_success(start):
    completed = start("$SLEEP & echo done")
    assert (completed.returncode, completed.stdout) == (0, "done\n")
    assert completed.duration < 15  # the deadline is at 20


def test_what_is_printed_just_after_the_end_is_read(start, monkeypatch):
    monkeypatch.setattr(process, "_PIPE_GRACE", 20.0)
    assert start("(sleep 0.05; echo late) & exit 0").stdout == "late\n"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.25, "0.25 s"),
        (1.0, "1 s"),
        (60.0, "60 s"),
        (90.0, "90 s"),
        (120.0, "2 min"),
        (150.0, "150 s"),
        (3600.0, "60 min"),
    ],
)
def test_a_timeout_in_words(seconds, words):
    assert process._in_words(seconds) == words


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("yes", id="lines"),
        pytest.param("tr '\\0' x </dev/zero", id="no-newline"),
        pytest.param("yes >&2", id="standard-error"),
        pytest.param("setsid yes & exit 0", id="after-the-end"),
    ],
)
def test_endless_output(timed_out, leftovers, script):
    completed, _ = timed_out(script)
    assert "bytes left out …]\n" in completed.output
    assert len(completed.output) < 70_000
    assert leftovers() == []


def test_much_output_is_read_to_its_end(start):
    completed = start("head -c 200000000 /dev/zero; echo; echo end")
    assert completed.stdout.endswith("\nend\n")
    assert "[… 199934469 bytes left out …]" in completed.stdout


@pytest.mark.usefixtures("any_system")
@linux_only
def test_cancelling_kills_at_once(start, leftovers):
    cancel = Cancellation()
    cancel_when(cancel, lambda: leftovers().count("sleep 1000") == 2)
    completed = start("trap '' TERM; echo a; setsid $SLEEP & $SLEEP", cancel=cancel)
    assert (completed.returncode, completed.output, completed.problem) == (None, "a\n", "interrupted")
    assert completed.duration < 5
    assert leftovers() == []


def test_cancelled_before_it_began(start, root):
    cancel = Cancellation()
    cancel.cancel()
    assert start("sleep 1; touch it", cancel=cancel).problem == "interrupted"
    assert not (root / "it").exists()


def test_no_descriptor_is_left_open(start):
    start("true")
    before = len(list(Path("/dev/fd").iterdir()))
    start("true")
    start(Command(argv=("no-such-shell",), script="true"))
    assert len(list(Path("/dev/fd").iterdir())) == before


@pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" in os.environ, reason="counts descriptors, and a worker holds those of others"
)
def test_without_descriptors(start):
    """Each lack stops the start at another step; none leaves a process or a traceback."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken, problems = [], []
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        while len(problems) < 60 and "" not in problems:
            problems.append(start(Command(argv=("sh",), script="true")).problem)
            os.close(taken.pop())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in taken:
            os.close(descriptor)
    assert problems[-1] == ""
    lacking = problems[: problems.index("")]
    assert ["Too many open files" in problem for problem in lacking] == [True] * len(lacking)
    assert len(lacking) > 3


def test_an_exit_status_that_someone_else_took_is_no_success(start, monkeypatch):
    def taken(*_):
        raise ChildProcessError(10, "No child processes")

    monkeypatch.setattr(os, "waitpid", taken)
    completed = start("exit 1")
    assert (completed.returncode, completed.problem) == (
        None,
        "its exit status is lost: something else in mdcheck's own process has asked for it",
    )


def test_windows_is_told(start, monkeypatch):
    monkeypatch.setattr(process, "os", type("Os", (), {"name": "nt"}))
    assert start("true").problem == "commands can't be run on Windows; run mdcheck inside WSL"


def test_without_any_temporary_folder(start, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(launch.Path, "mkdir", refuse)
    assert (
        start(Command(argv=("sh",), script="true")).problem
        == "the script can't be written to a file: [Errno 13] Permission denied"
    )
