"""What the checks said when they last ran: what is kept of a run, where, and how `explain` tells it."""

from __future__ import annotations

import json
import re
import stat

import pytest

from mdcheck.results.outcome import Outcome
from mdcheck.results.store import LastResult, decode, encode

LIST = """\
- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [ ] A script
  ```check sh needs=a-readme
  echo fine
  ```
"""


@pytest.fixture
def listed(project):
    project.write(LIST)
    project.write("# Read me\n", "README.md")
    return project


def last(project, item):
    """What `explain` tells of the last result, on one line, without the date."""
    text = project.mdcheck("explain", item).out.partition("  last said   ")[2]
    told, when = [*text.splitlines(), ""][:2]
    found = re.fullmatch(r" +on 20\d\d-\d\d-\d\d \d\d:\d\d UTC(.*)", when)
    return told + found[1] if found else told


def files(project):
    return sorted((project.root.parent / "home" / ".local" / "state" / "mdcheck" / "results").glob("*.jsonl"))


def kept(project):
    (path,) = files(project)
    return {entry["item"]: entry["outcome"] for entry in map(json.loads, path.read_text().splitlines())}


@pytest.mark.parametrize("command", ["run", "update"])
def test_a_run_is_remembered(listed, command):
    listed.mdcheck(command, "--trust")
    assert (last(listed, "a-readme"), last(listed, "script")) == ("✓ passed: README.md", "✓ passed: fine")
    (listed.root / "README.md").unlink()
    listed.mdcheck(command, "--trust")
    assert last(listed, "a-readme") == "✗ failed: README.md does not exist"
    assert last(listed, "script") == "– blocked: needs “a-readme”, which failed"
    assert "  needs       a-readme: failed when it last ran\n" in listed.mdcheck("explain", "script").out


def test_what_did_not_run_keeps_what_it_said_before(listed):
    listed.mdcheck("run", "--trust")
    (listed.root / "README.md").unlink()
    listed.mdcheck("run")
    listed.mdcheck("run", "--only", "a-readme")
    said = (last(listed, "a-readme"), last(listed, "script"))
    assert said == ("✗ failed: README.md does not exist", "✓ passed: fine")


def test_a_block_that_was_edited_since(listed):
    listed.mdcheck("run", "--trust")
    listed.write("# Title\n\n" + listed.read().replace("echo fine", "echo well"))
    assert last(listed, "a-readme") == "✓ passed: README.md"
    assert last(listed, "script") == "✓ passed: fine; the block was edited since"


@pytest.mark.parametrize(
    ("before", "after"), [("- [ ]", "- [x]"), ("```", "~~~~"), ("  ", "   ")], ids=["box", "fence", "indent"]
)
def test_what_surrounds_a_block_is_no_edit(listed, before, after):
    listed.mdcheck("run", "--trust")
    listed.write(re.sub(f"(?m)^{re.escape(before)}" if before == "  " else re.escape(before), after, listed.read()))
    assert last(listed, "script") == "✓ passed: fine"


def test_items_that_are_gone_are_forgotten(listed):
    listed.mdcheck("run", "--trust")
    listed.write(LIST.replace("A script", "Another script"))
    listed.mdcheck("run")
    assert kept(listed) == {"a-readme": "passed"}


def test_each_checklist_has_its_own(listed):
    listed.write(LIST, "docs/CHECKLIST.md")
    listed.mdcheck("run", "--only", "a-readme", "CHECKLIST.md", "docs/CHECKLIST.md")
    assert len(files(listed)) == 2


def test_it_is_private(listed):
    listed.mdcheck("run")
    (path,) = files(listed)
    assert [stat.S_IMODE(place.stat().st_mode) for place in (path, path.parent)] == [0o600, 0o700]


def test_what_a_process_prints_is_not_kept(listed):
    listed.write(LIST.replace("echo fine", "echo hidden; echo fine"))
    listed.mdcheck("run", "--trust")
    (path,) = files(listed)
    assert ("fine" in path.read_text(), "hidden" in path.read_text()) == (True, False)


def test_ci_keeps_nothing(listed, monkeypatch):
    monkeypatch.setenv("CI", "true")
    listed.mdcheck("run", "--trust")
    assert files(listed) == []


def test_where_it_can_not_be_kept_nothing_else_changes(listed):
    (listed.root.parent / "home" / ".local").write_text("no folder\n")
    ended = listed.mdcheck("run", "--trust", "-q")
    assert (ended.code, ended.err) == (0, "")
    assert last(listed, "script") == "nothing: it has not run on this machine"


@pytest.mark.parametrize("data", [b"\xff\n", b"{}\n", b"no JSON\n", b'{"item": 1}\n'])
def test_what_can_not_be_read_is_nothing(listed, data):
    listed.mdcheck("run", "--trust")
    (path,) = files(listed)
    path.write_bytes(data)
    assert last(listed, "script") == "nothing: it has not run on this machine"
    listed.mdcheck("run", "--trust")
    assert last(listed, "script") == "✓ passed: fine"


def test_what_others_may_have_written_is_not_told(listed):
    listed.mdcheck("run", "--trust")
    (path,) = files(listed)
    path.chmod(0o666)
    ended = listed.mdcheck("explain", "script")
    assert (ended.code, "what checks last said is not known" in ended.err) == (0, True)
    assert "nothing: it has not run on this machine" in ended.out


def test_hostile_words_are_made_safe(listed):
    listed.mdcheck("run", "--trust")
    (path,) = files(listed)
    path.write_text(path.read_text().replace('"message":"fine"', '"message":"\\u001b[31m\\u202ered"'))
    assert last(listed, "script") == "✓ passed: red"


RESULT = LastResult(
    item="a/b", index=1, kind="run", digest="0f", outcome=Outcome.NOT_APPLICABLE, message="é\n\U0001f600", at="now"
)


def test_lines_and_back():
    data = encode([RESULT, RESULT])
    assert data.count(b"\n") == 2
    assert decode(data) == (RESULT, RESULT)
    assert decode(b"") == ()
    assert encode([]) == b""


def test_later_versions_may_add_to_a_line():
    assert decode(encode([RESULT]).replace(b'{"item"', b'{"new":[1],"item"')) == (RESULT,)


def test_a_message_that_is_no_text_is_no_crash(project):
    project.write("- [ ] a\n  ```check\n  value: a.json\n  at: $.*.b\n  equals: c\n  ```\n")
    project.write('{"\\ud800": {"b": "d"}}\n', "a.json")
    assert project.mdcheck("run").code == 1
    assert last(project, "a").startswith("✗ failed: a.json: $['\\ud800']")
