"""GitHub Actions; Forgejo and Gitea have the same files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mdcheck.evidence.ci.conditions import left, never, runs_always
from mdcheck.evidence.ci.model import OWN, Job, Pipeline, Script, System, Use, texts, trigger
from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mdcheck.evidence.ci.model import Permissions
    from mdcheck.evidence.workspace import Workspace

_EXPRESSION = re.compile(r"\$\{\{\s*(env|matrix)\.([\w.-]+)\s*\}\}")
_SHELL_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_CODE_CHANGES = frozenset(("opened", "synchronize", "reopened", "ready_for_review"))
_SHELLS = frozenset(("bash", "sh", "pwsh", "powershell", "cmd"))
_MAX_EXPANDED = 64


def read_github(workspace: Workspace, path: str) -> Pipeline:
    """The workflow; raises UndeterminedError for what is none."""
    workflow = _document(workspace, path)
    if not isinstance(workflow.get("jobs"), dict):
        raise UndeterminedError(f"{path} is no workflow: it has no jobs")
    return _Workflow(workspace, path, workflow).pipeline(_triggers(workflow.get("on")), called=False)


def _document(workspace: Workspace, path: str) -> dict[str, Any]:
    documents = load(read(workspace, path), Format.YAML, where=path)
    return mapping(documents[0]) if documents else {}


def _triggers(on: Any) -> frozenset[str]:
    """The events. A push of tags alone is `tag`, and no `push`; what only happens to a pull request's state is none."""
    events = {event: None for event in listing(on) if isinstance(event, str)} if not isinstance(on, dict) else on
    names = {trigger(str(event)) for event in events}
    types = mapping(events.get("pull_request")).get("types")
    if types is not None and _CODE_CHANGES.isdisjoint(listing(types)):
        names -= {"pull_request"}
    filters = mapping(events.get("push"))
    if ("tags" in filters or "tags-ignore" in filters) and not {"branches", "branches-ignore"} & set(filters):
        names = (names - {"push"}) | {"tag"}
    return frozenset(names)


class _Around(NamedTuple):
    """What holds for steps from outside."""

    values: Mapping[str, str]
    """Of `env` and `matrix`."""
    triggers: frozenset[str]
    """Those of the job."""
    folder: str = ""
    via: str = ""
    may_fail: bool = False
    not_on: frozenset[str] = frozenset()
    shell: str = ""
    """The shell of steps that name none."""

    def inside(self, step: dict[str, Any]) -> _Around:
        """What holds inside the step."""
        return self._replace(
            values={**self.values, **_named("env", step.get("env"))},
            folder=str(step.get("working-directory") or self.folder),
            may_fail=self.may_fail or _ignored(step),
            not_on=self.not_on | (self.triggers - left(self.triggers, step.get("if"))),
        )


class _Workflow:
    def __init__(self, workspace: Workspace, path: str, workflow: dict[str, Any]) -> None:
        self._workspace = workspace
        self._path = path
        self._workflow = workflow
        self._unresolved: list[str] = []

    def pipeline(self, triggers: frozenset[str], *, called: bool) -> Pipeline:
        jobs = tuple(self._jobs(triggers, called=called))
        return Pipeline(self._path, System.GITHUB, jobs, tuple(self._unresolved))

    def _jobs(self, triggers: frozenset[str], *, called: bool) -> Iterator[Job]:
        jobs = {name: mapping(values) for name, values in mapping(self._workflow.get("jobs")).items()}
        off = _switched_off(jobs)
        for name, job in jobs.items():
            if name in off:
                continue
            own = left(triggers, job.get("if"))
            uses = job.get("uses")
            if isinstance(uses, str):
                yield Job(name, self._place(name), own, (), (Use(uses),), self._permissions(job))
                yield from self._called(uses, own, self._permissions(job), called=called)
            else:
                yield self._job(name, job, own)

    def _job(self, name: str, job: dict[str, Any], triggers: frozenset[str]) -> Job:
        values = {**_named("env", self._workflow.get("env")), **_named("env", job.get("env"))}
        scripts: list[Script] = []
        uses: list[Use] = [Use(f"docker://{image}") for image in _images(job)]
        shell = _shell(job) or _shell(self._workflow)
        around = _Around({}, triggers, _folder(job) or _folder(self._workflow), may_fail=_ignored(job), shell=shell)
        for variant in _matrix(job):
            self._steps(listing(job.get("steps")), around._replace(values={**values, **variant}), scripts, uses)
        return Job(
            name,
            self._place(name),
            triggers,
            tuple(dict.fromkeys(scripts)),
            tuple(_distinct(uses)),
            self._permissions(job),
        )

    def _steps(self, steps: list[Any], around: _Around, scripts: list[Script], uses: list[Use]) -> None:
        for step in map(mapping, steps):
            if never(step.get("if")):
                continue
            own = around.inside(step)
            if isinstance(step.get("parallel"), list):
                self._steps(step["parallel"], own, scripts, uses)
            shell = str(step.get("shell") or around.shell)
            if isinstance(step.get("run"), str) and (shell or "bash").split()[0] in _SHELLS:
                text = _in_shell(_replaced(step["run"], own.values), own.values)
                pipefail = shell not in ("", "sh")  # GitHub sets it for `shell: bash`, and not where no shell is named
                scripts.append(Script(text, own.folder, own.via, own.may_fail, own.not_on, pipefail))
            if isinstance(step.get("uses"), str):
                inputs = {key: _replaced(str(value), own.values) for key, value in mapping(step.get("with")).items()}
                uses.append(Use(step["uses"], inputs, own.not_on))
                if step["uses"].startswith(OWN) and not own.via:
                    self._composite(step["uses"], own, scripts, uses)

    def _composite(self, uses: str, around: _Around, scripts: list[Script], uses_found: list[Use]) -> None:
        """The steps of an action of this repository."""
        for name in ("action.yml", "action.yaml"):
            path = f"{uses[2:].rstrip('/')}/{name}".lstrip("/")
            if self._workspace.is_file(path):
                runs = mapping(_document(self._workspace, path).get("runs"))
                if str(runs.get("image")).startswith("docker://"):
                    uses_found.append(Use(runs["image"], not_on=around.not_on))
                self._steps(listing(runs.get("steps")), around._replace(folder="", via=path), scripts, uses_found)
                return
        self._unresolved.append(f"{self._path}: {uses}")

    def _called(self, uses: str, triggers: frozenset[str], permissions: Permissions, *, called: bool) -> Iterator[Job]:
        """The jobs of a workflow that a job calls, one step far; they run on the caller's triggers."""
        path = uses[2:]
        if called or not uses.startswith(OWN) or not self._workspace.is_file(path):
            self._unresolved.append(f"{self._path}: {uses}")
            return
        workflow = _Workflow(self._workspace, path, _document(self._workspace, path))
        pipeline = workflow.pipeline(triggers, called=True)
        self._unresolved += pipeline.unresolved
        for job in pipeline.jobs:
            own = permissions if job.permissions is None else job.permissions
            yield job._replace(place=f"{job.place}, called by {self._path}", permissions=own)

    def _permissions(self, job: dict[str, Any]) -> Permissions:
        """The job's replace those of the workflow."""
        given = job if "permissions" in job else self._workflow
        return _permissions(given.get("permissions"))

    def _place(self, job: str) -> str:
        return f"{self._path}, job {job}"


def _permissions(value: Any) -> Permissions:
    if isinstance(value, dict):
        return {str(scope): str(access) for scope, access in value.items()}
    return value if isinstance(value, str) else None


def _switched_off(jobs: dict[str, dict[str, Any]]) -> set[str]:
    """The jobs that never run: by their own condition, or since one that they need is skipped."""
    off: set[str] = set()
    while more := {
        name
        for name, job in jobs.items()
        if name not in off
        and (
            never(job.get("if"))
            or (not off.isdisjoint(texts(listing(job.get("needs")))) and not runs_always(job.get("if")))
        )
    }:
        off |= more
    return off


def _ignored(values: dict[str, Any]) -> bool:
    """Whether a failure of the job or step is ignored."""
    return str(values.get("continue-on-error")).lower() in ("true", "${{ true }}")


def _named(context: str, values: Any) -> dict[str, str]:
    return {
        f"{context}.{key}": str(value) for key, value in mapping(values).items() if not isinstance(value, dict | list)
    }


def _matrix(job: dict[str, Any]) -> list[dict[str, str]]:
    """The values of the matrix that are written out, one key at a time: enough to see every command."""
    matrix = mapping(mapping(job.get("strategy")).get("matrix"))
    variants = [_named("matrix", entry) for entry in listing(matrix.get("include"))]
    lists = {
        key: value for key, value in matrix.items() if isinstance(value, list) and key not in ("include", "exclude")
    }
    first = {
        f"matrix.{key}": str(value[0])
        for key, value in lists.items()
        if value and not isinstance(value[0], dict | list)
    }
    for key, value in lists.items():
        variants += [{**first, **_named("matrix", {key: entry})} for entry in value]
        variants += [_named(f"matrix.{key}", entry) for entry in value if isinstance(entry, dict)]
    return variants[:_MAX_EXPANDED] or [{}]


def _replaced(text: str, values: Mapping[str, str]) -> str:
    """The text with values of `env` and `matrix` that the file writes out."""
    return _EXPRESSION.sub(lambda found: values.get(f"{found[1]}.{found[2]}", found[0])[:1000], text)


def _in_shell(text: str, values: Mapping[str, str]) -> str:
    """The text with variables of the shell that `env` sets, perhaps from the matrix."""
    return _SHELL_VARIABLE.sub(
        lambda found: _replaced(values.get(f"env.{found[1] or found[2]}", found[0]), values)[:1000], text
    )


def _folder(values: dict[str, Any]) -> str:
    return str(mapping(mapping(values.get("defaults")).get("run")).get("working-directory") or "")


def _shell(values: dict[str, Any]) -> str:
    return str(mapping(mapping(values.get("defaults")).get("run")).get("shell") or "")


def _images(job: dict[str, Any]) -> Iterator[str]:
    for one in (job.get("container"), *mapping(job.get("services")).values()):
        image = mapping(one).get("image") if isinstance(one, dict) else one
        if isinstance(image, str) and image:
            yield image


def _distinct(uses: list[Use]) -> Iterator[Use]:
    seen: list[Use] = []
    for use in uses:
        if use not in seen:
            seen.append(use)
            yield use
