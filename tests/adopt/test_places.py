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
        ("`npm run lint` passes", "web/.plans/a", WEB | {"package.json": PACKAGE}, "check bash cwd=web\nnpm run lint"),
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
        ("`cargo clippy` in `core`", "", {"core/Cargo.toml": "[package]\n"}, "check bash cwd=core\ncargo clippy"),
        (
            "`cd core && cargo fmt -- --check`",
            "",
            {"core/Cargo.toml": "\n"},
            "check bash cwd=core\ncargo fmt -- --check",
        ),
        (
            "`cd core && cargo check` passes",
            "web",
            WEB | {"web/core/Cargo.toml": "\n"},
            "check bash cwd=web/core\ncargo check",
        ),
        ("`cd ../core && cargo check` passes", "", {"core/Cargo.toml": "\n"}, ""),
        ("`cd core && cargo check` in `web`", "", {"core/Cargo.toml": "\n", "web/Cargo.toml": "\n"}, ""),
        ("`cargo build --release` succeeds", "", {"Cargo.toml": "\n"}, "check bash\ncargo build --release"),
        (
            "Build succeeds (`npm run build`)",
            "",
            {"package.json": '{"scripts": {"build": "tsc"}}'},
            "check bash\nnpm run build",
        ),
        ("Build a page with `npm run build`", "", {"package.json": '{"scripts": {"build": "tsc"}}'}, ""),
        ("`npm audit --omit=dev`", "", {"package.json": PACKAGE}, "check bash\nnpm audit --omit=dev"),
        ("All tests pass (`bun test`)", "", {"package.json": PACKAGE}, "check bash\nbun test"),
        ("`trivy fs .` finds nothing", "", PYTHON, ""),
        ("`twine check` passes", "", PYTHON, ""),
        ("Alert rules pass `promtool check rules`", "", {"rules.yml": "a: 1\n"}, ""),
        (
            "Alert rules pass `promtool check rules rules.yml`",
            "",
            {"rules.yml": "a: 1\n"},
            "promtool check rules rules.yml",
        ),
        ("`go build` succeeds", "", {"go.mod": "module a\n", "cmd/a.go": "package a\n"}, ""),
        (
            "`go build -race` succeeds",
            "",
            {"go.mod": "module a\n", "a.go": "package a\n"},
            "check bash\ngo build -race",
        ),
        ("`trivy fs --exit-code 1 .` finds nothing", "", PYTHON, "check bash\ntrivy fs --exit-code 1 ."),
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
        ("hardhat verify --network sepolia", False),
        ("hardhat run tools/look.js --network mainnet", False),
        ("hardhat test --network hardhat", True),
        ("forge script Look --broadcast", False),
        ("pytest\n\t# then git push", True),
    ],
)
def test_a_task_that_reaches_out_is_no_check(proposed, body, is_check):
    files = {"Makefile": f"verify:\n\t{body}\n", "scripts/check.sh": f"{body}\n"}
    assert bool(proposed("`make verify` passes", files)) == is_check
    assert bool(proposed("`scripts/check.sh` passes", files)) == is_check


@pytest.mark.parametrize(
    ("text", "below", "block"),
    [
        ("Run the type checks", "  ```bash\n  mypy app\n  ```\n", "check bash\nmypy app"),
        ("Tests pass:", "\n      $ pytest -q\n", "check bash\npytest -q"),
        (
            "Lint",
            "  ```\n  # all of it\n  ruff check .\n  ruff format --check .\n  ```\n",
            "ruff check .\nruff format --check .",
        ),
        ("Run the tests", "  ```bash\n  cd api\n  pytest\n  ```\n", "check bash cwd=api\npytest"),
        ("Run the tests", "  ```bash\n  pytest\n  cd api\n  pytest\n  ```\n", ""),
        ("Tests pass", "  ```bash\n  pytest && git push\n  ```\n", ""),
        ("Tests pass", "  ```bash\n  docker compose run tests\n  ```\n", ""),
        ("Tests pass", "  ```text\n  12 passed\n  ```\n", ""),
        ("Tests pass", "  <!-- by CI -->\n", "check bash\npytest"),
        ("Tests pass", "\n  On Linux.\n", "check bash\npytest"),
        ("Announce it", "  ```bash\n  mypy app\n  ```\n", ""),
        ("Test the release by hand", "  ```bash\n  mypy app\n  ```\n", ""),
    ],
)
def test_the_code_below_an_item_names_its_commands(proposed, text, below, block):
    files = PYTHON | {"pytest.ini": "[pytest]\n", "api/pyproject.toml": "[project]\n"}
    found = proposed(text, files, below=below)
    assert found == "" if not block else f"{block}\n```" in found


@pytest.mark.parametrize(
    ("script", "is_check"), [("await run('verify:verify')\n", False), ("// verify:verify\n", True)]
)
def test_what_the_script_of_a_task_does_is_what_the_task_does(proposed, script, is_check):
    tasks = {"verify:contracts": "node tools/look.js", "test": "node tools/look.js && vitest"}
    files = {"package.json": json.dumps({"scripts": tasks}), "tools/look.js": script}
    ci = {".github/workflows/ci.yml": f"{CI}      - run: npm test\n"}
    assert bool(proposed("`npm run verify:contracts` passes", files)) == is_check
    assert bool(proposed("All tests pass", files | ci)) == is_check


@pytest.mark.parametrize("body", ["@echo todo", 'echo "no tests; yet" && exit 0', "exit 0"])
def test_a_task_that_only_talks_is_no_check(proposed, body):
    files = {"Makefile": f"test:\n\t{body}\n", "package.json": json.dumps({"scripts": {"test": body.strip("@")}})}
    assert proposed("`make test` passes", files) == ""
    assert proposed("`npm test` passes", files) == ""
    assert proposed("All tests pass", files) == ""


@pytest.mark.parametrize(
    ("above", "text", "block"),
    [
        ("", "`a.md`", ""),
        ("", "`a.md` - the guide", "file_exists: a.md\ntick: person"),
        ("## Files created\n\n", "`a.md`", "file_exists: a.md\ntick: person"),
        ("## Files to update\n\n", "`a.md`", ""),
        ("- [ ] Version updated in:\n  ", "`a.md`", ""),
        ("- The release notes name\n  ", "`a.md`", ""),
        ("- [ ] Documents\n  ", "`a.md` exists", "file_exists: a.md"),
        ("- [ ] Documents\n  ", "Write `a.md`", "file_exists: a.md"),
    ],
)
def test_a_path_alone_below_another_item_completes_what_that_says(proposed, above, text, block):
    found = proposed(text, {"a.md": "a\n"}, above=above)
    assert found == (f"```check\n{block}\n```" if block else "")


@pytest.mark.parametrize(
    ("box", "text", "block"),
    [
        ("x", "`a.md`", "a.md"),
        ("x", "The parser (`parser.py`)", "src/parser.py"),
        (" ", "The parser (`parser.py`)", ""),
        (" ", "The parser (`src/parser.py`)", "src/parser.py"),
        ("x", "Guides (`a.md`, `b.md`)", "[a.md, b.md]"),
        (" ", "Guides (`a.md`, `b.md`)", ""),
    ],
)
def test_a_path_beside_the_words_is_evidence_of_what_is_done(proposed, box, text, block):
    files = dict.fromkeys(("a.md", "b.md", "src/parser.py"), "a\n")
    found = proposed(text, files, box=box)
    assert found == (f"```check\nfile_exists: {block}\ntick: person\n```" if block else "")


def test_the_checklist_itself_shows_nothing(proposed):
    files = {"docs/release.md": "a\n", "README.md": "a\n"}
    assert proposed("Release checklist (`docs/release.md`)", files, own="docs/release.md", folder="docs") == ""
    assert proposed("docs/release.md exists", files, own="docs/release.md", folder="docs") == ""
    assert proposed("Guide (`README.md`)", files, own="docs/release.md", folder="docs") != ""


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


@pytest.mark.parametrize(
    ("text", "runs", "block"),
    [
        ("Tests pass", ("npm run test:integration", "npm run test:unit"), "npm run test:unit"),
        ("Tests pass", ("npm run test:e2e", "npm run test:perf"), "npm run test"),
        ("Integration tests pass", ("npm run test:integration", "npm run test:unit"), "npm run test:integration"),
        ("Tests pass", ("pytest --cov-fail-under=70", "pytest -q"), "pytest -q"),
        ("Tests pass", ("npm run ci", "pytest -q"), "pytest -q"),
        ("Tests pass", ("pytest --cov-fail-under=70",), "pytest --cov-fail-under=70"),
        ("Tests pass", ("npm run test:mock",), "npm run test"),
        (
            "Tests pass",
            ("npm test --workspace=shop", "pnpm --filter shop test", "bun test packages/shop"),
            "npm run test",
        ),
        ("Tests pass", ("cargo test -p shop",), "npm run test"),
        ("Tests pass", ("cargo test --workspace",), "cargo test --workspace"),
        ("Lint passes", ("markdownlint docs", "ruff check src"), "ruff check src"),
        ("Lint passes", ("markdownlint docs",), "npm run lint"),
        ("Lint passes (eslint)", ("npm run lint",), "npm run lint"),
        ("Lint passes (oxlint)", ("npm run lint",), ""),
        ("Lint passes (flake8)", ("flake8 --select=E9 src", "flake8 src"), "flake8 src"),
        ("Lint passes (flake8)", ("flake8 --exit-zero src",), ""),
        ("Code is formatted", ("gofmt -l .",), ""),
    ],
)
def test_what_shows_all_of_it_comes_before_what_shows_a_part_or_more(proposed, text, runs, block):
    tasks = ("ci", "test", "test:unit", "test:integration", "test:e2e", "test:perf")
    scripts = {**dict.fromkeys(tasks, "vitest"), "lint": "npm run lint:js", "lint:js": "eslint ."}
    files = PYTHON | {
        **dict.fromkeys(
            ("src/a.py", "docs/a.md", "eslint.config.js", "Cargo.toml", "packages/shop/package.json"), "{}\n"
        ),
        "package.json": json.dumps({"name": "a", "scripts": scripts}),
        ".github/workflows/ci.yml": CI + "".join(f"      - run: {one}\n" for one in runs),
    }
    found = proposed(text, files)
    assert found == (f"```check bash\n{block}\n```" if block else "")


def test_a_task_for_tests_in_a_browser_is_not_all_tests(proposed):
    ci = f"{CI}      - {{run: npm test, working-directory: web}}\n"
    web = {"web/package.json": json.dumps({"name": "w", "scripts": {"test": "npx playwright test"}})}
    files = PYTHON | web | {"pytest.ini": "[pytest]\n", ".github/workflows/ci.yml": ci}
    assert proposed("All tests pass", files) == "```check bash\npytest\n```"
    assert proposed("All tests pass", files, folder="web") == ""


def test_one_of_several_packages_is_not_all_of_them(proposed):
    steps = [f"      - {{run: npm test, working-directory: {folder}}}\n" for folder in ("web", "shop")]
    files = WEB | {"shop/package.json": PACKAGE, ".github/workflows/ci.yml": CI + "".join(steps)}
    assert proposed("All tests pass", files) == ""
    assert proposed("All tests pass", files, folder="shop") == "```check bash cwd=shop\nnpm test\n```"
    one = {".github/workflows/ci.yml": CI + steps[0]}
    assert proposed("All tests pass", WEB | one | {"shop/package.json": PACKAGE}) == ""


@pytest.mark.parametrize(
    ("step", "block"),
    [
        ("run: npm run lint", ""),
        ("{run: npm run lint, working-directory: '${{ env.WHERE }}'}", ""),
        ("run: cd web && npm run lint", "check bash cwd=web\nnpm run lint"),
        ("run: 'set -e; cd web; npm run lint'", ""),
        ("run: |\n          cd web\n          npm run lint", "check bash cwd=web\nnpm run lint"),
        ("run: |\n          set -eu\n          cd web\n          npm run lint", "check bash cwd=web\nnpm run lint"),
        ("run: |\n          cd web\n          npm run lint\n          cd ../shop\n          npm run lint", ""),
        ("run: |\n          (cd web && npm ci)\n          npm run lint", ""),
        ("run: cd nowhere && npm run lint", ""),
    ],
)
def test_the_folder_to_which_a_step_of_ci_goes(proposed, step, block):
    files = {"web/package.json": PACKAGE, ".github/workflows/ci.yml": f"{CI}      - {step}\n"}
    assert proposed("eslint is clean", files) == (f"```{block}\n```" if block else "")


def test_another_folder_of_ci_than_the_one_that_is_configured(proposed):
    ci = f"{CI}      - {{run: npm test, working-directory: '${{{{ env.WHERE }}}}'}}\n"
    files = {"package.json": PACKAGE, ".github/workflows/ci.yml": ci}
    assert proposed("All tests pass", files) == "```check bash\nnpm run test\n```"


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
