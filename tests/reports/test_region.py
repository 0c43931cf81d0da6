from __future__ import annotations

import pytest

from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.reports.region import region_lines, title_cell
from mdcheck.results.outcome import Outcome


@pytest.mark.parametrize("name", ["plausible", "hostile", "ready", "empty"])
def test_golden(name, sample, golden):
    (file,) = sample(name).files
    golden(f"{name}-region.md", "\n".join(region_lines(file)) + "\n")


def test_is_left_alone_where_nothing_ran(sample):
    assert region_lines(sample("status").files[0]) == ()


def test_counts_each_outermost_section_with_all_below_it(build, check):
    build.section("Title", 1).section("A | b", 2).section("Inner", 3)
    for outcome in Outcome:
        build.item("Item", check(outcome))
    build.section("By hand", 2).item("Open")
    build.section("C", 2).item("Item", check(Outcome.PASSED), check(Outcome.PASSED))
    assert region_lines(build.build()) == (
        "",
        "**Check score 50 · NOT READY**",
        "",
        "| Section | Passed | Warned | Failed | Errored | Other |",
        "| ------- | -----: | -----: | -----: | ------: | ----: |",
        "| A \\| b  |      1 |      1 |      1 |       1 |     5 |",
        "| C       |      2 |      0 |      0 |       0 |     0 |",
        "| All     |      3 |      1 |      1 |       1 |     5 |",
        "",
    )


def test_without_any_check(build):
    build.item("Open")
    assert region_lines(build.build()) == ("", "**No check score · UNASSESSED**", "")


TITLES = [
    pytest.param("Security & Compliance", "Security & Compliance", id="plain"),
    pytest.param("1. CI/CD (GitHub), C++ & C#", "1. CI/CD (GitHub), C++ & C#", id="punctuation"),
    pytest.param("", "(untitled)", id="nothing"),
    pytest.param("🔒", "(untitled)", id="an emoji only"),
    pytest.param("✅ 🚀 Release ❤️ 👩‍👩‍👧 1️⃣", "Release 1", id="emoji"),
    pytest.param("配布 署名", "配布 署名", id="wide"),
    pytest.param("**Bold** _it_ `code` [link](u) ~~no~~", "Bold it code link no", id="markup"),
    pytest.param("a|b\\|c", "a\\|b\\|c", id="pipes"),
    pytest.param("a\nb\r\nc\td", "a b c d", id="line ends"),
    pytest.param("a <!-- b --> c <script>x</script>", "a c x", id="comment and tags"),
    pytest.param("a <!-- /mdcheck:report", "a ‹!-- /mdcheck:report", id="half a comment"),
    pytest.param("snake_case __init__ *a 2 * 3 ~~", "snake_case init a 2 3", id="marks that are none"),
    pytest.param("a\\*b \\ [x] `", "a b ∖ (x) ‘", id="escapes"),
    pytest.param("&lt; &amp;amp; AT&T", "‹ & amp; AT&T", id="character references"),
    pytest.param("x" * 99, "x" * 59 + "…", id="long"),
    pytest.param("x" * 58 + "_" + "y" * 9, "x" * 58 + " …", id="long, cut behind an underscore"),
    pytest.param("x" * 58 + "||||", "x" * 58 + "\\|…", id="long, cut among pipes"),
    pytest.param("Product™ №1", "Product™ №1", id="letter-like symbols"),
    pytest.param("\x1b[31mred\u202e", "red", id="controls"),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_title(title, expected):
    assert title_cell(title) == expected


@pytest.mark.parametrize(
    "title", [*(case.values[0] for case in TITLES), "Status: 70%", "- [ ] x", "Overall Score: 5/100"]
)
def test_holds_nothing_that_mdcheck_reads(title, build, check):
    build.section("T", 1).section(title, 2).item("Item", check(Outcome.PASSED)).section("S", 2)
    build.item("Item", check(Outcome.FAILED))
    region = region_lines(build.build())
    head = ["# T", "", "## S (0%)", "", "- [ ] Item", "  ```check", "  file_exists: a", "  ```", ""]
    marks = ["<!-- mdcheck:report -->", "<!-- /mdcheck:report -->"]
    tail = ["", "## T2 (0%)", "", "- [ ] Other", ""]
    without = parsed([*head, *marks, *tail])
    found = parsed([*head, marks[0], *region, marks[1], *tail])
    assert len(found.regions) == len(without.regions) == 1
    assert [item.id for item in found.items] == [item.id for item in without.items]
    assert [figure.notation for figure in found.figures] == [figure.notation for figure in without.figures]
    assert len(found.figures) == 2
    assert found.diagnostics == without.diagnostics == ()


def parsed(lines):
    return parse(Source.from_text("\n".join(lines), path="CHECKLIST.md"))
