"""What mdcheck changes in a file, as whole documents in bytes."""

import pytest
from testing.documents import read_bytes, update, updated

from mdcheck.document.edits import Edit
from mdcheck.document.rewrite import rewrite
from mdcheck.document.source import Span

CHECKED = "- [{}] a\n  ```check\n  env: B\n  ```\n"

STAYS = {
    "nothing to say": (CHECKED.format(" "), {}),
    "open and failed": (CHECKED.format(" "), {"a": False}),
    "ticked and passed": (CHECKED.format("x"), {"a": True}),
    "ticked with a capital and passed": (CHECKED.format("X"), {"a": True}),
    "an id that no item has": (CHECKED.format(" "), {"b": True}),
    "a manual item": ("- [ ] a\n- [X] b\n", {"a": True, "b": False}),
    "a manual item around one with a check": ("- [ ] p\n  - [x] a\n    ```check bash\n    ```\n", {"p": True}),
    "an item whose block is broken": ("- [ ] a\n  ```check\n  : b\n  ```\n", {"a": True}),
    "no item": ("# a\n", {"a": True}),
    "nothing": ("", {"a": True}),
}


@pytest.mark.parametrize(("text", "marks"), STAYS.values(), ids=STAYS.keys())
def test_stays(text, marks):
    assert update(text, marks) == text


SCRIPT = "{}```check bash\n{}```\n"
BOXES = {
    "tick": (b"- [ ] a\n  ```check bash\n  ```\n", True, b"- [x] a\n  ```check bash\n  ```\n"),
    "untick": (b"- [x] a\n  ```check bash\n  ```\n", False, b"- [ ] a\n  ```check bash\n  ```\n"),
    "untick a capital": (b"* [X] a\n  ```check bash\n  ```\n", False, b"* [ ] a\n  ```check bash\n  ```\n"),
    "tabs": (b"-\t[ ]\ta\n\t```check bash\n\t```\n", True, b"-\t[x]\ta\n\t```check bash\n\t```\n"),
    "carriage returns": (b"- [ ] a\r\n  ```check bash\r\n  ```\r\n", True, b"- [x] a\r\n  ```check bash\r\n  ```\r\n"),
    "lone carriage returns": (b"- [ ] a\r  ```check bash\r  ```\r", True, b"- [x] a\r  ```check bash\r  ```\r"),
    "mixed ends": (b"a\r\n- [ ] a\r  ```check bash\n  ```\r\n", True, b"a\r\n- [x] a\r  ```check bash\n  ```\r\n"),
    "byte order mark": (
        b"\xef\xbb\xbf- [ ] a\n  ```check bash\n  ```",
        True,
        b"\xef\xbb\xbf- [x] a\n  ```check bash\n  ```",
    ),
    "NUL and U+2028": (
        "\0\u2028\n\n- [ ] a\u2028\0\n  ```check bash\n  ```\n".encode(),
        True,
        "\0\u2028\n\n- [x] a\u2028\0\n  ```check bash\n  ```\n".encode(),
    ),
    "trailing blanks": (
        b"- [ ] a  \n  ```check bash \n  ``` \n \n\n\n",
        True,
        b"- [x] a  \n  ```check bash \n  ``` \n \n\n\n",
    ),
    "a quote": (b"> 1. [ ] a\n>    ```check bash\n>    ```\n", True, b"> 1. [x] a\n>    ```check bash\n>    ```\n"),
    "two lists on a line": (
        b"- - [ ] a\n    ```check bash\n    ```\n",
        True,
        b"- - [x] a\n    ```check bash\n    ```\n",
    ),
    "a box in the text": (b"- [ ] [ ] a\n  ```check bash\n  ```\n", True, b"- [x] [ ] a\n  ```check bash\n  ```\n"),
    "a child only": (
        b"- [ ] a\n  - [ ] b\n    ```check bash\n    ```\n",
        True,
        b"- [ ] a\n  - [x] b\n    ```check bash\n    ```\n",
    ),
    "figures along with it": (
        "# T (0%)\r\n\r\n- [ ] a\r\n  ```check bash\r\n  ```\r\n- [ ] b\r\n\r\n**Status**: 0/2 ✅\r\n".encode(),
        True,
        "# T (50%)\r\n\r\n- [x] a\r\n  ```check bash\r\n  ```\r\n- [ ] b\r\n\r\n**Status**: 1/2 ✅\r\n".encode(),
    ),
    "a struck-through item": (
        b"# T (9%)\n- [ ] ~~a~~ no\n  ```check bash\n  ```\n- [x] b\n",
        True,
        b"# T (100%)\n- [x] ~~a~~ no\n  ```check bash\n  ```\n- [x] b\n",
    ),
}


@pytest.mark.parametrize(("before", "mark", "after"), BOXES.values(), ids=BOXES.keys())
def test_boxes(before, mark, after):
    assert updated(before, mark) == after
    assert rewrite(read_bytes(after), {item.id: mark for item in read_bytes(after).items}) == ()


def test_equal_statements_are_told_apart():
    text = CHECKED.format(" ") * 3
    assert update(text, {"a-1": True}) == CHECKED.format(" ") + CHECKED.format("x") + CHECKED.format(" ")


def test_edits_are_the_smallest_ones():
    checklist = read_bytes(b"# T (5%)\n- [ ] a\n  ```check bash\n  ```\n")
    assert rewrite(checklist, {"a": True}) == (Edit(Span(5, 6), "100"), Edit(Span(12, 13), "x"))


OPEN, CLOSE = "<!-- mdcheck:report -->", "<!-- /mdcheck:report -->"
NEW = ("", "new", "")

NO_REGIONS = {
    "no marks": "a\n",
    "no closing mark": f"{OPEN}\nold\n",
    "no opening mark": f"old\n{CLOSE}\n",
    "the wrong way round": f"{CLOSE}\nold\n{OPEN}\n",
    "in code": f"```\n{OPEN}\nold\n{CLOSE}\n```\n",
    "indented like code": f"    {OPEN}\n    old\n    {CLOSE}\n",
    "in a quote": f"> {OPEN}\n> old\n> {CLOSE}\n",
    "in a list": f"- {OPEN}\n  old\n  {CLOSE}\n",
    "in a list, below its text": f"- a\n\n  {OPEN}\n  old\n  {CLOSE}\n",
    "in a line": f"a {OPEN}\nold\n{CLOSE}\n",
    "words behind it": f"{OPEN} a\nold\n{CLOSE}\n",
    "another word": "<!-- mdcheck:reports -->\nold\n<!-- /mdcheck:reports -->\n",
    "in a comment": f"<!--\n{OPEN[5:-4]}\nold\n{CLOSE[5:-4]}\n-->\n",
}


@pytest.mark.parametrize("text", NO_REGIONS.values(), ids=NO_REGIONS.keys())
def test_no_region(text):
    assert update(text, region=NEW) == text


REGIONS = {
    "empty": (f"{OPEN}\n{CLOSE}\n", f"{OPEN}\n\nnew\n\n{CLOSE}\n"),
    "old": (f"a\n{OPEN}\nold\n\nolder\n{CLOSE}\nb\n", f"a\n{OPEN}\n\nnew\n\n{CLOSE}\nb\n"),
    "up to date": (f"{OPEN}\n\nnew\n\n{CLOSE}\n", f"{OPEN}\n\nnew\n\n{CLOSE}\n"),
    "two": (
        f"{OPEN}\n{CLOSE}\na\n{OPEN}\nold\n{CLOSE}",
        f"{OPEN}\n\nnew\n\n{CLOSE}\na\n{OPEN}\n\nnew\n\n{CLOSE}",
    ),
    "blanks": (
        "  <!--mdcheck:report-->\t\nold\n <!--  /mdcheck:report  -->\n",
        "  <!--mdcheck:report-->\t\n\nnew\n\n <!--  /mdcheck:report  -->\n",
    ),
    "carriage returns": (f"{OPEN}\r\nold\r\n{CLOSE}\r\n", f"{OPEN}\r\n\r\nnew\r\n\r\n{CLOSE}\r\n"),
    "lone carriage returns": (f"{OPEN}\rold\r{CLOSE}\r", f"{OPEN}\r\rnew\r\r{CLOSE}\r"),
    "mixed ends take the opening mark's": (f"{OPEN}\r\nold\n{CLOSE}\n", f"{OPEN}\r\n\r\nnew\r\n\r\n{CLOSE}\n"),
    "between other text": (f"a\n\n{OPEN}\n\n- old\n\n{CLOSE}\n\n# b\n", f"a\n\n{OPEN}\n\nnew\n\n{CLOSE}\n\n# b\n"),
    "a figure in it is the report's": (
        f"# A (7%)\n- [x] a\n\n{OPEN}\n\nStatus: 7%\n\n{CLOSE}\n",
        f"# A (100%)\n- [x] a\n\n{OPEN}\n\nnew\n\n{CLOSE}\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), REGIONS.values(), ids=REGIONS.keys())
def test_report_region(before, after):
    assert update(before, region=NEW) == after
    assert update(after, region=NEW) == after
    assert update(after) == after
    assert read_bytes(before.encode()).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a\n{OPEN}\nold\n", [(2, "the report region is never closed")]),
        (f"{OPEN}\n{OPEN}\n{CLOSE}\n", [(1, "the report region is never closed")]),
        (
            f"{OPEN}\n\n# b\n\n- [ ] a\n\n{CLOSE}\n",
            [
                (3, "this heading stands in the report region, whose lines mdcheck writes anew"),
                (5, "this item stands in the report region, whose lines mdcheck writes anew"),
            ],
        ),
        (
            f"# a\n{OPEN}\n# b\n{CLOSE}\n# c\n",
            [(3, "this heading stands in the report region, whose lines mdcheck writes anew")],
        ),
    ],
    ids=["never closed", "opened twice", "what the next report would overwrite", "right behind the mark"],
)
def test_report_region_errors(text, expected):
    found = read_bytes(text.encode()).diagnostics
    assert [(one.line, one.message) for one in found] == expected
    assert {(one.code, one.level, one.column) for one in found} == {("report-region", "error", 1)}
    assert all(one.fix for one in found)


def test_an_item_in_a_report_region_does_not_break_the_rewrite():
    text = f"{OPEN}\n\n{CHECKED.format(' ')}\n{CLOSE}\n"
    assert update(text, True, region=NEW) == f"{OPEN}\n\nnew\n\n{CLOSE}\n"
