"""Signatures where nothing runs: `due`, `explain` and `lint`."""

import json
from pathlib import Path

import jsonschema
import pytest
from testing.signing import ADA, DAY, EVE, GRACE, ROLES, of, record

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "due-1.json"


def item(words, *records, check="signoff: tech-lead\n  valid_for: 90d"):
    fences = "".join(f"  ```signed\n{one}  ```\n" for one in records)
    return f"- [ ] {words}\n  ```check\n  {check}\n  ```\n{fences}"


@pytest.fixture
def team(project):
    project.write(ROLES, "mdcheck.toml")
    names = ("current", "ending", "ended", "renewed", "pending", "declined")
    project.write("".join(map(item, names)) + item("endless", check="signoff: [tech-lead, security]"))
    digests = {name: of(item=index) for index, name in enumerate((*names, "endless"))}
    project.write(
        item("current", record(of=digests["current"]))
        + item("ending", record(of=digests["ending"], date="2026-09-01"))
        + item("ended", record(of=digests["ended"], date="2026-01-01"), record(by=EVE))
        + item("renewed", record(of=digests["renewed"], date="2026-01-01"), record(by=GRACE, of=digests["renewed"]))
        + item("pending")
        + item("declined", record(says="no", note="Not yet", date="2020-01-01"), check="signoff: tech-lead")
        + item("endless", record(by=GRACE, of=digests["endless"]), check="signoff: [tech-lead, security]")
    )
    return project


def test_due_lists_signatures(team):
    ended = team.mdcheck("due", "--as-of", DAY, "--all")
    assert ended.code == 0, ended.err
    rows = " ".join(ended.out.split())
    assert (
        "0 boxes ticked by people, 5 signatures: 1 ended, 3 to be signed, 1 ending, 2 later, 1 without an end" in rows
    )
    assert "ended 233 days ago, signed 2026-01-01 by Ada Lovelace <ada@example.org> as tech-lead" in rows
    assert "as tech-lead, security" in rows
    assert "tech-lead has yet to sign; the signature of Ada Lovelace ended on 2026-04-01; the signature of Eve" in rows
    assert "Ada Lovelace (tech-lead) says no: Not yet" in rows
    assert team.mdcheck("due", "--as-of", DAY, "--exit-code").code == 1
    assert "To be signed" in team.mdcheck("due", "--as-of", DAY, "-f", "markdown").out


def test_due_for_programs(team):
    found = json.loads(team.mdcheck("due", "--as-of", DAY, "-f", "json").out)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(found)
    states = [(one["text"], one["statement"], one["state"]) for one in found["files"][0]["statements"]]
    assert states == [
        ("ended", "signature", "ended"),
        ("ended", "signature", "pending"),
        ("pending", "signature", "pending"),
        ("declined", "signature", "pending"),
        ("ending", "signature", "ending"),
        ("current", "signature", "current"),
        ("renewed", "signature", "current"),
        ("endless", "signature", "endless"),
    ]
    calendar = team.mdcheck("due", "--as-of", DAY, "-f", "ics").out
    assert calendar.count("BEGIN:VEVENT") == 4


def test_lint_names_signatures_that_do_not_count(team):
    ended = team.mdcheck("lint")
    assert ended.code == 2
    told = ended.out + ended.err
    assert (
        "the signature of Eve does not count: the address is not in tech-lead by mdcheck.toml [idle-signature]" in told
    )
    assert "the signature of Ada Lovelace ended on 2026-04-01 [idle-signature]" in told


WAIVED = "  ```waived\n  until: 2099-12-31\n  by: Ada Lovelace <ada@example.org>\n  reason: later\n{}  ```\n"
SCRIPT = "  ```check sh\n  false\n  ```\n"
IDLE = "the waiver changes nothing: the sign-off is pending, which nobody can waive [idle-waiver]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (item("a") + WAIVED.format(""), True),
        (item("a", record(of="0123456789abcdef")) + WAIVED.format(""), True),
        (item("a") + SCRIPT + WAIVED.format("  kind: signoff\n"), True),
        (item("a") + SCRIPT + WAIVED.format(""), False),
        (item("a") + SCRIPT + WAIVED.format("  kind: sh\n"), False),
        (item("a", record(says="no", date="2020-01-01"), check="signoff: tech-lead") + WAIVED.format(""), False),
    ],
    ids=["nobody-signed", "lapsed", "for-the-sign-off", "for-both", "for-the-script", "declined"],
)
def test_lint_names_a_waiver_of_what_is_pending(team, text, told):
    team.write(text)
    ended = team.mdcheck("lint")
    assert (IDLE in ended.out + ended.err) is told


def test_explain_shows_each_signature(team):
    ended = team.mdcheck("explain", "ended")
    assert ended.code == 0
    told = " ".join(ended.out.split())
    assert "now pending: tech-lead has yet to sign" in told
    assert "not counted Ada Lovelace <ada@example.org> as tech-lead on 2026-01-01, until 2026-04-01 (claimed)" in told
    assert "not counted Eve <eve@example.org> on 2026-11-20" in told
    assert "passes if people in each of the roles have signed" in told
    assert "declined Ada Lovelace" in " ".join(team.mdcheck("explain", "declined").out.split())


def test_nothing_of_it_writes_or_runs(team):
    before = team.names(), team.read()
    for words in (("due",), ("lint",), ("explain", "ended")):
        team.mdcheck(*words)
    assert (team.names(), team.read()) == before
    assert ADA in team.read()
