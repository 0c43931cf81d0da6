from __future__ import annotations

import msgspec
import pytest

from mdcheck.results.outcome import errored, failed, passed

CASE = '<testcase name="{}"/>'
PYTEST = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="4">
<testcase classname="t" name="test_a"/>
<testcase classname="t" name="test_b"><failure message="x">&lt;trace&gt; &#x41;</failure></testcase>
<testcase classname="t" name="test_c"><skipped/></testcase>
<testcase classname="t" name="test_d"><system-out>out</system-out></testcase>
</testsuite></testsuites>"""
GREEN = "<testsuite>" + "".join(CASE.format(name) for name in "abc") + "</testsuite>"
FILES = {
    "pytest.xml": PYTEST,
    "reports/a.xml": GREEN,
    "reports/b.xml": GREEN,
    "error.xml": '<testsuite><testcase name="a"><error/></testcase></testsuite>',
    "nameless.xml": "<testsuite><testcase><error/></testcase></testsuite>",
    "flaky.xml": '<testsuite><testcase name="a"><flakyFailure/></testcase></testsuite>',
    "notrun.xml": '<testsuite><testcase name="a" status="notrun"/></testsuite>',
    "status.xml": '<testsuite><testcase name="a" status="failed"/><testcase name="b" result="Failure"/>'
    '<testcase name="c" status="ERROR"/><testcase name="d" status="run" result="completed"/></testsuite>',
    "namespace.xml": '<j:testsuite xmlns:j="urn:x"><j:testcase name="a"><j:failure/></j:testcase></j:testsuite>',
    "skipped.xml": '<testsuite><testcase name="a"><skipped/></testcase></testsuite>',
    "nested.xml": '<testsuites failures="1"><testsuite failures="1"><testsuite failures="1">'
    '<testcase name="a"><failure/></testcase></testsuite></testsuite></testsuites>',
    "broken.xml": '<testsuites><testsuite name="s" errors="2" tests="0"/><testsuite errors="1"/></testsuites>',
    "hollow.xml": "<testsuites/>",
    "claims.xml": '<testsuite tests="12" failures="0"/>',
    "words.xml": '<testsuite failures="some"/>',
    "coverage.xml": "<coverage/>",
    "empty.xml": "",
    "cut.xml": PYTEST[:300],
    "laughs.xml": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuite>&b;</testsuite>',
    "eight.xml": "<testsuite>"
    + "".join(f'<testcase name="t{n}"><failure/></testcase>' for n in range(8))
    + "</testsuite>",
}


@pytest.mark.parametrize(
    ("paths", "values", "finding"),
    [
        (["reports/*.xml"], {}, passed("6 tests passed")),
        (["reports/a.xml", "reports/*.xml"], {"min_tests": 6}, passed("6 tests passed")),
        (["reports/a.xml"], {"min_tests": 4}, failed("3 tests ran, fewer than 4")),
        (["pytest.xml"], {}, failed("1 of 4 tests failed: test_b")),
        (["pytest.xml"], {"max_failures": 1}, passed("2 tests passed, 1 failed, 1 skipped")),
        (["pytest.xml"], {"max_failures": 1, "max_skipped": 1}, passed("2 tests passed, 1 failed, 1 skipped")),
        (["pytest.xml"], {"max_failures": 1, "max_skipped": 0}, failed("1 test skipped, more than 0")),
        (["pytest.xml", "reports"], {}, failed("1 of 10 tests failed: test_b")),
        (["eight.xml"], {"max_failures": 2}, failed("8 of 8 tests failed, more than 2: t0, t1, t2 and 5 more")),
        (["error.xml"], {}, failed("1 of 1 test failed: a")),
        (["nameless.xml"], {}, failed("1 of 1 test failed: a test without a name")),
        (["flaky.xml"], {}, passed("1 test passed, 1 only in another try")),
        (["status.xml"], {}, failed("3 of 4 tests failed: a, b, c")),
        (["namespace.xml"], {}, failed("1 of 1 test failed: a")),
        (["nested.xml"], {}, failed("1 of 1 test failed: a")),
        (
            ["broken.xml"],
            {},
            failed(
                "3 of 3 tests failed: 2 that the suite s counts and no test case shows,"
                " 1 that a suite counts and no test case shows"
            ),
        ),
        (["skipped.xml"], {}, failed("0 tests ran, fewer than 1")),
        (["notrun.xml"], {}, failed("0 tests ran, fewer than 1")),
        (["hollow.xml"], {}, failed("0 tests ran, fewer than 1")),
        (["claims.xml"], {}, failed("0 tests ran, fewer than 1")),
        (["missing.xml"], {}, errored("missing.xml does not exist: run the tests so that they write one")),
        (["reports/a.xml", "x/*.xml"], {}, errored("no report matches x/*.xml: run the tests so that they write one")),
        (["words.xml"], {}, errored("words.xml gives “some” where a number should stand")),
        (["coverage.xml"], {}, errored("coverage.xml is no JUnit report: its root is <coverage>, a coverage report")),
        (["empty.xml"], {}, errored("empty.xml is empty")),
        (["cut.xml"], {}, errored("cut.xml:5 is malformed XML: unclosed token")),
        (["laughs.xml"], {}, errored("laughs.xml declares a document type of its own, which mdcheck does not read")),
    ],
)
def test_junit(check, paths, values, finding):
    assert check("junit", FILES, paths=paths, **values) == finding


def test_one_old_report_is_enough_to_know_nothing(check, tree):
    tree({"reports/a.xml": GREEN}, age=10)
    workspace = tree({"reports/b.xml": GREEN}, age=200)
    finding = check("junit", workspace, paths=["reports"], max_age="1m")
    assert finding == errored("reports/b.xml is 3 min old, older than 1m: make it anew")


def test_no_test_is_never_a_pass(options):
    with pytest.raises(msgspec.ValidationError):
        options("junit", paths=["x"], min_tests=0)
