"""GitLab CI, with `extends`, `!reference`, `default` and included files of the repository."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.ci.model import Job, Pipeline, Script, System, Use, texts, trigger
from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace

_RESERVED = frozenset(
    (  # noqa: SIM905 - a list of a hundred lines is no easier to read
        "default include stages variables workflow image services cache before_script after_script spec pages:deploy"
    ).split()
)
_PHASES = ("before_script", "script", "after_script")
_SOURCE = re.compile(r"\$CI_PIPELINE_SOURCE\s*(==|!=)\s*[\"'](\w+)[\"']")
_TAG = re.compile(r"\$CI_COMMIT_TAG\b(?!\s*==\s*null)")
_MERGE = re.compile(r"\$CI_MERGE_REQUEST_\w+|\$CI_OPEN_MERGE_REQUESTS")
_BRANCH = re.compile(r"\$CI_COMMIT_BRANCH\b|\$CI_DEFAULT_BRANCH|\$CI_COMMIT_REF_NAME")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_MAX_FILES = 20
_MAX_PARENTS = 11


def read_gitlab(workspace: Workspace, path: str) -> Pipeline:
    """The pipeline and the local files that it includes, one step far."""
    unresolved: list[str] = []
    config = _document(workspace, path)
    merged: dict[str, Any] = {}
    for included in _included(workspace, path, config, unresolved):
        merged = _merged(merged, _document(workspace, included))
    config = _merged(merged, config)
    names = [
        name
        for name, value in config.items()
        if name not in _RESERVED and not name.startswith(".") and isinstance(value, dict)
    ]
    if not names and not unresolved:
        raise UndeterminedError(f"{path} is no pipeline: it has no jobs")
    workflow = _rules_triggers(mapping(config.get("workflow")).get("rules"))
    jobs = [_job(path, name, config, workflow, unresolved) for name in names] if workflow != frozenset() else []
    return Pipeline(path, System.GITLAB, tuple(job for job in jobs if job is not None), tuple(unresolved))


def _may_fail(job: dict[str, Any]) -> bool:
    """Whether the pipeline passes where the job fails: as it says, or since a person starts it."""
    rules = [rule for rule in map(mapping, listing(job.get("rules"))) if rule.get("when") != "never"]
    if rules and all("allow_failure" in rule for rule in rules):
        return all(rule["allow_failure"] is True for rule in rules)
    allowed = job.get("allow_failure")
    return allowed is True or isinstance(allowed, dict) or (allowed is None and job.get("when") == "manual")


def _document(workspace: Workspace, path: str) -> dict[str, Any]:
    """The configuration; a header (`spec:`) may stand in a document before it."""
    documents = load(read(workspace, path), Format.YAML, where=path)
    return mapping(documents[-1]) if documents else {}


def _included(workspace: Workspace, path: str, config: dict[str, Any], unresolved: list[str]) -> list[str]:
    """The files of the repository that are included; everything else is not seen here."""
    found: list[str] = []
    for entry in listing(config.get("include")):
        local = entry if isinstance(entry, str) and "://" not in entry else mapping(entry).get("local")
        files = workspace.files((local.lstrip("/"),)) if isinstance(local, str) and "$" not in local else ()
        found += files
        if not files:
            what = ", ".join(f"{key} {value}" for key, value in mapping(entry).items()) or str(entry)
            unresolved.append(f"{path}: include {what}")
    return found[:_MAX_FILES]


def _job(
    path: str, name: str, config: dict[str, Any], workflow: frozenset[str] | None, unresolved: list[str]
) -> Job | None:
    job = _extended(name, config, unresolved, path)
    triggers = _triggers(job)
    if not triggers and triggers is not None:
        return None
    inherit = mapping(job.get("inherit")).get("default", True)
    default = mapping(config.get("default"))
    values = {**mapping(config.get("variables")), **mapping(job.get("variables"))}
    scripts: list[Script] = []
    for phase in _PHASES:
        common = default.get(phase, config.get(phase)) if inherit is not False and phase != "script" else None
        lines = _lines(job.get(phase, common), config)
        may_fail = _may_fail(job) or phase == "after_script"
        scripts += [Script(_replaced("\n".join(lines), values), may_fail=may_fail)] if lines else []
    images = [
        mapping(one).get("name", one) for one in listing(job.get("image", default.get("image", config.get("image"))))
    ]
    uses = tuple(Use(f"docker://{image}") for image in images if isinstance(image, str))
    allowed = (workflow if workflow is not None else frozenset({"push"})) if triggers is None else triggers
    if workflow is not None and triggers is not None:
        allowed = triggers & workflow or triggers
    return Job(name, f"{path}, job {name}", allowed, tuple(scripts), uses)


def _extended(name: str, config: dict[str, Any], unresolved: list[str], path: str) -> dict[str, Any]:
    """The job with what it extends: mappings are merged, lists replaced, later parents win."""
    job: dict[str, Any] = {}
    waiting: list[tuple[str, int]] = [(name, 0)]
    chain: list[dict[str, Any]] = []
    while waiting and len(chain) < 50:  # noqa: PLR2004 - more than any job extends
        current, depth = waiting.pop(0)
        values = config.get(current)
        if not isinstance(values, dict):
            unresolved.append(f"{path}: job {name} extends {current}")
            continue
        chain.append(values)
        parents = [parent for parent in listing(values.get("extends")) if isinstance(parent, str)]
        if depth < _MAX_PARENTS:
            waiting += [(parent, depth + 1) for parent in reversed(parents)]
    for values in reversed(chain):
        job = _merged(job, values)
    return job


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        merged[key] = _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _lines(value: Any, config: dict[str, Any], depth: int = 0) -> list[str]:
    """The lines of a script: text, lists in lists, and `!reference [job, key]`."""
    if isinstance(value, dict):
        way = value.get("!reference")
        found: Any = config
        for step in listing(way):
            found = mapping(found).get(step)
        return _lines(found, config, depth + 1) if way is not None and depth < _MAX_PARENTS else []
    if isinstance(value, list):
        return [line for entry in value for line in _lines(entry, config, depth)]
    return texts(value)


def _replaced(text: str, values: dict[str, Any]) -> str:
    """The text with variables that the file writes out."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1] or found[2])
        known = mapping(known).get("value") if isinstance(known, dict) else known
        return str(known)[:1000] if isinstance(known, str | int | float) else found[0]

    return _VARIABLE.sub(value, text)


def _triggers(job: dict[str, Any]) -> frozenset[str] | None:
    """When the job runs; empty: never; None: as its pipeline does."""
    if "rules" in job:
        return _rules_triggers(job["rules"])
    only = _only(job.get("only"))
    if only is not None:
        return only
    if job.get("when") in ("never", "manual"):
        return frozenset({"manual"} if job["when"] == "manual" else ())
    excluded = _only(job.get("except"))
    return frozenset({"push", "tag"}) - excluded if excluded is not None else None


def _only(value: Any) -> frozenset[str] | None:
    if value is None:
        return None
    refs = value.get("refs") if isinstance(value, dict) else value
    names = texts(listing(refs))
    known = {"branches", "tags", "merge_requests", "pushes", "schedules", "web", "triggers", "api", "pipelines"}
    found = {trigger(name) if name in known else "push" for name in names}
    return frozenset(found or {"push"})


def _rules_triggers(rules: Any) -> frozenset[str] | None:
    """The events that the rules name; a rule without a condition on the event leaves pushes and merge requests."""
    if rules is None:
        return None
    found: set[str] = set()
    refused: set[str] = set()
    for rule in map(mapping, listing(rules)):
        condition = rule.get("if")
        names = (
            _events(condition) if isinstance(condition, str) else {"push", "pull_request", "schedule", "manual", "tag"}
        )
        if rule.get("when") == "never":
            refused |= names if isinstance(condition, str) else set()
            if not isinstance(condition, str) and not (rule.keys() & {"changes", "exists"}):
                break
        else:
            found |= {"manual"} if rule.get("when") == "manual" else names - refused
    return frozenset(found)


def _events(condition: str) -> set[str]:
    found = {trigger(name) for sign, name in _SOURCE.findall(condition) if sign == "=="}
    if _MERGE.search(condition):
        found.add("pull_request")
    if _TAG.search(condition):
        found.add("tag")
    if _BRANCH.search(condition) and not found:
        found.add("push")
    return found or {"push", "pull_request"}
