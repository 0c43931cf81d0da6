from __future__ import annotations

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
    ],
    ids=["atx", "closing", "setext", "quote", "link", "no-headings", "no-setext", "html", "unicode"],
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
    "bad.md": "[1](no.md)\n[2](#nope) [3](docs/a.md#nope)\n[4](../../issues)\n[5](docs/no.md#x)\n\n[6]: /no\n",
    "some.txt": "[a](nowhere)",
    "hollow/": None,
}


@pytest.mark.parametrize(
    ("paths", "values", "finding"),
    [
        (["README.md", "docs/a.md"], {}, passed("15 links in 2 files")),
        (
            ["bad.md"],
            {},
            failed(
                "6 broken links: bad.md:1 no.md, bad.md:2 #nope, bad.md:2 docs/a.md#nope,"
                " bad.md:3 ../../issues leads out of the repository, bad.md:4 docs/no.md#x and 1 more"
            ),
        ),
        (
            ["bad.md"],
            {"anchors": False},
            failed(
                "4 broken links: bad.md:1 no.md, bad.md:3 ../../issues leads out of the repository,"
                " bad.md:4 docs/no.md#x, bad.md:6 /no"
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
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_is_read_to_its_end(text):
    scan(text)  # ends at all: what backtracks would not
