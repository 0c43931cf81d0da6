"""docs/ci.md: its examples are YAML that means something, and its commands exist."""

from __future__ import annotations

import re
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
    assert events == [{"pull_request"}, {"pull_request"}, {"push"}, {"schedule", "workflow_dispatch"}]
    assert len(EXAMPLES) == len(WORKFLOWS) + 3


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow["name"])
class TestWorkflows:
    def test_no_expression_stands_in_a_script(self, workflow):
        assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []

    def test_permissions_are_as_few_as_can_be(self, workflow):
        wanted = {"contents": "read"}
        if "schedule" in workflow[True]:
            wanted = {"contents": "write", "pull-requests": "write"}
        assert workflow["permissions"] == wanted

    def test_the_clone_keeps_no_token_but_where_it_pushes(self, workflow):
        (checkout,) = (step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@"))
        kept = checkout["with"].get("persist-credentials", True)
        assert kept is any("git push" in step.get("run", "") for step in steps(workflow))

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
