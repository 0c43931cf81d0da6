from __future__ import annotations

from pathlib import Path

import pytest

from mdcheck.evidence.formats.links import scan
from mdcheck.results.outcome import errored, failed, passed


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[a](b.md)", [(1, "b.md")]),
        ("x\n\n![a](b.png) [c](<d e.md> 'title')", [(3, "b.png"), (3, "d e.md")]),
        ('[a]( b.md\n  "title" )', [(1, "b.md")]),
        ("[a](b_(c).md)", [(1, "b_(c).md")]),
        ("[![x](i.png)](b.md)", [(1, "i.png"), (1, "b.md")]),
        ("[a](b c.md)", []),
        ("[a](b.md", []),
        ("[a]()", []),
        (r"\[a\](b.md)", []),
        (r"\[a](b.md) [c\](d.md) [e\]f](g.md)", [(1, "g.md")]),
        ("](a.md) [b\n\n](c.md)", []),
        ("[a [b] c](d.md)", [(1, "d.md")]),
        ("`[a](b.md)` ``[`](c)`` [d](e)", [(1, "e")]),
        ("`` [a](b) ` [c](d)", [(1, "b"), (1, "d")]),
        ("`a\n\n[b](c)`", [(3, "c")]),
        (r"\`[a](b)`", [(1, "b")]),
        ("```\n[a](b)\n```\n[c](d)", [(4, "d")]),
        ("~~~~ x\n[a](b)\n~~~\n~~~~\r\n[c](d)", [(5, "d")]),
        ("- ```\n  [a](b)\n  ```\n- [c](d)", [(4, "d")]),
        ("> ```\n> [a](b)\n> ```\n> [c](d)", [(4, "d")]),
        ("```\n[a](b)", []),
        ("``` `x` [a](b)", [(1, "b")]),
        ("    [a](b)\n\n    [c](d)\n\n[e](f)", [(5, "f")]),
        ("text\n    [a](b)", [(2, "b")]),
        ("- item\n\n    [a](b)", [(3, "b")]),
        ("- item\n\ntext\n\n    [a](b)", []),
        ("<!-- [a](b)\n\n[c](d) --> [e](f)", [(3, "f")]),
        ("`<!--` [a](b)", [(1, "b")]),
        ("<!-- [a](b)", [(1, "b")]),
        ("[a]: b.md\n  [c]: <d.md> 'x'\n[^1]: e.md\n", [(1, "b.md"), (2, "d.md")]),
        ('<a class="x" href="b.md">x</a> <img\n src=\'c.png\'>', [(1, "b.md"), (1, "c.png")]),
        ("<a href=b.md>x</a> <img src=c.png alt=x/>", [(1, "b.md"), (1, "c.png")]),
        ("---\nx: '[a](b)'\n---\n[c](d)", [(4, "d")]),
        ("---\n\n[c](d)", [(3, "d")]),
        ("", []),
    ],
)  # fmt: skip
def test_links_of_a_text(text, links):
    assert list(scan(text).links) == links


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("# One Two\n## One Two ##\n### `a_b` & c!\n", {"one-two", "one-two-1", "a_b--c"}),
        ("# C#\n#\t# D ##\t\n", {"c", "-d"}),
        ("Title\n=====\n\nSub *title*\n---\n", {"title", "sub-title"}),
        ("> # Quoted\n", {"quoted"}),
        ("# [Link](x.md) text\n", {"link-text"}),
        ("```\n# Code\n```\n<!--\n# Comment\n-->\n#No\n", set()),
        ("- a\n---\n\n| a |\n---\n", set()),
        ("<a name=\"Here\"></a> <h2 id='there'>x</h2>", {"here", "there"}),
        ("# Überblick 🎉\n", {"überblick-"}),
        ("<a id=unquoted></a>\n", {"unquoted"}),
        ("## 🛠️ Tools\n", {"\ufe0f-tools"}),
        ("## Has  two blanks\n", {"has--two-blanks"}),
        ("## ![logo](logo.png) Features\n", {"-features"}),
        ("## Foo &amp; Bar\n## Foo&nbsp;Baz\n", {"foo--bar", "foobaz"}),
        ("## x² and ½\n## Ⅷ\n", {"x-and-", "ⅷ"}),
        ("## ~~Old~~ **new** <b>bold</b>\n", {"old-new-bold"}),
    ],
    ids=[
        *("atx", "closing", "setext", "quote", "link", "no-headings", "no-setext", "html", "unicode"),
        *("unquoted", "variation-selector", "blanks", "image", "entities", "numbers", "marks"),
    ],
)
def test_anchors_of_a_text(text, anchors):
    assert scan(text).anchors == anchors


FILES = {
    "README.md": "# Start\n[a](docs/a.md) [b](docs/a.md#part-1) [c](#start) [d](/docs/) [e](docs/x%20y.md)"
    " [f](https://example.com/x) [g](mailto:a@b.c) [h](//cdn/x) [i](code.py#L10) [j](docs/a.md?plain=1#L3) [k](#top)"
    " [l](#user-content-start) [m](#START) [n](docs#x) [o](#)\n",
    "docs/a.md": "## Part 1\n[up](../README.md#start) [same](a.md) [img](./../logo.png)\n",
    "docs/x y.md": "",
    "docs/latin.md": b"caf\xe9",
    "code.py": "",
    "logo.png": "",
    "bad.md": "[1](no.md)\n[2](#nope) [3](docs/a.md#nope)\n[4](../../issues)\n[5](docs/no.md#x) [7](../../x)\n"
    "\n[6]: /no\n",
    "some.txt": "[a](nowhere)",
    "hollow/": None,
}


@pytest.mark.parametrize(
    ("paths", "values", "finding"),
    [
        (["README.md", "docs/a.md"], {}, passed("15 links in 2 files (not checked: 3 to other sites)")),
        (
            ["bad.md"],
            {},
            failed(
                "6 broken links: bad.md:1 no.md, bad.md:2 #nope, bad.md:2 docs/a.md#nope,"
                " bad.md:4 docs/no.md#x, bad.md:4 ../../x leads out of the repository and 1 more"
                " (not checked: 1 of the host)"
            ),
        ),
        (
            ["bad.md"],
            {"anchors": False},
            failed(
                "4 broken links: bad.md:1 no.md, bad.md:4 docs/no.md#x,"
                " bad.md:4 ../../x leads out of the repository, bad.md:6 /no (not checked: 1 of the host)"
            ),
        ),
        (["docs/a.md"], {}, passed("3 links in 1 file")),
        (["some.txt"], {}, failed("1 broken link: some.txt:1 nowhere")),
        (["hollow", "*.rst"], {}, failed("no Markdown file matches hollow, *.rst")),
        (["docs/a.md", "guide", "no.md"], {}, failed("none of these exists: guide, no.md")),
        (["*.txt"], {}, failed("no Markdown file matches *.txt")),
        (["docs"], {}, errored("docs/latin.md is not UTF-8")),
    ],
    ids=["good", "bad", "no-anchors", "one", "named", "none", "missing", "no-markdown", "not-utf-8"],
)
def test_links(check, paths, values, finding):
    assert check("links", FILES, paths=paths, **values) == finding


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text",
    [
        "](" * 50_000,
        "`" * 100_000,
        "` `` " * 20_000,
        "<!--" * 50_000,
        "<!-- -->" * 20_000,
        "[" * 100_000,
        "<a " * 30_000,
        "# " * 50_000,
        "# x" + " \t" * 30_000 + "y",
        "> " * 50_000,
        "<a" + " href" * 20_000,
        "](<" * 30_000,
        "-\n" * 20_000,
        "](a" * 20_000,
        " \t" * 50_000 + "[",
        " [" * 50_000,
        "> " * 20_000 + " " * 50_000 + "[",
        "[a](" + " " * 100_000 + "b",
        "[" * 50_000 + "]" * 50_000,
        "<a href=" + "x" * 50_000 + " =" * 20_000,
        "# " + "*a_ " * 20_000,
        ("# " + "[" * 900 + "\n") * 50,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_is_read_to_its_end(text):
    scan(text)  # ends at all: what backtracks would not


FAULTY = """\
## 🛠️ Development

[as GitHub has it](#️-development) [broken on GitHub](#-development)

<a id=unquoted></a> [f](#unquoted) \\[g](none.md) <a href=none2.md>h</a>
"""


def test_what_leads_nowhere_on_github_is_broken(check):
    finding = check("links", {"README.md": FAULTY}, paths=["README.md"])
    assert finding == failed("2 broken links: README.md:3 #-development, README.md:5 none2.md")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("No link.", failed("no link to check in a.md")),
        ("[a](https://x.org) <b@c.org>", failed("no link to check in a.md (not checked: 1 to other sites)")),
        ("[a](../../issues/1) [b](../../wiki)", failed("no link to check in a.md (not checked: 2 of the host)")),
        ("[a](gen/x.html) [b](a.md)", passed("1 link in 1 file (not checked: 1 ignored)")),
        ("[a](../issues)", failed("1 broken link: a.md:1 ../issues leads out of the repository")),
    ],
)
def test_what_is_not_checked_is_counted_and_no_link_is_no_pass(check, text, finding):
    assert check("links", {"a.md": text}, paths=["a.md"], ignore=["gen/*"]) == finding


def test_all_broken_links_are_in_the_details(tree, options):
    finding = options("links", paths=["a.md"]).check(tree({"a.md": "[x](b) " * 7}))
    assert finding.details == ("a.md:1 b",) * 7


def test_wildcards_pass_over_what_leads_outside_and_excluded_files(check):
    files = {"docs/a.md": "[b](b.md)", "docs/b.md": "", "docs/out.md": Path("/etc/passwd"), "docs/old.md": "[x](no)"}
    finding = check("links", files, paths=["docs"], exclude=["docs/old.md"])
    assert finding == passed("1 link in 2 files (not looked at: 1 link)")
