"""What stands behind a signature: the commit that brought the record, its author, and its signature, in real git."""

import json
import os
import shutil
import subprocess
import tempfile

import pytest
from testing.signing import ADA, DAY, EVE, GRACE, Keys, commit_as, of, record

ROLES = '[roles]\ntech-lead = ["ada@example.org", "grace@example.org"]\n'
WORDS = "The design holds"


def item(*records, words=WORDS, box=" "):
    fences = "".join(f"  ```signed\n{one}  ```\n" for one in records)
    return f"# Release\n\n- [{box}] {words}\n  ```check\n  signoff: tech-lead\n  ```\n{fences}"


def policy(**lines):
    rows = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())
    return f"{ROLES}[signoff]\n{rows}"


@pytest.fixture
def team(project, tmp_path):
    project.keys = Keys(tmp_path / "keys")
    project.write(policy(proof="committed"), "mdcheck.toml")
    project.write(item())
    commit_as(project, GRACE, message="first")
    return project


@pytest.fixture
def signers(team):
    """A policy that asks for signed commits by Ada and Grace."""
    team.write(policy(proof="signed", allowed_signers="signers"), "mdcheck.toml")
    team.write(team.keys.allowed(ADA, GRACE), "signers")
    commit_as(team, GRACE, message="policy")
    return team


def run(team, *words):
    ended = team.mdcheck("run", "--as-of", DAY, "-f", "json", *words)
    (file,) = json.loads(ended.out)["files"]
    (check,) = file["items"][-1]["checks"]
    return check["outcome"], check["message"]


def signed(team, **lines):
    team.write(item(record(of=of(), **lines)))


def test_the_author_of_the_commit_that_brought_the_record_counts(team):
    signed(team)
    outcome, message = run(team)
    assert outcome == "pending"
    assert "is claimed, and the policy asks for committed: it is not committed yet: commit it" in message
    commit_as(team, ADA)
    assert run(team) == ("passed", "Ada Lovelace (tech-lead)")


def test_a_record_that_another_person_commits_is_a_claim(team):
    signed(team)
    commit_as(team, EVE)
    outcome, message = run(team)
    assert outcome == "pending"
    assert "brought it, whose author is Eve <eve@example.org>: `mdcheck sign --again`" in message


def test_what_is_done_to_the_file_afterwards_changes_no_proof(team):
    signed(team)
    commit_as(team, ADA)
    team.write("- [ ] Another\n\n" + team.read().replace("- [ ] The", "* [x] The").replace("\n", "\r\n"))
    commit_as(team, EVE, message="formatted")
    team.git("mv", "CHECKLIST.md", "docs.md")
    commit_as(team, EVE, message="moved")
    ended = team.mdcheck("run", "docs.md", "--as-of", DAY)
    assert "1 passed" in ended.out


def test_a_record_that_was_taken_out_is_not_brought_back_by_another_person(team):
    signed(team)
    commit_as(team, ADA)
    text = team.read()
    team.write(item())
    commit_as(team, ADA, message="withdrawn")
    team.write(text)
    commit_as(team, EVE, message="back")
    assert run(team)[0] == "pending"


def test_a_merge_does_not_bring_back_what_was_taken_out(team):
    signed(team)
    commit_as(team, ADA)
    team.git("branch", "old")
    team.write(item())
    commit_as(team, ADA, message="withdrawn")
    team.git("branch", "base")
    team.git("checkout", "-q", "old")
    team.write("more\n", "more.txt")
    commit_as(team, EVE, message="more")
    team.git("-c", "user.name=Eve", "-c", "user.email=eve@example.org", "merge", "-q", "-s", "ours", "main")
    for words in ((), ("--base", "base")):
        outcome, message = run(team, *words)
        assert outcome == "pending"
        assert "took it out, and a merge put it back: `mdcheck sign --again` and a commit of one's own" in message
    signed(team, note="again")
    commit_as(team, ADA)
    assert run(team)[0] == "passed"


def test_a_branch_that_never_had_the_record_takes_nothing_away(team):
    team.write("- [ ] Another\n\n" + team.read())
    commit_as(team, GRACE, message="more")
    team.git("checkout", "-q", "-b", "other", "HEAD~1")
    signed(team)
    commit_as(team, ADA)
    team.git("checkout", "-q", "main")
    team.git("-c", "user.name=Eve", "-c", "user.email=eve@example.org", "merge", "-q", "other")
    assert run(team) == ("passed", "Ada Lovelace (tech-lead)")


def test_a_record_that_was_changed_and_changed_back_is_of_who_changed_it_back(team):
    signed(team)
    commit_as(team, ADA)
    text = team.read()
    team.write(text.replace("  date:", "  says: no\n  date:"))
    commit_as(team, ADA, message="no")
    assert run(team)[0] == "failed"
    team.write(text)
    commit_as(team, EVE, message="yes")
    assert run(team)[0] == "pending"


def test_a_merge_keeps_the_proof_and_a_squash_loses_it(team):
    for name, words, outcome in (("a", ("--no-ff",), "passed"), ("b", ("--squash",), "pending")):
        team.git("checkout", "-q", "-b", name)
        signed(team)
        commit_as(team, ADA)
        team.git("checkout", "-q", "main")
        team.write("more\n", f"{name}.txt")
        commit_as(team, GRACE, message="meanwhile")
        team.git("-c", "user.name=Eve", "-c", "user.email=eve@example.org", "merge", "-q", *words, name)
        if name == "b":
            commit_as(team, EVE, message="squashed")
        found, message = run(team)
        assert found == outcome
        team.git("reset", "-q", "--hard", "HEAD~1")
    assert "`mdcheck sign --again` and a commit of one's own prove it" in message


def test_both_sides_of_a_merge_sign(team):
    team.write(item().replace("signoff: tech-lead", "signoff: tech-lead\n  count: 2"))
    commit_as(team, GRACE, message="two")
    text, digest = team.read(), of()
    team.git("checkout", "-q", "-b", "other")
    team.write(text + "  ```signed\n" + record(by=GRACE, of=digest) + "  ```\n")
    commit_as(team, GRACE)
    team.git("checkout", "-q", "main")
    team.write(text + "  ```signed\n" + record(of=digest) + "  ```\n")
    commit_as(team, ADA)
    with pytest.raises(Exception, match="exit status 1"):
        team.git("merge", "-q", "other")
    both = text + "  ```signed\n" + record(of=digest) + "  ```\n  ```signed\n" + record(by=GRACE, of=digest) + "  ```\n"
    team.write(both)
    commit_as(team, EVE, message="merged")
    assert run(team) == ("passed", "Ada Lovelace (tech-lead); Grace Hopper (tech-lead)")


def test_a_merge_that_adds_a_record_is_its_authors(team):
    team.git("checkout", "-q", "-b", "other")
    team.write("- [ ] Another\n\n" + team.read())
    commit_as(team, GRACE, message="words")
    team.git("checkout", "-q", "main")
    team.write(team.read() + "- [ ] One more\n")
    commit_as(team, GRACE, message="more")
    team.git("merge", "-q", "--no-commit", "other")
    fence = "  ```signed\n" + record(of=of(item=1)) + "  ```\n- [ ] One more\n"
    team.write(team.read().replace("- [ ] One more\n", fence))
    commit_as(team, EVE, message="evil")
    ended = team.mdcheck("run", "--as-of", DAY)
    assert "whose author is Eve" in " ".join(ended.out.split())


def test_what_is_not_bound_has_no_proof(team):
    team.write(item(record()))
    commit_as(team, ADA)
    assert "it does not say what it is for (`of`)" in run(team)[1]


def test_a_shallow_clone_is_an_error(team, tmp_path):
    signed(team)
    commit_as(team, ADA)
    team.git("clone", "-q", "--depth=1", f"file://{team.root}", str(tmp_path / "shallow"))
    ended = team.mdcheck("run", str(tmp_path / "shallow" / "CHECKLIST.md"), "--as-of", DAY)
    assert ended.code == 1
    told = " ".join(ended.out.split())
    assert "errored" in told
    assert "the clone is shallow" in told
    assert "git fetch --unshallow" in told


def test_without_git_nobody_can_tell(folder):
    folder.write(policy(proof="committed"), "mdcheck.toml")
    folder.write(item())
    folder.write(item(record(of=of())))
    outcome, message = run(folder)
    assert outcome == "errored"
    assert "is not inside a git repository" in message


def test_before_the_first_commit_all_are_claims(project):
    project.write(policy(proof="committed"), "mdcheck.toml")
    project.write(item())
    project.write(item(record(of=of())))
    assert "it is not committed yet" in run(project)[1]


def test_the_mailmap_speaks_for_nobody(team):
    signed(team)
    team.write("Ada Lovelace <ada@example.org> <eve@example.org>\n", ".mailmap")
    commit_as(team, EVE)
    team.git("config", "log.mailmap", "true")
    assert run(team)[0] == "pending"


def test_a_commit_signed_by_the_person_counts(signers):
    signed(signers)
    commit_as(signers, ADA, key=signers.keys.of(ADA))
    assert run(signers) == ("passed", "Ada Lovelace (tech-lead)")


UNSIGNED = {
    "no signature": (ADA, None, ADA, "it is not signed, or not with an ssh key"),
    "a key that nobody knows": (ADA, EVE, ADA, "a key that nobody vouches for"),
    "the key of another signer": (ADA, GRACE, ADA, "it is signed by grace@example.org"),
    "a forged author": (EVE, EVE, ADA, "a key that nobody vouches for"),
}


@pytest.mark.parametrize(("who", "key", "author", "message"), UNSIGNED.values(), ids=UNSIGNED.keys())
def test_a_commit_that_the_person_has_not_signed_does_not(signers, who, key, author, message):
    signed(signers)
    commit_as(signers, who, key=None if key is None else signers.keys.of(key), author=author)
    outcome, told = run(signers)
    assert outcome == "pending"
    assert "is committed, and the policy asks for signed" in told
    assert message in told


@pytest.mark.parametrize(
    ("lines", "revoked"), [('valid-before="20200101" ', ""), ("", "yes")], ids=["expired", "revoked"]
)
def test_a_key_that_has_ended_proves_nothing(signers, lines, revoked):
    signers.write(signers.keys.allowed(ADA, options=lines), "signers")
    if revoked:
        signers.write((signers.keys.folder / "ada@example.org.pub").read_bytes(), "revoked")
        signers.write(policy(proof="signed", allowed_signers="signers", revoked_keys="revoked"), "mdcheck.toml")
    signed(signers)
    commit_as(signers, ADA, key=signers.keys.of(ADA))
    outcome, message = run(signers)
    assert outcome == "pending"
    assert "of the commit" in message


UNKNOWN = {
    "no file named": (policy(proof="signed"), "the policy names no file of allowed signers"),
    "no such file": (policy(proof="signed", allowed_signers="nowhere"), "nowhere, by mdcheck.toml, can't be read"),
    "outside": (policy(proof="signed", allowed_signers="../keys/a"), "can't be read: leads out of the folder"),
}


@pytest.mark.parametrize(("toml", "message"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_without_the_keys_nobody_can_tell(signers, toml, message):
    signed(signers)
    commit_as(signers, ADA, key=signers.keys.of(ADA))
    signers.write(toml, "mdcheck.toml")
    outcome, told = run(signers)
    assert outcome == "errored"
    assert message in told


def test_without_the_program_nobody_can_tell(signers, tmp_path, monkeypatch):
    signed(signers)
    commit_as(signers, ADA, key=signers.keys.of(ADA))
    only = tmp_path / "bin"
    only.mkdir()
    (only / "git").symlink_to(shutil.which("git"))
    monkeypatch.setenv("PATH", str(only))
    outcome, message = run(signers)
    assert outcome == "errored"
    assert "ssh-keygen is not installed" in message
    assert "install ssh-keygen" in message


def test_the_keys_are_those_of_the_base(signers):
    signed(signers)
    signers.write(signers.keys.allowed(EVE).replace("eve@", "ada@"), "signers")
    commit_as(signers, ADA, key=signers.keys.of(EVE))
    assert run(signers)[0] == "passed"
    assert run(signers, "--base", "HEAD~1")[0] == "pending"


def test_a_policy_elsewhere_brings_its_own_keys(signers, tmp_path):
    signed(signers)
    commit_as(signers, ADA, key=signers.keys.of(ADA))
    (tmp_path / "policy.toml").write_text(policy(proof="signed", allowed_signers="ours"))
    (tmp_path / "ours").write_text(signers.keys.allowed(GRACE))
    assert run(signers, "--policy", str(tmp_path / "policy.toml"))[0] == "pending"
    (tmp_path / "ours").write_text(signers.keys.allowed(ADA))
    assert run(signers, "--policy", str(tmp_path / "policy.toml"))[0] == "passed"


def test_what_is_known_of_versions_is_kept(signers, monkeypatch):
    from mdcheck.app import past_records

    signed(signers)
    commit_as(signers, ADA, key=signers.keys.of(ADA))
    assert run(signers)[0] == "passed"
    monkeypatch.setattr(past_records, "parse", None)
    assert run(signers)[0] == "passed"


@pytest.fixture
def keyring(monkeypatch):
    """A person's own OpenPGP keys: Ada's. The folder's path is short, since a socket's must be."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="mdcheck-") as folder:
        monkeypatch.setenv("GNUPGHOME", folder)
        words = ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        subprocess.run(["gpg", *words, "--quick-gen-key", ADA, "ed25519", "sign", "never"], check=True)
        yield folder
        subprocess.run(["gpgconf", "--kill", "all"], check=True)


@pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is not installed")
def test_a_policy_of_openpgp_believes_the_keys_that_the_person_trusts(team, keyring, monkeypatch, tmp_path):
    team.write(policy(proof="signed", format="openpgp"), "mdcheck.toml")
    commit_as(team, GRACE, message="policy")
    signed(team)
    name = ["-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.org"]
    team.git(*name, "-c", "commit.gpgsign=true", "commit", "-q", "-am", "sign")
    assert run(team) == ("passed", "Ada Lovelace (tech-lead)")
    (tmp_path / "other").mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(tmp_path / "other"))
    outcome, message = run(team)
    assert outcome == "pending"
    assert "its signature can't be verified" in message
    monkeypatch.setenv("GNUPGHOME", keyring)
    team.write(policy(proof="signed", format="ssh", allowed_signers="signers"), "mdcheck.toml")
    team.write(team.keys.allowed(ADA), "signers")
    outcome, message = run(team)
    assert outcome == "pending"
    assert "it is not signed, or not with an ssh key" in message


def gpg(home, *words):
    words = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", *words]
    return subprocess.run(words, check=True, capture_output=True, env={**os.environ, "GNUPGHOME": str(home)}).stdout


@pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is not installed")
def test_a_name_that_a_trusted_person_adds_to_their_key_is_not_theirs(team, keyring, monkeypatch):
    """Ada, whose key the reader has signed for her name, adds Grace's to it, and as the first one."""
    team.write(policy(proof="signed", format="openpgp"), "mdcheck.toml")
    commit_as(team, GRACE, message="policy")
    team.write(item(record(by=GRACE, of=of())))
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="mdcheck-") as reader:
        gpg(reader, "--quick-gen-key", EVE, "ed25519", "cert,sign", "never")
        (team.root / "key").write_bytes(gpg(keyring, "--export", "ada@example.org"))
        gpg(reader, "--import", str(team.root / "key"))
        rows = gpg(reader, "--with-colons", "--list-keys", "ada@example.org").decode().splitlines()
        key = next(row.split(":")[9] for row in rows if row.startswith("fpr"))
        gpg(reader, "--yes", "--quick-sign-key", key, ADA)
        gpg(keyring, "--quick-add-uid", key, GRACE)
        gpg(keyring, "--quick-set-primary-uid", key, GRACE)
        names = ["-c", "user.name=Grace Hopper", "-c", "user.email=grace@example.org", "-c", f"user.signingkey={key}"]
        team.git(*names, "-c", "commit.gpgsign=true", "commit", "-q", "-am", "sign")
        (team.root / "key").write_bytes(gpg(keyring, "--export", "ada@example.org"))
        gpg(reader, "--import", str(team.root / "key"))
        monkeypatch.setenv("GNUPGHOME", reader)
        outcome, message = run(team)
        subprocess.run(["gpgconf", "--kill", "all"], check=True)
    assert outcome == "pending"
    assert "it is signed by ada@example.org" in message


def test_without_gpg_nobody_can_tell(team, tmp_path, monkeypatch):
    team.write(policy(proof="signed", format="openpgp"), "mdcheck.toml")
    signed(team)
    commit_as(team, ADA, key=team.keys.of(ADA))
    outcome, message = run(team)
    assert (outcome, "git says that its signature is bad" in message) == ("pending", True)
    only = tmp_path / "bin"
    only.mkdir()
    (only / "git").symlink_to(shutil.which("git"))
    monkeypatch.setenv("PATH", str(only))
    outcome, message = run(team)
    assert outcome == "errored"
    assert "gpg is not installed (not found on PATH); install gpg" in message


def test_a_copy_of_the_checklist_is_signed_by_nobody(team):
    signed(team)
    commit_as(team, ADA)
    team.write(team.read(), "services/b/CHECKLIST.md")
    commit_as(team, EVE, message="another service")
    outcome, message = run(team, "services/b/CHECKLIST.md")
    assert outcome == "pending"
    assert "whose author is Eve" in message
    assert run(team)[0] == "passed"
