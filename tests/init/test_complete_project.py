"""A project that has all that the templates ask for: every check can pass."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.parts import ALL_PARTS
from mdcheck.app.init.templates import TEMPLATES
from mdcheck.checks.bind import read_checks
from mdcheck.document.model import Tick
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
      - run: lychee docs
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
description = "An example"
urls = {Home = "https://acme.example"}
requires-python = ">=3.11"
scripts = {acme = "acme.cli:main"}
version = "1.0.0"
license = "MIT"
dependencies = ["fastapi", "structlog", "opentelemetry-sdk"]
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
README = (
    "# Acme\n\n## Install\n\nRead the [guide](docs/getting-started.md).\n\n## Usage\n\nRun `acme`. "
    + "Words. " * 150
    + "\n"
)

COVERED = "run: pytest --cov=src/acme --cov-report=xml"
SETUP = "uses: shivammathur/setup-php@v2\n        with: {coverage: none}"
CODEQL = "on: push\njobs: {scan: {steps: [{uses: github/codeql-action/analyze@v3}]}}\n"

FILES = {
    "pyproject.toml": MANIFEST,
    "uv.lock": "version = 1\n",
    "README.md": README,
    "LICENSE": "MIT\n",
    "CHANGELOG.md": "# 1.0.0\n",
    "CONTRIBUTING.md": "Run `pytest`.\n",
    "CODE_OF_CONDUCT.md": "Be kind.\n",
    "SECURITY.md": "Write to security@acme.example.\n",
    "ARCHITECTURE.md": "One part.\n",
    "PRIVACY.md": "Nothing.\n",
    ".gitignore": ".env\n.venv/\n",
    ".gitattributes": "* text=auto\n",
    ".env.example": "ACME_AUTH_SECRET=\n",
    ".dockerignore": ".git\n",
    ".pre-commit-config.yaml": "repos: [{repo: https://a.example/gitleaks, hooks: [{id: gitleaks}]}]\n",
    ".github/workflows/ci.yml": CI,
    ".github/workflows/release.yml": "on: push\npermissions: {}\njobs: {a: {steps: [{run: twine upload dist/*}]}}\n",
    ".github/dependabot.yml": "version: 2\nupdates:\n  - package-ecosystem: uv\n    directory: /\n",
    ".github/CODEOWNERS": "* @acme/team\n",
    ".github/pull_request_template.md": "Why?\n",
    ".github/ISSUE_TEMPLATE/fault.yml": "name: Fault\n",
    "Dockerfile": DOCKERFILE,
    "k8s/deployment.yaml": DEPLOYMENT,
    "terraform/main.tf": 'terraform {\n  required_version = ">= 1.9"\n  backend "s3" {}\n}\n',
    "terraform/.terraform.lock.hcl": "# locked\n",
    "terraform/README.md": "What runs where.\n",
    "migrations/0001_start.up.sql": "select 1;\n",
    "coverage.xml": '<coverage line-rate="1" lines-covered="1" lines-valid="1"/>\n',
    "backups/monday.tar.gz": "archive\n",
    "examples/first.py": "first = 1\n",
    "monitoring/security_audit_report.json": "{}\n",
    "monitoring/metrics.py": "requests = 0\n",
    "monitoring/alerts.yml": ALERTS,
    "monitoring/prometheus.yml": "global: {}\n",
    "monitoring/dashboards/acme.json": '{"panels": [{"title": "Errors"}]}\n',
    "src/acme/__init__.py": "one = 1\n",
    "src/acme/cli.py": "def main(): pass\n",
    "src/acme/main.py": 'import os\n\napp = FastAPI()\nsecret = os.environ["ACME_AUTH_SECRET"]\n',
    "src/acme/encryption.py": "from cryptography.fernet import Fernet\n",
    "src/acme/circuit_breaker.py": "breaker = CircuitBreaker()\n",
    "src/acme/rate_limit.py": "limiter = RateLimiter()\n",
    "src/acme/py.typed": "# typed\n",
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
            *(
                "maintenance",
                "infrastructure",
                "examples",
                "support",
                "retention",
                "threat-model",
                "audit-log",
                "adr/0001-markdown",
            ),
        )
    },
    "docs/deployment.md": "# Deployment\n\n## Rolling back\n",
    "docs/openapi.yaml": "openapi: 3.1.0\ninfo: {title: Acme, version: 1.0.0}\n",
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


def items(place):
    """Each item of the complete project, as its text in a checklist."""
    repository = Repository(place.root)
    made = {name: make(repository) for name, make in ITEMS.items()}
    return {name: entry.text(name) for name, entry in made.items() if entry is not None and not entry.script}


def outcomes(place, item, files):
    """What the checks of an item of the complete project say once some of the files are others."""
    place.write(FILES)
    place.git("init", "-q")
    place.git("add", "--all")
    place.git("commit", "-q", "-m", "start")
    text = items(place)[item]
    place.write(files)
    place.git("add", "--all")
    return said(place, text)


def said(place, text):
    checks, problems = read_checks(parse(Source.from_text(f"# A\n\n{text}", path="LIST.md")))
    assert problems == ()
    workspace = Workspace(root=place.root, git=GitFacts(root=place.root))
    return {str(check.kind.check(workspace).outcome) for check in checks.values()}


@pytest.mark.parametrize(
    ("heading", "outcome"),
    [("Run Acme locally", "passed"), ("Getting started", "passed"), ("Running the tests", "failed")],
)
def test_a_section_of_the_readme_can_be_the_guide(folder, heading, outcome):
    folder.write({"README.md": f"# Acme\n\n## {heading}\n", "app.py": "x = 1\n"})
    folder.git("init", "-q")
    folder.git("add", "--all")
    assert said(folder, items(folder)["deployment-guide"]) == {outcome}


def test_the_outcome_of_each_item_of_the_complete_project(project, monkeypatch):
    """Each passes but those that need more than files."""
    monkeypatch.setenv("ACME_AUTH_SECRET", "0123456789abcdef0123456789abcdef")
    wrong = {name: found for name, text in items(project).items() if (found := said(project, text)) - {"passed"}}
    assert wrong == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=[template.name for template in TEMPLATES])
def test_every_check_can_pass(project, template):
    parts = [word for name in sorted(ALL_PARTS - {"commands", "unread_ci"}) for word in ("--with", name)]
    assert project.mdcheck("init", "-t", template.name, *parts).returncode == 0
    secret = {"ACME_AUTH_SECRET": "0123456789abcdef0123456789abcdef"}
    done = project.mdcheck("update", template.output, "--format", "json", **secret)
    (file,) = json.loads(done.stdout)["files"]
    # Nobody has signed yet.
    every = [(item["id"], check) for item in file["items"] for check in item["checks"]]
    checks = [(name, check) for name, check in every if check["outcome"] != "pending"]
    assert [(name, check["message"]) for name, check in checks if check["outcome"] != "passed"] == []
    assert (done.returncode, file["score"], file["verdict"]) == (0, 100, "ALMOST READY")
    # What is left is what a person must judge.
    text = (project.root / template.output).read_text()
    boxes = Counter(line[:5] for line in text.splitlines() if line.startswith("- ["))
    listed = parse(Source.from_text(text, path=template.output)).items
    guarded = {item.id for item in listed for block in item.checks if block.common.tick is Tick.PERSON}
    assert 0 < boxes["- [x]"] <= len({name for name, _ in checks})
    assert boxes["- [x]"] == len({name for name, _ in checks} - guarded)


@pytest.mark.parametrize(
    ("item", "files"),
    [
        # Words that look like a tool, and commands that have it as an argument or in a comment.
        ("static-analysis", {".github/workflows/ci.yml": CI.replace("bandit -r src", "rm -rf /opt/CodeQL # bandit")}),
        ("dependency-scan", {".github/workflows/ci.yml": CI.replace("pip-audit", "ls # pip-audit")}),
        ("ci-coverage", {".github/workflows/ci.yml": CI.replace(COVERED, SETUP)}),
        ("ci-coverage", {".github/workflows/ci.yml": CI.replace("--cov=src/acme --cov-report=xml", "@4c8f0b")}),
        ("tests-in-ci", {".github/workflows/ci.yml": CI.replace("pytest", "true")}),
        ("tests-in-ci", {".github/workflows/ci.yml": CI.replace("pull_request", "push")}),
        ("permissions", {".github/workflows/ci.yml": CI.replace("\n  contents: read", " write-all")}),
        ("permissions", {".github/workflows/ci.yml": CI.replace("permissions", "rights")}),
        ("secret-scan", {".pre-commit-config.yaml": "# gitleaks\nrepos: [{repo: local, hooks: [{id: ruff}]}]\n"}),
        ("ci-delivers", {".github/workflows/release.yml": "on: push\njobs: {a: {steps: [{run: make dist}]}}\n"}),
        # Structure, not text.
        ("readiness", {"k8s/deployment.yaml": DEPLOYMENT.replace("readinessProbe:", "x: # readinessProbe:")}),
        ("liveness", {"k8s/deployment.yaml": DEPLOYMENT.replace("livenessProbe", "startupProbe")}),
        ("memory-limits", {"k8s/deployment.yaml": f"{DEPLOYMENT}        - {{name: beside, image: 'b:1'}}\n"}),
        ("resource-requests", {"k8s/deployment.yaml": DEPLOYMENT.replace("requests:", "asks:")}),
        ("replicas", {"k8s/deployment.yaml": DEPLOYMENT.replace("replicas: 2", "replicas: 1")}),
        ("workload-images", {"k8s/deployment.yaml": DEPLOYMENT.replace(":1.0.0", ":latest")}),
        ("workload-images", {"k8s/deployment.yaml": DEPLOYMENT.replace(":1.0.0", "")}),
        ("container-isolation", {"k8s/deployment.yaml": DEPLOYMENT.replace("runAsNonRoot", "privileged")}),
        ("container-rights", {"k8s/deployment.yaml": DEPLOYMENT.replace("Escalation: false", "Escalation: true")}),
        ("image-user", {"Dockerfile": DOCKERFILE.replace("USER acme", "USER root")}),
        ("image-user", {"Dockerfile": f"{DOCKERFILE}FROM debian:12-slim\nCOPY --from=build / /\n"}),
        ("image-base", {"Dockerfile": DOCKERFILE.replace("3.13-slim", "latest")}),
        ("image-base", {"Dockerfile": "FROM python\n"}),
        ("image-base", {"Dockerfile": "FROM python:slim\n"}),
        ("image-base", {"Dockerfile": "FROM node:lts-alpine\n"}),
        ("image-base", {"Dockerfile": "FROM registry.example.org:5000/base/nginx:stable\n"}),
        ("workload-images", {"k8s/deployment.yaml": DEPLOYMENT.replace(":1.0.0", ":stable")}),
        ("workload-images", {"k8s/deployment.yaml": DEPLOYMENT.replace(":1.0.0", ":main")}),
        ("alert-rules", {"monitoring/alerts.yml": "# alert: Errors\ngroups: []\n"}),
        ("alert-severities", {"monitoring/alerts.yml": ALERTS.replace("severity", "colour")}),
        ("alert-runbooks", {"monitoring/alerts.yml": ALERTS.replace("runbook_url: ", "summary: runbook_url ")}),
        ("version", {"pyproject.toml": MANIFEST.replace("version", "edition")}),
        # Git, below the root too.
        ("key-files", {"deep/down/id_rsa": "key\n"}),
        ("key-files", {"config/tls.key": "key\n"}),
        ("terraform-state", {"deep/down/terraform.tfstate": "{}\n"}),
        ("untracked", {"deep/.env": "A=1\n", ".gitignore": "/.env\n"}),
        ("env-ignored", {".gitignore": "*.environment\n"}),
        # What the code says, and not its comments.
        ("health-endpoint", {"src/acme/health.py": "# /healthz\nhealth = 1\n"}),
        ("data-encryption", {"src/acme/encryption.py": "# from cryptography.fernet import Fernet\n"}),
        ("rate-limiting", {"src/acme/rate_limit.py": "# rate limiter\n"}),
        ("circuit-breakers", {"src/acme/circuit_breaker.py": "breaker = None\n"}),
        ("structured-logging", {"pyproject.toml": MANIFEST.replace('"structlog", ', "")}),
        ("metrics", {"pyproject.toml": MANIFEST.replace('"opentelemetry-sdk"', "")}),
        ("property-library", {"pyproject.toml": MANIFEST.replace("hypothesis", "pytest")}),
        ("certificates-verified", {"src/acme/a.py": "get(url, verify=False)\n"}),
        ("no-weak-cryptography", {"src/acme/a.py": "hashlib.md5(data)\n"}),
        ("no-weak-cryptography", {"src/acme/a.py": "from hashlib import md5\n\nmd5(data)\n"}),
        ("no-weak-cryptography", {"src/acme/a.py": "from hashlib import sha256, sha1 as old\n"}),
        ("no-weak-cryptography", {"src/acme/a.py": "hashlib.new('md5', data)\n"}),
        ("no-swallowed-errors", {"src/acme/a.py": "try:\n    f()\nexcept:\n    pass\n"}),
        ("no-swallowed-errors", {"src/acme/a.py": "try:\n    f()\nexcept Exception as error:\n    pass\n"}),
        ("no-query-from-text", {"src/acme/a.py": 'cursor.execute(f"select {name}")\n'}),
        ("no-query-from-text", {"src/acme/a.py": 'cursor.execute("select %s" % name)\n'}),
        ("no-text-as-code", {"src/acme/a.py": "run(command, shell=True)\n"}),
        ("no-text-as-code", {"src/acme/a.py": "x = eval(text)\n"}),
        ("no-unsafe-formats", {"src/acme/a.py": "yaml.load(text)\n"}),
        ("no-unsafe-formats", {"src/acme/a.py": "pickle.loads(data)\n"}),
        ("secure-random", {"src/acme/a.py": "token = random.choice(letters)\n"}),
        ("no-print", {"src/acme/a.py": "def f():\n    print(1)\n"}),
        ("no-local-addresses", {"src/acme/a.py": 'url = "http://localhost:80"\n'}),
        ("no-notes-to-self", {"src/acme/a.py": "x = 1  # FIXME: before the release\n"}),
        ("no-skipped-tests", {"tests/test_auth.py": "@pytest.mark.skip\n"}),
        ("no-skipped-tests", {"tests/a.test.js": "test.skip('pays', () => {})\n"}),
        ("no-skipped-tests", {"tests/a.test.js": "xit('pays', () => {})\n"}),
        ("no-skipped-tests", {"tests/a.test.js": "fdescribe(`pays`, () => {})\n"}),
        ("no-skipped-tests", {"tests/a.test.js": "test.describe.only('pays', () => {})\n"}),
        ("no-skipped-tests", {"spec/a_spec.rb": 'xit "pays" do\nend\n'}),
        ("no-skipped-tests", {"spec/a_spec.rb": 'fdescribe "pays" do\nend\n'}),
        # Documents.
        ("incident-runbook", {"docs/runbook.md": ""}),
        ("document-links", {"docs/api.md": "[gone](gone.md)\n"}),
        ("backups", {"backups/monday.tar.gz": ""}),
    ],
)  # fmt: skip
def test_a_check_notices(folder, item, files):
    assert outcomes(folder, item, files) & {"failed"}


@pytest.mark.parametrize(
    ("item", "files"),
    [
        ("image-base", {"Dockerfile": "FROM python:3.13 AS build\nFROM build\n"}),
        ("image-base", {"Dockerfile": "FROM python@sha256:0a1b\n"}),
        ("image-base", {"Dockerfile": "FROM scratch\n"}),
        ("image-base", {"Dockerfile": "FROM python:3-slim AS build\nFROM debian:bookworm-slim\n"}),
        ("image-base", {"Dockerfile": "FROM python:slim@sha256:0a1b\n"}),
        ("image-base", {"Dockerfile": "ARG TAG=1\nFROM python:${TAG}\n"}),
        ("image-user", {"Dockerfile": f"FROM a:1 AS build\nUSER root\n{DOCKERFILE}"}),
        ("static-analysis", {".github/workflows/ci.yml": CODEQL}),
        ("property-library", {"requirements-dev.txt": "hypothesis\n", "pyproject.toml": "[project]\n"}),
        ("data-encryption", {"src/acme/encryption.py": "", "src/acme/crypto/aes.py": "AESGCM(key)\n"}),
        ("no-query-from-text", {"src/acme/a.py": 'cursor.execute("select %s", (name,))\n'}),
        ("no-text-as-code", {"src/acme/a.py": "model.eval()\nre.exec(text)\nliteral_eval(text)\n"}),
        ("no-unsafe-formats", {"src/acme/a.py": "yaml.load(text, Loader=yaml.SafeLoader)\nyaml.safe_load(text)\n"}),
        ("secure-random", {"src/acme/a.py": "token = secrets.token_hex()\nchoice = random.choice(letters)\n"}),
        ("no-weak-cryptography", {"src/acme/a.py": "hashlib.md5(data, usedforsecurity=False)\n# hashlib.md5(x)\n"}),
        ("no-swallowed-errors", {"src/acme/a.py": "try:\n    f()\nexcept Exception:\n    log()\n    raise\n"}),
        ("key-files", {"tests/data/tls.key": "key\n"}),
        ("no-skipped-tests", {"tests/test_auth.py": "@pytest.mark.skipif(x)\n"}),
        ("no-skipped-tests", {"tests/a.test.js": "test.skip(browser === 'webkit', 'later')\nexit('now')\n"}),
        ("no-weak-cryptography", {"src/acme/a.py": "from hashlib import sha256\nhashlib.new('sha256')\n"}),
    ],
)  # fmt: skip
def test_a_check_leaves_alone(folder, item, files):
    assert outcomes(folder, item, files) <= {"passed"}


@pytest.mark.parametrize("line", [".env", "/.env", "*.env", ".env*", "**/.env", ".env\r"])
def test_lines_that_ignore_the_environment(folder, line):
    assert outcomes(folder, "env-ignored", {".gitignore": f"a\n{line}\nb\n"}) == {"passed"}


@pytest.mark.parametrize("line", ["#.env", ".env.local", "!.env", "*.environment", ".envrc", "x.env"])
def test_lines_that_do_not(folder, line):
    assert outcomes(folder, "env-ignored", {".gitignore": f"a\n{line}\nb\n"}) == {"failed"}
