"""Which item a check block belongs to, what it holds, and what is said of blocks that belong to none."""

import pytest
from testing.documents import codes, read

from mdcheck.document.diagnostic import Level

NO_BLOCKS = {
    "no fence": "- [ ] a\n  check\n",
    "two backticks": "- [ ] a\n  ``check\n  x\n  ``\n",
    "another word": "- [ ] a\n  ```checks\n  x: z\n  ```\n",
    "a capital": "- [ ] a\n  ```Check\n  x: z\n  ```\n",
    "not the first word": "- [ ] a\n  ```bash check\n  x\n  ```\n",
    "an option's name": "- [ ] a\n  ```check=1\n  x\n  ```\n",
    "an example inside four backticks": "- [ ] a\n  ````\n  ```check\n  x: z\n  ```\n  ````\n",
    "an example inside four backticks, no item": "````markdown\n- [ ] a\n  ```check\n  x: z\n  ```\n````\n",
    "an example inside tildes": "~~~\n```check\nx: z\n```\n~~~\n",
    "an example inside a comment": "<!--\n- [ ] a\n  ```check\n  x: z\n  ```\n-->\n",
    "an example inside an indented comment": "  <!--\n  ```check\n  x: z\n  ```\n  -->\n",
    "an example in indented code": "para\n\n    ```check\n    x: z\n    ```\n",
    "inline": "- [ ] a ```check x```\n",
}


@pytest.mark.parametrize("text", NO_BLOCKS.values(), ids=NO_BLOCKS.keys())
def test_no_block(text):
    checklist = read(text)
    assert [item.checks for item in checklist.items if item.checks] == []
    assert checklist.diagnostics == ()


BLOCKS = {
    "item": ("- [ ] a\n  ```check\n  x: z\n  ```\n", [("a", 2, None, "x: z\n")]),
    "tildes": ("- [ ] a\n  ~~~ check\n  x: z\n  ~~~\n", [("a", 2, None, "x: z\n")]),
    "a longer closing fence": ("- [ ] a\n  ```check\n  x: z\n  `````  \n", [("a", 2, None, "x: z\n")]),
    "four backticks around three": (
        "- [ ] a\n  ````check bash\n  ```\n  x\n  ```\n  ````\n",
        [("a", 2, "bash", "```\nx\n```\n")],
    ),
    "tildes around backticks": ("- [ ] a\n  ~~~check bash\n  ```\n  ~~~\n", [("a", 2, "bash", "```\n")]),
    "empty script": ("- [ ] a\n  ```check bash\n  ```\n", [("a", 2, "bash", "")]),
    "no final newline": ("- [ ] a\n  ```check\n  x: z\n  ```", [("a", 2, None, "x: z\n")]),
    "closing fence indented by three more": ("- [ ] a\n  ```check\n  x: z\n     ```\n", [("a", 2, None, "x: z\n")]),
    "fence indented by three more": ("- [ ] a\n     ```check\n     x: z\n     ```\n", [("a", 2, None, "x: z\n")]),
    "below a blank line": ("- [ ] a\n\n  ```check\n  x: z\n  ```\n", [("a", 3, None, "x: z\n")]),
    "below a second paragraph": ("- [ ] a\n\n  b\n\n  ```check\n  x: z\n  ```\n", [("a", 5, None, "x: z\n")]),
    "blank lines inside": ("- [ ] a\n  ```check bash\n  x\n\n\n  y\n  ```\n", [("a", 2, "bash", "x\n\n\ny\n")]),
    "indented lines inside": ("- [ ] a\n  ```check bash\n    x\n   y\n  ```\n", [("a", 2, "bash", "  x\n y\n")]),
    "lines inside that are indented less": (
        "- [ ] a\n    ```check bash\n   x\n  y\n  ```\n",
        [("a", 2, "bash", "x\ny\n")],
    ),
    "tabs": ("- [ ] a\n\t```check bash\n\tx\n\t\ty\n\t```\n", [("a", 2, "bash", "x\n\ty\n")]),
    "1.": ("1. [ ] a\n   ```check\n   x: z\n   ```\n", [("a", 2, None, "x: z\n")]),
    "10.": ("10. [ ] a\n    ```check\n    x: z\n    ```\n", [("a", 2, None, "x: z\n")]),
    "nested item": (
        "- [ ] a\n  - [ ] b\n    ```check\n    x: z\n    ```\n  - [ ] c\n",
        [("b", 3, None, "x: z\n")],
    ),
    "parent, below its children": (
        "- [ ] a\n  - [ ] b\n\n  ```check\n  x: z\n  ```\n",
        [("a", 4, None, "x: z\n")],
    ),
    "plain list inside the item": ("- [ ] a\n  - note\n    ```check\n    x: z\n    ```\n", [("a", 3, None, "x: z\n")]),
    "quote inside the item": ("- [ ] a\n  > ```check\n  > x: z\n  > ```\n", [("a", 2, None, "x: z\n")]),
    "item inside a quote": ("> - [ ] a\n>   ```check\n>   x: z\n>   ```\n", [("a", 2, None, "x: z\n")]),
    "item inside a list": ("- - [ ] a\n    ```check\n    x: z\n    ```\n", [("a", 2, None, "x: z\n")]),
    "several": (
        "- [ ] a\n  ```check\n  x: z\n  ```\n  ```check bash\n  z\n  ```\n",
        [("a", 2, None, "x: z\n"), ("a", 5, "bash", "z\n")],
    ),
    "several items": (
        "- [ ] a\n  ```check\n  x: z\n  ```\n- [ ] b\n  ~~~check sh\n  z\n  ~~~\n",
        [("a", 2, None, "x: z\n"), ("b", 6, "sh", "z\n")],
    ),
    "code that looks like an item": ("- [ ] a\n  ```check bash\n  - [ ] b\n  ```\n", [("a", 2, "bash", "- [ ] b\n")]),
    "carriage returns": ("- [ ] a\r\n  ```check\r\n  x: z\r\n  ```\r\n", [("a", 2, None, "x: z\n")]),
    "lone carriage returns": ("- [ ] a\r  ```check\r  x: z\r  ```\r", [("a", 2, None, "x: z\n")]),
    "NUL": ("- [ ] a\n  ```check bash a=\0\n  b\0\n  ```\n", [("a", 2, "bash", "b\ufffd\n")]),
    "U+2028": ("- [ ] a\n  ```check bash\n  b\u2028c\n  ```\n", [("a", 2, "bash", "b\u2028c\n")]),
    "under a heading of the item": ("- [ ] a\n\n  # b\n\n  ```check\n  x: z\n  ```\n", [("a", 5, None, "x: z\n")]),
}


@pytest.mark.parametrize(("text", "blocks"), BLOCKS.values(), ids=BLOCKS.keys())
def test_block(text, blocks):
    checklist = read(text)
    assert checklist.diagnostics == ()
    assert [
        (item.text, block.line, block.language, block.body) for item in checklist.items for block in item.checks
    ] == blocks


def test_span_and_places_are_those_of_the_source():
    text = "> 1. [ ] a\n>    ```check\n>    file_exists: [b, “c”]\n>    match: any\n>    ```\n> after\n"
    checklist = read(text)
    block = checklist.items[0].checks[0]
    assert text[slice(*block.span)] == ">    ```check\n>    file_exists: [b, “c”]\n>    match: any\n>    ```"
    assert {path: text[slice(*span)] for path, span in block.places.items()} == {
        ("file_exists",): "file_exists",
        ("file_exists", 0): "b",
        ("file_exists", 1): "“c”",
        ("match",): "match",
        (): text[slice(*block.places[()])],
    }
    assert block.options == {"file_exists": ["b", "“c”"], "match": "any"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_places_in_a_script_are_those_of_the_info_string(end):
    text = f"- [ ] a{end}\t~~~  check  bash timeout=10m fix='b c'{end}\tx{end}\t~~~{end}"
    block = read(text).items[0].checks[0]
    assert {path: text[slice(*span)] for path, span in block.places.items()} == {
        ("timeout",): "timeout=10m",
        ("fix",): "fix='b c'",
    }
    assert (block.language, block.options, block.common.timeout, block.common.fix) == ("bash", {}, 600.0, "b c")


STRAYS = {
    "no item": ("```check\nx: z\n```\n", [(1, 1, "stray-check")]),
    "in a plain list": ("- a\n  ```check\n  x: z\n  ```\n", [(2, 3, "stray-check")]),
    "behind an item, not indented": ("- [ ] a\n```check\nx: z\n```\n", [(2, 1, "stray-check")]),
    "behind an item, indented by one": ("- [ ] a\n ```check\n x: z\n ```\n", [(2, 2, "stray-check")]),
    "behind 1., indented by two": ("1. [ ] a\n  ```check\n  x: z\n  ```\n", [(2, 3, "stray-check")]),
    "behind 10., indented by three": ("10. [ ] a\n   ```check\n   x: z\n   ```\n", [(2, 4, "stray-check")]),
    "indented so far that it is code": ("- [ ] a\n\n      ```check\n      x: z\n      ```\n", [(3, 7, "stray-check")]),
    "indented so far, behind other code": (
        "- [ ] a\n\n      b\n      ```check\n      x: z\n      ```\n",
        [(4, 7, "stray-check")],
    ),
    "in a quote behind an item": ("- [ ] a\n\n> ```check\n> x: z\n> ```\n", [(3, 3, "stray-check")]),
    "behind a box that is none": ("- [] a\n  ```check\n  x: z\n  ```\n", [(2, 3, "stray-check")]),
    "in an HTML block": ("<div>\n- [ ] a\n  ```check\n  x: z\n  ```\n</div>\n", [(3, 3, "stray-check")]),
    "below a heading": ("- [ ] a\n\n# b\n\n```check\nx: z\n```\n", [(5, 1, "stray-check")]),
    "never closed": ("- [ ] a\n  ```check\n  x: z\n", [(2, 1, "unclosed-check")]),
    "never closed, the last line blank": ("- [ ] a\n  ```check\n  x: z\n  ", [(2, 1, "unclosed-check")]),
    "never closed, no final newline": ("- [ ] a\n  ```check\n  x: z", [(2, 1, "unclosed-check")]),
    "never closed, no content": ("- [ ] a\n  ```check", [(2, 1, "unclosed-check")]),
    "never closed, the next item below": ("- [ ] a\n  ```check\n  x: z\n- [ ] b\n", [(2, 1, "unclosed-check")]),
    "closed by another sign": ("- [ ] a\n  ```check\n  x: z\n  ~~~\n", [(2, 1, "unclosed-check")]),
    "closed by too few": ("- [ ] a\n  ````check\n  x: z\n  ```\n", [(2, 1, "unclosed-check")]),
    "closed with an indentation of code": ("- [ ] a\n  ```check\n  x: z\n      ```\n", [(2, 1, "unclosed-check")]),
    "closed outside the item": (
        "- [ ] a\n  ```check\n  x: z\n```\n",
        [(2, 1, "unclosed-check")],
    ),
    "empty": ("- [ ] a\n  ```check\n  ```\n", [(2, 1, "empty-check")]),
    "a comment only": ("- [ ] a\n  ```check\n  # x\n  ```\n", [(2, 1, "empty-check")]),
    "a word": ("- [ ] a\n  ```check\n  x\n  ```\n", [(3, 3, "yaml")]),
    "a list": ("- [ ] a\n  ```check\n  - x: z\n  ```\n", [(2, 1, "yaml")]),
    "options without a language": ("- [ ] a\n  ```check timeout=5s\n  x: z\n  ```\n", [(2, 1, "info-string")]),
    "a stray word": ("- [ ] a\n  ```check bash x\n  ```\n", [(2, 17, "info-string")]),
    "a stray NUL": ("- [ ] a\n  ```check bash \0\n  ```\n", [(2, 17, "info-string")]),
    "a wrong option": ("- [ ] a\n  ```check\n  x: z\n  severity: grave\n  ```\n", [(4, 3, "option")]),
    "a wrong option of a script": ("- [ ] a\n  ```check bash severity=grave\n  ```\n", [(2, 17, "option")]),
    "two wrong options": (
        "- [ ] a\n  ```check\n  retries: -1\n  x: z\n  weight: big\n  ```\n",
        [(3, 3, "option"), (5, 3, "option")],
    ),
    "too deep a list": ("- " * 110 + "[ ] a\n", [(1, 1, "too-deep")]),
    "too deep a quote": (">" * 250 + "- [ ] a\n", [(1, 1, "too-deep"), (1, 1, "too-deep")]),
}


@pytest.mark.parametrize(("text", "expected"), STRAYS.values(), ids=STRAYS.keys())
def test_what_belongs_to_no_item_is_an_error(text, expected):
    found = read(text).diagnostics
    assert [(one.line, one.column, one.code) for one in found] == expected
    assert all(one.level is Level.ERROR and one.message and one.fix for one in found)
    assert codes(text.replace("\n", "\r\n")) == expected


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("1. [ ] a\n  ```check\n  x: z\n  ```\n", "indent it to column 4, where the text of the item of line 1 begins"),
        (
            "10. [ ] a\n   ```check\n   x: z\n   ```\n",
            "indent it to column 5, where the text of the item of line 1 begins",
        ),
        ("x\n\n- [ ] a\n```check\nx: z\n```\n", "indent it to column 3, where the text of the item of line 3 begins"),
        (
            "- [ ] a\n\n# b\n\n  ```check\n  x: z\n  ```\n",
            "put it below a task list item (- [ ] text), indented like the item's text",
        ),
        (
            "- [ ] a\n\n# b\n\n   ```check\n   x: z\n   ```\n",
            "put it below a task list item (- [ ] text), indented like the item's text",
        ),
        ("> " * 197 + "- [ ] a\n", "nest lists and quotes less deep than 100 levels"),
        ("```check\nx: z\n```\n", "put it below a task list item (- [ ] text), indented like the item's text"),
    ],
)
def test_the_mend_of_a_stray_block_names_the_column(text, fix):
    assert [found.fix for found in read(text).diagnostics] == [fix]


def test_a_block_with_a_wrong_option_is_still_its_items():
    block = read("- [ ] a\n  ```check\n  x: z\n  severity: grave\n  tags: b\n  ```\n").items[0].checks[0]
    assert (block.options, block.common.tags, block.common.severity) == ({"x": "z"}, ("b",), "error")
