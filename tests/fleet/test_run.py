"""`mdcheck fleet --run`: orders to workers, fresh outcomes in the rows, and nothing written into repositories."""

import csv
import io
import subprocess
import time

import pytest
from testing.fleets import TODAY, git

from mdcheck.app.fleet.addresses import Address
from mdcheck.app.fleet.hosts import Hosts
from mdcheck.app.fleet.repository import Question, read_repository
from mdcheck.app.fleet.run import _url
from mdcheck.app.orders.order import Answer, plain
from mdcheck.execution.process.cancellation import Cancellation
from mdcheck.repository.checkout import protocols_of

LIST = """\
# Release

- [x] A readme
  ```check
  file_exists: README.md
  ```
- [ ] Built
  ```check sh
  echo built > out.txt; test -f README.md
  ```
- [x] Read by a person
- [ ] ~~Struck~~
  ```check
  file_exists: x
  ```
"""
RUN = ("--run", "-j", "2")


@pytest.fixture
def shop(fleet):
    return fleet.repo("shop").update(LIST, score=12)


def states(row):
    return [item["state"] for item in row["checklist"]["items"]]


def test_outcomes_are_those_of_now(fleet, shop):
    fleet.repo("good").commit({"CHECKLIST.md": LIST, "README.md": "x"})
    fleet.list("good", "shop")
    value = fleet.read(*RUN, "--trust")
    good, bad = value["rows"]
    assert value["ran"] is True
    assert states(good) == ["passed", "passed", "ticked", "not applicable"]
    assert states(bad) == ["failed", "failed", "ticked", "not applicable"]
    assert [(row["checklist"]["score"], row["checklist"]["verdict"]) for row in value["rows"]] == [
        (100, "READY"),
        (0, "CRITICAL"),
    ]
    assert {item["text"]: (item["passed"], item["failed"]) for item in value["items"]}["Built"] == (1, 1)
    assert fleet.rows()[1]["checklist"]["score"] == 12


def test_without_trust_only_inert_checks_run(fleet, shop, monkeypatch):
    monkeypatch.setenv("MDCHECK_TRUST", "1")
    fleet.list("shop")
    row = fleet.row(*RUN)
    assert states(row) == ["failed", "not run", "ticked", "not applicable"]
    assert row["checklist"]["verdict"] == "UNASSESSED"
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    assert states(fleet.row(*RUN, "--trust"))[1] == "not run"


def test_approvals_of_this_machine_do_not_count(fleet, shop, monkeypatch):
    from mdcheck.cli import invoke

    monkeypatch.chdir(shop.root)
    assert invoke(("trust", "--grant", "--yes")) == 0
    monkeypatch.chdir(fleet.root)
    fleet.list("shop")
    assert states(fleet.row(*RUN))[1] == "not run"


def test_the_head_is_run_and_nothing_is_written_there(fleet, shop):
    git(shop.root, "checkout", "-q", "--detach")
    shop.commit({"README.md": "of a HEAD that no branch holds"})
    before = git(shop.root, "for-each-ref"), sorted(path.name for path in shop.root.rglob("*"))
    (shop.root / "README.md").unlink()
    git(fleet.root, "clone", "-q", "--bare", shop.url, "bare.git")
    fleet.list("shop", shop.url, "bare.git")
    assert [states(row)[:2] for row in fleet.rows(*RUN, "--trust")] == [["passed", "passed"]] * 3
    assert not (shop.root / "out.txt").exists()
    assert (git(shop.root, "for-each-ref"), sorted({*(path.name for path in shop.root.rglob("*")), "README.md"})) == (
        before[0],
        sorted(set(before[1])),
    )


def test_several_checklists_with_names_that_are_odd(fleet):
    names = ("-CHECKLIST.md", "my CHECKLIST.md", "CHECKLIST-people.md")
    files = dict.fromkeys(names, LIST) | {"CHECKLIST-people.md": "- [x] By a person\n"}
    fleet.repo("a shop: 50% off").commit(files | {"README.md": "x"})
    fleet.list("./a shop: 50% off")
    rows = {row["checklist"]["path"]: states(row) for row in fleet.rows(*RUN)}
    assert rows == {
        "-CHECKLIST.md": ["passed", "not run", "ticked", "not applicable"],
        "my CHECKLIST.md": ["passed", "not run", "ticked", "not applicable"],
        "CHECKLIST-people.md": ["ticked"],
    }


def test_an_order_that_fails_is_a_row_that_says_why(fleet, shop):
    fleet.repo("wrong").commit({"CHECKLIST.md": "- [ ] x\n  ```check\n  no_kind: 1\n  ```\n"})
    fleet.repo("manual").commit({"CHECKLIST.md": "- [ ] x\n"})
    fleet.list("wrong", "shop", "manual", "nowhere")
    rows = {row["name"]: row for row in fleet.rows(*RUN, code=1)}
    assert "CHECKLIST.md:3:3: error: “no_kind” is no kind of check" in rows["wrong"]["problem"]
    assert rows["wrong"]["commit"]
    assert (rows["nowhere"]["problem"], rows["shop"]["problem"]) == ("there is no such folder", None)
    assert states(rows["manual"]) == ["open"]
    code, out, _ = fleet.mdcheck(*RUN)
    assert (code, "2 repositories could not be run" in out, "\nNot run\n" in out) == (1, True, True)


WRONG = "- [ ] x\n  ```check\n  no_kind: 1\n  ```\n"


def test_a_checklist_in_error_fails_no_other_of_its_repository(fleet):
    files = {"A-CHECKLIST.md": LIST, "B-CHECKLIST.md": WRONG, "C-CHECKLIST.md": "- [x] By a person\n", "README.md": "x"}
    fleet.repo("shop").commit({**files, "D-CHECKLIST.md": WRONG.replace("no_kind", "nor_this")})
    fleet.list("shop")
    rows = {row["path"]: row for row in fleet.rows(*RUN, "--trust", code=1)}
    assert states(rows["A-CHECKLIST.md"]) == ["passed", "passed", "ticked", "not applicable"]
    assert states(rows["C-CHECKLIST.md"]) == ["ticked"]
    assert rows["A-CHECKLIST.md"]["problem"] is None
    assert "B-CHECKLIST.md:3:3: error: “no_kind” is no kind" in rows["B-CHECKLIST.md"]["problem"]
    assert "D-CHECKLIST.md:3:3: error: “nor_this” is no kind" in rows["D-CHECKLIST.md"]["problem"]
    for form in ("text", "html", "markdown"):
        code, out, _ = fleet.mdcheck(*RUN, "-f", form)
        assert (code, "shop: B-CHECKLIST.md" in out, "2 checklists could not be run" in out) == (1, True, True)
    code, out, _ = fleet.mdcheck(*RUN, "-f", "csv")
    found = [(row["path"], bool(row["problem"])) for row in csv.DictReader(io.StringIO(out))]
    assert found == [(f"{name}-CHECKLIST.md", name in "BD") for name in "ABCD"]


def test_what_no_worker_could_do_is_not_tried_for_each_checklist(fleet, monkeypatch):
    fleet.repo("shop").commit({"A-CHECKLIST.md": LIST, "B-CHECKLIST.md": LIST})
    sent = []
    monkeypatch.setattr(
        "mdcheck.app.orders.processes.carry_out",
        lambda order, cancel: sent.append(order) or plain(Answer(problem="the worker died over it", again=True)),
    )
    fleet.list("shop")
    rows = fleet.rows(*RUN, code=1)
    assert [(row["path"], row["problem"]) for row in rows] == [
        ("A-CHECKLIST.md", "the worker died over it"),
        ("B-CHECKLIST.md", "the worker died over it"),
    ]
    assert [len(order["documents"]) for order in sent] == [2, 2]


def test_what_the_budget_does_not_reach_is_told(fleet, shop):
    fleet.list("shop")
    row = fleet.row(*RUN, "--budget", "1ms", code=1)
    assert row["problem"] == "the time for the whole run is used up (--budget)"
    assert fleet.row(*RUN, "--trust", "--budget", "1h")["problem"] is None


def test_a_repository_that_the_budget_does_not_reach_is_not_read(fleet, shop):
    question = Question(
        today=TODAY,
        within=30,
        seconds=60,
        offline=False,
        retry=False,
        cancel=Cancellation(),
        hosts=Hosts(),
        until=time.monotonic(),
    )
    (row,) = read_repository(Address(at=shop.url, url=shop.url, name="shop"), question)
    assert row.problem == "the time for the whole run is used up (--budget)"
    assert not fleet.cache.exists()


def test_checks_that_the_budget_does_not_reach_are_told(fleet, monkeypatch):
    from mdcheck.app.orders.carry_out import carry_out

    fleet.repo("slow").commit({"CHECKLIST.md": "- [ ] x\n  ```check sh\n  true\n  ```\n- [x] By a person\n"})
    fleet.list("slow")
    monkeypatch.setattr(
        "mdcheck.app.orders.processes.carry_out", lambda order, cancel: carry_out({**order, "seconds": 0.001}, cancel)
    )
    row = fleet.row(*RUN, "--trust", code=1)
    assert states(row) == ["errored", "ticked"]
    assert row["checklist"]["notes"] == ["1 check was not reached: the time for the whole run is used up (--budget)"]


def test_orders_that_the_budget_does_not_reach_are_not_handed_out(fleet, shop, monkeypatch):
    """The first order takes all of it."""
    fleet.repo("other").commit({"CHECKLIST.md": LIST})
    fleet.list("other", "shop")
    sent, moment = [], [0.0]
    monkeypatch.setattr("mdcheck.app.orders.hand_out.time.monotonic", lambda: moment[0])

    def slow(order, cancel):
        sent.append(order["seconds"])
        moment[0] = float("inf")
        return plain(Answer(problem="slow"))

    monkeypatch.setattr("mdcheck.app.orders.processes.carry_out", slow)
    rows = fleet.rows("--run", "-j", "1", "--budget", "1h", code=1)
    assert sorted(row["problem"] for row in rows) == ["slow", "the time for the whole run is used up (--budget)"]
    assert len(sent) == 1


@pytest.mark.parametrize("form", ["text", "html", "markdown", "csv"])
def test_every_format_shows_them(fleet, shop, form):
    fleet.repo("other").commit({"CHECKLIST.md": LIST})
    fleet.list("shop", "other")
    code, out, _ = fleet.mdcheck(*RUN, "-f", form)
    assert code == 0
    if form == "csv":
        head, row, _ = csv.reader(io.StringIO(out))
        assert row[head.index("a-readme")] == "failed"
    else:
        assert ("from a run of the checks" if form == "html" else "Failing in most") in out


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(problem="the worker died over it"), "the worker died over it"),
        (Answer(recording=b"nonsense"), "the worker's answer"),
        (Answer(), "the worker's answer"),
    ],
)
def test_an_answer_that_is_no_recording(fleet, shop, monkeypatch, answer, problem):
    monkeypatch.setattr("mdcheck.app.orders.processes.carry_out", lambda _order, cancel: plain(answer))
    fleet.list("shop")
    assert problem in fleet.row(*RUN, code=1)["problem"]


def test_a_recording_of_something_else(fleet, shop, monkeypatch):
    from mdcheck.app.orders.carry_out import carry_out

    other = fleet.repo("other").commit({"B.md": LIST})
    commit = git(other.root, "rev-parse", "HEAD").strip()
    changed = {"repository": other.url, "commit": commit, "documents": ("B.md",)}
    monkeypatch.setattr(
        "mdcheck.app.orders.processes.carry_out", lambda order, cancel: carry_out({**order, **changed}, cancel)
    )
    fleet.list("shop")
    assert "the worker ran commit " in fleet.row(*RUN, code=1)["problem"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--on", "processes"], "--on needs --run"),
        (["--trust"], "--trust needs --run"),
        (["--budget", "1m"], "--budget needs --run"),
        (["--run", "--budget", "soon"], "--budget"),
        (["--run", "--budget", "99999999999999999999d"], "a budget is 7d at most"),
        (["--run", "--offline"], "--run can't be combined with --offline or --retry"),
        (["--run", "--retry"], "--run can't be combined with --offline or --retry"),
        (["--run", "--on", "nowhere"], "“nowhere” is no place to run"),
        (["--run", "--on", "dask://x"], "“x” is no address of a scheduler"),
    ],
)
def test_options_that_make_no_sense(fleet, shop, options, message):
    fleet.list("shop")
    code, out, err = fleet.mdcheck(*options)
    assert (code, out, message in err) == (3, "", True)
    assert not fleet.cache.exists()


def test_a_cluster(fleet, shop, tmp_path):
    pytest.importorskip("distributed")
    from testing.cluster import cluster

    folder = tmp_path / "cluster"
    folder.mkdir()
    fleet.list("shop")
    with cluster(folder) as made:
        row = fleet.row("--run", "--on", made.on, "--trust")
    assert states(row) == ["failed", "failed", "ticked", "not applicable"]


def test_a_folder_s_configuration_runs_nothing(fleet, shop):
    mark = fleet.root.parent / "harmed"
    shop.commit({".gitattributes": "* filter=evil"})
    for key in ("uploadpack.packObjectsHook", "core.fsmonitor", "filter.evil.smudge"):
        git(shop.root, "config", key, f"touch {mark};")
    fleet.list("shop")
    assert fleet.row(*RUN)["checklist"]
    assert not mark.exists()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://git.example.org/x.git", ("https", "ssh")),
        ("git@git.example.org:team/x.git", ("https", "ssh")),
        ("git.example.org:x", ("https", "ssh")),
        ("file:///srv/my%20shop", ("file",)),
        ("file://host/srv", ()),
        ("-oProxyCommand=x@host:y", ()),
        ("-x@host:y", ()),
        ("host:-x y", ()),
        ("ext::sh -c id", ()),
        ("ext::id", ()),
        ("fd::7", ()),
        ("/srv/a:b", ()),
        ("", ()),
    ],
)
def test_what_an_order_may_clone(url, expected):
    assert protocols_of(url) == expected


def test_a_blank_in_an_address():
    assert _url(Address(at="", name="", url="https://git.example.org/a b")) == "https://git.example.org/a%20b"


def test_it_ends_when_it_is_told_to(fleet):
    fleet.repo("slow").commit({"CHECKLIST.md": '- [ ] x\n  ```check sh\n  touch "$HOME/begun"; sleep 600\n  ```\n'})
    fleet.list("slow")
    import os
    import sys
    import threading
    from pathlib import Path

    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "mdcheck", "fleet", "--run", "--trust"],
        cwd=fleet.root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stderr=subprocess.PIPE,
        text=True,
    )
    waiting = threading.Event()
    while process.poll() is None and not (Path.home() / "begun").exists():
        waiting.wait(0.05)
    process.send_signal(2)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, "interrupted" in err) == (130, True)
