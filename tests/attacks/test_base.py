"""A change that takes away what would have failed, judged by its base (`--base`): all commands judge alike."""

from __future__ import annotations

import json

import pytest

ITEM = "- [ ] Tests exist\n  ```check\n  file_exists: tests.txt\n  ```\n"
README = "- [ ] A readme\n  ```check\n  file_exists: README.md\n  ```\n"
OTHER = "- [ ] Something\n  ```check\n  file_exists: README.md\n  ```\n"
MANUAL = "- [ ] Ada agrees\n"


def struck(reason):
    return ITEM.replace("Tests exist", f"~~Tests exist~~{reason}")


class Judged:
    """The repository, in which `run` is the command that judges."""

    def __init__(self, attack, words):
        self._attack = attack
        self._words = words

    def __getattr__(self, name):
        return getattr(self._attack, name)

    def mdcheck(self, command, *args):
        words = self._words if command == "run" else (command,)
        return self._attack.mdcheck(*words, *args)


@pytest.fixture(params=[("run",), ("update", "--dry-run"), ("update", "--no-commit")], ids=" ".join)
def change(attack, request):
    """A repository with a branch `main`; the change stands on another branch."""
    attack = Judged(attack, request.param)
    attack.write("README.md", "hello\n")
    attack.write("tests.txt", "tests\n")
    attack.write("CHECKLIST.md", f"# Release\n\n{ITEM}{README}{MANUAL}")
    attack.commit_all("base")
    attack.git("branch", "-M", "main")
    attack.git("checkout", "-q", "-b", "change")
    return attack


@pytest.mark.parametrize(
    "text",
    [
        f"# Release\n\n{ITEM}{README}{MANUAL}",
        f"# Release\n\n{README}{ITEM.replace('Tests exist', 'The tests exist')}{MANUAL.replace(' ]', 'x]')}",
        f"# Release\n\n{OTHER}{ITEM}{README}{MANUAL}",
        f"# Release\n\n{struck(' nothing to test')}{README}{MANUAL}",
    ],
    ids=["same", "reworded-and-moved", "more", "struck-out-with-a-reason"],
)
def test_a_change_that_takes_nothing_away_passes(change, text):
    change.write("CHECKLIST.md", text)
    assert change.mdcheck("run", "--base", "main").code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"# Release\n\n{README}{MANUAL}", "the item is gone since main"),
        (f"# Release\n\n{ITEM}{README}", "the item is gone since main"),
        (f"# Release\n\n- [ ] Tests exist\n{README}{MANUAL}", "the item lost a check since main"),
        (f"# Release\n\n{struck('')}{README}{MANUAL}", "struck out since main without a reason"),
        (f"# Release\n\n{struck(' -.')}{README}{MANUAL}", "struck out since main without a reason"),
        (
            f"# Release\n\n{struck(' no')}{README.replace('A readme', '~~A readme~~ no')}{MANUAL}",
            "no check of main is left",
        ),
    ],
    ids=["item", "manual-item", "check", "struck-out", "no-words", "all-struck-out"],
)
def test_what_is_gone_from_a_checklist(change, text, message):
    change.write("CHECKLIST.md", text)
    ended = change.mdcheck("run", "--base", "main")
    assert (ended.code, message in " ".join(ended.out.split())) == (1, True)


LIST = f"# Release\n\n{ITEM}{README}\n## Data\n\n{OTHER}{MANUAL}\n### Copies\n\n- [ ] A restore\n"
PLACES = {
    "the first of a section: its heading": (LIST.replace(ITEM, ""), [1]),
    "another: the item before it": (LIST.replace(README, ""), [3]),
    "two in a row": (LIST.replace(f"{OTHER}{MANUAL}", ""), [12, 12]),
    "its section, too: the heading around it": (LIST.replace("### Copies\n\n- [ ] A restore\n", ""), [12]),
    "its sections, too": (LIST[: LIST.index("## Data")], [1, 1, 1]),
    "an item without its check: itself": (LIST.replace(README, "- [ ] A readme\n"), [7]),
    "struck out: itself": (LIST.replace(ITEM, struck("")), [3]),
    "no headings are left": (f"{ITEM}{OTHER}", [1, 1, 1]),
}


@pytest.mark.parametrize(("text", "lines"), PLACES.values(), ids=PLACES.keys())
def test_it_is_shown_where_it_was(change, text, lines):
    change.git("checkout", "-q", "main")
    change.write("CHECKLIST.md", LIST)
    change.commit_all("list")
    change.git("checkout", "-q", "change")
    change.git("reset", "-q", "--hard", "main")
    change.write("CHECKLIST.md", text)
    assert _lines(json.loads(change.mdcheck("run", "--base", "main", "-f", "json").out)) == lines


def _lines(report):
    checks = [check for item in report["files"][0]["items"] for check in item["checks"]]
    return [check["line"] for check in checks if check["kind"] == "base"]


def test_settings_that_name_another_checklist(change):
    (change.root / "tests.txt").unlink()
    change.write("mdcheck.toml", 'files = ["ok.md"]\n')
    change.write("ok.md", OTHER)
    assert change.mdcheck("run").code == 0
    ended = change.mdcheck("run", "--base", "main")
    assert (ended.code, "tests.txt does not exist" in ended.out) == (1, True)


def test_a_checklist_that_is_gone(change):
    change.write("OTHER_CHECKLIST.md", OTHER)
    (change.root / "CHECKLIST.md").unlink()
    assert change.mdcheck("run", "--base", "main", "OTHER_CHECKLIST.md").code == 0  # only this file was asked for
    change.write("mdcheck.toml", 'files = ["OTHER_CHECKLIST.md"]\n')
    ended = change.mdcheck("run", "--base", "main")
    assert (ended.code, "it is gone since main" in ended.out) == (1, True)


def test_all_checklists_are_gone(change):
    (change.root / "CHECKLIST.md").unlink()
    ended = change.mdcheck("run", "--base", "main")
    assert (ended.code, "it is gone since main" in ended.out) == (1, True)


def test_a_renamed_checklist_is_found_again(change):
    change.git("mv", "CHECKLIST.md", "LIST.md")
    change.git("commit", "-qm", "renamed")
    assert change.mdcheck("run", "--base", "main").code == 0


def test_an_item_that_moved_to_another_checklist_is_no_loss(change):
    change.write("CHECKLIST.md", f"# Release\n\n{README}{MANUAL}")
    change.write("mdcheck.toml", 'files = ["CHECKLIST.md", "tests.md"]\n')
    change.write("tests.md", ITEM)
    assert change.mdcheck("run", "--base", "main").code == 0


@pytest.mark.parametrize("text", ["fail_under = 10\n", ""])
def test_bounds_are_the_bases(change, text):
    change.git("checkout", "-q", "main")
    change.write("mdcheck.toml", "fail_under = 100\n")
    change.write("CHECKLIST.md", ITEM.replace("tests.txt\n", "tests.txt\n  severity: warning\n"))
    change.commit_all("bound")
    change.git("checkout", "-q", "-B", "change")
    (change.root / "tests.txt").unlink()
    change.write("mdcheck.toml", text)
    assert change.mdcheck("run").code == 2
    assert change.mdcheck("run", "--base", "main").code == 1


def test_a_narrower_set_of_paths_is_not_taken_over(change):
    change.git("checkout", "-q", "main")
    change.write("mdcheck.toml", 'paths = {code = ["src/*.txt"]}\n')
    change.write("src/a.txt", "TODO\n")
    change.write("CHECKLIST.md", '- [ ] Clean\n  ```check\n  not_contains: "@code"\n  text: TODO\n  ```\n')
    change.commit_all("sets")
    change.git("checkout", "-q", "-B", "change")
    change.write("mdcheck.toml", 'paths = {code = ["README.md"]}\n')
    assert change.mdcheck("run").code == 0
    assert change.mdcheck("run", "--base", "main").code == 1


@pytest.mark.parametrize("revision", ["nowhere", "-x"])
def test_a_base_that_is_none(change, revision):
    ended = change.mdcheck("run", "--base", revision)
    assert (ended.code, "revision" in ended.err) == (3, True)


class TestWhatTheReviewerSees:
    """`mdcheck diff` shows every file that would run, and the checklists and settings of both sides."""

    @pytest.fixture
    def scripted(self, change):
        change.git("checkout", "-q", "main")
        change.write("run.sh", "echo first\n")
        change.write("kinds.py", "x = 1\n")
        change.write("data.txt", "1\n")
        change.write("mdcheck.toml", 'kinds = ["kinds.py"]\nfail_under = 90\n')
        change.write("CHECKLIST.md", "# Release\n\n- [ ] Runs\n  ```check bash\n  sh run.sh\n  ```\n")
        change.commit_all("script")
        change.git("checkout", "-q", "-B", "change")
        return change

    def test_nothing_differs(self, scripted):
        scripted.write("data.txt", "2\n")
        scripted.commit_all("data")
        assert "no item, box or check differs" in scripted.mdcheck("diff", "main...").out

    @pytest.mark.parametrize("committed", [True, False])
    @pytest.mark.parametrize(
        ("file", "text", "reason"),
        [
            ("run.sh", "echo owned\n", "named by a check of “Runs”"),
            ("kinds.py", "x = 'owned'\n", "kinds of the repository"),
            ("mdcheck.toml", 'kinds = ["kinds.py"]\nfail_under = 1\n', "settings"),
        ],
    )
    @pytest.mark.parametrize("form", ["text", "markdown", "json"])
    def test_a_changed_file(self, scripted, committed, file, text, reason, form):
        scripted.write(file, text)
        if committed:
            scripted.commit_all("changed")
        ended = scripted.mdcheck("diff", "main..." if committed else "main", "--format", form)
        assert (ended.code, file in ended.out, reason in " ".join(ended.out.split())) == (0, True, True)
        assert text.split("\n")[-2].split()[-1].strip("'") in ended.out

    def test_a_checklist_that_the_settings_name_no_more(self, scripted):
        scripted.write("mdcheck.toml", 'files = ["ok.md"]\n')
        scripted.write("ok.md", OTHER)
        scripted.write("CHECKLIST.md", "# Release\n\n- [ ] Runs\n")
        scripted.commit_all("changed")
        ended = scripted.mdcheck("diff", "main...")
        assert "CHECKLIST.md" in ended.out
        assert "removed: Runs (bash)" in ended.out


class TestAWeakerCheck:
    """A check that is still there, and would no longer stop the change."""

    @pytest.fixture
    def broken(self, change):
        """The change breaks what the check looks for."""
        (change.root / "tests.txt").unlink()
        return change

    def weakened(self, change, options):
        block = "file_exists: tests.txt\n"
        change.write("CHECKLIST.md", f"# Release\n\n{ITEM.replace(block, block + options)}{README}{MANUAL}")

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ("  severity: warning\n", "tests.txt does not exist"),
            ("  severity: warning\n  weight: 0\n", "tests.txt does not exist"),
            ("  when: {file_exists: never.txt}\n", "a check does not apply, by its “when”"),
            ("  when: {file_exists: tests.txt}\n", "a check does not apply, by its “when”"),
        ],
        ids=["severity", "weight", "when-never", "when-itself"],
    )
    @pytest.mark.parametrize("name", ["CHECKLIST.md", "LIST.md"])
    def test_by_an_option(self, broken, options, message, name):
        self.weakened(broken, options)
        if name != "CHECKLIST.md":
            broken.git("mv", "CHECKLIST.md", name)
            broken.commit_all("renamed")
        ended = broken.mdcheck("run", "--base", "main")
        assert (ended.code, message in " ".join(ended.out.split())) == (1, True)

    @pytest.mark.parametrize("options", ["  severity: warning\n", "  when: {file_exists: README.md}\n"])
    def test_an_option_that_hides_no_failure(self, change, options):
        self.weakened(change, options)
        assert change.mdcheck("run", "--base", "main").code == 0

    def test_a_condition_that_the_base_has(self, change):
        change.git("checkout", "-q", "main")
        self.weakened(change, "  when: {file_exists: never.txt}\n")
        change.commit_all("when")
        change.git("checkout", "-q", "-B", "change")
        assert change.mdcheck("run", "--base", "main").code == 0

    def test_moved_to_another_checklist_and_weakened(self, broken):
        broken.write("CHECKLIST.md", f"# Release\n\n{README}{MANUAL}")
        broken.write("mdcheck.toml", 'files = ["CHECKLIST.md", "tests.md"]\n')
        broken.write("tests.md", ITEM.replace("tests.txt\n", "tests.txt\n  severity: warning\n"))
        assert broken.mdcheck("run", "--base", "main").code == 1

    def test_left_out_since_it_is_a_script(self, broken):
        script = ITEM.replace("```check\n  file_exists: tests.txt", "```check sh\n  true")
        broken.write("CHECKLIST.md", f"# Release\n\n{script}{README}{MANUAL}")
        ended = broken.mdcheck("run", "--inert", "--base", "main")
        assert (ended.code, "a check needs trust, and was left out" in " ".join(ended.out.split())) == (1, True)

    def test_left_out_since_it_needs_a_script(self, broken):
        self.weakened(broken, "  needs: s\n")
        script = "- [ ] S\n  ```check sh id=s\n  true\n  ```\n"
        text = (broken.root / "CHECKLIST.md").read_text()
        broken.write("CHECKLIST.md", text + script)
        ended = broken.mdcheck("run", "--inert", "--base", "main")
        assert (ended.code, "a check needs an item that needs trust" in " ".join(ended.out.split())) == (1, True)

    def test_scripts_that_the_base_has_are_left_out_as_ever(self, change):
        script = "- [ ] S\n  ```check sh id=s\n  true\n  ```\n"
        script += "- [ ] T\n  ```check\n  file_exists: README.md\n  needs: s\n  ```\n"
        change.git("checkout", "-q", "main")
        change.write("CHECKLIST.md", f"# Release\n\n{README}{script}{MANUAL}")
        change.write("SCRIPTS_CHECKLIST.md", f"# Scripts\n\n{script}")
        change.commit_all("script")
        change.git("checkout", "-q", "-B", "change")
        ended = change.mdcheck("run", "--inert", "--base", "main")
        assert (ended.code, "gone" in ended.out) == (0, False)
