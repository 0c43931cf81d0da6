"""`dependency` over the manifests and lock files of the common ecosystems."""

# ruff: noqa: E501 - lock files have lines as long as they are

from __future__ import annotations

import msgspec
import pytest

from mdcheck.results.outcome import Outcome, errored, failed, passed

PYPROJECT = """
[build-system]
requires = ["hatchling>=1"]
[project]
dependencies = ["structlog[dev]>=24.1,<26 ; python_version > '3'", "Zope.Interface", "a @ https://x/y.whl"] # loguru
[project.optional-dependencies]
test = ["pytest"]
s3 = ["boto3~=1.34"]
[dependency-groups]
dev = ["ruff==0.5.0", {include-group = "x"}]
[tool.poetry.dependencies]
python = "^3.11"
django = {version = "^4.2", extras = ["x"]}
[tool.poetry.group.lint.dependencies]
mypy = "1.0"
[tool.uv]
dev-dependencies = ["nox"]
"""
PACKAGE = (
    '{"name": "x", "dependencies": {"pino": "^8.1.0", "@types/node": "*"}, "devDependencies": {"jest": "29.0.0"},'
    ' "description": "winston"}'
)
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><properties><v>2.17.1</v></properties>
<!-- <dependency><groupId>g</groupId><artifactId>commented</artifactId></dependency> -->
<dependencyManagement><dependencies><dependency><groupId>org.m</groupId><artifactId>managed</artifactId><version>3</version>
</dependency></dependencies></dependencyManagement>
<dependencies><dependency><groupId>org.a</groupId><artifactId>log</artifactId><version>${v}</version></dependency>
<dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4</version><scope>test</scope></dependency>
</dependencies></project>"""
GRADLE = """plugins { id 'java' }
dependencies {
    // implementation 'org.c:commented:1'
    implementation 'org.a:log:2.17.1'
    api platform("org.b:bom:3.0")
    testImplementation("org.junit:junit:5.0")
    runtimeOnly group: 'org.d', name: 'map', version: '1.2'
    implementation "org.v:var:$version"
}
"""
GEMFILE = """source "https://x"
# gem "commented"
gem "rails", "~> 7.1", ">= 7.1.2"
gem 'pg' if true
group :development, :test do
  gem "rspec"
end
group :production do
  gem "puma"
end
gem "rubocop", group: :development
"""
MIX = """defmodule X do
  defp deps do
    [
      {:phoenix, "~> 1.7"},
      # {:commented, "1"},
      {:credo, "~> 1.7", only: [:dev, :test], runtime: false},
      {:local, path: "../x"}
    ]
  end
  defp aliases, do: [{:other, "1"}]
end
"""
FILES = {
    "pyproject.toml": PYPROJECT,
    "requirements.txt": "# flask\nrequests==2.31.0 \\\n  --hash=sha256:0\n-r other.txt\nhttps://x/y.whl\n-e .\nuvicorn[standard]>=0.2 # asgi\n",
    "other.txt": "",  # read because requirements.txt includes it
    "requirements-dev.txt": "tox\n",
    "requirements/test.in": "coverage\n",
    "setup.cfg": "[options]\ninstall_requires =\n    attrs>=20\n[options.extras_require]\ntest =\n    hypothesis\n",
    "Pipfile": '[packages]\nredis = "*"\n[dev-packages]\nblack = "==24.1.0"\n',
    "Pipfile.lock": '{"default": {"redis": {"version": "==5.0.1"}}, "develop": {"black": {"version": "==24.1.0"}}}',
    "uv.lock": '[[package]]\nname = "structlog"\nversion = "24.4.0"\n[[package]]\nname = "anyio"\nversion = "4.0"\n',
    "package.json": PACKAGE,
    "package-lock.json": '{"packages": {"": {}, "node_modules/pino": {"version": "8.1.1"}, "node_modules/a/node_modules/@s/b":'
    ' {"version": "1.0.0", "dev": true}}}',
    "old/npm-shrinkwrap.json": '{"dependencies": {"leftpad": {"version": "1.0.0"}}}',
    "pnpm-lock.yaml": "packages:\n  '@scope/p@1.2.3(react@18)':\n    dev: true\n  /slash/4.5.6:\n    dev: false\n  plain@7.0.0: {}\n",
    "yarn.lock": '# yarn lockfile v1\n\n"@y/classic@^1.0", "@y/classic@^1.1":\n  version "1.1.5"\n\nyy@^2:\n  version "2.0.1"\n',
    "berry/yarn.lock": '__metadata:\n  version: 8\n\n"berry@npm:^3.0":\n  version: 3.0.2\n\n"w@workspace:.":\n  version: 0.0.0-use.local\n',
    "bun.lock": '{"lockfileVersion": 1, "packages": {"bunny": ["bunny@1.0.3", "", {},],},}',
    "go.mod": "module x\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.1\n\tgithub.com/x/y/v2 v2.0.0\n\tgolang.org/x/net v0.1.0 // indirect\n)\n"
    "require go.uber.org/zap v1.26.0 // logging\n// require a.b/commented v1.0.0\ntool golang.org/x/tools/cmd/stringer\n",
    "Cargo.toml": '[dependencies]\nserde = { version = "1.0", features = ["derive"] }\nalias = { package = "real-name", version = "2" }\n'
    '[dev-dependencies]\nproptest = "1"\n[target."cfg(unix)".dependencies]\nnix = "0.27"\n',
    "Cargo.lock": '[[package]]\nname = "serde"\nversion = "1.0.190"\n',
    "pom.xml": POM,
    "app/build.gradle": GRADLE,
    "lib/build.gradle.kts": 'dependencies {\n  implementation("org.k:kotlin-thing:1.9.0")\n  /* implementation("org.k:no:1") */\n}\n',
    "gradle/libs.versions.toml": '[versions]\nok = "4.12.0"\n[libraries]\nokhttp = { module = "com.s:okhttp", version.ref = "ok" }\n'
    'short = "org.s:short:1.0"\nsplit = { group = "org.t", name = "split", version = "2.0" }\n',
    "gradle.lockfile": "# comment\norg.l:locked:1.0.1=runtimeClasspath\norg.l:tested:2=testRuntimeClasspath\nempty=x\n",
    "Gemfile": GEMFILE,
    "x.gemspec": "s.add_dependency 'rack', '>= 2'\ns.add_development_dependency(\"rake\", '13')\n",
    "Gemfile.lock": "GEM\n  specs:\n    rails (7.1.3)\n      actionpack (= 7.1.3)\n    nokogiri (1.16.0-x86_64-linux)\n",
    "composer.json": '{"require": {"php": ">=8", "ext-json": "*", "monolog/monolog": "^3.0"}, "require-dev": {"phpunit/phpunit": "^10"}}',
    "composer.lock": '{"packages": [{"name": "monolog/monolog", "version": "3.5.0"}], "packages-dev": [{"name": "d/d", "version": "1"}]}',
    "App/App.csproj": '<Project><ItemGroup><PackageReference Include="Serilog" Version="3.1.1" />'
    '<PackageReference Include="Two"><Version>2.0</Version></PackageReference></ItemGroup></Project>',
    "Directory.Packages.props": '<Project><ItemGroup><PackageVersion Include="Central" Version="1.0" /></ItemGroup></Project>',
    "packages.config": '<packages><package id="Old.Style" version="1.2.3" /></packages>',
    "packages.lock.json": '{"dependencies": {"net8.0": {"Serilog": {"type": "Direct", "resolved": "3.1.1"}, "own": {"type": "Project"}}}}',
    "mix.exs": MIX,
    "mix.lock": '%{\n  "phoenix": {:hex, :phoenix, "1.7.10", "x", [:mix], [], "hexpm", "y"},\n}\n',
    "pubspec.yaml": "dependencies:\n  flutter: {sdk: flutter}\n  http: ^1.1.0\ndev_dependencies:\n  test: any\n",
    "pubspec.lock": "packages:\n  http: {dependency: direct main, version: '1.1.2'}\n  test: {dependency: direct dev, version: '1.0.0'}\n",
    "node_modules/x/package.json": '{"dependencies": {"vendored": "1"}}',
    "vendor/x/Cargo.toml": '[dependencies]\nvendored = "1"\n',
}

DECLARED = {
    "structlog": False, "zope-interface": False, "a": False, "pytest": True, "boto3": False, "ruff": True, "django": False,
    "mypy": True, "nox": True, "hatchling": True, "requests": False, "uvicorn": False, "tox": True, "coverage": True,
    "attrs": False, "hypothesis": True, "redis": False, "black": True, "pino": False, "@types/node": False, "jest": True,
    "github.com/gin-gonic/gin": False, "github.com/x/y": False, "github.com/x/y/v2": False, "go.uber.org/zap": False,
    "golang.org/x/tools/cmd/stringer": True, "serde": False, "real-name": False, "proptest": True, "nix": False,
    "org.a:log": False, "log": False, "junit:junit": True, "org.b:bom": False, "org.junit:junit": True, "org.d:map": False,
    "org.v:var": False, "kotlin-thing": False, "com.s:okhttp": False, "org.s:short": False, "org.t:split": False,
    "rails": False, "pg": False, "rspec": True, "puma": False, "rubocop": True, "rack": False, "rake": True,
    "monolog/monolog": False, "phpunit/phpunit": True, "serilog": False, "Two": False, "Central": False, "old.style": False,
    "phoenix": False, "credo": True, "local": False, "http": False, "test": True,
}  # fmt: skip
LOCKED = {
    "structlog": "24.4.0", "anyio": "4.0", "redis": "5.0.1", "pino": "8.1.1", "@s/b": "1.0.0", "leftpad": "1.0.0",
    "@scope/p": "1.2.3", "slash": "4.5.6", "plain": "7.0.0", "@y/classic": "1.1.5", "yy": "2.0.1", "berry": "3.0.2",
    "bunny": "1.0.3", "golang.org/x/net": "v0.1.0", "serde": "1.0.190", "org.l:locked": "1.0.1", "rails": "7.1.3",
    "nokogiri": "1.16.0", "monolog/monolog": "3.5.0", "serilog": "3.1.1", "phoenix": "1.7.10", "http": "1.1.2",
}  # fmt: skip
ABSENT = [
    "loguru", "python", "winston", "php", "ext-json", "commented", "org.c:commented", "g:commented", "org.k:no", "vendored",
    "org.m:managed", "flask", "actionpack", "own", "other", "x", "a.b/commented", "w", "anyio", "leftpad", "golang.org/x/net",
]  # fmt: skip


@pytest.mark.parametrize(("name", "dev"), DECLARED.items())
def test_declared(check, tree, name, dev):
    workspace = tree(FILES)
    assert check("dependency", workspace, all=[name]).outcome is Outcome.PASSED
    assert check("dependency", workspace, all=[name], dev=dev).outcome is Outcome.PASSED
    assert check("dependency", workspace, all=[name], dev=not dev).outcome is Outcome.FAILED
    assert check("dependency", workspace, none=[name]).outcome is Outcome.FAILED


@pytest.mark.parametrize(("name", "version"), LOCKED.items())
def test_locked(check, tree, name, version):
    workspace = tree(FILES)
    assert check("dependency", workspace, all=[name], locked=True, version=f"=={version}").outcome is Outcome.PASSED
    assert check("dependency", workspace, all=[name], locked=True, version=f"!={version}").outcome is Outcome.FAILED


@pytest.mark.parametrize("name", ABSENT)
def test_not_declared(check, name):
    assert check("dependency", FILES, all=[name]).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("spec", "asked", "outcome"),
    [
        (">=4.2", ">=4.2", Outcome.PASSED),
        (">=4.2", ">=4.3", Outcome.FAILED),
        (">=4.2", "<5", Outcome.ERRORED),
        (">=4.2,<5", "<5", Outcome.PASSED),
        (">=4.2,<6", "<5", Outcome.FAILED),
        ("~=4.2", ">=4.2,<5", Outcome.PASSED),
        ("~=4.2.1", "<4.3", Outcome.PASSED),
        ("==4.2.1", "==4.2.*", Outcome.PASSED),
        ("==4.10", ">=4.9", Outcome.PASSED),
        ("==4.2.*", ">=4.2", Outcome.PASSED),
        ("", ">=1", Outcome.ERRORED),
        ("<5", ">=4", Outcome.ERRORED),
        ("==4.2", "^4", Outcome.PASSED),
    ],
)
def test_versions_that_a_manifest_allows(check, spec, asked, outcome):
    finding = check("dependency", {"requirements.txt": f"django{spec}\n"}, all=["django"], version=asked)
    assert finding.outcome is outcome, finding.message


@pytest.mark.parametrize(
    ("spec", "asked", "outcome"),
    [
        ("^8.1.0", ">=8,<9", Outcome.PASSED),
        ("^0.3.1", "<0.4", Outcome.PASSED),
        ("~8.1.0", "<8.2", Outcome.PASSED),
        ("8.1.0", "==8.1", Outcome.PASSED),
        ("8.x", ">=8", Outcome.PASSED),
        ("^8 || ^9", ">=8", Outcome.ERRORED),
        ("latest", ">=8", Outcome.ERRORED),
        ("workspace:*", ">=8", Outcome.ERRORED),
        ("git+https://x/y", ">=8", Outcome.ERRORED),
    ],
)
def test_versions_of_node(check, spec, asked, outcome):
    finding = check("dependency", {"package.json": f'{{"dependencies": {{"a": "{spec}"}}}}'}, all=["a"], version=asked)
    assert finding.outcome is outcome, finding.message


MANIFEST_OF_ONE = {
    "Cargo.toml": '[dependencies]\na = "{}"\n',
    "build.gradle": 'dependencies {{ implementation "g:a:{}" }}\n',
    "composer.json": '{{"require": {{"v/a": "{}"}}}}',
    "package.json": '{{"dependencies": {{"a": "{}"}}}}',
    "pom.xml": "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId>"
    "<version>{}</version></dependency></dependencies></project>",
    "requirements.txt": "a{}\n",
    "x.csproj": '<Project><ItemGroup><PackageReference Include="A" Version="{}"/></ItemGroup></Project>',
}


@pytest.mark.parametrize(
    ("path", "spec", "asked", "outcome"),
    [
        # What is allowed is more than the one version that is written, and all of it must be as asked.
        ("package.json", "1", "<1.5", Outcome.FAILED),
        ("package.json", "1", ">=1,<2", Outcome.PASSED),
        ("package.json", "1.x", "<1.5", Outcome.FAILED),
        ("package.json", "1.2", "<1.2.5", Outcome.FAILED),
        ("package.json", "1.2.x", "==1.2", Outcome.ERRORED),
        ("package.json", "=1", "==1", Outcome.ERRORED),
        ("package.json", "<=2", "<2", Outcome.FAILED),
        ("package.json", "<=2", "<3", Outcome.PASSED),
        ("package.json", "<=2.0.0", "<2", Outcome.FAILED),
        ("package.json", "<=2.0.0", "<=2", Outcome.PASSED),
        ("package.json", "1.2.3 1.9.0", "==1.9", Outcome.ERRORED),
        ("package.json", ">=1 <2 <1.5", ">=1,<1.5", Outcome.PASSED),
        ("Cargo.toml", "1.2", "<1.5", Outcome.FAILED),
        ("Cargo.toml", "1.2", ">=1.2,<2", Outcome.PASSED),
        ("Cargo.toml", "1", "==1.0", Outcome.ERRORED),
        ("Cargo.toml", "=1.2", "==1.2", Outcome.ERRORED),
        ("Cargo.toml", "=1.2.3", "==1.2.3", Outcome.PASSED),
        ("composer.json", "1.0.*", "<1.0.5", Outcome.FAILED),
        ("composer.json", "~1.2", "<1.5", Outcome.FAILED),
        ("composer.json", "~1.2", ">=1.2,<2", Outcome.PASSED),
        ("composer.json", "1.0.0", "==1.0", Outcome.PASSED),
        ("pom.xml", "1.0", "==1.0", Outcome.PASSED),
        ("pom.xml", "[1.5]", "==1.5", Outcome.PASSED),
        ("pom.xml", "[1.0,2.0)", ">=1.5", Outcome.FAILED),
        ("pom.xml", "[1.0,2.0)", ">=1.0,<2", Outcome.PASSED),
        ("pom.xml", "[1.0,2.0]", "<2", Outcome.FAILED),
        ("pom.xml", "[1.0,)", "<2", Outcome.ERRORED),
        ("pom.xml", "(,1.0]", ">=1", Outcome.ERRORED),
        ("pom.xml", "(,1.0]", "<=1", Outcome.PASSED),
        ("pom.xml", "(,)", ">=1", Outcome.ERRORED),
        ("pom.xml", "[x,2.0)", "<2", Outcome.ERRORED),
        ("pom.xml", "[1.0,x)", ">=1", Outcome.ERRORED),
        ("pom.xml", "[x]", ">=1", Outcome.ERRORED),
        ("pom.xml", "(,1.0),(1.2,)", "==1.2", Outcome.ERRORED),
        ("build.gradle", "1.+", "<1.5", Outcome.ERRORED),
        ("build.gradle", "[1.0, 2.0[", ">=1.5", Outcome.FAILED),
        ("build.gradle", "]1.0,2.0[", ">=1,<2", Outcome.PASSED),
        ("x.csproj", "1.*", "<1.5", Outcome.FAILED),
        ("x.csproj", "(1.0,)", "<2", Outcome.ERRORED),
        ("requirements.txt", "==1.0,==2.0", "==2.0", Outcome.ERRORED),
        ("requirements.txt", "!=2", ">=1", Outcome.ERRORED),
        ("requirements.txt", ">=1,!=1.5", ">=1", Outcome.PASSED),
    ],
)
def test_all_versions_that_a_manifest_allows_are_as_asked(check, path, spec, asked, outcome):
    finding = check("dependency", {path: MANIFEST_OF_ONE[path].format(spec)}, any=["a", "g:a", "v/a"], version=asked)
    assert finding.outcome is outcome, finding.message


ALIAS = '{"dependencies": {"alias": "npm:@s/real@^1.2"}}'
GO_REPLACED = """module x
require (
	a.b/same v1.0.0
	a.b/other v1.0.0
	a.b/local v1.0.0
	a.b/another v1.0.0
)
replace (
	a.b/same => a.b/same v0.9.0 // why
	a.b/local v1.0.0 => ../local
	a.b/another v1.1.0 => a.b/never v1.1.0
)
replace a.b/other => c.d/fork v0.1.0
"""
REQUIREMENTS = {
    "requirements.txt": "-r deps/base.list # comment\n--requirement=deps/more.list\n-rdeps/more.list\n-c limits.txt\n",
    "deps/base.list": "anyio\n-r more.list\n",
    "deps/more.list": "trio==1.0\n",
    "limits.txt": "httpx<1\n",
}


@pytest.mark.parametrize(
    ("files", "values", "finding"),
    [
        # An alias is the package that it stands for, and no other.
        ({"package.json": ALIAS}, {"all": ["alias"]}, failed("alias is not declared (package.json)")),
        ({"package.json": ALIAS}, {"all": ["@s/real"]}, passed("@s/real ^1.2 in package.json")),
        ({"package.json": ALIAS}, {"none": ["@s/real"]}, failed("@s/real ^1.2 in package.json")),
        (
            {"package.json": '{"dependencies": {"alias": "npm:real"}}'},
            {"all": ["real"]},
            passed("real in package.json"),
        ),
        (
            {"package-lock.json": '{"dependencies": {"alias": {"version": "npm:real@1.0.0"}}}'},
            {"none": ["real"]},
            failed("real 1.0.0 in package-lock.json"),
        ),
        (
            {"yarn.lock": '# yarn lockfile v1\n\n"alias@npm:@s/real@^1":\n  version "1.5"\n'},
            {"none": ["@s/real"]},
            failed("@s/real 1.5 in yarn.lock"),
        ),
        # What replaces a module is used, and the version that is replaced is not.
        (
            {"go.mod": GO_REPLACED},
            {"all": ["a.b/same"], "version": ">=1"},
            failed("a.b/same v0.9.0 in go.mod is not >=1"),
        ),
        ({"go.mod": GO_REPLACED}, {"none": ["c.d/fork"]}, failed("c.d/fork v0.1.0 in go.mod")),
        ({"go.mod": GO_REPLACED}, {"all": ["c.d/fork"]}, failed("c.d/fork is not declared, only locked: c.d/fork v0.1.0 in go.mod")),
        ({"go.mod": GO_REPLACED}, {"all": ["a.b/other"]}, passed("a.b/other in go.mod")),
        (
            {"go.mod": GO_REPLACED},
            {"all": ["a.b/local"], "version": ">=1"},
            errored("a.b/local in go.mod: whether that is >=1 can't be told without a lock file"),
        ),
        ({"go.mod": GO_REPLACED}, {"all": ["a.b/another"], "version": "==1.0"}, passed("a.b/another v1.0.0 in go.mod")),
        # Requirements that others include are read, whatever they are called.
        (REQUIREMENTS, {"none": ["trio"]}, failed("trio ==1.0 in deps/more.list")),
        (REQUIREMENTS, {"all": ["anyio", "trio"]}, passed("anyio in deps/base.list; trio ==1.0 in deps/more.list")),
        (REQUIREMENTS, {"all": ["httpx"]}, failed("httpx is not declared (3 files: requirements.txt, deps/base.list, deps/more.list)")),
        (
            {"requirements.txt": "-r gone.txt\n"},
            {"none": ["trio"]},
            errored("requirements.txt includes gone.txt, which can't be read: it is not in the repository"),
        ),
        (
            {"requirements.txt": "-r https://x.y/z.txt\n"},
            {"none": ["trio"]},
            errored("requirements.txt includes https://x.y/z.txt, which can't be read: it is not in the repository"),
        ),
    ],
)  # fmt: skip
def test_what_stands_for_something_else(check, files, values, finding):
    assert check("dependency", files, **values) == finding


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"any": ["loguru", "structlog"], "dev": False}, passed("structlog >=24.1,<26 in pyproject.toml")),
        (
            {"any": ["loguru", "b"], "paths": ["pyproject.toml"]},
            failed("none of these is declared: loguru, b (pyproject.toml)"),
        ),
        ({"all": ["anyio"]}, failed("anyio is not declared, only locked: anyio 4.0 in uv.lock")),
        ({"any": ["pytest", "b"], "dev": False}, failed("pytest in pyproject.toml is for development only")),
        ({"all": ["structlog"], "version": ">=24.4"}, passed("structlog 24.4.0 in uv.lock")),
        ({"all": ["structlog"], "version": ">=25"}, failed("structlog 24.4.0 in uv.lock is not >=25")),
        ({"none": ["log4j:log4j"], "paths": ["pom.xml"]}, passed("log4j:log4j is not in pom.xml")),
        ({"none": ["anyio", "pytest"]}, failed("anyio 4.0 in uv.lock, pytest in pyproject.toml")),
        ({"all": ["@types/*"]}, passed("@types/node * in package.json")),
        ({"all": ["STRUCTLOG"], "paths": ["*.toml"]}, passed("structlog >=24.1,<26 in pyproject.toml")),
        ({"all": ["a"], "paths": ["x.toml"]}, failed("x.toml does not exist")),
        ({"all": ["a"], "paths": ["z/*.toml"]}, failed("no file matches z/*.toml")),
        (
            {"all": ["nox"], "version": ">1"},
            errored("nox in pyproject.toml: whether that is >1 can't be told without a lock file"),
        ),
    ],
)
def test_findings(check, values, finding):
    assert check("dependency", FILES, **values) == finding


def test_nothing_to_look_at_is_a_failure(check):
    assert check("dependency", {"a.txt": "structlog"}, none=["x"]) == failed(
        "no manifest of any known ecosystem is there"
    )


def test_a_file_that_is_no_manifest(check):
    assert check("dependency", {"a.txt": "x"}, all=["x"], paths=["a.txt"]).outcome is Outcome.ERRORED


NEEDS_TEXT = [
    name
    for name in FILES
    if "/x/" not in name and not name.startswith(("requirements", "other", "Gemfile", "app", "lib", "x.gem"))
]
# Text in which a line that is no declaration says nothing.
READS_ANYTHING = ("go.mod", "mix.exs", "mix.lock", "gradle.lockfile")
BAD = {
    "empty": b"",
    "cut": b'{"a": [',
    "latin": b"\xe9\xe9: =\n",
    "deep": b"[" * 20_000,
    "utf16": '{"a": 1}'.encode("utf-16"),
}


@pytest.mark.parametrize(
    ("name", "sort"),
    [(name, sort) for name in NEEDS_TEXT for sort in BAD if sort not in ("cut", "deep") or name not in READS_ANYTHING],
)
def test_bad_files_are_errored(check, name, sort):
    for values in ({"all": ["x"]}, {"none": ["x"]}):
        finding = check("dependency", {name: BAD[sort]}, **values)
        if sort == "empty" and name.endswith("yarn.lock"):
            assert finding.outcome in (Outcome.PASSED, Outcome.FAILED)
        else:
            assert finding.outcome is Outcome.ERRORED, finding


@pytest.mark.parametrize("name", NEEDS_TEXT)
def test_values_of_other_types_are_no_crash(check, name):
    for text in (
        '{"dependencies": [1], "packages": {"a": 1}, "require": "x"}',
        "[project]\ndependencies = 3\n[package]\n",
        "<a>x</a>",
    ):
        assert check("dependency", {name: text}, all=["x"]).outcome in (Outcome.FAILED, Outcome.ERRORED)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "dependency names no package: give all, any or none"),
        ({"all": ["x"], "version": "new"}, "“new” is no version condition: write >=1.2 or >=1.2,<2"),
        ({"all": ["x"], "version": ""}, "“” is no version condition: write >=1.2 or >=1.2,<2"),
        ({"all": ["x"], "version": ">=1,,<2"}, "“>=1,,<2” is no version condition: write >=1.2 or >=1.2,<2"),
    ],
)
def test_dependency_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("dependency", **values)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("path", "text", "name", "outcome"),
    [
        ("requirements.txt", "git+https://x/y.git@v1#egg=django\n", "django", Outcome.PASSED),
        ("requirements.txt", "-e git+ssh://git@x/y.git#egg=django&subdirectory=a\n", "django", Outcome.PASSED),
        ("requirements.txt", "git+https://x/django.git\n", "git", Outcome.FAILED),
        ("Gemfile", "=begin\ngem 'rails'\n=end\ngem 'rack'\n", "rails", Outcome.FAILED),
        ("Gemfile", "=begin\ngem 'rails'\n=end\ngem 'rack'\n", "rack", Outcome.PASSED),
        ("mix.exs", 'defp deps do\n  [# {:credo, "~> 1"}\n   {:ecto, "~> 3"}]\nend\n', "credo", Outcome.FAILED),
        ("mix.exs", 'defp deps do\n  [# {:credo, "~> 1"}\n   {:ecto, "~> 3"}]\nend\n', "ecto", Outcome.PASSED),
    ],
)
def test_comments_and_addresses(check, path, text, name, outcome):
    assert check("dependency", {path: text}, all=[name]).outcome is outcome
