"""`mdcheck diff` of who may sign, and of signatures, on real repositories."""

from __future__ import annotations

import json

import pytest

POLICY = """\
[roles]
tech-lead = ["ada@example.org"]

[signoff]
proof = "committed"

[waivers]
max = "90d"
"""
SIGNED = """\
# Release

- [x] The technical lead agrees: the design holds
  ```check
  signoff: tech-lead
  inputs: docs/design
  ```
  ```signed
  - by: Ada Lovelace <ada@example.org>
    date: 2026-11-20
    of: 3f9c2a71b0d4e816
    evidence: docs/load-test.md
  ```
"""


@pytest.fixture
def agreed(project):
    """A checklist with a signature that covers two files."""
    project.write(POLICY, "mdcheck.toml")
    project.write(SIGNED)
    project.write("Queues.\n", "docs/design/queues.md")
    project.write("200 a second.\n", "docs/load-test.md")
    project.write("Other.\n", "docs/other.md")
    project.commit_all()
    return project


def told(project, *words):
    ended = project.mdcheck("diff", "--format", "json", *words)
    assert ended.code == 0, ended.err
    (file,) = json.loads(ended.out)["files"]
    return file


def fates(project, *words):
    return [(one["change"], one["reasons"]) for one in told(project, *words)["signatures"]]


LAPSES = {
    "the words": ("CHECKLIST.md", "the design holds", "the design is good enough", "the item was reworded"),
    "the section": ("CHECKLIST.md", "# Release", "# Later", "its section was renamed, or it was moved"),
    "what is asked": ("CHECKLIST.md", "signoff: tech-lead", "signoff: anyone", "what is asked for was changed"),
    "which files": ("CHECKLIST.md", "docs/design", "docs/other.md", "what is asked for was changed"),
    "a covered file": ("docs/design/queues.md", "Queues", "Topics", "docs/design/queues.md changed"),
    "the evidence": ("docs/load-test.md", "200", "100", "docs/load-test.md changed"),
}
KEPT = {
    "a mark": ("CHECKLIST.md", "the design", "the *design*"),
    "what it matters": ("CHECKLIST.md", "inputs: docs/design", "inputs: docs/design\n  severity: blocker"),
    "the box": ("CHECKLIST.md", "[x]", "[ ]"),
    "another file": ("docs/other.md", "Other", "More"),
    "another item": ("CHECKLIST.md", "# Release\n", "# Release\n\n- [ ] more\n"),
}


@pytest.mark.parametrize("committed", [False, True], ids=["working tree", "commit"])
@pytest.mark.parametrize(("name", "before", "after", "reason"), LAPSES.values(), ids=LAPSES)
def test_a_signature_lapses_with_what_it_covers(agreed, name, before, after, reason, committed):
    agreed.write(agreed.read(name).replace(before, after, 1), name)
    if committed:
        agreed.commit_all()
    words = ["HEAD^..HEAD" if committed else "HEAD"]
    assert fates(agreed, *words) == [("lapsed", [reason])]
    assert reason in agreed.mdcheck("diff", *words).out
    assert reason in agreed.mdcheck("diff", *words, "-f", "markdown").out


@pytest.mark.parametrize(("name", "before", "after"), KEPT.values(), ids=KEPT)
def test_it_stays_with_everything_else(agreed, name, before, after):
    agreed.write(agreed.read(name).replace(before, after, 1), name)
    assert fates(agreed) == []


@pytest.mark.parametrize("name", ["docs", "docs/design/*.md", "@designs", "@docs", "@tracked", "{docs,doc}/**"])
def test_what_inputs_name(agreed, name):
    agreed.write(POLICY + '[paths]\ndesigns = ["docs/design/**"]\n', "mdcheck.toml")
    agreed.write(SIGNED.replace("docs/design", f"'{name}'"))
    agreed.commit_all()
    agreed.write("Topics.\n", "docs/design/queues.md")
    agreed.write(agreed.read() + "\nMore.\n")
    assert fates(agreed) == [("lapsed", ["docs/design/queues.md changed"])]


@pytest.mark.parametrize("name", ["@nothing", "[a-", "../docs", "docs/other.md"])
def test_inputs_that_name_something_else(agreed, name):
    agreed.write(SIGNED.replace("docs/design", f"'{name}'"))
    agreed.commit_all()
    agreed.write("Topics.\n", "docs/design/queues.md")
    assert fates(agreed) == []


def test_both_texts_are_shown(agreed):
    agreed.write(SIGNED.replace("the design holds", "the design is good enough"))
    text = agreed.mdcheck("diff").out
    assert "Signatures that lapsed" in text
    assert "- The technical lead agrees: the design holds" in text
    assert "+ The technical lead agrees: the design is good enough" in text
    (one,) = told(agreed)["signatures"]
    assert one["text_before"] == "The technical lead agrees: the design holds"
    assert one["text"] == "The technical lead agrees: the design is good enough"


def test_who_may_sign_comes_first(agreed):
    agreed.write(POLICY.replace('"ada@', '"eve@example.org", "ada@').replace("committed", "claimed"), "mdcheck.toml")
    agreed.write(SIGNED.replace("signoff: tech-lead", "signoff: anyone"))
    text = agreed.mdcheck("diff").out
    rows = [
        "who may sign changed",
        "Who may sign and waive",
        "! roles.tech-lead: added eve@example.org",
        "! signoff.proof: committed → claimed",
        "- signoff: tech-lead",
        "+ signoff: anyone",
        "Signatures that lapsed",
    ]
    places = [text.index(row) for row in rows]
    assert places == sorted(places)
    assert "Checks that only read" not in text
    assert told(agreed)["policy"] == [
        {"setting": "roles.tech-lead", "before": ["ada@example.org"], "after": ["ada@example.org", "eve@example.org"]},
        {"setting": "signoff.proof", "before": ["committed"], "after": ["claimed"]},
    ]


def test_a_policy_that_can_not_be_read(agreed):
    agreed.write('[roles]\ntech-lead = "nobody"\n', "mdcheck.toml")
    (first, *_) = told(agreed, "HEAD", "CHECKLIST.md")["policy"]
    assert (first["setting"], first["before"]) == ("settings", [])
    assert "“nobody” is no address" in first["after"][0]


def test_a_policy_in_another_file(agreed):
    (agreed.root / "mdcheck.toml").unlink()
    table = POLICY.replace("[", "[tool.mdcheck.", 1).replace("\n[", "\n[tool.mdcheck.")
    agreed.write(table, "pyproject.toml")
    agreed.commit_all()
    assert told(agreed, "HEAD^..HEAD")["policy"] == []


def test_keys_that_changed(agreed):
    agreed.write(POLICY.replace("[signoff]", '[signoff]\nallowed_signers = "keys"'), "mdcheck.toml")
    agreed.write("# people\nada@example.org ssh-ed25519 AAAA\n", "keys")
    agreed.commit_all()
    agreed.write("ada@example.org ssh-ed25519 AAAA\neve@example.org ssh-ed25519 BBBB\n", "keys")
    assert told(agreed)["policy"] == [
        {
            "setting": "keys",
            "before": ["ada@example.org ssh-ed25519 AAAA"],
            "after": ["ada@example.org ssh-ed25519 AAAA", "eve@example.org ssh-ed25519 BBBB"],
        }
    ]
    assert "keys: added eve@example.org ssh-ed25519 BBBB" in agreed.mdcheck("diff").out


def test_a_settings_file_that_leads_out_of_the_repository(agreed, tmp_path):
    (tmp_path / "elsewhere.toml").write_text(POLICY.replace("ada", "eve"), encoding="utf-8")
    (agreed.root / "mdcheck.toml").unlink()
    (agreed.root / "mdcheck.toml").symlink_to(tmp_path / "elsewhere.toml")
    policy = told(agreed, "HEAD", "CHECKLIST.md")["policy"]
    assert policy[0]["setting"] == "settings"
    assert "eve@example.org" not in json.dumps(policy)


def test_front_matter_that_can_not_be_read(agreed):
    agreed.write("---\nmdcheck: {paths: no}\n---\n" + SIGNED.replace("docs/design", "'@designs'"))
    assert fates(agreed) == [("lapsed", ["what is asked for was changed"])]


def test_a_block_that_can_not_be_read(agreed):
    agreed.write(SIGNED.replace("signoff: tech-lead", "signoff: {rolls: tech-lead}"))
    assert fates(agreed) == [("lapsed", ["what is asked for was changed"])]


def test_a_checklist_that_is_gone(agreed):
    (agreed.root / "CHECKLIST.md").unlink()
    assert fates(agreed, "HEAD", "CHECKLIST.md") == [("removed", [])]


def test_a_signature_that_is_bound_to_nothing(agreed):
    agreed.write(SIGNED.replace("    of: 3f9c2a71b0d4e816\n", ""))
    agreed.commit_all()
    agreed.write(agreed.read().replace("the design holds", "all is well"))
    assert fates(agreed) == [("unbound", ["the item was reworded"])]
    assert "Signatures that are not bound to what was changed" in agreed.mdcheck("diff").out


def test_a_thousand_signatures(agreed):
    records = "".join(f"  - by: P <p{number}@example.org>\n    date: 2026-01-01\n" for number in range(1000))
    agreed.write(SIGNED.replace("  - by", f"{records}  - by"))
    assert len(told(agreed)["signatures"]) == 1000
