from __future__ import annotations

import re

import pytest

from mdcheck.document.model import Severity
from mdcheck.reports.layout.lines import Style, columns, plain
from mdcheck.reports.layout.rows import duration
from mdcheck.reports.text import layout, render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

WIDTHS = (100, 80, 40)
#: What must never reach a terminal or a log: controls, changes of direction, and commands to a CI system.
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]|^\\s*::|##\\w*\\[", re.MULTILINE
)


def text_of(build, *, width=100, **facts):
    return render(Report(files=(build.build(**facts),)), width=width)


@pytest.mark.parametrize("width", WIDTHS)
def test_golden(case, width, golden):
    name, report = case
    golden(f"{name}-{width}.txt", render(report, width=width))


@pytest.mark.parametrize("width", [*WIDTHS, 1, 1000])
def test_every_line_is_safe_and_fits(case, width):
    _, report = case
    lines = layout(report, width)
    text = render(report, width=width)
    assert text == "".join(plain(line) + "\n" for line in lines)
    assert not UNSAFE.findall(text)
    room = min(max(width, 40), 100)
    whole = {Style.PLACE, Style.LINK}
    assert not [
        plain(line)
        for line in lines
        if columns(plain(line)) > room and not any(segment.style in whole for segment in line)
    ]
    assert all(line == line.rstrip() for line in text.split("\n"))


def test_standard_width_is_100(sample):
    assert render(sample("plausible")) == render(sample("plausible"), width=100)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, "<1 ms"),
        (0.00099, "<1 ms"),
        (0.001, "1 ms"),
        (0.3404, "340 ms"),
        (0.9994, "999 ms"),
        (0.9995, "1.0 s"),
        (8.31, "8.3 s"),
        (59.94, "59.9 s"),
        (59.95, "1 min 0 s"),
        (725.2, "12 min 5 s"),
    ],
)
def test_duration(seconds, expected):
    assert duration(seconds) == expected


def rows(text):
    """The lines between the title and the summary, without blanks at their ends."""
    rule = re.compile("─{20,}")
    _, body, _ = rule.split(text)
    return [re.sub(" {2,}", "  ", line.strip()) for line in body.split("\n") if line.strip()]


def test_every_outcome_has_its_sign_word_and_message(build, check):
    build.section("S", 1)
    for outcome in Outcome:
        build.item("Item", check(outcome, "why"))
    assert rows(text_of(build, width=80)) == [
        "S  ──────────  0/9  0%",
        "✓ passed  Item  why  3 ms",
        "! warned  Item  3 ms",
        "why",
        "at:  CHECKLIST.md:13 (file_exists)",
        "✗ failed  Item  3 ms",
        "why",
        "at:  CHECKLIST.md:18 (file_exists)",
        "? errored  Item  3 ms",
        "why",
        "at:  CHECKLIST.md:23 (file_exists)",
        "○ pending  Item",
        "why",
        "at:  CHECKLIST.md:28 (file_exists)",
        "– n/a  Item  why  line 33",
        "– waived  Item  why  line 38",
        "– blocked  Item  why  line 43",
        "– not run  Item  why  line 48",
    ]


def test_a_failure_says_what_to_do(build, check):
    options = {
        "fix": "mend it",
        "url": "https://example.org/a",
        "severity": Severity.BLOCKER,
        "output": "a\n b\n",
    }
    build.item("Item", check(Outcome.FAILED, "why", **options))
    assert rows(text_of(build)) == [
        "✗ failed  Item BLOCKER  3 ms",
        "why",
        "at:  CHECKLIST.md:6 (file_exists)",
        "fix: mend it",
        "see: https://example.org/a",
        "│ a",
        "│  b",
    ]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param("", [], id="none"),
        pytest.param("\n \n", [], id="blank"),
        pytest.param("why\n", [], id="the message again"),
        pytest.param("a\n\nb", ["│ a", "│", "│ b"], id="all of a short one"),
        pytest.param(
            "".join(f"{n}\n" for n in range(12)),
            ["│ …", *(f"│ {n}" for n in range(2, 12))],
            id="the end of a long one",
        ),
        pytest.param("x" * 1000, ["│ …", *["│ " + "x" * 85] * 9, "│ " + "x" * 65], id="one long line"),
    ],
)
def test_output_of_a_failure(build, check, output, expected):
    build.item("Item", check(Outcome.FAILED, "why", output=output))
    assert rows(text_of(build))[3:] == expected


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.WARNED])
def test_output_of_other_checks_is_not_shown(build, check, outcome):
    build.item("Item", check(outcome, "why", output="a\nb\n"))
    assert "│" not in text_of(build)


def test_several_checks_of_one_item_are_told_apart(build, check):
    build.item("Item", check(Outcome.PASSED, kind="links"), check(Outcome.PASSED, kind="bash"), ticked=True)
    assert rows(text_of(build)) == ["✓ passed  Item (links)  3 ms", "✓ passed  Item (bash)  3 ms"]


def test_many_checks_that_did_not_run_for_one_reason_are_counted(build, check):
    build.item("A", check(Outcome.NOT_RUN, "not selected")).item("B", check(Outcome.NOT_RUN, "not selected"))
    build.item("C", check(Outcome.PASSED)).item("D", check(Outcome.NOT_RUN, "other"))
    build.item("E", check(Outcome.NOT_RUN, "not selected"))
    assert rows(text_of(build)) == [
        "✓ passed  C  3 ms",
        "– not run  D  other  line 21",
        "– 3 checks not run (lines 6, 11, 26): not selected",
    ]


def test_a_run_lists_sections_with_checks_and_counts_the_rest(build, check):
    build.section("Title", 1).section("Prose", 2)
    build.section("By hand", 2).item("Open").section("Inner", 3).item("Open").item("~~No~~", applicable=False)
    build.section("Both", 2).section("Checked", 3).item("Item", check(Outcome.PASSED), ticked=True)
    build.section("Manual", 3).item("Open").item("Done", ticked=True).section("Deep", 4).item("Open")
    assert rows(text_of(build)) == [
        "By hand  ──────────  0/2  0%",
        "· 2 manual items open (lines 7, 10)",
        "Both  ━━━━━─────  2/4  50%",
        "· 2 manual items open (lines 23, 27)",
        "Checked  ━━━━━━━━━━  1/1  100%",
        "✓ passed  Item  3 ms",
    ]


def test_status_lists_every_section_with_items_and_each_open_item(build, check):
    build.section("Title", 1).section("Prose", 2)
    build.section("By hand", 2).item("Open").section("Inner", 3).item("Done", ticked=True).item(
        "~~No~~", applicable=False
    )
    build.section("Both", 2).item("Checked", check(Outcome.NOT_RUN))
    assert rows(text_of(build, ran=False)) == [
        "By hand  ━━━━━─────  1/2  50%",
        "○ Open  line 7",
        "Inner  ━━━━━━━━━━  1/1  100%",
        "Both  ──────────  0/1  0%",
        "○ Checked  check, line 18",
    ]


def test_flips_come_with_regressions_first(build, check):
    build.item("A", check(Outcome.PASSED), ticked=True).item("B", check(Outcome.FAILED, "why"))
    build.flip("A", message="here").flip("B", message="why")
    assert rows(text_of(build))[4:] == [
        "Flipped since the file was last written",
        "✗ unticked  B  why  line 10",
        "✓ ticked  A  here  line 5",
    ]


def summary(text):
    return re.split("─{20,}", text)[2].strip().split("\n")


def test_summary_of_a_run(build, check):
    build.item("A", check(Outcome.PASSED), ticked=True).item("B", check(Outcome.BLOCKED)).item("C")
    build.flip("A").flip("C")
    assert summary(text_of(build, figures_changed=1, notes=("written", "not committed"))) == [
        "Verdict      NOT READY · score 50",
        "Check score  50",
        "Completion   33% (1 of 3 ticked)",
        "Checks       1 passed, 0 warned, 0 failed, 1 blocked",
        "Open         1 manual item",
        "Changed      1 unticked, 1 ticked, 1 figure",
        "File         written",
        "             not committed",
    ]


def test_summary_of_status(build):
    build.item("A", ticked=True).item("B").item("C")
    assert summary(text_of(build, ran=False)) == [
        "Completion   33% (1 of 3 ticked)",
        "Open         2 items (2 manual, 0 with checks)",
    ]


@pytest.mark.parametrize("verdict", ["READY", "UNASSESSED"])
def test_verdict_stands_in_the_title_too(build, check, verdict):
    if verdict == "READY":
        build.item("A", check(Outcome.PASSED), ticked=True)
    title = text_of(build).split("\n")[0]
    assert re.split(" {2,}", title) == ["CHECKLIST.md", *(["100"] if verdict == "READY" else []), verdict]


def test_sections_without_their_root_and_items_out_of_them(build, check):
    build.item("Loose", check(Outcome.PASSED)).section("S", 2).item("In", check(Outcome.PASSED), ticked=True)
    assert rows(text_of(build)) == ["✓ passed  Loose  3 ms", "S  ━━━━━━━━━━  1/1  100%", "✓ passed  In  3 ms"]
