"""Boxes that are none, and state without boxes: first what deserves no word; then what is said, and that it works."""

import pytest
from testing.documents import items, read

from mdcheck.document.diagnostic import Level
from mdcheck.document.edits import apply
from mdcheck.document.near_boxes import near_boxes, signed_bullets

CLEAN = {
    "in a fence": "```\n-[ ] a\n[ ] b\n```\n",
    "in a comment": "<!--\n-[ ] a\n[ ] b\n- [ ] c\n-->\n",
    "in a comment of an HTML block": "<div>\n<!-- x\n- [ ] c\n-->\n</div>\n",
    "in front matter": "---\na:\n  [ ] b\n---\n",
    "in indented code at the margin": "a\n\n    - [ ] b\n",
    "code in an item that is no list item": "- a\n\n      [ ] b\n",
    "in HTML, without a marker": "<div>\n[ ] a\n</div>\n",
    "in a definition": "[a]: /b '\n[ ] c'\n",
    "a wrong box in a text": "a\n    - [ x ] b\n",
    "a defined link": "[x] a\n\n[x]: /b\n",
    "empty brackets in a text": "[] a\n",
    "odd brackets in a text": "[~] a\n",
    "brackets later": "a [ ] b\n",
    "a table that compares": "| a | b | c |\n|---|---|---|\n| d | ✅ | ❌ |\n| e | ❌ | ✅ |\n",
    "a list of features": "- ✅ fast\n- ✅ small\n",
    "a list of drawbacks": "- ❌ slow\n- ❌ large\n",
    "a kept status": "---\nmdcheck:\n---\n# A\n- [x] a\n\n| S | Status | % |\n|---|---|---|\n| A | ✅ | 100% |\n",
    "a done parent": "- [x] a\n  - [x] b\n  - [ ] ~~c~~ none\n",
    "an open parent": "- [ ] a\n  - [ ] b\n",
    "a table without signs": "| a |\n|---|\n| b ⬜ |\n",
    "signs in a text": "a ✅ and ⬜ | [ ] b\n",
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_clean(text):
    assert near_boxes(read(text)) == []


# The text, the place, a part of the message, and the text once the edits are made (None: no edits).
NEAR = {
    "blanks around an x": ("- [ x ] a\n", (1, 3), "“[ x ]” is no box", "- [x] a\n"),
    "a Cyrillic x": ("- [Х] a\n", (1, 3), "“[Х]” is no box", "- [x] a\n"),
    "nothing inside": ("* [] a\n", (1, 3), "“[]” is no box", "* [ ] a\n"),
    "nothing inside, tight": ("- []a\n", (1, 3), "“[]” is no box", "- [ ] a\n"),
    "two blanks inside": ("- [  ] a\n", (1, 3), "is no box", "- [ ] a\n"),
    "a no-break space inside": ("- [\u00a0] a\n", (1, 3), "“[<U+00A0>]” is no box", "- [ ] a\n"),
    "tight": ("- [x]a\n", (1, 3), "“[x]” is no box", "- [x] a\n"),
    "a no-break space behind": ("- [ ]\u00a0a\n", (1, 3), "“[ ]<U+00A0>” is no box", "- [ ] a\n"),
    "another space behind": ("- [ ]\u3000a\n", (1, 3), "“[ ]” is no box", "- [ ] \u3000a\n"),
    "escaped": ("- \\[ \\] a\n", (1, 3), "“\\[ \\]” is no box", "- [ ] a\n"),
    "escaped, the first bracket": ("- \\[x] a\n", (1, 3), "“\\[x]” is no box", "- [x] a\n"),
    "escaped, the second bracket": ("- [X\\] a\n", (1, 3), "“[X\\]” is no box", "- [x] a\n"),
    "a tilde": ("- [~] a\n", (1, 3), "“[~]” is no box", None),
    "nothing behind": ("- [ ]\n", (1, 3), "“[ ]” is no box", None),
    "too many blanks": ("-     [ ] a\n", (1, 7), "so far behind its list marker that it is code", "- [ ] a\n"),
    "no blank in front": ("-[ ] a\n", (1, 2), "stands no blank", "- [ ] a\n"),
    "no blank behind a number": ("1.[x] a\n", (1, 3), "stands no blank", "1. [x] a\n"),
    "a no-break space in front": ("-\u00a0[ ] a\n", (1, 3), "<U+00A0>", "- [ ] a\n"),
    "a no-break space in front of the marker": ("\u00a0- [ ] a\n", (1, 1), "stands a no-break space", " - [ ] a\n"),
    "a typographic bullet": ("• [x] a\n", (1, 1), "“•” in front of “[x]” is no list marker", "- [x] a\n"),
    "dashes for bullets": ("a\n\n– [ ] a\n", (3, 1), "“–” in front of “[ ]” is no list marker", "a\n\n- [ ] a\n"),
    "a typographic bullet in a quote": ("> •[ ] a\n", (1, 3), "is no list marker", None),
    "a v": ("- [v] a\n", (1, 3), "“[v]” is no box", None),
    "a sign in brackets": ("- [☑] a\n", (1, 3), "“[☑]” is no box", None),
    "no marker": ("[ ] a\n", (1, 1), "no list marker", "- [ ] a\n"),
    "no marker, below text": ("a\n[x] b\n", (2, 1), "no list marker", "a\n- [x] b\n"),
    "no marker, escaped": ("\\[ ] a\n", (1, 1), "no list marker", "- [ ] a\n"),
    "no marker, in a quote": ("> [ ] a\n", (1, 3), "no list marker", None),
    "too far": ("- [x] a\n      - [ ] b\n", (2, 9), "so far that it is text", "- [x] a\n  - [ ] b\n"),
    "too far, as code": ("- [x] a\n\n      - [ ] b\n", (3, 9), "so far that it is code", "- [x] a\n\n  - [ ] b\n"),
    "too far, below a paragraph": ("a\n    - [ ] b\n", (2, 7), "so far that it is text", None),
    "a number that ends no paragraph": ("a\n2. [ ] b\n", (2, 4), "does not begin with 1", None),
    "too far below an item that has ended": ("- [ ] a\n\nb\n    - [ ] c\n", (4, 7), "so far", None),
    "in HTML": (
        "<details><summary>a</summary>\n- [ ] b\n- [x] c\n</details>\n",
        (2, 1),
        "2 items are part of an HTML block",
        "<details><summary>a</summary>\n\n- [ ] b\n- [x] c\n</details>\n",
    ),
    "in preformatted text": ("<pre>\n- [ ] b\n</pre>\n", (2, 1), "1 item is part of an HTML block", None),
    "in HTML of a list": ("- <div>\n  - [ ] b\n", (2, 1), "1 item is part of an HTML block", None),
}


@pytest.mark.parametrize(("text", "place", "message", "repaired"), NEAR.values(), ids=NEAR.keys())
def test_a_near_box(text, place, message, repaired):
    (found,) = near_boxes(read(text))
    assert (found.line, found.column, found.code, found.level) == (*place, "not-a-box", Level.WARNING)
    assert message in found.message
    assert found.fix
    assert (apply(text, found.edits) if found.edits else None) == repaired


@pytest.mark.parametrize("text", [text for text, *_, repaired in NEAR.values() if repaired is not None])
def test_the_edits_make_an_item(text):
    before, (found,) = read(text), near_boxes(read(text))
    after = read(apply(text, found.edits))
    assert len(after.items) > len(before.items)
    assert not [one for one in near_boxes(after) if one.code == "not-a-box"]


def test_items_that_are_nested_too_far_come_one_after_the_other():
    text = "- [ ] a\n      - [ ] b\n          - [ ] c\n      - [x] d\n"
    assert [bool(one.edits) for one in near_boxes(read(text))] == [True, False, True]
    for _ in range(2):
        text = apply(text, [edit for one in near_boxes(read(text)) for edit in one.edits])
    assert text == "- [ ] a\n  - [ ] b\n    - [ ] c\n  - [x] d\n"
    assert items(text) == ["1 ", "2 ", "3 ", "4x"]


STATE = {
    "a list": ("a\n\n- ☐ b\n- ☑ c\n", (3, "2 bullets show")),
    "a list of ticks and crosses": ("- ✅ b\n- ❌ c\n", (1, "2 bullets show")),
    "one": ("1. ⬜ b\n", (1, "1 bullet shows")),
    "a table": ("| a | b |\n|---|---|\n| c | ✅ |\n| d | ⬜ later |\n", (3, "2 rows show")),
    "a table of boxes": ("| a | b |\n|---|---|\n| c | [ ] |\n| d | [x] done |\n| e | |\n", (3, "2 rows show")),
}


@pytest.mark.parametrize(("text", "expected"), STATE.values(), ids=STATE.keys())
def test_state_without_a_box(text, expected):
    (found,) = near_boxes(read(text))
    assert (found.line, found.code, found.level) == (expected[0], "no-box", Level.NOTE)
    assert found.message.startswith(expected[1])


def test_each_list_has_a_note_of_its_own():
    found = near_boxes(read("- ☐ a\n  b\n\n- ☐ c\n- d\n- ☑ e\n\ntext\n\n- ☐ f\n"))
    assert [(one.line, one.message[:9]) for one in found] == [(1, "3 bullets"), (10, "1 bullet ")]


def test_a_ticked_parent():
    found = near_boxes(read("- [x] a\n  - [x] b\n    - [ ] c\n  - [ ] ~~d~~ no\n- [x] e\n  - [x] f\n"))
    assert [(one.line, one.code, one.message) for one in found] == [
        (1, "open-below", "ticked, and 1 of the 2 items nested in it is open"),
        (2, "open-below", "ticked, and the item nested in it is open"),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_other_line_ends(end):
    text = "<details>\n- [ ] b\n</details>\n\n- [ x ] a\n-[ ] c\n".replace("\n", end)
    found = near_boxes(read(text))
    assert sorted((one.line, one.column) for one in found) == [(2, 1), (5, 3), (6, 2)]
    assert f"<details>{end}{end}- [ ] b" in apply(text, [edit for one in found for edit in one.edits])


def test_a_sign_with_a_text_behind_it_could_be_a_box():
    found = list(signed_bullets(read("- ✅\ufe0f  a\n- ❌ b\n- ✅\n\n> 1. ☐ c\n")))
    assert [(line, edit.text) for line, edit in found] == [(1, "[x] "), (2, "[ ] "), (5, "[ ] ")]
