"""Small repositories that keep what is asked for in an unusual place, or that need none of it."""

from __future__ import annotations

from init.false_outcomes import PYTHON, say, step, workflow
from init.trees import COMMON, package

DOTNET = {**COMMON, "src/A/A.csproj": "<Project/>\n", "src/A/A.cs": "class A {}\n", "tests/AT/AT.cs": "class AT {}\n"}
RUST = {**COMMON, "Cargo.toml": '[workspace]\nmembers=["a","b"]\n', "a/src/lib.rs": "x\n", "b/src/lib.rs": "x\n"}
CRATES = {"a/Cargo.toml": '[package]\nname="a"\n', "b/Cargo.toml": '[package]\nname="b"\npublish=false\n'}
DART = {
    ".gitignore": "/build/\n",
    "packages/a/pubspec.yaml": "name: a\ndependencies: {collection: ^1.0.0}\n",
    "packages/b/pubspec.yaml": "name: b\npublish_to: none\n",
    "packages/a/lib/a.dart": "int a = 1;\n",
}
IMAGE = {**PYTHON, "docker/Dockerfile": "FROM python:3.13\n"}
CONTEXT = "services: {a: {image: b}, b: {build: {context: .., dockerfile: docker/Dockerfile}}}\n"
CHARTS = {
    f"charts/c{number}/Chart.yaml": f"apiVersion: v2\nname: c{number}\nversion: 1.0.0\nappVersion: '1'\n"
    for number in range(13)
}
GRADLE = {**COMMON, "build.gradle.kts": "plugins { java }\n", "src/main/java/A.java": "class A {}\n"}
LONG = "./gradlew -Dkotlin.js=false -Dkotlin.native=false -Dtest.java.version=8 build --stacktrace"
NODE = {
    **COMMON,
    "package.json": package(private=True, workspaces=["packages/*"], scripts={"test:unit": "vitest"}),
    "packages/a/package.json": package(name="a", main="a.js", scripts={"test": "vitest"}),
    "packages/b/package.json": package(name="b", main="b.js"),
    "packages/docs/package.json": package(name="docs", private=True, scripts={"build": "vitepress build"}),
    "packages/a/a.test.js": "one\n",
    **workflow(step("npm run test:unit")),
}
GUIDE = "# Contributing\n\nRun `{command}` before you ask.\n"
SWIFT = '// swift-tools-version:6.0\nlet package = Package(name: "A", dependencies: [{packages}])\n'
DEPENDABOT = "version: 2\nupdates: [{{package-ecosystem: {ecosystem}, directory: {folder}}}]\n"


WEB = {
    **COMMON,
    "web/package.json": package(
        name="web", private=True, scripts={"build": "yarn lint && vite build", "lint": "eslint ."}
    ),
    "web/eslint.config.js": "x\n",
    "web/a.js": "x\n",
}
MODULE = {**COMMON, "main.tf": "variable a {}\noutput b {}\n", "versions.tf": "terraform {}\n"}
CIRCLE = (
    "version: 2.1\njobs: {t: {docker: [{image: a:1}], steps: [checkout, run: pytest]}}\nworkflows: {w: {jobs: [t]}}\n"
)
OTHER = {".github/workflows/a.yml": "on: pull_request\njobs: {a: {steps: [{run: make docs}]}}\n"}


PHOENIX = 'config :a, A.Endpoint, secret_key_base: "odMGQmHhvRQ8crBIH3IN31hahkw6hD0RJwvmr5i3Up96Hs4tkgzNdg3HSxLI"\n'
TOKEN = "access_token: 9xKq2vTz7LmPw4kT8wQz3n\n"
RUBY = {**COMMON, "Gemfile": "gem 'a'\n", "lib/a.rb": "x\n"}
OTHER_TASK = {".github/workflows/b.yml": "on: pull_request\njobs: {b: {steps: [{run: rake db:setup}]}}\n"}
MATRIX = """\
on: pull_request
jobs:
  a:
    strategy: {matrix: {tests: [{id: a, command: none}, {id: b, command: test}]}}
    steps: [{run: "bin/rails $COMMAND", env: {COMMAND: "${{ matrix.tests.command }}"}}]
"""
LEAK = 'export const shown = {access_token: "9xKq2vTz7LmPw4kT8wQz3n"}\n'
TWO_MANIFESTS = {
    **COMMON,
    "package.json": package(private=True, workspaces=["packages/*"]),
    **{f"packages/{name}/deno.json": "{}\n" for name in "ab"},
    **{f"packages/{name}/package.json": package(name=name, version="1.0.0", main="a.js") for name in "ab"},
    "packages/a/package.json": package(name="a", version="1.0.0", license="MIT", scripts={"test": "x"}),
    **{f"packages/{name}/a.test.js": "x\n" for name in "ab"},
}


def dependabot(ecosystem: str, folder: str = "/") -> dict[str, str]:
    return {".github/dependabot.yml": DEPENDABOT.format(ecosystem=ecosystem, folder=folder)}


UNUSUAL = {
    # Documents about the project.
    "a README for the platform": ({".github/README.md": f"# A\n\n{'What it is. ' * 30}\n"}, say("readme", "passed")),
    "a README in docs": ({"docs/README.md": f"# A\n\n{'What it is. ' * 30}\n"}, say("readme", "passed")),
    "a README of another folder": ({"tools/README.md": f"# A\n\n{'What it is. ' * 30}\n"}, say("readme")),
    "a licence in each package": ({**DART, "packages/a/LICENSE": "MIT\n"}, say("licence", "passed")),
    "a licence in one of many": ({**CHARTS, "charts/c1/LICENSE": "MIT\n"}, say("licence")),
    "notes for each release": ({**COMMON, "notes/1.0.0.markdown": "# 1.0.0\n"}, say("changelog", "passed")),
    "a history of versions": ({**COMMON, "docs/versionhistory.rst": "1.0\n"}, say("changelog", "passed")),
    "a site that builds the documentation": (
        {**PYTHON, ".readthedocs.yml": "version: 2\n", "docs/conf.py": "x = 1\n", **workflow(step("pytest"))},
        say("docs-built", "left_out"),
    ),
    "notes in docs": ({**COMMON, "docs/release-notes/v1.2.md": "# 1.2\n"}, say("changelog", "passed")),
    "a changelog on the site": ({**COMMON, "docs/docs/changelog.md": "# 1\n"}, say("changelog", "passed")),
    "an extension of the site": ({**COMMON, "docs/_ext/changelog.py": "x = 1\n"}, say("changelog")),
    "a page on history": ({**COMMON, "docs/docs/history.md": "# Of Rome\n"}, say("changelog")),
    "how releases are made": ({**COMMON, "docs/releases.md": "# Releases\n\n## Schedule\n"}, say("changelog")),
    "a list of releases": ({**COMMON, "docs/releases.md": "# Releases\n\n## 1.2\n"}, say("changelog", "passed")),
    "changes of long ago": ({**COMMON, "CHANGELOG-archive.md": "# 1\n", "CHANGES.old": "1\n"}, say("changelog")),
    "changes by version": ({**COMMON, "CHANGELOG-v9.md": "# 9\n"}, say("changelog", "passed")),
    "notes of meetings": ({**COMMON, "notes/monday.md": "# Monday\n"}, say("changelog")),
    "a changelog in one of many": ({**CHARTS, "charts/c1/CHANGELOG.md": "# 1\n"}, say("changelog", "left_out")),
    "changelogs in half": ({**DART, "packages/a/CHANGELOG.md": "# 1\n"}, say("changelog", "passed")),
    "notes that are drafted": ({**COMMON, ".github/release-drafter.yml": "x: y\n"}, say("changelog", "left_out")),
    "notes of the platform": ({**COMMON, ".github/release.yml": "changelog: {}\n"}, say("changelog", "left_out")),
    "notes by an action": (
        {**PYTHON, **workflow("      - uses: release-drafter/release-drafter@v6\n")},
        say("changelog", "left_out"),
    ),
    "notes by a command": (
        {**PYTHON, **workflow(step("gh release create v1 --generate-notes"))},
        say("changelog", "left_out"),
    ),
    "notes by hand": ({**PYTHON, **workflow(step("gh release create v1 --notes ''"))}, say("changelog")),
    "a page on releases": ({**COMMON, ".github/release.md": "# How\n"}, say("changelog")),
    # What contributors are told.
    "a second guide": (
        {
            **PYTHON,
            **workflow(step("pytest -q")),
            "CONTRIBUTING.md": "# Contributing\n\nBe kind.\n",
            "DEVELOPMENT.md": GUIDE.format(command="pytest"),
        },
        say("contributing", "passed"),
    ),
    "two guides without a command": (
        {**PYTHON, **workflow(step("pytest -q")), "CONTRIBUTING.md": "Be kind.\n", "DEVELOPMENT.md": "Be quick.\n"},
        say("contributing"),
    ),
    "a heading with a sign": (
        {**PYTHON, "README.md": "# A\n\n## ✨ Contributing\n\n## ⚖️ License\n"},
        say("contributing", "passed"),
    ),
    "a heading on contributions": ({**PYTHON, "README.md": "# A\n\n## Contributions\n"}, say("contributing", "passed")),
    "a heading on contributors": ({**PYTHON, "README.md": "# A\n\n## Contributors\n"}, say("contributing")),
    "a licence behind the author": (
        {"README.md": "# A\n\n## Author & License\n\nMIT\n"},
        say("licence", "passed"),
    ),
    "a heading on keys of licences": ({"README.md": "# A\n\n## Check a license key\n"}, say("licence")),
    "a licence below a sign": ({"README.md": "# A\n\n## ⚖️ License\n\nMIT\n"}, say("licence", "passed")),
    "another tool's command": (
        {
            **COMMON,
            "a.cabal": "name: a\n",
            "A.hs": "main = x\n",
            **workflow(step("make doctest")),
            "CONTRIBUTING.md": GUIDE.format(command="cabal test"),
        },
        say("contributing", "passed"),
    ),
    "another task of the build": (
        {**GRADLE, **workflow(step(LONG)), "CONTRIBUTING.md": GUIDE.format(command="./gradlew clean check")},
        say("contributing tests-in-ci", "passed"),
    ),
    "a task that compiles": (
        {**GRADLE, **workflow(step(LONG)), "CONTRIBUTING.md": GUIDE.format(command="./gradlew assemble")},
        say("contributing"),
    ),
    "another script of npm": (
        {**NODE, "CONTRIBUTING.md": GUIDE.format(command="npm test")},
        say("contributing", "passed"),
    ),
    "a script of npm that lints": (
        {**NODE, "CONTRIBUTING.md": GUIDE.format(command="npm run lint")},
        say("contributing"),
    ),
    "a task of make": (
        {**PYTHON, **workflow(step("pytest -q")), "CONTRIBUTING.md": GUIDE.format(command="make test")},
        say("contributing", "passed"),
    ),
    "a task of make that builds": (
        {**PYTHON, **workflow(step("pytest -q")), "CONTRIBUTING.md": GUIDE.format(command="make all")},
        say("contributing"),
    ),
    # Tests.
    "a build that nobody reads": (
        {**DOTNET, "build.ps1": "Invoke-Tests\n", **workflow(step("./build.ps1"))},
        say("tests-in-ci", "struck"),
    ),
    "a build behind a script": (
        {**DOTNET, "build.ps1": "x\n", "build.sh": "pwsh ./build.ps1\n", **workflow(step("./build.sh"))},
        say("tests-in-ci", "struck"),
    ),
    "a program that builds nothing": (
        {**DOTNET, "notify.ps1": "x\n", **workflow(step("./notify.ps1"))},
        say("tests-in-ci"),
    ),
    "a build that is not there": ({**DOTNET, **workflow(step("./build.ps1"))}, say("tests-in-ci")),
    "a build beside a linter": (
        {**PYTHON, "build.py": "x\n", "ruff.toml": "x=1\n", **workflow(step("python build.py"))},
        say("lint"),
    ),
    "a long command, without tests": ({**GRADLE, **workflow(step(f"{LONG} -x test"))}, say("tests-in-ci")),
    "a task that installs a tool for tests": (
        {
            **COMMON,
            "a.c": "int a;\n",
            "CMakeLists.txt": "x\n",
            **workflow(step("make doctest-install", "make deps-tests")),
        },
        say("tests-in-ci"),
    ),
    "tests behind a script's script": (
        {
            **COMMON,
            "package.json": package(name="a", scripts={"checks": "npm run lint", "lint": "oxlint ."}),
            ".oxlintrc.json": "{}\n",
            **workflow(step("npm run checks")),
        },
        say("lint", "passed"),
    ),
    "a build of Windows": (
        {**DOTNET, "Build/runbuild.ps1": "x\n", **workflow(step(".\\Build\\runbuild.ps1"))},
        say("tests-in-ci", "struck"),
    ),
    "tests in the file that they are of": (
        {**COMMON, "Cargo.toml": '[package]\nname="a"\n', "src/lib.rs": "#[cfg(test)]\nmod t {}\n"},
        say("tests-exist", "passed"),
    ),
    "a word on tests in Rust": (
        {**COMMON, "Cargo.toml": '[package]\nname="a"\n', "src/lib.rs": "// a test\n"},
        say("tests-exist"),
    ),
    "tests of some packages": (NODE, say("member-tests", "passed")),
    "tests that the root runs": (
        {**NODE, "packages/b/b.test.js": "one\n", "packages/docs/a.test.js": "one\n"},
        say("member-tests", "left_out"),
    ),
    "tests without a script": ({**NODE, "packages/b/b.test.js": "one\n"}, say("member-tests")),
    # Linters, links and what is released.
    "a linter of a copied test tool": (
        {**COMMON, "a.c": "int a;\n", "tests/unity/.rubocop.yml": "a: 1\n", **workflow(step("make test"))},
        say("lint", "left_out"),
    ),
    "awesome_bot": ({**COMMON, **workflow(step("awesome_bot README.md"))}, say("dead-links", "passed")),
    "awesome_bot, ignored": ({**COMMON, **workflow(step("awesome_bot README.md || true"))}, say("dead-links")),
    "an action for roles": (
        {
            **COMMON,
            "galaxy.yml": "namespace: a\nname: b\nversion: 1.0.0\n",
            "roles/a/meta/main.yml": "galaxy_info: {license: MIT}\n",
            "roles/a/tasks/main.yml": "[]\n",
            **workflow("      - uses: ansible/ansible-lint@v25\n"),
        },
        {"infrastructure-checked": "passed", "role": "left_out"},
    ),
    "many charts": (CHARTS, say("chart", "passed")),
    "the last of many charts": (
        {**CHARTS, "charts/z/Chart.yaml": "apiVersion: v2\nname: z\nversion: 1.0.0\n"},
        say("chart"),
    ),
    "changelogs of packages": (
        {**DART, "packages/a/CHANGELOG.md": "# 1\n", "packages/b/CHANGELOG.md": "# 1\n"},
        say("changelog", "passed"),
    ),
    "changelogs of many charts": (
        {**CHARTS, **{f"charts/c{number}/CHANGELOG.md": "# 1\n" for number in range(9)}},
        say("changelog", "passed"),
    ),
    # Images.
    "an image to develop in": (
        {**COMMON, "go.mod": "module a\n", "a.go": "package a\n", "dev/app.Dockerfile": "FROM a\n"},
        say("image-user image-base", "left_out"),
    ),
    "health of a command's image": (
        {**COMMON, "go.mod": "module a\n", "main.go": "package main\n", "Dockerfile": "FROM a:1\n"},
        say("image-health", "left_out"),
    ),
    "an ignore file beside the image": ({**IMAGE, "docker/.dockerignore": ".git\n"}, say("image-ignore", "passed")),
    "an ignore file outside the context": (
        {
            **IMAGE,
            "docker/.dockerignore": ".git\n",
            "docker/compose.yml": CONTEXT,
        },
        say("image-ignore"),
    ),
    "an ignore file in the context": (
        {
            **IMAGE,
            ".dockerignore": ".git\n",
            "docker/compose.yml": CONTEXT,
        },
        say("image-ignore", "passed"),
    ),
    "a context in short": (
        {**IMAGE, "docker/.dockerignore": ".git\n", "compose.yml": "services: {a: {build: ./docker}, b: {build: 1}}\n"},
        say("image-ignore", "passed"),
    ),
    # Which command runs tests.
    "rake's usual task": ({**RUBY, **workflow(step("bundle exec rake --trace"))}, say("tests-in-ci", "passed")),
    "rake's task for tests": ({**RUBY, **workflow(step("rake spec:models"))}, say("tests-in-ci", "passed")),
    "another task of rake": (
        {**RUBY, **workflow(step("bundle exec rake db:setup assets:precompile", "rake test:prepare"))},
        say("tests-in-ci"),
    ),
    "another task of rake beside the usual one": (
        {**RUBY, **workflow(step("rake"), on="push"), **OTHER_TASK},
        say("tests-in-ci"),
    ),
    "a lane for tests": ({**RUBY, **workflow(step("bundle exec fastlane ios test_ci"))}, say("tests-in-ci", "passed")),
    "a lane for testers": ({**RUBY, **workflow(step("bundle exec fastlane testflight"))}, say("tests-in-ci")),
    "a script that reads prose": (
        {
            **COMMON,
            "a.js": "x\n",
            "package.json": package(scripts={"test": "remark -qf ."}),
            **workflow(step("npm test")),
        },
        say("tests-in-ci"),
    ),
    "a command of the matrix": ({**RUBY, ".github/workflows/t.yml": MATRIX}, say("tests-in-ci", "passed")),
    "no command of the matrix": (
        {**RUBY, ".github/workflows/t.yml": MATRIX.replace("command: test", "command: routes")},
        say("tests-in-ci"),
    ),
    # What lies beside the project.
    "an image to build with": ({**PYTHON, "docker/builder-go.dockerfile": "FROM a:1\n"}, say("image-user", "left_out")),
    "an image of a builder": ({**PYTHON, "docker/rebuilder.dockerfile": "FROM a:1\n"}, say("image-user")),
    "an image with an editor": (
        {**PYTHON, "Dockerfile": "FROM gitpod/workspace-full\n"},
        say("image-user", "left_out"),
    ),
    "an image of a workspace": ({**PYTHON, "Dockerfile": "FROM acme/workspace:1\n"}, say("image-user")),
    "what stands in for the real thing": ({**WEB, "web/mocks.ts": LEAK}, say("secrets", "passed")),
    "what is the real thing": ({**WEB, "web/hammocks.ts": LEAK}, say("secrets")),
    "stand-ins alone": ({**COMMON, "a.js": "x\n", "a.mock.js": "x\n"}, say("tests-exist")),
    "Renovate of one's own": (
        {**PYTHON, **workflow("      - uses: renovatebot/github-action@v46\n")},
        say("updates", "left_out"),
    ),
    "Renovate's configuration": ({**PYTHON, ".github/renovate-config.json5": "{}\n"}, say("updates", "passed")),
    "another action of updates": (
        {**PYTHON, **workflow("      - uses: acme/renovate-notes@v1\n")},
        say("updates"),
    ),
    "packages with a second manifest": (TWO_MANIFESTS, say("member-tests member-licences")),
    "a folder that CI enters": ({**WEB, **workflow(step("cd web && yarn build"))}, say("lint", "passed")),
    "a folder that CI leaves": ({**WEB, **workflow(step("(cd web && yarn); yarn build"))}, say("lint")),
    "a linter of scripts": (
        {**PYTHON, "scripts/.eslintrc": "{}\n", "tools/a/mypy.ini": "x\n", **workflow(step("pytest"))},
        say("lint types", "left_out"),
    ),
    "a linter of the program": (
        {**PYTHON, "src/.eslintrc": "{}\n", "src/mypy.ini": "x\n", **workflow(step("pytest"))},
        say("lint types"),
    ),
    "a lock of the documentation": (
        {**COMMON, "configure.ac": "x\n", "docs/Pipfile": "x\n", "docs/Pipfile.lock": "{}\n"},
        say("lock one-lock", "left_out"),
    ),
    "a lock of the program": (
        {**COMMON, "configure.ac": "x\n", "py/Pipfile": "x\n", "py/Pipfile.lock": "{}\n"},
        say("lock one-lock", "passed"),
    ),
    "a lock beside the packages": (
        {**DART, "bots/package.json": package(name="b"), "bots/yarn.lock": "x\n"},
        say("lock"),
    ),
    "a lock of a package": ({**DART, "packages/b/pubspec.lock": "x\n"}, say("lock", "passed")),
    "examples with a lock of their own": (
        {**RUST, **CRATES, "Cargo.lock": "x\n", "examples/Cargo.toml": "[workspace]\n", "examples/Cargo.lock": "x\n"},
        say("member-locks", "passed"),
    ),
    "a package with a lock of its own": (
        {**RUST, **CRATES, "Cargo.lock": "x\n", "b/Cargo.lock": "x\n"},
        say("member-locks"),
    ),
    "an image to look at pages": ({**PYTHON, "web/Dockerfile.playwright": "FROM a:1\n"}, say("image-user", "left_out")),
    "an image of pages": ({**PYTHON, "web/Dockerfile.pages": "FROM a:1\n"}, say("image-user")),
    # CI.
    "a program in an image of others": (
        {**MODULE, **workflow(step("docker run --rm -v .:/w image:1 /usr/local/bin/test_lint.sh"))},
        say("infrastructure-checked", "struck"),
    ),
    "another program in an image": (
        {**MODULE, **workflow(step("docker run --rm -v .:/w image:1 /usr/local/bin/latest.sh"))},
        say("infrastructure-checked"),
    ),
    "tests on another CI": ({**PYTHON, ".circleci/config.yml": CIRCLE, **OTHER}, say("tests-in-ci", "passed")),
    "no tests on another CI": (
        {**PYTHON, ".circleci/config.yml": CIRCLE.replace("pytest", "x"), **OTHER},
        say("tests-in-ci"),
    ),
    # Dependencies.
    "no package of others": (
        {**COMMON, "Package.swift": SWIFT.format(packages=""), **dependabot("github-actions"), **workflow(step("x"))},
        say("updates", "passed"),
    ),
    "a package of others": (
        {
            **COMMON,
            "Package.swift": SWIFT.format(packages='\n  .package(url: "https://example.com/b", from: "1.0.0")'),
            **dependabot("github-actions"),
            **workflow(step("x")),
        },
        say("updates"),
    ),
    "a manifest for work": (
        {
            **COMMON,
            "CMakeLists.txt": "x\n",
            "support/build.gradle": "plugins { java }\n",
            **dependabot("github-actions"),
            **workflow(step("ctest")),
        },
        say("updates", "passed"),
    ),
    "a manifest of a part": (
        {
            **COMMON,
            "CMakeLists.txt": "x\n",
            "bindings/build.gradle": "plugins { java }\n",
            **dependabot("github-actions"),
            **workflow(step("ctest")),
        },
        say("updates"),
    ),
    "a folder without a manifest": ({**DART, **dependabot("pub")}, say("updates")),
    "the folder of a manifest": ({**DART, **dependabot("pub", "/packages/a")}, say("updates", "passed")),
    "folders by a pattern": (
        {**DART, ".github/dependabot.yml": 'updates: [{package-ecosystem: pub, directories: ["/packages/*"]}]\n'},
        say("updates", "passed"),
    ),
    "crates for others": ({**RUST, **CRATES}, say("lock", "left_out")),
    "crates with a program for work": ({**RUST, **CRATES, "b/src/main.rs": "fn main() {}\n"}, say("lock", "left_out")),
    "crates with a program": ({**RUST, **CRATES, "a/src/main.rs": "fn main() {}\n"}, say("lock")),
    "a program with its lock left out": (
        {**RUST, **CRATES, "a/src/main.rs": "fn main() {}\n", ".gitignore": "Cargo.lock\n"},
        say("lock", "left_out"),
    ),
    "an application among packages": (DART, say("lock")),
    "packages for others": ({**DART, "packages/b/pubspec.yaml": "name: b\n"}, say("lock", "left_out")),
    "gems for others": (
        {"packages/a/a.gemspec": "x\n", "packages/b/b.gemspec": "x\n"},
        say("lock", "left_out"),
    ),
    "Swift for others": (
        {"packages/a/Package.swift": SWIFT.format(packages=""), "packages/b/Package.swift": SWIFT.format(packages="")},
        say("lock", "left_out"),
    ),
    # Secrets.
    "a key to work with": ({"config/dev.exs": PHOENIX}, say("secrets", "passed")),
    "a key to run with": ({"config/prod.exs": PHOENIX}, say("secrets")),
    "keys that are encrypted": (
        {"a.json": '{"api_key": "EJ[1:9xKq2vTz7LmPw4kT8wQz3n:VbX6rYp1LmD4sHg7:JcF2aEu9kT8wQz3nVbX6]"}\n'},
        say("secrets", "passed"),
    ),
    "a key in brackets": ({"a.json": '{"api_key": "EK[9xKq2vTz7LmPw4kT8wQz3n]"}\n'}, say("secrets")),
    "a key of tests from end to end": ({**PYTHON, "e2e/a.yaml": TOKEN}, say("secrets-elsewhere", "passed")),
    "a key of a deployment": ({**PYTHON, "deploy/a.yaml": TOKEN}, say("secrets-elsewhere")),
    "a secret of a build": ({"a.sh": "docker build --secret id=BUNDLE_PACKAGER__DEV .\n"}, say("secrets", "passed")),
    "a secret in a command": ({"a.sh": "tool --secret 9xKq2vTz7LmPw4\n"}, say("secrets")),
    "letters as their numbers": (
        {"A.kt": 'val secret = "636f72726563746c7973746170".decodeHex()\n'},
        say("secrets", "passed"),
    ),
    "a parameter of Symfony": ({"a.yaml": "remember_me:\n  secret: '%kernel.secret%'\n"}, say("secrets", "passed")),
    "a secret in signs": ({"a.yaml": "remember_me:\n  secret: '%9xKq2!vTz7Lm%4'\n"}, say("secrets")),
    "a key in files of tests": ({"test_files/sftp/id_rsa": "x\n"}, say("untracked", "passed")),
    "a key in files of the latest": ({"latest_files/id_rsa": "x\n"}, say("untracked")),
    "variables of the terminal": (
        {
            **COMMON,
            "a.py": 'import os\nos.environ["NO_COLOR"], os.environ["A_URL"], os.environ["KUBERNETES_SERVICE_HOST"]\n',
            ".env.example": "A_URL=\n",
        },
        say("env-example", "passed"),
    ),
    "variables like those of a platform": (
        {**COMMON, "a.py": 'import os\nos.environ["GITHUB_TOKEN"]\n', ".env.example": "A_URL=\n"},
        say("env-example"),
    ),
    "random numbers": ({"A.kt": 'val secret = "9f3c1ab27de04588c6e1".decodeHex()\n'}, say("secrets")),
}
