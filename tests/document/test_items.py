"""What is an item (GFM 0.29, section 5.3): first all that is none."""

import pytest
from testing.documents import items, read, read_bytes, states, update

NO_ITEMS = {
    "no text": "- [ ]\n",
    "no text, ticked, no final newline": "- [x]",
    "no blank behind the box": "- [ ]text\n",
    "five spaces before the box are code": "-     [ ] text\n",
    "two tabs before the box are code": "-\t\t[ ] a\n",
    "four spaces before the marker are code": "    - [ ] text\n",
    "indented code": "para\n\n    - [ ] a\n",
    "inside a <div>": "<div>\n- [ ] a\n</div>\n",
    "inside a comment": "<!--\n- [ ] a\n-->\n",
    "a list that starts with 2 does not interrupt a paragraph": "para\n2. [ ] a\n",
    "a fence behind the box": "- [ ]\n  ```check\n  x\n  ```\n",
    "the first bracket escaped": "- \\[ ] a\n",
    "the second bracket escaped": "- [ \\] a\n",
    "a link": "- [x](link)\n",
    "a link by reference": "- [x][y] a\n",
    "a link reference definition": "- [ ]: a\n",
    "a link reference definition, ticked": "- [x]: http://a\n  text\n",
    "boxes in a table": "| a |\n|---|\n| - [ ] x |\n| [ ] |\n",
    "nothing between the brackets": "- [] a\n",
    "two blanks between the brackets": "- [  ] a\n",
    "a tab between the brackets": "- [\t] a\n",
    "a tilde": "- [~] a\n",
    "a hyphen": "- [-] a\n",
    "a blank before the x": "- [ x] a\n",
    "a blank behind the x": "- [x ] a\n",
    "a no-break space": "- [\u00a0] a\n",
    "a no-break space behind the box": "- [ ]\u00a0a\n",
    "an ideographic space behind the box": "- [ ]\u3000a\n",
    "U+2028 behind the box": "- [ ]\u2028a\n",
    "a Cyrillic x": "- [\u0425] cyr\n",
    "a check mark": "- [\u2713] a\n",
    "in the item's second paragraph": "- a\n\n  [ ] b\n",
    "on the line below the marker": "-\n  [ ] a\n",
    "below a marker with a blank": "- \n  [x] a\n",
    "below an empty line": "-\n\n  [ ] a\n",
    "text on the next line only": "- [ ]\n  a\n",
    "HTML on the next line only": "- [ ]\n  <div>\n  a\n  </div>\n",
    "in a heading": "- # [ ] a\n",
    "in a quote": "- > [ ] a\n",
    "in bold text": "- **[ ] a**\n",
    "in struck-through text": "- ~~[ ] a~~\n",
    "in code": "- `[ ]` a\n",
    "in inline HTML": "- <b>[ ]</b> a\n",
    "in parentheses' reach": "- [ ](a)\n",
    "an entity for the bracket": "- &#91; ] a\n",
    "ten digits": "1234567890. [ ] a\n",
    "a footnote": "- [^1] a\n\n[^1]: - [ ] b\n",
    "carriage returns and no text": "- [ ]\r\n- [x]\r\n",
    "a table's first line": "- [ ] a | b\n  --|--\n  1 | 2\n",
    "no list": "[ ] a\n",
    "inside a fence": "```\n- [ ] a\n```\n",
    "inside an unclosed fence": "```\n- [ ] a\n",
    "behind a fence's closing line that is indented too far": "```\n    ```\n- [ ] a\n",
    "inside front matter": "---\nitems:\n- [ ] a\n---\n",
    "nothing at all": "",
}


@pytest.mark.parametrize("text", NO_ITEMS.values(), ids=NO_ITEMS.keys())
def test_no_item(text):
    assert items(text) == []
    assert update(text, marks=True) == text


ITEMS = {
    "star": ("* [ ] a\n", "1 "),
    "plus": ("+ [x] a\n", "1x"),
    "ordered": ("1. [ ] a\n2) [x] b\n", "1 ;2x"),
    "capital X": ("- [X] a\n", "1x"),
    "a blank and no text": ("- [ ] \n", "1 "),
    "an empty box, then an item": ("- [ ]\n- [x] b\n", "2x"),
    "tab behind the box": ("- [ ]\ttext\n", "1 "),
    "form feed behind the box": ("- [ ]\x0ca\n", "1 "),
    "vertical tab behind the box": ("- [ ]\x0ba\n", "1 "),
    "two spaces before the box": ("-  [ ] text\n", "1 "),
    "four spaces before the box": ("-    [ ] text\n", "1 "),
    "three spaces before the marker": ("   - [ ] text\n", "1 "),
    "nested": ("- [ ] a\n  - [x] b\n    - [ ] c\n", "1 ;2x;3 "),
    "nested by four": ("- [ ] a\n    - [x] b\n", "1 ;2x"),
    "a sibling indented by one": ("- [ ] a\n - [x] b\n", "1 ;2x"),
    "in a quote": ("> - [ ] a\n> - [x] b\n", "1 ;2x"),
    "in a quote in a quote": ("> > - [ ] a\n", "1 "),
    "in a quote in an item": ("- [ ] a\n  > - [x] b\n", "1 ;2x"),
    "in a quote in a list": ("- > - [ ] a\n", "1 "),
    "in a <div> with blank lines": ("<div>\n\n- [ ] a\n\n</div>\n", "3 "),
    "in <details>": ("<details>\n<summary>x</summary>\n\n- [ ] a\n\n</details>\n", "4 "),
    "around a fence": ("- [ ] a\n  ```\n  - [ ] code\n  ```\n", "1 "),
    "around a fence of no indentation": ("- [ ] a\n```\n- [ ] code\n```\n- [x] b\n", "1 ;5x"),
    "around a comment": ("- [ ] a\n<!-- - [ ] b -->\n- [x] c\n", "1 ;3x"),
    "a comment in the text": ("- [ ] <!-- c --> a\n", "1 "),
    "straight below a paragraph": ("para\n- [ ] a\n", "2 "),
    "1. straight below a paragraph": ("para\n1. [ ] a\n", "2 "),
    "a lazy line": ("- [ ] a\nlazy\n- [x] b\n", "1 ;3x"),
    "a check": ("- [ ] a\n  ```check\n  x\n  ```\n", "1 "),
    "text in parentheses": ("- [x] (link)\n", "1x"),
    "a definition of [x] below": ("- [x] a\n\n[x]: http://e.com\n", "1x"),
    "loose": ("- [ ] a\n\n- [x] b\n", "1 ;3x"),
    "tab behind the marker": ("-\t[ ] a\n\t- [x] b\n", "1 ;2x"),
    "tab as indentation": ("- [ ] a\n\t- [x] b\n", "1 ;2x"),
    "two lists on one line": ("- - [ ] a\n", "1 "),
    "an ordered list in a list": ("- 1. [ ] a\n", "1 "),
    "a box in the text of an item": ("- [ ] - [x] a\n", "1 "),
    "a second box": ("- [ ] [x] a\n", "1 "),
    "a later box": ("- [ ] see [x] and `[x]`\n", "1 "),
    "an open box in a ticked one's text": ("- [x] see [ ] a\n", "1x"),
    "a number sign in the text": ("- [ ] # a\n", "1 "),
    "bold text": ("- [ ] **a**\n", "1 "),
    "struck-through text": ("- [x] ~~a~~\n", "1x"),
    "underlined as a heading": ("- [ ] a\n  ---\n", "1 "),
    "a thematic break below": ("- [ ] a\n---\n", "1 "),
    "a blank behind the box, text below": ("- [ ] \n  a\n", "1 "),
    "carriage returns and line feeds": ("- [ ] a\r\n- [x] b\r\n", "1 ;2x"),
    "lone carriage returns": ("- [ ] a\r- [x] b\r", "1 ;2x"),
    "no final newline": ("- [x] a", "1x"),
    "behind front matter": ("---\nitems:\n- [ ] a\n---\n- [x] b\n", "5x"),
    "below a thematic break that opens no front matter": ("---\n\n- [ ] a\n\n---\n", "3 "),
    "between breaks with a heading": ("---\n# a\n- [ ] a\n---\n", "3 "),
    "below a line of hyphens and words": ("--- a\n- [ ] a\n---\n", "2 "),
    "below a break that nothing closes": ("---\na: b\n- [ ] a\n", "3 "),
    "0.": ("0. [ ] a\n", "1 "),
    "nine digits": ("123456789. [ ] a\n", "1 "),
    "NUL": ("- [ ] a\0\n", "1 "),
    "seven spaces behind the box": ("- [ ]       a\n", "1 "),
    "below an empty item": ("-\n- [ ] a\n", "2 "),
    "below an underlined line": ("a\n-\n- [ ] a\n", "3 "),
    "three lists": ("- [ ] a\n* [x] b\n+ [ ] c\n", "1 ;2x;3 "),
    "two paragraphs": ("- [ ] a\n\n  b\n", "1 "),
    "a thematic break between": ("- [ ] a\n***\n- [x] b\n", "1 ;3x"),
    "in a plain list": ("- a\n  - [ ] b\n- c\n", "2 "),
    "in a plain list by four": ("- a\n    - [ ] b\n", "2 "),
    "a pipe in the text": ("- [ ] a | b\n- [x] c | d\n", "1 ;2x"),
    "an item above what would be a table": ("- [ ] a\n- [x] b | c\n|--|--|\n", "1 ;2x"),
    "a table in the item": ("- [ ] a\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n", "1 "),
    "ends a table": ("| a | b |\n|---|---|\n| 1 | 2 |\n- [ ] t\n", "4 "),
    "ends a table with a number": ("| a | b |\n|---|---|\n| 1 | 2 |\n2. [ ] t\n3. [x] u\n", "4 ;5x"),
    "indented less than its parent's text": ("1. [ ] a\n  - [x] b\n", "1 ;2x"),
    "indented like its parent's text": ("1. [ ] a\n   - [x] b\n", "1 ;2x"),
    "in what some renderers read as mathematics": ("$$\n- [ ] a\n$$\n", "2 "),
    "an inline tag": ("- [ ] <div>a</div>\n", "1 "),
}


@pytest.mark.parametrize(("text", "expected"), ITEMS.values(), ids=ITEMS.keys())
def test_item(text, expected):
    assert ";".join(items(text)) == expected


def test_a_byte_order_mark_hides_no_item():
    assert states(read_bytes(b"\xef\xbb\xbf- [ ] a\n")) == ["1 "]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("- [ ] a\n", "a"),
        ("- [ ]   a  b \n", "a b"),
        ("- [ ] a\n  b\n  c\n", "a b c"),
        ("- [ ] a\nlazy\n", "a lazy"),
        ("> - [ ] a\n>   b\n", "a b"),
        ("- [ ] a\n\n  b\n", "a"),
        ("- [ ] **a** `b` [c](d)\n", "**a** `b` [c](d)"),
        ("- [ ] \n  a\n", "a"),
        ("- [ ] \n", ""),
        ("- [ ] a\r\n  b\r\n", "a b"),
        ("- [ ] a\n  ---\n", "a"),
        ("- [x] [ ] a\n", "[ ] a"),
        ("- [ ]\ta\0\n", "a\ufffd"),
    ],
)
def test_text(text, statement):
    assert [item.text for item in read(text).items] == [statement]


@pytest.mark.parametrize(
    ("text", "applicable"),
    [
        ("- [ ] a", True),
        ("- [ ] ~~a~~ reason", False),
        ("- [x] ~~a~~ reason", True),
        ("- [ ] ~a~ reason", False),
        ("- [ ] ~~a~~", False),
        ("- [ ] ~~a b `c`~~: reason", False),
        ("- [ ] ~~a\n  b~~ reason", False),
        ("- [ ] ~~(a)~~ reason", False),
        ("- [ ] ~~a.~~ reason", False),
        ("- [ ] a ~~b~~", True),
        ("- [ ] ~~a", True),
        ("- [ ] ~~a~ b", True),
        ("- [ ] ~~ a~~ b", True),
        ("- [ ] ~~a ~~ b", True),
        ("- [ ] ~~~a~~~ b", True),
        ("- [ ] ~~~~ b", True),
        ("- [ ] \\~~a~~ b", True),
        ("- [ ] ~~a\\~~ b", True),
        ("- [ ] `~~a~~` b", True),
        ("- [ ] ~10 users (~5 active)", True),
        ("- [ ] ~5 of ~6 done", True),
    ],
)
def test_not_applicable(text, applicable):
    assert [item.applicable for item in read(text).items] == [applicable]


def test_sections_hold_their_items():
    text = (
        "- [ ] a\n# T\n- [ ] b\n## *A* one\n- [ ] c\n#### D\n- [ ] d\n## B (7%)\n> # no\n> - [ ] e\n\nF\n===\n- [ ] f\n"
    )
    assert [(item.text, item.section) for item in read(text).items] == [
        ("a", ()),
        ("b", ("T",)),
        ("c", ("T", "A one")),
        ("d", ("T", "A one", "D")),
        ("e", ("T", "B")),
        ("f", ("F",)),
    ]


HEADINGS = {
    "none": ("text\n", []),
    "numbers": ("# a\n## b\n### c\n## d\n", [("a", 1, 1), ("b", 2, 2), ("c", 3, 3), ("d", 2, 4)]),
    "closing signs": ("# a ##\n## b # #\n# c#\n", [("a", 1, 1), ("b #", 2, 2), ("c#", 1, 3)]),
    "underlined": ("a\n===\nb\n---\n", [("a", 1, 1), ("b", 2, 3)]),
    "underlined, of two lines": ("a\nb (7%)\n---\n", [("a b", 2, 1)]),
    "seven signs": ("####### a\n", []),
    "no blank": ("#a\n", []),
    "empty": ("#\n## \n", [("", 1, 1), ("", 2, 2)]),
    "in a list": ("- # a\n", []),
    "in a quote": ("> # a\n", []),
    "in a fence": ("```\n# a\n```\n", []),
    "in a comment": ("<!--\n# a\n-->\n", []),
    "figures": (
        "# a (7%)\n# b [7/10] #\n# c (10% off)\n# d (7%) e\n",
        [("a", 1, 1), ("b", 1, 2), ("c (10% off)", 1, 3), ("d (7%) e", 1, 4)],
    ),
    "a figure only": ("# (7%)\n", [("", 1, 1)]),
    "overall, in bold": ("# **Overall Score: 52/100**\n", [("Overall Score", 1, 1)]),
    "overall, below other lines": ("a\nb\nOverall Progress: 5%\n===\n", [("a b Overall Progress", 1, 1)]),
    "underlined, of three lines": ("a (5%)\nb\nc (7%)\n---\n", [("a (5%) b c", 2, 1)]),
    "overall": ("# Overall Score: **52/100** (Critical)\n", [("Overall Score", 1, 1)]),
}


@pytest.mark.parametrize(("text", "sections"), HEADINGS.values(), ids=HEADINGS.keys())
def test_headings(text, sections):
    found = list(read(text).root.all_sections())[1:]
    assert [(section.title, section.level, section.line) for section in found] == sections


def test_what_stands_above_all_headings_has_a_section_without_a_name():
    root = read("- [ ] a\n# b\n").root
    assert (root.title, root.level, root.line) == ("", 0, 0)
    assert [(section.title, section.level, section.line) for section in root.all_sections()] == [
        ("", 0, 0),
        ("b", 1, 2),
    ]


def test_the_text_of_an_item_that_begins_with_a_table():
    assert [item.text for item in read("10. [ ] a | b\n    --|--\n    c | d\n").items] == ["a | b"]


def test_a_box_is_the_place_of_its_one_character():
    text = "> 1. [x] a\n\n-\t[ ] b\n"
    assert [text[item.box.start - 1 : item.box.end + 1] for item in read(text).items] == ["[x]", "[ ]"]
