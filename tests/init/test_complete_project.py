"""A project that has all that the templates ask for: every check can pass."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from mdcheck.app.init.parts import ALL_PARTS
from mdcheck.app.init.repository import Look
from mdcheck.app.init.templates import TEMPLATES, find_template, render, template_text
from mdcheck.app.init.values import KEYS, detect
from mdcheck.checks.bind import read_checks
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.evidence.workspace import Workspace
from mdcheck.repository.facts import GitFacts

CI = """\
name: ci
on:
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: ruff check . && mypy src
      - run: pytest --cov=src/acme --cov-report=xml
      - run: pip-audit
      - run: bandit -r src
"""
DOCKERFILE = """\
FROM python:3.13-slim AS build
RUN pip install .
USER acme
HEALTHCHECK CMD ["acme", "health"]
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: acme
spec:
  replicas: 2
  template:
    spec:
      securityContext:
        runAsNonRoot: true
      containers:
        - name: acme
          image: registry.example/acme:1.0.0
          securityContext: {allowPrivilegeEscalation: false}
          resources:
            requests:
              cpu: 100m
            limits:
              cpu: 500m
              memory: 256Mi
          readinessProbe:
            httpGet: {path: /readyz, port: 8080}
          livenessProbe:
            httpGet: {path: /healthz, port: 8080}
"""
ALERTS = """\
groups:
  - name: acme
    rules:
      - alert: Errors
        labels: {severity: page}
        annotations: {runbook_url: docs/runbook.md}
"""
REVIEW = "# A day in May\n\n## Impact\n\nNone.\n\n## Timeline\n\nNone.\n\n## Causes\n\nTwo.\n\n## Actions\n\nOne.\n"
MANIFEST = """\
[project]
name = "acme"
version = "1.0.0"
license = "MIT"
dependencies = ["structlog", "opentelemetry-sdk"]
[dependency-groups]
dev = ["hypothesis"]
[tool.coverage.report]
fail_under = 80
"""
TEST = """\
import pathlib
import unittest


class Writing(unittest.TestCase):
    def test_report(self):
        pathlib.Path("coverage.xml").write_text('<coverage line-rate="1" lines-covered="1" lines-valid="1"/>')
"""
README = "# Acme\n\n## Install\n\nRead the [guide](docs/getting-started.md).\n\n## Usage\n\n" + "Words. " * 150 + "\n"

STRANGERS = """\
on: pull_request_target
jobs:
  label:
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
"""
SETUP = "uses: shivammathur/setup-php@v2\n        with: {coverage: none}"
CODEQL = "on: push\njobs: {scan: {steps: [{uses: github/codeql-action/analyze@v3}]}}\n"

FILES = {
    "pyproject.toml": MANIFEST,
    "uv.lock": "version = 1\n",
    "README.md": README,
    "LICENSE": "MIT\n",
    "CHANGELOG.md": "# 1.0.0\n",
    "CONTRIBUTING.md": "Run the tests.\n",
    "CODE_OF_CONDUCT.md": "Be kind.\n",
    "SECURITY.md": "Write to us.\n",
    "ARCHITECTURE.md": "One part.\n",
    "PRIVACY.md": "Nothing.\n",
    ".gitignore": ".env\n.venv/\ncoverage.xml\n",
    ".gitattributes": "* text=auto\n",
    ".env.example": "ACME_AUTH_SECRET=\n",
    ".dockerignore": ".git\n",
    ".pre-commit-config.yaml": "repos:\n  - repo: https://github.com/gitleaks/gitleaks\n    hooks: [{id: gitleaks}]\n",
    ".github/workflows/ci.yml": CI,
    ".github/workflows/release.yml": "on: push\npermissions: {}\njobs: {release: {steps: [{run: make dist}]}}\n",
    ".github/dependabot.yml": "version: 2\n",
    ".github/CODEOWNERS": "* @acme/team\n",
    ".github/pull_request_template.md": "Why?\n",
    ".github/ISSUE_TEMPLATE/fault.yml": "name: Fault\n",
    "Dockerfile": DOCKERFILE,
    "k8s/deployment.yaml": DEPLOYMENT,
    "terraform/main.tf": "terraform {}\n",
    "terraform/.terraform.lock.hcl": "# locked\n",
    "terraform/README.md": "What runs where.\n",
    "migrations/0001.sql": "select 1;\n",
    "backups/monday.tar.gz": "archive\n",
    "examples/first.py": "first = 1\n",
    "monitoring/security_audit_report.json": "{}\n",
    "monitoring/metrics.py": "requests = 0\n",
    "monitoring/alerts.yml": ALERTS,
    "monitoring/prometheus.yml": "global: {}\n",
    "monitoring/dashboards/acme.json": "{}\n",
    **{f"src/acme/{name}.py": f"{name} = 1\n" for name in ("__init__", "encryption", "circuit_breaker", "rate_limit")},
    "src/acme/health.py": 'path = "/healthz"\n',
    "tests/test_unit.py": TEST,
    "tests/test_auth.py": "one = 1\n",
    "tests/test_retry.py": "one = 1\n",
    "tests/test_rate_limit.py": "one = 1\n",
    "tests/test_properties.py": "one = 1\n",
    "tests/load/locustfile.py": "one = 1\n",
    "tests/e2e/test_journey.py": "one = 1\n",
    **{f"tests/integration/test_{number}.py": "one = 1\n" for number in range(5)},
    **{
        f"docs/{name}.md": f"# {name}\n"
        for name in (
            *("failure-modes", "disaster-recovery", "load-tests", "slo", "configuration", "api", "getting-started"),
            *("on-call", "runbooks/errors", "troubleshooting", "runbook", "postmortem-template", "restore-tests"),
            *("maintenance", "retention", "threat-model", "audit-log", "adr/0001-markdown"),
        )
    },
    "docs/deployment.md": "# Deployment\n\n## Rolling back\n",
    "docs/openapi.yaml": "openapi: 3.1.0\n",
    "docs/postmortems/may.md": REVIEW,
    ".venv/pyvenv.cfg": "home = /usr/bin\n",
    ".venv/lib/python3/site-packages/structlog-25.1.0.dist-info/METADATA": "Name: structlog\n",
}


@pytest.fixture
def project(repo):
    repo.write(FILES)
    repo.git("add", "--all")
    repo.git("commit", "-q", "-m", "start")
    return repo


ASKS_GIT = ("env-ignored", "no-key-files", "no-state-file")


@cache
def kinds(name):
    """The kinds of a template for this project, by the id of their item."""
    template = find_template(name)
    nothing = Look.at(Path(__file__) / "nothing")
    values = detect(nothing, frozenset(KEYS), {"project": "acme", "package": "src/acme"})
    checklist = parse(Source.from_bytes(render(template, values), path=template.output))
    checks, _ = read_checks(checklist)
    return {item.id: [checks[key].kind for key in item.check_ids] for item in checklist.items}


def outcomes(place, template, item, files):
    """What one item's checks say where some of the project's files are others."""
    place.write({**FILES, **files})
    root = place.root.resolve()
    workspace = Workspace(root=root)
    if item in ASKS_GIT:
        place.git("init", "-q")
        place.git("add", "--all")
        workspace = Workspace(root=root, git=GitFacts(root=root))
    return {str(kind.check(workspace).outcome) for kind in kinds(template)[item]}


@pytest.mark.parametrize("template", TEMPLATES, ids=[template.name for template in TEMPLATES])
def test_every_check_can_pass(project, template):
    asks = "«test_command»" in template_text(template)
    command = ["--set", "test_command=python3 -m unittest -q tests/test_unit.py"] if asks else []
    parts = [word for name in sorted(ALL_PARTS - {"cargo", "package_json"}) for word in ("--with", name)]
    assert project.mdcheck("init", "-t", template.name, *command, *parts).returncode == 0
    secret = {"ACME_AUTH_SECRET": "0123456789abcdef0123456789abcdef"}
    done = project.mdcheck("update", template.output, "--trust", "--format", "json", **secret)
    (file,) = json.loads(done.stdout)["files"]
    checks = [(item["id"], check) for item in file["items"] for check in item["checks"]]
    assert [(name, check["message"]) for name, check in checks if check["outcome"] != "passed"] == []
    assert (done.returncode, file["score"], file["verdict"]) == (0, 100, "ALMOST READY")
    # What is left is what a person must judge.
    text = (project.root / template.output).read_text()
    boxes = Counter(line[:5] for line in text.splitlines() if line.startswith("- ["))
    assert boxes["- [x]"] == len({name for name, _ in checks})


@pytest.mark.parametrize(
    ("item", "files"),
    [
        ("env-ignored", {".gitignore": "*.environment\n"}),
        ("certificates-verified", {"src/acme/a.py": "get(url, verify=False)\n"}),
        ("no-weak-cryptography", {"src/acme/a.py": "hashlib.md5(data)\n"}),
        ("no-print", {"src/acme/a.py": "def f():\n    print(1)\n"}),
        ("no-swallowed-errors", {"src/acme/a.py": "try:\n    f()\nexcept:\n    pass\n"}),
        ("no-swallowed-errors", {"src/acme/a.py": "try:\n    f()\nexcept Exception:\n    pass\n"}),
        ("no-swallowed-errors", {"src/acme/a.js": "try { f() } catch (e) {}\n"}),
        ("resource-limits", {"k8s/deployment.yaml": DEPLOYMENT.replace("memory", "storage")}),
        ("resource-limits", {"k8s/deployment.yaml": DEPLOYMENT.replace("requests:", "asks:")}),
        ("probes", {"k8s/deployment.yaml": DEPLOYMENT.replace("readinessProbe", "startupProbe")}),
        ("replicas", {"k8s/deployment.yaml": DEPLOYMENT.replace("replicas: 2", "replicas: 1")}),
        ("manifest-images", {"k8s/deployment.yaml": DEPLOYMENT.replace(":1.0.0", ":latest")}),
        ("no-local-addresses", {"src/acme/a.py": 'url = "http://localhost:80"\n'}),
        ("image-user", {"Dockerfile": DOCKERFILE.replace("USER acme", "USER root")}),
        ("image-user", {"Dockerfile": DOCKERFILE.replace("USER acme\n", "")}),
        ("image-base", {"Dockerfile": DOCKERFILE.replace("3.13-slim", "latest")}),
        ("image-health", {"Dockerfile": DOCKERFILE.replace("HEALTHCHECK", "RUN")}),
        ("image-user", {"Dockerfile": f"{DOCKERFILE}USER root\n"}),
        ("image-user", {"Dockerfile": f"{DOCKERFILE}FROM debian:12-slim\nCOPY --from=build / /\n"}),
        ("image-base", {"Dockerfile": "FROM python\n"}),
        (
            "image-base",
            {"Dockerfile": "# syntax=docker/dockerfile:1\n\nARG X=1\nfrom --platform=linux/arm64 python AS b"},
        ),
        ("image-health", {"Dockerfile": "FROM python:3.13\nHEALTHCHECK NONE\n"}),
        ("manifest-images", {"k8s/deployment.yaml": DEPLOYMENT.replace(":1.0.0", "")}),
        ("static-analysis", {".github/workflows/ci.yml": CI.replace("bandit -r src", "ruff check")}),
        ("ci-coverage", {".github/workflows/ci.yml": CI.replace("--cov=src/acme --cov-report=xml", "@4c8f0b")}),
        ("rate-limiting", {"src/acme/rate_limit.py": "", "src/acme/delimiter.py": "one = 1\n"}),
        ("rate-limit-tests", {"tests/test_rate_limit.py": "", "tests/test_migrate.py": "one = 1\n"}),
        ("authorization-tests", {"tests/test_auth.py": "", "tests/test_author.py": "one = 1\n"}),
        ("failure-tests", {"tests/test_retry.py": "", "tests/test_defaults.py": "one = 1\n"}),
        ("on-call-guide", {"docs/on-call.md": "", "docs/configuration-callbacks.md": "# Callbacks\n"}),
        ("data-retention", {"docs/retention.md": "", "docs/privacy.md": "# Privacy\n"}),
        ("targets", {"docs/slo.md": "", "docs/slow-queries.md": "# Slow\n"}),
        ("backups", {"backups/monday.tar.gz": ""}),
        ("rollback", {"docs/deployment.md": "# Deployment\n"}),
        ("links", {"docs/api.md": "[gone](gone.md)\n"}),
        ("no-skipped-tests", {"tests/test_auth.py": "@pytest.mark.skip\n"}),
        ("ci-runs-tests", {".github/workflows/ci.yml": CI.replace("pytest", "true")}),
        ("ci-on-change", {".github/workflows/ci.yml": CI.replace("pull_request", "push")}),
        ("dependency-scan", {".github/workflows/ci.yml": CI.replace("pip-audit", "true")}),
        ("ci-lint", {".github/workflows/ci.yml": CI.replace("ruff check . && mypy", "ls")}),
        ("version-python", {"pyproject.toml": MANIFEST.replace("version", "edition")}),
        ("property-library", {"pyproject.toml": MANIFEST.replace("hypothesis", "pytest")}),
        ("no-release-notes-to-self", {"src/acme/a.py": "x = 1  # FIXME: before the release\n"}),
        ("no-key-files", {"config/tls.key": "key\n"}),
        ("no-state-file", {"terraform/prod/terraform.tfstate": "{}\n"}),
        ("no-state-file", {"deep/down/terraform.tfstate": "{}\n"}),
        ("no-key-files", {"deep/down/id_rsa": "key\n"}),
        ("env-ignored", {"deep/.env": "A=1\n", ".gitignore": "/.env\n"}),
        ("static-analysis", {".github/workflows/ci.yml": CI.replace("bandit -r src", "rm -rf /opt/CodeQL # bandit")}),
        ("dependency-scan", {".github/workflows/ci.yml": CI.replace("pip-audit", "ls # pip-audit")}),
        (
            "ci-coverage",
            {".github/workflows/ci.yml": CI.replace("run: pytest --cov=src/acme --cov-report=xml", SETUP)},
        ),
        ("ci-lint", {".github/workflows/ci.yml": CI.replace("ruff check . && mypy src", "helm lint")}),
        (
            "probes",
            {"k8s/deployment.yaml": DEPLOYMENT.replace("readinessProbe:", "# TODO readinessProbe:\n          probe:")},
        ),
        ("resource-limits", {"k8s/deployment.yaml": f"{DEPLOYMENT}        - {{name: beside, image: 'b:1'}}\n"}),
        ("api-description", {"docs/api.md": "# API\n", "docs/openapi.yaml": ""}),
        ("structured-logging", {"pyproject.toml": MANIFEST.replace('"structlog", ', "")}),
        ("health-endpoint", {"src/acme/health.py": "# /healthz\nhealth = 1\n"}),
    ],
)
def test_a_check_notices(folder, item, files):
    assert outcomes(folder, "production-readiness", item, files) & {"failed"}


@pytest.mark.parametrize(
    ("item", "files"),
    [
        ("no-query-from-text", {"src/acme/a.py": 'cursor.execute(f"select {name}")\n'}),
        ("no-query-from-text", {"src/acme/a.py": 'cursor.execute("select %s" % name)\n'}),
        ("no-text-as-code", {"src/acme/a.py": "run(command, shell=True)\n"}),
        ("no-text-as-code", {"src/acme/a.py": "x = eval(text)\n"}),
        ("no-unsafe-formats", {"src/acme/a.py": "yaml.load(text)\n"}),
        ("no-unsafe-formats", {"src/acme/a.py": "pickle.loads(data)\n"}),
        ("secure-random", {"src/acme/a.py": "token = random.choice(letters)\n"}),
        ("no-head-checkout", {".github/workflows/label.yaml": STRANGERS}),
        ("workflow-permissions", {".github/workflows/label.yml": "on: push\njobs: {a: {steps: [{run: make}]}}\n"}),
        ("workflow-permissions", {".github/workflows/ci.yml": CI.replace("permissions", "rights")}),
        ("workflow-permissions", {".github/workflows/ci.yml": CI.replace("\n  contents: read", " write-all")}),
        ("container-isolation", {"k8s/deployment.yaml": DEPLOYMENT.replace("runAsNonRoot", "privileged")}),
        ("container-rights", {"k8s/deployment.yaml": DEPLOYMENT.replace("Escalation: false", "Escalation: true")}),
    ],
)
def test_a_check_of_the_security_review_notices(folder, item, files):
    assert outcomes(folder, "security-review", item, files) & {"failed"}


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("no-query-from-text", 'cursor.execute("select %s", (name,))\n'),
        ("no-text-as-code", "model.eval()\nre.exec(text)\nliteral_eval(text)\n"),
        ("no-unsafe-formats", "yaml.load(text, Loader=yaml.SafeLoader)\nyaml.safe_load(text)\n"),
        ("secure-random", "token = secrets.token_hex()\nchoice = random.choice(letters)\n"),
    ],
)
def test_a_check_of_the_security_review_leaves_alone(folder, item, text):
    assert outcomes(folder, "security-review", item, {"src/acme/a.py": text}) == {"passed"}


@pytest.mark.parametrize(
    ("item", "files"),
    [
        ("image-base", {"Dockerfile": "FROM python:3.13 AS build\nFROM build\n"}),
        ("image-base", {"Dockerfile": "FROM python@sha256:0a1b\n"}),
        ("image-base", {"Dockerfile": "ARG BASE=python:3.13\nFROM ${BASE} AS build\n"}),
        ("image-base", {"Dockerfile": "FROM scratch\n"}),
        ("image-user", {"Dockerfile": f"FROM a:1 AS build\nUSER root\n{DOCKERFILE}"}),
        (
            "static-analysis",
            {".github/workflows/ci.yml": CI.replace("bandit", "ls"), ".github/workflows/codeql.yml": CODEQL},
        ),
        ("rate-limiting", {"src/acme/rate_limit.py": "", "src/acme/limits/rate_limiter.py": "one = 1\n"}),
        ("authorization-tests", {"tests/test_auth.py": "", "tests/auth/test_login.py": "one = 1\n"}),
        ("contributing-tests", {"CONTRIBUTING.md": "Run the tests.\n", "docs/contributing.md": "Tests first.\n"}),
        (
            "property-library",
            {"pyproject.toml": MANIFEST.replace("hypothesis", "pytest"), "requirements-dev.txt": "hypothesis\n"},
        ),
        ("data-encryption", {"src/acme/encryption.py": "", "src/acme/crypto/aes.py": "one = 1\n"}),
        ("targets", {"docs/slo.md": "", "docs/slo/api.md": "# 300 ms\n"}),
    ],
)
def test_a_check_leaves_alone(folder, item, files):
    assert outcomes(folder, "production-readiness", item, files) <= {"passed"}


@pytest.mark.parametrize("line", [".env", "/.env", "*.env", ".env*", "**/.env", ".env\r"])
def test_lines_that_ignore_the_environment(folder, line):
    files = {".gitignore": f"a\n{line}\nb\n"}
    assert outcomes(folder, "production-readiness", "env-ignored", files) == {"passed"}


@pytest.mark.parametrize("line", ["#.env", ".env.local", "!.env", "*.environment", ".envrc", "x.env"])
def test_lines_that_do_not(folder, line):
    files = {".gitignore": f"a\n{line}\nb\n"}
    assert outcomes(folder, "production-readiness", "env-ignored", files) == {"failed"}
