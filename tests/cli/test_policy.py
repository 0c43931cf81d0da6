"""Records that are malformed or that nothing asks for, and where the policy stands that judges the others."""

import json

import pytest

CHECK = "  ```check\n  file_exists: missing\n  ```\n"
WAIVED = "  ```waived\n  until: 2030-01-01\n  by: Ada <ada@example.org>\n  reason: later\n{}  ```\n"
LIST = f"- [ ] a\n{CHECK}{WAIVED.format('')}"
POLICY = '[roles]\nlead = ["{}"]\n[waivers]\nroles = ["lead"]\n'

WRONG = {
    "no check": (f"- [ ] a\n{WAIVED.format('')}", "2:1", "nothing asks for this waiver: the item has no check"),
    "no signoff": (f"- [ ] a\n{CHECK}  ```signed\n  by: a\n  ```\n", "5:1", "nothing asks for this signature"),
    "a manual item": ("- [ ] a\n  ```signed\n  by: a\n  ```\n", "2:1", "nothing asks for this signature"),
    "no reason": (LIST.replace("  reason: later\n", ""), "5:1", "has no line “reason”"),
    "a wrong day": (LIST.replace("2030-01-01", "2030-13-45"), "6:3", "until: “2030-13-45” is in no calendar"),
    "another kind": (f"- [ ] a\n{CHECK}" + WAIVED.format("  kind: file_exist\n"), "9:3", "did you mean “file_exists”?"),
    "no pattern": (f"- [ ] a\n{CHECK}" + WAIVED.format("  matches: (\n"), "9:3", "matches: not a regular expression"),
    "half a pattern": (f"- [ ] a\n{CHECK}" + WAIVED.format("  matches: 'a)|(b'\n"), "9:3", "matches: not a regular"),
}


@pytest.mark.parametrize(("text", "place", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_record_is_an_error_before_anything_runs(folder, text, place, message):
    folder.write(text)
    for args in (("run",), ("update",), ("lint",), ("run", "--no-waivers")):
        ended = folder.mdcheck(*args)
        told = ended.out + ended.err
        assert (ended.code, f"CHECKLIST.md:{place}" in told, message in told) == (3, True, True), told
    assert folder.read() == text


def policy(project, *args):
    ended = project.mdcheck("run", *args, "-f", "json")
    (file,) = json.loads(ended.out)["files"]
    return file["policy"]


def test_the_working_tree_has_the_word_where_nobody_says_otherwise(project):
    project.write(LIST)
    assert policy(project) == "no policy: anybody may sign and waive"
    project.write(POLICY.format("ada@example.org"), "mdcheck.toml")
    assert policy(project) == "policy: this branch's own (mdcheck.toml); --base REV takes that of another"
    assert "this branch's own" in project.mdcheck("run").out


def test_a_base_or_a_file_has_the_word_before_it(project, monkeypatch):
    project.write(LIST)
    project.write(POLICY.format("ada@example.org"), "mdcheck.toml")
    project.commit_all()
    project.git("branch", "base")
    project.write(POLICY.format("bob@example.org"), "mdcheck.toml")
    project.commit_all()
    assert policy(project, "--base", "base") == "policy: mdcheck.toml at base"
    project.write(POLICY.format("eve@example.org"), "policy.toml")
    assert policy(project, "--base", "base", "--policy", "policy.toml") == "policy: policy.toml"
    monkeypatch.setenv("MDCHECK_POLICY", "policy.toml")
    assert policy(project) == "policy: policy.toml"


def test_a_base_in_pyproject_and_one_without_a_policy(project):
    project.write(LIST)
    project.commit_all()
    project.git("branch", "none")
    project.write("[tool.mdcheck.waivers]\nmax = '9d'\n", "pyproject.toml")
    project.commit_all()
    assert policy(project, "--base", "HEAD") == "policy: pyproject.toml at HEAD"
    assert policy(project, "--base", "none") == "policy: none"


REFUSED = {
    "no revision": (("--base", "nowhere"), {}, 3, "git knows no revision “nowhere”"),
    "no file": (("--policy", "none.toml"), {}, 3, "none.toml: the policy can't be read: No such file"),
    "a folder": (("--policy", "."), {}, 3, "the policy can't be read"),
    "no text": (("--policy", "p.toml"), {"p.toml": b"\xff"}, 3, "the policy can't be read"),
    "no TOML": (("--policy", "p.toml"), {"p.toml": b"["}, 3, "p.toml: malformed TOML"),
    "no address": ((), {"mdcheck.toml": b"[roles]\na = ['b']"}, 3, "mdcheck.toml: roles: a: “b” is no address"),
    "nobody": ((), {"mdcheck.toml": b"[waivers]\nroles = ['a']"}, 3, "mdcheck.toml: waivers: nobody has the role “a”"),
}


@pytest.mark.parametrize(("args", "files", "code", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_policy_that_is_none(project, args, files, code, message):
    project.write(LIST)
    project.commit_all()
    for name, data in files.items():
        project.write(data, name)
    ended = project.mdcheck("run", *args)
    assert ended.code == code
    assert message in ended.err.replace(": error: ", ": ")


def test_a_base_needs_a_repository(folder):
    folder.write(LIST)
    for name in ("run", "waivers"):
        ended = folder.mdcheck(name, "--base", "main", "--as-of", "2026-01-01")
        assert ended.code == 4
        assert "is not inside a git repository" in ended.err


def test_bytes_at_the_base_that_are_no_text(project):
    project.write(LIST)
    project.write(b"\xff", "mdcheck.toml")
    project.commit_all()
    project.write("", "mdcheck.toml")
    ended = project.mdcheck("waivers", "--base", "HEAD")
    assert ended.code == 3
    assert "mdcheck.toml at HEAD: error: can't be read" in ended.err
