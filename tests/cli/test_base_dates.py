"""`--base` judges a change by the date of its base: what people sign and waive in the change is later, and counts."""

import json
from datetime import UTC, datetime, timedelta

import pytest

POLICY = """\
[roles]
lead = ["ada@example.org"]
[waivers]
roles = ["lead"]
max = "30d"
"""
LIST = """\
# Release

- [ ] The design holds
  ```check
  signoff: lead
  valid_for: 90d
  ```
- [ ] A restore was tried
  ```check
  file_exists: restore.md
  ```
"""
SIGNED = "  ```signed\n  by: Ada <ada@example.org>\n  date: {}\n  ```\n"
WAIVED = "  ```waived\n  by: Ada <ada@example.org>\n  until: {}\n  reason: later\n  ```\n"


@pytest.fixture
def change(project, monkeypatch):
    """A branch of a base that was committed long ago."""
    project.git("config", "user.name", "Ada")
    project.git("config", "user.email", "ada@example.org")
    project.write(POLICY, "mdcheck.toml")
    project.write(LIST)
    with monkeypatch.context() as past:
        past.setenv("GIT_COMMITTER_DATE", "2020-03-01T12:00:00Z")
        project.commit_all()
    project.git("branch", "base")
    return project


def days(number):
    """The day that is so many days from today; a test may end on the day after."""
    return (datetime.now(UTC).date() + timedelta(days=number)).isoformat()


def outcomes(change, command, *words):
    ended = change.mdcheck(*command, "--base", "base", *words, "-f", "json")
    (file,) = json.loads(ended.out)["files"]
    return [item["checks"][0]["outcome"] for item in file["items"]]


COMMANDS = [("run",), ("update", "--dry-run")]


@pytest.mark.parametrize("base", [(), ("--base", "base")], ids=["alone", "with the base"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_signed_and_waived_today_counts_today(change, command, base):
    assert change.mdcheck("sign", "lead", "--yes", *base).code == 0
    assert change.mdcheck("waive", "restore", "--until", "30d", "--reason", "later", *base).code == 0
    assert "2020" not in change.read()
    assert outcomes(change, command) == ["passed", "waived"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("signed", "until", "words", "expected"),
    [
        (2, 29, (), ["pending", "waived"]),
        (0, 33, (), ["passed", "failed"]),
        (0, 29, ("--as-of", "2020-03-02"), ["pending", "failed"]),
    ],
    ids=["signed in the future", "waived for too long", "a day that is asked for"],
)
def test_what_is_later_than_that_does_not(change, command, signed, until, words, expected):
    first, second = LIST.split("- [ ] A restore")
    change.write(first + SIGNED.format(days(signed)) + "- [ ] A restore" + second + WAIVED.format(days(until)))
    assert outcomes(change, command, *words) == expected


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_verdict_names_the_date_and_the_policy_also_where_something_is_gone(change, command):
    change.write(LIST.split("- [ ] A restore", maxsplit=1)[0])
    ended = change.mdcheck(*command, "--base", "base", "-f", "json")
    (file,) = json.loads(ended.out)["files"]
    told = ", as of 2020-03-01T12:00:00Z, when base was committed; policy: mdcheck.toml at base"
    assert (ended.code, file["verdict_reason"].endswith(told)) == (1, True), file["verdict_reason"]


SEVERE = POLICY + 'never = ["blocker"]\n'


def test_waive_and_sign_know_the_severity_and_the_project_of_the_base(change):
    change.write(f'project = "payments"\n{SEVERE}', "mdcheck.toml")
    change.write(LIST.replace("restore.md", "restore.md\n  severity: blocker"))
    change.commit_all()
    change.git("branch", "-f", "base")
    change.write(f'project = "other"\n{POLICY}', "mdcheck.toml")
    change.write(LIST)
    ended = change.mdcheck("waive", "restore", "--until", "9d", "--reason", "later", "--base", "base")
    assert (ended.code, "nobody may waive a check of severity blocker" in ended.err) == (4, True)
    assert change.mdcheck("sign", "lead", "--yes", "--base", "base").code == 0
    assert outcomes(change, ("run",)) == ["passed", "failed"]
