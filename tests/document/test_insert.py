"""Where a block goes below an item, byte by byte."""

import pytest
from testing.documents import read

from mdcheck.document.insert import Block, with_blocks

LINES = ("```check", "env: A", "```")


def with_all(text, lines=LINES):
    checklist = read(text)
    return with_blocks(checklist, [Block(item, lines) for item in checklist.items if not item.checks])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [ ] a\n", "- [ ] a\n  ```check\n  env: A\n  ```\n"),
        ("- [ ] a", "- [ ] a\n  ```check\n  env: A\n  ```"),
        ("- [ ] a\r\n\r\ntext", "- [ ] a\r\n  ```check\r\n  env: A\r\n  ```\r\n\r\ntext"),
        ("# H\r- [ ] a", "# H\r- [ ] a\r  ```check\r  env: A\r  ```"),
        ("10) [x] a\n    b\n", "10) [x] a\n    b\n    ```check\n    env: A\n    ```\n"),
        ("* [ ] a\nlazy\n# H\n", "* [ ] a\nlazy\n  ```check\n  env: A\n  ```\n# H\n"),
        ("> - [ ] a\nlazy\n", "> - [ ] a\nlazy\n>   ```check\n>   env: A\n>   ```\n"),
        (">- [ ] a\n", ">- [ ] a\n>   ```check\n>   env: A\n>   ```\n"),
        (">>1. [ ] a\n", ">>1. [ ] a\n>>    ```check\n>>    env: A\n>>    ```\n"),
        ("-\t[ ] a\n", "-\t[ ] a\n \t```check\n \tenv: A\n \t```\n"),
        ("- - [ ] a\n", "- - [ ] a\n    ```check\n    env: A\n    ```\n"),
        (
            "- [ ] a\n  - [x] b\n",
            "- [ ] a\n  ```check\n  env: A\n  ```\n  - [x] b\n    ```check\n    env: A\n    ```\n",
        ),
        ("- [ ] a\n  ---\n\n  more\n", "- [ ] a\n  ---\n  ```check\n  env: A\n  ```\n\n  more\n"),
        ("- [ ] a\n  ```sh\n  b\n  ```\n", "- [ ] a\n  ```check\n  env: A\n  ```\n  ```sh\n  b\n  ```\n"),
        ("\ufeff- [ ] a\n", "\ufeff- [ ] a\n  ```check\n  env: A\n  ```\n"),
    ],
)
def test_it_stands_behind_the_first_paragraph(before, after):
    result = with_all(before)
    assert (result.checklist.source.to_bytes().decode(), result.unfit) == (after, ())


def test_an_empty_line_of_a_block_has_no_blanks_at_its_end():
    result = with_all("> - [ ] a\n", ("```check bash", "a", "", "b", "```"))
    assert result.checklist.source.text == "> - [ ] a\n>   ```check bash\n>   a\n>\n>   b\n>   ```\n"


def test_a_block_that_is_not_read_is_left_out_and_the_others_stay():
    checklist = read("- [ ] a\n- [ ] b\n- [ ] c\n")
    bad = ("```check", "```", "env: A", "```")
    blocks = [Block(item, bad if item.text == "b" else LINES) for item in checklist.items]
    result = with_blocks(checklist, blocks)
    assert [block.item.text for block in result.unfit] == ["b"]
    assert [len(item.checks) for item in result.checklist.items] == [1, 0, 1]


def test_what_would_make_something_else_of_another_line_is_left_out():
    checklist = read("- [ ] a\n- b\n")
    result = with_blocks(checklist, [Block(checklist.items[0], ("```check", "env: A", "```", "- more"))])
    assert (result.checklist, len(result.unfit)) == (checklist, 1)


def test_what_would_put_other_items_into_another_section_is_left_out():
    checklist = read("- [ ] a\n- [ ] b\n")
    result = with_blocks(checklist, [Block(checklist.items[0], ("```check", "env: A", "```", "# More"))])
    assert (result.checklist, len(result.unfit)) == (checklist, 1)


def test_nothing_to_insert():
    checklist = read("- [ ] a\n")
    assert with_blocks(checklist, []) == (checklist, ())
