"""CircleCI. Its file does not state whether pull requests start it: it runs on every push."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.evidence.ci.model import Job, Pipeline, Script, System, Use
from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace

_MAX_DEPTH = 5


def read_circleci(workspace: Workspace, path: str) -> Pipeline:
    """The jobs that a workflow names; without workflows, the job `build`."""
    documents = load(read(workspace, path), Format.YAML, where=path)
    config = mapping(documents[0]) if documents else {}
    known = mapping(config.get("jobs"))
    workflows = {name: value for name, value in mapping(config.get("workflows")).items() if isinstance(value, dict)}
    if not known and not workflows:
        raise UndeterminedError(f"{path} is no pipeline: it has no jobs")
    orbs = {name: Use(value) for name, value in mapping(config.get("orbs")).items() if isinstance(value, str)}
    unresolved = [f"{path}: orb {use.reference}" for use in orbs.values()]
    if config.get("setup") is True:
        unresolved.append(f"{path}: a configuration that is made at run time")
    jobs: list[Job] = []
    asked = _asked(workflows) if workflows else {"build": frozenset({"push"})}
    for name, triggers in asked.items():
        job = known.get(name)
        if isinstance(job, dict):
            scripts: list[Script] = []
            _steps(listing(job.get("steps")), mapping(config.get("commands")), scripts, 0)
            images = [str(mapping(one)["image"]) for one in listing(job.get("docker")) if "image" in mapping(one)]
            uses = (*orbs.values(), *(Use(f"docker://{image}") for image in images))
            jobs.append(Job(name, f"{path}, job {name}", triggers, tuple(scripts), uses))
        elif "/" in name:
            jobs.append(Job(name, f"{path}, job {name}", triggers, (), tuple(orbs.values())))
    return Pipeline(path, System.CIRCLECI, tuple(jobs), tuple(unresolved))


def _asked(workflows: dict[str, Any]) -> dict[str, frozenset[str]]:
    """The jobs that run, and what starts them."""
    asked: dict[str, frozenset[str]] = {}
    for workflow in workflows.values():
        if workflow.get("when") is False or workflow.get("unless") is True:
            continue
        scheduled = any("schedule" in mapping(entry) for entry in listing(workflow.get("triggers")))
        common = "schedule" if scheduled else "push"
        for entry in listing(workflow.get("jobs")):
            name, values = next(iter(entry.items()), ("", {})) if isinstance(entry, dict) else (str(entry), {})
            filters = mapping(mapping(values).get("filters"))
            only_tags = "tags" in filters and mapping(filters.get("branches")).get("ignore") == "/.*/"
            asked[name] = asked.get(name, frozenset()) | {"tag" if only_tags else common}
    return asked


def _steps(steps: list[Any], commands: dict[str, Any], scripts: list[Script], depth: int) -> None:
    for step in steps:
        name, values = next(iter(step.items()), ("", None)) if isinstance(step, dict) else (step, None)
        if name == "run":
            text = mapping(values).get("command") if isinstance(values, dict) else values
            if isinstance(text, str) and mapping(values).get("when") != "on_fail":
                folder = str(mapping(values).get("working_directory") or "")
                scripts.append(Script(text, "" if folder.startswith(("~", "/")) else folder))
        elif name in ("when", "unless"):
            dead = mapping(values).get("condition") is (name == "unless")
            if not dead and depth < _MAX_DEPTH:
                _steps(listing(mapping(values).get("steps")), commands, scripts, depth + 1)
        elif name in commands and depth < _MAX_DEPTH:
            _steps(listing(mapping(commands[name]).get("steps")), commands, scripts, depth + 1)
