"""docs/ci.md: its examples are YAML that means something, and its commands exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from mdcheck import __version__
from mdcheck.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXAMPLES = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)]
WORKFLOWS = [example for example in EXAMPLES if "jobs" in example]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_there_is_an_example_of_each_sort():
    events = [set(workflow[True]) if isinstance(workflow[True], dict) else {workflow[True]} for workflow in WORKFLOWS]
    assert events == [{"pull_request"}, {"pull_request"}, {"push"}, {"schedule", "workflow_dispatch"}, {"push"}]
    assert len(EXAMPLES) == len(WORKFLOWS) + 4


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow["name"])
class TestWorkflows:
    def test_no_expression_stands_in_a_script(self, workflow):
        assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []

    def test_permissions_are_as_few_as_can_be(self, workflow):
        for job in workflow["jobs"].values():
            pushes = any("git push" in step.get("run", "") for step in job["steps"])
            wanted = {"contents": "write", "pull-requests": "write"} if pushes else {"contents": "read"}
            assert job.get("permissions", workflow["permissions"]) == wanted

    def test_the_clone_keeps_no_token_but_where_it_pushes(self, workflow):
        for job in workflow["jobs"].values():
            (checkout,) = (step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@"))
            kept = checkout["with"].get("persist-credentials", True)
            assert kept is any("git push" in step.get("run", "") for step in job["steps"])

    def test_what_pushes_runs_nothing_of_strangers(self, workflow):
        """A job that runs checks with trust and may push is for a schedule only, where there is no other way."""
        for job in workflow["jobs"].values():
            pushes = any("git push" in step.get("run", "") for step in job["steps"])
            trusts = any(step.get("with", {}).get("trust") or "--trust" in step.get("run", "") for step in job["steps"])
            assert not (pushes and trusts) or "schedule" in workflow[True]

    def test_the_action_takes_the_inputs(self, workflow):
        for step in steps(workflow):
            if "/mdcheck@" in step.get("uses", ""):
                assert f"{step['uses']} # v{__version__}\n" in PAGE
                assert set(step.get("with", {})) <= set(ACTION["inputs"])
                assert {type(value) for value in step.get("with", {}).values()} <= {str}

    def test_on_a_strangers_branch_nothing_runs(self, workflow):
        if workflow[True] != "pull_request":
            return
        text = yaml.safe_dump(workflow)
        assert "trust" not in text
        assert "secrets" not in text


def test_the_inputs_are_told():
    table = PAGE.split("| input | meaning | default |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == list(ACTION["inputs"])


def test_the_hooks_are_told():
    assert set(re.findall(r"^\| `(mdcheck-[a-z]+)` \|", PAGE, re.MULTILINE)) == HOOKS
    (hooks,) = (example["repos"][0]["hooks"] for example in EXAMPLES if "repos" in example)
    assert {hook["id"] for hook in hooks} < HOOKS


def test_the_template_is_where_it_is_included_from():
    included = [entry for example in EXAMPLES for entry in example.get("include", ())]
    assert [(ROOT / entry["file"]).is_file() for entry in included] == [True, True]
    assert {entry["ref"] for entry in included} == {f"v{__version__}"}


def test_what_is_installed_is_a_commit_as_long_as_there_is_no_release():
    assert (
        re.findall(r"(?:pip|pipx|uv) \S*install (?!git\+https://github.com/your-org/mdcheck@[0-9a-f]{40}\n).*", PAGE)
        == []
    )


def commands():
    """Every call of mdcheck on the page, as its words."""
    found = re.findall(rf"\bmdcheck ((?:{'|'.join(COMMANDS)})\b[^\n`|&>]*)", PAGE)
    return sorted({re.sub(r"[.,:;)]+( .*)?$", "", text).strip() for text in found})


@pytest.mark.parametrize("text", commands())
def test_commands_and_their_options_exist(text):
    name, *words = text.split()
    command = cli.get_command(click.Context(cli), name)
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known


def test_all_of_the_pages_commands_are_looked_at():
    assert {text.split()[0] for text in commands()} == {"lint", "update", "run", "diff", "trust", "explain"}


def test_the_two_jobs_of_gitlab_played_through(tmp_path):
    (jobs,) = (example for example in EXAMPLES if "checklist-record" in example)
    record, apply = jobs["checklist-record"], jobs["checklist-apply"]
    assert apply["needs"] == ["checklist-record"]
    assert "CHECKLIST_TOKEN" not in str(record)
    origin, first, second = (tmp_path / name for name in ("origin.git", "first", "second"))
    play(
        tmp_path,
        ["git init -q -b main origin", "git -C origin config user.name A", "git -C origin config user.email a@b"],
    )
    (tmp_path / "origin" / "CHECKLIST.md").write_text(TWO, encoding="utf-8")
    (tmp_path / "origin" / ".gitignore").write_text("results-*.jsonl\n", encoding="utf-8")
    play(tmp_path / "origin", ["git add .", "git commit -qm first", f"git clone -q --bare . {origin}"])
    for clone in (first, second):
        play(tmp_path, [f"git clone -q {origin} {clone}"])
    sha = play(second, ["git rev-parse HEAD"]).strip()
    environ = {"CI": "true", "CI_COMMIT_SHA": sha, "CI_COMMIT_BRANCH": "main", "CI_NODE_TOTAL": str(record["parallel"])}
    for number in range(1, record["parallel"] + 1):
        play(first, without_network(record["script"], origin), CI_NODE_INDEX=str(number), **environ)
    for file in first.glob(record["artifacts"]["paths"][0]):
        (second / file.name).write_bytes(file.read_bytes())
    play(second, without_network(apply["script"], origin), **environ)
    after = play(origin, ["git show main:CHECKLIST.md"])
    assert after == TWO.replace("[0/2]", "[1/2]").replace("- [ ] Passes", "- [x] Passes")
    assert play(origin, ["git rev-parse main~1"]).strip() == sha
    assert not (second / "ran").exists()


TWO = """\
# Release [0/2]

- [ ] Passes
  ```check sh
  touch ran
  ```
- [ ] Fails
  ```check sh
  exit 1
  ```
"""


def without_network(script, origin):
    """The script as it stands on the page, without what asks other machines."""
    mdcheck = f'"{sys.executable}" -m mdcheck'
    lines = [re.sub(r"^mdcheck ", f"{mdcheck} ", line) for line in script if not line.startswith("pip ")]
    return [re.sub(r'"https://[^"]*\.git"', str(origin), line) for line in lines]


def play(folder, lines, **environ):
    """The lines as a runner of GitLab runs them; what they print."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT", "CI", "MDCHECK_"))}
    command = ["bash", "-eo", "pipefail", "-c", "\n".join(lines)]
    environ = {**kept, "PYTHONPATH": str(ROOT), **environ}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
