"""The template for GitLab: what it declares, and that its script does what its variables ask for."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from testing.tiers import thorough

ROOT = Path(__file__).parents[2]
TEMPLATE = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
JOB = TEMPLATE["mdcheck"]
LIST = """\
- [ ] A readme
  ```check
  file_exists: README.md
  severity: warning
  ```
- [ ] A script
  ```check sh
  touch ran
  ```
"""


def test_it_installs_what_was_named_and_nothing_else(tmp_path):
    """A default would be the package of whoever has its name."""
    assert TEMPLATE["variables"]["MDCHECK_PACKAGE"] == ""
    assert JOB["before_script"][-1].endswith(' "$MDCHECK_PACKAGE"')
    script = "\n".join(JOB["before_script"])
    environ = {**os.environ, **TEMPLATE["variables"]}
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"MDCHECK_PACKAGE" in done.stderr


@thorough
@pytest.mark.parametrize("name", ["venv.py", "pip.py"])
def test_a_module_of_the_branch_is_no_code_of_ours(tmp_path, name):
    (tmp_path / name).write_text("open('owned', 'w')\n")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    script = "\n".join(JOB["before_script"])
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "TMPDIR": str(temporary),
        "MDCHECK_PACKAGE": "mdcheck-cli==0.0.0",
    }
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env=environ, capture_output=True, check=False
    )
    assert b"No matching distribution found for mdcheck-cli==0.0.0" in done.stderr
    assert not (tmp_path / "owned").exists()
    (folder,) = temporary.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_folder_has_a_name_that_others_know():
    assert "/tmp" not in (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8")


def test_results_are_kept_whatever_happens():
    assert JOB["artifacts"]["when"] == "always"
    assert JOB["artifacts"]["reports"] == {"codequality": "gl-code-quality-report.json", "junit": "mdcheck-junit.xml"}
    assert JOB["allow_failure"] == {"exit_codes": [2]}


@pytest.fixture
def job(tmp_path):
    """A job's folder, and a way to run its script with variables."""
    for name in ("CHECKLIST.md", "a b.md"):
        (tmp_path / name).write_text(LIST)
    command = tmp_path / "bin" / "python"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nshift\nexec "{sys.executable}" "$@"\n')
    command.chmod(0o755)

    def run(**variables):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MDCHECK_", "GITHUB_"))}
        environ = {**kept, "CI": "true", "PYTHONPATH": os.pathsep.join(sys.path), **TEMPLATE["variables"], **variables}
        script = "\n".join([f"mdcheck_folder={tmp_path}", *JOB["script"]])
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env=environ, capture_output=True, check=False
        )
        return done.returncode

    return tmp_path, run


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, 2),
        ({"MDCHECK_BASE": "main"}, 1),
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "main"}, 1),
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "main", "MDCHECK_BASE": "none"}, 2),
    ],
    ids=["no base", "named", "of a merge request", "switched off"],
)
def test_the_base_of_a_merge_request_judges_it(job, variables, code):
    folder, run = job
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for line in ("init -q -b main", "add *.md", "commit -q -m one", "switch -q -c change"):
        words = line.split()
        subprocess.run(["git", *person, *words], cwd=folder, check=True)
    (folder / "CHECKLIST.md").write_text(LIST.replace("- [ ] A script\n  ```check sh\n  touch ran\n  ```\n", ""))
    assert run(**variables, MDCHECK_FILES="CHECKLIST.md") == code


@pytest.mark.parametrize(
    ("variables", "code", "ran"),
    [
        ({}, 2, False),
        ({"MDCHECK_TRUST": "1"}, 2, True),
        ({"MDCHECK_FILES": "a b.md"}, 2, False),
        ({"MDCHECK_FILES": "none.md"}, 3, False),
        ({"MDCHECK_FILES": "$(touch ran)"}, 3, False),
    ],
    ids=["inert", "trusted", "file", "no-file", "no-code"],
)
def test_the_script(job, variables, code, ran):
    folder, run = job
    assert (run(**variables), (folder / "ran").exists()) == (code, ran)
    for name in JOB["artifacts"]["reports"].values():
        assert (folder / name).exists() is (code == 2)
