"""Two branches and real git: the merge driver, the text conversion, and settling conflicts afterwards."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mdcheck.app import merge as merging
from mdcheck.app.git_driver import bare_bytes
from mdcheck.app.session import Session

ROOT = Path(__file__).parents[2]
NAME = "CHECKLIST.md"
LIST = """\
# Release

Overall Progress: 0%

## Docs (0%)

- [ ] A readme
  ```check
  file_exists: README.md
  ```
- [ ] Read by a person
- [ ] Announced
- [ ] Translated

## Tests (0%)

- [ ] Unit tests pass
"""


def having(text, *pairs):
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text


OURS = having(LIST, ("[ ] Read by", "[x] Read by"), ("Progress: 0%", "Progress: 20%"), ("Docs (0%)", "Docs (25%)"))
THEIRS = having(
    LIST, ("[ ] Announced", "[x] Announced"), ("Progress: 0%", "Progress: 20%"), ("Docs (0%)", "Docs (25%)")
)
BOTH = having(
    LIST,
    ("[ ] Read by", "[x] Read by"),
    ("[ ] Announced", "[x] Announced"),
    ("Progress: 0%", "Progress: 40%"),
    ("Docs (0%)", "Docs (50%)"),
)


@pytest.fixture(autouse=True)
def figures(folder):
    """The repository keeps all figures."""
    folder.write("figures = true\n", "mdcheck.toml")


@pytest.fixture
def command(tmp_path, monkeypatch):
    """`mdcheck` on PATH."""
    path = tmp_path / "bin" / "mdcheck"
    path.parent.mkdir()
    main = f"PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m mdcheck"
    path.write_text(f'#!/bin/sh\n{main} "$@"\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    return path


@pytest.fixture
def repo(project, command):
    """A repository whose git knows mdcheck."""
    assert project.mdcheck("config-git", "--enable", NAME).code == 0
    return project


def branch(project, base, ours, theirs, name=NAME):
    """`main` with our change, and a branch `theirs` that began where `main` did."""
    for text, switch in ((base, ()), (theirs, ("-b", "theirs")), (ours, ("main",))):
        if switch:
            project.git("checkout", "-q", *switch)
        if text is not None:
            project.write(text, name)
        project.git("add", "-A")
        project.git("commit", "-q", "--allow-empty", "-m", "by a person")


def attempt(project, *words):
    """A git command that may fail: its exit status and all that it says."""
    environ = {**os.environ, "GIT_EDITOR": "true"}
    done = subprocess.run(["git", *words], cwd=project.root, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


WAYS = {
    "merge": lambda project: attempt(project, "merge", "-q", "--no-edit", "theirs"),
    "rebase": lambda project: attempt(project, "rebase", "-q", "theirs"),
    "cherry-pick": lambda project: attempt(project, "cherry-pick", "theirs"),
    "pull": lambda project: attempt(project, "pull", "-q", "--no-rebase", "--no-edit", ".", "theirs"),
}


def merged_with(project, way):
    """Our side is `main`; for a stash it is what was committed while the other change waited."""
    if way != "stash pop":
        return WAYS[way](project)
    main = project.git("rev-parse", "main").strip()
    project.git("reset", "-q", "--hard", "main~")
    project.git("checkout", "-q", "theirs", "--", NAME)
    project.git("stash", "-q")
    project.git("reset", "-q", "--hard", main)
    return attempt(project, "stash", "pop", "-q")


ALL_WAYS = [*WAYS, "stash pop"]


@pytest.mark.parametrize("way", ALL_WAYS)
def test_the_driver_merges_item_by_item_and_counts_anew(repo, way):
    branch(repo, LIST, OURS, THEIRS)
    code, said = merged_with(repo, way)
    assert (code, repo.read()) == (0, BOTH), said


@pytest.mark.parametrize("way", ALL_WAYS)
def test_the_driver_leaves_what_people_wrote_on_both_sides(repo, way):
    ours, theirs = OURS.replace("Translated", "In French"), THEIRS.replace("Translated", "In Spanish")
    branch(repo, LIST, ours, theirs)
    code, _ = merged_with(repo, way)
    if way == "rebase":
        ours, theirs = theirs, ours
    lines = [one.partition("- [ ] ")[2] for one in (ours.splitlines()[12], theirs.splitlines()[12])]
    conflict = f"<<<<<<< ours\n- [ ] {lines[0]}\n=======\n- [ ] {lines[1]}\n>>>>>>> theirs\n"
    wanted = having(LIST, ("[ ] Read by", "[x] Read by"), ("[ ] Announced", "[x] Announced"))
    wanted = having(
        wanted, ("- [ ] Translated\n", conflict), ("Progress: 0%", "Progress: 20%"), ("Docs (0%", "Docs (25%")
    )
    assert (code != 0, repo.read()) == (True, wanted)
    assert repo.git("ls-files", "--unmerged") != ""


def test_figures_that_both_sides_count_alike_are_wrong_without_the_driver(project):
    """Git merges them cleanly, and lint, the hook and `update --offline` are there to find and to mend it."""
    branch(project, LIST, OURS, having(LIST, ("[ ] Unit", "[x] Unit"), ("Progress: 0%", "Progress: 20%")))
    code, _ = attempt(project, "merge", "-q", "--no-edit", "theirs")
    assert (code, "Overall Progress: 20%" in project.read()) == (0, True)
    linted = project.mdcheck("lint")
    assert linted.code == 2
    assert "CHECKLIST.md:3:19: warning: the boxes say 40, not 20 (2 of 5 ticked) [stale-figure]" in linted.out
    assert project.mdcheck("update", "--offline", "--check").code == 1
    assert project.mdcheck("update", "--offline", "--no-commit").code == 0
    assert "Overall Progress: 40%" in project.read()
    assert "## Tests (100%)" in project.read()
    assert project.mdcheck("lint").code == 0


def test_the_pre_commit_hook_finds_a_stale_figure(project, command):
    """Its entry, started as a hook of git."""
    entry = next(
        line for line in (ROOT / ".pre-commit-hooks.yaml").read_text().splitlines() if "entry: mdcheck lint" in line
    )
    hook = project.root / ".git" / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\nexec {entry.partition(':')[2]} {NAME}\n")
    hook.chmod(0o755)
    project.write(having(OURS, ("Progress: 20%", "Progress: 99%")))
    project.git("add", "-A")
    code, said = attempt(project, "commit", "-m", "stale")
    assert (code, "stale-figure" in said) == (1, True)
    project.write(OURS)
    project.git("add", "-A")
    assert attempt(project, "commit", "-m", "right")[0] == 0


@pytest.mark.parametrize(
    ("way", "style"), [*((way, "merge") for way in ALL_WAYS), ("merge", "diff3"), ("stash pop", "zdiff3")]
)
def test_merge_settles_what_git_left(project, way, style):
    project.git("config", "merge.conflictStyle", style)
    branch(project, LIST, OURS, THEIRS)
    assert merged_with(project, way)[0] != 0
    assert "<<<<<<< " in project.read()
    ended = project.mdcheck("merge")
    assert (ended.code, project.read()) == (0, BOTH), ended
    assert ended.out == "CHECKLIST.md: resolved 1 conflict; read the result, then `git add` it\n"
    assert project.mdcheck("merge").out == "CHECKLIST.md: no conflict to resolve\n"


@pytest.mark.parametrize("options", [("--offline",), ()], ids=["offline", "with checks"])
def test_update_settles_what_git_left(project, options):
    project.write("# Read me\n", "README.md")
    branch(project, LIST, OURS, THEIRS)
    attempt(project, "merge", "theirs")
    ended = project.mdcheck("update", *options)
    assert ended.code == 0
    if options:
        assert project.read() == BOTH
        assert "wrote 1 resolved conflict" in ended.out
    else:
        assert "- [x] A readme" in project.read()
        assert "Overall Progress: 60%" in project.read()
    assert "<<<<" not in project.read()
    assert "not committed: a git merge is in progress" in " ".join(ended.out.split())


def test_update_check_names_a_conflict_that_it_could_settle_as_out_of_date(project):
    branch(project, LIST, OURS, THEIRS)
    attempt(project, "merge", "theirs")
    before = project.read()
    ended = project.mdcheck("update", "--offline", "--check")
    assert (ended.code, project.read()) == (1, before)
    assert "-<<<<<<< HEAD\n" in ended.out


HUMAN = (
    "<<<<<<< HEAD\n- [ ] In French\n=======\n- [ ] In Spanish\n>>>>>>> theirs\n",
    "CHECKLIST.md:{line}:1: error: a merge conflict between “HEAD” and “theirs”, down to line {last} [conflict]",
)


def conflicted(project):
    branch(project, LIST, OURS.replace("Translated", "In French"), THEIRS.replace("Translated", "In Spanish"))
    attempt(project, "merge", "theirs")
    return project.read()


def test_merge_leaves_what_people_wrote_and_says_where(project):
    conflicted(project)
    ended = project.mdcheck("merge")
    wanted = having(LIST, ("[ ] Read by", "[x] Read by"), ("[ ] Announced", "[x] Announced"))
    wanted = having(
        wanted, ("- [ ] Translated\n", HUMAN[0]), ("Progress: 0%", "Progress: 20%"), ("Docs (0%", "Docs (25%")
    )
    assert (ended.code, project.read()) == (1, wanted)
    assert HUMAN[1].format(line=13, last=17) in ended.err
    assert ended.out == "CHECKLIST.md: resolved what follows from both sides; 1 conflict is left\n"
    again = project.mdcheck("merge")
    assert (again.code, project.read()) == (1, wanted)
    project.write(having(wanted, (HUMAN[0], "- [ ] In French and Spanish\n")))
    assert project.mdcheck("update", "--offline").code == 0
    assert project.read() == having(BOTH, ("Translated", "In French and Spanish"))


@pytest.mark.parametrize("name", ["update", "run", "status", "lint"])
def test_a_conflict_is_an_error_to_the_others(project, name):
    before = conflicted(project)
    ended = project.mdcheck(name)
    assert (ended.code, project.read()) == (3, before)
    line = before.split("<<<<<<<")[0].count("\n") + 1
    last = before.split(">>>>>>>")[0].count("\n") + 1
    assert HUMAN[1].format(line=line, last=last) in ended.out + ended.err
    assert "mdcheck merge" in ended.out + ended.err
    assert "stray" not in ended.out + ended.err


def test_a_conflict_shown_in_a_code_block_is_none(project):
    project.write(LIST + "\n```text\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n```\n")
    before = project.read()
    assert project.mdcheck("status").code == 0
    assert project.mdcheck("lint").code == 0
    assert project.mdcheck("merge").out == "CHECKLIST.md: no conflict to resolve\n"
    assert project.read() == before


def test_a_new_checklist_on_both_sides(repo):
    branch(repo, None, OURS, having(THEIRS, ("[x] Announced", "[ ] Announced"), ("25%", "0%"), ("20%", "0%")), NAME)
    code, _ = merged_with(repo, "merge")
    text = repo.read()
    assert code != 0
    assert "<<<<<<< ours\n- [x] Read by a person\n=======\n- [ ] Read by a person\n>>>>>>> theirs\n" in text
    assert text.count("<<<<<<<") == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("final", [True, False], ids=["final newline", "no final newline"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "BOM"])
def test_bytes_stay(repo, end, final, bom):
    def made(text):
        return (bom + (text if final else text.rstrip("\n")).replace("\n", end)).encode()

    repo.git("config", "core.autocrlf", "false")
    branch(repo, made(LIST), made(OURS), made(THEIRS))
    assert merged_with(repo, "merge")[0] == 0
    assert (repo.root / NAME).read_bytes() == made(BOTH)


def test_a_name_with_blanks_and_signs(project, command):
    name = "docs/ünï code [1] $(x) 'q' #!.md"
    project.write(LIST, name)
    assert project.mdcheck("config-git", "--enable", name).code == 0
    branch(project, LIST, OURS, THEIRS, name)
    assert merged_with(project, "merge")[0] == 0
    assert project.read(name) == BOTH


PLAIN = """\
- [ ] A readme
  ```check
  file_exists: README.md
  ```
<<<<<<< ours
- [x] Read by a person
- [ ] Announced
=======
- [ ] Read by a person
- [x] Announced
>>>>>>> theirs
- [ ] Translated
"""


def broken(project, how, command, monkeypatch):
    if how == "missing":
        command.unlink()
    elif how == "settings":
        project.write("[tool.mdcheck\n", "pyproject.toml")
    else:
        command.write_text(f"#!/bin/sh\n{how}\n")


FAILURES = ["missing", "settings", "exit 1", "exit 2", "exit 70", "exit 128", "exit 130", "kill -9 $$", "kill -INT $$"]


@pytest.mark.parametrize("how", FAILURES)
def test_a_driver_that_fails_leaves_both_sides_as_git_would(repo, command, monkeypatch, how):
    branch(repo, LIST, OURS, THEIRS)
    broken(repo, how, command, monkeypatch)
    code, said = merged_with(repo, "merge")
    assert (code, PLAIN in repo.read()) == (1, True), said
    assert repo.git("ls-files", "--unmerged") != ""


def test_a_clean_merge_without_mdcheck_is_clean(repo, command):
    branch(repo, LIST, OURS, having(LIST, ("[ ] Unit", "[x] Unit")))
    command.unlink()
    assert merged_with(repo, "merge")[0] == 0
    assert "[x] Read" in repo.read()
    assert "[x] Unit" in repo.read()


def test_what_is_not_utf_8_is_merged_as_text(repo):
    latin = [text.replace("Translated", "Übersetzt").encode("latin-1") for text in (LIST, OURS, THEIRS)]
    branch(repo, *latin)
    code, said = merged_with(repo, "merge")
    assert (code, PLAIN.replace("Translated", "Übersetzt").encode("latin-1") in (repo.root / NAME).read_bytes()) == (
        1,
        True,
    )
    assert "not UTF-8" in said
    assert "merged as plain text" in said


def test_what_git_can_not_merge_either_stands_one_below_the_other(folder):
    for name, data in (("base", b"a\0\xff\n"), ("ours", b"b\0\xff\n"), ("theirs", b"c\0\xff")):
        folder.write(data, name)
    ended = folder.mdcheck("git-driver", "base", "ours", "theirs", "9", NAME)
    assert ended.code == 1
    assert (folder.root / "ours").read_bytes() == b"<<<<<<<<< ours\nb\0\xff\n=========\nc\0\xff\n>>>>>>>>> theirs\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, RecursionError])
def test_an_interrupted_driver_leaves_both_sides(folder, monkeypatch, error):
    def fail(*_):
        (folder.root / "ours").write_bytes(b"half")
        raise error

    monkeypatch.setattr("mdcheck.document.merging.merge.merge", fail)
    for name, text in (("base", LIST), ("ours", OURS), ("theirs", THEIRS)):
        folder.write(text, name)
    assert folder.mdcheck("git-driver", "base", "ours", "theirs", "7", NAME).code == 1
    assert PLAIN in folder.read("ours")


@pytest.mark.parametrize(
    ("size", "style", "wanted"),
    [
        ("7", "merge", "<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n"),
        ("11", "diff3", "<<<<<<<<<<< ours\nb\n||||||||||| base\na\n===========\nc\n>>>>>>>>>>> theirs\n"),
        ("no", "nonsense", "<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n"),
    ],
)
def test_marks_are_as_git_was_told(project, size, style, wanted):
    project.git("config", "merge.conflictStyle", style)
    for name, text in (("base", "a\n"), ("ours", "b\n"), ("theirs", "c\n")):
        project.write(text, name)
    assert project.mdcheck("git-driver", "base", "ours", "theirs", size, "-x.md").code == 1
    assert project.read("ours") == wanted


def test_a_driver_loads_little(folder):
    for name, text in (("base", LIST), ("ours", OURS), ("theirs", THEIRS)):
        folder.write(text, name)
    arguments = ("git-driver", "base", "ours", "theirs", "7", NAME)
    ended = folder.process(*arguments, env={"PYTHONPROFILEIMPORTTIME": "1"})
    loaded = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    assert (ended.code, folder.read("ours")) == (0, BOTH)
    assert "mdcheck.document.merging.merge" in loaded
    heavy = {"git", "gitdb", "rich", "msgspec", "subprocess", "mdcheck.execution.runner", "mdcheck.kinds.table"}
    assert loaded.isdisjoint(heavy)


def test_a_diff_leaves_out_derived_numbers(repo):
    branch(repo, LIST, OURS, THEIRS)
    shown = repo.git("diff", "main", "theirs", "--", NAME)
    changed = [line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == ["-- [x] Read by a person", "-- [ ] Announced", "+- [ ] Read by a person", "+- [x] Announced"]
    assert re.search(r"^@@ -[0-9,]+ \+[0-9,]+ @@ ## Docs \(…%\)$", shown, re.MULTILINE)
    plain = repo.git("diff", "--no-textconv", "main", "theirs^", "--", NAME)
    assert "-## Docs (25%)" in plain


def test_a_diff_works_without_mdcheck(repo, command):
    branch(repo, LIST, OURS, THEIRS)
    command.unlink()
    assert "+## Docs (25%)" in repo.git("diff", "theirs^", "main", "--", NAME)


BARE = {
    "figures": (
        b"---\nmdcheck:\n---\n## a (5%)\n\n- [ ] b\n",
        b"---\nmdcheck:\n---\n## a (\xe2\x80\xa6%)\n\n- [ ] b\n",
    ),
    "byte order mark": (b"\xef\xbb\xbf- a\r\n", b"\xef\xbb\xbf- a\r\n"),
    "not adopted": (b"## a (5%)\n\n- [ ] b\n", b"## a (5%)\n\n- [ ] b\n"),
    "not UTF-8": (b"---\nmdcheck:\n---\n## a (5%)\n- [ ] \xff\n", b"---\nmdcheck:\n---\n## a (5%)\n- [ ] \xff\n"),
}


@pytest.mark.parametrize(("data", "wanted"), BARE.values(), ids=BARE)
def test_text_conversion(folder, data, wanted):
    path = folder.write(data, "-x.md")
    assert bare_bytes(path, Session(folder.root, {})) == wanted


class TestMergeCommand:
    """`mdcheck merge`, where git does not help."""

    MARKED = having(PLAIN, ("- [ ] A readme\n  ```check\n  file_exists: README.md\n  ```\n", ""))

    @pytest.mark.parametrize("place", ["folder", "project"])
    def test_nobody_knows_what_both_sides_began_with(self, place, request):
        """Then each line that differs is a person's to settle; what git holds no conflict of is no help either."""
        place = request.getfixturevalue(place)
        place.write(self.MARKED)
        ended = place.mdcheck("merge")
        assert (ended.code, place.read()) == (1, self.MARKED)
        assert ended.err.count("a merge conflict between “ours” and “theirs”") == 1

    def test_a_base_between_the_marks_serves_without_git(self, folder):
        base = "||||||| base\n- [ ] Read by a person\n- [ ] Announced\n=======\n"
        folder.write(having(self.MARKED, ("=======\n", base)))
        ended = folder.mdcheck("merge")
        assert (ended.code, ended.out) == (0, "CHECKLIST.md: resolved 1 conflict; read the result, then `git add` it\n")
        assert folder.read() == "- [x] Read by a person\n- [x] Announced\n- [ ] Translated\n"

    def test_what_git_holds_is_no_text(self, project):
        """Latin-1 once, and UTF-8 on both sides: as if nobody knew."""
        branch(project, having(LIST, ("Translated", "Übersetzt")).encode("latin-1"), OURS, THEIRS)
        assert attempt(project, "merge", "theirs")[0] != 0
        ended = project.mdcheck("merge")
        assert (ended.code, "<<<<<<< " in project.read()) == (1, True)

    def test_a_text_line_that_looks_like_a_mark(self, folder):
        """Nobody can tell where a side ends, so nothing is changed."""
        text = "<<<<<<< ours\n- [x] a\n=======\n- [ ] a\n=======\n- [ ] b\n>>>>>>> theirs\n"
        folder.write(text)
        ended = folder.mdcheck("merge")
        assert (ended.code, folder.read()) == (1, text)
        assert "a line of the text looks like a mark, so it is unclear where a side ends" in ended.err

    @pytest.mark.parametrize(("figures", "percent"), [("heading", 100), ("no-such-notation", 0)])
    def test_front_matter_that_says_nothing_sensible_keeps_no_figure(self, folder, figures, percent):
        front = f"---\nmdcheck:\n  figures: [{figures}]\n---\n\n# List (0%)\n\n"
        one, other = "- [x] a\n- [ ] b\n", "- [ ] a\n- [x] b\n"
        base = one.replace("x", " ")
        folder.write(f"{front}<<<<<<< ours\n{one}||||||| base\n{base}=======\n{other}>>>>>>> theirs\n")
        assert folder.mdcheck("merge").code == 0
        assert folder.read() == front.replace("(0%)", f"({percent}%)") + "- [x] a\n- [x] b\n"

    def test_a_file_that_is_saved_meanwhile(self, folder, monkeypatch):
        base = "||||||| base\n- [ ] Read by a person\n- [ ] Announced\n=======\n"
        folder.write(having(self.MARKED, ("=======\n", base)))
        settle = merging.resolution

        def late(path, *rest):
            settled = settle(path, *rest)
            path.write_bytes(b"saved by a person\n")
            return settled

        monkeypatch.setattr(merging, "resolution", late)
        ended = folder.mdcheck("merge")
        assert (ended.code, folder.read()) == (4, "saved by a person\n")
        assert "the file was saved meanwhile" in ended.err
        assert "nothing was written; run again" in ended.err
