from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from mdcheck.document.model import Severity
from mdcheck.execution.events import CheckFinished, CheckStarted
from mdcheck.execution.plan import Selection, plan
from mdcheck.execution.runner import run_checks
from mdcheck.execution.trust.policy import TrustAll, TrustNone
from mdcheck.results.outcome import CheckResult, Outcome, errored, failed, passed, warned


@pytest.fixture
def go(workspace):
    def go_with(checks, **changed):
        options = {
            "workspace": workspace,
            "trust": TrustAll(),
            "jobs": 2,
            "document": "docs/LIST.md",
            **changed,
        }
        only = options.pop("only", None)
        left_out = {item.line: "why" for item, _ in checks if only is not None and item.id not in only}
        selection = Selection(left_out)
        return run_checks(plan(checks, selection), **options)

    return go_with


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def brief(results):
    """Item, outcome and message of every check."""
    return [(result.item.id, str(check.outcome), check.message) for result in results for check in result.checks]


def says(finding):
    return lambda _: finding


@pytest.fixture(params=[1, 4], ids=["one-job", "four-jobs"])
def jobs(request):
    return request.param


def test_results_are_in_document_order(go, build, jobs):
    checks = [
        build.item("a", build.check("sleep 0.1; echo slow")),
        build.item("manual"),
        build.item("b", build.check("echo quick"), build.check(says(warned("hm")))),
        build.item("c", build.check("echo no; exit 1")),
    ]
    results = go(checks, jobs=jobs)
    assert [result.item for result in results] == [item for item, _ in checks]
    assert brief(results) == [
        ("a", "passed", "slow"),
        ("b", "passed", "quick"),
        ("b", "warned", "hm"),
        ("c", "failed", "no"),
    ]
    assert results[1].checks == ()


def test_a_result_carries_what_the_block_says(go, build):
    common = {"severity": Severity.BLOCKER, "weight": 3.0, "fix": "mend it", "url": "https://example.org"}
    ((result,),) = (result.checks for result in go([build.item("a", build.check("echo no; exit 1", **common))]))
    assert result.duration > 0
    assert result._replace(duration=None) == CheckResult(
        kind="shell", line=1, outcome=Outcome.FAILED, message="no", output="no\n", **common
    )


def test_a_process_is_told_where_it_runs(go, build, root):
    script = 'echo "$MDCHECK_ROOT $MDCHECK_FILE $MDCHECK_ITEM"; pwd'
    results = go([build.item("security/tls", build.check(script))])
    assert results[0].message == f"{root} docs/LIST.md security/tls\n{root}"


def test_the_block_s_timeout_holds(go, build):
    results = go([build.item("a", build.check("sleep 1000", timeout=0.1))])
    assert brief(results) == [("a", "errored", "timed out after 0.1 s")]


@pytest.mark.parametrize(
    ("finding", "severity", "outcome"),
    [
        (failed("x"), Severity.ERROR, "failed"),
        (failed("x"), Severity.WARNING, "warned"),
        (errored("x"), Severity.WARNING, "errored"),
        (warned("x"), Severity.BLOCKER, "warned"),
    ],
)
def test_severity(go, build, finding, severity, outcome):
    assert brief(go([build.item("a", build.check(says(finding), severity=severity))])) == [("a", outcome, "x")]


def raises(error):
    def look(_):
        raise error

    return look


@pytest.mark.parametrize(
    ("look", "message"),
    [
        pytest.param(
            raises(RuntimeError("boom")),
            "a bug in the kind looks, please report it: RuntimeError: boom",
            id="bug",
        ),
        pytest.param(raises(OSError("a.xml is larger than 64 MiB")), "a.xml is larger than 64 MiB", id="told"),
        pytest.param(raises(OSError()), "OSError", id="silent"),
        pytest.param(lambda work: work.read("docs/gone.md"), "docs/gone.md: No such file or directory", id="missing"),
        pytest.param(lambda work: work.read("."), ". is no regular file", id="folder"),
        pytest.param(lambda work: work.read("../x"), "../x lies outside the repository", id="outside"),
    ],
)
def test_a_kind_that_raises_is_an_error_of_its_check_only(go, build, look, message):
    checks = [build.item("a", build.check(look)), build.item("b", build.check(says(passed("fine"))))]
    assert brief(go(checks)) == [("a", "errored", message), ("b", "passed", "fine")]


def test_trust(go, build):
    checks = [
        build.item("inert", build.check(says(passed()))),
        build.item("script", build.check("touch ran")),
        build.item("network", build.check(replace(build.check(says(passed())).kind, executable=True))),
    ]
    assert brief(go(checks, trust=TrustNone(reason="no!"))) == [
        ("inert", "passed", ""),
        ("script", "not_run", "no!"),
        ("network", "not_run", "no!"),
    ]


def test_trust_is_asked_about_each_check(go, build, root):
    class Some:
        reason = "not this one"

        def allows(self, check, item):
            return item.id == "b" and check.block is checks[1][1][1].block

    checks = [
        build.item("a", build.check("touch a")),
        build.item("b", build.check("touch b"), build.check("touch c")),
    ]
    assert [outcome for _, outcome, _ in brief(go(checks, trust=Some()))] == ["not_run", "not_run", "passed"]
    assert names(root) == ["c"]


def test_not_applicable_and_not_selected(go, build, jobs, root):
    checks = [
        build.item("a", build.check("touch a"), applicable=False),
        build.item("b", build.check("touch b")),
        build.item("c", build.check("touch c", needs=("d",))),
        build.item("d", build.check("touch d")),
    ]
    assert brief(go(checks, jobs=jobs, only=("c",))) == [
        ("a", "not_applicable", "not applicable"),
        ("b", "not_run", "why"),
        ("c", "passed", ""),
        ("d", "passed", ""),
    ]
    assert names(root) == ["c", "d"]


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        pytest.param("true", ("passed", "ran"), id="passed"),
        pytest.param("exit 1", ("blocked", "needs “x”, which failed"), id="failed"),
        pytest.param("sleep 1000", ("blocked", "needs “x”, which errored"), id="errored"),
        pytest.param(says(warned("hm")), ("blocked", "needs “x”, which warned"), id="warned"),
    ],
)
def test_needs(go, build, jobs, root, needed, expected):
    checks = [
        build.item("a", build.check("echo ran; touch ran", needs=("x",))),
        build.item("x", build.check(needed, timeout=0.1 if needed == "sleep 1000" else 60)),
    ]
    assert brief(go(checks, jobs=jobs))[0] == ("a", *expected)
    assert (root / "ran").exists() == (expected[0] == "passed")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param({"ticked": True}, ("passed", ""), id="ticked"),
        pytest.param({"ticked": False}, ("blocked", "needs “x”, which is not ticked"), id="not-ticked"),
        pytest.param({"applicable": False}, ("passed", ""), id="not-applicable"),
    ],
)
def test_a_manual_item_may_be_needed(go, build, state, expected):
    checks = [build.item("a", build.check("true", needs=("x",))), build.item("x", **state)]
    assert brief(go(checks)) == [("a", *expected)]


def test_blocked_checks_block_others(go, build, jobs):
    checks = [
        build.item("a", build.check("true", needs=("b",))),
        build.item("b", build.check("true", needs=("c", "d"))),
        build.item("c", build.check(says(passed()))),
        build.item("d", build.check("true"), build.check("exit 1")),
        build.item("e", build.check("true")),
    ]
    assert brief(go(checks, jobs=jobs)) == [
        ("a", "blocked", "needs “b”, which was blocked"),
        ("b", "blocked", "needs “d”, which failed"),
        ("c", "passed", ""),
        ("d", "passed", ""),
        ("d", "failed", "no"),
        ("e", "passed", ""),
    ]


def test_what_is_not_trusted_blocks_what_needs_it(go, build):
    checks = [
        build.item("a", build.check(says(passed()), needs=("b",))),
        build.item("b", build.check("true")),
    ]
    assert brief(go(checks, trust=TrustNone(reason="no!"))) == [
        ("a", "blocked", "needs “b”, which was not run"),
        ("b", "not_run", "no!"),
    ]


def test_needs_are_waited_for(go, build):
    checks = [
        build.item("a", build.check("test -e made && echo found", needs=("b",))),
        build.item("b", build.check("sleep 0.1"), build.check("touch made")),
    ]
    assert brief(go(checks, jobs=4))[0] == ("a", "passed", "found")


def test_a_later_check_sees_what_an_earlier_one_made(go, build, jobs):
    def look(workspace):
        return passed(", ".join(workspace.files(("out/*",))))

    checks = [
        build.item("a", build.check(look), build.check("mkdir out; touch out/new"), build.check(look)),
    ]
    assert [message for _, _, message in brief(go(checks, jobs=jobs))] == ["", "", "out/new"]


@pytest.mark.parametrize(
    ("good_from", "retries", "expected"),
    [
        pytest.param(1, 2, ("passed", "try 1"), id="at-once"),
        pytest.param(2, 2, ("passed", "try 2 (on try 2 of 3)"), id="second"),
        pytest.param(3, 2, ("passed", "try 3 (on try 3 of 3)"), id="last"),
        pytest.param(9, 2, ("failed", "try 3 (on try 3 of 3)"), id="never"),
        pytest.param(2, 0, ("failed", "try 1"), id="no-retries"),
    ],
)
def test_retries(go, build, good_from, retries, expected):
    script = f'echo x >>tries; n=$(wc -l <tries | tr -d " "); echo "try $n"; test "$n" -ge {good_from}'
    assert brief(go([build.item("a", build.check(script, retries=retries))])) == [("a", *expected)]


@pytest.mark.parametrize(
    ("finding", "tries", "message"),
    [
        pytest.param(errored("lost"), 3, "lost (on try 3 of 3)", id="errored"),
        pytest.param(failed(""), 3, "(on try 3 of 3)", id="no-message"),
        pytest.param(warned("hm"), 1, "hm", id="warned"),
    ],
)
def test_what_is_tried_again(go, build, finding, tries, message):
    calls = []

    def look(_):
        calls.append(1)
        return finding

    ((_, _, told),) = brief(go([build.item("a", build.check(look, retries=2, severity=Severity.WARNING))]))
    assert (told, len(calls)) == (message, tries)


def test_another_try_looks_anew(go, build, root):
    def look(workspace):
        found = workspace.files(("*",))
        (root / "late").touch()
        return passed("found") if found else failed("nothing")

    assert brief(go([build.item("a", build.check(look, retries=1))])) == [("a", "passed", "found (on try 2 of 2)")]


def test_fail_fast(go, build, root):
    checks = [
        build.item("a", build.check("true")),
        build.item("b", build.check(says(failed("soft")), severity=Severity.WARNING)),
        build.item("c", build.check("exit 1"), build.check("touch c")),
        build.item("d", build.check("touch d", needs=("c",))),
        build.item("manual"),
    ]
    assert brief(go(checks, jobs=1, fail_fast=True)) == [
        ("a", "passed", ""),
        ("b", "warned", "soft"),
        ("c", "failed", "no"),
        ("c", "not_run", "stopped after the first failure"),
        ("d", "not_run", "stopped after the first failure"),
    ]
    assert names(root) == []


def test_fail_fast_lets_what_has_begun_end(go, build):
    checks = [
        build.item("a", build.check("sleep 0.3; echo ended")),
        build.item("b", build.check("exit 1")),
        build.item("c", build.check("true")),
    ]
    assert brief(go(checks, jobs=2, fail_fast=True)) == [
        ("a", "passed", "ended"),
        ("b", "failed", "no"),
        ("c", "not_run", "stopped after the first failure"),
    ]


def test_checks_run_at_the_same_time(go, build):
    """Each of them waits for all the others."""
    barrier = threading.Barrier(4, timeout=60)

    def look(_):
        barrier.wait()
        return passed()

    kind = replace(build.check(look).kind, executable=True)
    checks = [build.item(name, build.check(kind)) for name in "abcd"]
    assert [outcome for _, outcome, _ in brief(go(checks, jobs=4))] == ["passed"] * 4


def test_no_more_than_so_many_at_a_time(go, build):
    lock, going, most = threading.Lock(), [], []

    def look(_):
        with lock:
            going.append(1)
            most.append(len(going))
        time.sleep(0.02)
        with lock:
            going.pop()
        return passed()

    kind = replace(build.check(look).kind, executable=True)
    go([build.item(str(number), build.check(kind)) for number in range(8)], jobs=3)
    assert max(most) == 3


class Counting(Executor):
    """Runs what it is given at once."""

    def __init__(self):
        self.submitted = 0

    def submit(self, work, /, *args, **kwargs):
        self.submitted += 1
        future = Future()
        future.set_result(work(*args, **kwargs))
        return future


def test_an_executor_may_be_given(go, build):
    executor = Counting()
    checks = [build.item("a", build.check("echo hi")), build.item("b", build.check(says(passed("ho"))))]
    assert brief(go(checks, executor=executor)) == [("a", "passed", "hi"), ("b", "passed", "ho")]
    assert executor.submitted == 2


def test_events(go, build):
    seen, threads = [], set()

    def watch(event):
        threads.add(threading.current_thread())
        match event:
            case CheckStarted():
                seen.append(("started", event.item.id, event.check.name))
            case CheckFinished():
                seen.append(("finished", event.item.id, str(event.result.outcome)))

    checks = [
        build.item("a", build.check("exit 1")),
        build.item("b", build.check("true", needs=("a",))),
        build.item("c", build.check(says(passed())), applicable=False),
    ]
    with ThreadPoolExecutor(2) as executor:
        go(checks, on_event=watch, executor=executor)
    assert seen == [("started", "a", "shell"), ("finished", "a", "failed"), ("finished", "b", "blocked")]
    assert threads == {threading.current_thread()}


def test_a_display_that_breaks_ends_the_run(go, build, leftovers):
    def watch(event):
        if event.item.id == "b":
            raise RuntimeError("display")

    checks = [build.item("a", build.check("$SLEEP")), build.item("b", build.check("true"))]
    with pytest.raises(RuntimeError, match="display"):
        go(checks, on_event=watch)
    assert leftovers() == []


HERE = str(Path(__file__).parent)
INTERRUPTED = """
import sys, pathlib
sys.path[:0] = {path!r}
import conftest
from mdcheck.execution.plan import plan
from mdcheck.execution.runner import run_checks
from mdcheck.execution.trust.policy import TrustAll
from mdcheck.evidence.workspace import Workspace
build = conftest.Builder()
script = "trap '' INT TERM; touch %s; setsid $SLEEP & $SLEEP"
checks = [build.item(name, build.check(script % name)) for name in "abc"]
root = pathlib.Path({root!r})
try:
    run_checks(plan(checks), workspace=Workspace(root=root), trust=TrustAll(), jobs={jobs}, document="x")
except KeyboardInterrupt:
    print("interrupted", *sorted(path.name for path in root.iterdir()))
"""


@pytest.mark.parametrize(("jobs", "begun"), [(1, "a"), (2, "a b")], ids=["one-job", "two-jobs"])
def test_ctrl_c_kills_every_process(root, leftovers, jobs, begun):
    script = INTERRUPTED.format(path=[HERE, *sys.path], root=str(root), jobs=jobs)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    while leftovers().count("sleep 1000") < 2 * jobs:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[0] == f"interrupted {begun}\n"
    assert leftovers() == []


def test_a_checklist_without_executable_checks_loads_no_machinery():
    script = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import mdcheck.execution.runner, mdcheck.execution.trust.policy\n"
        "slow = {'subprocess', 'concurrent.futures', 'ctypes', 'tempfile', 'hashlib'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "[]\n"
