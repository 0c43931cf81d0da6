"""`mdcheck run --on dask://…`, on a real cluster of several processes: workers that die, a scheduler that is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from testing.cluster import cluster, until
from testing.tiers import thorough

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="workers are found in /proc")

LIST = """\
- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [ ] Built
  ```check sh
  exit 0
  ```
- [ ] Fails
  ```check sh
  exit 3
  ```
"""
WAITS = """\
- [ ] Waits
  ```check sh timeout=10m
  echo "$PPID" >> begun
  while [ ! -e go ]; do sleep 0.05; done
  ```
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """For the tests that harm nothing."""
    with cluster(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder) as made:
        yield made


@pytest.fixture
def listed(project):
    project.write(LIST)
    project.write("# Read me\n", "README.md")
    project.commit_all()
    return project


def outcomes(text):
    (file,) = json.loads(text)["files"]
    return {item["id"]: (check["outcome"], check["message"]) for item in file["items"] for check in item["checks"]}


def test_a_cluster_reports_what_one_run_would(listed, shared):
    file = str(listed.root.parent / "r.jsonl")
    on = listed.mdcheck("run", "--on", shared.on, "--trust", "-f", "json", "--results", file)
    ran = listed.mdcheck("run", "--trust", "-f", "json")
    assert (on.code, outcomes(on.out)) == (1, outcomes(ran.out)), on.err
    assert '"system":"Dask"' in Path(file).read_text()
    assert listed.mdcheck("results", file).code == 1
    # The same again is not the same: nothing is taken from what the cluster remembers.
    listed.write("- [ ] None\n  ```check\n  file_exists: none\n  ```\n")
    assert listed.mdcheck("run", "--on", shared.on, "--trust").code == 1
    listed.write("", "none")
    listed.write("x", "none")
    assert listed.mdcheck("run", "--on", shared.on, "--trust").code == 0


def test_nothing_is_trusted_that_the_order_does_not_say(listed, shared):
    listed.mdcheck("trust", "--grant", "--yes")
    on = listed.mdcheck("run", "--on", shared.on)
    assert (on.code, "2 checks were not run" in on.err) == (4, True)


def test_workers_that_can_not_clone(listed, shared):
    on = listed.mdcheck("run", "--on", shared.on, "--from", "https://127.0.0.1:1/none.git", "--trust", "-f", "json")
    assert on.code == 1
    assert {outcome for outcome, _ in outcomes(on.out).values()} == {"errored"}
    assert "https://127.0.0.1:1/none.git can't be cloned" in on.out


class Begun:
    """mdcheck on a cluster, under way."""

    def __init__(self, project, on, *options):
        self.project = project
        command = [sys.executable, "-m", "mdcheck", "run", "--on", on, "--trust", "-f", "json", *options]
        self.process = subprocess.Popen(
            command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )

    def worker(self, number=1):
        """The worker that has begun the check for the so-manieth time."""
        begun = self.project.root / "begun"
        lines = until(lambda: begun.exists() and (found := begun.read_text().split())[number - 1 :] and found)
        return parent(int(lines[number - 1]))

    def end(self):
        out, err = self.process.communicate(timeout=300)
        return self.process.returncode, out.decode(), err.decode()


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.fixture
def begin(listed):
    listed.write(LIST + WAITS)
    listed.commit_all()
    running = []

    def start(on, *options):
        running.append(Begun(listed, on, *options))
        return running[-1]

    yield start
    (listed.root / "go").touch()
    for begun in running:
        begun.process.terminate()
        begun.process.communicate(timeout=120)


@thorough
def test_a_worker_that_dies_is_replaced(listed, own, begin):
    begun = begin(own.on)
    worker = begun.worker()
    assert worker in own.workers
    os.kill(worker, signal.SIGKILL)
    assert begun.worker(2) in set(own.workers) - {worker}
    (listed.root / "go").touch()
    code, out, err = begun.end()
    assert code == 1, err
    found = {name: outcome for name, (outcome, _) in outcomes(out).items()}
    assert found == {"a-readme": "passed", "built": "passed", "fails": "failed", "waits": "passed"}


@thorough
def test_an_order_that_kills_two_workers_is_not_tried_again(listed, own, begin):
    begun = begin(own.on, "--shards", "4")
    for number in (1, 2):
        os.kill(begun.worker(number), signal.SIGKILL)
    code, out, _ = begun.end()
    found = outcomes(out)
    assert found["waits"] == ("errored", "two workers died over it")
    assert {found[name][0] for name in ("a-readme", "built", "fails")} == {"passed", "failed"}
    assert code == 1
    assert len((listed.root / "begun").read_text().split()) == 2


@thorough
def test_a_lost_scheduler(own, begin):
    begun = begin(own.on, "--shards", "4")
    begun.worker()
    os.kill(own.scheduler.pid, signal.SIGKILL)
    code, out, err = begun.end()
    assert code == 1, err
    assert outcomes(out)["waits"] == ("errored", "the scheduler was lost")


DIES_IN_GATHER = """\
import os


def dask_setup(scheduler):
    scheduler.handlers["gather"] = lambda *_, **_more: os._exit(1)
"""


def test_a_scheduler_that_is_lost_while_an_answer_is_fetched(listed, tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    (folder / "dies.py").write_text(DIES_IN_GATHER)
    with cluster(folder, workers=1, scheduler=("--preload", str(folder / "dies.py"))) as made:
        on = listed.mdcheck("run", "--on", made.on, "--trust", "-f", "json", "--shards", "2")
    assert on.code == 1, on.err
    assert set(outcomes(on.out).values()) == {("errored", "the scheduler was lost")}


@thorough
def test_an_interrupt_ends_what_the_workers_run(listed, own, begin):
    begun = begin(own.on)
    begun.worker()
    (pid,) = (listed.root / "begun").read_text().split()
    begun.process.send_signal(signal.SIGINT)
    code, _, err = begun.end()
    assert (code, err.splitlines()[-1]) == (130, "interrupted: nothing was written")
    until(lambda: not Path(f"/proc/{pid}").exists())


@thorough
def test_a_cluster_without_workers(listed, tmp_path):
    with cluster(tmp_path, workers=0) as made:
        ended = listed.mdcheck("run", "--on", made.on)
    assert ended.code == 4
    assert "the cluster has no workers" in ended.err
    assert f"dask worker tcp://{made.address}" in ended.err


def test_no_scheduler(listed, monkeypatch):
    monkeypatch.setattr("mdcheck.app.orders.dask._PATIENCE", "0.5s")
    ended = listed.mdcheck("run", "--on", "dask://127.0.0.1:1")
    assert (ended.code, "no scheduler answers" in ended.err, "fix:" in ended.err) == (4, True, True)
