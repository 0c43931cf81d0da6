"""`--inert`: what a stranger's branch may have checked without running any of its code."""

from __future__ import annotations

import json

import pytest

LIST = """\
# Release [0%]

- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [ ] A script
  ```check sh
  touch ran
  ```
- [ ] Both
  ```check
  file_exists: README.md
  ```
  ```check
  run: touch ran
  ```
- [ ] Behind the script
  ```check
  file_exists: README.md
  needs: a-script
  ```
- [ ] Behind that
  ```check
  file_exists: README.md
  needs: behind-the-script
  ```
- [ ] Behind the readme
  ```check
  file_exists: README.md
  needs: a-readme
  ```
"""


@pytest.fixture
def listed(project):
    project.write(LIST)
    project.write("# Read me\n", "README.md")
    return project


def outcomes(project, *args):
    ended = project.mdcheck("run", "--format", "json", *args)
    items = json.loads(ended.out)["files"][0]["items"]
    return ended.code, {item["id"]: [check["outcome"] for check in item["checks"]] for item in items}


@pytest.mark.parametrize("trust", ["0", "1"])
def test_items_that_need_trust_are_left_out(listed, monkeypatch, trust):
    monkeypatch.setenv("MDCHECK_TRUST", trust)
    assert outcomes(listed, "--inert") == (
        0,
        {
            "a-readme": ["passed"],
            "a-script": ["not_run"],
            "both": ["not_run", "not_run"],
            "behind-the-script": ["not_run"],
            "behind-that": ["not_run"],
            "behind-the-readme": ["passed"],
        },
    )
    assert not (listed.root / "ran").exists()


def test_what_fails_still_fails(listed):
    (listed.root / "README.md").unlink()
    code, found = outcomes(listed, "--inert")
    assert (code, found["a-readme"], found["behind-the-readme"]) == (1, ["failed"], ["blocked"])


def test_nothing_is_said_of_trust(listed):
    ended = listed.mdcheck("run", "--inert", "-q")
    assert (ended.code, ended.err) == (0, "")


def test_update_leaves_their_boxes(listed):
    listed.write(LIST.replace("- [ ] A script", "- [x] A script"))
    assert listed.mdcheck("update", "--inert", "--no-commit").code == 0
    assert [line for line in listed.read().splitlines() if "[x]" in line or "#" in line] == [
        "# Release [50%]",
        "- [x] A readme",
        "- [x] A script",
        "- [x] Behind the readme",
    ]


def test_with_only(listed):
    assert outcomes(listed, "--inert", "--only", "behind-the-readme")[0] == 0
    for only in ("a-script", "behind-that"):
        assert listed.mdcheck("run", "--inert", "--only", only).code == 3


def test_to_have_run_nothing_is_no_pass(project):
    project.write("- [ ] a\n  ```check\n  run: touch ran\n  ```\n")
    ended = project.mdcheck("run", "--inert")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == (
        "CHECKLIST.md: error: every check needs trust, so --inert leaves none\n"
        "  fix: leave --inert out where the code may run, with --trust or after `mdcheck trust --grant`\n"
    )


def test_with_trust_it_makes_no_sense(listed):
    ended = listed.mdcheck("run", "--inert", "--trust")
    assert (ended.code, ended.err.splitlines()[0]) == (3, "error: --inert and --trust contradict each other")


def test_the_report_region_is_of_whole_runs_only(listed):
    region = "<!-- mdcheck:report -->\n<!-- /mdcheck:report -->\n"
    listed.write(LIST + "\n" + region)
    listed.mdcheck("update", "--inert", "--no-commit")
    assert listed.read().endswith(region)
