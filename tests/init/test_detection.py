from __future__ import annotations

import pytest

from mdcheck.app.init.repository import Look
from mdcheck.app.init.values import KEYS, Origin, Value, check_value, detect
from mdcheck.errors import UsageError

DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\n"
SERVICE = "apiVersion: v1\nkind: Service\n"

PYTEST = "python3 -m pytest -q tests --cov=src/acme_billing --cov-report=xml:coverage.xml"

PYTHON = {
    "pyproject.toml": '[project]\nname = "acme-billing"\nversion = "1.0"\n',
    "src/acme_billing/__init__.py": "x\n",
    "src/other/__init__.py": "x\n",
    "tests/test_a.py": "x\n",
}


def make(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(root, given=()):
    values = detect(Look.at(root), frozenset(KEYS) - {"ci_tests"}, dict(given))
    return {value.key: value.text for value in values if value.origin is not Origin.USUAL}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, {"project": "repo"}, id="an empty folder has a name"),
        pytest.param(
            PYTHON,
            {
                "project": "acme-billing",
                "package": "src/acme_billing",
                "tests": "tests",
                "manifest": "pyproject.toml",
                "test_command": PYTEST,
            },
            id="a Python project",
        ),
        pytest.param(
            {**PYTHON, "uv.lock": "x\n"},
            {
                "project": "acme-billing",
                "package": "src/acme_billing",
                "tests": "tests",
                "manifest": "pyproject.toml",
                "test_command": f"uv run {PYTEST}",
            },
            id="a Python project with uv",
        ),
        pytest.param(
            {"setup.py": "x\n", "tests/__init__.py": "x\n", "thing/__init__.py": "x\n"},
            {
                "project": "repo",
                "package": "thing",
                "tests": "tests",
                "test_command": "python3 -m pytest -q tests --cov=thing --cov-report=xml:coverage.xml",
            },
            id="tests that are a package are no code",
        ),
        pytest.param(
            {"package.json": '{"name": "@acme/web", "scripts": {"test": "vitest"}}', "src/index.ts": "x\n"},
            {
                "project": "web",
                "package": "src",
                "manifest": "package.json",
                "coverage": "coverage/lcov.info",
                "test_command": "npm test",
            },
            id="a Node.js project",
        ),
        pytest.param(
            {"go.mod": "module example.com/acme/billing/v2\n", "internal/a.go": "x\n", "go.sum": "x\n"},
            {"project": "billing", "package": "internal", "manifest": "go.mod", "test_command": "go test ./..."},
            id="a Go module",
        ),
        pytest.param(
            {"Cargo.toml": '[package]\nname = "acme"\n', "src/main.rs": "x\n"},
            {
                "project": "acme",
                "package": "src",
                "manifest": "Cargo.toml",
                "coverage": "lcov.info",
                "test_command": "cargo test",
            },
            id="a Rust crate",
        ),
        pytest.param(
            {"Makefile": "build:\n\ttrue\ntest: build\n\ttrue\n"},
            {"project": "repo", "test_command": "make test"},
            id="a Makefile",
        ),
        pytest.param(
            {".github/workflows/a.yml": "run: echo\n", ".github/workflows/b.yaml": "run: npm run test\n"},
            {"project": "repo", "ci": ".github/workflows/b.yaml"},
            id="the workflow that runs tests",
        ),
        pytest.param(
            {".github/workflows/a.yml": "run: echo\n"},
            {"project": "repo", "ci": ".github/workflows/a.yml"},
            id="a workflow that does not",
        ),
        pytest.param(
            {"pom.xml": "<project/>\n", "src/main/java/A.java": "x\n", "src/test/java/ATest.java": "x\n"},
            {
                "project": "repo",
                "package": "src/main",
                "tests": "src/test",
                "manifest": "pom.xml",
                "test_command": "mvn -q test",
            },
            id="Maven",
        ),
        pytest.param(
            {"build.gradle.kts": "x\n", "gradlew": "x\n"},
            {"project": "repo", "manifest": "build.gradle.kts", "test_command": "./gradlew test"},
            id="Gradle with its wrapper",
        ),
        pytest.param(
            {"Gemfile": "x\n", "lib/a.rb": "x\n", "spec/a_spec.rb": "x\n"},
            {
                "project": "repo",
                "package": "lib",
                "tests": "spec",
                "manifest": "Gemfile",
                "test_command": "bundle exec rspec",
            },
            id="Ruby with RSpec",
        ),
        pytest.param(
            {"Gemfile": "x\n"},
            {"project": "repo", "manifest": "Gemfile", "test_command": "bundle exec rake test"},
            id="Ruby",
        ),
        pytest.param(
            {"package.json": '{"name": "shop"}', "pnpm-lock.yaml": "x\n"},
            {
                "project": "shop",
                "manifest": "package.json",
                "coverage": "coverage/lcov.info",
                "test_command": "pnpm test",
            },
            id="Node without a script for tests",
        ),
        pytest.param(
            {"package.json": '{"scripts": {"test": "jest"}}', "yarn.lock": "x\n"},
            {
                "project": "repo",
                "manifest": "package.json",
                "coverage": "coverage/lcov.info",
                "test_command": "yarn test",
            },
            id="Node with yarn",
        ),
        pytest.param({".gitlab-ci.yml": "x: y\n"}, {"project": "repo", "ci": ".gitlab-ci.yml"}, id="GitLab"),
        pytest.param(
            {"docker/Dockerfile": "FROM a\n", "documentation/a.md": "x\n", "observability/alerts.yml": "x\n"},
            {
                "project": "repo",
                "dockerfile": "docker/Dockerfile",
                "docs": "documentation",
                "monitoring": "observability",
            },
            id="other names of folders",
        ),
        pytest.param(
            {"k8s/base/web.yaml": DEPLOYMENT, "k8s/base/web-service.yaml": SERVICE, "deploy/worker.yml": DEPLOYMENT},
            {"project": "repo", "workloads": "k8s/base/web.yaml,deploy/worker.yml"},
            id="manifests of deployments only",
        ),
        pytest.param(
            {"infra/modules/db.tf": "x\n", "infra/main.tf": "x\n"},
            {"project": "repo", "infrastructure": "infra"},
            id="Terraform",
        ),
        pytest.param(
            {".terraform/modules/a.tf": "x\n", "node_modules/a/b.tf": "x\n", "infra/.terraform/a.tf": "x\n"},
            {"project": "repo"},
            id="Terraform of others",
        ),
        pytest.param(
            {"ops/aws/main.tf": "x\n"}, {"project": "repo", "infrastructure": "ops/aws"}, id="Terraform further down"
        ),
        pytest.param(
            {".env.example": "# names\nACME_URL=\nACME_JWT_SECRET=\n"},
            {"project": "repo", "secret_variable": "ACME_JWT_SECRET"},
            id="a secret in the example of the environment",
        ),
        pytest.param({"backups/a.tar.gz": "x"}, {"project": "repo", "backups": "backups"}, id="backups"),
        pytest.param(
            {".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n"},
            {"project": "repo", "branch": "trunk"},
            id="the remote's default branch",
        ),
        pytest.param({"docs": "a file\n", "tests": "a file\n"}, {"project": "repo"}, id="files are no folders"),
        pytest.param(
            {"pyproject.toml": "= broken", "package.json": "[" * 100_000},
            {"project": "repo", "manifest": "pyproject.toml"},
            id="malformed files say nothing",
        ),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "a: [b]"\n', ".env.example": "x\n"},
            {"manifest": "pyproject.toml"},
            id="a name that would not be text",
        ),
        pytest.param(
            {"pyproject.toml": "[project]\nname = 7\n[tool]\npoetry = 3\n"},
            {"project": "repo", "manifest": "pyproject.toml"},
            id="a name that is none",
        ),
    ],
)
def test_what_is_found(files, expected, tmp_path):
    root = tmp_path / "repo"
    root.mkdir()
    make(root, files)
    assert found(root) == expected


def test_what_is_not_found_has_its_usual_place(tmp_path):
    root = tmp_path / "acme-web"
    root.mkdir()
    values = detect(Look.at(root), ["package", "ci", "secret_variable", "test_command"], {})
    assert values == (
        Value("package", "src", Origin.USUAL),
        Value("test_command", "python3 -m pytest -q tests --cov=src --cov-report=xml:coverage.xml", Origin.USUAL),
        Value("ci", ".github/workflows/ci.yml", Origin.USUAL),
        Value("secret_variable", "ACME_WEB_AUTH_SECRET", Origin.USUAL),
    )


@pytest.mark.parametrize("name", ["7-eleven", "日本"], ids=["a digit first", "no letters of ASCII"])
def test_a_variable_is_one_whatever_the_project_is_called(name, tmp_path):
    (value,) = detect(Look.at(tmp_path), ["secret_variable"], {"project": name})
    assert value.text == "AUTH_SECRET"


def test_what_is_given_goes_before_what_is_found(tmp_path):
    make(tmp_path, PYTHON)
    given = {"package": "lib/billing", "tests": "checks"}
    result = found(tmp_path, given)
    assert (result["package"], result["tests"]) == ("lib/billing", "checks")
    assert "test_command" not in result
    make(tmp_path, {"checks/test_b.py": "x\n"})
    command = "python3 -m pytest -q checks --cov=lib/billing --cov-report=xml:coverage.xml"
    assert found(tmp_path, given)["test_command"] == command


def test_a_folder_with_a_blank_is_quoted_in_a_command(tmp_path):
    make(tmp_path, {"setup.py": "x\n", "test/a.py": "x\n"})
    command = "python3 -m pytest -q test --cov='my code' --cov-report=xml:coverage.xml"
    assert found(tmp_path, {"package": "my code"})["test_command"] == command


def test_a_link_out_of_the_repository_is_not_followed(tmp_path):
    outside, root = tmp_path / "outside", tmp_path / "repo"
    make(outside, {"pyproject.toml": '[project]\nname = "secret"\n', "a.tf": "x\n"})
    root.mkdir()
    (root / "pyproject.toml").symlink_to(outside / "pyproject.toml")
    (root / "docs").symlink_to(outside)
    assert found(root) == {"project": "repo"}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("project", "Acme Billing, Inc"),
        ("project", "Ünïcode"),
        ("package", "src/acme"),
        ("package", "my code"),
        ("package", "odd..name/x"),
        ("docs", ".docs"),
        ("coverage", "build/coverage.xml"),
        ("workloads", "k8s/*.yaml"),
        ("workloads", "k8s/a.yaml,k8s/b.yaml"),
        ("secret_variable", "_A1"),
        ("branch", "release/1.x"),
        ("test_command", 'make test  # all: of them "and" `more`'),
    ],
)
def test_values_that_can_stand(key, text):
    check_value(key, text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("project", ""),
        ("project", "# Title"),
        ("project", "two\nlines"),
        ("project", "a\x1b[31m"),
        ("project", "x" * 81),
        ("package", "/etc"),
        ("package", "../other"),
        ("package", "a/../../b"),
        ("package", "a/.."),
        ("package", "my code/../x"),
        ("package", "*/x"),
        ("package", "a: b"),
        ("package", "a #b"),
        ("package", "a'b"),
        ("package", '"a"'),
        ("package", "a,b"),
        ("package", " a"),
        ("package", "a "),
        ("workloads", "a,,b"),
        ("workloads", "a,../b"),
        ("secret_variable", "A-B"),
        ("branch", "-x"),
        ("test_command", "a\nb"),
        ("test_command", "a ``` b"),
        ("test_command", " "),
    ],
)
def test_values_that_can_not(key, text):
    with pytest.raises(UsageError) as raised:
        check_value(key, text)
    assert raised.value.where == "--set"
    assert f"such as {key}=" in raised.value.fix


def test_an_unknown_key_is_told_from_its_neighbours():
    with pytest.raises(UsageError, match="did you mean “dockerfile”"):
        check_value("docker_file", "x")


@pytest.mark.parametrize(
    ("files", "pattern"),
    [
        ({**PYTHON, ".github/workflows/ci.yml": "on: push\njobs: {a: {steps: [{run: uv run pytest -q}]}}\n"}, "pytest"),
        (
            {"go.mod": "module a\n"},
            "(go test|gotestsum|ginkgo|go tool gotestsum|make (test|check)|just test|task test)",
        ),
        ({"README.md": "x\n"}, None),
    ],
    ids=["what CI runs", "what could run", "nothing"],
)
def test_what_ci_runs_the_tests_with(tmp_path, files, pattern):
    make(tmp_path, files)
    (value,) = detect(Look.at(tmp_path), ["ci_tests"], {})
    assert (value.text if value.origin is Origin.FOUND else None) == pattern
