"""The one way to name items, wherever a command takes one."""

import json

import pytest

NAMES = """\
# Release

## Security work

- [ ] Secrets are kept
  out of the repository

  A paragraph of it.
  ```check
  file_exists: CHECKLIST.md
  tags: [fast]
  ```
- [ ] A person agrees

Prose behind the list.

## Docs

- [ ] The *guide* exists
  ```check
  file_exists: CHECKLIST.md
  id: guide
  ```
  - [ ] Nested tests pass
    ```check
    file_exists: CHECKLIST.md
    tags: [security, fast]
    ```
- [ ] ~~Set aside~~ not here
  ```check
  file_exists: CHECKLIST.md
  ```
"""
SECRETS = "security-work/secrets-are-kept-out-of-the-repository"
PERSON = "security-work/a-person-agrees"
GUIDE, NESTED, ASIDE = "guide", "docs/nested-tests-pass", "docs/set-aside"


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("explain", "-smile"), "-smile"),
        (("waive", "-smile", "--until", "30d"), "-smile"),
        (("sign", "-x-smile"), "-x-smile"),
        (("trust", "--", "-c.md"), ""),
        (("trust", "--my-list.md"), "--my-list.md"),
        (("lint", "-the list.md"), "'-the list.md'"),
        (("waive", "x", "--untl", "30d"), ""),
    ],
)
def test_a_name_that_begins_with_a_hyphen_is_no_option(folder, args, word):
    folder.write("- [ ] -smile\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    ended = folder.mdcheck(*args)
    fix = f"fix: a name that begins with “-” stands behind “--”: mdcheck {args[0]} -- {word}\n"
    assert (ended.code, fix in ended.err, "fix: a name" in ended.err) == (3, bool(word), bool(word))
    assert folder.mdcheck("explain", "--", "-smile").code == 0
    assert folder.mdcheck("run", "--only", "-smile").code == 0


@pytest.fixture
def listed(folder):
    folder.write(NAMES)
    return folder


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (SECRETS, [SECRETS]),
        ("security-work/", [SECRETS]),
        ("Security work", [SECRETS]),
        ("SECURITY WORK", [SECRETS]),
        ("security", [NESTED]),
        ("fast", [SECRETS, NESTED]),
        ("guide", [GUIDE]),
        ("the guide exists", [GUIDE]),
        ("The *guide* exists", [GUIDE]),
        ("*guide* e", [GUIDE]),
        ("nested", [NESTED]),
        ("nested-tests-pass", [NESTED]),
        ("docs/nest", [NESTED]),
        ("CHECKLIST.md:5", [SECRETS]),
        ("CHECKLIST.md:6", [SECRETS]),
        ("CHECKLIST.md:8", [SECRETS]),
        ("./CHECKLIST.md:10", [SECRETS]),
        ("CHECKLIST.md:10:3", [SECRETS]),
        ("19", [GUIDE]),
        ("CHECKLIST.md:22", [GUIDE]),
        ("CHECKLIST.md:25", [NESTED]),
    ],
)
def test_each_way_to_name_items(listed, words, found):
    ended = listed.mdcheck("run", "--only", words, "-f", "json")
    [file] = json.loads(ended.out)["files"]
    assert [item["id"] for item in file["items"] for check in item["checks"] if check["outcome"] == "passed"] == found
    if words.casefold() in ("security-work/", "security work"):
        found = [SECRETS, PERSON]  # the second has nothing to run
    if len(found) == 1:
        assert found[0] in listed.mdcheck("explain", words).out
    else:
        ended = listed.mdcheck("explain", words)
        assert (ended.code, [line.split()[-1] for line in ended.err.splitlines()[2:]]) == (3, found)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Securty work", "“Securty work” names no item (did you mean “Security work”?)"),
        ("guid e", "“guid e” names no item (did you mean “guide”?)"),
        ("  ", "“  ” names no item"),
        ("CHECKLIST.md:15", "no item stands on this line"),
        ("CHECKLIST.md:17", "no item stands on this line"),
        ("CHECKLIST.md:999", "no item stands on this line"),
        ("MISSING.md:5", "no item stands on this line"),
    ],
)
@pytest.mark.parametrize("command", [("run", "--only"), ("explain",), ("trust", "--only"), ("update", "--only")])
def test_words_that_name_nothing(listed, command, words, message):
    ended = listed.mdcheck(*command, words)
    assert ended.code == 3
    assert message in ended.err
    assert "fix:" in ended.err


@pytest.mark.parametrize("words", [PERSON, ASIDE, "CHECKLIST.md:13"])
@pytest.mark.parametrize("command", ["run", "update"])
def test_nothing_runs_of_an_item_without_a_check_that_applies(listed, command, words):
    ended = listed.mdcheck(command, "--only", words)
    assert (ended.code, ended.out) == (3, "")
    assert f"nothing to run: “{words}” names no item with a check that applies" in ended.err
    assert listed.read() == NAMES


def test_a_part_has_no_verdict_and_says_how_much_was_left_out(listed):
    out = listed.mdcheck("run", "--only", GUIDE).out
    assert "Verdict      none: 3 other checks left out\n" in out
    assert "Checks       1 passed, 0 warned, 0 failed\n" in out
    assert [line.split("  ")[0] for line in out.splitlines()[2:6]] == ["Docs", "", "", "─" * 100]
    assert "✓ passed   The guide exists · would tick  CHECKLIST.md" in out
    [file] = json.loads(listed.mdcheck("run", "--only", GUIDE, "-f", "json").out)["files"]
    assert (file["verdict"], file["left_out"]) == ("UNASSESSED", 3)
    messages = {check["message"] for item in file["items"] for check in item["checks"] if check["left_out"]}
    assert messages == {"left out by --only", "not applicable"}
    assert "UNASSESSED" not in listed.mdcheck("run", "--only", GUIDE, "-f", "markdown").out


def test_a_part_that_is_all_has_a_verdict(folder):
    folder.write("- [x] Here\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    assert "Verdict      READY" in folder.mdcheck("run", "--only", "here").out


def test_a_file_without_what_was_named_is_left_alone(folder):
    folder.write(NAMES)
    folder.write("- [ ] Elsewhere\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n", "OTHER.md")
    ended = folder.mdcheck("update", "CHECKLIST.md", "OTHER.md", "--only", "elsewhere")
    assert "CHECKLIST.md\n" not in ended.out
    assert folder.read() == NAMES
    assert folder.read("OTHER.md").startswith("- [x]")


def test_a_line_of_a_file_names_the_file_as_well(folder):
    folder.write(NAMES)
    folder.write("- [ ] Elsewhere\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n", "docs/OTHER.md")
    for command in (("run", "--only"), ("explain",)):
        assert "Elsewhere" in folder.mdcheck(*command, "docs/OTHER.md:2").out
    assert "Elsewhere" in folder.mdcheck("explain", "2", "CHECKLIST.md", "docs/OTHER.md").out
    folder.write("- [ ] Here as well\n\n- [ ] So\n", "OTHER.md")
    ended = folder.mdcheck("explain", "1", "OTHER.md", "docs/OTHER.md")
    assert (ended.code, "OTHER.md:1  here-as-well" in ended.err) == (3, True)


CHANGING = "- [ ] A\n  ```check\n  file_exists: a\n  ```\n- [ ] B\n  ```check\n  file_exists: b\n  ```\n"


def ran(folder, *args):
    found = json.loads(folder.mdcheck("run", *args, "-f", "json").out)["files"]
    return [item["text"] for file in found for item in file["items"] if not item["checks"][0]["left_out"]]


def test_failed_runs_what_did_not_pass(folder):
    folder.write(CHANGING)
    folder.write("", "a")
    folder.write("x", "b")
    assert ran(folder, "--failed") == ["A", "B"]
    assert ran(folder, "--failed") == ["A"]
    folder.write(CHANGING.replace("file_exists: b", "file_exists: [b]"))
    assert ran(folder, "--failed") == ["A", "B"]
    assert ran(folder, "--failed", "--only", "A") == ["A"]
    folder.write("x", "a")
    assert ran(folder, "--failed") == ["A"]
    ended = folder.mdcheck("run", "--failed")
    assert (ended.code, ended.out) == (3, "")
    assert "nothing to run: no check failed when it was last run here" in ended.err


def test_inert_says_what_left_a_check_out(folder):
    folder.write(CHANGING + "- [ ] C\n  ```check sh\n  true\n  ```\n")
    found = json.loads(folder.mdcheck("run", "--inert", "-f", "json").out)["files"][0]
    assert found["items"][2]["checks"][0]["message"] == "needs trust, left out by --inert"
    assert "none: 1 other check left out" in folder.mdcheck("run", "--inert").out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Prose.\n", "there is no task list item"),
        ("- [ ] By hand\n", "no item has a check"),
        ("- [ ] ~~Not here~~ so\n  ```check\n  file_exists: a\n  ```\n", "no item with a check applies"),
    ],
)
def test_a_run_in_which_nothing_ran_is_no_success(folder, text, message):
    folder.write(text)
    ended = folder.mdcheck("run")
    assert (ended.code, message in ended.err, "fix:" in ended.err) == (3, True, True)
