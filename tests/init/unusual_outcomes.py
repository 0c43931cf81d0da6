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
    "notes of meetings": ({**COMMON, "notes/monday.md": "# Monday\n"}, say("changelog")),
    "a changelog in one of many": ({**CHARTS, "charts/c1/CHANGELOG.md": "# 1\n"}, say("changelog", "left_out")),
    "changelogs in half": ({**DART, "packages/a/CHANGELOG.md": "# 1\n"}, say("changelog", "passed")),
    # What contributors are told.
    "a heading with a sign": (
        {**PYTHON, "README.md": "# A\n\n## ✨ Contributing\n\n## ⚖️ License\n"},
        say("contributing", "passed"),
    ),
    "a heading on contributions": ({**PYTHON, "README.md": "# A\n\n## Contributions\n"}, say("contributing", "passed")),
    "a heading on contributors": ({**PYTHON, "README.md": "# A\n\n## Contributors\n"}, say("contributing")),
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
