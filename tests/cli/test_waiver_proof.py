"""What must stand behind a waiver before it counts: the policy's `proof`, as for signatures."""

import json

import pytest
from testing.signing import ADA, EVE, Keys, commit_as

DAY = "2026-12-01"
CHECKLIST = "- [x] A file\n  ```check\n  file_exists: missing\n  ```\n"
POLICY = '[roles]\nlead = ["ada@example.org"]\n[waivers]\nroles = ["lead"]\nproof = "{}"\n'


@pytest.fixture
def waived(project, monkeypatch):
    """A checklist with a waiver that Ada has written, and that nobody has committed."""
    monkeypatch.setenv("MDCHECK_POLICY", "policy.toml")
    project.write(POLICY.format("committed"), "policy.toml")
    project.write(CHECKLIST)
    project.commit_all()
    words = ["waive", "a-file", "--until", "2099-12-15", "--reason", "Staging", "--by", ADA, "--as-of", DAY]
    ended = project.mdcheck(*words)
    assert ended.code == 0, ended.err
    return project


def told(project, *words, code=None):
    ended = project.mdcheck("run", "--as-of", DAY, "-f", "json", *words)
    assert ended.out, ended.err
    check = json.loads(ended.out)["files"][0]["items"][0]["checks"][0]
    return check["outcome"], check["message"]


def test_claimed_is_enough_by_default(waived):
    waived.write(POLICY.format("claimed"), "policy.toml")
    assert told(waived)[0] == "waived"


def test_a_waiver_that_is_not_committed_is_a_claim(waived):
    outcome, message = told(waived)
    assert outcome == "failed"
    assert "it is claimed, and the policy asks for committed: it is not committed yet: commit it" in message


def test_a_commit_of_ones_own_proves_it(waived):
    commit_as(waived, ADA)
    assert told(waived)[0] == "waived"
    assert waived.mdcheck("lint").code == 0


@pytest.mark.parametrize("squashed", [False, True], ids=["of another", "squashed"])
def test_the_commit_of_another_does_not(waived, squashed):
    if squashed:
        commit_as(waived, ADA)
        waived.git("reset", "-q", "--soft", "HEAD^")
    commit_as(waived, EVE)
    outcome, message = told(waived)
    assert outcome == "failed"
    assert "whose author is Eve <eve@example.org>: `mdcheck waive` and a commit of one's own prove it" in message
    lint = waived.mdcheck("lint")
    assert "the policy asks for committed" in lint.out
    listed = json.loads(waived.mdcheck("waivers", "--as-of", DAY, "-f", "json").out)
    assert listed["files"][0]["waivers"][0]["standing"] == "proof too weak"


def test_a_renewal_asks_for_a_proof_of_its_own(waived):
    commit_as(waived, ADA)
    waived.write(waived.read().replace("2099-12-15", "2100-12-15"))
    commit_as(waived, EVE)
    assert told(waived)[0] == "failed"


def test_a_waiver_without_a_digest_proves_nothing(waived):
    waived.write("".join(line for line in waived.read().splitlines(keepends=True) if "of:" not in line))
    commit_as(waived, ADA)
    assert "does not say what it is for (`of`)" in told(waived)[1]


def test_a_signed_commit(waived, tmp_path):
    keys = Keys(tmp_path / "keys")
    waived.write(POLICY.format("signed") + '[signoff]\nallowed_signers = "signers"\n', "policy.toml")
    waived.write(keys.allowed(ADA, EVE), "signers")
    commit_as(waived, ADA, key=keys.of(EVE))
    assert "git says that it is signed by eve@example.org" in told(waived)[1]
    waived.git("reset", "-q", "--soft", "HEAD^")
    commit_as(waived, ADA, key=keys.of(ADA))
    assert told(waived)[0] == "waived"


def test_without_git_it_is_a_claim(folder, monkeypatch):
    monkeypatch.setenv("MDCHECK_POLICY", "policy.toml")
    folder.write(POLICY.format("committed"), "policy.toml")
    lines = f"  ```waived\n  until: 2026-12-15\n  by: {ADA}\n  reason: r\n  of: 77aa01c2e4b59d10\n  ```\n"
    folder.write(CHECKLIST + lines)
    assert told(folder)[0] == "failed"
