"""Which blocks run what the repository holds, so that an approval can't cover all that they run."""

from __future__ import annotations

import pytest

from mdcheck.execution.trust.named_files import NamedFile
from mdcheck.execution.trust.repository_tools import runs_from_repository
from mdcheck.kinds.protocol import Command


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("true", ()),
        ("test -f a && grep -q makefile b", ()),
        ("make test", ("make",)),
        ("/usr/bin/make -s", ("make",)),
        ("./gradlew build && ./mvnw verify", ("gradlew", "mvnw")),
        ("python3 -m pytest -q", ("pytest",)),
        ("pip install -r requirements.txt", ("pip",)),
        ("npm ci\nnpm test", ("npm",)),
        ("FOO=1 'npm' ci", ("npm",)),
        ("$(which cargo) test || go test ./...", ("cargo", "go")),
        ("x=$(bundle exec rake)", ("bundle", "rake")),
    ],
)
def test_tools(script, expected):
    assert runs_from_repository(Command(argv=("bash", "-eo", "pipefail"), script=script), ()) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('test -n "$x" && echo $HOME/a $(date)', ()),
        ("for f in *.md; do cat $f; done", ()),
        ("bash -c true", ()),
        ("require('./a')", ()),
        ("f=x; bash $f.sh", ("a computed name",)),
        ("bash ${f:-x}.sh", ("a computed name",)),
        ("bash -e $(printf x.sh)", ("a computed name",)),
        (". `cat name`", ("a computed name",)),
        ("shopt -s extglob\nbash @(x).sh", ("a computed name",)),
        ("bash [[:alpha:]].sh", ("a computed name",)),
        ("M=ma; ${M}ke", ("a computed command",)),
        ("M=make2; $M", ("a computed command",)),
        ('if true; then "$M"; fi', ("a computed command",)),
        ("git ls-files | xargs -n1 bash", ("a computed command",)),
        ("cmd='bash x'; eval $cmd.sh", ("a computed command",)),
        ("find . -name x -exec sh {} +", ("a computed command",)),
        ("PATH=bin:$PATH\ny", ("PATH",)),
        ('export PATH="$PWD/bin:$PATH"\ny', ("PATH",)),
        ("PYTHONPATH=lib python3 -c 'import q'", ("PYTHONPATH",)),
        ("import importlib\nimportlib.import_module('tool' + 's')", ("code that is imported or run",)),
        ("__import__('tools.a')", ("code that is imported or run",)),
        ("exec(open('a' + '.py').read())", ("code that is imported or run",)),
        ("import sys\nsys.path.insert(0, 'lib')", ("code that is imported or run",)),
        ("import subprocess", ("code that is imported or run",)),
        ("require('./' + 'a')", ("code that is imported or run",)),
        ("require_relative 'a'", ("code that is imported or run",)),
        ("use lib 'lib'; use A;", ("code that is imported or run",)),
        ("git -c core.hooksPath=hooks commit", ("code that is imported or run",)),
    ],
)
def test_code_that_no_word_names(script, expected):
    assert runs_from_repository(Command(argv=("bash",), script=script), ()) == expected


def test_an_environment_that_names_folders_of_code():
    command = Command(argv=("python3", "-c", "import q"), env={"PYTHONPATH": "lib", "LANG": "C"})
    assert runs_from_repository(command, ()) == ("PYTHONPATH",)


def test_the_argument_vector_names_tools_too():
    assert runs_from_repository(Command(argv=("tox", "-e", "py")), ()) == ("tox",)


def test_files_that_are_run_can_run_others():
    files = [NamedFile("a.sh", "1", "", run=True), NamedFile("data.json", "2", "", run=False)]
    assert runs_from_repository(Command(argv=("bash",), script="./a.sh data.json"), files) == ("a.sh",)
