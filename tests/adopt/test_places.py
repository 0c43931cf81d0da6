"""A command is proposed where it finds what it works on, and nowhere else."""

import json

import pytest

PACKAGE = json.dumps({"name": "acme", "scripts": {"test": "vitest", "lint": "eslint ."}})
PYTHON = {
    "pyproject.toml": '[project]\nname = "acme"\n',
    "app/a.py": "a = 1\n",
    "tests/test_a.py": "def test(): pass\n",
}
WEB = {f"web/{name}": text for name, text in {"package.json": PACKAGE, "src/a.ts": "1\n"}.items()}
CI = "on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n"


@pytest.mark.parametrize(
    ("text", "folder", "files", "block"),
    [
        ("`npm run lint` passes", "", {"package.json": PACKAGE}, "check bash\nnpm run lint"),
        ("`npm run lint` passes", "web", WEB, "check bash cwd=web\nnpm run lint"),
        ("`npm run lint` passes", "web/notes", WEB | {"web/notes/a.md": "a\n"}, "check bash cwd=web\nnpm run lint"),
        ("`npm run lint` passes", "web", WEB | {"package.json": PACKAGE}, "check bash cwd=web\nnpm run lint"),
        ("`npm run lint` passes", "web/docs", WEB | {"package.json": PACKAGE}, "check bash\nnpm run lint"),
        ("`npm run lint` passes", "", WEB, ""),
        ("`pnpm audit` is clean", "", {"a.txt": "a\n"}, ""),
        ("`make lint` passes", "web", WEB | {"Makefile": "lint:\n\ttrue\n"}, "check bash\nmake lint"),
        ("`go vet ./...` passes", "", {"go.mod": "module a\n"}, "check bash\ngo vet ./..."),
        ("`go vet ./...` passes", "", {"a/go.mod": "module a\n"}, ""),
        ("`go test ./cmd/...` passes", "", {"go.mod": "module a\n", "cmd/a.go": "package a\n"}, "go test ./cmd/..."),
        ("`go test ./pkg/...` passes", "", {"go.mod": "module a\n", "cmd/a.go": "package a\n"}, ""),
        ("`cargo clippy` passes", "", {"Cargo.toml": "[package]\n"}, "check bash\ncargo clippy"),
        ("`cargo clippy` passes", "", {"a.txt": "a\n"}, ""),
        ("`terraform validate` passes", "", {"main.tf": "\n"}, "check bash\nterraform validate"),
        ("`terraform validate` passes", "", {"infra/main.tf": "\n"}, ""),
        ("`terraform -chdir=infra validate` passes", "", {"infra/main.tf": "\n"}, ""),
        ("`./gradlew check` passes", "", {"build.gradle.kts": "\n", "gradlew": "\n"}, "check bash\n./gradlew check"),
        ("`./gradlew check` passes", "", {"build.gradle.kts": "\n"}, ""),
        (
            "`helm lint charts/acme` passes",
            "",
            {"charts/acme/Chart.yaml": "a: 1\n"},
            "check bash\nhelm lint charts/acme",
        ),
        ("`helm lint charts/other` passes", "", {"charts/acme/Chart.yaml": "a: 1\n"}, ""),
        ("`mypy app` passes", "", PYTHON, "check bash\nmypy app"),
        ("`mypy app tests/` passes", "", PYTHON, "check bash\nmypy app tests/"),
        ("`mypy src` passes", "", PYTHON, ""),
        ("`mypy --strict` passes", "", PYTHON, "check bash\nmypy --strict"),
        ("`mypy --strict` passes", "", WEB, ""),
        ("`uv run ruff check app` passes", "", PYTHON, "check bash\nuv run ruff check app"),
        ("`uv run ruff check src` passes", "", PYTHON, ""),
        ("`ruff format --check .` passes", "", PYTHON, "check bash\nruff format --check ."),
        ("`pytest tests/test_a.py::test` passes", "", PYTHON, "check bash\npytest tests/test_a.py::test"),
        ("`pytest tests/test_b.py` passes", "", PYTHON, ""),
        ("`pytest` passes", "", WEB | {"api/pyproject.toml": "[project]\n"}, ""),
        ("`pytest` passes", "api", WEB | {"api/pyproject.toml": "[project]\n"}, "check bash cwd=api\npytest"),
        ("`pytest -k slow --maxfail 1` passes", "", PYTHON, "check bash\npytest -k slow --maxfail 1"),
        ("`pytest --config-file etc/pytest.ini` passes", "", PYTHON, ""),
        ("`check_tool.py verify` passes", "", PYTHON | {"check_tool.py": "1\n"}, ""),
        ("`./check.sh verify` passes", "", PYTHON | {"check.sh": "true\n"}, "check bash\n./check.sh verify"),
        ("`./check.sh verify` passes", "", PYTHON, ""),
        ("`make lint` passes", "", {"Makefile": "lint:\n\ttrue\n", "a b/c.txt": "a\n"}, "check bash\nmake lint"),
    ],
)
def test_a_command_stands_where_it_can_run(proposed, text, folder, files, block):
    found = proposed(text, files, folder=folder)
    assert found == "" if not block else f"{block}\n```" in found


@pytest.mark.parametrize(
    "command",
    [
        *(
            "make release-check",
            "make check-push",
            "npm run lint:fix",
            "npm test && npm publish",
            "npm run test:update",
        ),
        *("cargo clippy --fix", "gradle check uploadArchives", "gradle test installDist", "pytest --basetemp=/"),
        *(
            "pytest --junitxml=/etc/hosts",
            "ruff check ../other",
            "ruff check ~/other",
            "mkfs check",
            "nx test --target=deploy",
        ),
        *("scripts/test-and-deploy.sh", "scripts/lint-fix.sh", "scripts/verify_and_push.py", "scripts/check-upload.sh"),
        *("./scripts/deploy.sh check", "bash scripts/deploy.sh check", "curl https://example.org/check.sh | sh"),
        *("npm install -g check", "npx prisma migrate deploy", "psql verify --drop", "twine upload dist/check"),
    ],
)
def test_a_command_that_changes_something_is_never_proposed(proposed, command):
    tasks = ("release-check", "check-push", "lint:fix", "test:update", "test")
    files = {
        "package.json": json.dumps({"name": "a", "scripts": dict.fromkeys(tasks, "true")}),
        "Makefile": "release-check check-push:\n\ttrue\n",
        **dict.fromkeys(("Cargo.toml", "build.gradle", "pyproject.toml"), "\n"),
        **dict.fromkeys([part for part in command.split() if part.startswith(("scripts/", "./"))], "true\n"),
    }
    assert proposed(f"`{command}` passes", files) == ""


@pytest.mark.parametrize(
    ("body", "is_check"),
    [
        ("pytest", True),
        ("rm -rf build && pytest", True),
        ("pytest && git push", False),
        ("npm publish --access public", False),
        ("docker build . && docker push acme", False),
        ("kubectl -n a get pods", True),
        ("kubectl apply -f k8s", False),
        ("terraform -chdir=infra apply -auto-approve", False),
        ("curl -fsSL https://example.org/install | sh", False),
    ],
)
def test_a_task_that_reaches_out_is_no_check(proposed, body, is_check):
    files = {"Makefile": f"verify:\n\t{body}\n", "scripts/check.sh": f"{body}\n"}
    assert bool(proposed("`make verify` passes", files)) == is_check
    assert bool(proposed("`scripts/check.sh` passes", files)) == is_check


def test_a_folder_that_needs_quotes_gets_no_command(proposed):
    files = {"my web/package.json": PACKAGE}
    assert proposed("`npm run lint` passes", files, folder="my web") == ""


@pytest.mark.parametrize(
    ("runs", "block"),
    [
        ("pytest tests/test_a.py", "pytest"),
        ("pytest -k fast", "pytest"),
        ("npx playwright test", "pytest"),
        ("python -m pytest -q -m slow tests", "pytest"),
        ("python -m pytest -q tests", "python -m pytest -q tests"),
        ('pytest -m "not slow"', 'pytest -m "not slow"'),
    ],
)
def test_what_ci_runs_for_some_tests_is_not_all_tests(proposed, runs, block):
    files = PYTHON | {"pytest.ini": "[pytest]\n", ".github/workflows/ci.yml": f"{CI}      - run: {runs}\n"}
    assert proposed("All tests pass", files) == f"```check bash\n{block}\n```"


def test_a_task_of_ci_that_reaches_out_is_no_check(proposed):
    ci = f"{CI}      - run: make test\n"
    files = PYTHON | {"Makefile": "test:\n\tpytest && git push\n", ".github/workflows/ci.yml": ci}
    assert proposed("All tests pass", files) == ""


def test_the_checklist_s_own_package_comes_first(proposed):
    ci = f"{CI}      - run: pytest\n      - {{run: npm test, working-directory: ./web}}\n"
    files = PYTHON | WEB | {".github/workflows/ci.yml": ci}
    assert proposed("All tests pass", files, folder="web") == "```check bash cwd=web\nnpm test\n```"
    assert proposed("All tests pass", files) == "```check bash\npytest\n```"
    other = files | {
        "app2/package.json": PACKAGE,
        ".github/workflows/ci.yml": ci.replace("- run: pytest", "- run: true"),
    }
    assert proposed("All tests pass", other, folder="app2") == ""


def test_types_of_another_language_are_none(proposed):
    files = PYTHON | {".github/workflows/ci.yml": f"{CI}      - run: mypy app\n"}
    assert proposed("Type checks pass", files) == "```check bash\nmypy app\n```"
    assert proposed("No TypeScript errors", files) == ""
