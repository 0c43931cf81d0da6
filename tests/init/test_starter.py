"""The starter on many small repositories: which items it has, and whether each check says what is true."""

from __future__ import annotations

import pytest
from init.trees import COMMON, TREES, github, package
from init.truth import TRUTH

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.items.ci import ci_file
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.nature import Kind
from mdcheck.app.init.starter.build import MAX_ITEMS, choose, write
from mdcheck.app.init.starter.ranking import JUDGED, order
from mdcheck.checks.bind import read_checks
from mdcheck.document.completion import completions
from mdcheck.document.lint import lint
from mdcheck.document.model import Notation
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.evidence.workspace import Workspace
from mdcheck.kinds.protocol import needs_trust
from mdcheck.repository.facts import GitFacts


@pytest.fixture
def started(repo):
    """The text of the starter of a repository with these files, all committed."""

    def start(files):
        repo.write(files)
        repo.git("add", "--all")
        repo.git("commit", "-q", "--allow-empty", "-m", "start")
        repository = Repository(repo.root)
        return write("Acme checklist", choose(repository, repository.nature.kind))

    return start


def parsed(text):
    return parse(Source.from_text(text, path="CHECKLIST.md"))


def outcomes(text, root):
    """What each item's checks say together, by the item's id: passed only if all did."""
    checklist = parsed(text)
    checks, _ = read_checks(checklist)
    workspace = Workspace(root=root, git=GitFacts(root=root))
    said = {
        item.id: {str(checks[key].kind.check(workspace).outcome) for key in item.check_ids}
        for item in checklist.items
        if item.check_ids
    }
    assert set().union(*said.values()) <= {"passed", "failed"}
    return {name: "failed" if "failed" in found else "passed" for name, found in said.items()}


@pytest.mark.parametrize("name", TREES)
def test_the_items_that_fit_and_what_they_say(started, repo, name):
    said = outcomes(started(TREES[name]), repo.root)
    assert {item for item, found in said.items() if found == "passed"} == set(TRUTH[name].passed.split())
    assert {item for item, found in said.items() if found == "failed"} == set(TRUTH[name].failed.split())


@pytest.mark.parametrize("name", TREES)
def test_a_starter_is_a_short_sound_checklist_that_runs_nothing(started, name):
    text = started(TREES[name])
    checklist = parsed(text)
    checks, problems = read_checks(checklist)
    assert [*checklist.diagnostics, *problems, *lint(checklist, frozenset(Notation))] == []
    assert 10 <= len(checklist.items) <= MAX_ITEMS
    assert not any(needs_trust(check.kind) for check in checks.values())
    assert [block.line for item in checklist.items for block in item.checks if not block.common.fix] == []
    assert all(item.checks[0].common.id for item in checklist.items if item.checks)
    assert completions(checklist.root)[0].ticked == 0
    assert [line for line in text.splitlines() if len(line) > 160 or line != line.rstrip()] == []


def test_all_trees_have_their_truth():
    assert list(TRUTH) == list(TREES)
    assert len(TRUTH) >= 24


def test_the_rankings_name_items():
    ranked = {name for kind in Kind for name in order(kind)}
    assert ranked <= set(ITEMS)
    assert set(JUDGED) == set(Kind)


HOOKS = ".pre-commit-config.yaml"
PYTHON = TREES["python library"]
SERVICE = TREES["python service"]
DEPENDABOT = "updates:\n  - package-ecosystem: {name}\n    directory: /\n"


@pytest.mark.parametrize(
    ("files", "item", "outcome"),
    [
        pytest.param({**PYTHON, **github("uv run ruff check && pytest")}, "lint", "passed", id="a linter in CI"),
        pytest.param({**PYTHON, "SECURITY.md": "Write to a@b.example\n"}, "security-policy", "passed", id="an address"),
        pytest.param({**PYTHON, "CONTRIBUTING.md": "Run `pytest`.\n"}, "contributing", "passed", id="the command"),
        pytest.param({**PYTHON, "CONTRIBUTING.md": "Run the tests.\n"}, "contributing", "failed", id="no command"),
        pytest.param(
            {**PYTHON, ".github/dependabot.yml": DEPENDABOT.format(name="uv")}, "updates", "passed", id="Dependabot"
        ),
        pytest.param(
            {**PYTHON, ".github/dependabot.yml": DEPENDABOT.format(name="npm")}, "updates", "failed", id="for another"
        ),
        pytest.param({**PYTHON, "renovate.json": "{}\n"}, "updates", "passed", id="Renovate"),
        pytest.param(
            {**TREES["node tool"], "package.json": package(name="a", bin={"a": "cli.js"}, renovate={"extends": []})},
            "updates",
            "passed",
            id="Renovate in the manifest",
        ),
        pytest.param({**PYTHON, "CODEOWNERS": "* @a\n"}, "owners", None, id="what a library can do without"),
        pytest.param({**PYTHON, "CHANGELOG.rst": "1.0\n"}, "changelog", "passed", id="a changelog"),
        pytest.param({**PYTHON, ".changeset/a.md": "1.0\n"}, "changelog", "passed", id="fragments"),
        pytest.param({**SERVICE, ".env.example": "OTHER=\n"}, "env-example", "failed", id="a variable is missing"),
        pytest.param({**SERVICE, ".gitignore": ".env\n"}, "env-ignored", "passed", id="ignored"),
        pytest.param({**SERVICE, ".dockerignore": ".git\n"}, "image-ignore", "passed", id="an ignore file"),
        pytest.param(
            {**SERVICE, "app/a.py": 'password = "hunter2-Xk93jdLq"\n'}, "secrets", "failed", id="a password in the code"
        ),
        pytest.param({**SERVICE, "mkdocs.yml": "site_name: a\n"}, "docs-built", None, id="not for services"),
        pytest.param(
            {**PYTHON, "mkdocs.yml": "site_name: a\n", **github("pytest && mkdocs build")},
            "docs-built",
            "passed",
            id="the site is built",
        ),
        pytest.param({**PYTHON, "mkdocs.yml": "site_name: a\n"}, "docs-built", "failed", id="the site is not built"),
        pytest.param({**SERVICE, "api/openapi.yaml": "openapi: 3.1.0\n"}, "interface", "failed", id="no version"),
        pytest.param(
            {**COMMON, "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n"}, "chart", "failed", id="a chart"
        ),
        pytest.param(
            {**COMMON, "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ntype: library\n"},
            "chart",
            "passed",
            id="a library chart has no application",
        ),
        pytest.param(
            {**TREES["next application"], "app/a.ts": "process.env.NEXT_PUBLIC_API_SECRET\n"},
            "public-variables",
            "failed",
            id="a secret that browsers see",
        ),
        pytest.param(
            {**COMMON, HOOKS: "repos: []\n", "ruff.toml": "line-length = 9\n"},
            "lint",
            None,
            id="hooks may run it elsewhere",
        ),
        pytest.param(
            {**TREES["terraform module"], "tests/test_a.py": "one = 1\n"}, "terraform-tests", "passed", id="in Python"
        ),
        pytest.param(
            {**TREES["terraform module"], "wrappers/a/main.tf": 'module "a" {}\n'},
            "terraform-versions",
            "passed",
            id="folders below the module are not modules for others",
        ),
        pytest.param(
            {**SERVICE, "b/Dockerfile": "FROM a:1\nHEALTHCHECK CMD true\n"}, "image-health", "failed", id="one of two"
        ),
        pytest.param({**TREES["rust library"]}, "tests-in-ci", None, id="a CI that nobody reads here"),
    ],
)  # fmt: skip
def test_what_one_item_says(started, repo, files, item, outcome):
    assert outcomes(started(files), repo.root).get(item) == outcome


def test_without_git_nothing_is_asked_of_git(folder):
    folder.write(TREES["python service"])
    repository = Repository(folder.root)
    text = write("Acme", choose(repository, repository.nature.kind))
    assert "git:" not in text
    assert len(parsed(text).items) >= 10


LINT = "on: push\njobs: {a: {steps: [{run: make lint}]}}\n"
ON_REQUESTS = "on: pull_request\njobs: {a: {steps: [{run: make docs}]}}\n"


@pytest.mark.parametrize(
    ("files", "where"),
    [
        pytest.param({}, ".github/workflows/ci.yml", id="no CI"),
        pytest.param({".travis.yml": "script: make\n"}, ".travis.yml", id="a CI that nobody reads here"),
        pytest.param(
            {".travis.yml": "x\n", ".github/workflows/a.yml": LINT}, ".github/workflows/a.yml", id="one that runs"
        ),
        pytest.param(
            {".github/workflows/a.yml": LINT, ".github/workflows/b.yml": ON_REQUESTS},
            ".github/workflows/b.yml",
            id="the one for pull requests",
        ),
        pytest.param(
            {".github/workflows/a.yml": ON_REQUESTS, **github("pytest")},
            ".github/workflows/ci.yml",
            id="the one for tests",
        ),
    ],
)
def test_where_one_more_step_of_ci_belongs(repo, files, where):
    repo.write({**PYTHON, ".github/workflows/ci.yml": "", **files})
    if not files.get(".github/workflows/ci.yml"):
        (repo.root / ".github/workflows/ci.yml").unlink()
    repo.git("add", "--all")
    assert ci_file(Repository(repo.root)) == where


PLAN = "An owner reviews each plan before it is applied"
VERSIONS = "It is decided which versions are supported, and how long"


@pytest.mark.parametrize(
    ("tree", "said", "silent"),
    [
        ("terraform module", VERSIONS, PLAN),
        ("terraform deployment", PLAN, VERSIONS),
        ("helm chart", VERSIONS, PLAN),
        ("ansible role", VERSIONS, PLAN),
        ("kubernetes manifests", PLAN, VERSIONS),
        ("python library", VERSIONS, PLAN),
    ],
)
def test_who_applies_it_decides_what_people_judge(started, tree, said, silent):
    text = started(TREES[tree])
    assert said in text
    assert silent not in text


GO = {**COMMON, "go.mod": "module a\n", "main.go": "package main\n", "Dockerfile": "FROM a\n"}


@pytest.mark.parametrize(
    ("files", "item", "outcome"),
    [
        pytest.param(GO, "image-user", None, id="an image to test a command in"),
        pytest.param({**GO, **github("docker build -t a .")}, "image-user", "failed", id="an image that CI builds"),
        pytest.param({**GO, ".goreleaser.yml": "dockers: [{}]\n"}, "image-user", "failed", id="an image of a release"),
        pytest.param(
            {**GO, ".github/workflows/a.yml": "on: push\njobs: {a: {steps: [{uses: docker/build-push-action@v6}]}}\n"},
            "image-user",
            "failed",
            id="an image that an action builds",
        ),
        pytest.param(TREES["kubernetes manifests"], "changelog", None, id="what is applied from here"),
        pytest.param(
            {**TREES["kubernetes manifests"], "CHANGELOG.md": "# 1\n"},
            "changelog",
            "passed",
            id="applied, with a changelog",
        ),
        pytest.param(TREES["terraform module"], "changelog", "failed", id="what others apply"),
        pytest.param({"README.md": "# A\n", "a.md": "# B\n"}, "gitignore", None, id="documents build nothing"),
        pytest.param(TREES["documents"], "gitignore", "passed", id="documents with what git ignores"),
    ],
)
def test_items_that_mean_nothing_there_are_left_out(started, repo, files, item, outcome):
    assert outcomes(started(files), repo.root).get(item) == outcome


def test_a_command_with_many_options_is_named_by_its_ends(started):
    long = "./gradlew -Dkotlin.js=false -Dkotlin.native=false -Dtest.java.version=8 build"
    text = started({**COMMON, "build.gradle.kts": "plugins { java }\n", **github(long)})
    assert "- [ ] CI runs the tests (`gradlew … build`) on pull requests\n" in text


@pytest.mark.parametrize(
    ("tree", "content"),
    [("python library", "what leads from a clone to green tests"), ("a readme alone", "how to propose a change")],
)
def test_a_guide_is_asked_for_what_fits(started, tree, content):
    assert f"fix: Write CONTRIBUTING.md with {content}\n" in started(TREES[tree])


def test_a_long_command_is_named_by_what_it_runs(started):
    text = started({**PYTHON, **github("uv run --locked --all-extras --no-default-groups pytest -q tests/unit")})
    assert "- [ ] CI runs the tests (`pytest`) on pull requests\n" in text
