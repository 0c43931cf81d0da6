"""What is known of small made-up repositories."""

from __future__ import annotations

import pytest
from init.trees import DEPLOYMENT, TREES, github, package

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.facts import Subject
from mdcheck.app.init.nature import Kind
from mdcheck.app.init.pipelines import RUNNERS, runner_of
from mdcheck.evidence.regex.matcher import compile_pattern


@pytest.fixture
def look(repo):
    def made(files):
        repo.write(files)
        repo.git("add", "--all")
        return Repository(repo.root)

    return made


NATURES = {
    "empty": Kind.PROJECT,
    "a readme alone": Kind.PROJECT,
    "python library": Kind.LIBRARY,
    "python tool": Kind.TOOL,
    "python service": Kind.SERVICE,
    "django site": Kind.SERVICE,
    "node library": Kind.LIBRARY,
    "node tool": Kind.TOOL,
    "node service": Kind.SERVICE,
    "next application": Kind.WEB,
    "go library": Kind.LIBRARY,
    "go tool": Kind.TOOL,
    "go service": Kind.SERVICE,
    "rust tool": Kind.TOOL,
    "rust library": Kind.LIBRARY,
    "maven service": Kind.SERVICE,
    "gradle library": Kind.LIBRARY,
    "php library": Kind.LIBRARY,
    "ruby gem": Kind.LIBRARY,
    "dotnet service": Kind.SERVICE,
    "elixir library": Kind.LIBRARY,
    "swift library": Kind.LIBRARY,
    "terraform module": Kind.INFRASTRUCTURE,
    "terraform deployment": Kind.INFRASTRUCTURE,
    "helm chart": Kind.INFRASTRUCTURE,
    "kubernetes manifests": Kind.INFRASTRUCTURE,
    "ansible role": Kind.INFRASTRUCTURE,
    "documents": Kind.DOCUMENTS,
    "npm workspaces": Kind.MONOREPO,
    "pnpm settings only": Kind.LIBRARY,
    "cargo workspace": Kind.MONOREPO,
    "go workspace": Kind.MONOREPO,
    "maven modules": Kind.MONOREPO,
    "two halves": Kind.MONOREPO,
    "scripts": Kind.PROJECT,
    "dev container only": Kind.LIBRARY,
    "names with spaces": Kind.LIBRARY,
    "only words": Kind.SERVICE,
    "strangers": Kind.TOOL,
    "tests and examples hold an .env": Kind.LIBRARY,
    "kustomize overlays": Kind.INFRASTRUCTURE,
    "two package managers": Kind.SERVICE,
    "unreadable manifests": Kind.PROJECT,
}


@pytest.mark.parametrize("name", TREES)
def test_what_kind_of_project_it_is(look, name):
    assert look(TREES[name]).nature.kind is NATURES[name]


@pytest.mark.parametrize(
    ("files", "serves"),
    [
        pytest.param(
            {"packages/a/package.json": package(name="a", dependencies={"vue": "3"})}, True, id="an application"
        ),
        pytest.param(
            {"packages/a/package.json": package(name="a", main="a.js", dependencies={"vue": "3"})},
            False,
            id="a library",
        ),
        pytest.param(
            {"packages/docs/package.json": package(name="d", dependencies={"vue": "3"})}, False, id="its pages"
        ),
        pytest.param(
            {"packages/online-playground/index.html": "<script type=module></script>\n"}, False, id="its playground"
        ),
    ],
)
def test_what_a_package_is_called_for(look, files, serves):
    root = {
        "package.json": package(private=True, workspaces=["packages/*"]),
        "packages/b/package.json": package(name="b"),
    }
    assert look({**root, "packages/c/package.json": package(name="c"), **files}).serves is serves


PAGES = {f"{name}.md": "# A\n" for name in "abcd"}
SITE = {"docs/a.md": "# A\n", "src/a.jsx": "x\n", "docusaurus.config.js": "x\n"}
OPERATOR = {"cmd/main.go": "package main\n", "Dockerfile": "FROM a:1\n", "bundle.yaml": DEPLOYMENT}
CONTROLLER = "module a\nrequire sigs.k8s.io/controller-runtime v0.20.0\n"
CHART = "apiVersion: v2\nname: a\nversion: 1.0.0\n"
NOTEBOOKS = {f"notebooks/{number}.ipynb": "{}\n" for number in range(4)}


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        pytest.param(
            {"setup.cfg": "[metadata]\nname = a\n[options.entry_points]\nconsole_scripts =\n    a = a:main\n"},
            Kind.TOOL,
            id="a command in setup.cfg",
        ),
        pytest.param({"setup.cfg": "[metadata]\nname = a\n"}, Kind.LIBRARY, id="no command in setup.cfg"),
        pytest.param(
            {"setup.py": 'setup(entry_points={"console_scripts": ["a=a:main"]})\n'},
            Kind.TOOL,
            id="a command in setup.py",
        ),
        pytest.param({"setup.py": "setup()  # console_scripts\n"}, Kind.LIBRARY, id="a word in setup.py"),
        pytest.param({"a.cabal": "name: a\n\nexecutable a\n  main-is: A.hs\n"}, Kind.TOOL, id="a command of Haskell"),
        pytest.param({"a.cabal": "name: a\n\nlibrary\n"}, Kind.LIBRARY, id="a library of Haskell"),
        pytest.param({"mix.exs": "  [escript: [main_module: A]]\n"}, Kind.TOOL, id="a command of Elixir"),
        pytest.param(
            {"Package.swift": 'let package = Package(products: [\n  .executable(name: "a", targets: [])])\n'},
            Kind.TOOL,
            id="a command of Swift",
        ),
        pytest.param(
            {
                "composer.json": package(name="a/b", type="project", require={"symfony/framework-bundle": "^7"}),
                "public/index.php": "<?php return new Kernel();\n",
            },
            Kind.SERVICE,
            id="an application of Symfony",
        ),
        pytest.param({"composer.json": package(name="a/b", type="project")}, Kind.PROJECT, id="no library of PHP"),
        pytest.param({"composer.json": package(name="a/b", type="library")}, Kind.LIBRARY, id="a library of PHP"),
        pytest.param(
            {"charts/a/Chart.yaml": CHART, "charts/a/hack/requirements.txt": "yaml\n", "scripts/a.py": "x\n"},
            Kind.INFRASTRUCTURE,
            id="charts, and tools to work on them",
        ),
        pytest.param(
            {
                "charts/a/Chart.yaml": CHART,
                "requirements.txt": "flask\n",
                "app.py": "app.run()\n",
                "Dockerfile": "FROM a\n",
            },
            Kind.SERVICE,
            id="a service, and its chart",
        ),
        pytest.param(
            {
                "galaxy.yml": "namespace: a\nname: b\n",
                "requirements.txt": "molecule\n",
                "roles/a/tasks/main.yml": "[]\n",
            },
            Kind.INFRASTRUCTURE,
            id="a collection of Ansible",
        ),
        pytest.param({**NOTEBOOKS, "requirements.txt": "numpy\n"}, Kind.DOCUMENTS, id="notebooks"),
        pytest.param(
            {"README.md": "# A\n", "CONTRIBUTING.md": "# B\n", "LICENSE": "x\n"}, Kind.DOCUMENTS, id="one list"
        ),
        pytest.param({"README.md": "# A\n", "CONTRIBUTING.md": "# B\n", "a.sh": "x\n"}, Kind.PROJECT, id="a script"),
        pytest.param(
            {"main.yml": "- hosts: all\n  tasks: []\n", "README.md": "# A\n"}, Kind.INFRASTRUCTURE, id="a playbook"
        ),
        pytest.param({"main.yml": "- tasks: []\n", "README.md": "# A\n"}, Kind.PROJECT, id="no playbook"),
        pytest.param(
            {
                **{f"{name}.md": "# A\n" for name in "abc"},
                "a.json": "{}\n",
                **{f".github/{number}.rb": "x\n" for number in range(9)},
            },
            Kind.DOCUMENTS,
            id="lists, and the platform's scripts",
        ),
        pytest.param(
            {**PAGES, "package.json": package(devDependencies={"a": "1"})}, Kind.DOCUMENTS, id="tools for pages"
        ),
        pytest.param({**PAGES, "package.json": package(dependencies={"a": "1"})}, Kind.PROJECT, id="pages beside it"),
        pytest.param(
            {**SITE, "package.json": package(private=True, dependencies={"@docusaurus/core": "3", "react-dom": "19"})},
            Kind.DOCUMENTS,
            id="a site of documents",
        ),
        pytest.param(
            {**SITE, "package.json": package(private=True, dependencies={"react-dom": "19"})},
            Kind.WEB,
            id="an application with documents",
        ),
        pytest.param({**OPERATOR, "go.mod": CONTROLLER}, Kind.SERVICE, id="an operator"),
        pytest.param({**OPERATOR, "go.mod": "module a\n"}, Kind.TOOL, id="a command at the root of cmd"),
        pytest.param({"Src/A/A.csproj": "<Project/>\n"}, Kind.LIBRARY, id="a library of .NET in Src"),
        pytest.param(
            {"package.json": package(name="a", main="a.js", peerDependencies={"vue": "3"})},
            Kind.LIBRARY,
            id="components",
        ),
        pytest.param(
            {**NOTEBOOKS, "requirements.txt": "numpy\n", "setup.py": "setup()\n"}, Kind.LIBRARY, id="a package"
        ),
    ],
)
def test_what_kind_of_project_small_signs_make_it(look, files, kind):
    assert look(files).nature.kind is kind


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("python library", "uv run pytest -q"),
        ("python tool", "tox"),
        ("django site", "python manage.py test"),
        ("node library", "npx vitest run"),
        ("node tool", "yarn test"),
        ("node service", "bun test"),
        ("go tool", "make test"),
        ("rust tool", "cargo test --locked"),
        ("maven service", "./mvnw -B verify"),
        ("gradle library", "./gradlew build"),
        ("php library", "composer test"),
        ("ruby gem", "bundle exec rake"),
        ("dotnet service", "dotnet test"),
        ("elixir library", "mix test"),
        ("swift library", "swift test"),
        ("cargo workspace", "cargo nextest run"),
    ],
)
def test_the_command_that_ci_runs_for_the_tests(look, name, command):
    (run, *_) = look(TREES[name]).pipelines.test_runs
    assert run.command == command
    assert run.on_pull_request == (name != "django site")


@pytest.mark.parametrize("name", ["empty", "go service", "terraform module", "unreadable manifests", "scripts"])
def test_where_ci_runs_no_tests(look, name):
    assert look(TREES[name]).pipelines.test_runs == ()


@pytest.mark.parametrize(
    "command",
    [
        "pytest", "python -m pytest -q", ".venv/bin/pytest", "uv run tox", "nox -s tests", "python3 -m unittest",
        "npm test", "npm run test:unit", "npm t", "pnpm -r test", "yarn run test", "bun test", "npx vitest",
        "node --test", "deno test", "go test ./...", "gotestsum", "cargo test", "cargo nextest run", "./mvnw verify",
        "mvn -B test", "./gradlew build", "gradle :core:test", "dotnet test", "bundle exec rake", "bundle exec rspec",
        "bin/rails test", "composer test", "vendor/bin/phpunit", "php artisan test", "mix test", "swift test", "ctest",
        "meson test -C build", "make test", "make check", "just test", "scripts/test", "./test.sh", "tofu test",
        "molecule test", "bazel test //...", "sbt +test", "flutter test", "cabal test", "bats tests",
    ],
)  # fmt: skip
def test_commands_that_run_tests(command):
    assert runner_of(command) is not None


@pytest.mark.parametrize(
    "command",
    [
        "pip install pytest", "echo pytest", "rm -rf pytest", "test -f README.md", "npm ci", "npm run lint",
        "go vet ./...", "cargo build", "mvn -DskipTests package", "docker build .", "helm lint", "make", "git tag test",
        "pytest-watch", "dotnet build", "bundle install", "composer install", "terraform validate",
    ],
)  # fmt: skip
def test_commands_that_run_none(command):
    assert runner_of(command) is None


def test_the_patterns_of_runners_are_patterns_that_checks_take():
    for patterns in RUNNERS.values():
        for pattern in patterns:
            compile_pattern(pattern)


@pytest.mark.parametrize(
    ("files", "subject", "paths"),
    [
        pytest.param({name: "x\n"}, Subject.LICENCE, (name,), id=name)
        for name in ("LICENSE", "LICENCE.md", "LICENSE-MIT", "MIT-LICENSE", "UNLICENSE", "License.txt", "COPYING")
    ]
    + [
        pytest.param({name: "x\n"}, Subject.LICENCE, (), id=name)
        for name in ("LICENSE_HEADER", "licensecheck.py", "docs/LICENSE")
    ]
    + [
        pytest.param(
            {f"{name}/Dockerfile": "FROM a:1\n" for name in ("docker/api", ".devcontainer", "tests", "packaging/rpm")},
            Subject.DOCKERFILE,
            ("docker/api/Dockerfile",),
            id="images of tests and of editors are not shipped",
        ),
        pytest.param(
            {"ops/eu/web.yml": DEPLOYMENT, "a.yml": "kind: Deployment\n", "tests/k8s/b.yml": DEPLOYMENT},
            Subject.KUBERNETES,
            ("ops/eu/web.yml",),
            id="a workload lies anywhere",
        ),
        pytest.param(
            {"vendor/a/go.mod": "module a\n", "examples/b/package.json": package(name="b"), "go.mod": "module c\n"},
            Subject.MANIFEST,
            ("go.mod",),
            id="other people's manifests",
        ),
        pytest.param({"package.json": package(prettier={})}, Subject.MANIFEST, (), id="a manifest for tools"),
        pytest.param({"docs/package.json": package(name="site")}, Subject.MANIFEST, (), id="a manifest of documents"),
        pytest.param({"guides/compose.yaml": "name: a\n"}, Subject.COMPOSE, (), id="no services"),
        pytest.param({"renovate.json5": "{}\n"}, Subject.UPDATES, ("renovate.json5",), id="Renovate"),
        pytest.param({".github/CODEOWNERS": "* @a\n"}, Subject.CODEOWNERS, (".github/CODEOWNERS",), id="owners"),
        pytest.param({"docs/security.md": "x\n"}, Subject.SECURITY_POLICY, ("docs/security.md",), id="a policy"),
        pytest.param({"security_notes.md": "x\n"}, Subject.SECURITY_POLICY, (), id="notes are no policy"),
        pytest.param({"a/b/main.tf": "x\n", "tests/main.tf": "x\n"}, Subject.TERRAFORM, ("a/b/main.tf",), id="nested"),
        pytest.param({"src/.env.example": "A=\n"}, Subject.ENV_EXAMPLE, ("src/.env.example",), id="an example"),
        pytest.param({"docs/migrations/0001_a.md": "x\n"}, Subject.MIGRATIONS, (), id="documents are no migrations"),
        pytest.param({"api/openapi.yaml": "openapi: 3.1.0\n"}, Subject.API, ("api/openapi.yaml",), id="an interface"),
        pytest.param({"docs/api.md": "# API\n"}, Subject.API, (), id="prose describes no interface for machines"),
    ],
)  # fmt: skip
def test_what_is_evidence_of_what(look, files, subject, paths):
    assert look(files).facts.paths(subject) == paths


def test_the_variables_that_the_code_reads(look):
    repository = look(
        {
            "a.py": 'import os\nos.environ["A_URL"]\nos.getenv("PATH")\nos.environ.get(name)\n',
            "b.ts": "process.env.B_KEY\nimport.meta.env.VITE_C\n",
            "c.go": 'package c\nvar x = os.Getenv("C_HOST")\n',
            "tests/test_a.py": 'import os\nos.environ["TEST_ONLY"]\n',
        }
    )
    assert repository.variables == ("A_URL", "B_KEY", "C_HOST", "VITE_C")


def test_the_languages_by_share(look):
    repository = look({"a.py": "x" * 300, "b.go": "x" * 100, "vendor/c.rb": "x" * 999, "tests/d.rb": "x" * 999})
    assert repository.languages == (("Python", 0.75), ("Go", 0.25))


def test_the_packages_of_a_monorepo(look):
    repository = look(
        {
            "pnpm-workspace.yaml": "packages: ['packages/*', '!packages/old']\n",
            **{f"packages/{name}/package.json": package(name=name) for name in ("a", "b", "old")},
        }
    )
    assert repository.facts.paths(Subject.MEMBER) == ("packages/a/package.json", "packages/b/package.json")


@pytest.mark.parametrize(
    ("files", "members"),
    [
        pytest.param(
            {
                "settings.gradle": "include ':core', 'apps:web' // include 'old'\n",
                **{f"{name}/build.gradle": "x\n" for name in ("core", "apps/web", "old")},
            },
            ("apps/web/build.gradle", "core/build.gradle"),
            id="Gradle",
        ),
        pytest.param(
            {
                "pyproject.toml": '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
                **{f"libs/{name}/pyproject.toml": f'[project]\nname = "{name}"\n' for name in "ab"},
            },
            ("libs/a/pyproject.toml", "libs/b/pyproject.toml"),
            id="uv",
        ),
        pytest.param(
            {
                "package.json": package(workspaces={"packages": ["./packages/*"]}),
                **{f"packages/{name}/package.json": package(name=name) for name in "ab"},
            },
            ("packages/a/package.json", "packages/b/package.json"),
            id="npm with a mapping",
        ),
        pytest.param(
            {"mix.exs": "x\n", **{f"apps/{name}/mix.exs": "x\n" for name in "ab"}},
            ("apps/a/mix.exs", "apps/b/mix.exs"),
            id="an umbrella",
        ),
        pytest.param(
            {f"services/{name}/go.mod": "module x\n" for name in "ab"},
            ("services/a/go.mod", "services/b/go.mod"),
            id="side by side",
        ),
        pytest.param(
            {
                "package.json": package(name="a", main="a.js"),
                **{f"{name}/package.json": package(main="../a.js", types="a.d.ts") for name in ("client", "server")},
            },
            (),
            id="other ways into one package",
        ),
        pytest.param(
            {
                "package.json": package(name="a", main="a.js"),
                **{f"{name}/package.json": package(main="a.js", scripts={"b": "x"}) for name in ("client", "server")},
            },
            ("client/package.json", "server/package.json"),
            id="two halves of a package",
        ),
        pytest.param({"go.work": "use ./a\n", "a/go.mod": "module a\n"}, (), id="one is none"),
        pytest.param({"package.json": package(workspaces=["[a"], name="x")}, (), id="a glob that is none"),
    ],
)
def test_what_lists_the_packages(look, files, members):
    assert tuple(sorted(look(files).facts.paths(Subject.MEMBER))) == members


def test_what_git_ignores_and_what_it_does_not_track_is_nothing(repo):
    repo.write({".gitignore": "/out/\n", "go.mod": "module a\n"})
    repo.git("add", "--all")
    repo.write({"out/Cargo.toml": "[package]\n", "new/package.json": package(name="a")})
    assert Repository(repo.root).ecosystems == ("Go",)


def test_without_git_and_without_a_folder_nothing_fails(folder):
    folder.write({"go.mod": "module a\n"})
    assert Repository(folder.root).ecosystems == ("Go",)
    assert Repository(folder.root / "gone").nature.kind is Kind.PROJECT


def test_the_job_that_tests_pull_requests_comes_first(look):
    repository = look(
        {
            ".github/workflows/a.yml": "on: push\njobs: {a: {steps: [{run: pytest slow}]}}\n",
            ".github/workflows/b.yml": github("make check")[".github/workflows/ci.yml"],
            "Makefile": "check:\n\tpytest fast\n",
        }
    )
    assert [run.command for run in repository.pipelines.test_runs] == ["make check", "pytest slow"]
