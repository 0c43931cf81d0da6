"""`mdcheck explain`: which item is meant, and what is told of it."""

from __future__ import annotations

import pytest

LIST = """\
# Release

## Docs

- [ ] A readme
  ```check
  file_exists: README.md
  tags: docs
  fix: Write README.md
  url: https://example.org/readme
  ```
- [x] Read by a person

## Tests

- [ ] Unit tests pass
  ```check bash timeout=90s severity=blocker needs=docs/a-readme,docs/read-by-a-person
  echo "all \u202ewell"
  ```
- [ ] ~~Load tests~~ no load
- [ ] Tests of the docs
  ```check
  run: "true"
  cwd: docs
  env: {LEVEL: "2"}
  retries: 2
  weight: 3
  inputs: "**"
  cache: 12h
  id: pinned
  ```
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def listed(project):
    project.write(LIST)
    return project


def told(project, *args, code=0):
    ended = project.mdcheck("explain", *args)
    assert (ended.code, ended.err) == (code, "")
    return ended.out


class TestWhichItem:
    @pytest.mark.parametrize(
        ("words", "line"),
        [
            ("docs/a-readme", 5),
            ("A readme", 5),
            ("a  README", 5),
            ("a-readme", 5),
            ("docs/a", 5),
            ("readme", 5),
            ("tests/u", 16),
            ("person", 12),
            ("pinned", 21),
            ("tests of", 21),
            ("unit tests", 16),
            ("16", 16),
            ("CHECKLIST.md:19", 16),
            ("./CHECKLIST.md:12", 12),
        ],
    )
    def test_one(self, listed, words, line):
        assert told(listed, words).partition("  ")[0].removeprefix("./") == f"CHECKLIST.md:{line}"

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (
                "docs",
                """\
error: “docs” names 2 items
  fix: name one of them:
       CHECKLIST.md:5  docs/a-readme
       CHECKLIST.md:12  docs/read-by-a-person
""",
            ),
            (
                "docs/a-readm3",
                """\
CHECKLIST.md: error: “docs/a-readm3” names no item (did you mean “docs/a-readme”?)
  fix: write an item's id or its beginning, FILE:LINE, words of its text, a section's title, or a tag; \
`mdcheck status -v` lists all items
""",
            ),
            (
                "CHECKLIST.md:14",
                """\
CHECKLIST.md:14: error: no item stands on this line
  fix: name the line of an item, or any line of it; `mdcheck status -v` lists all items
""",
            ),
        ],
        ids=["several", "none", "line"],
    )
    def test_none_or_several(self, listed, words, message):
        ended = listed.mdcheck("explain", words)
        assert (ended.code, ended.out, ended.err) == (3, "", message)

    def test_many_are_cut(self, project):
        project.write("".join(f"- [ ] Item {number}\n" for number in range(12)))
        assert project.mdcheck("explain", "item").err.endswith(
            "CHECKLIST.md:10  item-9\n       and 2 more: `mdcheck status -v` lists all items\n"
        )

    def test_an_id_that_is_a_number(self, project):
        project.write("- [ ] a\n- [ ] b\n  ```check\n  file_exists: x\n  id: '1'\n  ```\n")
        assert told(project, "1").startswith("CHECKLIST.md:2  b\n")

    def test_the_same_id_in_two_files(self, listed):
        listed.write("# Other\n\n- [ ] A readme\n", "OTHER.md")
        ended = listed.mdcheck("explain", "A readme", "CHECKLIST.md", "OTHER.md")
        assert (ended.code, "OTHER.md:3  a-readme" in ended.err) == (3, True)
        assert told(listed, "OTHER.md:3").startswith("OTHER.md:3  A readme\n")
        assert listed.mdcheck("explain", "3", "CHECKLIST.md", "OTHER.md").code == 0
        ended = listed.mdcheck("explain", "2", "CHECKLIST.md", "OTHER.md")
        assert ended.err.startswith("CHECKLIST.md, OTHER.md:2: error: no item stands on this line\n  fix: ")

    def test_nothing_given(self, listed):
        assert listed.mdcheck("explain").code == 3


class TestWhatIsTold:
    def test_an_inert_check(self, listed):
        assert told(listed, "a-readme") == (
            "CHECKLIST.md:5  A readme\n"
            "  id          docs/a-readme\n"
            "  section     Release › Docs\n"
            "  box         open; its check decides\n"
            "\n"
            "CHECKLIST.md:6  file_exists\n"
            "  passes if   the files exist and are not empty; a folder exists when it holds such a file\n"
            "  paths       README.md\n"
            "  match       all (default)\n"
            "  min_size    1 (default)\n"
            "  nocase      false (default)\n"
            "  severity    error (default)\n"
            "  tags        docs\n"
            "  trust       needs none: it only looks\n"
            "  last said   nothing: it has not run on this machine\n"
            "  fix         Write README.md\n"
            "  see         https://example.org/readme\n"
        )

    def test_a_script(self, listed):
        assert told(listed, "unit") == (
            "CHECKLIST.md:16  Unit tests pass\n"
            "  id          tests/unit-tests-pass\n"
            "  section     Release › Tests\n"
            "  box         open; its check decides\n"
            "\n"
            "CHECKLIST.md:17  bash  BLOCKER\n"
            "  passes if   the script exits with status 0\n"
            "  runs        bash -eo pipefail SCRIPT\n"
            '  │ echo "all <U+202E>well"\n'
            "  severity    blocker\n"
            "  timeout     90s\n"
            "  needs       docs/a-readme: not known: not all of it has run on this machine\n"
            "  needs       docs/read-by-a-person: ticked\n"
            "  trust       not approved, so it would not run: `mdcheck trust --grant --only "
            "tests/unit-tests-pass CHECKLIST.md` asks\n"
            "  last said   nothing: it has not run on this machine\n"
        )

    def test_a_command_with_all_options(self, listed):
        assert told(listed, "pinned").partition("\n\n")[2] == (
            "CHECKLIST.md:22  run\n"
            "  passes if   the command exits with status 0\n"
            "  runs        bash -eo pipefail SCRIPT\n"
            "  in folder   docs\n"
            "  with        LEVEL=2\n"
            "  │ true\n"
            "  severity    error (default)\n"
            "  timeout     1m (default)\n"
            "  weight      3\n"
            "  retries     2\n"
            "  inputs      **\n"
            "  cache       12h\n"
            "  trust       not approved, so it would not run: `mdcheck trust --grant --only pinned CHECKLIST.md` asks\n"
            "  last said   nothing: it has not run on this machine\n"
        )

    @pytest.mark.parametrize(
        ("words", "box"),
        [
            ("read-by-a-person", "ticked; it has no check, so a person decides"),
            ("load", "not applicable: it counts nowhere"),
        ],
    )
    def test_an_item_without_a_check(self, listed, words, box):
        assert told(listed, words).splitlines()[-1] == f"  box         {box}"

    def test_a_process_of_another_kind(self, project):
        project.write('- [ ] a\n  ```check\n  executable: git\n  version: ">=2"\n  ```\n- [ ] b\n')
        out = told(project, "a")
        assert "  name        git\n  version     >=2\n  runs        git --version\n  severity" in out

    def test_several_blocks(self, project):
        block = "  ```check\n  file_exists: x\n  ```\n"
        project.write(f"- [ ] a\n{block}{block}")
        out = told(project, "a")
        assert "its 2 checks decide" in out
        assert [line for line in out.splitlines() if "file_exists" in line] == [
            "CHECKLIST.md:2  file_exists",
            "CHECKLIST.md:5  file_exists",
        ]

    def test_what_can_not_be_read(self, project):
        project.write("- [ ] a\n  ```check\n  file_exist: x\n  ```\n- [ ] b\n  ```check\n  file_exists: x\n  ```\n")
        ended = project.mdcheck("explain", "a")
        assert ended.code == 3
        assert ended.out.endswith(
            "CHECKLIST.md:2  file_exist\n  check       it has errors, so nothing in this file can run\n"
        )
        assert ended.err.startswith("CHECKLIST.md:3:3: error: ")
        assert "(did you mean “file_exists”?)" in ended.err
        assert told(project, "b").count("file_exists") == 1

    def test_a_need_that_does_not_exist(self, project):
        project.write(
            "- [ ] a\n  ```check\n  file_exists: x\n  needs: [b, c]\n  ```\n"
            "- [ ] ~~b~~ none here\n  ```check\n  file_exists: x\n  id: b\n  ```\n"
        )
        ended = project.mdcheck("explain", "1")
        assert "  needs       b: not applicable, so nothing waits for it\n" in ended.out
        assert "  needs       c: no item is called so\n" in ended.out

    def test_hostile_words(self, project):
        project.write(
            "- [ ] \x1b[31m::error::x \u202ey\n  ```check\n  file_exists: 'a\u202eb'\n  fix: '##[error]x'\n  ```\n"
        )
        out = told(project, "1")
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "##[" not in out

    def test_conflicts(self, project):
        project.write("- [ ] a\n<<<<<<< ours\n- [x] b\n=======\n- [ ] c\n>>>>>>> theirs\n")
        assert project.mdcheck("explain", "a").code == 3


class TestTrust:
    def approval(self, project):
        (line,) = (line for line in told(project, "pinned").splitlines() if line.startswith("  trust"))
        return line.removeprefix("  trust       ")

    def test_approved_and_changed(self, listed):
        assert listed.mdcheck("trust", "--grant", "--yes").code == 0
        approved = self.approval(listed)
        assert approved.startswith("approved on 20")
        listed.write(listed.read().replace('run: "true"', 'run: "false"'))
        since = approved.removeprefix("approved on ")
        assert self.approval(listed) == (
            f"changed since it was approved on {since}: `mdcheck trust --grant --only pinned CHECKLIST.md` asks"
        )

    def test_a_file_that_a_block_names(self, project):
        project.write("- [ ] a\n  ```check sh\n  ./go.sh\n  ```\n")
        project.write("true\n", "go.sh").chmod(0o755)
        assert "  names       the file go.sh, which is approved along with it\n" in told(project, "a")

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("MDCHECK_TRUST", "1", "MDCHECK_TRUST=1 lets it run"),
            ("GITHUB_EVENT_NAME", "pull_request_target", "refused under pull_request_target: the check would run a"),
        ],
    )
    def test_the_environment_decides(self, listed, monkeypatch, name, value, said):
        monkeypatch.setenv(name, value)
        assert self.approval(listed).startswith(said)

    def test_approvals_that_others_may_have_written(self, listed):
        assert listed.mdcheck("trust", "--grant", "--yes").code == 0
        (listed.root.parent / "home/.local/state/mdcheck/trust").chmod(0o777)
        assert "others may have written to it" in " ".join(told(listed, "pinned").split())


def test_it_runs_nothing(project):
    project.write("- [ ] a\n  ```check sh\n  touch ran\n  ```\n")
    assert project.mdcheck("trust", "--grant", "--yes").code == 0
    told(project, "a")
    assert project.names() == [".git", "CHECKLIST.md"]
