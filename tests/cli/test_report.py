"""What the report of a run says of a real checklist."""

import json
import re

import pytest

PERSON = "- [ ] The runbook is good\n  ```check\n  file_exists: CHECKLIST.md\n  tick: person\n  ```\n"
TWICE = """\
- [ ] Both are named
  ```check
  contains: README.md
  text: nothing
  ```
  ```check
  contains: [CHANGELOG.md, NOTES.md]
  text: nothing
  ```
- [ ] Both run
  ```check sh

  echo one; exit 1
  ```
  ```check sh
  exit 2
  ```
  ```check sh
  exit 2
  ```
"""


def test_an_item_that_only_a_person_may_tick(folder):
    folder.write(PERSON)
    ended = folder.mdcheck("run")
    assert "To tick      1 item: evidence is there; tick it if it holds (line 1)" in ended.out
    assert "tick it if it holds" in folder.mdcheck("run", "-f", "markdown").out
    assert "tick it if it holds" in folder.mdcheck("run", "-f", "html").out


@pytest.mark.parametrize("name", ["text", "tap", "junit", "github", "markdown", "html"])
def test_several_checks_of_one_kind_are_told_apart(folder, name):
    folder.write(TWICE)
    out = folder.mdcheck("run", "--trust", "-f", name).out
    plain = re.sub("<[^>]*>", "", out) if name == "html" else out
    plain = plain.replace("\\", "").replace("%3A", ":").replace("%2C", ",").replace("(1)", "(1)")
    for told in ("contains: README.md", "contains: CHANGELOG.md, NOTES.md", "sh: echo one; exit 1", "sh: exit 2 (2)"):
        assert told in " ".join(plain.split())


def test_json_has_all_that_a_process_printed(folder):
    folder.write('- [ ] Loud\n  ```check sh\n  for n in $(seq 200); do echo "line $n"; done; exit 1\n  ```\n')
    printed = "".join(f"line {number}\n" for number in range(1, 201))
    [item] = json.loads(folder.mdcheck("run", "--trust", "-f", "json").out)["files"][0]["items"]
    assert item["checks"][0]["output"] == printed
    short = folder.mdcheck("run", "--trust").out
    assert "│ … 189 more lines above: -v shows all" in short
    whole = folder.mdcheck("run", "--trust", "-v").out
    assert [line for line in printed.splitlines()[:-1] if f"│ {line}\n" not in whole] == []


def test_all_formats_point_to_the_line_of_the_check(folder):
    folder.write("\n\n- [x] Gone\n\n  ```check\n  file_exists: nowhere\n  ```\n")
    line = 5
    out = {name: folder.mdcheck("run", "-f", name).out for name in ("text", "markdown", "html", "github", "tap")}
    assert f"at:  CHECKLIST.md:{line} " in out["text"]
    assert f"`CHECKLIST.md:{line}`" in out["markdown"]
    assert f">CHECKLIST.md:{line}<" in out["html"]
    assert f"file=CHECKLIST.md,line={line}," in out["github"]
    assert f"  line: {line}\n" in out["tap"]
    [issue] = json.loads(folder.mdcheck("run", "-f", "gitlab").out)
    assert issue["location"]["lines"]["begin"] == line
    [result] = json.loads(folder.mdcheck("run", "-f", "sarif").out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == line
    assert f'line="{line}"' in folder.mdcheck("run", "-f", "junit").out


def test_files_that_were_written_are_named(folder):
    folder.write(PERSON)
    args = ("--report", "html:a.html", "--report", "text:a.txt", "-o", "b.txt")
    assert folder.mdcheck("run", *args) == (0, "", "wrote b.txt\nwrote a.html\nwrote a.txt\n")
    assert folder.mdcheck("run", "-q", *args) == (0, "", "")


def test_run_says_what_it_would_do_and_update_what_it_did(folder):
    folder.write("- [ ] Here\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    for args in (("run",), ("update", "--dry-run"), ("update", "--check")):
        assert "would tick 1 box" in folder.mdcheck(*args).out
    assert json.loads(folder.mdcheck("run", "-f", "json").out)["files"][0]["written"] is False
    assert re.search("Boxes +ticked 1 box", folder.mdcheck("update").out)


def test_a_stamp_is_the_commit_and_the_time(project):
    project.write(PERSON)
    project.commit_all()
    commit = project.git("rev-parse", "--short=7", "HEAD").strip()
    for args in (("run",), ("status",), ("run", "-f", "html"), ("run", "-f", "markdown")):
        told = re.compile(f"commit {commit}, [0-9-]{{10}}T[0-9:]{{8}}Z")
        assert told.search(project.mdcheck(*args, "--stamp").out.replace("\\", ""))
        assert not told.search(project.mdcheck(*args).out)
