"""mdcheck's reading of everything that renderers dispute, and what cmark-gfm makes of it.

`cmark-gfm` is the parser behind GitHub's pages; the specification is GFM 0.29, section 5.3. A difference between the
two parsers that no reason below covers is a bug in mdcheck.
"""

import re
from enum import Enum
from typing import NamedTuple


class Reason(Enum):
    """Why cmark-gfm sees other items; the value is the title of the case in docs/format.md."""

    NONE = ""
    QUOTE_OR_LIST = "An item in a quote, or in a list that begins on the same line"
    LATER_X = "`[x]` later in an open item's line"
    MARK = "A byte order mark"
    FRONT_MATTER = "A box in front matter"
    BORROWED = "Text below an item that looks like one"
    EMPTY = "An item without a statement above an indented one"
    DEFINITION = "A list straight below a link reference definition"
    LAZY_BLOCK = "A fence, heading or quote that is indented by four columns or more, and less than its item's text"
    LAZY_LIST = "A list marker that is indented by four columns or more below a quote"
    BLANKS = "A line of blanks straight below an item without text"
    TABLE = "A table that begins on an item's first line"
    ONE_COLUMN = "A table of one column without a pipe"
    LAZY_TAG = "A tag alone on a line straight below an item's text, indented less"
    LATER_TAG = "`<textarea>`, `<search>` and `<!a`, which newer versions of CommonMark read as HTML blocks"


class Case(NamedTuple):
    """A document and its items: `1x` for a ticked one on line 1, `2 ` for an open one on line 2."""

    text: str
    items: str
    cmark: str | None = None
    """What cmark-gfm has instead."""
    reason: Reason = Reason.NONE
    lint: str = ""
    """What `lint` says, as line and code."""


DISPUTED = {
    # First what is no item.
    "nothing behind the box": Case("- [ ]\n- [x]\n", "", lint="1 not-a-box;2 not-a-box"),
    "text on the next line only": Case("- [ ]\n  a\n", "", lint="1 not-a-box"),
    "no blank behind the box": Case("- [ ]text\n", "", lint="1 not-a-box"),
    "a no-break space behind the box": Case("- [ ]\u00a0a\n", "", lint="1 not-a-box"),
    "a hyphen": Case("- [-] a\n", "", lint="1 not-a-box"),
    "a tilde": Case("- [~] a\n", "", lint="1 not-a-box"),
    "N/A": Case("- [N/A] a\n- [n/a] b\n", "", lint="1 not-a-box;2 not-a-box"),
    "nothing between the brackets": Case("- [] a\n", "", lint="1 not-a-box"),
    "two blanks between the brackets": Case("- [  ] a\n", "", lint="1 not-a-box"),
    "a blank beside the x": Case("- [ x] a\n- [x ] b\n", "", lint="1 not-a-box;2 not-a-box"),
    "a check mark": Case("- [✅] a\n- [✓] b\n- [✔️] c\n", "", lint="1 not-a-box;2 not-a-box;3 not-a-box"),
    "a cross": Case("- [❌] a\n- [✗] b\n", "", lint="1 not-a-box;2 not-a-box"),
    "a question": Case("- [?] a\n- [!] b\n", "", lint="1 not-a-box;2 not-a-box"),
    "a Cyrillic x": Case("- [х] a\n- [Х] b\n", "", lint="1 not-a-box;2 not-a-box"),
    "a word": Case("- [done] a\n", ""),
    "a link": Case("- [x](a)\n- [ ](a)\n", ""),
    "a link by reference": Case("- [x][y] a\n\n[y]: /u\n", ""),
    "an escaped bracket": Case("- \\[ ] a\n- [ \\] b\n", "", lint="1 not-a-box;2 not-a-box"),
    "the second paragraph": Case("- a\n\n  [ ] b\n", "", lint="3 not-a-box"),
    "the line below the marker": Case("-\n  [ ] a\n", "", lint="2 not-a-box"),
    "a heading in the item": Case("- # [ ] a\n", ""),
    "a quote in the item": Case("- > [ ] a\n", "", lint="1 not-a-box"),
    "bold and code": Case("- **[ ] a**\n- `[ ]` b\n", ""),
    "no list": Case("[ ] a\n", "", lint="1 not-a-box"),
    "indented code": Case("- a\n\n      - [ ] b\n\n    - [ ] c\n", "5 ", lint="3 not-a-box"),
    "five columns behind the marker": Case("-     [ ] a\n", "", lint="1 not-a-box"),
    "a fence": Case("```\n- [ ] a\n```\n\n~~~\n- [ ] b\n", "", lint="5 unclosed-fence"),
    "a comment": Case("<!--\n- [ ] a\n\n- [ ] b\n-->\n- [ ] c\n", "6 "),
    "an HTML block up to a blank line": Case("<div>\n- [ ] a\n\n- [ ] b\n</div>\n", "4 ", lint="2 not-a-box"),
    "a footnote": Case("[^1]: - [ ] a\n", ""),
    "a table's cell": Case("| a |\n|---|\n| - [ ] b |\n", ""),
    "a list that starts with 2 below text": Case("a\n2. [ ] b\n", "", lint="2 not-a-box"),
    "ten digits": Case("1234567890. [ ] a\n", ""),
    "U+2028 ends no line": Case("a\u2028- [ ] b\n", ""),
    # Then what is one to both.
    "any marker": Case("- [ ] a\n* [x] b\n+ [X] c\n1. [ ] d\n2) [x] e\n", "1 ;2x;3x;4 ;5x"),
    "0 and nine digits": Case("0. [ ] a\n\n123456789) [x] b\n", "1 ;3x"),
    "nothing but a blank behind the box": Case("- [ ] \n- [x]\t\n", "1 ;2x"),
    "the statement on the next line": Case("- [ ] \n  a\n", "1 "),
    "tab, vertical tab and form feed behind the box": Case("- [ ]\ta\n- [x]\x0bb\n- [ ]\x0cc\n", "1 ;2x;3 "),
    "tabs for indentation": Case("-\t[ ] a\n\t- [x] b\n", "1 ;2x"),
    "nested by two, three and four": Case(
        "- [ ] a\n  - [x] b\n     - [ ] c\n         - [x] d\n", "1 ;2x;3 ;4x", lint="2 open-below"
    ),
    "indented less than its parent's text": Case("1. [ ] a\n  - [x] b\n", "1 ;2x"),
    "text in parentheses": Case("- [x] (a)\n", "1x"),
    "a definition of [x]": Case("- [x] a\n\n[x]: /u\n", "1x"),
    "an open box in a ticked item's text": Case("- [x] see [ ] there\n", "1x"),
    "a link whose text is x": Case("- [ ] a [xx](u)\n", "1 "),
    "a heading below the box": Case("- [ ] a\n  ---\n", "1 "),
    "a thematic break": Case("---\n\n- [ ] a\n\n---\n", "3 "),
    "text between two breaks": Case("---\n# a\n- [ ] b\n---\n", "3 "),
    "struck through": Case("- [ ] ~~a~~ not here\n", "1 "),
    "straight below text": Case("a\n- [ ] b\n1. [ ] c\n", "2 ;3 "),
    "line ends of three sorts": Case("- [ ] a\r- [x] b\r\n- [ ] c\n", "1 ;2x;3 "),
    "below a table": Case("| a |\n|---|\n| b |\n- [ ] c\n", "4 "),
    "what some renderers read as mathematics": Case("$$\n- [ ] a\n$$\n", "2 "),
    "in <details>": Case("<details>\n<summary>a</summary>\n\n- [ ] b\n\n</details>\n", "4 "),
    # And where they differ.
    "in a quote": Case("> - [ ] a\n> - [x] b\n", "1 ;2x", "", Reason.QUOTE_OR_LIST),
    "in two quotes": Case("> > - [ ] a\n", "1 ", "", Reason.QUOTE_OR_LIST),
    "in an item's quote": Case("- [ ] a\n  > - [x] b\n", "1 ;2x", "1 ", Reason.QUOTE_OR_LIST),
    "two lists on a line": Case("- - [ ] a\n", "1 ", "", Reason.QUOTE_OR_LIST),
    "a numbered list in a list": Case("- 1. [x] a\n", "1x", "", Reason.QUOTE_OR_LIST),
    "a quote in a list": Case("- > - [ ] a\n", "1 ", "", Reason.QUOTE_OR_LIST),
    "a later [x]": Case("- [ ] see [x] docs\n", "1 ", "1x", Reason.LATER_X, "1 later-box"),
    "a later [x] in code": Case("- [ ] write `[X]`\n", "1 ", "1x", Reason.LATER_X, "1 later-box"),
    "a link whose text is [x]": Case("- [ ] a [x](u)\n", "1 ", "1x", Reason.LATER_X),
    "two boxes": Case("- [ ] [x] a\n", "1 ", "1x", Reason.LATER_X, "1 later-box"),
    "an item as a statement": Case("- [ ] - [x] a\n", "1 ", "1x", Reason.LATER_X, "1 later-box"),
    "a byte order mark": Case("\ufeff- [ ] a\n", "1 ", "", Reason.MARK),
    "front matter": Case("---\nitems:\n- [ ] a\n---\n- [x] b\n", "5x", "3 ;5x", Reason.FRONT_MATTER),
    "text that looks like an item, below a quote in one": Case(
        "- > a\n      - [x] b\n", "", "1x", Reason.BORROWED, lint="2 not-a-box"
    ),
    "nothing behind the box, and an indented list": Case(
        "- [ ] \n   2) [x] b\n", "1 ", "1 ;2x", Reason.EMPTY, "1 later-box;2 not-a-box"
    ),
    "below a definition": Case("[a]: /u\n2. [ ] b\n", "2 ", "", Reason.DEFINITION),
    "a fence that is hardly indented": Case(
        "1.   [ ] a\n    ```\n     - [x] b\n    ```\n", "1 ", "1 ;3x", Reason.LAZY_BLOCK
    ),
    "a heading that is hardly indented": Case("1.   [ ] a\n    # b\n     - [x] c\n", "1 ", "1 ;3x", Reason.LAZY_BLOCK),
    "a list marker that is hardly indented": Case(
        "> > a\n    - b\nc\n3. [ ] d\n", "", "4 ", Reason.LAZY_LIST, lint="4 not-a-box"
    ),
    "blanks below an empty item": Case("-\n  \n    - [ ] a\n", "", "3 ", Reason.BLANKS),
    "a table without a pipe": Case("a\n:-:\n2. [ ] b\n", "", "3 ", Reason.ONE_COLUMN, lint="3 not-a-box"),
    "a tag below an item": Case("- [ ] a\n<br>\n- [ ] b\n", "1 ;3 ", "1 ", Reason.LAZY_TAG),
    "a text area": Case("a\n<textarea>\n- [ ] b\n", "", "3 ", Reason.LATER_TAG, lint="3 not-a-box"),
    "a search": Case("a\n<search>\n- [ ] b\n", "", "3 ", Reason.LATER_TAG, lint="3 not-a-box"),
    "a declaration": Case("a\n<!a\n- [ ] b\n>\n", "", "3 ", Reason.LATER_TAG, lint="3 not-a-box"),
    "a table on the first line": Case("- [ ] a | b\n  --|--\n  1 | 2\n", "", "1 ", Reason.TABLE),
}

_PREFIX = re.compile(r"[ \t\v\f]*(?:[-+*]|[0-9]+[.)])[ \t\v\f]+\[[ xX]\][ \t\v\f]")
"""What cmark-gfm looks for, from the line's first column."""
_TICKED = re.compile(r"\[[xX]\]")

_TRIGGERS = {
    Reason.EMPTY: r"[-+*.)][ \t]+\[[ xX]\][ \t\v\f]*$",
    Reason.DEFINITION: r"\[[^\]]*\]:",
    Reason.LAZY_BLOCK: r"^[> ]*(?: {4}|\t)[ \t]*(?:`{3}|~{3}|#{1,6}(?:[ \t]|$)|[<>]|([-*_=])(?:[ \t]*\1)*[ \t]*$)",
    Reason.LAZY_LIST: r">[\s\S]*\n(?: {4}|\t)[ \t]*(?:[-+*]|[0-9]+[.)])",
    Reason.BLANKS: r"[-+*.)][ \t]*\n[ \t>]*[ \t][ \t>]*$",
    Reason.ONE_COLUMN: r"^[ \t>]*(?=[-:| \t]*[:|])\|?[ \t]*:?-+:?[ \t]*\|?[ \t]*$",
    Reason.LAZY_TAG: r"^[ \t>]*</?[A-Za-z][^<>]*>[ \t]*$",
    Reason.LATER_TAG: r"(?i:</?(?:textarea|search)|<![a-z])",
    Reason.TABLE: r"^[ \t>]*(?:[-+*]|[0-9]+[.)]).*\|.*\n(?=.*\|)[ \t>|:]*-[-:| \t]*$",
}
"""What has to stand above a line (or on it, or straight below) for cmark-gfm to differ there."""


def _says(line):
    """The state that cmark-gfm takes from a line."""
    return "x" if _TICKED.search(line) else " "


def reasons(source, line, all_ours, all_theirs):
    """Every reason that can make cmark-gfm differ on this line (from 1); `all_…` are the states of items by line."""
    lines = [source.line(index) for index in range(len(source.starts))]
    ours, theirs, text = all_ours.get(line), all_theirs.get(line), lines[line - 1]
    above = "\n".join(lines[: line + 1])
    found = {reason for reason, trigger in _TRIGGERS.items() if re.search(trigger, above, re.MULTILINE)}
    if source.bom and line == 1:
        found.add(Reason.MARK)
    if theirs is None and not _PREFIX.match(text):
        found.add(Reason.QUOTE_OR_LIST)
    if (ours, theirs) == (" ", "x") and _TICKED.search(text):
        found.add(Reason.LATER_X)
    below = [one for number, one in enumerate(lines, 1) if number > line and number not in all_theirs]
    if theirs is not None and any(_PREFIX.match(one) and _says(one) == theirs for one in below):
        found.add(Reason.BORROWED)
    return found
