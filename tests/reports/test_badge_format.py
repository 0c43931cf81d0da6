from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from mdcheck.document.model import Severity
from mdcheck.reports.badge import render, summed_up
from mdcheck.reports.svg import render as render_svg
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

BLOCKER = {"severity": Severity.BLOCKER}
COLORS = {"1a7f37", "8a6100", "b34700", "c4232d", "0b62c4", "5c6570", "3b434b"}


@pytest.mark.parametrize(
    ("checks", "message", "color"),
    [
        pytest.param([(Outcome.PASSED, {})], "100 ready", "1a7f37", id="ready"),
        pytest.param([(Outcome.PASSED, {}), (Outcome.WARNED, {})], "75 almost ready", "8a6100", id="almost ready"),
        pytest.param(
            [(Outcome.PASSED, {})] * 9 + [(Outcome.FAILED, BLOCKER)], "90 not ready", "b34700", id="not ready"
        ),
        pytest.param([(Outcome.FAILED, {})], "0 critical", "c4232d", id="critical"),
        pytest.param([(Outcome.WAIVED, {})], "unassessed", "5c6570", id="unassessed"),
    ],
)
def test_of_a_run(build, check, checks, message, color):
    for outcome, options in checks:
        build.item("Item", check(outcome, **options), ticked=True)
    assert json.loads(render(Report(files=(build.build(),)))) == {
        "schemaVersion": 1,
        "label": "checklist",
        "message": message,
        "color": color,
    }


@pytest.mark.parametrize(
    ("ticked", "message", "color"),
    [
        ((True, False, False), "33% complete", "0b62c4"),
        ((True, True), "100% complete", "1a7f37"),
        ((), "nothing to count", "5c6570"),
    ],
)
def test_where_nothing_ran(build, ticked, message, color):
    for box in ticked:
        build.item("Item", ticked=box)
    assert summed_up(Report(files=(build.build(ran=False),))) == ("checklist", message, color)


def test_of_several_files_the_worst_counts(sample):
    several = sample("several")
    assert summed_up(sample("plausible")) == ("checklist", "50 not ready", "b34700")
    assert summed_up(several) == ("checklist", "50 not ready, 1 waived", "b34700")
    assert summed_up(Report(files=(*several.files, *sample("ready").files))).message == "50 not ready, 1 waived"


def test_what_is_waived_is_no_plain_pass(sample, build, check):
    waived = next(one for item in sample("people").files[0].items for one in item.checks if one.waiver is not None)
    build.item("a", check(Outcome.PASSED)).item("b", waived)
    passing = Report(files=(build.build(), *sample("ready").files))
    assert summed_up(passing).message == "100 ready, 1 waived"
    assert summed_up(sample("people")).message.endswith(" not ready, 2 waived")


def contrast_with_white(color):
    """WCAG 2.2, relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize("color", sorted(COLORS))
def test_contrast(color):
    assert contrast_with_white(color) >= 4.5


def test_svg(case):
    _, report = case
    badge = summed_up(report)
    root = ET.fromstring(render_svg(report))
    names = {"s": "http://www.w3.org/2000/svg"}
    assert [text.text for text in root.findall("s:g/s:text", names)] == [badge.label, badge.message]
    assert root.get("aria-label") == root.findtext("s:title", namespaces=names) == f"{badge.label}: {badge.message}"
    fills = {part.get("fill").removeprefix("#") for part in root.findall("s:g/s:rect", names)}
    assert badge.color in fills <= COLORS
    first, second = root.findall("s:g/s:text", names)
    assert int(root.get("width")) == int(first.get("textLength")) + int(second.get("textLength")) + 24
