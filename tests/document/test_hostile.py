"""Documents that torture a reader: what their items are, and what becomes of the bytes when every check passes.

In the documents `□` stands for the box of an item with a check: a blank before, an x afterwards.
"""

import gc
import sys

import pytest
from testing.documents import read, read_bytes, states, update, updated
from testing.tiers import amount, scaled

from mdcheck.document.lint import lint
from mdcheck.document.rewrite import ALL_NOTATIONS

CHECK = "  ```check bash\n  ```\n"


def nested(depth):
    return "".join("  " * level + f"- [{'□' if level == depth - 1 else ' '}] a\n" for level in range(depth))


def indented(text, by):
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


HOSTILE = {
    "CRLF": ("# A (0%)\r\n\r\n- [□] a\r\n  ```check bash\r\n  x\r\n  ```\r\n- [ ] b\r\n", "3 ;7 ", {"0%": "50%"}),
    "lone CR": ("# A (0%)\r\r- [□] a\r  ```check bash\r  x\r  ```\r- [ ] b\r", "3 ;7 ", {"0%": "50%"}),
    "mixed ends": ("a\r\n\r- [□] a\r  ```check bash\n  x\r\n  ```\r\r\n- [ ] b\n\r- [X] c", "3 ;8 ;10x", {}),
    "CR before LF in two lines": ("- [□] a\r\r\n  ```check bash\r\n  ```\n", "1 ", {}),
    "byte order mark": (f"\ufeff- [□] a\n{CHECK}", "1 ", {}),
    "two byte order marks": ("\ufeff\ufeff- [ ] a\n- [ ] b\n", "2 ", {}),
    "byte order mark and front matter": (f"\ufeff---\nmdcheck:\n---\n- [□] a\n{CHECK}", "4 ", {}),
    "U+2028, U+2029, NEL, FF, VT, FS end no line": (
        f"a\u2028- [ ] b\u2029- [ ] c\x85- [ ] d\x0c- [ ] e\x0b- [ ] f\x1c- [ ] g\n\n- [□] h\u2028- [ ] i\n{CHECK}",
        "3 ",
        {},
    ),
    "NUL": (f"\0\n\n- [□] a\0b\n{CHECK}\0", "3 ", {}),
    "tabs": ("-\t[□]\ta\n\t```check bash\n\tx\n\t```\n\t-\t[ ]\tb\n", "1 ;5 ", {}),
    "no final newline": ("- [□] a\n  ```check bash\n  ```", "1 ", {}),
    "nothing": ("", "", {}),
    "blank lines only": ("\n\r\n\r \n\t", "", {}),
    "trailing blanks": (f"- [□] a  \t \n{CHECK}   \n \t \n\n", "1 ", {}),
    "lists of sixteen levels": (
        nested(16) + indented(CHECK, 30),
        ";".join(f"{line} " for line in range(1, 17)),
        {},
    ),
    "sixteen lists on a line": ("- " * 16 + "[□] a\n" + indented(CHECK, 30), "1 ", {}),
    "tildes": ("- [□] a\n  ~~~~ check bash\n  ```\n  ~~~\n  ~~~~~\n- [ ] b\n", "1 ;6 ", {}),
    "quotes": ("> - [□] a\n>   ```check bash\n>   x\n>   ```\n>\n> > - [ ] b\n", "1 ;6 ", {}),
    "sixty quotes": ("> " * 60 + "- [□] a\n" + "> " * 60 + "  ```check bash\n" + "> " * 60 + "  ```\n", "1 ", {}),
    "a lazy line behind a quote": ("> - [ ] a\n- [ ] b\nc\n", "1 ;2 ", {}),
    "10. and a fence indented for 1.": ("10. [ ] a\n   ```check bash\n   ```\n11. [x] b\n", "1 ;4x", {}),
    "an HTML comment around all": ("<!--\n- [ ] a\n  ```check bash\n  ```\n\n-->\n- [ ] b\n", "7 ", {}),
    "an HTML comment that nothing closes": ("- [ ] a\n\n<!--\n\n- [ ] b\n", "1 ", {}),
    "a fence that nothing closes": ("- [ ] a\n\n```\n- [ ] b\n\n# c\n- [ ] d\n", "1 ", {}),
    "a fence that its item closes": ("- [ ] a\n  ```\n  - [ ] b\n- [ ] c\n", "1 ;4 ", {}),
    "a check in an example": ("````\n- [ ] a\n  ```check bash\n  ```\n````\n- [ ] b\n", "6 ", {}),
    "boxes in every place but the first": (f"- [□] [ ] a [x](b) `[ ]` <!-- [ ] -->\n  [ ] b\n{CHECK}", "1 ", {}),
    "two items of the same text": (f"- [□] a\n{CHECK}- [□] a\n{CHECK}", "1 ;4 ", {}),
    "a setext heading of an item": (f"- [□] a\n  ===\n{CHECK}", "1 ", {}),
    "a table below an item": (f"- [□] a\n{CHECK}| A | % |\n|---|---|\n| a | 5 |\n", "1 ", {}),
    "wide characters before the box": (f"> 🎉\n\n- 🎉\n- [□] 🎉é\n{CHECK}", "4 ", {}),
    "figures at the ends of a document": (
        f"(5%)\n===\n- [□] a\n{CHECK}\nStatus: 5%",
        "3 ",
        {"Status: 5%": "Status: 100%"},
    ),
}


@pytest.mark.parametrize(("text", "items", "figures"), HOSTILE.values(), ids=HOSTILE.keys())
def test_items_and_bytes(text, items, figures):
    before, after = text.replace("□", " ").encode(), text.replace("□", "x")
    for written, wanted in figures.items():
        after = after.replace(written, wanted)
    assert ";".join(states(read_bytes(before))) == items
    assert updated(before, True) == after.encode()
    assert updated(updated(before, True), True) == updated(before, True)


TOO_DEEP = {
    "lists": (nested(120).replace("□", " "), 99),
    "lists on one line": ("- " * 120 + "[ ] a\n", 0),
    "numbered lists on one line": ("1. " * 5000 + "[ ] a\n", 0),
    "quotes": ("> " * 300 + "- [ ] a\n", 0),
    "quotes without blanks": (">" * 20_000 + "- [ ] a\n", 0),
    "lists in quotes": ("> - " * 300 + "[ ] a\n", 0),
    "a thousand levels": (nested(1000).replace("□", " "), 99),
}


@pytest.mark.parametrize(("text", "count"), TOO_DEEP.values(), ids=TOO_DEEP.keys())
def test_what_is_too_deep_is_an_error_and_no_crash(text, count):
    checklist = read(text)
    assert {found.code for found in checklist.diagnostics} == {"too-deep"}
    assert len(checklist.items) == count
    assert update(text, marks=True) == text


def test_the_deepest_document_that_is_read_needs_few_frames():
    """A hundred lists, a hundred quotes around fifty: read without a word from a stack that is half used up."""
    documents = [nested(98).replace("□", " "), "> " * 190 + "- [ ] a\n", "> - " * 60 + "[ ] a\n"]
    frames = sys.getrecursionlimit() // 2

    def deeper(left):
        return deeper(left - 1) if left else [len(read(text).items) for text in documents]

    assert deeper(frames - 100) == [98, 1, 1]


@pytest.mark.parametrize("on", [True, False])
def test_reading_leaves_the_collector_as_it_was(on):
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        read("- [ ] a\n")
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()


def many(number):
    """A quarter of it, but for the thorough tier."""
    return amount(number // 4, number)


HUGE = {
    "an item of a megabyte": ("- [ ] " + "a" * many(1_000_000), 1),
    "an item of a megabyte of words": ("- [ ] " + "a " * many(500_000), 1),
    "an item of a megabyte of boxes": ("- [ ] " * many(160_000), 1),
    "a heading of a megabyte": ("# " + "a (7%) " * many(150_000) + "\n- [ ] a\n", 1),
    "a heading of closing signs": ("# a (7%)" + " #" * many(100_000) + " a\n- [ ] a\n", 1),
    "a heading of blanks": ("# a (7%)" + " " * many(300_000) + "b\n- [ ] a\n", 1),
    "headings": ("# a\n" * many(10_000), 0),
    "headings with figures and items": ("".join(f"## {n} (10%)\n- [ ] a\n" for n in range(many(3_000))), many(3_000)),
    "items": ("- [ ] a\n" * many(10_000), many(10_000)),
    "nested brackets": ("- [ ] " + "[" * many(10_000) + "]" * many(10_000), 1),
    "nested brackets in a heading": ("# " + "[" * many(10_000) + "]" * many(10_000), 0),
    "asterisks": ("- [ ] " + "*a" * many(100_000), 1),
    "backticks": ("- [ ] " + "".join("`" * (n % 9) + "a" for n in range(many(50_000))), 1),
    "a run of backticks": ("- [ ] " + "`" * many(100_000) + f"\n{CHECK}", 1),
    "a run of tildes": ("- [ ] " + "~" * many(100_000) + f"\n{CHECK}", 1),
    "links by reference": ("- [ ] " + "[a][b] " * many(20_000) + f"\n{CHECK}\n[b]: c\n", 1),
    "brackets and a definition": ("- [ ] " + "[a" * many(50_000) + f"\n{CHECK}\n[b]: c\n[^b]: c d\n", 1),
    "footnotes": (
        "".join(f"- [ ] [^{n}]\n{CHECK}" for n in range(many(800)))
        + "".join(f"\n[^{n}]: a [b] {n}\n" for n in range(many(800))),
        many(800),
    ),
    "tildes": ("- [ ] " + "~~a " * many(100_000), 1),
    "angle brackets": ("- [ ] " + "<a" * many(100_000), 1),
    "backslashes": ("- [ ] " + "\\" * (many(200_000) + 1), 1),
    "status lines": ("# a\n- [ ] a\n\n" + "Status: 10%\n" * many(5_000), 1),
    "sections that each close": (
        "# T\n" + "".join(f"## {n}\n- [ ] a\n\nStatus: 10%\n\n" for n in range(many(2_000))),
        many(2_000),
    ),
    "table rows": ("# a\n- [ ] a\n\n|s|%|\n|-|-|\n" + "|a|10%|\n" * many(5_000), 1),
    "table cells": (
        "# a\n- [ ] a\n\n|s|" + "%|" * many(3_000) + "\n|-|" + "-|" * many(3_000) + "\n|a|" + "1|" * many(3_000),
        1,
    ),
    "check blocks of one item": ("- [ ] a\n" + CHECK * many(3_000), 1),
    "check blocks of no item": ("```check bash\n```\n" * many(3_000), 0),
    "a list in YAML": ("- [ ] a\n  ```check\n  paths: [" + "a, " * many(20_000) + "b]\n  ```\n", 1),
    "options in an info string": (
        "- [ ] a\n  ```check bash " + " ".join(f"o{n}=v" for n in range(many(10_000))) + "\n  ```\n",
        1,
    ),
    "digits in a figure": ("# a (" + "9" * many(100_000) + "%)\n- [ ] a\n", 1),
    "comments that nothing closes": ("<!--\n" * many(10_000), 0),
    "thematic breaks": ("---\n" * many(10_000), 0),
    "blank lines behind a break": ("---" + "\r\n" * many(50_000) + "a\n", 0),
    "report marks": ("<!-- mdcheck:report -->\n" * many(3_000), 0),
}


@scaled
@pytest.mark.no_cover
@pytest.mark.parametrize(("text", "count"), HUGE.values(), ids=HUGE.keys())
def test_large_documents_are_read_in_linear_time(text, count):
    """Nothing is timed: what is not linear here would not end."""
    checklist = read(text)
    lint(checklist, ALL_NOTATIONS)
    assert len(checklist.items) == count
    once = update(text, True)
    assert update(once, True) == once
