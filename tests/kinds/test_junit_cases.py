"""`junit` with `cases`: an item passes only if the test cases that it names ran and passed."""

from __future__ import annotations

import pytest

from mdcheck.evidence.names import matches_name
from mdcheck.results.outcome import errored, failed, passed

REPORT = """<testsuites><testsuite name="pytest" tests="7" failures="1" errors="0" skipped="1">
<testcase classname="tests.cli.test_update" name="test_whole"/>
<testcase classname="tests.cli.test_update" name="test_params[1-x]"/>
<testcase classname="tests.cli.test_update" name="test_params[2-y]"/>
<testcase classname="tests.cli.test_update" name="test_params_other"/>
<testcase classname="tests.cli.test_update" name="test_half[a]"/>
<testcase classname="tests.cli.test_update" name="test_half[b]"><skipped/></testcase>
<testcase classname="tests.other" name="test_bad"><failure/></testcase>
</testsuite></testsuites>"""
JAVA = """<testsuite name="org.example.CartTest" tests="2" skipped="1">
<testcase classname="org.example.CartTest" name="adds()"/>
<testcase classname="org.example.CartTest" name="ships(String)[1]"/>
</testsuite>"""
INNER = '<testsuite tests="1"><testcase name="b"/></testsuite>'
INNER_SKIPPED = '<testsuite tests="1" skipped="1"><testcase name="b"><skipped/></testcase></testsuite>'
FILES = {
    "r.xml": REPORT,
    "java.xml": JAVA,
    "twice.xml": '<testsuite><testcase classname="T" name="t"/><testcase classname="T" name="t"><failure/></testcase>'
    "</testsuite>",
    "flaky.xml": '<testsuite><testcase classname="T" name="t"><flakyFailure/></testcase></testsuite>',
    "cut.xml": '<testsuite name="s" tests="50"><testcase classname="T" name="t"/></testsuite>',
    "build.xml": '<testsuites errors="1"><testsuite><testcase classname="T" name="t"/></testsuite></testsuites>',
    "clean.xml": '<testsuite tests="1"><testcase classname="T" name="t"/></testsuite>',
}


@pytest.mark.parametrize(
    ("paths", "values", "finding"),
    [
        ("r.xml", {"cases": ["test_whole"]}, passed("1 test passed")),
        ("r.xml", {"cases": ["tests.cli.test_update.test_whole"]}, passed("1 test passed")),
        ("r.xml", {"cases": ["test_params"]}, passed("2 tests passed")),
        ("r.xml", {"cases": ["test_params*"]}, passed("3 tests passed")),
        ("r.xml", {"cases": ["test_params[1-x]"]}, passed("1 test passed")),
        ("r.xml", {"cases": ["test_whole", "test_params"]}, passed("3 tests passed")),
        ("r.xml", {"cases": ["tests.cli.*"]}, failed("1 test skipped, more than 0")),
        ("r.xml", {"cases": ["tests.cli.*"], "max_skipped": 1}, passed("5 tests passed, 1 skipped")),
        ("r.xml", {"cases": ["test_half"]}, failed("1 test skipped, more than 0")),
        ("r.xml", {"cases": ["test_half[b]"]}, failed("0 tests ran, fewer than 1")),
        ("r.xml", {"cases": ["test_params"], "min_tests": 3}, failed("2 tests ran, fewer than 3")),
        ("r.xml", {"cases": ["test_bad"]}, failed("1 of 1 test failed: test_bad")),
        ("r.xml", {"cases": ["test_who"]}, failed("no test case is named test_who in r.xml")),
        ("r.xml", {"cases": ["test_whole", "gone"]}, failed("no test case is named gone in r.xml")),
        ("r.xml", {"cases": ["TEST_WHOLE"]}, failed("no test case is named TEST_WHOLE in r.xml")),
        ("clean.xml", {"cases": ["t"]}, passed("1 test passed")),
        ("flaky.xml", {"cases": ["t"]}, passed("1 test passed, 1 only in another try")),
        # Two cases of one name: one that failed is enough.
        ("twice.xml", {"cases": ["t"]}, failed("1 of 2 tests failed: t")),
        # Which test was skipped, left out or failed, the report does not say.
        (
            "java.xml",
            {"cases": ["adds"]},
            errored("java.xml counts more skipped tests than it shows, so nobody can tell what became of adds"),
        ),
        (
            "cut.xml",
            {"cases": ["t"]},
            errored("cut.xml counts 50 tests and shows 1, so nobody can tell what became of t"),
        ),
        (
            "build.xml",
            {"cases": ["t"]},
            errored("1 failure in build.xml belongs to no test case, so nobody can tell what became of t"),
        ),
    ],
)
def test_cases(check, paths, values, finding):
    assert check("junit", FILES, paths=[paths], **values) == finding


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        ("a*", "ab", True),
        ("*", "", True),
        ("a*b*c", "a.b.c", True),
        ("a*b*c", "acb", False),
        ("*a*a*", "aa", True),
        ("*a*a*", "a", False),
        ("a*a", "a", False),
        ("a.c", "abc", False),
        ("a[1]", "a1", False),
        ("*a" * 500 + "*b", "a" * 5000, False),
    ],
)
def test_patterns_of_names(pattern, name, fits):
    assert matches_name(pattern, name) == fits


@pytest.mark.parametrize(
    ("report", "finding"),
    [
        (
            '<testsuite tests="50"><testcase name="a"/></testsuite>',
            errored("r.xml counts 50 tests and shows 1: the run was cut short, or the report is incomplete"),
        ),
        (
            '<testsuite tests="50" failures="50"/>',
            failed("50 of 50 tests failed: 50 that a suite counts and no test case shows"),
        ),
        ('<testsuite tests="3" skipped="2"><testcase name="a"/></testsuite>', passed("1 test passed, 2 skipped")),
        (
            '<testsuite tests="3" skipped="2"><testcase name="a"/><testcase name="b"/><testcase name="c"/></testsuite>',
            passed("1 test passed, 2 skipped"),
        ),
        (
            '<testsuite tests="2" disabled="1"><testcase name="a"/><testcase name="b"/></testsuite>',
            passed("1 test passed, 1 skipped"),
        ),
        # An outer suite that counts inner ones, and one that counts its own test cases only.
        (
            f'<testsuite tests="2"><testcase name="a"/>{INNER}</testsuite>',
            passed("2 tests passed"),
        ),
        (
            f'<testsuite tests="1" skipped="1"><testcase name="a"/>{INNER_SKIPPED}</testsuite>',
            failed("0 tests ran, fewer than 1"),
        ),
        ('<testsuite tests=""><testcase name="a"/></testsuite>', passed("1 test passed")),
        ('<testsuite><testcase name="a"><rerunFailure/></testcase></testsuite>', failed("1 of 1 test failed: a")),
        ('<testsuite><testcase name="a"><skipped/><failure/></testcase></testsuite>', failed("1 of 1 test failed: a")),
        ('<testsuite><testcase name="a" status="NotRun"/></testsuite>', failed("0 tests ran, fewer than 1")),
        ('<testsuite><testcase name="a" result="Not Run"/></testsuite>', failed("0 tests ran, fewer than 1")),
        ('<testsuite><testcase name="a" status="untested"/></testsuite>', failed("0 tests ran, fewer than 1")),
        ('<testsuite><testcase name="a" status="hook_error"/></testsuite>', failed("1 of 1 test failed: a")),
        (
            '<testsuite><testcase name="a" status="wobbly"/></testsuite>',
            errored("r.xml: the test a has the status “wobbly”, which mdcheck does not know"),
        ),
        ('<testsuite name="s"><skipped/></testsuite>', failed("0 tests ran, fewer than 1")),
    ],
)
def test_counts_and_cases_are_compared(check, report, finding):
    assert check("junit", {"r.xml": report}, paths=["r.xml"]) == finding


def test_a_suite_that_stands_in_two_reports_ran_once(check):
    suite = '<testsuite name="{}"><testcase classname="T" name="t" time="0.01"/></testsuite>'
    files = {"TEST-a.xml": suite.format("org.T"), "TESTS.xml": f"<testsuites>{suite.format('T')}</testsuites>"}
    assert check("junit", files, paths=["*.xml"]) == passed(
        "1 test passed (1 that stand in two reports are counted once)"
    )
    assert check("junit", files, paths=["*.xml"], min_tests=2) == failed("1 test ran, fewer than 2")
