"""A check that passed need not run again while all that it depends on is the same."""

from __future__ import annotations

import json
import os

import pytest

from mdcheck.document.blocks.common_options import read_common
from mdcheck.document.model import CommonOptions, Severity
from mdcheck.errors import RefusedError
from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.cache import Cache
from mdcheck.execution.plan import plan
from mdcheck.execution.runner import run_checks
from mdcheck.execution.trust.policy import TrustAll, TrustNone
from mdcheck.kinds.run import Run
from mdcheck.results.outcome import Outcome, failed, passed, warned

KEY = "/home/ada/project/.git"
COUNTS = "echo x >> ../ran; echo fine"
NOON = 1_790_000_000.0


@pytest.fixture(autouse=True)
def state(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


class Rig:
    """One check after another in one repository, and how often its script has run."""

    def __init__(self, root, build):
        self.root = root
        self.build = build
        self.now = NOON
        self.environ = {"PATH": os.environ["PATH"], "HOME": "/home/ada"}
        self.trust = TrustAll()
        (root / "src").mkdir()
        (root / "src" / "a.py").write_text("a\n")

    @property
    def ran(self):
        path = self.root.parent / "ran"
        return len(path.read_text().split()) if path.exists() else 0

    def run(self, kind=COUNTS, *, name="a", document="LIST.md", reuse=True, jobs=1, **common):
        common = {"inputs": ("src/**",), **common}
        cache = Cache.open(KEY, document, work_tree=self.root, reuse=reuse)
        workspace = Workspace(root=self.root, environ=self.environ, clock=lambda: self.now)
        checks = [self.build.item(name, self.build.check(kind, **common))]
        ((result,),) = (
            item.checks
            for item in run_checks(
                plan(checks), workspace=workspace, trust=self.trust, jobs=jobs, document=document, cache=cache
            )
        )
        cache.save()
        return result


@pytest.fixture
def rig(root, build):
    return Rig(root, build)


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_pass_is_reported_without_running(rig, jobs):
    first, second = rig.run(jobs=jobs), rig.run(jobs=jobs)
    assert rig.ran == 1
    assert (first.outcome, first.message, first.output) == (Outcome.PASSED, "fine", "fine\n")
    assert (second.outcome, second.message) == (Outcome.PASSED, "passed (cached): fine")
    assert (second.duration, second.output) == (None, "")


def test_a_pass_without_a_message(rig):
    rig.run("echo x >> ../ran")
    assert (rig.run("echo x >> ../ran").message, rig.ran) == ("passed (cached)", 1)


def test_the_message_stays_the_same_from_run_to_run(rig):
    assert [rig.run().message for _ in range(3)] == ["fine", "passed (cached): fine", "passed (cached): fine"]


def test_without_inputs_nothing_is_kept(rig):
    rig.run(inputs=())
    rig.run(inputs=())
    assert rig.ran == 2


def touch(rig):
    os.utime(rig.root / "src" / "a.py", (1, 1))


def git_variable(rig):
    rig.environ |= {"GIT_DIR": "x", "MDCHECK_TRUST": "1", "SHLVL": "2", "_": "x", "OLDPWD": "/"}


@pytest.mark.parametrize(
    "change",
    [
        touch,
        git_variable,
        lambda rig: (rig.root / "other.py").write_text("b\n"),
        lambda rig: rig.environ.update(HOME="/home/eve"),
    ],
    ids=["time-of-a-file", "what-shells-set", "another-file", "value-of-a-variable"],
)
def test_what_does_not_matter(rig, change):
    rig.run()
    change(rig)
    rig.run()
    assert rig.ran == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda rig: (rig.root / "src" / "a.py").write_text("b\n"),
        lambda rig: (rig.root / "src" / "b.py").write_text("a\n"),
        lambda rig: (rig.root / "src" / "a.py").rename(rig.root / "src" / "b.py"),
        lambda rig: rig.environ.update(NEW="1"),
        lambda rig: rig.environ.pop("HOME"),
    ],
    ids=["content", "new-file", "renamed", "new-variable", "gone-variable"],
)
def test_what_does(rig, change):
    rig.run()
    change(rig)
    rig.run()
    assert rig.ran == 2


@pytest.mark.parametrize(
    "other",
    [{"timeout": 61.0}, {"severity": Severity.BLOCKER}, {"inputs": ("src/*",)}, {"name": "b"}, {"document": "B.md"}],
    ids=["timeout", "severity", "inputs", "item", "document"],
)
def test_another_block_is_another_check(rig, other):
    rig.run()
    rig.run(**other)
    assert rig.ran == 2


def test_a_script_that_the_block_names_is_an_input(rig):
    script = rig.root / "check.sh"
    script.write_text(COUNTS)
    rig.run("sh check.sh")
    rig.run("sh check.sh")
    assert rig.ran == 1
    script.write_text(COUNTS + "\n")
    rig.run("sh check.sh")
    assert rig.ran == 2


@pytest.mark.parametrize(("later", "ran"), [(0, 1), (59.9, 1), (60, 1), (60.1, 2), (-1, 2)])
def test_a_pass_holds_for_a_time(rig, later, ran):
    rig.run(cache=60.0)
    rig.now += later
    rig.run(cache=60.0)
    assert rig.ran == ran


def test_a_day_if_nothing_is_said():
    assert CommonOptions().cache == 24 * 3600


def test_the_time_counts_from_the_run_not_from_the_last_look(rig):
    rig.run(cache=60.0)
    rig.now += 40
    rig.run(cache=60.0)
    rig.now += 40
    rig.run(cache=60.0)
    assert rig.ran == 2


@pytest.mark.parametrize(
    "script",
    ["echo x >> ../ran; exit 1", "echo x >> ../ran; echo ::warning::hm", "echo x >> ../ran; exit 77"],
    ids=["failed", "warned", "not-applicable"],
)
def test_only_a_pass_is_kept(rig, script):
    for _ in range(2):
        assert rig.run(Run(run=script)).outcome is not Outcome.PASSED
    assert rig.ran == 2


def test_a_failure_takes_back_a_pass(rig):
    state = rig.root.parent / "state-of-the-world"
    script = f"echo x >> ../ran; test ! -e {state}"
    rig.run(script)
    state.touch()
    assert rig.run(script, reuse=False).outcome is Outcome.FAILED
    state.unlink()
    assert (rig.run(script).message, rig.ran) == ("", 3)


def test_what_runs_all_the_same_is_kept_for_the_next_time(rig):
    rig.run(reuse=False)
    rig.run(reuse=False)
    assert rig.ran == 2
    rig.run()
    assert rig.ran == 2


def test_what_is_not_trusted_does_not_pass_from_the_cache(rig):
    rig.run()
    rig.trust = TrustNone()
    assert rig.run().outcome is Outcome.NOT_RUN


def test_inert_kinds_too(rig):
    seen = []

    def looks(_workspace):
        seen.append(1)
        return passed("seen")

    assert [rig.run(looks).message for _ in range(2)] == ["seen", "passed (cached): seen"]
    assert seen == [1]


@pytest.mark.parametrize("inputs", [("nothing/**",), ("../outside",)], ids=["no-file", "outside"])
def test_inputs_that_can_not_be_told_apart_keep_nothing(rig, inputs):
    rig.run(inputs=inputs)
    rig.run(inputs=inputs)
    assert rig.ran == 2


def test_inputs_that_change_while_the_check_runs(rig):
    script = f"{COUNTS}; echo more >> src/a.py"
    rig.run(script)
    rig.run(script)
    assert rig.ran == 2


def cache_file(rig):
    return Cache.open(KEY, "LIST.md", work_tree=rig.root, reuse=True).file.path


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b'{"schema": 2, "repository": "x", "passes": {}}'])
def test_a_corrupt_cache_holds_nothing_and_is_replaced(rig, data):
    rig.run()
    cache_file(rig).write_bytes(data)
    rig.run()
    rig.run()
    assert rig.ran == 2


def test_the_cache_is_private_and_outside_of_the_repository(rig, monkeypatch):
    rig.run()
    path = cache_file(rig)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    path.chmod(0o666)
    with pytest.raises(RefusedError, match="others may have written to it"):
        cache_file(rig)
    monkeypatch.setenv("XDG_STATE_HOME", str(rig.root / "state"))
    with pytest.raises(RefusedError, match="lies inside the repository"):
        cache_file(rig)


def test_values_of_variables_are_not_kept(rig):
    rig.environ["TOKEN"] = "s3cret-value"
    rig.run()
    text = cache_file(rig).read_text()
    assert "s3cret-value" not in text
    (entry,) = json.loads(text)["passes"].values()
    assert sorted(entry) == ["at", "key", "message"]


def test_the_oldest_go_when_there_are_too_many(rig, monkeypatch):
    monkeypatch.setattr("mdcheck.execution.cache._MOST", 2)
    for name in "abc":
        rig.run(name=name)
        rig.now += 1
    places = [place.split("#")[1] for place in json.loads(cache_file(rig).read_text())["passes"]]
    assert places == ["b", "c"]


def test_two_runs_at_once_keep_what_both_found(rig, build):
    one, two = (Cache.open(KEY, "LIST.md", work_tree=rig.root, reuse=True) for _ in range(2))
    for cache, name in ((one, "a"), (two, "b")):
        check = build.check(lambda _: passed(), inputs=("src/**",))
        workspace = Workspace(root=rig.root)
        run_checks(
            plan([build.item(name, check)]),
            workspace=workspace,
            trust=TrustAll(),
            jobs=1,
            document="LIST.md",
            cache=cache,
        )
    two.save()
    one.save()
    assert len(json.loads(cache_file(rig).read_text())["passes"]) == 2


@pytest.mark.parametrize("finding", [failed("no"), warned("hm")], ids=["failed", "warned"])
def test_nothing_is_written_where_nothing_was_ever_kept(rig, finding):
    rig.run(lambda _: finding, inputs=())
    assert not cache_file(rig).exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ((), 86_400.0)),
        ({"inputs": "src/**"}, (("src/**",), 86_400.0)),
        ({"inputs": ["src/**", "a, b"], "cache": "7d"}, (("src/**", "a, b"), 604_800.0)),
        ({"inputs": "src/{a,b}/*, tests", "cache": 90}, (("src/{a,b}/*", "tests"), 90.0)),
    ],
)
def test_the_options(options, expected):
    common, problems = read_common(options)
    assert ((common.inputs, common.cache), problems) == (expected, {})


@pytest.mark.parametrize(
    ("options", "key", "message"),
    [
        ({"inputs": []}, "inputs", "inputs is a path or glob, or a list of them"),
        ({"inputs": ["a", ""]}, "inputs", "inputs is a path or glob, or a list of them"),
        ({"inputs": {"a": "b"}}, "inputs", "inputs is a path or glob, or a list of them"),
        ({"inputs": "a", "cache": True}, "cache", "cache is a duration such as 24h or 7d"),
        ({"inputs": "a", "cache": "soon"}, "cache", "“soon” is no duration: write 90s, 10m, 24h or 7d"),
        ({"inputs": "a", "cache": 0}, "cache", "cache is longer than nothing and 366d at most"),
        ({"cache": "1h"}, "cache", "a result can be kept only if “inputs” names the files that it depends on"),
    ],
)
def test_options_that_are_none(options, key, message):
    _, problems = read_common(options)
    assert list(problems) == [key]
    assert problems[key].startswith(message)


def test_a_message_that_is_no_text_is_kept(rig):
    """Names of files, and values in JSON, may hold what UTF-8 does not."""
    assert [rig.run(lambda _: passed("f\udcff")).message for _ in range(2)] == ["f\udcff", "passed (cached): f\\udcff"]
