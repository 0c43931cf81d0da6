from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import xmlschema

from mdcheck.evidence.formats.junit import read_junit
from mdcheck.evidence.formats.junit_counts import reconciled
from mdcheck.reports.junit import render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[2] / "docs" / "schema" / "junit.xsd")


def case_of(build):
    [case] = ET.fromstring(render(Report(files=(build.build(),)))).iter("testcase")
    return case


def test_every_report_is_valid(case):
    _, report = case
    assert [error.reason for error in SCHEMA.iter_errors(render(report))] == []


def test_counts_agree_with_the_report_and_with_our_own_reader(case):
    _, report = case
    text = render(report)
    root, summary = ET.fromstring(text), report.summary
    skipped = sum(summary[one] for one in (Outcome.NOT_RUN, Outcome.WAIVED, Outcome.NOT_APPLICABLE, Outcome.PENDING))
    expected = {
        "tests": sum(summary.values()),
        "failures": summary[Outcome.FAILED],
        "errors": summary[Outcome.ERRORED] + summary[Outcome.BLOCKED],
        "skipped": skipped,
    }
    assert {name: int(root.get(name)) for name in expected} == expected
    assert {name: sum(int(suite.get(name)) for suite in root) for name in expected} == expected
    read = reconciled(read_junit(text.encode(), where="report.xml").root, [])
    assert (read.tests, read.all_failed, read.all_not_run) == (
        expected["tests"],
        expected["failures"] + expected["errors"],
        skipped,
    )


@pytest.mark.parametrize(
    ("outcome", "tag", "attributes"),
    [
        (Outcome.PASSED, None, {}),
        (Outcome.FAILED, "failure", {"message": "why", "type": "failed"}),
        (Outcome.ERRORED, "error", {"message": "why", "type": "errored"}),
        (Outcome.BLOCKED, "error", {"message": "why", "type": "blocked"}),
        (Outcome.PENDING, "skipped", {"message": "pending: why"}),
        (Outcome.NOT_RUN, "skipped", {"message": "not run: why"}),
        (Outcome.WAIVED, "skipped", {"message": "waived: why"}),
        (Outcome.NOT_APPLICABLE, "skipped", {"message": "not applicable: why"}),
        (Outcome.WARNED, "system-out", {}),
    ],
)
def test_endings(build, check, outcome, tag, attributes):
    case = case_of(build.item("Item", check(outcome, "why")))
    assert [(child.tag, child.attrib) for child in case] == ([(tag, attributes)] if tag else [])


def test_a_failure_in_full(build, check):
    build.section("A", 1).section("B `b`", 2)
    options = {
        "kind": "bash",
        "fix": "mend it",
        "url": "https://example.org",
        "output": "one\n two\n",
        "duration": 1.2345,
    }
    case = case_of(build.item("*Item*", check(Outcome.FAILED, "why", **options)))
    assert case.attrib == {
        "name": "Item",
        "classname": "A / B `b`",
        "time": "1.234",
        "file": "CHECKLIST.md",
        "line": "10",
    }
    assert case.find("failure").text.split("\n") == [
        "why",
        "at: CHECKLIST.md:10 (bash)",
        "item: item-9",
        "fix: mend it",
        "see: https://example.org",
        "",
        "one",
        " two",
    ]


def test_suites_are_sections_and_manual_items_are_no_cases(build, check):
    build.item("Loose", check(Outcome.PASSED)).section("A", 1).item("By hand").item("Checked", check(Outcome.PASSED))
    build.section("B", 2).item("By hand").section("C", 2)
    build.item("Two", check(Outcome.PASSED, kind="links"), check(Outcome.PASSED, kind="bash"))
    root = ET.fromstring(render(Report(files=(build.build(),))))
    assert [(suite.get("name"), [case.get("name") for case in suite]) for suite in root] == [
        ("CHECKLIST.md", ["Loose"]),
        ("CHECKLIST.md: A", ["Checked"]),
        ("CHECKLIST.md: A / C", ["Two (links)", "Two (bash)"]),
    ]


def test_text_that_xml_cannot_hold(build, check):
    build.item("a\ufffeb\uffffc\x0bd", check(Outcome.FAILED, "]]> <b> & \" ' \x00\ud800"))
    case = case_of(build)
    assert case.get("name") == "abc d"
    assert case.find("failure").get("message") == "]]> <b> & \" ' \ufffd"
