"""`docs/kinds.md` is made from the kinds, and its examples are checks that do as they say."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.checks.catalogue import describe
from mdcheck.kinds.table import KINDS
from mdcheck.results.outcome import Outcome

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = re.compile(r"^````markdown\n(.*?)^````$", re.DOTALL | re.MULTILINE)


def test_the_page_is_what_the_kinds_say():
    made = runpy.run_path(str(DOCS / "generate.py"))["kinds_page"]()
    assert (DOCS / "kinds.md").read_text(encoding="utf-8") == made, "run `make docs`"


@pytest.mark.parametrize("name", KINDS)
def test_examples_are_checks_of_the_kind(name):
    texts = EXAMPLE.findall(describe(name).details)
    assert texts
    for text in texts:
        checklist = read(text)
        checks, errors = read_checks(checklist)
        assert (errors, checklist.diagnostics) == ((), ())
        top = [item for item in checklist.items if not item.parent]
        assert [checks[item.check_ids[0]].name for item in top] == [name] * len(top)


def _examples(kind):
    for text in EXAMPLE.findall(describe(kind).details):
        checklist = read(text)
        checks, _ = read_checks(checklist)
        for item, check in zip(checklist.items, checks.values(), strict=True):
            yield item.text, check.kind


_POD = "spec: {template: {spec: {containers: [%s]}}}\n"
_CI = ".github/workflows/ci.yml"
_PRIVILEGED = "on: pull_request_target\njobs: {a: {steps: [{uses: actions/checkout@v4, with: {ref: '%s'}}]}}\n"
CASES = {
    "The package is marked as stable": (
        {"package.json": '{"version": "1.10.0"}'},
        {"package.json": '{"version": "0.9.0"}'},
    ),
    "Every container of every manifest has a memory limit": (
        {"k8s/a.yaml": _POD % "{resources: {limits: {memory: 1Gi}}}", "k8s/b/c.yaml": "kind: Service\n"},
        {"k8s/a.yaml": _POD % "{resources: {limits: {memory: 1Gi}}}, {resources: {requests: {memory: 1Gi}}}"},
    ),
    "No image is “latest” or without a version": (
        {
            "k8s/a.yaml": _POD % "{image: 'a:1'}",
            "compose.yaml": "services: {a: {image: b:2}}",
            "Dockerfile": "FROM c:3",
        },
        {"k8s/a.yaml": _POD % "{image: 'a:1'}", "compose.yaml": "services: {a: {image: b:2}}", "Dockerfile": "FROM c"},
    ),
    "The chart's version of the application is the application's": (
        {"chart/Chart.yaml": "appVersion: v1.2.0\n", "pyproject.toml": '[project]\nversion = "1.2.0"\n'},
        {"chart/Chart.yaml": "appVersion: v1.2.0\n", "pyproject.toml": '[project]\nversion = "1.3.0"\n'},
    ),
    "The container does not run as root": (
        {"Dockerfile": "FROM a AS base\nuser app\nFROM base\n"},
        {"Dockerfile": "FROM a AS base\nUSER app\nFROM base\nUSER root\n"},
    ),
    "The web service has a health check": (
        {"compose.yaml": "services: {web: {healthcheck: {test: curl -f localhost}}}\n"},
        {"compose.yaml": "services: {web: {}, db: {healthcheck: {test: pg_isready}}}\n"},
    ),
    "The chart's default image has a tag": (
        {"chart/values.yaml": "image: {tag: 1.2.3}\n"},
        {"chart/values.yaml": "image: {repository: a}\n"},
    ),
    "Tests run on every pull request": (
        {_CI: "on: [push, pull_request]\njobs: {a: {steps: [{run: make test}]}}\n", "Makefile": "test:\n\tpytest\n"},
        {_CI: "on: [push]\njobs: {a: {steps: [{run: pytest}]}}\n"},
    ),
    "Workflows only read, and actions are pinned to commits": (
        {_CI: f"on: push\npermissions: {{contents: read}}\njobs: {{a: {{steps: [{{uses: a/b@{'0' * 40}}}]}}}}\n"},
        {_CI: "on: push\npermissions: {contents: read}\njobs: {a: {steps: [{uses: a/b@v1}]}}\n"},
    ),
    "No privileged workflow checks out the code of a pull request": (
        {_CI: _PRIVILEGED % "main"},
        {_CI: _PRIVILEGED % "${{ github.event.pull_request.head.sha }}"},
    ),
    "The release workflow may write packages, and nothing else": (
        {".github/workflows/release.yml": "on: push\npermissions: {packages: write}\njobs: {a: {steps: []}}\n"},
        {".github/workflows/release.yml": "on: push\npermissions: write-all\njobs: {a: {steps: []}}\n"},
    ),
    "Code is scanned on every push": (
        {_CI: "on: push\njobs: {a: {steps: [{uses: aquasecurity/trivy-action@v1}]}}\n"},
        {_CI: "on: push\njobs: {a: {steps: [{name: aquasecurity/trivy-action}]}}\n"},
    ),
    "Logs are structured": (
        {"pyproject.toml": '[project]\ndependencies = ["structlog>=24"]\n'},
        {"pyproject.toml": '[project]\ndependencies = []\n[dependency-groups]\ndev = ["structlog"]\n'},
    ),
    "Django is one that gets security fixes": (
        {"requirements.txt": "Django==5.2.11\n"},
        {"requirements.txt": "Django==4.2\n"},
    ),
    "Nothing depends on log4j 1, even indirectly": (
        {"gradle.lockfile": "org.apache.logging.log4j:log4j-core:2.23.1=runtimeClasspath\n"},
        {"gradle.lockfile": "log4j:log4j:1.2.17=runtimeClasspath\n"},
    ),
    "Every deployment has two replicas or more": (
        {"k8s/a.yaml": "kind: Service\n---\nkind: Deployment\nspec: {replicas: 2}\n"},
        {"k8s/a.yaml": "kind: Service\n---\nkind: Deployment\nspec: {template: {}}\n"},
    ),
}
"""For the examples of these kinds, files with which each passes, and files with which it fails."""


@pytest.mark.parametrize("kind", ["value", "ci", "dependency"])
def test_examples_pass_and_fail(kind, tree, tmp_path):
    for number, (text, example) in enumerate(_examples(kind)):
        for side, (files, outcome) in enumerate(zip(CASES[text], (Outcome.PASSED, Outcome.FAILED), strict=True)):
            workspace = tree({f"{number}{side}/{name}": content for name, content in files.items()})
            finding = example.check(tree({}, root=workspace.root / f"{number}{side}"))
            assert finding.outcome is outcome, (text, finding.message)
