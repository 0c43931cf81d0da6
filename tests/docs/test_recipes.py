"""docs/recipes.md: each recipe passes in a repository that is as it asks, and fails in one that is not, saying why."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from testing.secret_lines import A

from mdcheck.cli import invoke

PAGE = (Path(__file__).parents[2] / "docs/recipes.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### (.*?)\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
RECIPES = {
    title: blocks[0]
    for title, text in SECTIONS
    if (blocks := re.findall(r"^````markdown\n(.*?)^````$", text, re.DOTALL | re.MULTILINE))
}
CI = ".github/workflows/ci.yml"
POD = "kind: Deployment\nspec: {replicas: %s, template: {spec: {containers: [%s]}}}\n"
SUITE = '<testsuite name="a" tests="%d" failures="%d">%s</testsuite>'
SARIF = '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "a"}}, "results": [%s]}]}'
LOCK = '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/%s": {"version": "3.3.6"}}}'
COVERAGE = '<coverage line-rate="%s" lines-covered="%d" lines-valid="100"><packages/></coverage>'


class Case(NamedTuple):
    """Files of a repository where a recipe passes, files of one where it fails, and what it then says."""

    good: dict[str, str]
    bad: dict[str, str]
    said: str
    git: tuple[tuple[str, ...], ...] = ()
    """What git does in the good one behind the first commit."""
    worse: tuple[dict[str, str], ...] = ()
    """Files of others where it fails, saying the same: what is nearly as asked."""
    sign: bool = False
    """Whether somebody signs in the good one."""


CASES = {
    "Tests run on every pull request": Case(
        {CI: "on: pull_request\njobs: {a: {steps: [{run: make test}]}}\n", "Makefile": "test:\n\tpytest -q\n"},
        {CI: "on: pull_request\njobs: {a: {steps: [{run: pytest || true}]}}\n"},
        "pytest",
    ),
    "Actions are pinned to commits": Case(
        {CI: f"on: push\njobs: {{a: {{steps: [{{uses: actions/checkout@v4}}, {{uses: b/c@{'0' * 40}}}]}}}}\n"},
        {CI: "on: push\njobs: {a: {steps: [{uses: b/c@v1}]}}\n"},
        "b/c@v1",
    ),
    "Workflows may only read": Case(
        {CI: "on: push\npermissions: {contents: read}\njobs: {a: {steps: []}}\n"},
        {CI: "on: push\npermissions: {contents: write}\njobs: {a: {steps: []}}\n"},
        "contents",
    ),
    "Code is scanned": Case(
        {CI: "on: push\njobs: {a: {steps: [{uses: aquasecurity/trivy-action@v1}]}}\n"},
        {CI: "on: push\njobs: {a: {steps: [{run: echo trivy}]}}\n"},
        "has github/codeql-action/analyze, aquasecurity/trivy-action",
    ),
    "The tests that ran have passed": Case(
        {"src/a.py": "a = 1\n", "build/junit.xml": SUITE % (10, 0, '<testcase name="t"/>' * 10)},
        {
            "src/a.py": "a = 1\n",
            "build/junit.xml": SUITE % (10, 1, '<testcase name="t"/>' * 9 + '<testcase name="u"><failure/></testcase>'),
        },
        "1 of 10",
    ),
    "Coverage is high enough": Case(
        {"src/a.py": "a = 1\n", "tests/b.py": "b = 1\n", "build/coverage.xml": COVERAGE % (0.8, 80)},
        {"src/a.py": "a = 1\n", "tests/b.py": "b = 1\n", "build/coverage.xml": COVERAGE % (0.74, 74)},
        "74",
    ),
    "The container does not run as root": Case(
        {"Dockerfile": "FROM a:1 AS base\nUSER app\nFROM base\n"},
        {"Dockerfile": "FROM a:1\nUSER app\nUSER 0\n"},
        "root",
    ),
    "Base images are pinned by digest": Case(
        {"Dockerfile": f"FROM a@sha256:{'0' * 64} AS base\nFROM base\n"},
        {"Dockerfile": "FROM a:1\n"},
        "a:1",
    ),
    "Builds leave the git folder out": Case(
        {".dockerignore": "build\n.git\n"}, {".dockerignore": "build\n"}, "not found"
    ),
    "Services of compose have health checks": Case(
        {"compose.yaml": "services: {web: {healthcheck: {test: curl -f localhost}}}\n"},
        {"compose.yaml": "services: {web: {healthcheck: {test: curl -f localhost}}, db: {image: 'b:1'}}\n"},
        "db",
    ),
    "Containers have limits": Case(
        {"k8s/a.yaml": POD % (2, "{resources: {limits: {memory: 1Gi}}}")},
        {"k8s/a.yaml": POD % (2, "{resources: {limits: {cpu: 1}}}")},
        "resources.limits.memory",
    ),
    "No container is privileged": Case(
        {"k8s/a.yaml": POD % (2, "{image: 'a:1'}")},
        {"k8s/a.yaml": POD % (2, "{securityContext: {privileged: true}}")},
        "privileged",
        worse=({"k8s/a.yaml": POD % (2, "{}], initContainers: [{securityContext: {privileged: true}}")},),
    ),
    "Containers have readiness probes": Case(
        {"k8s/a.yaml": POD % (2, "{readinessProbe: {tcpSocket: {port: 80}}}"), "k8s/b.yaml": "kind: Service\n"},
        {"k8s/a.yaml": POD % (2, "{livenessProbe: {tcpSocket: {port: 80}}}")},
        "readinessProbe",
    ),
    "Deployments have two replicas": Case({"k8s/a.yaml": POD % (2, "")}, {"k8s/a.yaml": POD % (1, "")}, "1"),
    "The lock file is committed": Case({"uv.lock": "version = 1\n"}, {"a.txt": "a\n"}, "uv.lock"),
    "A package is not used": Case(
        {"package.json": '{"dependencies": {"express": "^4"}}', "package-lock.json": LOCK % "express"},
        {"package.json": '{"dependencies": {"express": "^4"}}', "package-lock.json": LOCK % "event-stream"},
        "package-lock.json",
        worse=({"package.json": '{"dependencies": {"express": "^4"}}'},),
    ),
    "A package is new enough": Case(
        {"requirements.txt": "Django==5.2\n"}, {"requirements.txt": "Django==4.2.1\n"}, "4.2.1"
    ),
    "Updates are proposed by a bot": Case({"renovate.json": "{}\n"}, {"a.txt": "a\n"}, "dependabot.yml"),
    "Links lead somewhere": Case(
        {"README.md": "[a](docs/a.md#b)\n", "docs/a.md": "# B\n\n[up](../README.md)\n"},
        {"README.md": "[a](docs/a.md#c)\n", "docs/a.md": "# B\n\n[up](../README.md)\n"},
        "docs/a.md#c",
    ),
    "The readme has its sections": Case(
        {"README.md": "# A\n\n## Install\n\n## Support\n"}, {"README.md": "# A\n\n## Install\n"}, "not found"
    ),
    "Nothing is left to be written": Case({"docs/a.md": "# A\n"}, {"docs/a.md": "# A\n\nTODO: write\n"}, "docs/a.md:3"),
    "Each decision has a status": Case(
        {"docs/decisions/1.md": "# A\n\nStatus: accepted\n"},
        {"docs/decisions/1.md": "# A\n\nStatus: accepted\n", "docs/decisions/2.md": "# B\n"},
        "docs/decisions/2.md",
    ),
    "The changelog has a section for the version": Case(
        {"pyproject.toml": 'version = "1.2.0"\n', "CHANGELOG.md": "## 1.2.0\n"},
        {"pyproject.toml": 'version = "1.3.0"\n', "CHANGELOG.md": "## 1.2.0\n"},
        "in CHANGELOG.md",
        worse=(
            {"pyproject.toml": 'version = "1.3"\n', "CHANGELOG.md": "## 1.3.1\n"},
            {"pyproject.toml": 'dynamic = ["version"]\n', "CHANGELOG.md": "## 1.3.0\n"},
        ),
    ),
    "Two files name the same version": Case(
        {"chart/Chart.yaml": "appVersion: v1.2.0\n", "pyproject.toml": '[project]\nversion = "1.2.0"\n'},
        {"chart/Chart.yaml": "appVersion: v1.2.0\n", "pyproject.toml": '[project]\nversion = "1.3.0"\n'},
        "1.3.0",
    ),
    "A release is tagged, and from the right branch": Case(
        {"a.txt": "a\n"}, {"a.txt": "a\n"}, "tag", (("tag", "v1.2.0"),)
    ),
    "No leftovers of debugging": Case({"src/a.py": "a = 1\n"}, {"src/a.py": "a = 1\nbreakpoint()\n"}, "src/a.py:2"),
    "No credentials in the repository": Case(
        {"a.py": 'token = os.environ["TOKEN"]\n'},
        {"a.py": f'password = "{A}"\n'},
        "a.py:1",
    ),
    "Keys and state are not tracked": Case(
        {".gitignore": ".env\n"}, {".gitignore": ".env\n", "ca.pem": "a\n"}, "ca.pem"
    ),
    "Whom to tell of a vulnerability": Case(
        {"SECURITY.md": "Write to security@example.org.\n"}, {"SECURITY.md": "Tell the team.\n"}, "not found"
    ),
    "A scanner found nothing grave": Case(
        {"src/a.py": "a = 1\n", "build/a.sarif": SARIF % '{"level": "note", "message": {"text": "a"}}'},
        {"src/a.py": "a = 1\n", "build/a.sarif": SARIF % '{"level": "error", "message": {"text": "a"}}'},
        "1",
    ),
    "Certificates are verified": Case(
        {"a.py": "# verify=False is for tests\nget(url)\n"}, {"a.py": "get(url, verify=False)\n"}, "a.py:1"
    ),
    "Evidence that a person must judge": Case(
        {"docs/runbook.md": "# A\n"}, {"docs/runbook.md": " \n"}, "docs/runbook.md"
    ),
    "A signature": Case({}, {}, "nobody has signed", sign=True),
    "A document that must be kept up to date": Case(
        {"docs/threat-model.md": "# A\n"}, {"a.txt": "a\n"}, "threat-model.md"
    ),
    "An item of several steps": Case({}, {}, "0 of 2 nested items"),
    "Only where it applies": Case(
        {"Dockerfile": "FROM a:1\nHEALTHCHECK CMD curl -f localhost\n"}, {"Dockerfile": "FROM a:1\n"}, "healthcheck"
    ),
}


def run(folder, text, files, *commands, sign=False):
    """The outcomes of the recipe's checks and their messages, in a repository with the files."""
    for name, content in {**files, "CHECKLIST.md": text}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for command in (("init", "-qb", "main"), ("add", "-A"), (*who, "commit", "-qm", "A"), *commands):
        subprocess.run(["git", *command], cwd=folder, check=True)
    if sign:
        assert invoke(["sign", "anyone", str(folder / "CHECKLIST.md"), "--yes", "--no-commit"]) == 0
    report = folder.parent / f"{folder.name}.json"
    invoke(["run", "--trust", "-f", "json", "-o", str(report), str(folder / "CHECKLIST.md")])
    (file,) = json.loads(report.read_text(encoding="utf-8"))["files"]
    checks = [check for item in file["items"] for check in item["checks"]]
    return {check["outcome"] for check in checks}, " / ".join(check["message"] for check in checks)


def test_there_is_a_case_for_each_recipe():
    assert list(RECIPES) == list(CASES)
    assert len(RECIPES) >= 30


@pytest.mark.parametrize("title", CASES)
def test_it_passes_and_fails(title, tmp_path, monkeypatch):
    case, text = CASES[title], RECIPES[title]
    for name in ("CI", "MDCHECK_TRUST", "GITHUB_EVENT_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ada")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ada@example.org")
    assert run(tmp_path / "good", text, case.good, *case.git, sign=case.sign)[0] == {"passed"}
    expected = {"pending" if case.sign else "warned" if "severity: warning" in text else "failed"}
    for number, files in enumerate((case.bad, *case.worse)):
        outcomes, messages = run(tmp_path / f"bad{number}", text.replace("[x]", "[ ]"), files)
        assert outcomes - {"passed"} == expected
        assert case.said in messages
