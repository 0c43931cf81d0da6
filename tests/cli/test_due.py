"""`mdcheck due`: what people have ticked, when, and what of it has become old. All days are in UTC."""

import datetime as dt
import json
import os
import subprocess
from pathlib import Path

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator
from testing.schemas import strict

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "due-1.json").read_text(encoding="utf-8"))
FRONT = "---\nmdcheck:\n  manual: {valid_for: 180d}\n---\n"
LIST = """\
# Release

- [{a}] The threat model was discussed
- [{b}] A restore was tried
- [ ] Nobody ticked this
- [x] A readme
  ```check
  file_exists: README.md
  ```
"""


def commit(project, day, text=None, author="Ada <ada@example.org>"):
    if text is not None:
        project.write(text)
    project.git("add", "-A")
    os.environ["GIT_COMMITTER_DATE"] = f"{day}T12:00:00Z"
    try:
        project.git("commit", "-q", "--allow-empty", "-m", f"on {day}", "--author", author)
    finally:
        del os.environ["GIT_COMMITTER_DATE"]


@pytest.fixture
def past(project):
    """Ada ticks the first box on 1 January, Bob the second on 1 February."""
    commit(project, "2025-12-01", FRONT + LIST.format(a=" ", b=" "))
    commit(project, "2026-01-01", FRONT + LIST.format(a="x", b=" "))
    commit(project, "2026-02-01", FRONT + LIST.format(a="x", b="x"), author="Bob <bob@example.org>")
    return project


def found(project, *args, file="CHECKLIST.md"):
    ended = project.mdcheck("due", *args, "-f", "json")
    assert ended.code == 0, ended.err
    value = json.loads(ended.out)
    Draft202012Validator(strict(SCHEMA)).validate(value)
    (statements,) = (one["statements"] for one in value["files"] if one["path"] == file)
    return [(one["text"], one["state"], one["since"], one["until"], one["author"]) for one in statements]


def states(project, day, *args):
    return [(text.split()[-1], state) for text, state, *_ in found(project, "--as-of", day, *args)]


ADA = ("The threat model was discussed", "2026-01-01", "2026-06-30", "Ada <ada@example.org>")
BOB = ("A restore was tried", "2026-02-01", "2026-07-31", "Bob <bob@example.org>")


def test_it_fits_a_narrow_terminal(past, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    shown = past.mdcheck("due", "--as-of", "2026-07-15").out.splitlines()
    assert shown[:2] == ["CHECKLIST.md", "  2 boxes ticked by people: 1 ended, 1"]
    assert max(map(len, shown)) <= 40


def test_git_knows_who_ticked_and_when(past):
    assert found(past, "--as-of", "2026-03-01") == [
        (ADA[0], "current", *ADA[1:]),
        (BOB[0], "current", *BOB[1:]),
    ]


@pytest.mark.parametrize(
    ("day", "within", "expected"),
    [
        ("2026-03-01", "30d", ["current", "current"]),
        ("2026-05-30", "30d", ["current", "current"]),
        ("2026-05-31", "30d", ["ending", "current"]),
        ("2026-06-30", "0", ["ending", "current"]),
        ("2026-06-30", "31", ["ending", "ending"]),
        ("2026-06-30", "5w", ["ending", "ending"]),
        ("2026-07-01", "0d", ["ended", "current"]),
        ("2026-07-31", "0d", ["ended", "ending"]),
        ("2026-08-01", "0d", ["ended", "ended"]),
    ],
)
def test_the_last_day_counts(past, day, within, expected):
    assert [state for _, state in states(past, day, "--within", within)] == expected


def test_the_exit_status_tells_of_what_has_ended_if_it_is_asked_to(past):
    assert past.mdcheck("due", "--as-of", "2026-07-01").code == 0
    assert past.mdcheck("due", "--as-of", "2026-07-01", "--exit-code").code == 1
    assert past.mdcheck("due", "--as-of", "2026-06-30", "--exit-code").code == 0


def test_without_an_end_the_boxes_are_listed_with_the_way_to_give_them_one(project):
    commit(project, "2026-01-01", LIST.format(a="x", b=" "))
    assert found(project) == [(ADA[0], "endless", "2026-01-01", None, ADA[3])]
    ended = project.mdcheck("due", "--exit-code")
    assert ended.code == 0
    assert ADA[0] in ended.out
    assert "valid_for: 180d" in ended.out


def test_the_repository_may_set_the_end_for_all(project):
    project.write("[manual]\nvalid_for = '26w'\n", "mdcheck.toml")
    commit(project, "2026-01-01", LIST.format(a="x", b=" "))
    assert found(project, "--as-of", "2026-07-03")[0][1:4] == ("ended", "2026-01-01", "2026-07-02")


def test_other_commits_do_not_make_a_tick_younger(past):
    commit(
        past, "2026-03-01", past.read().replace("# Release", "# The release\n\nWords.").replace("tried", "tried out")
    )
    assert [(since, until) for _, _, since, until, _ in found(past)] == [ADA[1:3], BOB[1:3]]


def test_a_box_that_was_unticked_begins_anew(past):
    commit(past, "2026-03-01", FRONT + LIST.format(a=" ", b="x"))
    assert [text for text, *_ in found(past)] == [BOB[0]]
    commit(past, "2026-04-01", FRONT + LIST.format(a="x", b="x"))
    assert found(past)[1][2] == "2026-04-01"


def test_a_tick_that_is_not_committed_is_of_today(past):
    past.write(past.read().replace("[ ] Nobody", "[x] Nobody"))
    assert found(past, "--as-of", "2026-03-01")[2] == (
        "Nobody ticked this",
        "current",
        "2026-03-01",
        "2026-08-28",
        None,
    )
    assert "not committed yet" in past.mdcheck("due", "--all").out
    (past.root / "CHECKLIST.md").rename(past.root / "new.md")
    assert [since for _, _, since, *_ in found(past, "--as-of", "2026-03-01", "new.md", file="new.md")] == [
        "2026-03-01"
    ] * 3


def test_a_mailmap_gives_nobody_another_name(past):
    past.write("Eve <eve@example.org> <ada@example.org>\n", ".mailmap")
    commit(past, "2026-02-02")
    assert found(past)[0][4] == ADA[3]


def test_a_shallow_clone_does_not_know(past, tmp_path, monkeypatch):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", past.root.as_uri(), clone], check=True)
    monkeypatch.chdir(clone)
    assert [(state, since) for _, state, since, *_ in found(past)] == [("unknown", None)] * 2
    ended = past.mdcheck("due", "--exit-code")
    assert ended.code == 1
    assert "git fetch --unshallow" in ended.out


def test_text(past):
    ended = past.mdcheck("due", "--as-of", "2026-07-02")
    commits = past.git("log", "--format=%h", "--abbrev=7").split()
    assert ended.out.splitlines() == [
        "CHECKLIST.md  2 boxes ticked by people: 1 ended, 1 ending",
        "",
        "Ended",
        f"  2026-06-30  The threat model was discussed{'line 7':>56}",
        f"              ended 2 days ago, ticked 2026-01-01 by Ada <ada@example.org> in {commits[1]}",
        "",
        "Ending within 30 days",
        f"  2026-07-31  A restore was tried{'line 8':>67}",
        f"              29 days left, ticked 2026-02-01 by Bob <bob@example.org> in {commits[0]}",
    ]


def test_markdown(past):
    ended = past.mdcheck("due", "--as-of", "2026-07-02", "-f", "markdown")
    assert (
        "| 2026-06-30 | The threat model was discussed (line 7) | ended 2 days ago, ticked 2026-01-01 by" in ended.out
    )
    later = past.mdcheck("due", "--as-of", "2026-03-01", "-f", "markdown")
    assert "nothing ends within 30 days" in later.out
    past.write(past.read().replace(FRONT, ""))
    assert "valid_for: 180d" in past.mdcheck("due", "-f", "markdown").out


def test_a_calendar_holds_a_day_for_each_end(past):
    ended = past.mdcheck("due", "--as-of", "2026-03-01", "-f", "ics")
    calendar = Calendar.from_ical(ended.out)
    events = calendar.walk("VEVENT")
    assert [(event["dtstart"].dt, str(event["summary"])) for event in events] == [
        (dt.date(2026, 6, 30), "Look again: The threat model was discussed"),
        (dt.date(2026, 7, 31), "Look again: A restore was tried"),
    ]
    assert ended.out == past.mdcheck("due", "--as-of", "2026-03-01", "-f", "ics").out
    commit(past, "2026-03-01", FRONT + LIST.format(a=" ", b="x"))
    commit(past, "2026-04-01", FRONT + LIST.format(a="x", b="x"))
    moved = Calendar.from_ical(past.mdcheck("due", "-f", "ics").out).walk("VEVENT")
    assert {str(event["uid"]) for event in moved} == {str(event["uid"]) for event in events}


def test_a_list_without_ticks_needs_no_past(folder):
    folder.write(LIST.format(a=" ", b=" "))
    ended = folder.mdcheck("due")
    assert (ended.code, ended.out) == (0, "CHECKLIST.md  0 boxes ticked by people\n")


WRONG = {
    "no repository": ((), LIST.format(a="x", b=" "), 4, "not inside a git repository"),
    "no duration": (("--within", "soon"), LIST, 3, "“soon” is no duration"),
    "hours": (("--within", "36h"), LIST, 3, "a number of whole days"),
    "a wrong setting": (
        (),
        FRONT.replace("180d", "0d") + LIST,
        3,
        "CHECKLIST.md:3: error: valid_for is a number of whole days",
    ),
    "no mapping": ((), FRONT.replace("{valid_for: 180d}", "180d") + LIST, 3, "manual is a mapping of valid_for"),
}


@pytest.mark.parametrize(("args", "text", "code", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_can_not_be_told(folder, args, text, code, message):
    folder.write(text)
    ended = folder.mdcheck("due", *args)
    assert ended.code == code
    assert message in ended.err


def test_nothing_is_written(past):
    before = {path.name: path.read_bytes() for path in past.root.iterdir() if path.is_file()}
    past.mdcheck("due", "--as-of", "2027-01-01")
    assert {path.name: path.read_bytes() for path in past.root.iterdir() if path.is_file()} == before
    assert past.git("status", "--porcelain") == ""


WAIVED = """\
- [ ] A check
  ```check
  file_exists: a
  ```
  ```waived
  until: {until}
  by: Ada <ada@example.org>
  reason: later
  ```
"""


def test_waivers_end_too(folder):
    folder.write(WAIVED.format(until="2026-12-15"))
    assert found(folder, "--as-of", "2026-12-15") == [
        ("A check", "ending", None, "2026-12-15", "Ada <ada@example.org>")
    ]
    assert states(folder, "2026-12-16") == [("check", "ended")]
    ended = folder.mdcheck("due", "--as-of", "2026-12-01")
    assert "0 boxes ticked by people, 1 waiver: 1 ending" in ended.out
    assert "14 days left, waived by Ada <ada@example.org>: later" in ended.out
    folder.write(WAIVED.format(until="soon"))
    assert found(folder) == []


POLICY = '[roles]\nlead = ["ada@example.org"]\n[waivers]\nroles = ["lead"]\n'
PEOPLE = WAIVED.format(until="2026-12-15") + (
    "- [ ] Agreed\n  ```check\n  signoff: lead\n  ```\n"
    "  ```signed\n  by: Eve <eve@example.org>\n  date: 2026-11-01\n  ```\n"
)


@pytest.fixture
def change(project):
    """The base knows Ada as lead; Eve's branch makes herself one, signs, waives, and lengthens what ticks hold."""
    project.write(POLICY, "mdcheck.toml")
    commit(project, "2026-11-01", FRONT + "- [x] Discussed\n" + PEOPLE.replace("Ada", "Eve").replace("ada@", "eve@"))
    project.git("branch", "base")
    project.write(POLICY.replace("ada@", "eve@"), "mdcheck.toml")
    commit(project, "2026-11-02", project.read().replace("180d", "900d"))
    return project


def test_the_base_judges_who_counts(change):
    """As for `run --base`: its settings, its policy and its date."""
    due = [(text, state, until) for text, state, _, until, _ in found(change, "--as-of", "2026-11-20")]
    assert due == [
        ("A check", "ending", "2026-12-15"),
        ("Discussed", "current", "2029-04-19"),
        ("Agreed", "endless", None),
    ]
    due = [(text, state, until) for text, state, _, until, _ in found(change, "--base", "base")]
    assert due == [("Agreed", "pending", None), ("Discussed", "current", "2027-04-30")]
    shown = change.mdcheck("due", "--base", "base")
    assert "  policy: mdcheck.toml at base\n" in shown.out
    assert "does not count: the address is not in lead by mdcheck.toml at base" in " ".join(shown.out.split())
    assert "policy: this branch's own" in change.mdcheck("due", "-f", "markdown").out
    value = json.loads(change.mdcheck("due", "--base", "base", "-f", "json").out)
    assert (value["today"], value["files"][0]["policy"]) == ("2026-11-01", "policy: mdcheck.toml at base")


def test_the_base_has_checklists_that_the_change_does_not_name(change):
    change.write('files = ["other.md"]\n', "mdcheck.toml")
    change.write("- [ ] Nothing\n", "other.md")
    for command in ("due", "waivers"):
        assert "CHECKLIST.md" not in change.mdcheck(command).out
        assert "CHECKLIST.md" in change.mdcheck(command, "--base", "base").out


def test_a_waiver_that_does_not_count_ends_nothing(change):
    change.write(POLICY, "mdcheck.toml")
    assert [text for text, *_ in found(change, "--as-of", "2026-11-20")] == ["Agreed", "Discussed"]
    assert [text for text, *_ in found(change, "--as-of", "2026-11-20", "--no-waivers")] == ["Agreed", "Discussed"]
    assert "only lead may waive" in change.mdcheck("waivers").out
