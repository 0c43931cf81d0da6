"""Warnings: first what deserves none."""

import pytest
from testing.documents import read

from mdcheck.document.diagnostic import Level
from mdcheck.document.edits import apply
from mdcheck.document.lint import lint, needs_errors
from mdcheck.document.model import Notation
from mdcheck.document.rewrite import ALL_NOTATIONS

CLEAN = {
    "what opens a comment in code": "```\n<!--\n```\n\n`<!--`\n",
    "words of another language": "- [ ] a\n  ```pr\u00fcfen\n  ```\n",
    "struck-through text that begins with a word of ours": "- [ ] a\n\n  ~~check the logs~~\n  ~~check~~\n",
    "code that begins with a word of ours": "- [ ] a\n  ``check``\n",
    "short fences in an example": "```\n``check\n```\n<!--\n~~check\n-->\n",
    "front matter of others": "---\ncheck: a\n# mdchek\na: {mdchek: b}\n...\nmdchek: c\n",
    "settings far from the beginning": f"---\n{'a: b' * 1000}\nmdcheck: c\n",
    "items": "- [ ] a\n- [x] b\n- [X] c\n  1. [x] d\n",
    "links": "- [x](a)\n- [x][y] a\n- [x]: a\n- [text] a\n- [a](b) c\n",
    "not a list": "[] a\n\n[done] b\n",
    "in code": "```\n- [] a\n```\n\n    - [] a\n",
    "in a fence inside an item": "- [ ] a\n  ```\n  - [] a\n  ```\n",
    "in a fence that opens on the item's line": "- ```\n  - [] a\n  ```\n",
    "in a check": "- [ ] a\n  ```check bash\n  - [] a\n  ```\n",
    "in a comment": "<!--\n- [] a\n-->\n",
    "in HTML": "<div>\n- [] a\n</div>\n",
    "in front matter": "---\na:\n- [] a\n---\n",
    "other languages": "```bash\n```\n\n```checkstyle\n```\n\n```\n```\n",
    "code in a line": "```a``` b\n",
    "a fence that ends with its file": "```\na\n```",
    "a reason": "- [ ] ~~a~~ no database here\n",
    "a ticked later box": "- [x] see [x]\n",
    "a later link": "- [ ] see [x](a) and [x][b]\n",
    "a right figure": "# A (50%)\n- [x] a\n- [ ] b\n  ```check\n  env: B\n  ```\n",
    "a wrong figure of a document that has not adopted": "# A (7%)\n- [x] a\n",
    "a figure of nothing": "---\nmdcheck:\n---\n# A (7%)\n",
    "needs": "- [ ] a\n  ```check bash needs=b\n  ```\n- [ ] b\n  ```check bash\n  ```\n",
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
def test_clean(text):
    assert lint(read(text), ALL_NOTATIONS) == ()


WARNINGS = {
    "empty brackets": ("- [] a\n", [(1, 3, "not-a-box")]),
    "two blanks": ("1. [  ] a\n", [(1, 4, "not-a-box")]),
    "a tab": ("- [\t] a\n", [(1, 3, "not-a-box")]),
    "a no-break space": ("- [\u00a0] a\n", [(1, 3, "not-a-box")]),
    "a blank and an x": ("- [ x] a\n- [x ] a\n", [(1, 3, "not-a-box"), (2, 3, "not-a-box")]),
    "a tilde, a hyphen": ("- [~] a\n- [-] a\n", [(1, 3, "not-a-box"), (2, 3, "not-a-box")]),
    "emoji": ("- [✅] a\n- [✔️] a\n- [❌] a\n", [(1, 3, "not-a-box"), (2, 3, "not-a-box"), (3, 3, "not-a-box")]),
    "not applicable": ("- [N/A] a\n- [n/a] a\n", [(1, 3, "not-a-box"), (2, 3, "not-a-box")]),
    "a Cyrillic x": ("- [х] a\n", [(1, 3, "not-a-box")]),
    "no blank behind": ("- [ ]a\n- [x]a\n", [(1, 3, "not-a-box"), (2, 3, "not-a-box")]),
    "a no-break space behind": ("- [ ]\u00a0a\n", [(1, 3, "not-a-box")]),
    "nothing behind": ("- [ ]\n- [x]", [(1, 3, "not-a-box"), (2, 3, "not-a-box")]),
    "in a quote": ("> - [] a\n", [(1, 5, "not-a-box")]),
    "nested": ("- [ ] a\n    - [] b\n", [(2, 7, "not-a-box")]),
    "two lists on a line": ("- - [] a\n", [(1, 5, "not-a-box")]),
    "behind an unclosed fence of another item": (
        "- [ ] a\n  ```\n  b\n- [] c\n",
        [(2, 3, "unclosed-fence"), (4, 3, "not-a-box")],
    ),
    "behind code in a line": ("```a``` b\n- [] c\n", [(2, 3, "not-a-box")]),
    "behind a fence that opens on an item's line": ("- ```\n  a\n  ```\n- [] c\n", [(4, 3, "not-a-box")]),
    "a fence never closed": ("a\n\n~~~~\nb\n~~~\n", [(3, 1, "unclosed-fence")]),
    "checks": ("- [ ] a\n  ```checks\n  ```\n", [(2, 6, "not-a-check")]),
    "checks, twice": ("- [ ] a\n  ```checks checks\n  ```\n", [(2, 6, "not-a-check")]),
    "Check": ("- [ ] a\n  ~~~ Check bash\n  ~~~\n", [(2, 7, "not-a-check")]),
    "check:": ("- [ ] a\n  ```check:\n  ```\n", [(2, 6, "not-a-check")]),
    "check-bash": ("- [ ] a\n  ``` check-bash\n  ```\n", [(2, 7, "not-a-check")]),
    "braces": ("- [ ] a\n  ```{.check}\n  ```\n", [(2, 6, "not-a-check")]),
    "a character that can't be seen": ("- [ ] a\n  ```\u200bcheck\n  ```\n", [(2, 6, "not-a-check")]),
    "a Cyrillic c": ("- [ ] a\n  ```\u0441heck bash\n  ```\n", [(2, 6, "not-a-check")]),
    "wide letters": ("- [ ] a\n  ```\uff53\uff49\uff47\uff4e\uff45\uff44\n  ```\n", [(2, 6, "not-a-check")]),
    "two backticks": ("- [ ] a\n  ``check\n  b: c\n  ``\n", [(2, 3, "not-a-check")]),
    "two tildes": ("- [ ] a\n\n  ~~ check bash timeout=5s\r\n  b\n  ~~\n", [(3, 3, "not-a-check")]),
    "two backticks in a quote": ("> - [ ] a\n>   ``signed\n>   ``\n", [(2, 5, "not-a-check")]),
    "a key that is nearly right": ("---\na: b\nmdchek:\n  c: d\n---\n", [(3, 1, "unread-settings")]),
    "a key in capitals": ("---\nMdcheck: {}\n---\n", [(2, 1, "unread-settings")]),
    "a key in quotes": ('---\n"mdcheck": {}\n---\n', [(2, 1, "unread-settings")]),
    "a key with a hyphen": ("---\nmd-check: {}\n---\n", [(2, 1, "unread-settings")]),
    "front matter below a blank line": ("\n---\nmdcheck: {}\n---\n", [(3, 1, "unread-settings")]),
    "front matter that is never closed": ("---\nmdcheck: {}\n# a\n", [(2, 1, "unread-settings")]),
    "a comment never closed": ("<!--\n- [ ] a\n", [(1, 1, "unclosed-comment")]),
    "a comment in an item never closed": (
        "<!-- a -->\n- [ ] a\n\n  <!--\n  ```check\n  ```\n\n# B\n",
        [(4, 3, "unclosed-comment")],
    ),
    "check, second": ("- [ ] a\n  ```bash check\n  ```\n", [(2, 6, "not-a-check")]),
    "check, second, under no item": ("```bash check id=a\n```\n", [(1, 4, "not-a-check")]),
    "check, second, behind no language": ("- [ ] a\n  ```{bash} check\n  ```\n", [(2, 6, "not-a-check")]),
    "Check, second": ("- [ ] a\n  ```bash Check\n  ```\n", [(2, 6, "not-a-check")]),
    "check, behind an option": ("- [ ] a\n  ```bash timeout=5s check\n  ```\n", [(2, 6, "not-a-check")]),
    "check{bash}": ("- [ ] a\n  ```check{bash}\n  ```\n", [(2, 6, "not-a-check")]),
    "check(bash)": ("- [ ] a\n  ```check(bash)\n  ```\n", [(2, 6, "not-a-check")]),
    "check, later": ("- [ ] a\n  ```bash title check\n  ```\n", []),
    "Signed": ("- [ ] a\n  ```Signed\n  ```\n", [(2, 6, "not-a-check")]),
    "check-list": ("- [ ] a\n  ```checklist\n  ```\n", []),
    "check=": ("- [ ] a\n  ```check=bash\n  ```\n", [(2, 6, "not-a-check")]),
    "no reason": ("- [ ] ~~a~~\n", [(1, 1, "no-reason")]),
    "no reason but blanks": ("- [ ] ~~a~~  \n", [(1, 1, "no-reason")]),
    "a later box": ("- [ ] see [x]\n- [ ] `[X]`\n", [(1, 1, "later-box"), (2, 1, "later-box")]),
    "a wrong figure": ("---\nmdcheck:\n---\n# A (7%)\n- [x] a\n", [(4, 6, "stale-figure")]),
    "three wrong numbers in two figures": (
        "---\nmdcheck:\n---\n# Overall Score: 7/100 (Critical)\n- [x] a\n\nProgress: 0/2\n",
        [(4, 18, "stale-figure"), (4, 25, "stale-figure"), (7, 11, "stale-figure")],
    ),
    "carriage returns": (
        "---\r\nmdcheck:\r\n---\r\n# A (7%)\r\n- [x] a\r\n- [] b\r\n",
        [(4, 6, "stale-figure"), (6, 3, "not-a-box")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WARNINGS.values(), ids=WARNINGS.keys())
def test_warnings(text, expected):
    found = lint(read(text), ALL_NOTATIONS)
    assert [(one.line, one.column, one.code) for one in found] == expected
    assert all(one.level is Level.WARNING and one.message and one.fix for one in found)


@pytest.mark.parametrize(
    ("first", "repaired"),
    [
        ("bash check timeout=5s", "check bash timeout=5s"),
        ("bash   check", "check bash"),
        ("Check bash", "check bash"),
        ("checks", "check"),
        ("WAIVED", "waived"),
        ("{bash} check", None),
        ("check:", None),
        ("{.check}", None),
    ],
)
def test_the_first_line_of_a_fence_is_repaired(first, repaired):
    text = f"- [ ] a\n  ```{first}\n  x\n  ```\n"
    (found,) = lint(read(text), ALL_NOTATIONS)
    assert (apply(text, found.edits) if found.edits else None) == (repaired and text.replace(first, repaired))
    assert lint(read(f"```{first}\nx\n```\n"), ALL_NOTATIONS)[0].edits == ()


@pytest.mark.parametrize(
    ("figure", "places"),
    [
        ("(70%)", [(6, "33, not 70")]),
        ("[%]", [(6, "33; nothing is written here yet")]),
        ("[/]", [(6, "1/3; nothing is written here yet")]),
        ("[2/4]", [(6, "1/3, not 2/4")]),
        ("[2/3]", [(6, "1/3, not 2/3")]),
        ("[01/3]", []),
        ("[2/3] [33%]", [(6, "1/3, not 2/3")]),
        ("[/] [%]", [(6, "1/3; nothing is written here yet"), (10, "33; nothing is written here yet")]),
    ],
)
def test_a_stale_figure_says_what_the_boxes_say(figure, places):
    """Once for each number that a reader sees: `7/10` is one."""
    found = lint(read(f"---\nmdcheck:\n---\n# A {figure}\n- [x] a\n- [ ] b\n- [ ] c\n"), ALL_NOTATIONS)
    assert [(one.column, one.message) for one in found] == [
        (column, f"the boxes say {said} (1 of 3 ticked)") for column, said in places
    ]


def test_a_number_that_is_not_kept_and_that_the_boxes_contradict():
    text = "---\nmdcheck:\n---\n# A (7%)\n- [x] a\n\nStatus: 7%\n# B (0%)\n- [ ] b\n\nStatus: 9% (9 of 9)\n"
    found = lint(read(text), frozenset([Notation.STATUS]))
    assert [(one.line, one.column, one.code) for one in found] == [
        (4, 6, "unkept-figure"),
        (7, 9, "stale-figure"),
        (11, 9, "unkept-figure"),
    ]
    assert found[0].message == "not kept, and the boxes say 100, not 7 (1 of 1 ticked)"
    assert found[0].fix == "name “heading” in the front matter (mdcheck: {figures: [...]}), or run `mdcheck adopt`"
    assert found[2].fix == "correct it by hand, or leave out the other number of its line"


def script(name, **options):
    words = "".join(f" {key}={value}" for key, value in options.items())
    return f"- [ ] {name}\n  ```check bash{words}\n  ```\n"


NESTED = """\
- [ ] a
  ```check
  {}
  id: a
  ```
  - [ ] b
    ```check
    env: HOME
    id: b
    needs: [a]
    ```
"""
NEEDS = {
    "nobody": (script("a", needs="bb"), [(2, "unknown-need", "needs “bb”, an id that no item has")]),
    "a near miss": (
        script("alpha", needs="aplha"),
        [(2, "unknown-need", "needs “aplha”, an id that no item has (did you mean “alpha”?)")],
    ),
    "itself": (script("a", needs="a"), [(2, "needs-cycle", "items wait for each other: “a” → “a”")]),
    "each other": (
        script("a", needs="b") + script("b", needs="a"),
        [(2, "needs-cycle", "items wait for each other: “a” → “b” → “a”")],
    ),
    "the item above, which waits for none": (NESTED.format("env: HOME"), []),
    "the item above, which waits for all below": (
        NESTED.format("children: all"),
        [(2, "needs-cycle", "items wait for each other: “a” → “b” → “a”")],
    ),
    "a statement instead of an id": (
        "# T\n# U\n" + script("a") + script("b", needs="a"),
        [(7, "unknown-need", "needs “a”, an id that no item has")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NEEDS.values(), ids=NEEDS.keys())
def test_needs(text, expected):
    checklist = read(text)
    found = needs_errors(checklist)
    assert [(one.line, one.code, one.message) for one in found] == expected
    assert all((one.level, one.column) == (Level.ERROR, 1) and one.fix for one in found)
    assert lint(checklist, ALL_NOTATIONS) == ()


def test_only_the_first_wrong_needs_are_guessed():
    text = script("alpha") + "".join(script(f"i{number}", needs=f"alpha{number}") for number in range(25))
    told = ["did you mean “alpha”" in one.message for one in needs_errors(read(text))]
    assert told == [True] * 20 + [False] * 5
    assert all(one.message.endswith("that no item has") for one in needs_errors(read(text))[20:])


def test_a_long_chain_of_needs_is_no_cycle():
    text = "".join(script(f"i{number}", needs=f"i{number + 1}") for number in range(2000)) + script("i2000")
    assert needs_errors(read(text)) == ()
