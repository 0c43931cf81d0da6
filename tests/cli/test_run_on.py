"""`mdcheck run --on`: orders are plain data, and what comes back is one run of which nothing is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from testing.servers import web

from mdcheck import __version__
from mdcheck.app.orders import executors, processes
from mdcheck.app.orders.carry_out import carry_out, words
from mdcheck.app.orders.order import Answer, Flags, Order, Trusted, Workers, plain
from mdcheck.checks.installation import install_extra
from mdcheck.execution.process.sandbox import Sandbox
from mdcheck.repository.checkout import is_url
from mdcheck.results.recording.lines import decode

LIST = """\
# Release

- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [ ] Built
  ```check sh id=built
  exit 0
  ```
- [ ] Deployed
  ```check sh needs=built
  echo out; exit 3
  ```
- [ ] ~~Struck~~ not here
  ```check
  file_exists: x
  ```
- [x] Read by a person
"""


@pytest.fixture
def listed(project):
    project.write(LIST)
    project.write("# Read me\n", "README.md")
    project.commit_all()
    return project


def facts(text):
    """A JSON report without what differs from run to run, and from folder to folder."""
    report = json.loads(text)
    for file in report["files"]:
        for check in (check for item in file["items"] for check in item["checks"]):
            check["duration_ms"] = check["output"] = None
    return report


def test_processes_report_what_one_run_would(listed):
    ran = listed.mdcheck("run", "--trust", "-f", "json")
    on = listed.mdcheck("run", "--on", "processes", "-j", "2", "--trust", "-f", "json")
    assert (on.code, facts(on.out)) == (ran.code, facts(ran.out)) == (1, facts(on.out))


@pytest.mark.parametrize("shards", ["1", "3", "40"])
def test_it_records_too(listed, shards):
    file = str(listed.root.parent / "r.jsonl")
    on = listed.mdcheck(
        "run", "--on", "processes", "--shards", shards, "--trust", "--results", file, "-f", "json", "--system", "here"
    )
    ended = listed.mdcheck("results", file, "-f", "json")
    assert (ended.code, facts(ended.out)) == (on.code, facts(on.out))
    heads = [json.loads(line) for line in Path(file).read_text().splitlines() if '"head"' in line]
    assert {(head["trust"], head["system"]) for head in heads} == {("all", "here")}
    assert [head["shard"] for head in heads] == [f"{n}/{len(heads)}" for n in range(1, len(heads) + 1)]
    assert listed.mdcheck("update", "--results", file).code == 1
    assert "- [x] A readme" in listed.read()


def test_without_trust_nothing_runs(listed):
    on = listed.mdcheck("run", "--on", "processes")
    assert (on.code, "2 checks were not run" in on.err) == (4, True)
    assert listed.mdcheck("run", "--on", "processes", "--inert").code == 0


def test_what_is_approved_here_is_approved_for_processes_of_this_machine(listed):
    assert listed.mdcheck("trust", "--grant", "--yes").code == 0
    assert listed.mdcheck("run", "--on", "processes").code == 1


def test_under_a_strangers_event_nothing_is_trusted(listed, monkeypatch):
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    on = listed.mdcheck("run", "--on", "processes", "--trust")
    assert (on.code, "not run" in on.err) == (4, True)


def test_a_part(listed):
    os.chdir(listed.root)
    on = listed.mdcheck(
        "run", "--on", "processes", "--trust", "--only", "CHECKLIST.md:3", "--only", "Built", "-f", "json"
    )
    ran = listed.mdcheck("run", "--trust", "--only", "CHECKLIST.md:3", "--only", "Built", "-f", "json")
    assert (on.code, facts(on.out)) == (0, facts(ran.out))


def test_several_checklists_from_a_folder_below(listed):
    listed.write(LIST.replace("Built", "Made").replace("built", "made"), "docs/B.md")
    os.chdir(listed.root / "docs")
    options = ["run", "--trust", "../CHECKLIST.md", "B.md", "-f", "json", "--as-of", "2026-01-31", "--no-waivers"]
    on, ran = listed.mdcheck(*options, "--on", "processes"), listed.mdcheck(*options)
    assert (on.code, facts(on.out)) == (1, facts(ran.out))


def test_outside_of_a_repository(folder):
    folder.write(LIST)
    assert folder.mdcheck("run", "--on", "processes", "--trust").code == 1


def test_progress_is_shown(listed):
    on = listed.mdcheck("run", "--on", "processes", "--trust", "-v")
    assert re.findall(r"^\[([0-9])/3\]", on.err, re.MULTILINE) == ["1", "2", "3", "4"][: on.err.count("/3]")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--on", "nowhere"], "--on: “nowhere” is no place to run"),
        (["--on", "process"], "did you mean “processes”?"),
        (["--on", "processes://x"], "is no place to run"),
        (["--on", "dask"], "is no place to run"),
        (["--on", "dask://"], "“” is no address of a scheduler"),
        (["--on", "dask://a b:1"], "“a b:1” is no address of a scheduler"),
        (["--on", "processes", "--failed"], "--on and --failed can't be combined"),
        (["--on", "processes", "--shard", "1/2"], "--on and --shard can't be combined"),
        (["--on", "processes", "--durations", "x"], "--on and --durations can't be combined"),
        (["--on", "processes", "--base", "HEAD"], "--on and --base can't be combined"),
        (["--on", "processes", "--as-of", "HEAD"], "--on takes a day for --as-of"),
        (["--on", "processes", "--from", "ext::sh -c x"], "--from: “ext::sh -c x” is no address"),
        (["--on", "processes", "--only", "Read by"], "names no item with a check that applies"),
        (["--from", "https://example.org/x.git"], "--from and --shards are for --on"),
        (["--shards", "2"], "--from and --shards are for --on"),
    ],
)
def test_what_can_not_be_ordered(listed, options, message):
    ended = listed.mdcheck("run", "--trust", *options)
    assert ended.code == 3
    assert message in ended.err
    assert "fix:" in ended.err


def test_dask_without_its_package(listed, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    ended = listed.mdcheck("run", "--on", "dask://127.0.0.1:8786")
    assert (ended.code, install_extra("dask") in ended.err) == (3, True)


def test_an_interrupt_ends_all_processes(project):
    project.write(
        "- [ ] A\n  ```check sh\n  echo $$ > pid; sleep 600\n  ```\n- [ ] B\n  ```check sh\n  exit 0\n  ```\n"
    )
    command = [sys.executable, "-m", "mdcheck", "run", "--on", "processes", "-j", "2", "--trust"]
    pid = project.root / "pid"
    with subprocess.Popen(command, cwd=project.root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        until(lambda: pid.exists() and pid.read_text().strip(), process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode().splitlines()[-1]) == (130, "interrupted: nothing was written")
    until(lambda: not alive(int(pid.read_text())))


def test_an_interrupt_that_ends_no_wait_is_heard(project):
    """As where it comes between Python's last look for a signal and the wait: a thread takes it."""
    project.write("- [ ] A\n  ```check sh\n  echo $$ > pid; sleep 600\n  ```\n")
    pid = project.root / "pid"
    over, heard = threading.Event(), []

    def send():
        until(lambda: pid.exists() and pid.read_text().strip())
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        heard.append(over.wait(30))

    sender = threading.Thread(target=send)
    sender.start()
    ended = project.mdcheck("run", "--on", "processes", "--trust")
    over.set()
    sender.join()
    assert (ended.code, ended.err.splitlines()[-1], heard) == (130, "interrupted: nothing was written", [True])
    until(lambda: not alive(int(pid.read_text())))


def until(found, process=None):
    """Wait for it; what never comes ends by itself, long after."""
    for _ in range(6000):
        if value := found():
            return value
        assert process is None or process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    raise AssertionError("it never came")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# What executors may do, played by one that does it in this process.


class Played:
    """An executor whose orders end as a list says; behind its end they are carried out."""

    def __init__(self, *endings):
        self.endings = list(endings)
        self.sent = []
        self.waiting = []
        self.cancels = 0

    def cancel(self):
        self.cancels += 1

    def submit(self, function, order):
        self.sent.append(order)
        ending = self.endings.pop(0) if self.endings else None
        if ending == "refuse":
            raise RuntimeError("the executor is gone")
        future = Future()
        if ending == "never":
            self.waiting.append(future)
        elif isinstance(ending, BaseException):
            future.set_exception(ending)
        else:
            future.set_result(function(order) if ending is None else ending)
        return future


@pytest.fixture
def played(listed, monkeypatch):
    def play(*endings, options=(), trusted=True):
        executor = Played(*endings)

        @contextmanager
        def connect(_on, _jobs):
            yield Workers(
                executor=executor,
                at_once=1,
                carry_out=carry_out,
                system="",
                own_machine=False,
                explain=lambda error: Answer(problem=f"explained: {error}", again=True),
                cancel=executor.cancel,
            )

        monkeypatch.setattr("mdcheck.app.orders.run.connect", connect)
        trust = ("--trust",) if trusted else ()
        return executor, listed.mdcheck("run", "--on", "played", *trust, "--shards", "2", "-f", "json", *options)

    return play


def outcomes(ended):
    (file,) = json.loads(ended.out)["files"]
    return {item["id"]: (check["outcome"], check["message"]) for item in file["items"] for check in item["checks"]}


def test_a_worker_that_fails_is_replaced_once(played, listed):
    executor, ended = played(OSError("died"))
    assert len(executor.sent) == 3
    assert executor.sent[0]["shard"] == executor.sent[2]["shard"]
    assert facts(ended.out) == facts(listed.mdcheck("run", "--trust", "-f", "json").out)


@pytest.mark.parametrize("ending", [OSError("died"), "refuse"])
def test_an_order_that_fails_twice_is_an_error_of_its_items(played, ending):
    _, ended = played(ending, None, ending) if ending != "refuse" else played("refuse")
    assert ended.code == 1
    found = outcomes(ended)
    told = {message for outcome, message in found.values() if outcome == "errored"}
    assert told == {"explained: died" if ending != "refuse" else "explained: the executor is gone"}
    assert any(outcome in ("passed", "failed") for outcome, _ in found.values())
    assert found["struck"] == ("not_applicable", "not applicable")


def test_the_budget_is_that_of_the_whole_run(played, monkeypatch):
    monkeypatch.setattr("mdcheck.app.orders.hand_out._LATE", 0.0)
    executor, ended = played({"problem": "no room"}, "never", options=("--budget", "1s"))
    told = {message for outcome, message in outcomes(ended).values() if outcome == "errored"}
    assert (ended.code, told) == (1, {"no room", "the time for the whole run is used up (--budget)"})
    assert [future.cancelled() for future in executor.waiting] == [True]
    assert (executor.cancels, len(executor.sent)) == (1, 2)


def test_each_order_has_the_time_that_is_left_when_it_is_handed_out(played):
    executor, _ = played(options=("--budget", "1h"))
    first, second = (order["seconds"] for order in executor.sent)
    assert 0 < second < first <= 3600
    executor, _ = played()
    assert [order["seconds"] for order in executor.sent] == [3600, 3600]


def test_nothing_is_handed_out_when_the_time_is_up(played):
    executor, ended = played(options=("--budget", "1ms"))
    assert (ended.code, executor.sent) == (1, [])
    assert "the time for the whole run is used up (--budget)" in str(outcomes(ended))


def test_a_process_that_begins_late_ends_with_the_budget(project, monkeypatch):
    monkeypatch.setattr("mdcheck.app.orders.hand_out._LATE", 0.0)
    project.write("".join(f"- [ ] Item {number}\n  ```check sh\n  sleep 600\n  ```\n" for number in range(3)))
    on = project.mdcheck(
        "run", "--on", "processes", "--trust", "-j", "1", "--shards", "3", "--budget", "2s", "-f", "json"
    )
    assert on.code == 1
    assert {outcome for outcome, _ in outcomes(on).values()} == {"errored"}
    assert "the time for the whole run is used up (--budget)" in str(outcomes(on))


def test_a_check_that_the_budget_cuts_off_says_so(project):
    project.write("- [ ] Slow\n  ```check sh retries=2\n  sleep 600\n  ```\n")
    ended = project.mdcheck("run", "--trust", "--budget", "500ms", "-f", "json")
    assert (ended.code, outcomes(ended)) == (
        1,
        {"slow": ("errored", "the time for the whole run is used up (--budget)")},
    )


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"problem": "no room"}, "no room"),
        ({"recording": 3}, "the worker's answer can't be read"),
        (None, "the worker's answer"),
        ({"recording": b"x\n"}, "the worker's answer:1: holds no recorded results"),
        ({"recording": b""}, "holds no recorded results"),
    ],
)
def test_answers_that_are_none(played, answer, message):
    _, ended = played([] if answer is None else answer)
    assert message in str(outcomes(ended))


def test_a_recording_of_something_else(played, listed):
    other = str(listed.root.parent / "r.jsonl")
    listed.mdcheck("run", "--trust", "--results", other, "--shard", "1/3")
    _, ended = played({"recording": Path(other).read_bytes()})
    assert "the worker split the run in another way" in str(outcomes(ended))
    listed.write(LIST.replace("A readme", "Another"))
    listed.mdcheck("run", "--trust", "--results", other)
    listed.write(LIST)
    _, ended = played({"recording": Path(other).read_bytes()})
    assert "the worker has another version of the checklist" in str(outcomes(ended))
    listed.git("commit", "-q", "--allow-empty", "-m", "x")
    listed.mdcheck("run", "--trust", "--results", other, "--shard", "1/2")
    listed.git("reset", "-q", "--hard", "HEAD~1")
    _, ended = played({"recording": Path(other).read_bytes()})
    assert "the worker ran commit " in str(outcomes(ended))


def test_trust_is_told_to_another_machine_and_never_taken_from_it(played, listed):
    listed.mdcheck("trust", "--grant", "--yes")
    executor, _ = played()
    assert {order["trust"] for order in executor.sent} == {"all"}
    executor, ended = played(trusted=False)
    assert {order["trust"] for order in executor.sent} == {"none"}
    assert ended.code == 4


def test_a_part_is_ordered_by_ids(played):
    executor, ended = played(options=["--only", "CHECKLIST.md:3", "--budget", "90s", "--no-cache", "--fail-fast"])
    (order,) = executor.sent
    assert (order["flags"]["only"], order["flags"]["cache"], order["flags"]["fail_fast"]) == (
        ("a-readme",),
        False,
        True,
    )
    assert 60 < order["seconds"] <= 90
    left_out = [message for _, message in outcomes(ended).values() if message]
    assert left_out.count("left out by --only") == 2
    _, ended = played(OSError("x"), OSError("x"), options=["--only", "built"])
    assert ("errored", "explained: x") in outcomes(ended).values()


def test_orders_are_plain_data(played):
    executor, _ = played()
    for order in executor.sent:
        assert msgspec.convert(json.loads(json.dumps(order)), Order) == msgspec.convert(order, Order)


def test_the_registry_names_what_it_knows():
    assert list(executors.EXECUTORS) == ["processes", "dask"]
    assert processes._explain(KeyError("x")).problem.startswith("a bug in mdcheck")


# The worker's side.


def order(root, commit="", **changes):
    given = {
        "id": "0",
        "mdcheck": __version__,
        "repository": str(root),
        "commit": commit,
        "documents": ("CHECKLIST.md",),
        "shard": "1/1",
        "trust": Trusted.NONE,
        "flags": Flags(sandbox=Sandbox.NONE, system="there"),
        "seconds": 60.0,
    }
    return plain(Order(**given | changes))


def test_an_order_is_carried_out(listed):
    commit = listed.git("rev-parse", "HEAD").strip()
    answer = carry_out(order(listed.root, commit))
    assert answer["problem"] == ""
    (recording,) = decode(answer["recording"], "r")
    assert (recording.head.system, recording.head.commit, recording.head.trust) == ("there", commit, "approved")


def test_what_the_workers_person_has_approved_does_not_count(listed, monkeypatch):
    listed.mdcheck("trust", "--grant", "--yes")
    monkeypatch.setenv("MDCHECK_TRUST", "1")
    commit = listed.git("rev-parse", "HEAD").strip()
    (recording,) = decode(carry_out(order(listed.root, commit))["recording"], "r")
    assert [check.refused for item in recording.items for check in item.checks].count(True) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mdcheck": "0.0.1"}, f"the worker has mdcheck {__version__}, and 0.0.1 is wanted"),
        ({"commit": "0" * 40}, f"and {'0' * 40} is wanted"),
        ({"repository": "relative"}, "the worker has no repository relative: name its URL with --from"),
        ({"repository": "/none/such"}, "the worker has no repository /none/such"),
        ({"repository": "ext::sh -c touch% owned"}, "the worker has no repository ext::sh"),
        ({"repository": "file:///etc"}, "the worker: file:///etc can't be cloned"),
        ({"repository": "--upload-pack=touch owned"}, "the worker has no repository --upload-pack"),
        ({"documents": ("NONE.md",)}, "mdcheck on the worker ended with status 3: NONE.md: error: no such file"),
        ({"documents": ("--trust",)}, "mdcheck on the worker ended with status 3: --trust: error: no such file"),
        ({"shard": "2/1"}, "mdcheck on the worker ended with status 3"),
        ({"shard": "1/1 --trust"}, "mdcheck on the worker ended with status 3"),
    ],
)
def test_orders_that_can_not_be_carried_out(listed, changes, message):
    commit = listed.git("rev-parse", "HEAD").strip()
    answer = carry_out(order(listed.root, **{"commit": commit, **changes}))
    assert message in answer["problem"]
    assert answer["recording"] == b""
    assert not (listed.root / "owned").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("commit"),
        lambda data: data.update(command="rm -rf /"),
        lambda data: data["flags"].update(script="rm -rf /"),
        lambda data: data.update(trust="everything"),
        lambda data: data["flags"].update(sandbox="mine"),
    ],
)
def test_what_is_no_order(listed, change):
    data = json.loads(json.dumps(order(listed.root)))
    change(data)
    assert carry_out(data)["problem"].startswith("is no order of this version of mdcheck")


words_of_strangers = st.text(st.characters(codec="utf-8"), max_size=20)


@given(words_of_strangers, words_of_strangers, words_of_strangers, st.sampled_from(Trusted))
def test_no_value_becomes_an_option(name, item, document, trust):
    flags = Flags(only=(item,), sandbox=Sandbox.NONE, system=name)
    given = msgspec.convert(order("/x", documents=(document,), flags=flags, trust=trust), Order)
    *options, dashes, last = words(given, Path("/r"))
    assert (dashes, last) == ("--", document)
    assert ("--trust" in options) is (trust is Trusted.ALL)
    assert [word for word in options if not word.startswith("--")] == ["run"]
    assert f"--only={item}" in options
    assert f"--system={name}" in options


def test_an_order_has_its_own_deadline(listed, monkeypatch):
    monkeypatch.setattr("mdcheck.app.orders.carry_out._GRACE", -0.99)
    answer = carry_out(order(listed.root, listed.git("rev-parse", "HEAD").strip(), seconds=1.0))
    assert answer["problem"] == "mdcheck on the worker timed out after 0.01 s"


def test_a_process_that_is_killed(listed):
    listed.write("- [ ] A\n  ```check sh\n  kill -9 $PPID\n  ```\n")
    answer = carry_out(order(listed.root, listed.git("rev-parse", "HEAD").strip(), trust=Trusted.ALL))
    assert answer["problem"].startswith("mdcheck on the worker was killed by signal 9")
    assert answer["again"]


@pytest.fixture
def server(listed, tmp_path, monkeypatch):
    """The repository on a web server that speaks TLS, as files that git fetches."""
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", listed.root, bare], check=True)
    subprocess.run(["git", "-C", bare, "update-server-info"], check=True)
    files = [path for path in bare.rglob("*") if path.is_file()]
    pages = {f"/list.git/{path.relative_to(bare)}": (200, {}, path.read_bytes()) for path in files}
    refs = pages["/list.git/info/refs"]
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("GIT_SSL_CAINFO", str(tmp_path / "ca.pem"))
    certificate = authority.issue_cert("127.0.0.1")
    with web({**pages, "/list.git/info/refs?service=git-upload-pack": refs}, certificate=certificate) as found:
        yield found


def test_a_worker_clones_what_it_does_not_have(listed, server):
    commit = listed.git("rev-parse", "HEAD").strip()
    url = f"{server.url}/list.git"
    on = listed.mdcheck("run", "--on", "processes", "--from", url, "--trust", "-f", "json", "--shards", "1")
    assert (on.code, facts(on.out)) == (1, facts(listed.mdcheck("run", "--trust", "-f", "json").out))
    answer = carry_out(order(url, "0" * 40))
    assert f"list.git has no commit {'0' * 40}" in answer["problem"]
    answer = carry_out(order(f"{server.url}/none.git", commit))
    assert "none.git can't be cloned" in answer["problem"]


def test_what_is_not_committed_is_not_there(listed, server):
    listed.write(LIST.replace("A readme", "The readme"))
    on = listed.mdcheck("run", "--on", "processes", "--from", f"{server.url}/list.git", "--trust", "--shards", "1")
    assert on.code == 1
    assert "the worker has another version of the checklist: commit and push it" in " ".join(on.out.split())


def test_from_needs_a_commit(project):
    project.write(LIST)
    ended = project.mdcheck("run", "--on", "processes", "--from", "https://example.org/x.git", "--trust")
    assert (ended.code, "nothing is committed here" in ended.err) == (3, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/x.git", True),
        ("https://user@example.org:8443/x y.git", False),
        ("ssh://git@example.org/x.git", True),
        ("http://example.org/x.git", False),
        ("git://example.org/x.git", False),
        ("file:///x.git", False),
        ("ext::sh -c id", False),
        ("https://-oProxyCommand=id/x", False),
        ("ssh://-oProxyCommand=id/x", False),
        ("https://example.org/x\n.git", False),
        ("git@example.org:x.git", False),
        ("", False),
    ],
)
def test_addresses(text, expected):
    assert is_url(text) is expected
