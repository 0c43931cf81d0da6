import pytest
from testing.documents import read

from mdcheck.document.slug import Numbering, plain_text, slug


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Else a text that another test has asked for would not be looked at."""
    plain_text.cache_clear()


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("", ""),
        ("a  b\tc\n d", "a b c d"),
        ("**a** *b* _c_ __d__ ***e*** ~~f~~", "a b c d e f"),
        ("**a *b* c**", "a b c"),
        ("~~a **b *c __d _e_ d__ c* b** a~~", "a b c d _e_ d c b a"),
        ("snake_case_name and __init__.py", "snake_case_name and init.py"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("`a` ``b ` c`` ` d `", "a b ` c d"),
        ("`**a**` `[b](c)` `<d>`", "**a** [b](c) <d>"),
        ("[a](b) ![c](d) [e][f] [g] [h](i(j))", "a c e [g] h"),
        ("[**a** `b`](c)", "a b"),
        ("<b>a</b> <!-- c --> d<br/>", "a d"),
        ("<https://a.example> <me@a.example>", "https://a.example me@a.example"),
        ("a < b > c", "a < b > c"),
        (r"\*a\* \[b\] \\ \q", r"*a* [b] \ \q"),
        (r"\`a\` \[b](c) `\*d`", r"`a` [b](c) \*d"),
        ("`a\0b` \0" + "0\0", "a\ufffdb \ufffd0\ufffd"),
        (
            "A &amp; B &#65; &#x41; `&amp;` AT&T &no-name; &noname; &amp;lt;",
            "A & B A A &amp; AT&T &no-name; &noname; &lt;",
        ),
        ("&lt;b> &#42;a&#42; a&nbsp;b &notit;", "<b> *a* a b &notit;"),
        ("a&#27;[31m &#x202e; &#0; b&#10;c", "a&#27;[31m &#x202e; \ufffd b c"),
        ("a" * 2000, "a" * 1000),
        ("[[[[a](1)](2)](3)](4)", "a"),
        ("[[[[[a](1)](2)](3)](4)](5)", "[a](5)"),
    ],
)
def test_plain_text(markdown, text):
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    ("markdown", "anchor"),
    [
        ("", ""),
        ("Security & Compliance", "security--compliance"),
        ("Security &amp; Compliance", "security--compliance"),
        ("1.1 Security Audit", "11-security-audit"),
        ("What's new?", "whats-new"),
        ("`file_exists`: the kind", "file_exists-the-kind"),
        ("C++ / C#", "c--c"),
        ("a - b", "a---b"),
        ("ÄÖÜ ß É", "äöü-ß-é"),
        ("Cafe\u0301", "cafe\u0301"),
        ("हिन्दी", "हिन्दी"),
        ("日本語 テスト", "日本語-テスト"),
        ("✅ Done ⚠️", "-done-"),
        ("a_b-c", "a_b-c"),
        ("100%", "100"),
        ("!!!", ""),
    ],
)
def test_slug(markdown, anchor):
    assert slug(markdown) == anchor


def test_numbering_is_githubs_and_never_meets_a_taken_one():
    numbering = Numbering({"taken"})
    wanted = ["a", "a", "a", "a-1", "b-1", "b", "b", "taken", "taken", "a"]
    assert [numbering.unique(name) for name in wanted] == [
        "a",
        "a-1",
        "a-2",
        "a-1-1",
        "b-1",
        "b",
        "b-2",
        "taken-1",
        "taken-2",
        "a-3",
    ]


IDS = {
    "no heading": ("- [ ] A b\n", ["a-b"]),
    "a section": ("## One\n- [ ] A\n## Two\n- [ ] A\n", ["one/a", "two/a"]),
    "sections in sections": ("## One\n### Sub\n- [ ] A\n", ["one/sub/a"]),
    "the title is left out": ("# T\n- [ ] A\n## One\n- [ ] B\n", ["a", "one/b"]),
    "two titles are sections": ("# T\n- [ ] A\n# U\n- [ ] B\n", ["t/a", "u/b"]),
    "a first heading of level 2 is a section": ("## T\n- [ ] A\n# U\n- [ ] B\n", ["t/a", "u/b"]),
    "figures are left out": (
        "# T (7%)\n## One (70% complete)\n- [ ] A\n## Two [7/10] ##\n- [ ] B\n",
        ["one/a", "two/b"],
    ),
    "other numbers are not": ("## One (10% off)\n- [ ] A\n", ["one-10-off/a"]),
    "equal ones": ("- [ ] A\n- [ ] A\n- [ ] *A*\n", ["a", "a-1", "a-2"]),
    "equal sections": ("## One\n- [ ] A\n## One\n- [ ] A\n", ["one/a", "one/a-1"]),
    "the struck-through statement only": ("- [ ] ~~A b~~ because\n", ["a-b"]),
    "nothing to make a slug of": ("## !!!\n- [ ] ???\n- [ ] \n", ["section/item", "section/item-1"]),
    "a slash": ("## a/b\n- [ ] c/d\n", ["ab/cd"]),
    "pinned": ("## One\n- [ ] A\n  ```check\n  id: my.id\n  env: B\n  ```\n", ["my.id"]),
    "pinned in a script": ("- [ ] A\n  ```check bash id=my.id\n  ```\n", ["my.id"]),
    "pinned in the second block": (
        "- [ ] A\n  ```check bash\n  ```\n  ```check bash id=b\n  ```\n",
        ["b"],
    ),
    "a pinned one is taken, even above": ("- [ ] A\n- [ ] B\n  ```check bash id=a\n  ```\n", ["a-1", "a"]),
}


@pytest.mark.parametrize(("text", "ids"), IDS.values(), ids=IDS.keys())
def test_ids(text, ids):
    checklist = read(text)
    assert [item.id for item in checklist.items] == ids
    assert checklist.diagnostics == ()


@pytest.mark.parametrize(
    ("text", "line", "message", "ids"),
    [
        (
            "- [ ] A\n  ```check bash id=c\n  ```\n- [ ] B\n  ```check bash id=c\n  ```\n",
            5,
            "the id “c” belongs to the item of line 1 already",
            ["c", "b"],
        ),
        (
            "- [ ] A\n  ```check bash id=c\n  ```\n  ```check bash id=d\n  ```\n",
            4,
            "this item has the id “c” already",
            ["c"],
        ),
    ],
    ids=["two items", "one item"],
)
def test_pinned_ids_that_clash_are_errors(text, line, message, ids):
    checklist = read(text)
    assert [(found.line, found.code, found.message) for found in checklist.diagnostics] == [
        (line, "duplicate-id", message)
    ]
    assert [item.id for item in checklist.items] == ids
