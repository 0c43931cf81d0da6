"""What a checklist is filled in with: what is found, and what is given."""

from __future__ import annotations

import pytest
from init.trees import COMMON, TREES, github, package

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.values import KEYS, check_value, value, values
from mdcheck.errors import UsageError

PYTHON = TREES["python library"]
COVERED = "uv run pytest --cov=acme --cov-report=xml"


def found(place, files):
    place.write(files)
    place.git("add", "--all")
    return values(Repository(place.root))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, {"project": "acme"}, id="an empty folder has a name"),
        pytest.param({"pyproject.toml": '[project]\nname = "a-b"\n'}, {"project": "a-b"}, id="Python"),
        pytest.param({"package.json": package(name="@acme/web")}, {"project": "web"}, id="a scoped package"),
        pytest.param({"go.mod": "module example.com/acme/billing/v2\n"}, {"project": "billing"}, id="a Go module"),
        pytest.param({"Cargo.toml": '[package]\nname = "crate"\n'}, {"project": "crate"}, id="Rust"),
        pytest.param({"pyproject.toml": '[project]\nname = "a: [b]"\n'}, {"project": None}, id="no text for a heading"),
        pytest.param({"pyproject.toml": "[project]\nname = 7\n[tool]\npoetry = 3\n"}, {"project": "acme"}, id="none"),
        pytest.param({"pyproject.toml": "= broken", "package.json": "[" * 100_000}, {"project": "acme"}, id="bad"),
        pytest.param({"coverage.xml": "<coverage/>\n"}, {"coverage": "coverage.xml"}, id="a report that is there"),
        pytest.param({**PYTHON, **github(COVERED)}, {"coverage": "coverage.xml"}, id="a report that CI writes"),
        pytest.param({**PYTHON, **github(f"{COVERED}:build/c.xml")}, {"coverage": "build/c.xml"}, id="and where"),
        pytest.param({**PYTHON, **github("pytest --cov=acme")}, {"coverage": None}, id="measured, and not written"),
        pytest.param(PYTHON, {"coverage": None}, id="nothing measures"),
        pytest.param(
            {**COMMON, "go.mod": "module a\n", **github("go test -coverprofile=cover.out ./...")},
            {"coverage": "cover.out"},
            id="a profile of Go",
        ),
        pytest.param(
            {**COMMON, "Makefile": "test:\n\tgo test -coverprofile c.out ./...\n", **github("make test")},
            {"coverage": "c.out"},
            id="in a task",
        ),
        pytest.param(
            {"package.json": package(name="a", scripts={"test": "jest --coverage"})},
            {"coverage": "coverage/lcov.info"},
            id="jest",
        ),
        pytest.param({"backups/a.tar.gz": "x"}, {"backups": "backups"}, id="backups"),
        pytest.param({"backup/backup.go": "x"}, {"backups": None}, id="code for backups is none"),
        pytest.param(
            {"app.py": 'import os\nKEY = os.environ["SESSION_SECRET"]\n'},
            {"secret_variable": "SESSION_SECRET"},
            id="a secret that the code reads",
        ),
        pytest.param(
            {".env.example": "ACME_URL=\nACME_JWT_SECRET=\n"}, {"secret_variable": "ACME_JWT_SECRET"}, id="an example"
        ),
        pytest.param(
            {".env.example": "OIDC_CLIENT_SECRET=\nSTRIPE_WEBHOOK_SECRET=\n"},
            {"secret_variable": None},
            id="secrets of others",
        ),
        pytest.param(TREES["maven service"], {"test_command": "./mvnw -B verify"}, id="what CI runs"),
        pytest.param({**COMMON, "Makefile": "test: build\n\ttrue\n"}, {"test_command": "make test"}, id="a Makefile"),
        pytest.param({**COMMON, "Makefile": "test := 1\n"}, {"test_command": None}, id="a variable of a Makefile"),
        pytest.param(
            {"package.json": package(name="a", scripts={"test": "jest"}), "pnpm-lock.yaml": "x\n"},
            {"test_command": "pnpm test"},
            id="pnpm",
        ),
        pytest.param({"composer.json": package(scripts={"test": "x"})}, {"test_command": "composer test"}, id="PHP"),
        pytest.param({"go.mod": "module a\n"}, {"test_command": "go test ./..."}, id="Go"),
        pytest.param({"build.gradle.kts": "x\n", "gradlew": "x\n"}, {"test_command": "./gradlew build"}, id="Gradle"),
        pytest.param({"README.md": "x\n"}, {"test_command": None}, id="nothing to test"),
    ],
)  # fmt: skip
def test_what_is_found(repo, files, expected):
    known = found(repo, files)
    assert {key: known.get(key) for key in expected} == expected


def commit(place):
    place.write({"a.txt": "x\n"})
    place.git("add", "--all")
    place.git("commit", "-q", "-m", "start")


def test_the_branch_before_the_first_commit(repo):
    repo.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    assert value(Repository(repo.root), "branch") == "trunk"


def test_the_only_branch(repo):
    repo.git("symbolic-ref", "HEAD", "refs/heads/stable")
    commit(repo)
    assert value(Repository(repo.root), "branch") == "stable"


def test_the_usual_branch_while_another_is_checked_out(repo):
    commit(repo)
    repo.git("switch", "-q", "-c", "wip")
    assert value(Repository(repo.root), "branch") == "main"


def test_the_branch_that_the_remote_calls_its_default(repo):
    commit(repo)
    repo.git("update-ref", "refs/remotes/origin/next", "HEAD")
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next")
    assert value(Repository(repo.root), "branch") == "next"


def test_branches_of_which_none_is_the_usual(repo):
    commit(repo)
    repo.git("branch", "-m", "one")
    repo.git("branch", "two")
    assert value(Repository(repo.root), "branch") is None


def test_without_git_there_is_no_branch(folder):
    assert value(Repository(folder.root), "branch") is None


def test_what_is_given_goes_before_what_is_found(repo):
    repo.write({"coverage.xml": "x\n"})
    repository = Repository(repo.root, {"coverage": "build/c.xml"})
    assert value(repository, "coverage") == "build/c.xml"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("project", "Acme Billing, Inc"),
        ("project", "Ünïcode"),
        ("backups", "my backups"),
        ("backups", "odd..name/x"),
        ("coverage", ".build/coverage.xml"),
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
        ("backups", "/etc"),
        ("backups", "../other"),
        ("backups", "a/../../b"),
        ("backups", "a/.."),
        ("backups", "my code/../x"),
        ("backups", "*/x"),
        ("backups", "a: b"),
        ("backups", "a #b"),
        ("backups", "a'b"),
        ("backups", '"a"'),
        ("backups", "a,b"),
        ("backups", " a"),
        ("backups", "a "),
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
    with pytest.raises(UsageError, match="did you mean “secret_variable”"):
        check_value("secret_variabel", "x")


def test_each_key_says_what_it_is_about():
    assert all(spec.meaning for spec in KEYS.values())
