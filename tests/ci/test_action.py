"""The GitHub action: nothing in it can be injected, and its scripts do what its inputs ask for."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from testing.tiers import thorough
from testing.working_copy import working_copy

from mdcheck.execution.trust.policy import STRANGERS_EVENTS

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, RUN = ACTION["runs"]["steps"]
FOLDER = "${{ steps.install.outputs.folder }}"
LIST = """\
- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [ ] A script
  ```check sh
  touch ran
  ```
"""


def test_inputs():
    assert list(ACTION["inputs"]) == [
        "mode",
        "files",
        "args",
        "results",
        "shard",
        "trust",
        "fail-under",
        "base",
        "sandbox",
    ]
    assert ACTION["runs"]["using"] == "composite"
    assert {step["shell"] for step in (INSTALL, RUN)} == {"bash"}


def test_no_expression_stands_in_a_script():
    assert [step["name"] for step in (INSTALL, RUN) if "${{" in step["run"]] == []


def test_each_input_is_handed_over_once():
    handed = [text for step in (INSTALL, RUN) for text in step.get("env", {}).values()]
    assert handed == [FOLDER, *(f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"])]


def test_it_takes_no_other_action_along():
    assert [step for step in (INSTALL, RUN) if "uses" in step] == []


class Ended(NamedTuple):
    code: int
    out: str
    summary: str
    output: str
    path: str


class Runner:
    """A runner of GitHub's, as far as the action sees it."""

    def __init__(self, folder):
        self.temp = folder / "temp"
        self.work = folder / "work"
        for place in (self.temp, self.work):
            place.mkdir()
        self.action = ROOT
        self.folder = self.temp / "mdcheck.0"

    def step(self, step, env=None, **inputs):
        # An expression of the event is empty outside of a pull request.
        defaults = {name: re.sub(r"^\$\{\{.*", "", entry["default"]) for name, entry in ACTION["inputs"].items()}
        values = defaults | inputs
        given = {
            name: re.sub(r"\$\{\{ inputs\.(.+) \}\}", lambda m: values[m[1]], v)
            for name, v in step.get("env", {}).items()
            if v != FOLDER
        }
        files = {name: self.temp / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH")}
        for file in files.values():
            file.write_text("")
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "MDCHECK_", "GIT_"))
        }
        environ = {
            **kept,
            "CI": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_EVENT_NAME": "pull_request",
            "FOLDER": str(self.folder),
            "PYTHONPATH": os.pathsep.join(sys.path),
            **{name: str(file) for name, file in files.items()},
            **given,
            **(env or {}),
        }
        script = self.temp / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.work,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), *(file.read_text() for file in files.values()))


@pytest.fixture
def runner(tmp_path):
    made = Runner(tmp_path)
    (made.work / "CHECKLIST.md").write_text(LIST)
    (made.work / "README.md").write_text("# Read me\n")
    folder = made.folder / "python" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    command = made.folder / "bin" / "mdcheck"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mdcheck "$@"\n')
    command.chmod(0o755)
    return made


def test_by_default_no_code_runs(runner):
    ended = runner.step(RUN)
    assert (ended.code, ended.output) == (0, "exit-status=0\n")
    assert not (runner.work / "ran").exists()
    assert "A readme" in ended.summary


def test_what_fails_is_annotated(runner):
    (runner.work / "README.md").unlink()
    ended = runner.step(RUN)
    assert (ended.code, ended.output) == (1, "exit-status=1\n")
    assert "::error file=CHECKLIST.md,line=2," in ended.out


def test_the_base_of_a_pull_request_judges_it(runner):
    git = ["git", "-C", str(runner.work), "-c", "user.name=A", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "base"]):
        subprocess.run([*git, *words], check=True)
    (runner.work / "mdcheck.toml").write_text('files = ["other.md"]\n')
    (runner.work / "other.md").write_text("- [ ] A list\n  ```check\n  file_exists: other.md\n  ```\n")
    (runner.work / "CHECKLIST.md").write_text("- [ ] Nothing to do\n")
    for base, code in (("HEAD", 1), ("none", 0), ("", 0)):
        ended = runner.step(RUN, base=base)
        assert (ended.code, "gone since HEAD" in ended.out) == (code, bool(code))


def test_trust_runs_code(runner):
    assert runner.step(RUN, trust="true").code == 0
    assert (runner.work / "ran").exists()


@pytest.mark.parametrize("event", sorted(STRANGERS_EVENTS))
def test_under_a_strangers_event_it_does_not(runner, event):
    ended = runner.step(RUN, trust="true", env={"GITHUB_EVENT_NAME": event, "MDCHECK_TRUST": "1"})
    assert (ended.code, f"trust is refused under {event}" in ended.out) == (4, True)
    assert not (runner.work / "ran").exists()
    ended = runner.step(RUN, env={"GITHUB_EVENT_NAME": event, "MDCHECK_TRUST": "1"})
    assert (ended.code, (runner.work / "ran").exists()) == (0, False)


def test_warnings_pass(runner):
    (runner.work / "CHECKLIST.md").write_text(LIST.replace("README.md", "NONE.md\n  severity: warning"))
    ended = runner.step(RUN)
    assert (ended.code, ended.output) == (0, "exit-status=2\n")
    assert "::warning file=" in ended.out


def git(place, *words):
    who = ["-c", "user.name=A", "-c", "user.email=a@b"]
    done = subprocess.run(["git", "-C", place, *who, *words], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode().strip()


@pytest.fixture
def pipeline(runner, tmp_path):
    """A bare repository with a checklist, a clone for the job that records, and one for the job that applies."""
    (runner.work / "CHECKLIST.md").write_text(TWO)
    git(runner.work, "init", "-q", "-b", "main")
    git(runner.work, "add", ".")
    git(runner.work, "commit", "-qm", "a checklist")
    runner.origin = tmp_path / "origin.git"
    git(tmp_path, "clone", "-q", "--bare", str(runner.work), str(runner.origin))
    runner.sha = git(runner.work, "rev-parse", "HEAD")
    runner.artifacts = tmp_path / "artifacts"
    runner.artifacts.mkdir()
    return runner


TWO = """\
# Release [0/3]

- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [ ] A script
  ```check sh
  touch ran
  ```
- [x] Fails
  ```check sh
  exit 1
  ```
"""


def job(runner, tmp_path, name, **inputs):
    """One job of the pipeline, in a clone of its own at the commit of the event."""
    place = tmp_path / name
    if not place.exists():
        git(tmp_path, "clone", "-q", str(runner.origin), str(place))
        git(place, "config", "user.name", "mdcheck")
        git(place, "config", "user.email", "mdcheck@example.org")
        git(place, "checkout", "-q", runner.sha)
    runner.work = place
    return runner.step(RUN, env={"GITHUB_SHA": runner.sha, "GITHUB_EVENT_NAME": "push"}, **inputs)


def record(runner, tmp_path, shards=2):
    for number in range(1, shards + 1):
        file = runner.artifacts / f"results-{number}" / "results.jsonl"
        file.parent.mkdir()
        inputs = {"mode": "record", "trust": "true", "shard": f"{number}/{shards}", "results": str(file)}
        ended = job(runner, tmp_path, f"record-{number}", sandbox="none", **inputs)
        assert ended.code == 0, ended.out
        assert git(runner.work, "status", "--porcelain") in ("", "?? ran")


def test_two_jobs_played_through(pipeline, tmp_path):
    """The first one runs and can write nothing; the second one runs nothing, ticks, commits and pushes."""
    record(pipeline, tmp_path)
    ended = job(pipeline, tmp_path, "apply", mode="apply", results=str(pipeline.artifacts))
    assert (ended.code, ended.output) == (0, "exit-status=1\n"), ended.out
    assert not (pipeline.work / "ran").exists()
    git(pipeline.work, "push", "-q", "origin", "HEAD:main")
    after = git(pipeline.origin, "show", "main:CHECKLIST.md") + "\n"
    assert after == TWO.replace("[0/3]", "[2/3]").replace("[ ] A", "[x] A").replace("[x] Fails", "[ ] Fails")
    assert "- unticked: Fails" in git(pipeline.origin, "log", "-1", "--format=%B", "main")
    assert git(pipeline.origin, "rev-parse", "main~1") == pipeline.sha


def test_results_of_another_commit_are_not_applied(pipeline, tmp_path):
    record(pipeline, tmp_path)
    clone = tmp_path / "record-1"
    git(clone, "commit", "-q", "--allow-empty", "-m", "later")
    git(clone, "push", "-q", "origin", "HEAD:main")
    pipeline.sha = git(clone, "rev-parse", "HEAD")
    ended = job(pipeline, tmp_path, "apply", mode="apply", results=str(pipeline.artifacts))
    assert ended.code == 4
    assert "the commit is " in ended.out
    assert (pipeline.work / "CHECKLIST.md").read_text() == TWO


def test_the_commit_is_that_of_the_event(pipeline, tmp_path):
    """Also where somebody has checked out what an artifact names."""
    record(pipeline, tmp_path)
    job(pipeline, tmp_path, "apply", mode="run")
    pipeline.sha = "0" * 40
    ended = job(pipeline, tmp_path, "apply", mode="apply", results=str(pipeline.artifacts))
    assert (ended.code, f"needs the commit of the event, {'0' * 40}" in ended.out) == (4, True)


def test_a_missing_shard_is_not_applied(pipeline, tmp_path):
    record(pipeline, tmp_path)
    one = str(pipeline.artifacts / "results-1" / "results.jsonl")
    ended = job(pipeline, tmp_path, "apply", mode="apply", results=f"\n{one}\n")
    assert (ended.code, "1 shard is missing" in ended.out) == (4, True)
    assert (pipeline.work / "CHECKLIST.md").read_text() == TWO


@pytest.mark.parametrize("event", sorted(STRANGERS_EVENTS))
def test_under_a_strangers_event_nothing_is_applied(runner, event):
    ended = runner.step(RUN, mode="apply", results="r.jsonl", env={"GITHUB_EVENT_NAME": event, "GITHUB_SHA": ""})
    assert (ended.code, f"mode: apply is refused under {event}" in ended.out) == (4, True)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"mode": "record"}, "mode: record needs the input results"),
        ({"mode": "apply"}, "there are no results"),
        ({"mode": "apply", "results": "empty"}, "there are no results"),
        ({"mode": "apply", "results": "none.jsonl", "trust": "true"}, "mode: apply runs nothing, so it takes no trust"),
        ({"mode": "apply", "results": "none.jsonl"}, "there is no such file of recorded results"),
        ({"mode": "Record", "results": "x"}, "the input mode is neither run, record nor apply"),
        ({"mode": "record", "results": "x", "shard": "3/2"}, "there is no shard 3 of 2"),
    ],
)
def test_modes_that_do_not_fit(pipeline, tmp_path, inputs, message):
    job(pipeline, tmp_path, "place")
    (pipeline.work / "empty").mkdir()
    ended = job(pipeline, tmp_path, "place", **inputs)
    assert ended.code == 3
    assert message in ended.out


@pytest.mark.parametrize("text", ["$(touch owned)", "`touch owned`", "x; touch owned", "x' $(touch owned) '", "*"])
def test_the_names_of_results_are_no_code(pipeline, tmp_path, text):
    for mode in ("record", "apply"):
        job(pipeline, tmp_path, "place", mode=mode, results=text, shard=text if mode == "apply" else "")
    assert not list(tmp_path.rglob("owned"))


def test_fail_under(runner):
    (runner.work / "CHECKLIST.md").write_text(LIST.replace("README.md", "NONE.md\n  severity: warning"))
    assert runner.step(RUN, **{"fail-under": "90"}).code == 1
    assert runner.step(RUN, **{"fail-under": "50"}).code == 0
    assert runner.step(RUN, **{"fail-under": "x"}).code == 3


def test_files_one_to_a_line(runner):
    (runner.work / "a b.md").write_text(LIST)
    (runner.work / "--trust").write_text(LIST)
    ended = runner.step(RUN, files="a b.md\n--trust\n\n", args="--report json:out.json")
    assert (ended.code, (runner.work / "ran").exists()) == (0, False)
    assert '"path":"a b.md"' in (runner.work / "out.json").read_text().replace(": ", ":")
    assert runner.step(RUN, files="none.md").code == 3


def test_arguments_are_quoted_as_in_a_shell(runner):
    ended = runner.step(RUN, args="--only 'A  readmee' -v")
    assert (ended.code, "--only “A  readmee” names no item" in ended.out) == (3, True)


@pytest.mark.parametrize("name", ["mode", "files", "args", "trust", "fail-under"])
@pytest.mark.parametrize(
    "text",
    [
        "$(touch owned)",
        "`touch owned`",
        "x; touch owned",
        "x && touch owned #",
        "x' $(touch owned) '",
        'x" $(touch owned) "',
        "x\ntouch owned",
        "*",
        "-c 'touch owned'",
        "'",
    ],
)
def test_no_input_is_code(runner, name, text):
    ended = runner.step(RUN, **{name: text})
    assert ended.code == 3, ended.out
    assert list(runner.work.rglob("owned")) == []
    assert list(runner.temp.rglob("owned")) == []


@thorough
@pytest.mark.parametrize("name", ["venv.py", "pip.py", "sysconfig.py"])
def test_a_module_of_the_branch_is_no_code_of_ours(runner, tmp_path, name):
    """`python -m` looks for modules in the working folder first, which holds what a stranger wrote."""
    (runner.work / name).write_text("open('owned', 'w')\n")
    runner.action = tmp_path / "action"
    (runner.action / "requirements").mkdir(parents=True)
    (runner.action / "requirements" / "run.txt").write_text(f"mdcheck-none==0.0.0 --hash=sha256:{'0' * 64}\n")
    env = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": "", "PIP_NO_INDEX": "1"}
    ended = runner.step(INSTALL, env=env)
    assert ended.code == 1
    assert "No matching distribution found for mdcheck-none==0.0.0" in ended.out
    assert not (runner.work / "owned").exists()


def test_the_folder_is_new_whatever_stands_there(runner, tmp_path):
    """Nobody can prepare it: it has a name that nobody knows, and is its owner's alone."""
    python = tmp_path / "python"
    python.mkdir()
    (python / "python3").write_text('#!/bin/sh\ncase "$*" in *venv*) ls -ld "${4%/python}"; exit 9;; esac\n')
    (python / "python3").chmod(0o755)
    (runner.temp / "mdcheck").mkdir()
    seen = {runner.step(INSTALL, env={"PATH": f"{python}:{os.environ['PATH']}"}).out for _ in range(2)}
    assert len(seen) == 2
    assert all(line.startswith("drwx------") for line in seen)


def test_packages_are_those_of_the_lock_file(runner):
    assert "--require-hashes" in INSTALL["run"]
    assert "--no-deps --no-index" in INSTALL["run"]


def zizmor(*places):
    """What is found, without asking other machines; an exception stands beside what it is for, with its reason."""
    command = [Path(sys.executable).with_name("zizmor"), "--offline", "--format", "json", "--no-progress", *places]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("GH_", "GITHUB_", "ZIZMOR_"))}
    done = subprocess.run(command, capture_output=True, check=False, env=environ)
    assert done.returncode in (0, 10, 11, 12, 13, 14), done.stderr.decode()
    return [(one["ident"], one["desc"]) for one in json.loads(done.stdout) if not one["ignored"]]


def test_zizmor_finds_nothing_in_the_action():
    assert zizmor(ROOT / "action.yml") == []


def test_zizmor_finds_nothing_in_the_workflows_of_the_documents(tmp_path):
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    examples = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    workflows = [text for text in examples if re.search(r"^jobs:", text, re.MULTILINE)]
    for number, text in enumerate(workflows):
        (folder / f"{number}.yml").write_text(text)
    assert len(workflows) == 5
    assert zizmor(folder) == []


def test_zizmor_would_find_something(tmp_path):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    steps = "    steps:\n      - uses: actions/checkout@v5\n"
    (folder / "x.yml").write_text(f"on: push\npermissions: {{}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n{steps}")
    assert {name for name, _ in zizmor(folder)} == {"unpinned-uses", "artipacked"}


def test_an_old_python(runner, tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "python3").write_text("#!/bin/sh\nexit 1\n")
    (folder / "python3").chmod(0o755)
    ended = runner.step(INSTALL, env={"PATH": f"{folder}:{os.environ['PATH']}"})
    assert ended.code == 3
    said = "mdcheck needs Python 3.11 or later as python3: put actions/setup-python before this step"
    assert ended.out == f"::error title=mdcheck::{said}\n"


@thorough
def test_it_installs_the_code_of_the_action(runner, tmp_path):
    """The real thing: a virtual environment, packages from the index, and this working tree."""
    runner.action = working_copy(tmp_path / "action")
    env = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": ""}
    installed = runner.step(INSTALL, env=env)
    assert installed.code == 0, installed.out
    runner.folder = Path(installed.output.removeprefix("folder=").removesuffix("\n"))
    assert installed.path == f"{runner.folder}/bin\n"
    assert [path.name for path in (runner.folder / "bin").iterdir()] == ["mdcheck"]
    (runner.work / "click.py").write_text("open('owned', 'w')\n")
    ended = runner.step(RUN, env=env)
    assert not (runner.work / "owned").exists()
    assert (ended.code, ended.output) == (0, "exit-status=0\n"), ended.out
