from __future__ import annotations

import pytest

from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.repository.changes import ByHand, by_hand

BEFORE = """\
---
mdcheck: {}
---
# Release (33%)

Progress: 1/3

- [ ] Unit tests pass
- [x] Runbook exists

## Later

- [ ] Announce it

<!-- mdcheck:report -->
one line
<!-- /mdcheck:report -->
"""


def read(text: str):
    return parse(Source.from_text(text))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("", "", {}, id="nothing"),
        pytest.param("[ ] Unit", "[x] Unit", {"ticked": ("Unit tests pass",)}, id="ticked"),
        pytest.param("[x] Run", "[ ] Run", {"unticked": ("Runbook exists",)}, id="unticked"),
        pytest.param("[x] Run", "[X] Run", {}, id="a capital ticks no more"),
        pytest.param("(33%)", "(66%)", {}, id="a percentage"),
        pytest.param("1/3", "2/3", {}, id="a fraction"),
        pytest.param("one line", "two\nlines", {}, id="the report"),
        pytest.param("## Later", "## Much later", {"other_lines": 1}, id="a section renamed"),
        pytest.param("# Release", "# The release", {"other_lines": 1}, id="the title"),
        pytest.param("Announce it\n", "Announce it\n- [x] Go\n", {"added": 1}, id="an item added"),
        pytest.param("- [ ] Unit tests pass\n", "", {"removed": 1}, id="an item removed"),
        pytest.param(
            "## Later\n\n- [ ] A", "## Now\n\n- [x] A", {"ticked": ("Announce it",), "other_lines": 1},
            id="renamed and ticked",
        ),
        pytest.param("Announce", "Shout", {"added": 1, "removed": 1}, id="an item reworded"),
        pytest.param("## Later\n", "## Later\n\nA word.\n", {"other_lines": 2}, id="lines added"),
        pytest.param("Progress: 1/3", "Progress: 1/3 by now", {"other_lines": 1}, id="words behind a figure"),
        pytest.param("\n", "\r\n", {"other_lines": 16}, id="line ends"),
        pytest.param(
            "[ ] Unit tests pass\n", "[x] Unit tests pass\n  ```check\n  run: pytest\n  ```\n",
            {"ticked": ("Unit tests pass",), "other_lines": 3}, id="a check added",
        ),
    ],
)  # fmt: skip
def test_what_a_person_changed(old, new, expected):
    found = by_hand(read(BEFORE), read(BEFORE.replace(old, new) if old else BEFORE))
    texts = {
        "ticked": tuple(item.text for item in found.ticked),
        "unticked": tuple(item.text for item in found.unticked),
        "added": found.added,
        "removed": found.removed,
        "other_lines": found.other_lines,
        "created": found.created,
    }
    nothing = {"ticked": (), "unticked": (), "added": 0, "removed": 0, "other_lines": 0, "created": False}
    assert texts == nothing | expected


def test_items_come_in_document_order_as_they_stand_now():
    now = read(BEFORE.replace("[ ]", "[x]").replace("## Later", "Some text.\n\n## Later"))
    ticked = by_hand(read(BEFORE), now).ticked
    assert [(item.text, item.line, item.ticked) for item in ticked] == [
        ("Unit tests pass", 8, True),
        ("Announce it", 15, True),
    ]


def test_a_new_checklist_says_no_more_than_that():
    assert by_hand(None, read(BEFORE)) == ByHand(created=True)


@pytest.mark.no_cover
def test_a_long_document_is_compared_quickly():
    lines = [f"- [ ] item {number}\n\ntext\n" for number in range(3000)]
    before = read("".join(lines))
    now = read("start\n\n" + "".join(lines[:1500]) + "middle\n\n" + "".join(lines[1500:]) + "end\n")
    assert by_hand(before, now) == ByHand(other_lines=5)
