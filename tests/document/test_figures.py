"""The notations of a figure: first the many numbers that stay, then those that follow the boxes."""

import pytest
from testing.documents import read, update

from mdcheck.document.model import Notation

# One of three boxes is ticked, so a figure becomes 33% or 1/3, and a rating Critical.
HEADING = "# T\n\n{}\n\n- [x] a\n- [ ] b\n- [ ] c\n"
LINE = "# T\n\n## A\n\n- [x] a\n- [ ] b\n- [ ] c\n\n{}\n"

HEADINGS_THAT_STAY = [
    "## A (10% off)",
    "## A (25/25 points)",
    "## A (98/100)",
    "## A (7/10)",
    "## A 95% Ready",
    "## A 70%",
    "## A: 70%",
    "## A - 70%",
    "## A (70%) later",
    "## A (70%)!",
    "## A (70%).",
    "## A (46.5%)",
    "## A (~70%)",
    "## A (-70%)",
    "## A (70 %)",
    "## A ( 70% )",
    "## A (70% done)",
    "## A (70% Complete)",
    "## A (70%complete)",
    "## A (70% complete, mostly)",
    "## A (60-70%)",
    "## A (70%, 7/10)",
    "## A (v70%)",
    "## A(70%)",
    "## A [70%](b)",
    "## A [7/10](b)",
    "## A [7 / 10]",
    "## A [7/10/2026]",
    "## A [70% complete]",
    "## A [7/10 points]",
    "## A [70]",
    "## A \\(70%)",
    "## A \\[70%]",
    "## A (70%\\)",
    "## **A (70%)**",
    "## A **(70%)**",
    "## `A (70%)`",
    "## A <!-- (70%) -->",
    "## A (70%)#",
    "## A (٧٠%)",
    "## A {70%}",
    "## Status: 70%",
    "> ## A (70%)",
    "- ## A (70%)",
    "    ## A (70%)",
    "```\n## A (70%)\n```",
    "<!--\n## A (70%)\n-->",
    "####### A (70%)",
    "A (70%)",
]


@pytest.mark.parametrize("heading", HEADINGS_THAT_STAY)
def test_a_heading_that_stays(heading):
    text = HEADING.format(heading)
    assert update(text) == text
    assert read(text).figures == ()


HEADINGS = [
    ("## A (70%)", "## A (33%)"),
    ("## A (70% complete)", "## A (33% complete)"),
    ("## A [70%]", "## A [33%]"),
    ("## A [7/10]", "## A [1/3]"),
    ("## A (0%)", "## A (33%)"),
    ("## A (1000%)", "## A (33%)"),
    ("## A (033%)", "## A (033%)"),
    ("## A (33%)", "## A (33%)"),
    ("## A [01/03]", "## A [01/03]"),
    ("## A [01/10]", "## A [01/3]"),
    ("## A  \t (70%)  ", "## A  \t (33%)  "),
    ("## A (70%) ##", "## A (33%) ##"),
    ("## A (70%) #\t ", "## A (33%) #\t "),
    ("## **A** (70%)", "## **A** (33%)"),
    ("## A (10% off) [7/10]", "## A (10% off) [1/3]"),
    ("## A ✅ (70%)", "## A ✅ (33%)"),
    ("## [A](b) (70%)", "## [A](b) (33%)"),
    ("## (70%)", "## (33%)"),
    ("   ###### A (70%)", "   ###### A (33%)"),
    ("#\tA (70%)", "#\tA (33%)"),
    ("A (70%)\n---", "A (33%)\n---"),
    ("A\nB (70%)\n===", "A\nB (33%)\n==="),
]


@pytest.mark.parametrize(("before", "after"), HEADINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_heading(before, after, end):
    text, expected = (HEADING.format(part).replace("\n", end) for part in (before, after))
    assert update(text) == expected
    wanted = Notation.COOKIE if before.rstrip("# \t\n-=").endswith("]") else Notation.HEADING
    assert [figure.notation for figure in read(text).figures] == [wanted]


LINES_THAT_STAY = [
    "Status: Done 70%",
    "Status: about 70%",
    "Status: 95.5%",
    "Status: 46.5%",
    "Status: 1,070%",
    "Status: -70%",
    "Status: >70%",
    "Status: 70-80%",
    "Status: 70%-80%",
    "Status: 70%–80%",
    "Status: 70%ish",
    "Status: 70%%",
    "Status: 70",
    "Status: 70 %",
    "Status: 7/10/2026",
    "Status: 7/10.5",
    "Status: 7/10%",
    "Status: 7/10th",
    "Status: 7 / 10",
    "Status: 2026-02-02",
    "Status: (70%)",
    "Status: `70%`",
    "Status: *70%*",
    "Status: [70%](a)",
    "Status:70%",
    "Status : 70%",
    "Status 70%",
    "Status - 70%",
    "Status = 70%",
    "Status:",
    "Status:\n70%",
    "status: 70%",
    "STATUS: 70%",
    "Statuses: 70%",
    "Status Report: 70%",
    "Our Status: 70%",
    "\\Status: 70%",
    "*Status*: 70%",
    "`Status: 70%`",
    "Status: 24/7 on call",
    "Status: 70% - 80%",
    "Progress: 70 %",
    "Coverage: 70%",
    "Complete: 70%",
    "- Status: 70%",
    "1. Status: 70%",
    "> Status: 70%",
    "- a\n\n  Status: 70%",
    "  Status: 70%",
    "    Status: 70%",
    "```\nStatus: 70%\n```",
    "<!--\nStatus: 70%\n-->",
    "<div>\nStatus: 70%\n</div>",
    "| Status: 70% |\n|---|\n| Status: 70% |",
    "Overall Score: 52",
    "Overall Score: 52%",
    "Overall Score: 52/10",
    "Overall Score: 52/1000",
    "Overall Score: 52/100%",
    "Overall Score: 52/100.5",
    "Overall Score: 5.2/100",
    "Overall Score: about 52/100",
    "Overall Score 52/100",
    "Overall: 52/100",
    "Overall score: 52/100",
    "Total Score: 52/100",
    "The Overall Score: 52/100",
    "Score: 52/100",
    "Overall Progress: 46.5%",
    "Overall Progress: 46/100",
    "Overall Progress: 46%-50%",
    "Overall Status: 46%",
    "> Overall Score: 52/100",
    "- Overall Score: 52/100",
    "`Overall Score: 52/100`",
]


@pytest.mark.parametrize("line", LINES_THAT_STAY)
def test_a_line_that_stays(line):
    text = LINE.format(line)
    assert update(text) == text
    assert read(text).figures == ()


LINES = [
    ("Status: 70%", "Status: 33%"),
    ("Progress: 70%", "Progress: 33%"),
    ("Completion: 70%", "Completion: 33%"),
    ("Status: 70% complete", "Status: 33% complete"),
    ("Status: 70% complete (audit done, 5% open)", "Status: 33% complete (audit done, 5% open)"),
    ("Status: 70%, 7/10", "Status: 33%, 1/3"),
    ("Status: 0% complete (0/4 items)", "Status: 33% complete (1/3 items)"),
    ("Status: **70%** (7/10)", "Status: **33%** (1/3)"),
    ("Status: 70% complete, 7/10 done", "Status: 33% complete, 1/3 done"),
    ("Status: 70% since 2026/01/02", "Status: 33% since 2026/01/02"),
    ("Status: 70%.", "Status: 33%."),
    ("Status: 70% ✅", "Status: 33% ✅"),
    ("Status: 7/10", "Status: 1/3"),
    ("Status: 7/10 done", "Status: 1/3 done"),
    ("Status: 7/10.", "Status: 1/3."),
    ("Status: 1/10", "Status: 1/3"),
    ("**Status**: 70% complete", "**Status**: 33% complete"),
    ("**Status:** 70% complete", "**Status:** 33% complete"),
    ("__Status__: 70%", "__Status__: 33%"),
    ("__Status:__ 7/10", "__Status:__ 1/3"),
    ("Status: **70%**", "Status: **33%**"),
    ("**Status: 70%**", "**Status: 33%**"),
    ("**Status**: **7/10** done", "**Status**: **1/3** done"),
    ("Status:\t 70%", "Status:\t 33%"),
    (" Status: 70%", " Status: 33%"),
    ("text\nStatus: 70%\ntext", "text\nStatus: 33%\ntext"),
    ("text\n     Status: 70%", "text\n     Status: 33%"),
    ("Status: 70%\nProgress: 7/10", "Status: 33%\nProgress: 1/3"),
    ("Status: 33%", "Status: 33%"),
    ("Status: 033%", "Status: 033%"),
    ("Overall Score: 52/100", "Overall Score: 33/100"),
    ("Overall Score: **52/100**", "Overall Score: **33/100**"),
    ("**Overall Score: 52/100**", "**Overall Score: 33/100**"),
    ("**Overall Score**: 52/100", "**Overall Score**: 33/100"),
    ("**Overall Score:** 52/100", "**Overall Score:** 33/100"),
    ("Overall Progress: 46%", "Overall Progress: 33%"),
    ("Overall Progress: **46%** and more", "Overall Progress: **33%** and more"),
    ("Overall Score: 52/100 (Needs Improvement)", "Overall Score: 33/100 (Critical)"),
    ("Overall Score: **52/100** (Almost Ready)", "Overall Score: **33/100** (Critical)"),
    ("Overall Score: 52/100 (**Ready**)", "Overall Score: 33/100 (**Critical**)"),
    ("Overall Progress: 46% (Ready)", "Overall Progress: 33% (Critical)"),
    ("Overall Score: 52/100 (Great)", "Overall Score: 33/100 (Great)"),
    ("Overall Score: 52/100 (ready)", "Overall Score: 33/100 (ready)"),
    ("Overall Score: 52/100 (Ready soon)", "Overall Score: 33/100 (Ready soon)"),
    ("Overall Score: 52/100, then (Ready)", "Overall Score: 33/100, then (Ready)"),
    ("Overall Score: 52/100 Ready", "Overall Score: 33/100 Ready"),
    ("Overall Score: 33/100 (Ready)", "Overall Score: 33/100 (Critical)"),
    ("### Overall Score: **52/100** (Needs Improvement)", "### Overall Score: **33/100** (Critical)"),
    ("## **Overall Progress: 46%**", "## **Overall Progress: 33%**"),
    ("Overall Score: 52/100\n---", "Overall Score: 33/100\n---"),
]


@pytest.mark.parametrize(("before", "after"), LINES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_line(before, after, end):
    text, expected = (LINE.format(part).replace("\n", end) for part in (before, after))
    assert update(text) == expected


# Another number on the line would be wrong once the figure changed, so both stay.
CONTRADICTED = [
    "Status: 70% (7 of 10 done)",
    "Status: 70% of 50 tickets",
    "Status: 70% complete, of 12 hosts",
    "Status: 70% (was 65%)",
    "Status: 70%, before 65% complete",
    "Status: 70% complete (7/10 hosts)",
    "Status: 70% (10/7)",
    "Status: 7/10, or 70%",
    "Overall Score: 52/100 (52%)",
    "Overall Progress: 46% (5/11)",
]


@pytest.mark.parametrize("line", CONTRADICTED)
def test_a_line_with_another_number(line):
    text = LINE.format(line)
    assert update(text) == text
    assert [figure.contradicted for figure in read(text).figures] in ([True], [])


@pytest.mark.parametrize("heading", ["## A (80%) (70%)", "## 7/10 of A (70%)", "## 7 of 10 (70% complete)"])
def test_a_heading_with_another_number(heading):
    text = HEADING.format(heading)
    assert update(text) == text
    assert [figure.contradicted for figure in read(text).figures] == [True]


def test_a_row_with_another_count():
    text = "## A\n- [x] a\n- [ ] b\n\n| S | Done | % |\n|---|---|---|\n| A | 1/4 | 25% |\n"
    assert update(text) == text
    assert update(text.replace("1/4", "two")) == text.replace("1/4", "two").replace("25%", "50%")


COOKIES = {
    "of a heading": ("## A [7/10]\n- [x] a\n- [ ] b\n", "## A [1/2]\n- [x] a\n- [ ] b\n"),
    "beside other numbers": ("## A (10% off) [7%]\n- [x] a\n", "## A (10% off) [100%]\n- [x] a\n"),
    "empty": ("## A [/]\n- [x] a\n# B [%] #\n- [ ] b\n", "## A [1/1]\n- [x] a\n# B [0%] #\n- [ ] b\n"),
    "empty, underlined": ("A [/]\n===\n- [x] a\n", "A [1/1]\n===\n- [x] a\n"),
    "of an item": ("- [ ] A [/]\n  - [x] a\n  - [ ] b\n", "- [ ] A [1/2]\n  - [x] a\n  - [ ] b\n"),
    "of an item, a percentage": ("- [ ] A [9%]\n  - [x] a\n  - [ ] b\n", "- [ ] A [50%]\n  - [x] a\n  - [ ] b\n"),
    "of an item with text below": (
        "- [ ] A [9%]  \n  more\n\n  1. [x] a\n",
        "- [ ] A [100%]  \n  more\n\n  1. [x] a\n",
    ),
    "of an item, all below": (
        "- [ ] A [/]\n  - [x] a [%]\n    - [ ] b\n  - [ ] ~~c~~ no\n",
        "- [ ] A [1/2]\n  - [x] a [0%]\n    - [ ] b\n  - [ ] ~~c~~ no\n",
    ),
    "of an item over others without one": (
        "- [ ] A [/]\n  - [x] a\n    - [ ] b\n",
        "- [ ] A [1/2]\n  - [x] a\n    - [ ] b\n",
    ),
    "of an item in a quote": ("> - [x] A [%]\n>   - [x] a\n", "> - [x] A [100%]\n>   - [x] a\n"),
    "of a count and a percentage": (
        "# A [100%] [1/1] #\n- [ ] a [3/7] [%]\n  - [x] b\n",
        "# A [50%] [1/2] #\n- [ ] a [1/1] [100%]\n  - [x] b\n",
    ),
    "behind a percentage that is not kept": ("# A (70%) [/]\n- [ ] a\n", "# A (70%) [0/1]\n- [ ] a\n"),
    "behind what is none": ("# A [7/3] [50%]\n- [ ] a\n", "# A [7/3] [0%]\n- [ ] a\n"),
    "of a cookie alone": ("- [ ] [/]\n  - [ ] a\n", "- [ ] [0/1]\n  - [ ] a\n"),
    "of an item without nested ones": ("- [ ] A [7/10]\n- [ ] B [%]\n", None),
    "of an item with a plain list": ("- [ ] A [7/10]\n  - a\n", None),
    "of an item with nothing that counts": ("- [ ] A [/]\n  - [ ] ~~a~~ no\n", None),
    "of a section with nothing that counts": ("# A [/]\n\ntext\n", None),
    "half empty": ("# A [3/]\n- [ ] a\n# B [/3]\n- [ ] a\n", None),
    "in the middle": ("# A [3/7] b\n- [ ] a [3/7] b\n  - [x] c\n", None),
    "of a plain item": ("- a [3/7]\n  - [ ] b\n", None),
    "more than there are": ("# A [7/3]\n- [ ] a\n", None),
    "a link": ("# A [7/10](b)\n- [ ] a [1/2](b)\n  - [ ] b\n", None),
    "no blank in front": ("# A[7/10]\n- [ ] a[1/2]\n  - [ ] b\n", None),
}


@pytest.mark.parametrize(("before", "after"), COOKIES.values(), ids=COOKIES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_cookies(before, after, end):
    text, expected = before.replace("\n", end), (after or before).replace("\n", end)
    cookies = frozenset([Notation.COOKIE])
    assert update(text, notations=cookies) == expected
    assert update(expected, notations=cookies) == expected


def test_an_items_cookie_is_no_part_of_its_name():
    text = "- [ ] A b [1/2] [{}]\n  more\n  - [ ] c\n- [ ] D [1/2]\n"
    for cookie in ("/", "7/10", "%", "7%"):
        assert [(item.id, item.text) for item in read(text.format(cookie)).items] == [
            ("a-b-more", "A b more"),
            ("c", "c"),
            ("d-12", "D [1/2]"),
        ]


def test_the_percentage_and_the_cookie_of_a_heading_never_contradict_each_other():
    assert update("# A (70%) [/]\n- [ ] a\n") == "# A (0%) [0/1]\n- [ ] a\n"


def test_a_headings_cookie_is_no_part_of_its_title():
    for cookie in ("[/]", "[%]", "[7/10]", "[7%]", "[7%] [7/10]", "(7%) [7/10]", "[7/10] [/] [%]"):
        assert read(f"# A {cookie} #\n").root.sections[0].title == "A"


SECTIONS = {
    "no items": ("## A (70%)\n\nStatus: 70%\n", None),
    "an item that does not apply": ("## A (70%)\n- [ ] ~~a~~ no\n\nStatus: 70%\n", None),
    "items of the sections below": (
        "# A (7%)\n## B\n- [x] a\n### C\n- [ ] b\n",
        "# A (50%)\n## B\n- [x] a\n### C\n- [ ] b\n",
    ),
    "items above do not count": ("- [ ] a\n# A (7%)\n- [x] b\n", "- [ ] a\n# A (100%)\n- [x] b\n"),
    "items of the next section do not count": (
        "# A (7%)\n- [x] b\n# B\n- [ ] c\n",
        "# A (100%)\n- [x] b\n# B\n- [ ] c\n",
    ),
    "nested items count": ("# A (7%)\n- [x] a\n  - [ ] b\n  - [ ] c\n", "# A (33%)\n- [x] a\n  - [ ] b\n  - [ ] c\n"),
    "what does not apply counts nowhere": (
        "# A [7/10]\n- [x] a\n- [ ] ~~b~~ no\n- [x] ~~c~~ no\n",
        "# A [2/2]\n- [x] a\n- [ ] ~~b~~ no\n- [x] ~~c~~ no\n",
    ),
    "rounded down": ("# A (7%)\n" + "- [x] a\n" * 199 + "- [ ] b\n", "# A (99%)\n" + "- [x] a\n" * 199 + "- [ ] b\n"),
    "rounded down to nothing": ("# A (7%)\n- [x] a\n" + "- [ ] b\n" * 100, "# A (0%)\n- [x] a\n" + "- [ ] b\n" * 100),
    "before all headings, the whole document": (
        "Status: 7%\n\n- [x] a\n# B\n- [ ] b\n",
        "Status: 50%\n\n- [x] a\n# B\n- [ ] b\n",
    ),
    "overall counts the whole document": (
        "# A\n- [x] a\n# B\n- [ ] b\n\nOverall Score: 7/100 (Ready)\n",
        "# A\n- [x] a\n# B\n- [ ] b\n\nOverall Score: 50/100 (Needs Improvement)\n",
    ),
    "a region is the report's": (
        "# A\n- [x] a\n\n<!-- mdcheck:report -->\n\nStatus: 7%\n\n<!-- /mdcheck:report -->\n",
        None,
    ),
}


@pytest.mark.parametrize(("before", "after"), SECTIONS.values(), ids=SECTIONS.keys())
def test_what_counts(before, after):
    assert update(before) == (after if after is not None else before)


@pytest.mark.parametrize(
    ("ticked", "rating"),
    [
        (0, "Critical"),
        (49, "Critical"),
        (50, "Needs Improvement"),
        (69, "Needs Improvement"),
        (70, "Almost Ready"),
        (89, "Almost Ready"),
        (90, "Ready"),
        (100, "Ready"),
    ],
)
def test_ratings(ticked, rating):
    boxes = "- [x] a\n" * ticked + "- [ ] a\n" * (100 - ticked)
    assert update(boxes + "\nOverall Score: 1/100 (Ready)\n") == boxes + f"\nOverall Score: {ticked}/100 ({rating})\n"


# Which section a status line speaks for: A has one of two ticked, A.1 one of one, A.2 none of one.
CLOSING = {
    "no heading": ("- [x] a\n- [ ] b\n\nStatus: 7%\n", ["Status: 50%"]),
    "an only subsection's line is its own": (
        "# T\n## A\n- [ ] a\n### A.1\n- [x] b\n\nStatus: 7%\n## B\n",
        ["Status: 100%"],
    ),
    "closes the parent's subsections": (
        "# T\n## A\n### A.1\n- [x] a\n### A.2\n- [ ] b\n\nStatus: 7%\n",
        ["Status: 50%"],
    ),
    "above the items it is the subsection's": (
        "# T\n## A\n### A.1\n- [x] a\n### A.2\nStatus: 7%\n- [ ] b\n",
        ["Status: 0%"],
    ),
    "not in the last subsection": (
        "# T\n## A\n### A.1\n- [x] a\n\nStatus: 7%\n### A.2\n- [ ] b\n",
        ["Status: 100%"],
    ),
    "each subsection has its own": (
        "# T\n## A\n### A.1\n- [x] a\n\nStatus: 7%\n### A.2\n- [ ] b\n\nStatus: 7%\n",
        ["Status: 100%", "Status: 0%"],
    ),
    "the only subsection": ("# T\n## A\n### A.2\n- [ ] b\n\nStatus: 7%\n", ["Status: 0%"]),
    "never for the title": ("# T\n## A\n- [x] a\n## B\n- [ ] b\n\nStatus: 7%\n", ["Status: 0%"]),
    "never for the document": ("# A\n- [x] a\n# B\n- [ ] b\n\nStatus: 7%\n", ["Status: 0%"]),
    "of a section without items of its own": ("# T\n## A\n### A.1\n- [x] a\n### A.2\n\nStatus: 7%\n", ["Status: 7%"]),
    "two levels up": (
        "# T\n## A\n### A.1\n- [x] a\n### A.2\n#### A.2.1\n- [x] b\n#### A.2.2\n- [ ] c\n\nStatus: 7%\n",
        ["Status: 66%"],
    ),
}


@pytest.mark.parametrize(("text", "lines"), CLOSING.values(), ids=CLOSING.keys())
def test_the_line_that_closes_a_section(text, lines):
    assert [line for line in update(text).split("\n") if line.startswith("Status")] == lines


FOUR = "# T (1%)\n- [x] a\n\n## Overall Score: 1/100 (Critical)\n\nStatus: 1%\n\n| S | % |\n|---|---|\n| T | 1% |\n"


def test_figures_come_in_order_with_their_lines():
    text = "Status: 5%\n\n" + FOUR.replace("T | 1%", "T | 1/2")
    assert [(figure.notation.value, figure.line) for figure in read(text).figures] == [
        ("status", 1),
        ("heading", 3),
        ("overall", 6),
        ("status", 8),
        ("table", 12),
    ]


@pytest.mark.parametrize(
    ("notations", "changed"),
    [
        ([], 0),
        (["heading"], 1),
        (["cookie"], 0),
        (["status"], 0),
        (["table"], 1),
        (["overall"], 2),
        (["heading", "status", "table", "overall"], 4),
    ],
)
def test_notations_can_be_turned_off(notations, changed):
    after = update(FOUR, notations=frozenset(map(Notation, notations)))
    assert after.count("100%") + after.count("100/100") + after.count("(Ready)") == changed
