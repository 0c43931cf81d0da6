"""Bitbucket Pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mdcheck.evidence.ci.model import Job, Pipeline, Script, System, Use
from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mdcheck.evidence.workspace import Workspace

_TRIGGERS = {
    "default": "push",
    "branches": "push",
    "tags": "tag",
    "bookmarks": "push",
    "pull-requests": "pull_request",
    "custom": "manual",
}
_MAX_DEPTH = 4


def read_bitbucket(workspace: Workspace, path: str) -> Pipeline:
    """The steps of all pipelines; raises UndeterminedError for a file without any."""
    documents = load(read(workspace, path), Format.YAML, where=path)
    pipelines = mapping(mapping(documents[0] if documents else None).get("pipelines"))
    if not pipelines:
        raise UndeterminedError(f"{path} is no pipeline: it has no steps")
    jobs: list[Job] = []
    for start, value in pipelines.items():
        groups = mapping(value) if isinstance(value, dict) else {"": value}
        for pattern, entries in groups.items():
            name = f"{start} {pattern}".strip()
            triggers = frozenset({_TRIGGERS.get(start, start)})
            jobs += [_job(path, str(step.get("name") or name), step, triggers) for step in _steps(entries, 0)]
    return Pipeline(path, System.BITBUCKET, tuple(jobs))


def _steps(entries: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The steps, also those in stages and beside each other."""
    for entry in map(mapping, listing(entries)):
        if isinstance(entry.get("step"), dict):
            yield entry["step"]
        for holder in ("parallel", "stage"):
            inner = entry.get(holder)
            if inner is not None and depth < _MAX_DEPTH:
                yield from _steps(mapping(inner).get("steps") if isinstance(inner, dict) else inner, depth + 1)


def _job(path: str, name: str, step: dict[str, Any], triggers: frozenset[str]) -> Job:
    scripts: list[Script] = []
    uses: list[Use] = []
    for key in ("script", "after-script"):
        lines: list[str] = []
        for entry in listing(step.get(key)):
            if isinstance(entry, str):
                lines.append(entry)
            elif isinstance(pipe := mapping(entry).get("pipe"), str):
                uses.append(Use(pipe, mapping(mapping(entry).get("variables"))))
        scripts += [Script("\n".join(lines), may_fail=key == "after-script")] if lines else []
    image = step.get("image")
    image = mapping(image).get("name") if isinstance(image, dict) else image
    uses += [Use(f"docker://{image}")] if isinstance(image, str) else []
    if step.get("trigger") == "manual":
        triggers = frozenset({"manual"})
    return Job(name, f"{path}, step {name}", triggers, tuple(scripts), tuple(uses))
