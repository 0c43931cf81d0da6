"""Where something is wrong in a check block, whatever stands in front of its lines; and a block as it was written."""

import pytest
from testing.documents import codes, read

from mdcheck.document.blocks.read import as_written

YAML = {
    "a value": ("- [ ] a\n  ```check\n  x: no\n  ```\n", (3, 6)),
    "behind other lines": ("- [ ] a\n  ```check\n\n  # b\n  x:\n    v: no\n  ```\n", (6, 8)),
    "in a quote": ("> - [ ] a\n>   ```check\n>   x: no\n>   ```\n", (3, 8)),
    "in a numbered list": ("10. [ ] a\n    ~~~check\n    x: no\n    ~~~\n", (3, 8)),
    "indented by a tab": ("- [ ] a\n\t```check\n\tx: no\n\t```\n", (3, 5)),
    "indented less than its fence": ("- [ ] a\n    ```check\n   x: no\n    ```\n", (3, 7)),
    "the same key": ("- [ ] a\n  ```check\n  x: v\n  x: z\n  ```\n", (4, 3)),
    "at the end": ("- [ ] a\n  ```check\n  x: [v\n  ```\n", (3, 8)),
    "at the end, behind blank lines": ("- [ ] a\n  ```check\n  x: [v\n\n  ```\n", (4, 1)),
    "a check above": ("check\n\n- [ ] check\n  ```check\n  x: no\n  ```\n", (5, 6)),
}


@pytest.mark.parametrize(("text", "place"), YAML.values(), ids=YAML.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_yaml(text, place, end):
    assert codes(text.replace("\n", end)) == [(*place, "yaml")]


MESSAGES = {
    "yaml": (
        "  ```check\n  x: [v\n  ```\n",
        "the [ that opens in line 1 of the block is not closed here",
        "write ] at its end, with commas between its parts",
    ),
    "yaml with a mend": (
        "  ```check\n  x: no\n  ```\n",
        "no could be a truth value (true or false) or a word",
        'write false, or in quotes where a word is wanted: "no"',
    ),
    "empty": (
        "  ```check\n  ```\n",
        "the block is empty",
        "write “kind: value”, for example “file_exists: README.md”; `mdcheck kinds` lists them",
    ),
    "a list": (
        "  ```check\n  - x\n  ```\n",
        "the block holds no “key: value” lines",
        "write “kind: value”, for example “file_exists: README.md”; `mdcheck kinds` lists them",
    ),
    "options": (
        "  ```check id=a\n  ```\n",
        "options stand in the info string of scripts only",
        "write it as a line of YAML in the block, or name the interpreter of a script first",
    ),
    "info string": (
        "  ```check bash x\n  ```\n",
        "“x” is no option",
        'write key=value, and key="two words" where a value has spaces',
    ),
    "an option twice": ("  ```check bash x=1 x=2\n  ```\n", "“x” is given twice", "keep one of them"),
    "unclosed": (
        "  ```check\n  x: v\n",
        "the check block is never closed: everything down to line 3 is part of it",
        "close it with a fence of its own indentation",
    ),
    "option": (
        "  ```check\n  x: v\n  retries: 21\n  ```\n",
        "retries: retries is a whole number from 0 to 20",
        "fix the value, or leave “retries” out",
    ),
}


@pytest.mark.parametrize(("block", "message", "fix"), MESSAGES.values(), ids=MESSAGES.keys())
def test_messages(block, message, fix):
    assert [(one.message, one.fix) for one in read(f"- [ ] a\n{block}").diagnostics] == [(message, fix)]


def test_an_info_string_that_holds_the_word_again():
    text = "check\n\n- [ ] check\n  ```check bash fix=check id=b\n  check\n  ```\n"
    block = read(text).items[0].checks[0]
    assert {path: text[slice(*span)] for path, span in block.places.items()} == {
        ("fix",): "fix=check",
        ("id",): "id=b",
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- [ ] a\n  ```check\n  env: A\n  ```\n", "check\nenv: A\n"),
        ("x\n\n> 1. [ ] a\n>    ~~~  check  bash id=check \n>     b\n>    ~~~\n", "check  bash id=check\n b\n"),
        ("- [ ] a\r\n  ```check sh\r\n  b\r\n\r\n  ```", "check sh\nb\n\n"),
    ],
)
def test_a_block_as_it_was_written(text, written):
    checklist = read(text)
    assert as_written(checklist.items[0].checks[0], checklist.source) == written


def test_the_places_of_a_block_are_a_mapping_like_any_other():
    (block,) = read("- [ ] A\n  ```check\n  file_exists: [a, b]\n  ```\n").items[0].checks
    assert block.places == dict(block.places)
    assert list(block.places) == [("file_exists",), ("file_exists", 0), ("file_exists", 1), ()]
    assert (len(block.places), ("file_exists", 2) in block.places) == (4, False)
