"""Azure Pipelines, with templates of the repository, one step far."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from mdcheck.evidence.ci.model import Job, Pipeline, Script, System, Use
from mdcheck.evidence.content import UndeterminedError, read
from mdcheck.evidence.formats.structured import Format, load
from mdcheck.evidence.formats.values import listing, mapping

if TYPE_CHECKING:
    from mdcheck.evidence.workspace import Workspace

_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_HOLDERS = ("stages", "jobs", "steps", "phases")
_TASK_SCRIPT = re.compile(r"(?:CmdLine|Bash|ShellScript|PowerShell)@\d+", re.IGNORECASE)
_TASK_TOOLS = {
    "npm": "npm {command} {customCommand}",
    "dotnetcorecli": "dotnet {command}",
    "maven": "mvn {goals}",
    "gradle": "gradle {tasks}",
    "vstest": "vstest",
    "go": "go {command} {arguments}",
    "docker": "docker {command}",
}
_STRATEGIES = ("runOnce", "rolling", "canary")
_CONDITIONAL = re.compile(r"\$\{\{\s*(if|elseif|else|each|insert)\b.*\}\}")
_FALSE = re.compile(r"(?:and\(\s*)?false\b.*|(?:and\(.*,\s*)false\s*\)", re.IGNORECASE | re.DOTALL)
_DEAD = re.compile(
    r"\$\{\{\s*(?:else)?if\s+(?:false|eq\(\s*(?:true,\s*false|false,\s*true|1,\s*2)\s*\))\s*\}\}", re.IGNORECASE
)
_VARIABLE = re.compile(r"\$\((\w[\w.]*)\)")
_MAX_DEPTH = 12


def read_azure(workspace: Workspace, path: str) -> Pipeline:
    """The pipeline; raises UndeterminedError for what is none."""
    reader = _Reader(workspace, path)
    config = reader.document(path)
    if not any(key in config for key in (*_HOLDERS, "extends")):
        raise UndeterminedError(f"{path} is no pipeline: it has no steps")
    reader.walk(config, "", 0)
    triggers = _triggers(config)
    jobs = tuple(
        Job(name, f"{path}, job {name}" if name else path, triggers, _replaced(scripts, config), tuple(uses))
        for name, (scripts, uses) in reader.found.items()
    )
    return Pipeline(path, System.AZURE, jobs, tuple(reader.unresolved))


def _triggers(config: dict[str, Any]) -> frozenset[str]:
    """By default pushes and pull requests start a pipeline."""
    found = {"manual"}
    trigger = config.get("trigger")
    if isinstance(trigger, dict) and "tags" in trigger:
        found.add("tag")
    only_tags = isinstance(trigger, dict) and "tags" in trigger and not mapping(trigger.get("branches")).get("include")
    if trigger != "none" and not only_tags:
        found.add("push")
    if config.get("pr") != "none":
        found.add("pull_request")
    if listing(config.get("schedules")):
        found.add("schedule")
    return frozenset(found)


class _Reader:
    def __init__(self, workspace: Workspace, path: str) -> None:
        self._workspace = workspace
        self._path = path
        self._template = False
        self._may_fail = False
        self.found: dict[str, tuple[list[Script], list[Use]]] = {}
        self.unresolved: list[str] = []

    def document(self, path: str) -> dict[str, Any]:
        documents = load(read(self._workspace, path), Format.YAML, where=path)
        return mapping(documents[0]) if documents else {}

    def walk(self, values: dict[str, Any], job: str, depth: int) -> None:
        """Everything below that holds steps."""
        if depth > _MAX_DEPTH or _off(values):
            return
        name = next((str(values[key]) for key in ("job", "deployment", "phase") if values.get(key)), job)
        for key in _HOLDERS:
            for entry in listing(values.get(key)):
                self._entry(mapping(entry), name, depth)
        for strategy in _STRATEGIES:
            for stage in mapping(mapping(values.get("strategy")).get(strategy)).values():
                if isinstance(stage, dict):
                    self.walk(stage, name, depth + 1)
        template = mapping(values.get("extends")).get("template")
        if isinstance(template, str):
            self._follow(template, name, depth)

    def _entry(self, entry: dict[str, Any], job: str, depth: int) -> None:
        if _off(entry):
            return
        for key, value in entry.items():
            if _CONDITIONAL.fullmatch(key) and not _DEAD.fullmatch(key):
                for inner in listing(value):
                    if depth < _MAX_DEPTH:
                        self._entry(mapping(inner), job, depth + 1)
        outside, self._may_fail = self._may_fail, self._may_fail or _true(entry.get("continueOnError"))
        self._own(entry, job, depth)
        self.walk(entry, job, depth + 1)
        self._may_fail = outside

    def _own(self, entry: dict[str, Any], job: str, depth: int) -> None:
        """What the step itself does."""
        scripts, uses = self.found.setdefault(job, ([], []))
        folder = entry.get("workingDirectory")
        where = folder if isinstance(folder, str) and "$" not in folder else ""
        found = [Script(entry[key], where) for key in _SCRIPTS if isinstance(entry.get(key), str)]
        if isinstance(entry.get("task"), str):
            inputs = mapping(entry.get("inputs"))
            uses.append(Use(entry["task"], inputs))
            found += _task(entry["task"], inputs)
        scripts += [script._replace(may_fail=self._may_fail) for script in found]
        if isinstance(entry.get("template"), str):
            self._follow(entry["template"], job, depth)

    def _follow(self, template: str, job: str, depth: int) -> None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self._path), template)).lstrip("/")
        path = template.lstrip("/") if template.startswith("/") else path
        outside = "@" in template or "$" in template or path.startswith("..")
        if outside or self._template or not self._workspace.is_file(path):
            self.unresolved.append(f"{self._path}: template {template}")
            return
        self._template = True
        self.walk(self.document(path), job, depth + 1)
        self._template = False


def _replaced(scripts: list[Script], config: dict[str, Any]) -> tuple[Script, ...]:
    """The scripts with variables that the file writes out."""
    given = config.get("variables")
    entries = [mapping(entry) for entry in listing(given)]
    values = given if isinstance(given, dict) else {entry.get("name"): entry.get("value") for entry in entries}

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1])
        return str(known)[:1000] if isinstance(known, str | int | float) else found[0]

    return tuple(script._replace(text=_VARIABLE.sub(value, script.text)) for script in scripts)


def _true(value: Any) -> bool:
    return str(value).lower() == "true"


def _off(values: dict[str, Any]) -> bool:
    return any(_FALSE.fullmatch(str(values.get(key))) for key in ("condition", "enabled"))


def _task(name: str, inputs: dict[str, Any]) -> list[Script]:
    """What the common tasks run."""
    if _TASK_SCRIPT.fullmatch(name):
        text = inputs.get("script") or inputs.get("filePath") or inputs.get("scriptPath")
        return [Script(text)] if isinstance(text, str) else []
    words = _TASK_TOOLS.get(name.partition("@")[0].lower())
    if words is None:
        return []
    filled = re.sub(r"\{(\w+)\}", lambda found: str(inputs.get(found[1]) or ""), words)
    return [Script(" ".join(filled.replace("npm custom", "npm").split()))]
