"""`mdcheck lint` as people see it, and `lint --fix`."""

import click
import pytest

from mdcheck.cli.text.diagnostics import rendered, summary
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.source import Source

WRONG = """\
# A

- [ ] a
      ```check
      file_exists: CHECKLIST.md
      ```
- [ x ] b
- [ ] c
  ```Check bash
  true
  ```
- [ ] d
  ```bash check
  true
  ```
"""
REPAIRED = """\
# A

- [ ] a
  ```check
  file_exists: CHECKLIST.md
  ```
- [x] b
- [ ] c
  ```check bash
  true
  ```
- [ ] d
  ```check bash
  true
  ```
"""
SHOWN = """\
CHECKLIST.md:4:7: error: this check block is indented so far that Markdown reads it as text [stray-check]
  4 |       ```check
    |       ^
  fix: indent it to column 3, where the text of the item of line 3 begins
CHECKLIST.md:7:3: warning: “[ x ]” is no box here: GitHub shows it as text [not-a-box]
  7 | - [ x ] b
    |   ^
  fix: write “[ ]” or “[x]” with a blank behind it; strike the text through (~~…~~) if it does not apply
CHECKLIST.md:9:6: warning: “Check” makes no check block [not-a-check]
  9 |   ```Check bash
    |      ^
  fix: write “check”
CHECKLIST.md:13:6: warning: “bash check” makes no check block: the word “check” comes first [not-a-check]
  13 |   ```bash check
     |      ^
  fix: write “check bash”
1 error, 3 warnings in 1 file
"""


def test_each_is_shown_with_its_line(folder):
    folder.write(WRONG)
    ended = folder.mdcheck("lint")
    assert (ended.code, ended.out) == (3, SHOWN)


def test_fix_writes_the_repairs_and_shows_them(folder):
    folder.write(WRONG)
    ended = folder.mdcheck("lint", "--fix")
    assert ended.code == 0
    assert folder.read() == REPAIRED
    assert ended.out.startswith("--- a/CHECKLIST.md\n+++ b/CHECKLIST.md\n@@ ")
    assert "\n-- [ x ] b\n" in ended.out
    assert "\n+- [x] b\n" in ended.out
    assert ended.out.endswith("CHECKLIST.md: 4 repairs written\nCHECKLIST.md: nothing to fix\n")
    assert folder.mdcheck("lint", "--fix").out == "CHECKLIST.md: nothing to fix\n"


def test_fix_leaves_a_conflict_alone(folder):
    text = "<<<<<<< ours\n- [ x ] a\n=======\n- [ ] b\n>>>>>>> theirs\n"
    folder.write(text)
    assert folder.mdcheck("lint", "--fix").code == 3
    assert folder.read() == text


def test_the_count_covers_all_files(folder):
    folder.write("- [] a\n- [] b\n")
    folder.write("- [ ] a\n  ```check\n  ```\n", "b.md")
    folder.write("- [ ] a\n", "c.md")
    assert folder.mdcheck("lint", "CHECKLIST.md", "b.md", "c.md").out.endswith("1 error, 2 warnings in 2 files\n")


def test_three_hundred_errors_of_five_thousand_items(folder):
    folder.write("- [ ] a\n" * 4700 + "- [ ] a\n      ```check\n      x: y\n      ```\n" * 300)
    ended = folder.mdcheck("lint")
    assert ended.out.endswith("300 errors in 1 file\n")
    assert ended.out.count("[stray-check]") == 300
    ended = folder.mdcheck("run")
    assert ended.code == 3
    assert ended.err.count("[stray-check]") == 20
    assert "... and 280 more of 300 errors: `mdcheck lint CHECKLIST.md` shows all of them" in ended.err


LONG = Diagnostic(1, 1, Level.ERROR, "code", "a message of some words " * 4, "advice of some words " * 4)


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_a_narrow_terminal_breaks_no_word(columns):
    source = Source.from_text("- [ ] " + "word " * 50, path="list.md")
    lines = [click.unstyle(line) for line in rendered("list.md", source, LONG, columns)]
    assert all(len(line) <= columns for line in lines[1:])
    words = " ".join(lines).split()
    assert {"message", "words", "advice"} <= set(words)
    assert not {"mess", "age", "wor", "ds"} & set(words)


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("\tab", 2, ["  1 |  ab", "    |  ^"]),
        ("日本 [] a", 4, ["  1 | 日本 [] a", "    |      ^"]),
        ("a" * 200, 150, ["  1 | ..." + "a" * 27 + "...", "    | " + " " * 23 + "^"]),
        ("a" * 200, 1, ["  1 | " + "a" * 30 + "...", "    | ^"]),
        ("a" * 50, 50, ["  1 | ..." + "a" * 30, "    | " + " " * 32 + "^"]),
        ("   ", 1, []),
        ("ab", 9, ["  1 | ab", "    |   ^"]),
    ],
)
def test_the_line_and_its_caret(text, column, expected):
    source = Source.from_text(text, path="list.md")
    lines = list(rendered("list.md", source, LONG._replace(column=column), 40))
    assert [line for line in lines if " | " in line] == expected


def test_the_summary():
    assert summary([("a", [LONG, LONG._replace(level=Level.NOTE)]), ("b", [])]) == "1 error, 1 note in 1 file"
    assert summary([("a", [LONG]), ("b", [LONG])]) == "2 errors in 2 files"


def test_a_wrong_jsonpath_has_its_caret_below_it():
    source = Source.from_text("  at: x\n", path="C.md")
    diagnostic = Diagnostic(1, 3, Level.ERROR, "option", "not a JSONPath\n$.a[?@.b = 1]\n         ^")
    shown = list(rendered("C.md", source, diagnostic, None))
    assert shown[1:3] == ["    $.a[?@.b = 1]", "             ^"]
