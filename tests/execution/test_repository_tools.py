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


def test_the_argument_vector_names_tools_too():
    assert runs_from_repository(Command(argv=("tox", "-e", "py")), ()) == ("tox",)


def test_files_that_are_run_can_run_others():
    files = [NamedFile("a.sh", "1", "", run=True), NamedFile("data.json", "2", "", run=False)]
    assert runs_from_repository(Command(argv=("bash",), script="./a.sh data.json"), files) == ("a.sh",)
