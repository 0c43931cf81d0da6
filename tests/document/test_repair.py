"""Repairs: following what diagnostics propose makes documents right."""

import pytest
from hypothesis import given
from testing.documents import read, read_bytes
from testing.hostile import documents

from mdcheck.document import repair
from mdcheck.document.diagnostic import Diagnostic, Level
from mdcheck.document.edits import Edit, apply
from mdcheck.document.repair import diagnostics, repaired
from mdcheck.document.rewrite import ALL_NOTATIONS
from mdcheck.document.source import Span

RIGHT = "- [ ] a\n  ```check\n  file_exists: a\n  ```\n  - [x] b\n"
BROKEN = {
    "nothing to repair": (RIGHT, RIGHT, 0),
    "all at once": ("- [ ] a\n      ```check\n      file_exists: a\n      ```\n  - [ x ] b\n", RIGHT, 2),
    "one below the other": (
        "* [x] a\n      * [ ] b\n          * [ ] c\n            ```check\n            env: A\n            ```\n",
        "* [x] a\n  * [ ] b\n    * [ ] c\n      ```check\n      env: A\n      ```\n",
        3,
    ),
    "several strays of one item": (
        "- [ ] a\n```check\nenv: A\n```\n```check\nenv: B\n```\n",
        "- [ ] a\n  ```check\n  env: A\n  ```\n  ```check\n  env: B\n  ```\n",
        2,
    ),
    "a record": ("- [ ] a\n```Signed\nby: b\n```\n", "- [ ] a\n```Signed\nby: b\n```\n", 0),
    "a record in its item": ("- [ ] a\n  ```Signed\n  by: b\n  ```\n", "- [ ] a\n  ```signed\n  by: b\n  ```\n", 1),
    "a list in HTML": ("<div>\n- [ ] a\n</div>\n", "<div>\n\n- [ ] a\n</div>\n", 1),
    "what has no one answer": ("- [~] a\n- [ ]\n", "- [~] a\n- [ ]\n", 0),
}


@pytest.mark.parametrize(("text", "after", "repairs"), BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_repairs(text, after, repairs, end):
    found, made = repaired(read(text.replace("\n", end)), ALL_NOTATIONS)
    assert (found.source.text, made) == (after.replace("\n", end), repairs)
    assert repaired(found, ALL_NOTATIONS) == (found, 0)


def test_a_repair_that_would_lose_an_item_is_not_made(monkeypatch):
    monkeypatch.setattr(repair, "_better", lambda *_: False)
    checklist = read("- [ x ] a\n")
    assert repaired(checklist, ALL_NOTATIONS) == (checklist, 0)


def test_repairs_end_after_some_rounds(monkeypatch):
    monkeypatch.setattr(repair, "_ROUNDS", 1)
    text = "- [ ] a\n      - [ ] b\n          - [ ] c\n"
    found, made = repaired(read(text), ALL_NOTATIONS)
    assert (found.source.text, made) == ("- [ ] a\n  - [ ] b\n          - [ ] c\n", 1)


def test_edits_that_touch_each_other_wait():
    def wrong(start, end):
        return Diagnostic(1, 1, Level.ERROR, "code", "message", "fix", (Edit(Span(start, end), "x"),))

    edits, count = repair._together((wrong(5, 6), wrong(0, 3), wrong(2, 4), wrong(3, 5)))
    assert (edits, count) == ([Edit(Span(0, 3), "x"), Edit(Span(5, 6), "x")], 2)


@given(documents)
def test_no_repair_loses_anything(data):
    before = read_bytes(data)
    after, made = repaired(before, ALL_NOTATIONS)
    assert len(after.items) >= len(before.items)
    assert (after.source.text == before.source.text) == (made == 0)
    assert sum(len(item.checks) for item in after.items) >= sum(len(item.checks) for item in before.items)


@given(documents)
def test_each_repair_alone_leaves_the_rest_of_the_document(data):
    checklist = read_bytes(data)
    for one in diagnostics(checklist, ALL_NOTATIONS):
        if one.edits:
            text = apply(checklist.source.text, one.edits)
            assert text != checklist.source.text
            assert text.count("\n") + text.count("\r") - checklist.source.text.count("\n") <= len(text)
