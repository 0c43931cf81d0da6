"""`docs/schema/diff-1.json`, `history-1.json` and what the two commands print with `--format json` say the same."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError
from testing.schemas import strict

from mdcheck.results.flip import Origin
from mdcheck.results.history import Trait
from mdcheck.results.verdict import Verdict

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
PUBLISHED = {name: json.loads((FOLDER / f"{name}-1.json").read_text(encoding="utf-8")) for name in ("diff", "history")}

HOSTILE = "::error::x\u202e \x1b[31m ##[error] </script> “日本” \u2028 \x85 `a` | b \\ \x7f"
CHECKED = "  ```check sh\n  {}\n  ```\n"
WAIVED = f"  ```waived\n  until: 2026-01-01\n  by: a\n  reason: '{HOSTILE[:9]} <b>'\n  ```\n"
SIGNED = f"  ```signed\n  by: {{}}\n  date: 2026-01-01\n  note: '{HOSTILE[:9]} <b>'\n  ```\n"
FIRST = (
    f"# R {HOSTILE}\n\n- [ ] {HOSTILE}\n{CHECKED.format('true')}- [x] b\n- [ ] ~~c~~ no\n- [ ] d\n"
    f"- [x] gone\n{CHECKED.format(HOSTILE)}\n## Old\n\n- [ ] e one\n- [ ] f two three four\n"
)
LAST = (
    f"# R {HOSTILE}\n\n- [ ] {HOSTILE}\n{CHECKED.format(f'true # {HOSTILE}')}{WAIVED}- [ ] b\n- [ ] c\n"
    f"- [ ] ~~d~~ why\n- [ ] new {HOSTILE}\n{CHECKED.replace('check sh', 'check odd').format(HOSTILE)}"
    f"\n## New {HOSTILE}\n\n- [x] e one\n- [ ] f two three five\n"
    f"{CHECKED.format('true')}{SIGNED.format('a')}{SIGNED.format('c')}"
)


def objects(schema):
    """Every part of a schema that names keys."""
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    found = [schema] if isinstance(schema, dict) and isinstance(schema.get("properties"), dict) else []
    return found + [one for part in parts for one in objects(part)]


def commit(project, message, text=None):
    if text is not None:
        project.write(text)
    project.git("add", "-A")
    subprocess.run(["git", "commit", "-qF-"], cwd=project.root, input=message.encode(), check=True)


@pytest.fixture
def past(project):
    """A checklist that mdcheck updated, and that was unreadable and gone for a while."""
    commit(project, HOSTILE, FIRST)
    project.git("tag", "first")
    project.mdcheck("update", "--trust")
    project.write(f"fail_under = 0\n[roles]\n{json.dumps(HOSTILE[:9])} = ['a@b']\n", "mdcheck.toml")
    project.git("add", "mdcheck.toml")
    commit(project, f"{HOSTILE}\n\nMdcheck-Score: 999\nMdcheck-Verdict: {HOSTILE}", LAST)
    project.git("tag", "last")
    commit(project, "bytes", b"- [ ] \xff\n")
    (project.root / "CHECKLIST.md").unlink()
    commit(project, "gone")
    commit(project, "back", LAST)
    project.write(f"{LAST}- [x] edited\n")
    return project


def printed(project, command, *args):
    ended = project.mdcheck(command, "--format", "json", *args)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


DIFFS = {
    "two commits": ["first..last"],
    "backwards": ["last..first"],
    "the working tree": [],
    "from a commit": ["first"],
    "nothing": ["HEAD..HEAD"],
    "gone": ["last..HEAD^"],
    "back": ["HEAD^..HEAD"],
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_schema_is_one(name):
    Draft202012Validator.check_schema(PUBLISHED[name])


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_key_is_required(name):
    found = objects(PUBLISHED[name])
    assert len(found) > 4
    assert [sorted(part["required"]) for part in found] == [sorted(part["properties"]) for part in found]


@pytest.mark.parametrize("words", DIFFS.values(), ids=DIFFS)
def test_every_diff_is_valid_and_says_no_more(past, words):
    Draft202012Validator(strict(PUBLISHED["diff"])).validate(printed(past, "diff", *words))


@pytest.mark.parametrize("args", [[], ["-n", "1"], ["--days", "0"], ["--first-parent"]], ids=" ".join)
def test_every_history_is_valid_and_says_no_more(past, args):
    Draft202012Validator(strict(PUBLISHED["history"])).validate(printed(past, "history", *args))


def test_several_files_and_long_ids(folder):
    folder.git("init", "-q", "--object-format=sha256")
    folder.write(FIRST, "docs/ünï.md")
    commit(folder, "one", FIRST)
    commit(folder, "two", LAST)
    for name, words in (("diff", ["HEAD^..HEAD"]), ("history", [])):
        told = printed(folder, name, *words, "CHECKLIST.md", "docs/ünï.md")
        assert len(told["files"]) == 2
        Draft202012Validator(strict(PUBLISHED[name])).validate(told)


def test_the_samples_show_every_list(past):
    """Otherwise the schema of what stands in an empty list is not tried."""
    (diff,) = printed(past, "diff", "first..last")["files"]
    assert [key for key, value in diff.items() if value == []] == []
    assert {check["change"] for check in diff["checks"]} == {"added", "changed", "removed"}
    (history,) = printed(past, "history")["files"]
    assert {bool(one["problem"]) for one in history["revisions"]} == {True, False}
    assert any(one["score"] is not None and one["verdict"] for one in history["revisions"])


def test_the_closed_sets_are_ours():
    for schema in PUBLISHED.values():
        assert schema["$defs"]["verdict"]["enum"] == [*(verdict.value for verdict in Verdict), None]
    assert PUBLISHED["diff"]["$defs"]["flip"]["properties"]["by"]["enum"] == [origin.value for origin in Origin]
    traits = PUBLISHED["history"]["$defs"]["item"]["properties"]["traits"]["items"]["enum"]
    assert traits == [trait.value for trait in Trait]


@pytest.mark.parametrize(
    ("command", "place", "value"),
    [
        ("diff", ("schema",), 2),
        ("diff", ("files", 0, "after", "commit"), ""),
        ("diff", ("files", 0, "before", "completion", "percent"), 101),
        ("diff", ("files", 0, "flips", 0, "by"), "someone"),
        ("diff", ("files", 0, "checks", 0, "change"), "moved"),
        ("diff", ("files", 0, "added", 0, "line"), 0),
        ("history", ("files", 0, "until"), "2025-01-01"),
        ("history", ("files", 0, "revisions", 0, "commit"), "abc"),
        ("history", ("files", 0, "revisions", 0, "score"), 100.1),
        ("history", ("files", 0, "items", 0, "traits"), ["odd"]),
        ("history", ("files", 0, "items", 0, "days"), -1),
    ],
)
def test_what_is_wrong_is_found(past, command, place, value):
    told = printed(past, command, *(["first..last"] if command == "diff" else []))
    *way, last = place
    part = told
    for key in way:
        part = part[key]
    part[last] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(PUBLISHED[command]).validate(told)
