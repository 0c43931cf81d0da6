"""What a person sees who starts: in an empty repository, and in a project that has come most of the way."""

from __future__ import annotations

import json
import os
import time
from collections import Counter

import pytest

from mdcheck.document.model import Item, Severity
from mdcheck.document.source import Span
from mdcheck.results.outcome import CheckResult, ItemResult, Outcome
from mdcheck.results.score import Bands, verdict

NAME = "PRODUCTION_READINESS_CHECKLIST.md"

CORE = {
    "security-audit": "passed",
    "secrets": "passed",
    "authentication-secret": "passed",
    "data-encryption": "passed",
    "metrics": "passed",
    "structured-logging": "warned",
    "alert-rules": "warned",
    "circuit-breakers": "warned",
    "backups": "passed",
    "rate-limiting": "warned",
    "unit-test-coverage": "passed",
    "integration-tests": "passed",
    "incident-runbook": "warned",
    "maintenance": "warned",
}

COVERAGE = '<?xml version="1.0"?>\n<coverage line-rate="{rate}" lines-covered="{lines}" lines-valid="100"/>\n'
TESTED = """\
import pathlib
import unittest


class Doubling(unittest.TestCase):
    def test_two(self):
        pathlib.Path("coverage.xml").write_text(pathlib.Path("measured.xml").read_text())
        self.assertEqual(2 * 2, 4)
"""
PROJECT = {
    "pyproject.toml": '[project]\nname = "acme"\nversion = "1.0.0"\ndependencies = ["fastapi", "prometheus-client"]\n',
    "src/acme/__init__.py": '"""Acme."""\n',
    "src/acme/main.py": 'import os\n\nSECRET = os.environ["ACME_AUTH_SECRET"]\n',
    "src/acme/encryption.py": "from cryptography.fernet import Fernet\n",
    "Dockerfile": "FROM python:3.13\n",
    "tests/test_acme.py": TESTED,
    **{f"tests/integration/test_{number}.py": "pass\n" for number in range(5)},
    "measured.xml": COVERAGE.format(rate="0.85", lines=85),
    "coverage.xml": COVERAGE.format(rate="0.85", lines=85),
    "security-audit-report.json": "{}\n",
    "backups/monday.tar.gz": "archive\n",
    # An environment of its own, so that nothing depends on what is installed here.
    ".venv/pyvenv.cfg": "home = /usr/bin\n",
    ".venv/lib/python3/site-packages/README.txt": "empty\n",
    ".gitignore": ".venv/\ncoverage.xml\n",
}
SECRET = {"ACME_AUTH_SECRET": "0123456789abcdef0123456789abcdef"}


@pytest.fixture
def project(repo):
    """Eight of the fourteen pass, and six warn."""
    repo.write(PROJECT)
    old = time.time() - 3600  # git counts whole seconds, and the code is committed in the second of this report
    os.utime(repo.root / "coverage.xml", (old, old))
    repo.git("add", "--all")
    command = "test_command=python3 -m unittest -q tests/test_acme.py"
    done = repo.mdcheck("init", "-t", "production-readiness", "--with", "commands", "--set", command)
    assert done.returncode == 0
    # Who has trusted the tests lets the coverage count only once they have passed.
    text = (repo.root / NAME).read_text()
    written = ("  id: unit-test-coverage\n", "id=tests-pass ")
    assert all(one in text for one in written)
    text = text.replace(written[0], f"{written[0]}  needs: tests-pass\n").replace(written[1], f"{written[1]}weight=0 ")
    (repo.root / NAME).write_text(text)
    repo.git("add", "--all")
    repo.git("commit", "-q", "-m", "start")
    return repo


def core(project, **environ):
    """The run of the core checks, and the outcome of each of the fourteen."""
    done = project.mdcheck("run", "--only", "core", "--trust", "--format", "json", **environ)
    (file,) = json.loads(done.stdout)["files"]
    outcomes = {item["id"]: check["outcome"] for item in file["items"] for check in item["checks"]}
    return done, file, {name: outcomes[name] for name in CORE}


def verdict_of(file):
    """What the part would be as a checklist of its own: the run of a part has no verdict."""
    assert (file["verdict"], file["left_out"] > 0) == ("UNASSESSED", True)
    checks = tuple(
        CheckResult(
            kind=check["kind"],
            line=check["line"],
            severity=Severity(check["severity"]),
            outcome=Outcome(check["outcome"]),
        )
        for item in file["items"]
        for check in item["checks"]
        if not check["left_out"]
    )
    item = Item("core", "Core", 1, Span(0, 1), ticked=True, applicable=True, checks=(), section=())
    return verdict([ItemResult(item, checks)], file["score"], Bands())[0].value


def test_an_empty_repository_is_critical_and_gets_its_commit(repo):
    assert repo.process("init", "-t", "production-readiness").returncode == 0
    updated = repo.process("update")
    assert updated.returncode == 1
    assert "CRITICAL" in updated.stdout
    assert "none of these exists: CONTRIBUTING" in updated.stdout
    assert "bug" not in updated.stderr
    assert repo.git("show", "--pretty=format:%s", "--name-only").splitlines()[1:] == [NAME]
    assert "CRITICAL" in repo.git("log", "-1", "--pretty=%s")
    assert repo.git("status", "--porcelain") == ""
    assert repo.mdcheck("lint").returncode == 0


def test_nothing_passes_in_an_empty_repository_but_absence(repo):
    repo.mdcheck("init", "-t", "production-readiness")
    repo.mdcheck("update")
    ticked = [line for line in (repo.root / NAME).read_text().splitlines() if line.startswith("- [x]")]
    assert ticked == ["- [x] Git tracks no `.env`, `id_rsa`, `id_ecdsa` or `id_ed25519`"]


def test_a_second_update_changes_nothing(repo):
    repo.mdcheck("init", "-t", "production-readiness")
    repo.mdcheck("update", "--commit")
    data, head = (repo.root / NAME).read_bytes(), repo.git("rev-parse", "HEAD")
    again = repo.mdcheck("update", "--commit")
    assert "nothing to commit" in again.stdout
    assert ((repo.root / NAME).read_bytes(), repo.git("rev-parse", "HEAD")) == (data, head)


def test_eight_passed_and_six_warned_is_78_6_and_almost_ready(project):
    done, file, fourteen = core(project, **SECRET)
    assert fourteen == CORE
    assert Counter(fourteen.values()) == {"passed": 8, "warned": 6}
    assert (file["score"], verdict_of(file), done.returncode) == (78.6, "ALMOST READY", 2)
    text = project.process("run", "--only", "core", "--trust", **SECRET)
    assert text.returncode == 2
    assert "78.6" in text.stdout
    assert "Verdict      none: " in text.stdout


@pytest.mark.parametrize(
    ("files", "changed", "score", "judged", "code"),
    [
        pytest.param(
            {"measured.xml": COVERAGE.format(rate="0.79", lines=79)},
            {"unit-test-coverage": "warned"},
            75.0,
            "ALMOST READY",
            2,
            id="coverage from 60% warns",
        ),
        pytest.param(
            {"measured.xml": COVERAGE.format(rate="0.59", lines=59)},
            {"unit-test-coverage": "failed"},
            71.4,
            "ALMOST READY",
            1,
            id="coverage below 60% fails",
        ),
        pytest.param(
            {"tests/test_acme.py": TESTED.replace("4)", "5)")},
            {"unit-test-coverage": "blocked"},
            71.4,
            "NOT READY",
            1,
            id="red tests earn nothing, whatever they cover",
        ),
        pytest.param(
            {"tests/test_acme.py": TESTED.replace("pathlib.Path(", "print(", 1).replace(".write_text(", ", (")},
            {"unit-test-coverage": "errored"},
            71.4,
            "ALMOST READY",
            1,
            id="a report that is missing earns nothing",
        ),
        pytest.param(
            {"src/acme/client.py": f'api_key = "{"q7Zr" + "W3xT9vLm" * 4}"\n'},
            {"secrets": "failed"},
            71.4,
            "NOT READY",
            1,
            id="a credential in the code",
        ),
        pytest.param(
            {"docs/runbook.md": "# Runbook\n"},
            {"incident-runbook": "passed"},
            82.1,
            "ALMOST READY",
            2,
            id="a runbook",
        ),
        pytest.param(
            {"backups/monday.tar.gz": ""},
            {"backups": "warned"},
            75.0,
            "ALMOST READY",
            2,
            id="an empty backup is none",
        ),
    ],
)
def test_what_changes_the_score(project, files, changed, score, judged, code):
    project.write(files)
    project.git("add", "--all")
    done, file, fourteen = core(project, **SECRET)
    assert fourteen == {**CORE, **changed}
    assert (file["score"], verdict_of(file), done.returncode) == (score, judged, code)


@pytest.mark.parametrize(
    ("left", "outcome", "code"), [(4, "warned", 2), (1, "warned", 2), (0, "failed", 1)], ids=["four", "one", "none"]
)
def test_integration_tests_are_counted(project, left, outcome, code):
    for number in range(left, 5):
        (project.root / f"tests/integration/test_{number}.py").unlink()
    done, _, fourteen = core(project, **SECRET)
    assert (fourteen["integration-tests"], done.returncode) == (outcome, code)


@pytest.mark.parametrize("environ", [{}, {"ACME_AUTH_SECRET": "short"}], ids=["not set", "too short"])
def test_a_missing_or_short_secret_warns(project, environ):
    _, file, fourteen = core(project, **environ)
    assert fourteen == {**CORE, "authentication-secret": "warned"}
    assert file["score"] == 75.0


def test_the_update_of_the_project_ticks_what_it_found(project):
    updated = project.mdcheck("update", "--trust", **SECRET)
    assert updated.returncode == 1  # the core is not all
    text = (project.root / NAME).read_text()
    assert "- [x] No password, token or key is found in the code\n" in text
    assert "- [ ] Sensitive fields are encrypted with a well-known library\n" in text
    assert project.git("show", "--pretty=format:", "--name-only").strip() == NAME
