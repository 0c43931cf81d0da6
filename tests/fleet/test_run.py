"""`mdcheck fleet --run`: orders to workers, fresh outcomes in the rows, and nothing written into repositories."""

import csv
import io
import subprocess

import pytest
from testing.fleets import git

from mdcheck.app.fleet.addresses import Address
from mdcheck.app.fleet.run import _url
from mdcheck.app.orders.order import Answer, plain
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
