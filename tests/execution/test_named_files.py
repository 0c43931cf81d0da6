"""Which files a block names, so that a change to them asks again."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import ClassVar

import pytest

from mdcheck.evidence.git_data import NoGit
from mdcheck.evidence.workspace import Workspace
from mdcheck.execution.trust.named_files import NamedFile, named_files
from mdcheck.kinds.protocol import Command
from mdcheck.results.outcome import passed

FILES = (
    "run.sh",
    "tools/check.py",
    "tools/lib.sh",
    "docs/guide.md",
    "docs/notes",
    "my tools/a b.sh",
    "conftest.py",
    "report.xml",
    "coverage.txt",
    "a.b-c_d+e@1.sh",
    "odd/a=b,c:d.sh",
    "odd/e[1]{f}.sh",
    "odd/g$1;(h).sh",
    "odd/i~j.txt",
    "odd/deep/k.sh",
    "odd/deep/__main__.py",
    "pkg/__init__.py",
    "pkg/sub/__init__.py",
    "pkg/sub/__main__.py",
    "pkg/sub/lint.py",
    "entry.js",
    "web/index.js",
    "web/package.json",
)


@dataclass(frozen=True)
class Runs:
    name: ClassVar[str] = "runs"
    main: ClassVar[str] = "script"
    executable: ClassVar[bool] = True
    script: str
    argv: tuple[str, ...] = ("bash", "-eo", "pipefail")
    cwd: str = "."
    env: dict[str, str] = field(default_factory=dict)

    def command(self):
        return Command(argv=self.argv, script=self.script, cwd=self.cwd, env=self.env)

    def judge(self, _completed):
        return passed()


@pytest.fixture(autouse=True)
def files(root):
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}\n")


def names(workspace, script, **rest):
    return [file.path for file in named_files(Runs(script, **rest), workspace)]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("pytest -q", []),
        ("pytest tools docs", []),
        ("./run.sh", ["run.sh"]),
        ("run.sh\nrun.sh", ["run.sh"]),
        ("bash run.sh && python3 tools/check.py", ["run.sh", "tools/check.py"]),
        ("x=$(./run.sh); echo `tools/check.py`|cat<tools/lib.sh", ["run.sh", "tools/check.py", "tools/lib.sh"]),
        ("source ./tools/../run.sh", ["run.sh"]),
        ("tool --config=tools/check.py", ["tools/check.py"]),
        ("pytest tools/check.py::test_it", ["tools/check.py"]),
        ('subprocess.run(["tools/check.py", "-x"])', ["tools/check.py"]),
        ('"my tools/a b.sh"', ["my tools/a b.sh"]),
        ("'my tools/a b.sh'", ["my tools/a b.sh"]),
        ("a.b-c_d+e@1.sh", ["a.b-c_d+e@1.sh"]),
        ("cd tools && ./check.py", ["tools/check.py"]),
        ("cd tools; . lib.sh", ["tools/lib.sh"]),
        ('"$MDCHECK_ROOT/run.sh" ${PWD}/tools/check.py', ["run.sh", "tools/check.py"]),
        ("$HOME/run.sh ${HOME}/run.sh ~/run.sh", []),
        ("grep -q x docs/guide.md report.xml coverage.txt", []),
        ("grep -q x docs/notes", ["docs/notes"]),
        ("sh docs/guide.md", ["docs/guide.md"]),
        ("python3.12 -I coverage.txt", ["coverage.txt"]),
        ("../outside.sh ../../etc/passwd /etc/passwd", []),
        ("nothing/there.sh", []),
        ("\0 ./run.sh", ["run.sh"]),
        ("", []),
        # As a shell reads it: quotes and backslashes are no part of a name.
        ("./my\\ tools/a\\ b.sh", ["my tools/a b.sh"]),
        ("./'my tools'/a\" \"b.sh", ["my tools/a b.sh"]),
        ("./ru\"n\".s''h", ["run.sh"]),
        ("./run\\.sh", ["run.sh"]),
        ("./tools/\\\ncheck.py", ["tools/check.py"]),
        ("odd/a=b,c:d.sh", ["odd/a=b,c:d.sh"]),
        ("'odd/e[1]{f}.sh'", ["odd/e[1]{f}.sh"]),
        ("'odd/g$1;(h).sh'", ["odd/g$1;(h).sh"]),
        ("subprocess.run(['odd/g$1;(h).sh'])", ["odd/g$1;(h).sh"]),
        ("sh 'odd/i~j.txt'", ["odd/i~j.txt"]),
        ("# it isn't\n./run.sh", ["run.sh"]),
        ("make -ftools/lib.sh", ["tools/lib.sh"]),
        # Behind what a shell puts in, which may be the root.
        ('"$MDCHECK_ROOT"/run.sh', ["run.sh"]),
        ('"$ROOT/my tools/a b.sh" ${ROOT:-.}/run.sh', ["my tools/a b.sh", "run.sh"]),
        ("$(pwd)/run.sh `pwd`/tools/lib.sh", ["run.sh", "tools/lib.sh"]),
        ('"$(git rev-parse --show-toplevel)/run.sh"', ["run.sh"]),
        ('"$(cd "$(dirname "$0")" && pwd)"/run.sh', ["run.sh"]),
        # Folders that are entered, one from another.
        ("cd -P -- odd && ./deep/k.sh", ["odd/deep/k.sh"]),
        ("cd odd; cd deep; ./k.sh", ["odd/deep/k.sh"]),
        ("(cd tools; true); cd odd; cd ../tools; ./lib.sh", ["tools/lib.sh"]),
        ("cd 'my tools' && './a b.sh'", ["my tools/a b.sh"]),
        ('cd "$MDCHECK_ROOT"/tools && ./lib.sh', ["tools/lib.sh"]),
        ("make -C tools -f lib.sh", ["tools/lib.sh"]),
        ("cd ..; cd nowhere; ./run.sh", ["run.sh"]),
        # Modules.
        ("python3 -m tools.check", ["tools/check.py"]),
        ("cd odd && python -I -m deep", ["odd/deep/__main__.py"]),
        ("python3 -mtools.check", ["tools/check.py"]),
        ("python3 -Im tools.check", ["tools/check.py"]),
        ("python3 -m pkg.sub.lint", ["pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/lint.py"]),
        ("python3 -mpkg.sub", ["pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/__main__.py"]),
        # Folders and names without an ending, which an interpreter completes.
        ("python3 odd/deep", ["odd/deep/__main__.py"]),
        ("node ./entry", ["entry.js"]),
        ("node web", ["web/index.js", "web/package.json"]),
        ("node -r ./entry x", ["entry.js"]),
        ('require("./entry")', ["entry.js"]),
        # Modules that Python code imports.
        ("import tools.check, os", ["tools/check.py"]),
        ("  from pkg.sub import lint, nothing", ["pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/lint.py"]),
        # An option may take a value; behind it stands the program.
        ("bash -o errexit coverage.txt", ["coverage.txt"]),
        ("python3 -X utf8 coverage.txt", ["coverage.txt"]),
        ("env -i sudo -u me bash coverage.txt", ["coverage.txt"]),
        ("python3 run.sh coverage.txt", ["run.sh"]),
        # What another command prints may be run.
        ("cat coverage.txt | sh", ["coverage.txt"]),
        ("cat coverage.txt | sudo bash -s", ["coverage.txt"]),
        ("sh < coverage.txt", ["coverage.txt"]),
        ("bash <(cat coverage.txt)", ["coverage.txt"]),
        ('eval "$(cat coverage.txt)"', ["coverage.txt"]),
        ("cat coverage.txt | wc", []),
        # Expansions of a shell.
        ("./run{,}.sh", ["run.sh"]),
        ("./{run,lib}.sh", ["run.sh"]),
        ("./r{s..v}n.sh", ["run.sh"]),
        ("./{a..z}{a..z}{a..z}.sh", []),
        ("~+/run.sh", ["run.sh"]),
        ("~-/run.sh", ["run.sh"]),
        ("$'./run\\x2esh'", ["run.sh"]),
        ("$'\\162un.sh' $'\\u0072un.sh'", ["run.sh"]),
        ('$"./run.sh"', ["run.sh"]),
        ("./ru?.sh", ["run.sh"]),
        ("./r*.sh odd/dee[p]/*.sh", ["odd/deep/k.sh", "run.sh"]),
        ("./[.sh ./nothing/***", []),
    ],
)
def test_what_a_script_names(workspace, script, expected):
    assert names(workspace, script) == expected


def test_a_name_is_looked_for_where_the_command_runs_and_at_the_root(workspace):
    assert names(workspace, "check.py run.sh", cwd="tools") == ["run.sh", "tools/check.py"]
    assert names(workspace, "../run.sh", cwd="tools") == ["run.sh"]


def test_arguments_and_variables_name_files_too(workspace, root):
    argv = ("tool", "my tools/a b.sh", f"{root}/run.sh")
    assert names(workspace, "", argv=argv, env={"BASH_ENV": "coverage.txt", "X": "tools/lib.sh"}) == [
        "coverage.txt",
        "my tools/a b.sh",
        "run.sh",
        "tools/lib.sh",
    ]


@pytest.mark.parametrize("make", [lambda path: path.chmod(0o755), lambda path: path.write_text("#!/bin/sh\n")])
def test_prose_that_can_be_run_is_a_script(workspace, root, make):
    make(root / "docs" / "guide.md")
    assert names(workspace, "docs/guide.md") == ["docs/guide.md"]


def test_the_checklist_that_is_run_is_no_script(root):
    workspace = Workspace(root=root, document="docs/notes")
    assert names(workspace, "grep -q x docs/notes") == []
    assert names(workspace, "sh docs/notes") == ["docs/notes"]


def test_what_git_ignores_was_made_here(root):
    class Git(NoGit):
        def ignored(self, paths):
            return frozenset(path for path in paths if path.startswith("tools/"))

    workspace = Workspace(root=root, git=Git())
    assert names(workspace, "./run.sh tools/check.py") == ["run.sh"]


def test_a_kind_that_only_reads_names_nothing(workspace, build):
    assert named_files(build.check(lambda _: passed()).kind, workspace) == ()


def test_content_decides(workspace, root):
    data = b"# run.sh\n"
    assert named_files(Runs("./run.sh"), workspace) == (
        NamedFile("run.sh", hashlib.sha256(data).hexdigest(), data.decode()),
    )


@pytest.mark.parametrize("data", [b"\xff\n", b"a\0b", b"x" * 65537], ids=["no-utf-8", "binary", "long"])
def test_what_is_no_short_text_is_digested_only(workspace, root, data):
    (root / "run.sh").write_bytes(data)
    assert named_files(Runs("./run.sh"), workspace) == (NamedFile("run.sh", hashlib.sha256(data).hexdigest(), None),)


def test_a_huge_file_is_known_by_its_size_and_time(workspace, root, monkeypatch):
    monkeypatch.setattr("mdcheck.execution.trust.named_files._MAX_BYTES", 4)
    os.utime(root / "run.sh", ns=(1, 7))
    assert named_files(Runs("./run.sh"), workspace) == (NamedFile("run.sh", "9 bytes of 7", None),)


def test_many_files_are_read_up_to_a_number(workspace, root, monkeypatch):
    monkeypatch.setattr("mdcheck.execution.trust.named_files._MAX_FILES", 1)
    os.utime(root / "tools" / "check.py", ns=(1, 7))
    first, second = named_files(Runs("./run.sh tools/check.py"), workspace)
    assert first.text == "# run.sh\n"
    assert second == NamedFile("tools/check.py", "17 bytes of 7", None)


def test_a_link_that_leads_out_is_known_by_where_it_leads(workspace, root, tmp_path):
    outside = tmp_path.resolve() / "outside.sh"
    outside.write_text("true\n")
    (root / "link.sh").symlink_to(outside)
    (root / "inner.sh").symlink_to("run.sh")
    inner, link = named_files(Runs("./link.sh ./inner.sh"), workspace)
    assert link == NamedFile("link.sh", f"outside: {outside}", None)
    assert (inner.path, inner.text) == ("inner.sh", "# run.sh\n")
