"""`@code`, `@tests`, `@ci`, `@docs`, `@tracked`, and sets that settings define."""

from __future__ import annotations

import subprocess

import pytest

from mdcheck.evidence.workspace import OutsideError, Workspace
from mdcheck.repository.facts import GitFacts

CODE = [
    *("src/app.py", "src/lib/util.ts", "cmd/main.go", "web/App.vue", "deploy/main.tf", "Dockerfile", "Makefile"),
    *("docs/conf.py", "src/Main.java", "contest/latest.rs", "src/attest.c", "bin/tool", "a.mts", "schema.sql"),
    *("src/greatest.js", "src/inspector/spec.ts", "src/Unit.kt", "protest.py"),
]
TESTS = [
    *("tests/test_app.py", "src/app_test.go", "src/lib/util.spec.ts", "src/__tests__/x.jsx", "src/lib/util.test.mjs"),
    *("src/test/java/a/MainTest.java", "spec/model_spec.rb", "t/basic.t", "src/foo_unittest.cc", "tests/conftest.py"),
    *("App.Tests/UnitTests.cs", "test/helper.sh", "tests/data/input.py", "e2e/login.feature", "tests/run.bats"),
    *("FooTests.swift", "src/FooIT.java", "test_top.py", "lib/core_test.exs", "tests/testthat/test-x.R"),
]
ASIDE = [
    *("node_modules/a/index.js", "vendor/x/y.go", "third_party/z.c", "static/app.min.js", "api/user_pb2.py"),
    *("api/user.pb.go", "lib/model.g.dart", "src/Form.Designer.cs", "dist/bundle.js", "pkg/zz_generated.deepcopy.go"),
    *("vendor/x/y_test.go", "static/jquery-3.7.1.js", "gradlew", "app/__generated__/types.ts", "web/Pods/a.swift"),
]
DOCS = ["README.md", "docs/guide.rst", "CHANGELOG", "docs/old.html", "man/tool.1", "src/NOTES.adoc"]
CI = [
    *(".github/workflows/ci.yml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", "Jenkinsfile"),
    *("bitbucket-pipelines.yml", ".travis.yml", ".buildkite/pipeline.yml", "cloudbuild.yaml", ".drone.yml"),
    *(".woodpecker/build.yaml", ".gitea/workflows/x.yaml", ".github/actions/setup/action.yml", "appveyor.yml"),
]
DATA = ["package.json", "config.yaml", "logo.png", "data.csv", "tests/README.md", "tests/data.json", "LICENSE"]
FILES = dict.fromkeys((*CODE, *TESTS, *ASIDE, *DOCS, *CI, *DATA), "x") | {"bin/tool": "#!/usr/bin/env python3\n"}


@pytest.fixture
def repository(tree):
    """A real repository in which all files but one are tracked."""

    def build(files) -> Workspace:
        workspace = tree(files)
        for command in (
            ["init", "-q"],
            ["add", "-f", "."],
            ["rm", "-q", "--cached", "--ignore-unmatch", "untracked.py"],
        ):
            subprocess.run(["git", *command], cwd=workspace.root, check=True)
        return tree({}, git=GitFacts(root=workspace.root))

    return build


@pytest.mark.parametrize("with_git", [True, False])
@pytest.mark.parametrize(
    ("name", "members"), [("code", CODE), ("tests", TESTS), ("docs", [*DOCS, "tests/README.md"]), ("ci", CI)]
)
def test_members(tree, repository, name, members, with_git):
    workspace = repository(FILES) if with_git else tree(FILES)
    assert workspace.files((f"@{name}",)) == tuple(sorted(members))


def test_code_is_tracked_and_present(repository):
    workspace = repository({"a.py": "", "untracked.py": "", "gone.py": ""})
    (workspace.root / "gone.py").unlink()
    assert workspace.files(("@code",)) == ("a.py",)
    assert workspace.files(("@tracked",)) == ("a.py",)


def test_attributes_decide(repository):
    attributes = (
        "gen/* linguist-generated\nvendor/** -linguist-vendored\n"
        "old.py linguist-vendored=true\n*.min.js linguist-generated=false\n"
    )
    files = {"gen/a.py": "", "vendor/b.py": "", "old.py": "", "c.py": "", "d.min.js": "", ".gitattributes": attributes}
    assert repository(files).files(("@code",)) == ("c.py", "d.min.js", "vendor/b.py")


def test_without_a_repository_nobody_knows_what_is_tracked(check):
    finding = check("contains", {"a.py": "x"}, paths=["@tracked"], text="x")
    assert (finding.outcome.value, finding.message) == ("errored", "@tracked needs a git repository")


def test_sets_are_taken_wherever_paths_are(check):
    files = {"src/a.py": "bad", "src/a_test.py": "bad", "README.md": "[a](src/a.py)", "vendor/v.py": "bad"}
    assert check("not_contains", files, paths=["@code"], text="bad").message == "found at src/a.py:1"
    assert check("not_contains", files, paths=["src"], exclude=["@tests"], text="bad").message == "found at src/a.py:1"
    assert check("glob_count", files, paths=["@tests"], min=1).message == "1 file"
    assert check("file_exists", files, paths=["@ci"]).outcome.value == "failed"
    assert check("file_exists", files, paths=["@docs"]).message == "README.md"
    assert check("file_absent", files, paths=["@ci"]).outcome.value == "passed"
    assert check("links", files, paths=["@docs"]).outcome.value == "passed"
    assert check("contains", files, paths=["@ci"], text="x").message == "no text file matches @ci"


def test_sets_of_the_settings_hold_globs_and_sets(tree):
    sets = {"backend": ("server/**", "@shared"), "shared": ("lib/*.py",), "code": ("only.py",)}
    workspace = tree({"server/a.py": "", "lib/b.py": "", "lib/c.js": "", "only.py": ""}, sets=sets)
    assert workspace.files(("@backend",)) == ("lib/b.py", "server/a.py")
    assert workspace.files(("@backend",), exclude=("@shared",)) == ("server/a.py",)
    assert workspace.files(("@code",)) == ("only.py",)
    assert workspace.missing(("@shared", "x.py")) == ("x.py",)


def test_an_unknown_set(tree):
    with pytest.raises(OutsideError, match=r"“@cod” is no set of paths.*code"):
        tree({}).files(("@cod",))


def test_a_file_of_such_a_name_is_written_with_its_folder(tree):
    assert tree({"@code": "x", "@scope/a.js": ""}).files(("./@code", "@scope/*")) == ("@code", "@scope/a.js")
