"""Blanks beside figures: where head, rule and cell of a column are equally wide, they stay so."""

import pytest
from testing.documents import read, update

from mdcheck.document.figures import cells
from mdcheck.document.rewrite import rewrite

# A has one of three boxes ticked, B one of one, C none of one.
TABLE = "# T\n\n## A\n\n- [x] a\n- [ ] b\n- [ ] c\n\n## B\n\n- [x] d\n\n## C\n\n- [ ] e\n\n## D\n\n{}\n"
LEFT = "| S | Completion |\n| - | ---------- |\n"
RIGHT = "| S | Completion |\n| - | ---------: |\n"
MIDDLE = "| S | Completion |\n| - | :--------: |\n"
NARROW = "| S | %   |\n| - | --- |\n"
NARROW_RIGHT = "| S |   % |\n| - | --: |\n"

ROWS = {
    "longer": (LEFT, "| B | 7%         |", "| B | 100%       |"),
    "shorter": (LEFT, "| C | 100%       |", "| C | 0%         |"),
    "as long": (LEFT, "| A | 70%        |", "| A | 33%        |"),
    "up to date": (LEFT, "| A | 33%        |", "| A | 33%        |"),
    "bold": (LEFT, "| B | **7%**     |", "| B | **100%**   |"),
    "a word behind": (LEFT, "| B | 7% complete |", "| B | 100% complete |"),
    "a count": (LEFT, "| A | 10/10      |", "| A | 1/3        |"),
    "no blank before the next pipe": (LEFT, "| B | 0007777770%|", "| B | 100%|"),
    "to the right, longer": (RIGHT, "| B |         7% |", "| B |       100% |"),
    "to the right, shorter": (RIGHT, "| C |       100% |", "| C |         0% |"),
    "to the left, as a colon says": (LEFT.replace("| --", "| :-"), "| B | 7%         |", "| B | 100%       |"),
    "in the middle": (MIDDLE, "| B |     7%     |", "| B |     100%     |"),
    "a narrower cell": (LEFT, "| B | 7% |", "| B | 100% |"),
    "a wider cell": (LEFT, "| B | 7%            |", "| B | 100%            |"),
    "a narrower rule": ("| S | Completion |\n| - | --- |\n", "| B | 7%         |", "| B | 100%         |"),
    "a narrower head": ("| S | %  |\n| - | --- |\n", "| B | 7%  |", "| B | 100%  |"),
    "one blank that must stay": (NARROW, "| B | 70% |", "| B | 100% |"),
    "two blanks, one of which goes": ("| S | %    |\n| - | ---- |\n", "| B | 70%  |", "| B | 100% |"),
    "no blank is enough": (NARROW, "| B | 7%  |", "| B | 100%  |"),
    "two blanks to the right": ("| S |    % |\n| - | ---: |\n", "| B |  70% |", "| B | 100% |"),
    "one blank that must stay, to the right": (NARROW_RIGHT, "| B | 70% |", "| B | 100% |"),
    "the line's last cell": ("S | %    \n--|------\n", "B | 7%   ", "B | 100%   "),
    "a sign beside it": (
        "| S | Status | %   |\n| - | ------ | --- |\n",
        "| C | ✅     | 10% |",
        "| C | ⬜     | 0%  |",
    ),
    "two columns": (
        "| S | Progress | %   |\n| - | -------- | --- |\n",
        "| C | 100%     | 70  |",
        "| C | 0%       | 0   |",
    ),
    "a rule of colons": ("| S | % |\n| - | : |\n", "| B | 7 |", "| B | 7 |"),
}


@pytest.mark.parametrize(("head", "before", "after"), ROWS.values(), ids=ROWS.keys())
def test_a_row(head, before, after):
    text, wanted = TABLE.format(head + before), TABLE.format(head + after)
    assert update(text) == wanted
    assert update(wanted) == wanted


def test_a_line_above_the_table_is_no_row():
    text = TABLE.format("| A | 70% |\n" + LEFT + "| A | 33%        |")
    assert update(text) == text


def test_a_section_without_a_name_is_named_by_no_row():
    text = TABLE.format("##\n\n- [x] a\n\n" + LEFT + "|   | 7%         |")
    assert update(text) == text


def test_columns_that_a_row_lacks():
    rows = ["S | %\n--|--\n2 B", "| S | % | Status |\n|--|--|--|\n| A | 33% |"]
    for row in rows:
        text = TABLE.format(row)
        assert update(text) == text


def test_what_is_up_to_date_asks_for_no_edit():
    text = TABLE.format("Status: 00%\n\n- [ ] f\n\n" + LEFT + "| C | 0%         |\n| A | 033%       |")
    assert rewrite(read(text), {}) == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("|a|b|c|", ["a", "b", "c"]),
        ("  |  a\t|  ", ["a"]),
        ("| a", ["a"]),
        ("a |", ["a"]),
        ("a | b | c |", ["a", "b", "c"]),
        ("| a | b | c", ["a", "b", "c"]),
        ("| a |  |", ["a", ""]),
        (r"| a \| b | c |", [r"a \| b", "c"]),
        ("a", ["a"]),
        ("|", [""]),
        ("||", [""]),
        ("", [""]),
    ],
)
def test_cells(line, expected):
    assert [line[slice(*cell)] for cell in cells(line)] == expected
