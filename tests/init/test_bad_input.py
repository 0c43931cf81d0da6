"""What `init` and `adopt` do with repositories and files that nobody made on purpose."""

from __future__ import annotations

import json
import os
import subprocess
from itertools import product

import pytest
import yaml

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.parts import PARTS
from mdcheck.app.init.starter.build import choose, write
from mdcheck.app.init.starter.start import findings
from mdcheck.app.init.values import KEYS, values

NAME = "CHECKLIST.md"
NO_TRACEBACK = "Traceback"


def started(place, *words):
    """A starter is written, and its first update comes to an end."""
    done = place.mdcheck("init", *words)
    assert (done.returncode, done.stderr) == (0, "")
    updated = place.mdcheck("update", "--no-commit", "--quiet")
    assert updated.returncode in (0, 1, 2)
    assert "errored" not in updated.stdout
    assert NO_TRACEBACK not in done.stdout + updated.stdout + updated.stderr
    return updated


def test_an_empty_repository(repo):
    started(repo)


def test_no_repository_and_no_file(folder):
    started(folder)


def test_no_git_at_all(folder, tmp_path):
    folder.write({"src/a.py": "x = 1\n"})
    done = folder.mdcheck("init", PATH=str(tmp_path / "nothing"))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("text", ["a" * 60_000_000, "x = 1  # a line\n" * 4_000_000], ids=["one line", "lines"])
def test_one_huge_file(repo, text):
    (repo.root / "huge.py").write_text(text)
    repo.git("add", "--all")
    started(repo)


NAMES = (
    *(b"a b.py", b"new\nline.py", "été.py".encode(), "清單.py".encode(), b"bad\xff\xfe.py", b"-rf.py", b"a'\"`$(x).py"),
    *(b"\x1b[31mred.py", b"packages/a\xff/package.json", b"packages/b\nc/package.json", b"pack \xff/Dockerfile"),
)


def test_names_of_all_kinds(repo):
    for name in NAMES:
        path = os.path.join(os.fsencode(repo.root), name)  # noqa: PTH118 - a name that is no text
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - likewise
        with open(path, "wb") as file:  # noqa: PTH123 - likewise
            file.write(b'{"name": "x", "main": "y"}\n' if name.endswith(b"json") else b"x = 1\n")
    repo.git("add", "--all")
    assert "\x1b" not in started(repo).stdout
    done = repo.mdcheck("init", "-t", "production-readiness")
    assert (done.returncode, done.stderr) == (0, "")


def test_pipes_and_links_in_the_place_of_manifests(repo):
    (repo.root / ".github/workflows").mkdir(parents=True)
    for name in ("package.json", "Dockerfile", ".github/workflows/ci.yml", "README.md", "mkdocs.yml", "LICENSE"):
        os.mkfifo(repo.root / name)
    for name, target in {"go.mod": "/etc/passwd", "pom.xml": "pom.xml", "Cargo.toml": "nowhere", "up": ".."}.items():
        (repo.root / name).symlink_to(target)
    started(repo)


DEEP = 100_000
BOMB = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{former}'] * 9)}]\n" for former, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{former};" * 10}">' for former, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MALFORMED = {
    ".github/workflows/ci.yml": f"on: push\njobs: {{t: {{steps: [{{run: pytest}}]}}}}\n{BOMB}",
    "chart/Chart.yaml": BOMB,
    "pom.xml": f'<!DOCTYPE l [<!ENTITY a "x">{LAUGHS}]><project>&i;</project>',
    "package.json": "[" * DEEP,
    "Cargo.toml": "\0\1\2",
    "go.mod": "module \0\ufffd\n",
    "Dockerfile": "FROM \0 AS " + "a\\\n" * 10_000,
    "composer.json": '{"name": "a',
    "Chart.yaml": "a: " + "{a: " * 5000,
    "mkdocs.yml": "\t- x\n  -",
    "pyproject.toml": "a = " + "[" * DEEP,
}


def test_malformed_manifests(repo):
    repo.write(MALFORMED)
    repo.git("add", "--all")
    for words in ((), ("-t", "production-readiness"), ("-t", "open-source-project")):
        done = repo.mdcheck("init", *words)
        assert (done.returncode, done.stderr) == (0, "")
    (repo.root / "pyproject.toml").unlink()  # it has mdcheck's settings, so the next command names it
    updated = repo.mdcheck("update", "--no-commit", NAME)
    assert updated.returncode in (1, 2)
    assert NO_TRACEBACK not in updated.stdout + updated.stderr


WRONG = (None, True, 7, "text", [], [7], [None], [[]], [{}], {}, {"a": 7}, {"a": None}, {"a": ["x"]})
DUMPS = {"json": json.dumps, "yaml": yaml.safe_dump, "yml": yaml.safe_dump}
PLACES = {
    "package.json": (
        *("", "name", "main", "exports", "bin", "files", "private", "license", "workspaces", "workspaces.packages"),
        *("scripts", "scripts.test", "dependencies", "dependencies.react", "devDependencies", "engines", "renovate"),
        *("eslintConfig", "packageManager", "publishConfig"),
    ),
    "composer.json": ("", "name", "require", "require-dev", "scripts", "scripts.test", "bin", "license"),
    "openapi.json": ("", "openapi", "paths", "info"),
    "lerna.json": ("", "packages"),
    ".github/workflows/ci.yml": (
        *("", "on", "on.pull_request", "permissions", "env", "defaults", "defaults.run", "jobs", "jobs.t"),
        *("jobs.t.steps", "jobs.t.steps.[]", "jobs.t.steps.[].run", "jobs.t.steps.[].uses", "jobs.t.steps.[].with"),
        *("jobs.t.strategy", "jobs.t.strategy.matrix", "jobs.t.needs", "jobs.t.if", "jobs.t.uses", "jobs.t.container"),
    ),
    ".gitlab-ci.yml": ("", "include", "default", "t", "t.script", "t.rules", "t.extends", "workflow", "t.variables"),
    ".circleci/config.yml": ("", "jobs", "jobs.t.steps", "jobs.t.steps.[].run", "workflows", "workflows.m.jobs"),
    "azure-pipelines.yml": ("", "jobs", "steps", "stages", "stages.[].jobs", "jobs.[].steps", "steps.[].script", "pr"),
    "bitbucket-pipelines.yml": ("", "pipelines", "pipelines.default", "pipelines.default.[].step", "definitions"),
    "pnpm-workspace.yaml": ("", "packages"),
    "pubspec.yaml": ("", "name", "dependencies", "workspace"),
    "chart/Chart.yaml": ("", "apiVersion", "name", "dependencies"),
    "compose.yaml": ("", "services", "services.web", "services.web.image", "services.web.environment"),
    "k8s/app.yaml": ("", "kind", "spec"),
    "alerts/r.yml": ("", "groups", "groups.[].rules", "groups.[].rules.[]", "spec", "spec.groups"),
    "meta/main.yml": ("", "galaxy_info", "dependencies"),
    "playbook.yml": ("", "[].hosts"),
    "Taskfile.yml": ("", "tasks", "tasks.test", "tasks.test.cmds"),
    "environment.yml": ("", "dependencies", "dependencies.[].pip"),
}
TOML = ("true", "7", '"text"', "[]", "[7]", "[[]]", "[{}]", "{}", "{a = 7}", '{a = ["x"]}')
TABLES = {
    "pyproject.toml": (
        *("project", "project.name", "project.dependencies", "project.optional-dependencies", "project.scripts"),
        *("project.license", "project.classifiers", "project.requires-python", "build-system", "dependency-groups"),
        *("dependency-groups.dev", "tool", "tool.poetry", "tool.poetry.dependencies", "tool.poetry.group", "tool.uv"),
        *("tool.uv.workspace", "tool.uv.workspace.members", "tool.tox", "tool.hatch.envs", "tool.coverage.report"),
    ),
    "Cargo.toml": (
        *("package", "package.name", "workspace", "workspace.members", "workspace.package", "dependencies", "target"),
        *("dependencies.serde", "dev-dependencies", "lints", "package.license", "target.x.dependencies"),
    ),
    "Pipfile": ("packages", "dev-packages", "requires"),
    "uv.lock": ("package",),
}
AROUND = {
    "src/acme/__init__.py": "x = 1\n",
    ".github/workflows/tests.yml": "on: pull_request\njobs:\n  t:\n    steps:\n"
    + "".join(f"      - run: {word} test\n" for word in ("npm", "make", "composer", "task", "hatch run", "tox -e")),
}


def nested(place, value):
    """The value below the keys of the place; `[]` stands for a list."""
    for key in reversed(place.split(".") if place else []):
        value = [value] if key == "[]" else {key: value}
    return value


def everything(root):
    """All that `init` may ask of a repository."""
    repository = Repository(root)
    findings(repository)
    values(repository, KEYS)
    for part in PARTS:
        part.find(repository)
    for make in ITEMS.values():
        make(repository)
    return write("Acme", choose(repository, repository.nature.kind))


@pytest.mark.parametrize("name", PLACES)
def test_values_of_a_wrong_type(folder, name):
    folder.write(AROUND)
    dump = DUMPS[name.rpartition(".")[2]]
    for place, value in product(PLACES[name], WRONG):
        folder.write({name: dump(nested(place, value))})
        assert everything(folder.root), (place, value)


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_a_wrong_type(folder, name):
    folder.write(AROUND)
    for place, value in product(TABLES[name], TOML):
        folder.write({name: f"{place} = {value}\n"})
        assert everything(folder.root), (place, value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), ("mdcheck adopt", False)),
        (os.mkfifo, ("mdcheck adopt", False)),
        (lambda path: path.symlink_to("gone.md"), ("mdcheck adopt", False)),
        (lambda path: path.write_text("# A list\n"), ("mdcheck adopt", True)),
    ],
    ids=["folder", "pipe", "link", "file"],
)
def test_the_advice_for_what_stands_there_already_works(repo, make, words):
    make(repo.root / NAME)
    done = repo.mdcheck("init")
    assert (done.returncode, done.stdout) == (4, "")
    assert "was not touched" in done.stderr
    assert (words[0] in done.stderr) is words[1]
    if words[1]:
        assert repo.mdcheck("adopt", NAME).returncode == 0


def test_a_folder_that_can_not_be_written_to(repo):
    (repo.root / "file").write_text("x")
    done = repo.mdcheck("init", "-o", f"file/{NAME}")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"file/{NAME}: error: the folder can't be made: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# A\n%% if\n", "T.md:2: error: "),
        ("# A\n\n- [ ] x\n%% endif\n", "T.md:4: error: "),
        ("# A\n%% item nothing\n", "T.md:2: error: there is no item “nothing”"),
        ("# A «nobody»\n- [ ] x\n  ```check\n  nope: x\n  ```\n", "T.md"),
    ],
)
def test_a_template_of_ones_own_with_errors(repo, text, message):
    (repo.root / "T.md").write_text(text)
    done = repo.mdcheck("init", "-t", "./T.md")
    assert (done.returncode, done.stdout) == (3, "")
    assert message in done.stderr
    assert not (repo.root / NAME).exists()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (os.mkfifo, "is no regular file"),
        (lambda path: path.symlink_to(path.name), "fix: correct the link"),
        (lambda path: path.symlink_to("gone"), "no such file"),
        (lambda path: path.write_bytes(b"- [ ] a \xff\n"), ":1: error: not UTF-8"),
    ],
    ids=["folder", "pipe", "loop", "dangling", "not UTF-8"],
)
def test_adopt_says_what_it_can_not_read(repo, make, message):
    make(repo.root / "LIST.md")
    done = repo.mdcheck("adopt", "LIST.md")
    assert (done.returncode, done.stdout) == (3, "")
    assert message in done.stderr


def test_a_very_large_repository(repo):
    """Files that git tracks and that are not there: 200,000 of them, of one text."""
    blob = repo.git("hash-object", "-w", "-t", "blob", "/dev/null").strip()
    lines = "".join(f"100644 {blob}\tsrc/p{number % 500}/m{number}.py\n" for number in range(200_000))
    subprocess.run(
        ["git", "update-index", "--index-info"], cwd=repo.root, env=repo.environ, input=lines.encode(), check=True
    )
    started(repo)
