from __future__ import annotations

import re

import pytest

from mdcheck.document.model import Severity
from mdcheck.reports.layout.detail import Detail
from mdcheck.reports.layout.lines import TextStyle, columns, plain
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


def test_golden_of_every_check(sample, golden):
    golden("plausible-all.txt", render(sample("plausible"), Detail(every=True, verbose=True)))


@pytest.mark.parametrize("detail", [Detail(), Detail(every=True, verbose=True), Detail(quiet=True)])
@pytest.mark.parametrize("width", [*WIDTHS, 1, 1000])
def test_every_line_is_safe_and_fits(case, width, detail):
    _, report = case
    lines = layout(report, width, detail)
    text = render(report, detail, width=width)
    assert text == "".join(plain(line) + "\n" for line in lines)
    assert not UNSAFE.findall(text)
    room = min(max(width, 40), 100)
    whole = {TextStyle.PLACE, TextStyle.LINK, TextStyle.ID}
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


RULE = re.compile("─{20,}\n")


def squeezed(text):
    """The lines that are not blank, without blanks at their ends."""
    return [re.sub(" {2,}", "  ", line.strip()) for line in text.split("\n") if line.strip()]


def sections(text):
    """The lines between the title and what there is to fix."""
    return squeezed(RULE.split(text)[1].partition("To fix")[0])


def to_fix(text):
    """What there is to fix, behind its heading."""
    return squeezed(RULE.split(text)[1].partition("To fix")[2].partition("\n")[2])


def summary(text):
    return RULE.split(text)[2].strip().split("\n")


def test_to_fix_holds_all_that_is_wrong_and_stands_last_before_the_verdict(build, check):
    build.section("S", 1)
    for outcome in Outcome:
        build.item(outcome.value, check(outcome, f"why {outcome.value}"))
    build.item("refused", check(Outcome.NOT_RUN, "not trusted", refused=True))
    text = text_of(build, width=80)
    assert [line for line in to_fix(text) if line[0] in "✓✗?–○!"] == [
        "✗ failed  failed  3 ms",
        "? errored  errored  3 ms",
        "– blocked  blocked",
        "○ pending  pending",
        "! warned  warned  3 ms",
        "– not run  refused",
    ]
    assert "To fix (6)" in text
    assert text.index("To fix") > text.index("S  ") < text.index("Verdict")


def test_passed_checks_are_folded_and_all_shows_each(build, check):
    build.section("S", 1)
    for outcome in Outcome:
        build.item("Item", check(outcome, "why"))
    build.item("Ask Ada")
    assert sections(text_of(build, width=80)) == [
        "S  ──────────  0/10  0%",
        "1 passed, 1 warned, 1 failed, 1 errored, 1 pending, 1 not applicable,",
        "1 waived, 1 blocked, 1 not run, 1 manual item open",
    ]
    report = Report(files=(build.build(),))
    every = render(report, Detail(every=True), width=80)
    assert sections(every)[3:] == [
        "✓ passed  Item  why  3 ms",
        "! warned  Item  why  3 ms",
        "✗ failed  Item  why  3 ms",
        "? errored  Item  why  3 ms",
        "○ pending  Item  why  line 28",
        "– n/a  Item  why  line 33",
        "– waived  Item  why  line 38",
        "– blocked  Item  why  line 43",
        "– not run  Item  why  line 48",
        "○ Ask Ada  line 48",
    ]
    assert to_fix(every) == to_fix(render(report, width=80))


def test_verbose_shows_ids(build, check):
    build.item("A", check(Outcome.PASSED), ticked=True).item("B")
    shown = render(Report(files=(build.build(),)), Detail(every=True, verbose=True))
    assert sections(shown)[1:] == ["✓ passed  A  3 ms", "id:  item-5", "○ B  line 6", "id:  item-6"]
    status = render(Report(files=(build.build(ran=False),)), Detail(verbose=True))
    assert sections(status)[-2:] == ["○ B  line 6", "id:  item-6"]


def test_quiet_shows_what_there_is_to_fix_and_nothing_else(build, check):
    build.item("A", check(Outcome.PASSED), ticked=True)
    assert render(Report(files=(build.build(),)), Detail(quiet=True)) == ""
    build.item("B", check(Outcome.FAILED, "why"))
    report = Report(files=(build.build(),))
    assert squeezed(render(report, Detail(quiet=True))) == to_fix(render(report))


def test_a_failure_says_what_to_do(build, check):
    options = {
        "fix": "mend it",
        "url": "https://example.org/a",
        "severity": Severity.BLOCKER,
        "output": "a\n b\n",
    }
    build.item("Item", check(Outcome.FAILED, "why", **options)).flip("Item", message="why")
    assert to_fix(text_of(build)) == [
        "✗ failed  Item BLOCKER · was ticked  3 ms",
        "why",
        "at:  CHECKLIST.md:6 (file_exists)",
        "id:  item-5",
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
        pytest.param("a\nwhy\n", ["│ a"], id="the message last"),
        pytest.param("a\n\nb", ["│ a", "│", "│ b"], id="all of a short one"),
        pytest.param(
            "".join(f"{n}\n" for n in range(12)),
            ["│ … 2 more lines above: -v shows all", *(f"│ {n}" for n in range(2, 12))],
            id="the end of a long one",
        ),
        pytest.param("x" * 1000, [*["│ " + "x" * 87] * 11, "│ " + "x" * 43], id="one long line is whole"),
    ],
)
def test_output_of_a_failure(build, check, output, expected):
    build.item("Item", check(Outcome.FAILED, "why", output=output))
    text = text_of(build)
    assert to_fix(text)[4:] == expected
    whole = render(Report(files=(build.build(),)), Detail(verbose=True))
    assert "more line" not in whole
    assert [line for line in output.split() if line not in whole.replace("\n           │ ", "")] == []


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.WARNED])
def test_output_of_other_checks_is_not_shown(build, check, outcome):
    build.item("Item", check(outcome, "why", output="a\nb\n"))
    assert "│" not in text_of(build)


def test_many_checks_that_were_refused_for_one_reason_are_counted(build, check):
    for name in "ABCDEFG":
        build.item(name, check(Outcome.NOT_RUN, "not trusted: --trust", refused=True))
    assert to_fix(text_of(build)) == [
        "– 7 checks not run: not trusted: --trust",
        "CHECKLIST.md, lines 6, 11, 16, 21, 26 and 2 more: --all lists them",
    ]
    every = to_fix(render(Report(files=(build.build(),)), Detail(every=True)))
    assert [line for line in every if line.startswith("–")] == [f"– not run  {name}" for name in "ABCDEFG"]


def test_checks_that_did_not_run_are_counted_by_their_reason(build, check):
    build.item("A", check(Outcome.PASSED), ticked=True)
    for name in "BC":
        build.item(name, check(Outcome.NOT_RUN, "stopped after the first failure"))
    assert "Not run      2 checks: stopped after the first failure (lines 11, 16)" in summary(text_of(build))


def test_a_run_lists_sections_with_checks_and_counts_the_rest(build, check):
    build.section("Title", 1).section("Prose", 2)
    build.section("By hand", 2).item("Open").section("Inner", 3).item("Open").item("~~No~~", applicable=False)
    build.section("Both", 2).section("Checked", 3).item("Item", check(Outcome.PASSED), ticked=True)
    build.section("Manual", 3).item("Open").item("Done", ticked=True).section("Deep", 4).item("Open")
    assert sections(text_of(build)) == [
        "By hand  2 manual items open  ──────────  0/2  0%",
        "Both  1 passed, 2 manual items open  ━━━━━─────  2/4  50%",
        "Checked  1 passed  ━━━━━━━━━━  1/1  100%",
    ]


def test_a_run_of_a_part_shows_that_part_alone(build, check):
    build.section("One", 1).item("A", check(Outcome.PASSED), ticked=True)
    build.item("B", check(Outcome.NOT_RUN, "left out by --only", left_out=True))
    build.section("Two", 1).item("C", check(Outcome.NOT_RUN, "left out by --only", left_out=True)).item("D")
    text = render(Report(files=(build.build(verdict_reason="2 others left out"),)), Detail(every=True))
    assert sections(text) == ["One  1 passed  ━━━━━─────  1/2  50%", "✓ passed  A  3 ms"]
    assert summary(text) == [
        "Verdict      none: 2 others left out",
        "Check score  100",
        "Completion   25% (1 of 4 ticked)",
        "Checks       1 passed, 0 warned, 0 failed",
    ]


def test_status_lists_every_section_with_items_and_each_open_item(build, check):
    build.section("Title", 1).section("Prose", 2)
    build.section("By hand", 2).item("Open").section("Inner", 3).item("Done", ticked=True).item(
        "~~No~~", applicable=False
    )
    build.section("Both", 2).item("Checked", check(Outcome.NOT_RUN))
    assert sections(text_of(build, ran=False)) == [
        "By hand  ━━━━━─────  1/2  50%",
        "○ Open  line 7",
        "Inner  ━━━━━━━━━━  1/1  100%",
        "Both  ──────────  0/1  0%",
        "○ Checked  check, line 18",
    ]


def test_summary_of_a_run(build, check):
    build.item("A", check(Outcome.PASSED), ticked=True).item("B", check(Outcome.BLOCKED)).item("C")
    build.flip("A").flip("C")
    assert summary(text_of(build, figures_changed=1, notes=("written", "not committed"))) == [
        "Verdict      NOT READY · check score 50",
        "Check score  50",
        "Completion   33% (1 of 3 ticked)",
        "Checks       1 passed, 0 warned, 0 failed, 1 blocked (--all lists each)",
        "Open         1 manual item (line 11)",
        "Boxes        unticked 1 box, ticked 1 box, corrected 1 figure",
        "File         written",
        "             not committed",
    ]


def test_a_run_that_writes_nothing_says_what_it_would_change(build, check):
    build.item("A", check(Outcome.PASSED), ticked=True).item("B", check(Outcome.FAILED, "why"))
    build.flip("A").flip("B")
    file = build.build(written=False)
    assert "Boxes        would untick 1 box, tick 1 box" in summary(render(Report(files=(file,))))
    every = render(Report(files=(file,)), Detail(every=True))
    assert [line for line in sections(every) if "would" in line] == [
        "✓ passed  A · would tick  3 ms",
        "✗ failed  B · would untick  why  3 ms",
    ]


def test_summary_of_status(build):
    build.item("A", ticked=True).item("B").item("C")
    assert summary(text_of(build, ran=False)) == [
        "Completion   33% (1 of 3 ticked)",
        "Open         2 items (2 manual, 0 with checks)",
    ]


def test_of_several_files_all_that_there_is_to_fix_stands_together(build, check):
    first = build.item("A", check(Outcome.FAILED, "why")).build()
    text = render(Report(files=(first, first._replace(path="OTHER.md"))))
    assert text.count("To fix") == 1
    assert text.index("OTHER.md") < text.index("To fix (2)") < text.index("Verdict")
    assert "2 files      0 passed, 0 warned, 2 failed" in text


def test_sections_without_their_root_and_items_out_of_them(build, check):
    build.item("Loose", check(Outcome.PASSED)).section("S", 2).item("In", check(Outcome.PASSED), ticked=True)
    assert sections(text_of(build)) == ["(no section)  1 passed", "S  1 passed  ━━━━━━━━━━  1/1  100%"]
