"""Where CI says nothing, what is configured names the command; and what the repository lacks proposes nothing."""

import json

import pytest
from testing.documents import read
from testing.working_copy import commit, git

from mdcheck.app.adopt.context import Context
from mdcheck.app.adopt.propose import propose

PACKAGE = json.dumps(
    {
        "name": "acme",
        "dependencies": {"zod": "3"},
        "scripts": {"test": "vitest", "lint": "eslint .", "typecheck": "tsc", "format:check": "prettier --check ."},
    }
)
CI = "on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n"
READS = {"a.py": 'import os\nos.environ["A_KEY"], os.environ["B_KEY"]\n'}
LCOV = {"lcov.info": "SF:a\n", "a.py": "a = 1\n"}
GO = {"go.mod": "module a\n\ngo 1.22\n", "a.go": "package a\n"}


@pytest.mark.parametrize(
    ("text", "files", "block"),
    [
        ("All tests pass", {"package.json": PACKAGE}, "npm run test"),
        ("All tests pass", {"package.json": PACKAGE, "pnpm-lock.yaml": "a: 1\n"}, "pnpm run test"),
        ("All tests pass", {"Makefile": "test:\n\ttrue\n"}, "make test"),
        ("All tests pass", GO, "go test ./..."),
        ("All tests pass", {"Cargo.toml": '[package]\nname = "a"\n'}, "cargo test"),
        ("All tests pass", {"tox.ini": "[testenv]\ncommands = pytest\n"}, "tox"),
        ("All tests pass", {"pytest.ini": "[pytest]\n", "uv.lock": "version = 1\n"}, "uv run pytest"),
        ("All tests pass", {"pytest.ini": "[pytest]\n", "poetry.lock": "a = 1\n"}, "poetry run pytest"),
        ("All tests pass", {"README.md": "a\n"}, ""),
        ("E2E tests pass", {"package.json": PACKAGE}, ""),
        ("Lint is clean", {"package.json": PACKAGE}, "npm run lint"),
        ("Lint is clean", {"ruff.toml": "line-length = 9\n"}, "ruff check ."),
        ("Lint is clean", {".golangci.yml": "version: 2\n"}, "golangci-lint run"),
        ("Lint is clean", {".pre-commit-config.yaml": "repos: []\n"}, "pre-commit run --all-files"),
        ("Lint is clean", {"README.md": "a\n"}, ""),
        ("Code is formatted", {"package.json": PACKAGE}, "npm run format:check"),
        ("Code is formatted", {"ruff.toml": '[format]\nquote-style = "double"\n'}, "ruff format --check ."),
        (
            "Code is formatted",
            {"pyproject.toml": "[tool.ruff.format]\nindent-style = 'tab'\n"},
            "ruff format --check .",
        ),
        ("Code is formatted", {"ruff.toml": "line-length = 9\n"}, ""),
        ("Type checks pass", {"package.json": PACKAGE}, "npm run typecheck"),
        ("Type checks pass", {"mypy.ini": "[mypy]\n"}, "mypy ."),
        ("Type checks pass", {"tsconfig.json": "{}\n"}, "npx tsc --noEmit"),
        ("eslint passes", {"package.json": PACKAGE}, "npm run lint"),
        ("Prettier passes", {"package.json": PACKAGE}, "npm run format:check"),
        ("mypy passes", {"package.json": PACKAGE}, ""),
        ("Tests run in CI", {"package.json": PACKAGE}, ""),
        ("Tests and linting pass", {"package.json": PACKAGE, "x/.github": "a"}, "npm run test\nnpm run lint"),
        ("Tests and types pass", GO, ""),
        ("`make lint` passes", {"Makefile": "test:\n\ttrue\n"}, ""),
        ("`npm audit` is clean", {"package.json": PACKAGE}, "npm audit"),
        ("CI runs `make lint`", {"Makefile": "lint:\n\ttrue\n"}, ""),
    ],
)
def test_the_command(proposed, text, files, block):
    found = proposed(text, files)
    assert "\n".join(found.split("\n")[1:-1]) == block


def test_a_command_of_a_folder_runs_there(proposed):
    ci = f"{CI}      - {{run: npm run lint, working-directory: web}}\n"
    found = proposed("Lint is clean", {".github/workflows/ci.yml": ci, "web/package.json": PACKAGE})
    assert found == "```check bash cwd=web\nnpm run lint\n```"


def test_commands_of_two_folders_are_no_block(proposed):
    ci = f"{CI}      - {{run: npm run lint, working-directory: web}}\n      - run: pytest\n"
    assert proposed("Lint and tests pass", {".github/workflows/ci.yml": ci, "web/package.json": PACKAGE}) == ""


def test_what_ci_ignores_or_changes_names_no_command(proposed):
    ci = f"{CI}      - run: ruff check . || true\n      - run: ruff check --fix .\n      - run: ruff check $WHERE\n"
    assert proposed("Lint is clean", {".github/workflows/ci.yml": ci}) == ""


_NAMES = "; .github/workflows/ci.yml names the command"


@pytest.mark.parametrize(
    ("text", "runs", "command", "not_shown"),
    [
        (
            "All tests pass",
            ("pytest", "npm run test:e2e"),
            "pytest",
            "what no test asks, or what CI also runs: npm run test:e2e",
        ),
        ("All tests pass", ("pytest",), "pytest", "what no test asks"),
        (
            "Lint passes",
            ("ruff check .", "yamllint ."),
            "ruff check .",
            "what the tool does not look for, or what CI also runs: yamllint .",
        ),
        (
            "No known vulnerabilities in dependencies",
            ("npm audit",),
            "npm audit",
            "vulnerabilities that are not known yet",
        ),
        (
            "No known vulnerabilities in dependencies",
            ("npm audit --audit-level=critical",),
            "npm audit --audit-level=critical",
            "vulnerabilities below the level critical, or that are not known yet",
        ),
        (
            "No critical vulnerabilities in dependencies",
            ("npm audit --audit-level critical",),
            "npm audit --audit-level critical",
            "vulnerabilities that are not known yet",
        ),
    ],
)
def test_what_the_command_of_ci_leaves_out_is_told(proposals, text, runs, command, not_shown):
    ci = CI + "".join(f"      - run: {one}\n" for one in runs)
    found = proposals(text, {".github/workflows/ci.yml": ci, "test_a.py": "1\n", "package.json": PACKAGE}).checks
    assert [(one.block[1:-1], one.not_shown) for one in found] == [((command,), f"{not_shown}{_NAMES}")]


@pytest.mark.parametrize(
    ("text", "files", "block"),
    [
        ("Add `zod` to the dependencies", {"package.json": PACKAGE}, "dependency: zod"),
        ("Install `zod>=3.1` package", {"package.json": PACKAGE}, "dependency: zod\nversion: '>=3.1'"),
        ("Dependencies are pinned", {"package.json": PACKAGE}, ""),
        ("Renovate is enabled", {"renovate.json": "{}\n"}, "file_exists: renovate.json"),
        ("Dependabot is enabled", {"notes.txt": "a\n"}, ""),
        ("Dependencies are scanned for vulnerabilities", {"package.json": PACKAGE}, ""),
        ("Coverage is at least 80%", LCOV, "coverage: lcov.info\nmin: 80\nnewer_than: '@code'"),
        (
            "Coverage is at least 80%",
            {"pyproject.toml": '[tool.coverage.xml]\noutput = "out/c.xml"\n'},
            "coverage: out/c.xml\nmin: 80",
        ),
        ("Coverage is at least 80%", {"a.txt": "a\n"}, ""),
        ("Coverage is at least 800%", {"lcov.info": "SF:a\n"}, ""),
        ("`A_KEY` and `B_KEY` are set", READS, ""),
        ("`A_KEY` is documented in `nowhere.md`", READS, ""),
        ("`A_KEY` is documented in the README", READS | {"README.md": "A_KEY\n"}, "contains: README.md\ntext: A_KEY"),
        ("`A_KEY` for the bank", READS, ""),
        ("Health endpoint responds", {"a.py": 'A = "/health"\nB = "/ready"\n'}, ""),
        ("`GET /a` returns 200", {"a.py": "a = 1\n"}, "an address"),
        ("TLS certificate is valid", {"a.py": "a = 1\n"}, "an address"),
        ("Security headers are set", {"a.py": "a = 1\n"}, "an address"),
    ],
)
def test_what_is_there(proposed, text, files, block):
    found = proposed(text, files)
    assert ("\n".join(found.split("\n")[1:-1]) if found.startswith("```") else found) == block


def test_a_path_is_looked_for_beside_the_checklist_too(proposed):
    found = proposed("`runbook.md` exists", {"docs/ops/runbook.md": "a\n", "x/runbook.md": "b\n"}, folder="docs/ops")
    assert found == "```check\nfile_exists: docs/ops/runbook.md\n```"


def test_a_name_that_two_files_have_is_none(proposed):
    assert proposed("`runbook.md` exists", {"a/runbook.md": "a\n", "b/runbook.md": "b\n"}) == ""


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://app.internal", "https://localhost"])
def test_an_address_of_one_s_own_network_is_allowed(proposed, address):
    found = proposed("`GET /a` returns 200", {"a.py": "a = 1\n"}, address=address)
    assert found == f"```check\nhttp: {address}/a\nallow_private: true\n```"


def test_a_certificate_needs_https(proposed):
    assert proposed("TLS certificate is valid", {"a.py": "a = 1\n"}, address="http://example.org") == ""


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("Tag the release `v1.2.0`", "git: {tag: v1.2.0}"),
        ("Tag: `git tag v1.1.0`", ""),
        ("Tag: `git tag v1.3.0`", "git: {tag: v1.3.0}"),
        ("Create git tag", "git: {tag: '*'}"),
    ],
)
def test_the_tag_of_an_earlier_release_is_none_at_head(tmp_path, text, block):
    for version in ("v1.1.0", "v1.2.0"):
        (tmp_path / "a.txt").write_text(version, encoding="utf-8")
        commit(tmp_path)
        git(tmp_path, "tag", version)
    found = propose(read(f"- [ ] {text}\n"), Context(tmp_path, "")).checks
    assert [line for one in found for line in one.block[1:-1]] == ([block] if block else [])
