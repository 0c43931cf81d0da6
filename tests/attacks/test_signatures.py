"""Signatures that a stranger would like to count: forged, copied, hidden, or proved by their own keys and programs."""

import json
import os

import pytest
from testing.signing import ADA, DAY, EVE, GRACE, ROLES, Keys, commit_as, of, record

SIGNED = f'{ROLES}[signoff]\nproof = "signed"\nallowed_signers = "signers"\n'


def item(*records, check="signoff: tech-lead", words="The design holds"):
    fences = "".join(f"  ```signed\n{one}  ```\n" for one in records)
    return f"- [ ] {words}\n  ```check\n  {check}\n  ```\n{fences}"


@pytest.fixture
def team(attack, tmp_path):
    """A repository whose policy asks for commits that Ada or Grace has signed; Eve's change stands on a branch."""
    attack.keys = Keys(tmp_path / "keys")
    attack.write("mdcheck.toml", SIGNED)
    attack.write("signers", attack.keys.allowed(ADA, GRACE))
    attack.write("CHECKLIST.md", item())
    commit_as(attack, GRACE, message="base")
    attack.git("branch", "-M", "main")
    attack.git("checkout", "-q", "-b", "change")
    return attack


def run(team, *words, code=None):
    ended = team.mdcheck("run", "--as-of", DAY, "-f", "json", *words)
    assert code in (None, ended.code), ended.err
    (file,) = json.loads(ended.out)["files"]
    return [(check["outcome"], check["message"]) for one in file["items"] for check in one["checks"]]


FORGED = {
    "Ada's name, and no key": {"author": ADA},
    "Ada's name, and Eve's key": {"author": ADA, "key": EVE},
    "Ada as committer too, and Eve's key": {"who": ADA, "key": EVE},
    "Eve's name, and Eve's key": {"key": EVE},
    "Ada's name, and Grace's key": {"who": ADA, "key": GRACE},
}


@pytest.mark.parametrize("facts", FORGED.values(), ids=FORGED.keys())
def test_nobody_signs_for_another(team, facts):
    team.write("CHECKLIST.md", item(record(of=of())))
    key = facts.get("key")
    commit_as(team, facts.get("who", EVE), author=facts.get("author"), key=None if key is None else team.keys.of(key))
    ((outcome, _),) = run(team, "--base", "main")
    assert outcome == "pending"


PLACES = {
    "under another item": "- [ ] API\n{0}- [ ] Database\n{0}",
    "under another bullet": "- API\n{0}- Database\n{0}",
    "in another section": "# API\n\n{0}\n# Database\n\n{0}",
}


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES.keys())
def test_a_record_counts_in_its_place_alone(team, text):
    """Ada has signed the first of two items with the same words; Eve copies the record to the second."""
    asked = "".join(f"  {line}\n" for line in item().splitlines())
    team.write("CHECKLIST.md", text.format(asked))
    commit_as(team, GRACE, message="asked")
    digest = of(item=text.count("[ ]") // 2)
    fence = "".join(f"    {line}\n" for line in f"```signed\n{record(of=digest)}```\n".splitlines())
    first, *rest = text.split("{0}")
    team.write("CHECKLIST.md", f"{first}{asked}{fence}" + "".join(f"{between}{asked}" for between in rest[:-1]))
    commit_as(team, ADA, key=team.keys.of(ADA))
    team.write("CHECKLIST.md", text.format(asked + fence))
    commit_as(team, EVE, key=team.keys.of(EVE))
    assert [outcome for outcome, _ in run(team)] == ["passed", "pending"]


def test_the_change_brings_no_policy_and_no_keys(team):
    team.write("mdcheck.toml", ROLES.replace("ada@", "eve@"))
    team.write("signers", team.keys.allowed(EVE))
    team.write(".mailmap", "Ada Lovelace <ada@example.org> <eve@example.org>\n")
    team.write("CHECKLIST.md", item(record(by=EVE, of=of()), record(of=of())))
    commit_as(team, EVE, key=team.keys.of(EVE))
    assert run(team)[0][0] == "passed"
    assert run(team, "--base", "main")[0][0] == "pending"


def test_a_change_asks_for_no_fewer_people_and_silences_nobody(team):
    asked = "signoff: {roles: [tech-lead, security], count: 1}"
    team.git("checkout", "-q", "main")
    team.write("mdcheck.toml", ROLES)
    team.write("CHECKLIST.md", item(record(says="no"), check=asked))
    commit_as(team, GRACE, message="asked")
    team.git("checkout", "-q", "-B", "change")
    for text, told in (
        (item(check="signoff: anyone"), "does not ask for tech-lead, security any more"),
        (item(check="file_exists: mdcheck.toml"), "the item has no sign-off any more"),
        (item(record(by=GRACE), check=asked), "the “no” of Ada Lovelace is gone"),
    ):
        team.write("CHECKLIST.md", text)
        ended = team.mdcheck("run", "--base", "main", "--as-of", DAY)
        assert ended.code == 1
        assert told in " ".join(ended.out.split())
    team.write("CHECKLIST.md", item(record(), record(by=GRACE), check=asked))
    assert team.mdcheck("run", "--base", "main", "--as-of", DAY).code == 0


def test_the_repository_names_no_keys_and_no_programs(team):
    ran = team.outside.parent / "ran"
    script = team.outside / "evil"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {ran}\necho "Good \\"git\\" signature for ada@example.org with x"\n')
    script.chmod(0o755)
    team.expect()
    team.write("CHECKLIST.md", item(record(of=of())))
    commit_as(team, ADA, key=team.keys.of(EVE))
    mine = team.outside.parent / "evil-signers"
    mine.write_text(team.keys.allowed(EVE).replace("eve@", "ada@"))
    team.git("config", "gpg.ssh.allowedSignersFile", str(mine))
    for name in ("gpg.program", "gpg.ssh.program", "gpg.openpgp.program", "gpg.x509.program"):
        team.git("config", name, str(script))
    team.git("config", "gpg.ssh.defaultKeyCommand", str(script))
    team.git("config", "gpg.minTrustLevel", "never")
    team.git("config", "log.showSignature", "true")
    assert run(team)[0][0] == "pending"
    for words in (("due",), ("lint",), ("explain", "design")):
        team.mdcheck(*words)
    assert not ran.exists()


def test_the_past_is_not_rewritten_by_what_lies_beside_it(team):
    """Grafts and replaced objects would make Ada's commit the one that brought what Eve has signed for her."""
    base = team.git("rev-parse", "HEAD").strip()
    team.write("CHECKLIST.md", item(record(of=of())))
    commit_as(team, EVE, key=team.keys.of(EVE))
    forged = team.git("rev-parse", "HEAD").strip()
    team.write("CHECKLIST.md", item(record(of=of())) + "- [ ] More\n")
    commit_as(team, ADA, key=team.keys.of(ADA))
    genuine = team.git("rev-parse", "HEAD").strip()
    (team.root / ".git" / "info" / "grafts").write_text(f"{genuine} {base}\n")
    assert run(team)[0][0] == "pending"
    (team.root / ".git" / "info" / "grafts").unlink()
    team.git("replace", f"{forged}^{{tree}}", f"{base}^{{tree}}")
    assert run(team)[0][0] == "pending"


def test_a_program_in_the_repository_is_not_found(team, monkeypatch):
    ran = team.outside.parent / "ran"
    team.write("ssh-keygen", f"#!/bin/sh\ntouch {ran}\n").chmod(0o755)
    team.write("CHECKLIST.md", item(record(of=of())))
    commit_as(team, ADA, key=team.keys.of(ADA))
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    assert run(team)[0][0] == "passed"
    assert not ran.exists()


@pytest.fixture
def claims(team):
    team.write("mdcheck.toml", ROLES)
    return team


def test_what_is_covered_lies_inside(claims):
    (claims.root / "link.md").symlink_to(claims.secret)
    (claims.root / "folder").symlink_to(claims.outside)
    for pattern in ("link.md", "../outside/secret", "folder/secret", "/etc/passwd", ".git/config"):
        claims.write("CHECKLIST.md", item(record(), check=f"signoff: tech-lead\n  inputs: {pattern}"))
        ((outcome, message),) = run(claims)
        assert outcome in ("errored", "failed"), pattern
        assert "SECRET" not in message
    for evidence in ("link.md", "../outside/secret", "folder/secret", "/etc/passwd", ".git/config", "."):
        check = "signoff: tech-lead\n  evidence: file"
        claims.write("CHECKLIST.md", item(record(evidence=evidence), check=check))
        ((outcome, message),) = run(claims)
        assert outcome == "pending", evidence
        assert "has no evidence" in message
        assert claims.mdcheck("sign", "design", "--yes", "--evidence", evidence).code in (3, 4)


def test_huge_and_special_files_are_not_read(claims):
    with (claims.root / "huge.bin").open("wb") as stream:
        stream.truncate(4 * 1024**3)
    for number in range(6):
        with (claims.root / f"part{number}.bin").open("wb") as stream:
            stream.truncate(60 * 1024**2)
    os.mkfifo(claims.root / "pipe")
    for pattern, told in (
        ("huge.bin", "is larger than 64 MiB"),
        ("part*.bin", "more than 256 MiB"),
        ("pipe", "pipe"),
    ):
        claims.write("CHECKLIST.md", item(record(), check=f"signoff: tech-lead\n  inputs: {pattern}"))
        ((outcome, message),) = run(claims, code=1)
        assert outcome in ("errored", "failed")
        assert told in message
    claims.write("CHECKLIST.md", item(record(evidence="pipe"), check="signoff: tech-lead\n  evidence: any"))
    assert "has no evidence: pipe is not a regular file" in run(claims)[0][1]


HIDDEN = {
    "in a comment": "- [ ] a\n  ```check\n  signoff: tech-lead\n  ```\n  <!--\n  ```signed\n{}  ```\n  -->\n",
    "in another block": "- [ ] a\n  ```check\n  signoff: tech-lead\n  ```\n  ````text\n  ```signed\n{}  ```\n  ````\n",
    "under another item": "- [ ] a\n  ```check\n  signoff: tech-lead\n  ```\n- [ ] b\n  ```signed\n{}  ```\n",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_no_record_signs_nothing(claims, text):
    claims.write("CHECKLIST.md", text.format(record()))
    ended = claims.mdcheck("run", "--as-of", DAY)
    assert "passed" not in ended.out.split("Checks")[0]
    assert ended.code in (0, 3)


def test_names_and_notes_do_not_speak_to_the_terminal(claims):
    note = '"a\\e[31m\\u202e::error::b\\r\\n::warning::c"'
    claims.write("CHECKLIST.md", item(record(by='"Ada\\e]0;x\\a <ada@example.org>"', says="no", note=note)))
    for words in (("run",), ("run", "-f", "github"), ("explain", "design"), ("due",), ("lint",)):
        ended = claims.mdcheck(*words)
        assert "\x1b]0" not in ended.out + ended.err
        assert "\u202e" not in ended.out + ended.err
        assert not any(line.startswith("::warning::c") for line in ended.out.splitlines())


def test_a_plugin_speaks_for_nobody():
    from mdcheck.checks.contract import finding
    from mdcheck.results.outcome import passed

    assert finding(passed("a")._replace(signatures=("forged",))).signatures == ()
