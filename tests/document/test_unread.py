"""Check blocks and records that Markdown does not read as blocks of an item: first the examples, which are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing.documents import read
from testing.hostile import documents

from mdcheck.document.diagnostic import Level
from mdcheck.document.edits import apply
from mdcheck.document.parse import leaves, parse
from mdcheck.document.source import Source

CHECK = "```check\nfile_exists: nope\n```\n"

EXAMPLES = {
    "in a fence of another language": "~~~markdown\n- [ ] a\n  ```check\n  x: z\n  ```\n~~~\n",
    "in a longer fence": "````\n```check\nx: z\n```\n````\n",
    "in a fence inside an item": "- [ ] a\n  ~~~\n      ```check\n  ~~~\n",
    "in the first line of another fence": "~~~ text ```check\n~~~\n",
    "in a script, shorter": "- [ ] a\n  ````check bash\n  echo '\n  ```check\n  '\n  ````\n",
    "in a script, of the other sign": "- [ ] a\n  ~~~check bash\n  echo '\n  ```check\n  '\n  ~~~\n",
    "in a comment": "<!--\n```check\nx: z\n```\n-->\n",
    "in a comment that nothing closes": "<!--\n```check\nx: z\n",
    "in a comment inside an HTML block": "<div>\n<!--\n```check\n-->\n</div>\n",
    "in a comment inside an HTML block that nothing closes": "<div>\n<!--\n```check\n</div>\n",
    "in a comment inside a paragraph": "a <!-- b\n      ```check\n--> c\n",
    "in front matter": "---\na: |\n  ```check\n---\n",
    "in indented code at the margin": "a\n\n    ```check\n    x: z\n    ```\n",
    "inline": "- [ ] a ```check x``` b\n",
    "inline, between longer backticks": "Write ```` ```check ```` below it.\n",
    "inline, at a line's beginning": "```check``` blocks hold checks.\n\n```bash\ntrue\n```\n",
    "inline, at a line's beginning, with more": "```check x``` blocks hold checks.\n\n```bash\ntrue\n```\n",
    "inline, behind other inline code": "Use `a` and `` ```check `` and `~~~check `.\n",
    "another word": "- [ ] a\n      ```checks\n      ```\n- [ ] b ```checker\n",
    "the words alone": "check signed waived\n",
}


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_an_example(text, end):
    assert read(text.replace("\n", end)).diagnostics == ()


# The document, the place and the code of what is wrong, and the document once its edits are made (None: no edits).
UNREAD = {
    "too far, straight under the item's text": (
        "- [ ] a\n      ```check\n      x: z\n\n      ```\n",
        (2, 7, "stray-check"),
        "- [ ] a\n  ```check\n  x: z\n\n  ```\n",
    ),
    "in a footnote": (
        "- [ ] a[^1]\n\n[^1]: text\n    ```check\n    x: z\n    ```\n",
        (4, 5, "stray-check"),
        None,
    ),
    "in a footnote of several paragraphs": (
        "[^a]:\n\n    text\n\n    ```check\n    x: z\n    ```\n",
        (5, 5, "stray-check"),
        None,
    ),
    "two tabs": (
        "- [ ] a\n\t\t```check\n\t\tx: z\n\t\t```\n",
        (2, 3, "stray-check"),
        "- [ ] a\n  ```check\n  x: z\n  ```\n",
    ),
    "below a tab behind the marker": (
        "-\t[ ] a\n\t\t```check\n\t\tx: z\n\t\t```\n",
        (2, 3, "stray-check"),
        "-\t[ ] a\n \t```check\n \tx: z\n \t```\n",
    ),
    "in a quote": (
        "> - [ ] a\n>       ```check\n>       x: z\n>       ```\n",
        (2, 9, "stray-check"),
        "> - [ ] a\n>   ```check\n>   x: z\n>   ```\n",
    ),
    "the body indented less": (
        "- [ ] a\n      ```check\n   x: z\n      ```\n",
        (2, 7, "stray-check"),
        "- [ ] a\n  ```check\n  x: z\n  ```\n",
    ),
    "as code, below a blank line": (
        "- [ ] a\n\n      ```check\n      x: z\n      ```\n",
        (3, 7, "stray-check"),
        "- [ ] a\n\n  ```check\n  x: z\n  ```\n",
    ),
    "as code, of a numbered item": (
        "10. [ ] a\n\n        ~~~check\n        x: z\n        ~~~\n",
        (3, 9, "stray-check"),
        "10. [ ] a\n\n    ~~~check\n    x: z\n    ~~~\n",
    ),
    "too little": (
        "- [ ] a\n```check\nx: z\n```\n",
        (2, 1, "stray-check"),
        "- [ ] a\n  ```check\n  x: z\n  ```\n",
    ),
    "too little, by one": (
        "1. [ ] a\n\n  ```check\n    x: z\n  ```\n",
        (3, 3, "stray-check"),
        "1. [ ] a\n\n   ```check\n     x: z\n   ```\n",
    ),
    "below a nested item that is text": (
        "* [x] a\n      * [ ] nested\n        ```check\n        x: z\n        ```\n",
        (3, 9, "stray-check"),
        None,
    ),
    "below a plain paragraph": ("a\n      ```check\n      x: z\n      ```\n", (2, 7, "stray-check"), None),
    "as code of a plain list": ("- a\n\n      ```check\n      ```\n", (3, 7, "stray-check"), None),
    "as code of a quote": (">     ```check\n", (1, 7, "stray-check"), None),
    "no closing fence": ("- [ ] a\n      ```check\n      x: z\n", (2, 7, "stray-check"), None),
    "another fence before it closes": ("- [ ] a\n```check\nx: z\n````bash\n", (2, 1, "stray-check"), None),
    "behind text": ("- [ ] a ```check\n  x: z\n  ```\n", (1, 9, "stray-check"), None),
    "behind text of a paragraph": ("a ~~~check\nx: z\n", (1, 3, "stray-check"), None),
    "behind text of a heading": ("# a ```check\n", (1, 5, "stray-check"), None),
    "behind a comment": ("<!-- a --> ```check\n", (1, 12, "stray-check"), None),
    "behind a marker without a blank": ("-```check\nx: z\n```\n", (1, 2, "stray-check"), None),
    "behind a backslash": ("- [ ] a\n  \\```check\n", (2, 4, "stray-check"), None),
    "behind inline code of another length": ("- [ ] `a ```check\n", (1, 10, "stray-check"), None),
    "in a link reference definition": ("[a]: /b\n'```check\nc'\n", (2, 2, "stray-check"), None),
    "backticks behind it": (
        '- [ ] a\n  ```check bash fix="run `make`"\n  false\n  ```\n',
        (2, 3, "stray-check"),
        '- [ ] a\n  ~~~check bash fix="run `make`"\n  false\n  ~~~\n',
    ),
    "backticks of its own length behind it": (
        "- [ ] a\n  ```check bash fix=```\n  false\n  ````\n",
        (2, 3, "stray-check"),
        "- [ ] a\n  ~~~check bash fix=```\n  false\n  ~~~\n",
    ),
    "backticks behind it, never closed": ("- [ ] a\n  ```check `\n", (2, 3, "stray-check"), None),
    "in HTML": ("<div>\n- [ ] a\n  ```check\n  x: z\n  ```\n</div>\n", (3, 3, "stray-check"), None),
    "in HTML, without a list": ("<div>\n```check\nx: z\n```\n</div>\n", (2, 1, "stray-check"), None),
    "in preformatted text": ("<pre>\n- [ ] a\n  ```check\n</pre>\n", (3, 3, "stray-check"), None),
    "in a list that begins like HTML": ("</div> - [ ] a\n- [ ] b\n  ```check\n", (3, 3, "stray-check"), None),
    "under no item": ("```check\nx: z\n```\n", (1, 1, "stray-check"), None),
    "in a plain list": ("- [ ] a\n- b\n  ```check\n  x: z\n  ```\n", (3, 3, "stray-check"), None),
    "below text that ended the item": ("- [ ] a\n\nb\n\n  ```check\n  x: z\n  ```\n", (5, 3, "stray-check"), None),
    "in a quote below the item": ("- [ ] a\n\n> ```check\n> x: z\n> ```\n", (3, 3, "stray-check"), None),
    "in a check block that was meant to end": (
        "- [ ] a\n  ```check\n  file_exists: a\n  ```check\n  file_exists: b\n  ```\n",
        (4, 3, "stray-check"),
        None,
    ),
    "a record under no item": ("```signed\nby: a\n```\n", (1, 1, "stray-record"), None),
    "a record, too far": (
        "- [ ] a\n      ```waived\n      by: a\n      ```\n",
        (2, 7, "stray-record"),
        "- [ ] a\n  ```waived\n  by: a\n  ```\n",
    ),
}


@pytest.mark.parametrize(("text", "place", "repaired"), UNREAD.values(), ids=UNREAD.keys())
def test_what_is_no_block_is_an_error(text, place, repaired):
    found = next(one for one in read(text).diagnostics if one.code == place[2])
    assert (found.line, found.column, found.code) == place
    assert found.level is Level.ERROR
    assert found.message
    assert found.fix
    assert (apply(text, found.edits) if found.edits else None) == repaired


@pytest.mark.parametrize(("text", "place", "repaired"), UNREAD.values(), ids=UNREAD.keys())
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["CRLF", "CR"])
def test_other_line_ends(text, place, repaired, end):
    text = text.replace("\n", end)
    found = next(one for one in read(text).diagnostics if one.code == place[2])
    assert (found.line, found.column) == place[:2]
    if repaired is not None:
        assert apply(text, found.edits) == repaired.replace("\n", end)


@pytest.mark.parametrize("text", [text for text, _, repaired in UNREAD.values() if repaired is not None])
def test_the_edits_make_a_block(text):
    found = read(text).diagnostics[0]
    after = read(apply(text, found.edits))
    item = after.items[0]
    assert len(item.checks) + len(item.records) == 1
    assert not [one for one in after.diagnostics if one.code.startswith("stray")]


AFTER_LINE_2 = (
    "indent line 2 to column 3, where the text of the item of line 1 begins; then indent this block like the text of "
    "that line"
)
FIXES = {
    "- [ ] a\n      ```check\n      x: z\n      ```\n": (
        "this check block is indented so far that Markdown reads it as text",
        "indent it to column 3, where the text of the item of line 1 begins",
    ),
    "- [ ] a\n\n      ```signed\n      x: z\n      ```\n": (
        "this “signed” record is indented so far that it is code",
        "indent it to column 3, where the text of the item of line 1 begins",
    ),
    "* [x] a\n      * [ ] n\n        ```check\n        x: z\n        ```\n": (
        "this check block is indented so far that Markdown reads it as text",
        AFTER_LINE_2,
    ),
    "<details>\n<summary>a</summary>\n- [ ] a\n  ```check\n": (
        "this check block is part of an HTML block",
        "put a blank line above line 3, where the list begins",
    ),
    "<pre>\n- [ ] a\n  ```check\n</pre>\n": (
        "this check block is part of an HTML block",
        "take it out of the HTML, and put it below a task list item (- [ ] text), indented like the item's text",
    ),
}


@pytest.mark.parametrize(("text", "expected"), FIXES.items())
def test_what_it_says(text, expected):
    found = read(text).diagnostics[0]
    assert (found.message, found.fix) == expected


def test_many_of_one_item_are_told_apart():
    text = "- [ ] a\n" + "```check\nx: z\n```\n" * 3
    found = read(text).diagnostics
    assert [(one.line, bool(one.edits)) for one in found] == [(2, True), (5, False), (8, False)]


def test_two_in_one_paragraph():
    assert [one.line for one in read("a\n    ```check\n    ```check\n").diagnostics] == [2, 3]


def test_a_line_is_reported_once():
    assert [one.column for one in read("a ~~~check ~~~check ~~~check\n").diagnostics] == [3]


def exempt(text, line):
    """Whether the line, from 0, stands in an example: read from the parser's own tokens."""
    source = Source.from_text(text)
    for leaf in leaves(source):
        if leaf.first <= line < leaf.end:
            before = text[source.starts[leaf.first] : source.line_end(line)]
            in_comment = "<!--" in before and leaf.kind in ("html_block", "paragraph_open")
            inner = leaf.kind == "fence" and leaf.first != line
            return in_comment or inner or leaf.kind == "front_matter" or (leaf.kind == "code_block" and leaf.margin)
    return False


INDENTS = ["", "", "  ", "   ", "    ", "      ", "\t", "\t\t", "> ", ">       ", "        "]


def inserted(text, at, indent):
    """The text with a check block put in above a line, and the line of its fence from 0."""
    source = Source.from_text(text)
    line = at % len(source.starts)
    block = "".join(f"{indent}{one}\n" for one in CHECK.splitlines())
    return text[: source.starts[line]] + block + text[source.starts[line] :], line


@given(documents, st.integers(min_value=0), st.sampled_from(INDENTS))
def test_a_check_put_in_anywhere_is_a_block_or_an_error(data, at, indent):
    """The law: nothing that its author takes for a check is skipped in silence."""
    text, line = inserted(Source.from_bytes(data, path="list.md").text, at, indent)
    if exempt(text, line):
        return
    checklist = parse(Source.from_text(text))
    blocks = [block.line for item in checklist.items for block in item.checks]
    wrong = [one.line for one in checklist.diagnostics if one.level is Level.ERROR]
    assert line + 1 in blocks + wrong or "too-deep" in {one.code for one in checklist.diagnostics}


@given(documents, st.integers(min_value=0))
def test_a_check_put_in_behind_any_character(data, at):
    text = Source.from_bytes(data, path="list.md").text
    offset = at % (len(text) + 1)
    if text[offset - 1 : offset] in ("`", "~", "\r") or text[offset : offset + 1] == "\n":
        return
    text = text[:offset] + CHECK + text[offset:]
    source = Source.from_text(text)
    line = source.locate(offset).line - 1
    if exempt(text, line) or "`" in text[source.starts[line] : offset]:
        return
    checklist = parse(source)
    blocks = [block.line for item in checklist.items for block in item.checks]
    wrong = [one.line for one in checklist.diagnostics if one.level is Level.ERROR]
    assert line + 1 in blocks + wrong or "too-deep" in {one.code for one in checklist.diagnostics}


@pytest.mark.parametrize(
    "text",
    [
        "- ```check\n  x: y\n  ```\n",
        "1. ```check\n   x: y\n   ```\n",
        "- - ~~~check\n    x: y\n    ~~~\n",
        "> * ```check\n>   x: y\n>   ```\n",
        "- [ ] a\n- ```check\n  x: y\n  ```\n",
        "---\n- ```check\nx: y\n```\n---\n",
    ],
)
def test_a_fence_behind_the_marker_of_a_plain_list_item(text):
    checklist = parse(Source.from_text(text))
    assert [one.code for one in checklist.diagnostics if one.level is Level.ERROR] == ["stray-check"]
    assert not any(item.checks for item in checklist.items)


@pytest.mark.parametrize("text", ["~~~ ```check\nx: y\n~~~\n", "- ```text ~~~check\n  x: y\n  ```\n"])
def test_a_word_in_the_info_string_of_another_fence_is_an_example(text):
    assert parse(Source.from_text(text)).diagnostics == ()
