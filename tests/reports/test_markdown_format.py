from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mdcheck.document.model import Severity
from mdcheck.reports.layout.lines import shown
from mdcheck.reports.markdown import code, escaped, render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OWN_HTML = {"<details>", "<summary>", "</summary>", "</details>"}
TEXTS = st.one_of(st.text(max_size=40), st.text(alphabet="\\`*_~[]()<>#|!&@$:-=+.1a b\n", max_size=40))


def tokens(markdown):
    for token in READER.parse(markdown):
        yield token
        yield from token.children or ()


def rendered_text(markdown):
    """What a reader sees: without tags, and without the character of no width that keeps mentions apart."""
    return html.unescape(re.sub(r"<[^<>]*>", "", READER.render(markdown))).replace("\u200b", "")


@given(TEXTS)
@example("`a` *b* _c_ ~~d~~ [e](f) <g> ![h](i) | j \\")
@example("@user user@host #12 $x$ &amp; &#35; !7 ~label %1")
def test_escaped_text_shows_as_it_is(text):
    markdown = f"x {escaped(text)} y\n"
    assert rendered_text(markdown).split() == f"x {shown(text)} y".split()
    assert {token.type for token in tokens(markdown)} <= {
        "paragraph_open",
        "inline",
        "text",
        "paragraph_close",
        "text_special",
    }


@given(TEXTS)
@example("` `` ```")
def test_code_shows_as_it_is(text):
    markdown = f"x {code(text)} y\n"
    assert [token.content.strip() for token in tokens(markdown) if token.type == "code_inline"] == [shown(text) or "?"]


@pytest.mark.parametrize(
    "text",
    ["@user", "@org/team", "me@example.org", "#12", "!12", "$1", "%milestone", "&epic", "~label", "a$b$", "**@user**"],
)
def test_nothing_is_a_reference(text):
    assert not re.search(r"[@#!$%&~](?=\w)", html.unescape(escaped(text)))


def test_only_our_own_html_is_html(case):
    _, report = case
    found = [token.content for token in tokens(render(report)) if token.type in ("html_block", "html_inline")]
    assert set(re.findall(r"</?\w[^<>]*>", "\n".join(found))) <= OWN_HTML
    assert "<!--" not in "".join(found)


def test_every_table_is_rectangular(case):
    _, report = case
    tables = READER.render(render(report)).split("<table>")[1:]
    for table in tables:
        rows = table.partition("</table>")[0].split("</tr>")[:-1]
        assert len({len(re.findall("<t[hd][ >]", row)) for row in rows}) == 1


def test_no_item_can_be_ticked(case):
    _, report = case
    assert not re.search(r"^\s*[-*+] \[[ xX]\]", render(report), re.MULTILINE)


def text_of(build, **facts):
    return render(Report(files=(build.build(**facts),)))


def test_a_failure_says_what_to_do(build, check):
    options = {
        "fix": "mend it",
        "url": "https://example.org/a_b",
        "severity": Severity.BLOCKER,
        "output": "a\n```\nb\n",
    }
    build.item("Item", check(Outcome.FAILED, "why", kind="bash", **options)).flip("Item", message="why")
    parts = text_of(build).split("\n\n")
    assert parts[:2] == [
        "## ❌ CHECKLIST.md: 0 CRITICAL, 0% complete (0 of 1 ticked)",
        "**CRITICAL**: check score 0. 0 passed, 0 warned, 1 failed.",
    ]
    problem = (
        "- ✗ **failed** **BLOCKER** (was ticked) Item (`CHECKLIST.md:6`, `bash`, `item-5`)\\\n"
        "  why\\\n  **fix:** mend it\\\n  see: <https://example.org/a_b>"
    )
    assert parts[2:10] == [
        "### To fix (1)",
        problem,
        "  <details><summary>output</summary>",
        "  ````text\n  a\n  ```\n  b\n  ````",
        "  </details>",
        "<details><summary>Unticked 1 box</summary>",
        "- ☐ **unticked**, line 5: Item: why",
        "</details>",
    ]


def test_an_address_that_is_none_is_text(build, check):
    build.item("Item", check(Outcome.FAILED, url="javascript:alert(1)"))
    assert "see: javascript:alert\\(1\\)" in text_of(build)


def test_status_lists_what_is_open(build, check):
    build.section("Title", 1).section("A", 2).item("Open").item("Done", ticked=True).item(
        "Checked", check(Outcome.NOT_RUN)
    )
    assert text_of(build, ran=False) == (
        "## ⬜ CHECKLIST.md: 33% complete (1 of 3 ticked)\n\n"
        "| Section | Ticked |\n| --- | ---: |\n| A | 1/3 33% |\n\n"
        "<details><summary>2 items (1 manual, 1 with checks) open</summary>\n\n"
        "- line 5: Open\n- line 11: Checked\n\n</details>\n"
    )


def test_what_does_not_fit_is_cut_between_parts(sample):
    whole = render(sample("several"))
    parts = whole.rstrip("\n").split("\n\n")
    assert render(sample("several"), limit=len(whole.encode())) == whole
    for limit in (len(whole.encode()) - 1, 3000, 1000, 200):
        cut = render(sample("several"), limit=limit)
        *kept, last = cut.rstrip("\n").split("\n\n")
        assert len(cut.encode()) <= limit
        assert kept == parts[: len(kept)]
        assert re.fullmatch(r"\*Cut here: \d+ more parts? would not fit; the JSON report has all\.\*", last)
        assert [cut.count(tag) for tag in ("<details>", "```text")] == [cut.count("</details>"), cut.count("```\n")]


def test_long_lines_are_cut(build, check):
    build.item("Item", check(Outcome.FAILED, "x" * 5000, output="y" * 5000))
    text = text_of(build)
    assert max(len(line) for line in text.splitlines()) < 1200
    assert text.count("…") == 3
