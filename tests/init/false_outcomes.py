"""Small repositories that look as if something were done, and what the items must say of them all the same."""

from __future__ import annotations

import json

from init.trees import COMMON, TREES, package


def workflow(steps: str, on: str = "[push, pull_request]") -> dict[str, str]:
    head = f"on: {on}\npermissions: {{contents: read}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
    return {".github/workflows/ci.yml": f"{head}{steps}"}


def step(*commands: str) -> str:
    return "".join(f"      - run: |\n          {command}\n" for command in commands)


def say(names: str, outcome: str = "failed") -> dict[str, str]:
    return dict.fromkeys(names.split(), outcome)


def workload(kind: str = "Deployment", **containers: object) -> str:
    spec = {"replicas": 2, "template": {"spec": containers}}
    return f"{json.dumps({'apiVersion': 'apps/v1', 'kind': kind, 'metadata': {'name': 'a'}, 'spec': spec})}\n"


PYTHON = {
    **COMMON,
    "pyproject.toml": '[project]\nname="acme"\nversion="1"\ndependencies=["fastapi"]\n',
    "acme/__init__.py": "a = 1\n",
    "acme/main.py": "import uvicorn\nuvicorn.run()\n",
    "tests/test_a.py": "def test(): pass\n",
}
_SETUPS = ("reviewdog/action-setup@v1", "github/codeql-action/upload-sarif@v3", "aquasecurity/setup-trivy@v0.2")
"""What installs a tool or sends what it found, and runs none."""
KEY = f"-----BEGIN EC {'PRIVATE KEY-----'}\nMHcCAQEEIBq8Zr2LkVw3NnYt5Xc7Df9Gh1Jk4Mp6QsTuVx0Az\n"
OK = {
    "name": "a",
    "image": "r/a:1",
    "resources": {"limits": {"memory": "1Gi"}},
    "readinessProbe": {"httpGet": {"path": "/"}},
}
BARE = {"name": "b", "image": "r/b:1"}
CASES = {
    "scanners in comments": (
        {**PYTHON, **workflow(step("# codeql gitleaks osv-scanner", "pytest", "pytest # bandit and ruff"))},
        say("dependency-scan static-analysis secret-scan ci-lint ci-coverage"),
    ),
    "rm codeql": (
        {
            **PYTHON,
            **workflow(
                step("rm -rf /opt/hostedtoolcache/CodeQL", "sudo rm -rf /usr/share/gitleaks /opt/ruff", "pytest")
            ),
        },
        say("dependency-scan static-analysis secret-scan ci-lint ci-coverage"),
    ),
    "echo scanners": (
        {
            **PYTHON,
            **workflow(
                step(
                    'echo "run bandit and ruff"',
                    "pip install bandit ruff pip-audit gitleaks",
                    "apt-get install -y trivy",
                    "pytest",
                )
            ),
        },
        say("dependency-scan static-analysis secret-scan ci-lint"),
    ),
    "names of steps": (
        {**PYTHON, **workflow("      - name: CodeQL, gitleaks, osv-scanner\n        run: pytest\n")},
        say("dependency-scan static-analysis secret-scan ci-lint"),
    ),
    "versions": (
        {
            **PYTHON,
            **workflow(step("bandit --version", "gitleaks version", "ruff --version", "trivy --version", "pytest")),
        },
        say("dependency-scan static-analysis secret-scan ci-lint"),
    ),
    "which": (
        {
            **PYTHON,
            **workflow(
                step("which bandit", "command -v ruff gitleaks", "if command -v trivy; then echo yes; fi", "pytest")
            ),
        },
        say("dependency-scan static-analysis secret-scan ci-lint"),
    ),
    "coverage none": (
        {
            **PYTHON,
            **workflow("      - uses: shivammathur/setup-php@v2\n        with: {coverage: none}\n" + step("pytest")),
        },
        say("ci-coverage"),
    ),
    "coverage env": (
        {**PYTHON, **workflow("      - run: pytest\n        env: {COVERAGE: 'false'}\n" + step("pytest --no-cov"))},
        say("ci-coverage"),
    ),
    "install cov": (
        {**PYTHON, **workflow(step("pytest") + "      - uses: taiki-e/install-action@cargo-llvm-cov\n")},
        say("ci-coverage"),
    ),
    "setup actions": (
        {
            **PYTHON,
            **workflow(step("pytest") + "".join(f"      - uses: {name}\n" for name in _SETUPS)),
        },
        say("dependency-scan static-analysis ci-lint"),
    ),
    "trivy config": (
        {**PYTHON, **workflow(step("pytest", "trivy config .", "snyk code test", "snyk iac test"))},
        {"dependency-scan": "failed"},
    ),
    "trivy-action config": (
        {
            **PYTHON,
            **workflow(
                step("pytest") + "      - uses: aquasecurity/trivy-action@v1\n        with: {scan-type: config}\n"
            ),
        },
        {"dependency-scan": "failed"},
    ),
    "helm lint": ({**PYTHON, **workflow(step("pytest", "helm lint charts/a", "ct lint"))}, say("ci-lint")),
    "other lints": (
        {
            **PYTHON,
            **workflow(step("pytest", "promtool check rules a.yml", "standard-version", "terraform fmt -check")),
        },
        say("ci-lint"),
    ),
    "write-all": (
        {
            **PYTHON,
            ".github/workflows/ci.yml": "on: push\npermissions: write-all\njobs: {a: {steps: [{run: pytest}]}}\n",
        },
        say("permissions"),
    ),
    "no permissions": (
        {**PYTHON, ".github/workflows/ci.yml": "on: pull_request\njobs: {a: {steps: [{run: pytest}]}}\n"},
        say("permissions"),
    ),
    "one job write-all": (
        {
            **PYTHON,
            ".github/workflows/ci.yml": "on: push\njobs: {a: {permissions: write-all, steps: [{run: pytest}]}}\n",
        },
        say("permissions"),
    ),
    "if false": (
        {
            **PYTHON,
            ".github/workflows/ci.yml": "on: pull_request\njobs: {a: {if: false, steps: [{run: pytest}]}}\n",
        },
        say("tests-in-ci"),
    ),
    "dispatch": ({**PYTHON, **workflow(step("pytest"), on="workflow_dispatch")}, say("tests-in-ci")),
    "push only": ({**PYTHON, **workflow(step("pytest"), on="push")}, say("tests-in-ci")),
    "todo probes": (
        {**COMMON, "k8s/a.yml": "# TODO: readinessProbe, limits memory\n" + workload(containers=[BARE])},
        say("readiness memory-limits liveness"),
    ),
    "annotation probes": (
        {
            **COMMON,
            "k8s/a.yml": workload(containers=[{**BARE, "env": [{"name": "readinessProbe", "value": "limits memory"}]}]),
        },
        say("readiness memory-limits liveness"),
    ),
    "neighbour": ({**COMMON, "k8s/a.yml": workload(containers=[OK, BARE])}, say("readiness memory-limits")),
    "neighbour docs": (
        {**COMMON, "k8s/a.yml": "---\n".join((workload(containers=[OK]), workload(containers=[BARE])))},
        say("readiness memory-limits"),
    ),
    "stateful neighbour": (
        {**COMMON, "k8s/a.yml": "---\n".join((workload(containers=[OK]), workload("StatefulSet", containers=[BARE])))},
        say("readiness memory-limits"),
    ),
    "stateful elsewhere": (
        {**COMMON, "k8s/a.yml": workload(containers=[OK]), "k8s/b.yml": workload("StatefulSet", containers=[BARE])},
        say("memory-limits"),
    ),
    "stateful only": ({**COMMON, "k8s/b.yml": workload("StatefulSet", containers=[BARE])}, say("memory-limits")),
    "init neighbour": (
        {**COMMON, "k8s/a.yml": workload(containers=[OK], initContainers=[{"name": "i", "image": "r/i"}])},
        say("memory-limits workload-images"),
    ),
    "with service": (
        {
            **COMMON,
            "k8s/a.yml": "---\n".join((workload(containers=[OK]), '{"apiVersion":"v1","kind":"Service","spec":{}}\n')),
        },
        {**say("memory-limits readiness workload-images", "passed")},
    ),
    "prose api": (
        {**PYTHON, "docs/api.md": "# API\nopenapi: 3\n", "docs/openapi.md": "x\n"},
        {"api-description": "failed", "interface": "left_out"},
    ),
    "openapitools": (
        {
            **PYTHON,
            "openapitools.json": '{"generator-cli":{}}\n',
            "vendor/x/openapi.yaml": "openapi: 3.0.0\n",
            "third_party/a.proto": "x\n",
            "tests/fixtures/swagger.json": '{"swagger":"2.0"}\n',
        },
        {"api-description": "failed"},
    ),
    "commented openapi": ({**PYTHON, "openapi.yaml": "# openapi: 3.0.0\npaths: {}\n"}, {"api-description": "failed"}),
    "test_properties": (
        {
            **PYTHON,
            "tests/test_properties.py": "def test(): pass\n",
            "tests/property_test.py": "# hypothesis\nimport os\n",
        },
        {"property-library": "failed"},
    ),
    "restored.md": (
        {**PYTHON, "docs/restored.md": "# Restored paintings\n", "docs/backup.png": "x"},
        {"recovery-guide": "failed"},
    ),
    "rolled": (
        {**PYTHON, "docs/scroll-back.md": "# Scrolling\n", "docs/monitoring-runbookish.md": "x\n"},
        {"rollback": "failed"},
    ),
    "go.mod version": ({**COMMON, "go.mod": "module acme\n", "a.go": "package acme\n"}, {"version": "left_out"}),
    "keys below": (
        {**PYTHON, "a/b/id_rsa": "k\n", "deploy/tls/server.key": "k\n", "x/.env": "A=1\n"},
        say("untracked key-files"),
    ),
    "key stores below": ({**PYTHON, "deploy/a.p12": "k\n"}, say("key-files")),
    "pem": (
        {
            **PYTHON,
            "deploy/tls/server.pem": "k\n",
            "ops/deploy_ecdsa": "k\n",
            "id_ecdsa": "x\n",
        },
        say("key-files untracked"),
    ),
    "state below": ({**TREES["terraform module"], "live/eu/terraform.tfstate": "{}\n"}, say("terraform-state")),
    "state backup numbered": (
        {**TREES["terraform module"], "live/eu/terraform.tfstate.1700000000.backup": "{}\n"},
        say("terraform-state"),
    ),
    "state in code only": (
        {**PYTHON, "infra/live/terraform.tfstate": "{}\n", "infra/live/main.tf": "x = 1\n"},
        say("terraform-state"),
    ),
    "tests folder readme": (
        {**COMMON, "main.tf": 'variable "a" {}\n', "tests/README.md": "none yet\n"},
        say("terraform-tests"),
    ),
    "fmt without check": (
        {**COMMON, "main.tf": 'variable "a" {}\n', **workflow(step("terraform fmt", "terraform validate"))},
        say("infrastructure-checked"),
    ),
    "structlog": ({**PYTHON, "requirements-x.md": "structlog\n"}, say("structured-logging metrics", "failed")),
    "structlog in docs": (
        {**PYTHON, "acme/x.py": "# import structlog, pino\n", "README.md": "We use structlog, prometheus-client\n"},
        say("structured-logging metrics"),
    ),
    "health file": ({**PYTHON, "acme/health.py": "x = 1\n", "acme/healthz.py": "# /healthz\n"}, say("health-endpoint")),
    "health in tests": ({**PYTHON, "tests/test_health.py": 'get("/healthz")\n'}, say("health-endpoint")),
    "user root": (
        {**PYTHON, "Dockerfile": "FROM python:3.13 AS a\nUSER app\nFROM python:3.13\n# USER app\n"},
        say("image-user"),
    ),
    "user root late": ({**PYTHON, "Dockerfile": "FROM python:3.13\nUSER app\nUSER root\n"}, say("image-user")),
    "user 0:0": ({**PYTHON, "Dockerfile": "FROM python:3.13\nUSER 0:0\n"}, say("image-user")),
    "user arg": ({**PYTHON, "Dockerfile": "FROM python:3.13\nARG U=root\nUSER ${U}\n"}, say("image-user")),
    "latest": ({**PYTHON, "Dockerfile": "FROM python:latest\nUSER a\n"}, say("image-base")),
    "no tag registry port": ({**PYTHON, "Dockerfile": "FROM localhost:5000/python\nUSER a\n"}, say("image-base")),
    "stage": ({**PYTHON, "Dockerfile": "FROM python:3.13 AS base\nFROM base\nUSER a\n"}, say("image-base", "passed")),
    "scratch": (
        {**PYTHON, "Dockerfile": "FROM golang:1.23 AS b\nFROM scratch\nUSER 1000\n"},
        say("image-base image-user", "passed"),
    ),
    "arg image": ({**PYTHON, "Dockerfile": "ARG V=3.13\nFROM python:${V}\nUSER a\n"}, say("image-base", "passed")),
    "env example comment": (
        {**PYTHON, "acme/x.py": 'import os\nos.environ["A_URL"]\n', ".env.example": "# needs A_URL to be set\n"},
        say("env-example"),
    ),
    "lint in package script": (
        {
            **COMMON,
            "package.json": package(
                name="a", version="1", main="i.js", scripts={"lint": "echo no", "test": "echo no && exit 0"}
            ),
            "i.js": "1\n",
            **workflow(step("npm run lint", "npm test")),
        },
        say("tests-in-ci"),
    ),
    "licence in readme": (
        {**{k: v for k, v in PYTHON.items() if k != "LICENSE"}, "README.md": "# A\nNo license yet. TODO license\n"},
        say("licence"),
    ),
    "security word": ({**PYTHON, "docs/security-notes.md": "x\n"}, say("security-policy")),
    "dependabot other": (
        {**PYTHON, ".github/dependabot.yml": "# pip\nupdates:\n  - package-ecosystem: npm\n    directory: /\n"},
        say("updates"),
    ),
    "lock in example": ({**PYTHON, "examples/uv.lock": "v\n"}, {"lock": "failed"}),
    "load test words": (
        {**PYTHON, "acme/load_test_data.py": "x = 1\n", "docs/load-testing.md": "x\n"},
        {"load-test": "failed"},
    ),
    "codeowners comments": ({**PYTHON, ".github/CODEOWNERS": "# @a\n"}, say("owners governance")),
    "skip in comment": ({**PYTHON, "tests/test_b.py": "# @pytest.mark.skip\n"}, say("no-skipped-tests", "passed")),
    "delivery": ({**PYTHON, **workflow(step("pytest", "echo deploy"))}, say("ci-delivers")),
    "example files in a hidden folder": (
        {
            **PYTHON,
            ".examples/grafana/dashboards/a.json": '{"panels": [{"id": 1}]}\n',
            ".examples/docker/Dockerfile": "FROM python\n",
            ".examples/tls/server.key": "k\n",
        },
        {**say("dashboards image-base image-user", "left_out"), "key-files": "passed"},
    ),
    "keys of tests": (
        {
            **PYTHON,
            "tests/certs/a.pem": KEY,
            "testdata/b.conf": KEY,
            "scripts/test-environments/a.yml": KEY,
            "fixtures/c.conf": KEY,
            "examples/d.conf": KEY,
        },
        say("secrets-elsewhere key-files", "passed"),
    ),
    "keys beside tests": ({**PYTHON, "deploy/a.conf": KEY, "contests/b.conf": KEY}, say("secrets-elsewhere")),
    "interface of a test": (
        {**PYTHON, "proto/src/test/protobuf/a.proto": "x\n", "spec/support/b.proto": "x\n"},
        {"api-description": "failed"},
    ),
    "interface by another name": (
        {**PYTHON, "api-docs/api.yaml": "openapi: 3.0.0\ninfo: {title: a, version: '1'}\n"},
        say("api-description interface", "passed"),
    ),
    "swallowed on one line": (
        {**PYTHON, "acme/x.py": "try:\n    a()\nexcept Exception: ...\n"},
        say("no-swallowed-errors"),
    ),
    "swallowed with pass": (
        {**PYTHON, "acme/x.py": "try:\n    a()\nexcept: pass\n"},
        say("no-swallowed-errors"),
    ),
    "an error by name": (
        {**PYTHON, "acme/x.py": "try:\n    a()\nexcept KeyError: ...\n"},
        say("no-swallowed-errors", "passed"),
    ),
    "weak imports on lines of their own": (
        {**PYTHON, "acme/x.py": "from hashlib import (\n    sha256,\n    md5,\n)\n"},
        say("no-weak-cryptography"),
    ),
    "weak import on one line": ({**PYTHON, "acme/x.py": "from hashlib import (md5)\n"}, say("no-weak-cryptography")),
    "an import of something else": (
        {**PYTHON, "acme/x.py": "from hashlib import (\n    sha256,\n)\nmd5 = 1\n"},
        say("no-weak-cryptography", "passed"),
    ),
    "words as a default": (
        {**PYTHON, "acme/x.py": "SECRET_KEY = os.environ.get('SECRET_KEY') or 'you-will-never-guess'\n"},
        {"secrets": "other"},
    ),
    "a report that CI alone has": (
        {**PYTHON, **workflow(step("go test -coverprofile=cover.out ./..."))},
        {"unit-test-coverage": "struck"},
    ),
    "a report that lies there": (
        {**PYTHON, "coverage.xml": '<coverage line-rate="0.9" lines-valid="10" lines-covered="9"/>\n'},
        {"unit-test-coverage": "passed"},
    ),
    "markup is no program": (
        {**COMMON, "a.md": "# A\n", "b.md": "# B\n", "_includes/head.html": "<p>\n", **workflow(step("true"))},
        say("tests-in-ci tests-exist static-analysis ci-lint ci-delivers secret-scan no-notes-to-self", "left_out"),
    ),
    "what only services need": (
        TREES["python library"],
        say("incident-runbook data-encryption metrics circuit-breakers", "struck"),
    ),
    "lock file of a build": (
        {**COMMON, "build.gradle.kts": "x\n", "kotlin-js-store/yarn.lock": "x\n"},
        say("lock one-lock", "left_out"),
    ),
    "package.json for tools": (
        {
            **COMMON,
            "Cargo.toml": '[workspace]\nmembers = ["a"]\n[workspace.package]\nrust-version = "1.80"\n',
            "package.json": package(devDependencies={"eslint": "9"}, scripts={"lint": "eslint"}),
        },
        {"version": "left_out", "runtime": "passed"},
    ),
    "package.json of a front end": (
        {
            **COMMON,
            "composer.json": '{"name":"a/b","require":{"php":"^8.2"}}\n',
            "package.json": package(name="a", dependencies={"vue": "3"}),
        },
        {"version": "left_out", "runtime": "passed"},
    ),
    "packages that nobody can publish": (
        {
            **COMMON,
            "package.json": package(private=True, workspaces=["tools/*"]),
            "tools/a/package.json": package(name="@a/a"),
            "tools/b/package.json": package(name="@a/b"),
        },
        {"member-licences": "left_out"},
    ),
    "variables in comments, and those of platforms": (
        {
            **PYTHON,
            "acme/x.ts": "// process.env.A_OLD\nprocess.env.PORT ?? 1\n  * process.env.B_OLD\nprocess.env.A_URL\n",
            ".env.example": "A_URL=\n",
        },
        {"env-example": "passed"},
    ),
    "changelog of a chart": (
        {**COMMON, "acme/Chart.yaml": "apiVersion: v2\nversion: 1.0.0\n", "acme/Changelog.md": "1.0\n"},
        {"changelog": "passed"},
    ),
    "changelog elsewhere": ({**PYTHON, "notes/CHANGELOG.md": "1.0\n"}, {"changelog": "failed"}),
    "secret of a vendor": (
        {**PYTHON, "acme/x.py": 'os.environ["ALGOLIA_SECRET"]\nos.environ["ACME_SECRET"]\n'},
        {"authentication-secret": "struck"},
    ),
    "documents that are rendered": (
        {**PYTHON, "docs/a.md": "[b](a.md)\n", "site/templates/c.md": "[d](#made-by-the-program) [e](/pricing)\n"},
        {"document-links": "passed"},
    ),
    "documents that are not": ({**PYTHON, "docs/a.md": "[b](b.md)\n"}, {"document-links": "failed"}),
    "tests of a crate in folders": (
        {
            **COMMON,
            "Cargo.toml": '[package]\nname="a"\n',
            "src/lib.rs": "x\n",
            **{f"tests/suite/{name}.rs": "x\n" for name in "abcde"},
        },
        {"integration-tests": "passed"},
    ),
    "throttling": ({**PYTHON, "acme/x.php": "->middleware('throttle:10,1')\n"}, {"rate-limiting": "passed"}),
    "a look-up is no path": ({**PYTHON, "acme/x.py": 'a.get("status")\ncache.get("up")\n'}, say("health-endpoint")),
    **{
        f"a path for health in {path}": ({**PYTHON, path: text}, {"health-endpoint": "passed"})
        for path, text in {
            "acme/urls.py": 'path("status/", views.status),\n',
            "web/app.js": "app.get('/ping', pong)\n",
            "config/routes.rb": 'get "up" => "rails/x#show"\n',
            "bootstrap/app.php": "health: '/up',\n",
            "lib/a.ex": 'def call(%Conn{path_info: ["status"]} = c, _) do\n',
            "src/app/api/heartbeat/route.ts": "export const GET = 1\n",
            "main.go": 'mux.HandleFunc("/status", f)\n',
        }.items()
    },
    "a workflow from elsewhere": (
        {
            **PYTHON,
            ".github/workflows/ci.yml": "on: [pull_request]\njobs: {a: {uses: o/r/.github/workflows/t.yml@v1}}\n",
        },
        say("tests-in-ci ci-lint dependency-scan dead-links", "struck"),
    ),
    "a workflow from elsewhere beside one that says enough": (
        {
            **PYTHON,
            **workflow(step("pytest", "ruff check")),
            ".github/workflows/b.yml": "on: push\njobs: {a: {uses: o/r/.github/workflows/t.yml@v1}}\n",
        },
        say("tests-in-ci ci-lint", "passed"),
    ),
    "hooks without a scanner, and CI with one": (
        {
            **PYTHON,
            ".pre-commit-config.yaml": "repos: [{repo: a, hooks: [{id: ruff}]}]\n",
            **workflow(step("gitleaks detect")),
        },
        {"secret-scan": "passed"},
    ),
    "hooks with a scanner": (
        {**PYTHON, ".pre-commit-config.yaml": "repos: [{repo: a, hooks: [{id: gitleaks}]}]\n"},
        {"secret-scan": "passed"},
    ),
    "chart linted in a container": (
        {
            **COMMON,
            "acme/Chart.yaml": "apiVersion: v2\nversion: 1.0.0\n",
            "Makefile": "I=helmpack/chart-testing:v3\nlint:\n\tdocker run --rm $(I) /charts/ct.sh lint\n",
            **workflow(step("make lint")),
        },
        {"infrastructure-checked": "passed"},
    ),
    "tests by an action that runs tox": (
        {**PYTHON, **workflow("      - uses: acme/simple-tox-action@v1\n")},
        say("tests-in-ci ci-lint", "struck"),
    ),
    "an action that makes something": ({**PYTHON, **workflow("      - uses: acme/makes@v1\n")}, say("tests-in-ci")),
    "dashboards are no alerts": (
        {**PYTHON, "contrib/grafana/a.json": '{"panels": [{"id": 1}]}\n'},
        {"dashboards": "passed", "alert-rules": "failed"},
    ),
    "a framework is no server": (
        {
            **COMMON,
            "pyproject.toml": '[project]\nname = "sanic"\nversion = "1"\n',
            "guide/requirements.txt": "sanic\nflask\n",
            "docker/Dockerfile": "FROM python:3.13\n",
            "sanic/__init__.py": "a = 1\n",
        },
        say("metrics incident-runbook data-encryption rate-limiting", "struck"),
    ),
    "a section for contributors": (
        {**PYTHON, "README.md": "# A\n\n## Contributing\n\nWrite to us.\n"},
        {"contributing": "passed"},
    ),
    "a page for contributors": (
        {**PYTHON, "website/src/latest/docs/contributing.md": "# Contributing\n"},
        {"contributing": "passed"},
    ),
    "what a dependency needs": (
        {**COMMON, "go.mod": "module a\nrequire gorm.io/gorm v1.0.0 // indirect\n", "a.go": "package a\n"},
        {"data-encryption": "struck"},
    ),
    "a service with a page in a folder": (
        {
            **COMMON,
            "go.mod": "module a\n",
            "Procfile": "web: a serve\n",
            "main.go": "package main\n",
            "web/package.json": package(name="web", private=True, dependencies={"vue": "3"}),
            "web/index.html": '<script type="module">\n',
            "openapi.yaml": "openapi: 3.0.0\ninfo: {title: a, version: '1'}\n",
        },
        {"no-print": "passed"},
    ),
    "a word on contributing": ({**PYTHON, "README.md": "# A\n\nContributing is fine.\n"}, {"contributing": "failed"}),
    "manifests of tests": (
        {
            **TREES["terraform module"],
            "test/src/go.mod": "module a\nrequire gorm.io/gorm v1.0.0\n",
            "test/src/go.sum": "x\n",
        },
        {"lock": "left_out", "data-encryption": "struck"},
    ),
    "defaults of symfony": (
        {**COMMON, "composer.json": '{"require":{"symfony/framework-bundle":"^7"}}\n', ".env": "APP_ENV=dev\n"},
        {"untracked": "passed"},
    ),
    "secrets of symfony": (
        {
            **COMMON,
            "composer.json": '{"require":{"symfony/framework-bundle":"^7"}}\n',
            ".env": "A=1\n",
            ".env.local": "A=1\n",
        },
        {"untracked": "failed"},
    ),
    "a site of hugo": (
        {
            **PYTHON,
            "doc/hugo.yaml": "baseURL: /\n",
            "doc/go.mod": "module a\n",
            "doc/content/a.md": "[b](/img/b.png)\n",
        },
        {"document-links": "left_out"},
    ),
    "a site of astro": (
        {**PYTHON, "docs/astro.config.mjs": "x\n", "docs/src/content/docs/a.md": "[b](/installation)\n"},
        {"document-links": "left_out"},
    ),
    "php runs a tool": (
        {
            **COMMON,
            "composer.json": '{"name":"a/b"}\n',
            "phpstan.neon": "x\n",
            "src/a.php": "<?php\n",
            **workflow(step("php -d memory_limit=-1 bin/phpunit --testsuite unit", "php bin/phpstan analyse")),
        },
        say("tests-in-ci types", "passed"),
    ),
    "rake runs a linter": (
        {
            **COMMON,
            "Gemfile": "x\n",
            ".rubocop.yml": "x: 1\n",
            "a.rb": "1\n",
            **workflow(step("bundle exec rake rubocop")),
        },
        say("lint ci-lint", "passed"),
    ),
    "an integration test of ruby": (
        {**COMMON, "Gemfile": "x\n", "a.rb": "1\n", **{f"spec/{n}_integration_spec.rb": "1\n" for n in "abcde"}},
        {"integration-tests": "passed"},
    ),
    "how to contribute": (
        {**PYTHON, "docs/Contribute.md": "pytest\n", **workflow(step("pytest"))},
        {"contributing": "passed"},
    ),
    "tests from outside": (
        {**COMMON, "go.mod": "module a\n", "a.go": "package a\n", **{f"e2e/{n}_test.go": "x\n" for n in "abcde"}},
        {"integration-tests": "passed"},
    ),
    "eslint in the packages": (
        {
            **COMMON,
            "package.json": package(private=True, workspaces=["p/*"], scripts={"lint": "turbo run lint"}),
            "p/a/package.json": package(name="a", scripts={"lint": "eslint ."}),
            "p/a/eslint.config.mjs": "x\n",
            "p/b/package.json": package(name="b"),
            **workflow(step("npm run lint")),
        },
        {"lint": "passed"},
    ),
    "static analysis by composer": (
        {
            **COMMON,
            "composer.json": '{"name":"a/b","scripts":{"analyze":"phpstan analyse"}}\n',
            "phpstan.neon": "x\n",
            "src/a.php": "<?php\n",
            **workflow(step("composer analyze")),
        },
        {"types": "passed"},
    ),
}


def pom(plugin: str, *, management: str = "") -> dict[str, str]:
    build = f"<build>{management}<plugins>{plugin}</plugins></build>"
    return {
        **COMMON,
        "pom.xml": f"<project><artifactId>a</artifactId>{build}</project>\n",
        "src/main/java/A.java": "class A {}\n",
    }


def plugin(artifact: str, execution: str) -> str:
    runs = f"<executions><execution>{execution}</execution></executions>"
    return f"<plugin><artifactId>{artifact}</artifactId>{runs}</plugin>"


def gradle(name: str, text: str) -> dict[str, str]:
    return {**COMMON, name: text, "src/main/kotlin/A.kt": "class A\n"}


CHECKED = "<goals><goal>check</goal></goals>"
SPOTLESS = plugin("spotless-maven-plugin", CHECKED)
ALIAS = 'plugins {\n    kotlin("jvm")\n    alias(libs.plugins.detekt)\n}\n'
BOUND = {"lint": "passed", "ci-lint": "passed"}
UNBOUND = {"lint": "left_out", "ci-lint": "failed"}
BUILDS = {
    "spotless": ({**pom(SPOTLESS), **workflow(step("mvn -B verify"))}, BOUND),
    "spotless among others": (
        {**pom(plugin("a", CHECKED) + SPOTLESS), **workflow(step("./mvnw --no-transfer-progress install"))},
        BOUND,
    ),
    "checkstyle early": (
        {**pom(plugin("maven-checkstyle-plugin", f"<phase>validate</phase>{CHECKED}")), **workflow(step("mvn test"))},
        BOUND,
    ),
    "too early a phase": ({**pom(SPOTLESS), **workflow(step("mvn test"))}, say("lint ci-lint")),
    "skipped": ({**pom(SPOTLESS), **workflow(step("mvn verify -Dspotless.check.skip=true"))}, say("lint ci-lint")),
    "without a goal that checks": (
        {**pom(plugin("spotless-maven-plugin", "<goals><goal>apply</goal></goals>")), **workflow(step("mvn verify"))},
        UNBOUND,
    ),
    "switched off": (
        {**pom(plugin("maven-pmd-plugin", f"<phase>none</phase>{CHECKED}")), **workflow(step("mvn verify"))},
        UNBOUND,
    ),
    "management alone": (
        {
            **pom("", management=f"<pluginManagement><plugins>{SPOTLESS}</plugins></pluginManagement>"),
            **workflow(step("mvn verify")),
        },
        UNBOUND,
    ),
    "checkstyle of gradle": (
        {**gradle("build.gradle", "plugins {\n  id 'checkstyle'\n}\n"), **workflow(step("./gradlew build"))},
        BOUND,
    ),
    "apply plugin": ({**gradle("build.gradle", "apply plugin: 'pmd'\n"), **workflow(step("gradle check"))}, BOUND),
    "a catalogue": ({**gradle("build.gradle.kts", ALIAS), **workflow(step("./gradlew --stacktrace check"))}, BOUND),
    "with a version": (
        {
            **gradle("build.gradle.kts", 'plugins {\n  id("org.jlleitschuh.gradle.ktlint") version "12"\n}\n'),
            **workflow(step("./gradlew ktlintCheck")),
        },
        BOUND,
    ),
    "excluded": (
        {**gradle("build.gradle.kts", ALIAS), **workflow(step("./gradlew build -x detekt"))},
        say("lint ci-lint"),
    ),
    "assembled": ({**gradle("build.gradle.kts", ALIAS), **workflow(step("./gradlew assemble"))}, say("lint ci-lint")),
    "not applied": (
        {
            **gradle("build.gradle.kts", ALIAS.replace("detekt)", "detekt) apply false")),
            **workflow(step("gradle build")),
        },
        UNBOUND,
    ),
    "a comment": (
        {**gradle("build.gradle.kts", '// id("checkstyle")\n'), **workflow(step("./gradlew build"))},
        UNBOUND,
    ),
}
T = "tests-in-ci"
PASSED = {T: "passed"}
COMMANDS = {
    "bundle exec rake": (
        {
            **COMMON,
            "Gemfile": "x\n",
            "lib/a.rb": "1\n",
            "Rakefile": "task default: :test\n",
            **workflow(step("bundle exec rake")),
        },
        PASSED,
    ),
    "mvnw verify": (
        {
            **COMMON,
            "pom.xml": "<project><artifactId>a</artifactId></project>\n",
            "src/main/java/A.java": "class A {}\n",
            **workflow(step("./mvnw verify")),
        },
        PASSED,
    ),
    "mvnw -B verify": (
        {
            **COMMON,
            "pom.xml": "<project/>\n",
            "src/main/java/A.java": "class A {}\n",
            **workflow(step("./mvnw -B --no-transfer-progress verify")),
        },
        PASSED,
    ),
    "mvn skip": (
        {
            **COMMON,
            "pom.xml": "<project/>\n",
            "src/main/java/A.java": "class A {}\n",
            **workflow(step("./mvnw verify -DskipTests", "mvn package -Dmaven.test.skip=true")),
        },
        say(T),
    ),
    "gradlew build": (
        {**COMMON, "build.gradle": "x\n", "src/main/java/A.java": "class A {}\n", **workflow(step("./gradlew build"))},
        PASSED,
    ),
    "gradlew build -x test": (
        {
            **COMMON,
            "build.gradle": "x\n",
            "src/main/java/A.java": "class A {}\n",
            **workflow(step("./gradlew build -x test", "./gradlew assemble")),
        },
        say(T),
    ),
    "gradlew plain": (
        {
            **COMMON,
            "build.gradle.kts": "x\n",
            "src/main/kotlin/A.kt": "class A\n",
            **workflow(step("./gradlew check --stacktrace")),
        },
        PASSED,
    ),
    "gradlew clean checkstyle": (
        {
            **COMMON,
            "build.gradle.kts": "x\n",
            "src/main/kotlin/A.kt": "class A\n",
            **workflow(step("./gradlew checkstyleMain buildDependents")),
        },
        say(T),
    ),
    "composer test": (
        {
            **COMMON,
            "composer.json": '{"name":"a/b","scripts":{"test":"phpunit"}}',
            "src/A.php": "<?php\n",
            **workflow(step("composer test")),
        },
        PASSED,
    ),
    "composer run test": (
        {
            **COMMON,
            "composer.json": '{"name":"a/b","scripts":{"test":"phpunit"}}',
            "src/A.php": "<?php\n",
            **workflow(step("composer run-script test", "vendor/bin/phpunit --testdox")),
        },
        PASSED,
    ),
    "phpunit": (
        {**COMMON, "composer.json": '{"name":"a/b"}', "src/A.php": "<?php\n", **workflow(step("./vendor/bin/phpunit"))},
        PASSED,
    ),
    "bun test": ({**COMMON, "package.json": package(name="a"), "a.ts": "1\n", **workflow(step("bun test"))}, PASSED),
    "bun run test:unit": (
        {**COMMON, "package.json": package(name="a"), "a.ts": "1\n", **workflow(step("bun run test:unit"))},
        PASSED,
    ),
    "dotnet test": (
        {
            **COMMON,
            "A/A.csproj": "<Project/>\n",
            "A/a.cs": "1\n",
            **workflow(step("dotnet test --no-build -c Release")),
        },
        PASSED,
    ),
    "mix test": ({**COMMON, "mix.exs": "x\n", "lib/a.ex": "1\n", **workflow(step("mix test --cover"))}, PASSED),
    "mix alias": (
        {**COMMON, "mix.exs": "x\n", "lib/a.ex": "1\n", **workflow(step("MIX_ENV=test mix coveralls.json"))},
        PASSED,
    ),
    "swift test": (
        {**COMMON, "Package.swift": "x\n", "Sources/a.swift": "1\n", **workflow(step("swift test --parallel"))},
        PASSED,
    ),
    "xcodebuild test": (
        {**COMMON, "Package.swift": "x\n", "Sources/a.swift": "1\n", **workflow(step("xcodebuild test -scheme A"))},
        PASSED,
    ),
    "npx vitest": (
        {**COMMON, "package.json": package(name="a"), "a.ts": "1\n", **workflow(step("npx vitest --run"))},
        PASSED,
    ),
    "pnpm dlx vitest": (
        {
            **COMMON,
            "package.json": package(name="a"),
            "a.ts": "1\n",
            **workflow(step("pnpm exec vitest run", "pnpm vitest")),
        },
        PASSED,
    ),
    "pnpm vitest": (
        {**COMMON, "package.json": package(name="a"), "a.ts": "1\n", **workflow(step("pnpm vitest run"))},
        PASSED,
    ),
    "yarn jest": (
        {**COMMON, "package.json": package(name="a"), "a.ts": "1\n", **workflow(step("yarn jest --ci"))},
        PASSED,
    ),
    "scripts/test": (
        {
            **COMMON,
            "pyproject.toml": '[project]\nname="a"\n',
            "a.py": "1\n",
            "scripts/test": "#!/bin/sh\npytest\n",
            **workflow(step("scripts/test")),
        },
        PASSED,
    ),
    "./script/test": (
        {
            **COMMON,
            "Gemfile": "x\n",
            "a.rb": "1\n",
            "script/test": "#!/bin/sh\nrspec\n",
            **workflow(step("./script/test")),
        },
        PASSED,
    ),
    "script/cibuild": (
        {
            **COMMON,
            "Gemfile": "x\n",
            "a.rb": "1\n",
            "script/cibuild": "#!/bin/sh\nbundle exec rspec\n",
            **workflow(step("script/cibuild")),
        },
        PASSED,
    ),
    "bash scripts/run_tests.sh": (
        {
            **COMMON,
            "pyproject.toml": '[project]\nname="a"\n',
            "a.py": "1\n",
            "scripts/run_tests.sh": "pytest\n",
            **workflow(step("bash scripts/run_tests.sh", "sh ./scripts/run-tests.sh")),
        },
        PASSED,
    ),
    "test env script": (
        {
            **COMMON,
            "pyproject.toml": '[project]\nname="a"\n',
            "a.py": "1\n",
            **workflow(step("scripts/setup-test-env.sh")),
        },
        say(T),
    ),
    "go test in folder": (
        {
            **COMMON,
            "go.mod": "module a\n",
            "a.go": "package a\n",
            **workflow("      - run: go test ./...\n        working-directory: x\n"),
        },
        PASSED,
    ),
    "make test": (
        {**COMMON, "go.mod": "module a\n", "a.go": "package a\n", **workflow(step("make -C src test V=1"))},
        PASSED,
    ),
    "cargo t": (
        {
            **COMMON,
            "Cargo.toml": '[package]\nname="a"\n',
            "src/lib.rs": "x\n",
            **workflow(step("cargo +nightly test --all", "cargo hack test")),
        },
        PASSED,
    ),
    "cargo hack": (
        {
            **COMMON,
            "Cargo.toml": '[package]\nname="a"\n',
            "src/lib.rs": "x\n",
            **workflow(step("cargo hack --feature-powerset test")),
        },
        PASSED,
    ),
    "uses nothing": (
        {
            **COMMON,
            "Cargo.toml": '[package]\nname="a"\n',
            "src/lib.rs": "x\n",
            **workflow(step("cargo build", "cargo install cargo-nextest")),
        },
        say(T),
    ),
    "gitlab mr": (
        {
            **COMMON,
            "go.mod": "module a\n",
            "a.go": "package a\n",
            ".gitlab-ci.yml": "t:\n  script: [go test ./...]\n  rules: [{if: $CI_MERGE_REQUEST_IID}]\n",
        },
        PASSED,
    ),
    "two workflows": (
        {
            **COMMON,
            "go.mod": "module a\n",
            "a.go": "package a\n",
            ".github/workflows/a.yml": "on: push\njobs: {a: {steps: [{run: go test ./x}]}}\n",
            ".github/workflows/z.yml": "on: pull_request\njobs: {a: {steps: [{run: go test ./...}]}}\n",
        },
        PASSED,
    ),
    "cron": (
        {
            **COMMON,
            "go.mod": "module a\n",
            "a.go": "package a\n",
            ".github/workflows/a.yml": "on: schedule\njobs: {a: {steps: [{run: go test ./x}]}}\n",
        },
        say(T),
    ),
    "reusable": (
        {
            **COMMON,
            "go.mod": "module a\n",
            "a.go": "package a\n",
            ".github/workflows/a.yml": "on: pull_request\njobs: {a: {uses: ./.github/workflows/t.yml}}\n",
            ".github/workflows/t.yml": "on: workflow_call\njobs: {a: {steps: [{run: go test ./...}]}}\n",
        },
        PASSED,
    ),
    "dev container": (
        {
            **COMMON,
            ".devcontainer/Dockerfile": "FROM a\n",
            ".devcontainer/docker-compose.yml": "services: {a: {image: a}}\n",
            "pyproject.toml": '[project]\nname="a"\n',
            "a.py": "1\n",
        },
        say("image-user image-base image-health image-ignore", "left_out"),
    ),
    "dev container variants": (
        {
            **COMMON,
            ".devcontainer/a/Dockerfile": "FROM a\n",
            "x/.devcontainer/Dockerfile": "FROM b\n",
            ".devcontainer.json": "{}",
            "pyproject.toml": '[project]\nname="a"\n',
            "a.py": "1\n",
        },
        say("image-user image-base", "left_out"),
    ),
}

LICENCES = (
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENCE",
    "LICENCE.txt",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "MIT-LICENSE",
    "MIT-LICENSE.txt",
    "UNLICENSE",
    "UNLICENSE.txt",
    "License.txt",
    "license",
    "license.md",
    "COPYING",
    "COPYING.LESSER",
    "copying.md",
    "LICENSE.rst",
    "LICENSES/MIT.txt",
    "LICENSE_1_0.txt",
    "LICENSE.APACHE2",
    "Apache-2.0-LICENSE.txt",
    "LICENSE-2.0.txt",
    "EUPL-LICENCE",
    "LICENSE_MIT",
    "BSD-LICENSE",
    "LICENSE.GPL-3",
    "licence.html",
    "LICENSE_APACHE.txt",
)
NO_LICENCES = (
    "COPYRIGHT",
    "LEGAL.md",
    "LICENSE_HEADER",
    "license-header.txt",
    "LICENSE-HEADER.txt",
    "LICENSE_HEADER.txt",
    "license_check.sh",
    "licenses.py",
    "license.go",
    "license-checker.json",
    "LICENSE.tmpl.js",
)
