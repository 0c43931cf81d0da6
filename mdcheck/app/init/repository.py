"""What the files of a repository say about where things are. Each finder answers None where they say nothing."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import msgspec

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.pipelines import RUNNERS
from mdcheck.evidence.workspace import OutsideError, Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MAX_BYTES = 512 * 1024
_MAX_WORKLOADS = 6

_MANIFESTS = (
    "pyproject.toml",
    "package.json",
    "go.mod",
    "Cargo.toml",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "Gemfile",
    "requirements.txt",
)
_CI_FILES = (
    ".github/workflows/*.y*ml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    ".buildkite/pipeline.yml",
    ".woodpecker.y*ml",
    ".drone.yml",
    "Jenkinsfile",
    ".travis.yml",
)
_TEST_COMMANDS = {
    "go.mod": "go test ./...",
    "Cargo.toml": "cargo test",
    "mvnw": "./mvnw -q test",
    "pom.xml": "mvn -q test",
    "gradlew": "./gradlew test",
    "build.gradle{,.kts}": "gradle test",
}
"""By the file that tells the tool; the wrappers that a repository brings come first."""
_RUNS_TESTS = re.compile(
    r"\b(?:pytest|tox|nox|unittest|(?:npm|yarn|pnpm|go|cargo|make|mvn|gradle|bundle)\b[^\n]*\b(?:test|rspec))\b"
)
_WORKLOAD = re.compile(r"^kind:\s*['\"]?(?:Deployment|StatefulSet|DaemonSet)\b", re.MULTILINE)
_SECRET_NAME = re.compile(r"^\s*(?:export\s+)?([A-Z][A-Z0-9_]*SECRET(?:_KEY)?)\s*=", re.MULTILINE)
_NO_CODE = frozenset(
    ["tests", "test", "docs", "doc", "examples", "example", "benchmarks", "scripts", "tools", "migrations"]
)


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A repository to be looked at. What can't be read is as if it were not there: looking must not fail."""

    workspace: Workspace
    _tables: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)

    @classmethod
    def at(cls, root: Path) -> Look:
        return cls(workspace=Workspace(root=root.resolve()))

    @property
    def name(self) -> str:
        return self.workspace.root.name

    def files(self, *globs: str) -> tuple[str, ...]:
        """The files, those of the first glob first."""
        found: dict[str, None] = {}
        for glob in globs:
            try:
                found.update(dict.fromkeys(self.workspace.files((glob,), skip_closed=True)))
            except (OutsideError, OSError):
                continue
        return tuple(found)

    def first(self, *globs: str) -> str | None:
        return next(iter(self.files(*globs)), None)

    def folder(self, *names: str) -> str | None:
        """The first of the folders that holds a file."""
        return next((name for name in names if self.files(name) not in ((), (name,))), None)

    def text(self, path: str) -> str:
        try:
            return self.workspace.read(path)[:_MAX_BYTES].decode("utf-8", errors="replace")
        except (OutsideError, OSError):
            return ""

    def table(self, path: str) -> dict[str, Any]:
        """What a TOML or JSON file holds; nothing where it holds no mapping."""
        if path not in self._tables:
            self._tables[path] = _mapping(self.text(path), path)
        return self._tables[path]

    def string(self, path: str, *keys: str) -> str | None:
        value: Any = self.table(path)
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, str) and value else None


def _mapping(text: str, path: str) -> dict[str, Any]:
    import tomllib  # late: only a new checklist pays for it

    try:
        value = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def project(look: Look) -> str | None:
    """The name that a manifest gives, else the folder's."""
    named = (
        look.string("pyproject.toml", "project", "name")
        or look.string("pyproject.toml", "tool", "poetry", "name")
        or look.string("package.json", "name")
        or look.string("Cargo.toml", "package", "name")
    )
    if named:
        return named.rpartition("/")[2]
    module = re.search(r"^module\s+(\S+)", look.text("go.mod"), re.MULTILINE)
    return re.sub(r"/v\d+$", "", module[1]).rpartition("/")[2] if module else look.name or None


def package(look: Look, values: Mapping[str, str]) -> str | None:
    """The package of the project's own name, else the first that there is, else a folder of the usual names."""
    name = re.sub(r"\W+", "_", values["project"]).lower()
    packages = [path.rpartition("/")[0] for path in look.files("src/*/__init__.py", "*/__init__.py")]
    packages = [path for path in packages if path not in _NO_CODE]
    own = [path for path in packages if path.rpartition("/")[2].lower() == name]
    found = next(iter([*own, *packages]), None)
    return found or look.folder("src/main", "src", "lib", "app", "internal", "pkg", "cmd")


def tests(look: Look) -> str | None:
    return look.folder("tests", "test", "spec", "__tests__", "src/test")


def docs(look: Look) -> str | None:
    return look.folder("docs", "doc", "documentation")


def manifest(look: Look) -> str | None:
    return look.first(*_MANIFESTS)


def coverage(look: Look) -> str | None:
    """The report that is there, else the one that the project's tools write."""
    there = look.first("coverage.xml", "coverage/lcov.info", "lcov.info", "coverage/cobertura-coverage.xml")
    if there or is_python(look):
        return there
    if look.first("package.json"):
        return "coverage/lcov.info"
    return "lcov.info" if look.first("Cargo.toml") else None


def test_command(look: Look, values: Mapping[str, str]) -> str | None:
    """What the project's own tool runs its tests with."""
    if is_python(look):
        tool = "uv run " if look.first("uv.lock") else "poetry run " if look.first("poetry.lock") else ""
        return f"{tool}{pytest_command(values)}" if tool or look.folder(values["tests"]) else None
    if look.string("package.json", "scripts", "test"):
        return _node_command(look)
    for manifest, command in _TEST_COMMANDS.items():
        if look.first(manifest):
            return command
    if look.first("Gemfile"):
        return "bundle exec rspec" if look.folder("spec") else "bundle exec rake test"
    if re.search(r"^test\s*:", look.text("Makefile"), re.MULTILINE):
        return "make test"
    return _node_command(look) if look.first("package.json") else None


def _node_command(look: Look) -> str:
    locks = {"pnpm-lock.yaml": "pnpm test", "yarn.lock": "yarn test"}
    return next((command for lock, command in locks.items() if look.first(lock)), "npm test")


def pytest_command(values: Mapping[str, str]) -> str:
    tests, package, coverage = (shlex.quote(values[key]) for key in ("tests", "package", "coverage"))
    return f"python3 -m pytest -q {tests} --cov={package} --cov-report=xml:{coverage}"


def is_python(look: Look) -> bool:
    return look.first("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt") is not None


def ci(look: Look) -> str | None:
    """The file that runs the tests, else the first."""
    found = look.files(*_CI_FILES)
    return next((path for path in found if _RUNS_TESTS.search(look.text(path))), next(iter(found), None))


def ci_tests(look: Look) -> str | None:
    """What runs the tests in CI; where nothing does, what runs those of the languages that are here."""
    repository = Repository(look.workspace.root)
    if runs := repository.pipelines.test_runs:
        return re.sub(r"([.*+?^${}()|\[\]\\])", r"\\\1", runs[0].runner)
    known = [runner for name in repository.ecosystems for runner in RUNNERS.get(name, ())]
    return f"({'|'.join(dict.fromkeys([*known, 'make (test|check)', 'just test', 'task test']))})" if known else None


def dockerfile(look: Look) -> str | None:
    return look.first("Dockerfile", "Containerfile", "docker/Dockerfile", "deploy/Dockerfile", "*/Dockerfile")


def workloads(look: Look) -> str | None:
    folders = (
        "k8s",
        "kubernetes",
        "manifests",
        "deploy",
        "deployment",
        "deployments",
        "helm",
        "charts",
        "chart",
        "ops",
    )
    found = [
        path for path in look.files(*(f"{name}/**/*.y*ml" for name in folders)) if _WORKLOAD.search(look.text(path))
    ]
    return ",".join(found[:_MAX_WORKLOADS]) or None


def infrastructure(look: Look) -> str | None:
    """The folder nearest to the root that holds Terraform files."""
    found = [path for path in look.files("[!.]*/*.tf", "[!.]*/[!.]*/*.tf") if not path.startswith("node_modules/")]
    folder = found[0].rpartition("/")[0] if found else None
    top = folder.partition("/")[0] if folder else None
    return top if top in ("terraform", "infra", "infrastructure") else folder


def monitoring(look: Look) -> str | None:
    return look.folder("monitoring", "observability", "ops/monitoring", "deploy/monitoring", "infra/monitoring")


def backups(look: Look) -> str | None:
    return look.folder("backups", "backup")


def secret_variable(look: Look) -> str | None:
    """The first secret that the example of the environment names."""
    for path in look.files(".env.example", ".env.sample", ".env.template", ".env.dist"):
        if found := _SECRET_NAME.search(look.text(path)):
            return found[1]
    return None


def branch(look: Look) -> str | None:
    """The branch that the remote calls its default."""
    try:
        text = (look.workspace.root / ".git/refs/remotes/origin/HEAD").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    found = re.match(r"ref: refs/remotes/origin/(\S+)", text)
    return found[1] if found else None
