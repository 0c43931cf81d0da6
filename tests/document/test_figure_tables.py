"""Figures in the cells of a table whose rows name sections."""

import pytest
from testing.documents import read, update

# A has one of three boxes ticked, B one of one, C none of one.
TABLE = "# T\n\n## 1. A\n\n- [x] a\n- [ ] b\n- [ ] c\n\n## 2. B\n\n- [x] d\n\n## 3. C\n\n- [ ] e\n\n## D\n\n{}\n"
HEAD = "| Section | Status | Completion |\n|---|---|---|\n"
ROWS_THAT_STAY = {
    "a name that no section has": HEAD + "| Z | ✅ | 70% |",
    "no name": HEAD + "|  | ✅ | 70% |",
    "a number only": HEAD + "| 1. | ✅ | 70% |",
    "a total": HEAD + "| **Total** | ✅ | 70% |",
    "a name with a figure": HEAD + "| A (70%) | ✅ | 70% |",
    "part of a name": HEAD + "| A and B | ✅ | 70% |",
    "words in the cell": HEAD + "| A | ✅ | about 70% |",
    "words behind": HEAD + "| A | ✅ | 70% done |",
    "a fraction": HEAD + "| A | ✅ | 46.5% |",
    "a range": HEAD + "| A | ✅ | 60-70% |",
    "no percent sign": HEAD + "| A | ✅ | 70 |",
    "code": HEAD + "| A | ✅ | `70%` |",
    "a date": HEAD + "| A | ✅ | 7/10/2026 |",
    "empty": HEAD + "| A | ✅ |  |",
    "a row that is too short": HEAD + "| A | ✅ |",
    "another column": "| Section | Status | Coverage |\n|---|---|---|\n| A | ✅ | 70% |",
    "no column": "| Section | Status |\n|---|---|\n| A | ✅ |",
    "the first column": "| % | Section |\n|---|---|\n| 70% | A |",
    "a longer column name": "| Section | % done |\n|---|---|\n| A | 70% |",
    "no table": "| Section | % |\n\n| A | 70% |",
    "in a quote": "> | Section | % |\n> |---|---|\n> | A | 70% |",
    "in a list": "- | Section | % |\n  |---|---|\n  | A | 70% |",
    "in a fence": "```\n| Section | % |\n|---|---|\n| A | 70% |\n```",
    "in the header": "| A | Completion |\n|---|---|\n",
}


@pytest.mark.parametrize("table", ROWS_THAT_STAY.values(), ids=ROWS_THAT_STAY.keys())
def test_a_row_that_stays(table):
    text = TABLE.format(table)
    assert update(text) == text
    assert read(text).figures == ()


ROWS = {
    "percent": (HEAD + "| A | ✅ | 70% |", HEAD + "| A | ⚠️ | 33% |"),
    "complete": (HEAD + "| A | ✅ | 70% complete |", HEAD + "| A | ⚠️ | 33% complete |"),
    "count": (HEAD + "| A | ✅ | 7/10 |", HEAD + "| A | ⚠️ | 1/3 |"),
    "bold": (HEAD + "| **A** | ✅ | **70%** |", HEAD + "| **A** | ⚠️ | **33%** |"),
    "numbered": (HEAD + "| 1. A | ✅ | 70% |", HEAD + "| 1. A | ⚠️ | 33% |"),
    "another number": (HEAD + "| 7) A | ✅ | 70% |", HEAD + "| 7) A | ⚠️ | 33% |"),
    "a word and a number": (HEAD + "| Section 1: A | ✅ | 70% |", HEAD + "| Section 1: A | ⚠️ | 33% |"),
    "a link": (HEAD + "| [A](#1-a) | ✅ | 70% |", HEAD + "| [A](#1-a) | ⚠️ | 33% |"),
    "another case": (HEAD + "| a | ✅ | 70% |", HEAD + "| a | ⚠️ | 33% |"),
    "all ticked": (HEAD + "| B | ⬜ | 70% |", HEAD + "| B | ✅ | 100% |"),
    "none ticked": (HEAD + "| C | ✅ | 70% |", HEAD + "| C | ⬜ | 0% |"),
    "the document": (HEAD + "| T | ✅ | 70% |", HEAD + "| T | ⚠️ | 40% |"),
    "several": (
        HEAD + "| A | ⬜ | 1% |\n| Z | ⬜ | 1% |\n| B | ⬜ | 1% |",
        HEAD + "| A | ⚠️ | 33% |\n| Z | ⬜ | 1% |\n| B | ✅ | 100% |",
    ),
    "another sign stays": (HEAD + "| A | ❌ | 70% |", HEAD + "| A | ❌ | 33% |"),
    "a sign without its variation stays": (HEAD + "| B | ⚠ | 70% |", HEAD + "| B | ⚠ | 100% |"),
    "a sign and words stay": (HEAD + "| B | ⬜ open | 70% |", HEAD + "| B | ⬜ open | 100% |"),
    "a sign stays beside a cell that is none": (HEAD + "| B | ⬜ | 70 |", HEAD + "| B | ⬜ | 70 |"),
    "a stale sign beside a right figure": (HEAD + "| B | ⬜ | 100% |", HEAD + "| B | ✅ | 100% |"),
    "no status column": ("| S | Progress |\n|---|---|\n| A | 70% |", "| S | Progress |\n|---|---|\n| A | 33% |"),
    "percent column": ("| S | % |\n|---|---|\n| A | 70 |", "| S | % |\n|---|---|\n| A | 33 |"),
    "percent column, percent sign": ("| S | % |\n|---|---|\n| A | **70%** |", "| S | % |\n|---|---|\n| A | **33%** |"),
    "two columns": (
        "| S | Complete | % |\n|---|---|---|\n| A | 7/10 | 70 |",
        "| S | Complete | % |\n|---|---|---|\n| A | 1/3 | 33 |",
    ),
    "column names in bold": (
        "| S | **COMPLETION** |\n|---|---|\n| A | 70% |",
        "| S | **COMPLETION** |\n|---|---|\n| A | 33% |",
    ),
    "no outer pipes": ("S | Status | %\n--|--|--\nA | ⬜ | 70%", "S | Status | %\n--|--|--\nA | ⚠️ | 33%"),
    "no blanks": ("|S|Status|%|\n|-|-|-|\n|A|⬜|70%|", "|S|Status|%|\n|-|-|-|\n|A|⚠️|33%|"),
    "a pipe in another cell": (
        "| S | Note | % |\n|---|---|---|\n| A | b \\| 5% | 70% |",
        "| S | Note | % |\n|---|---|---|\n| A | b \\| 5% | 33% |",
    ),
    "more cells than columns": ("| S | % |\n|---|---|\n| A | 70% | 70% |", "| S | % |\n|---|---|\n| A | 33% | 70% |"),
    "tabs and blanks": ("|\tS |\t% |\n|---|---|\n|  A\t|\t70%\t|  ", "|\tS |\t% |\n|---|---|\n|  A\t|\t33%\t|  "),
}


@pytest.mark.parametrize(("before", "after"), ROWS.values(), ids=ROWS.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_row(before, after, end):
    text, expected = (TABLE.format(part).replace("\n", end) for part in (before, after))
    assert update(text) == expected


TWO = "## 1. A\n- [x] a\n## 2. A\n- [ ] b\n## B\n\n| S | % |\n|---|---|\n| {} | 70% |\n"


@pytest.mark.parametrize(
    ("name", "figure"),
    [("A", "70%"), ("1. A", "100%"), ("2. A", "0%"), ("Section 2: A", "0%"), ("3. A", "70%")],
)
def test_a_name_that_two_sections_bear_needs_its_number(name, figure):
    text = TWO.format(name)
    assert update(text) == text.replace("70%", figure)
