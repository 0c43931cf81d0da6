"""Small reports in the exact shape of each producer, and what they must come to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mdcheck.results.outcome import errored, failed, passed

DIALECTS = Path(__file__).parent / "dialects"


def files(kind: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((DIALECTS / kind).iterdir())}


SHOWS_NONE = "and no test case shows"
JUNIT = [
    ("ant-launcher.xml", passed("1 test passed, 1 skipped")),
    ("ant.xml", failed("1 of 2 tests failed: org.example.CartTest, outside of its tests")),
    ("catch2.xml", passed("1 test passed, 1 skipped")),
    ("ctest.xml", failed("1 of 4 tests failed: pays")),
    ("failsafe-summary-failed.xml", failed("2 of 5 tests failed")),
    ("failsafe-summary-timeout.xml", errored("{} says that the tests were stopped because they took too long")),
    ("failsafe-summary.xml", passed("4 tests passed, 1 skipped")),
    ("gotestsum-rerun.xml", failed("1 of 2 tests failed: TestPays")),
    ("gotestsum.xml", failed(f"2 of 4 tests failed: TestMain, 1 that a suite counts {SHOWS_NONE}")),
    ("gradle-merged-reruns.xml", passed("1 test passed, 1 only in another try")),
    ("gradle.xml", passed("2 tests passed, 1 skipped")),
    ("gtest-list.xml", errored("{} is a list of tests, not what became of them: run the tests")),
    ("gtest.xml", failed("1 of 4 tests failed: Pays")),
    ("jest.xml", passed("2 tests passed, 1 skipped")),
    ("karma-disconnected.xml", failed(f"1 of 40 tests failed: 1 that the suite Chrome 130 counts {SHOWS_NONE}")),
    ("mocha-hook.xml", failed('1 of 3 tests failed: cart "before each" hook for "adds"')),
    ("mocha.xml", passed("2 tests passed, 1 skipped")),
    ("nextest.xml", failed("1 of 3 tests failed: tests::pays")),
    ("nunit-own.xml", errored("{} is no JUnit report: its root is <test-run>, NUnit's own report")),
    ("nunit.xml", passed("2 tests passed, 2 skipped")),
    ("phpunit.xml", passed("2 tests passed, 3 skipped")),
    ("pytest-4.xml", passed("1 test passed, 1 skipped")),
    ("pytest-teardown.xml", failed("1 of 1 test failed: test_ok")),
    ("pytest.xml", failed("2 of 6 tests failed: test_bad, tests.test_b")),
    ("robot.xml", failed("1 of 3 tests failed: Pays")),
    ("rspec-load-error.xml", failed(f"1 of 2 tests failed: 1 that the suite rspec counts {SHOWS_NONE}")),
    ("rspec.xml", passed("1 test passed, 1 skipped")),
    ("surefire-flaky.xml", passed("1 test passed, 1 only in another try")),
    ("surefire.xml", failed("1 of 4 tests failed: pays")),
    ("vitest.xml", failed("1 of 3 tests failed: Unhandled Rejection")),
    ("xunit.xml", passed("2 tests passed, 1 skipped")),
]


@pytest.mark.parametrize(("name", "finding"), JUNIT, ids=[name for name, _ in JUNIT])
def test_junit(check, name, finding):
    expected = finding._replace(message=finding.message.format(name) if "{}" in finding.message else finding.message)
    assert check("junit", files("junit"), paths=[name]) == expected


def test_every_report_has_an_expectation():
    assert [name for name, _ in JUNIT] == sorted(files("junit"))


def test_a_summary_beside_the_reports_that_it_sums_up_counts_nothing_twice(check):
    reports = files("junit")
    assert check("junit", reports, paths=["gradle.xml", "failsafe-summary.xml"]) == passed("2 tests passed, 1 skipped")
    finding = check("junit", reports, paths=["gradle.xml", "failsafe-summary-failed.xml"])
    assert finding == failed("2 of 5 tests failed")


TWO_THIRDS = passed("line coverage 66.6%")
HALF = passed("branch coverage 50%")
NO_BRANCHES = errored("{} measures no branches: measure with branch coverage")
NO_LINES = errored("{} measures no lines")
COVERAGE = [
    ("branch-True.xml", passed("line coverage 90%"), passed("branch coverage 85%")),
    ("clover-istanbul.xml", TWO_THIRDS, HALF),
    ("clover-java.xml", TWO_THIRDS, HALF),
    ("clover-phpunit.xml", TWO_THIRDS, NO_BRANCHES),
    (
        "contradiction-rate.xml",
        errored("{} contradicts itself: its totals say 95%, and its lines 0 of 2"),
        errored("{} contradicts itself: its totals say 95%, and its branches 0 of 2"),
    ),
    (
        "contradiction.info",
        errored("{} contradicts itself: it counts 3 of 3 lines for a.c, and shows 0 of 3"),
        NO_BRANCHES,
    ),
    (
        "contradiction.json",
        errored("{} contradicts itself: its totals say 9 of 9, and its lines 1 of 9"),
        NO_BRANCHES,
    ),
    ("contradiction.xml", errored("{} contradicts itself: its totals say 4 of 4, and its lines 1 of 4"), NO_BRANCHES),
    ("coverage-py.json", passed("line coverage 75%"), HALF),
    ("coverage-py.xml", passed("line coverage 75%"), HALF),
    ("coverlet.xml", TWO_THIRDS, HALF),
    ("gcovr-summary.json", TWO_THIRDS, HALF),
    ("gcovr.xml", TWO_THIRDS, HALF),
    (
        "go.out",
        passed("statement coverage 75%"),
        errored("{} is a Go cover profile, which measures statements and no branches"),
    ),
    ("grcov.info", passed("line coverage 50%"), NO_BRANCHES),
    ("grcov.xml", TWO_THIRDS, HALF),
    ("infinite.json", errored("{} is malformed JSON"), errored("{} is malformed JSON")),
    (
        "infinite.xml",
        errored("{} gives “1e99999999999” where a rate from 0 to 1 should stand"),
        errored("{} gives “” where a rate from 0 to 1 should stand"),
    ),
    ("istanbul-empty.json", NO_LINES, NO_BRANCHES),
    (
        "istanbul-final.json",
        errored(
            "{} is Istanbul's detailed report, which has no totals: use the reporter json-summary, cobertura or lcov"
        ),
        errored(
            "{} is Istanbul's detailed report, which has no totals: use the reporter json-summary, cobertura or lcov"
        ),
    ),
    ("istanbul-summary.json", TWO_THIRDS, HALF),
    ("istanbul.xml", TWO_THIRDS, HALF),
    ("jacoco.xml", TWO_THIRDS, HALF),
    ("lcov-comment.info", passed("line coverage 100%"), NO_BRANCHES),
    ("lcov.info", TWO_THIRDS, HALF),
    ("llvm.json", TWO_THIRDS, NO_BRANCHES),
    (
        "scoverage.xml",
        errored("{} is no coverage report: its root is <scoverage>, scoverage's own report: use its Cobertura report"),
        errored("{} is no coverage report: its root is <scoverage>, scoverage's own report: use its Cobertura report"),
    ),
    ("tarpaulin.xml", TWO_THIRDS, NO_BRANCHES),
]


def named(finding, name):
    return finding._replace(message=finding.message.replace("{}", name))


@pytest.mark.parametrize(("name", "line", "branch"), COVERAGE, ids=[name for name, *_ in COVERAGE])
def test_coverage(check, name, line, branch):
    reports = files("coverage")
    assert check("coverage", reports, path=name, min=0) == named(line, name)
    assert check("coverage", reports, path=name, min=0, metric="branch") == named(branch, name)


SARIF = [
    (
        "bandit-unreadable.sarif",
        errored("{}: Bandit did not analyse everything: syntax error while parsing AST from file"),
    ),
    ("bandit.sarif", failed("1 warning: B307")),
    ("checkov.sarif", failed("1 error: CKV_AWS_20 (1 suppressed)")),
    ("codeql.sarif", failed("1 error: js/xss (1 suppressed)")),
    ("elsewhere.sarif", errored("{}: Big keeps results in other files: have it write one file")),
    ("eslint-parse-error.sarif", errored("{}: ESLint did not analyse everything: Parsing error: Unexpected token")),
    ("eslint.sarif", failed("1 error: no-unused-vars")),
    ("extension-by-name.sarif", failed("1 error: js/xss")),
    ("gosec.sarif", failed("1 error: G404 (1 suppressed)")),
    ("hierarchical.sarif", failed("1 error: CWE-79/dom-xss")),
    ("notice.sarif", errored("{}: a result of x has the unknown level “notice”")),
    ("null-level.sarif", errored("{}: a result of a has the unknown level null")),
    ("override.sarif", failed("1 error: CA1000")),
    ("ruff.sarif", failed("1 error: F401")),
    (
        "semgrep-error.sarif",
        errored("{}: Semgrep OSS did not analyse everything: no valid configuration file found"),
    ),
    (
        "semgrep.sarif",
        failed("1 warning: python.lang.security.audit.eval-detected.eval-detected (1 suppressed)"),
    ),
    ("terrascan.sarif", errored("{}: a result of AC_AWS_0001 has the unknown level “”")),
    ("trivy.sarif", failed("1 error, 1 note: CVE-2024-0001, CVE-2024-0002")),
    ("zizmor.sarif", passed("1 result without a level (1 for a person to decide)")),
]


@pytest.mark.parametrize(("name", "finding"), SARIF, ids=[name for name, _ in SARIF])
def test_sarif(check, name, finding):
    assert check("sarif", files("sarif"), paths=[name]) == named(finding, name)


def test_no_report_is_without_an_expectation():
    assert [name for name, *_ in COVERAGE] == sorted(files("coverage"))
    assert [name for name, *_ in SARIF] == sorted(files("sarif"))


@pytest.mark.parametrize(
    ("name", "values", "finding"),
    [
        ("trivy.sarif", {"max_security_severity": 8.9}, failed("1 error: CVE-2024-0001")),
        (
            "trivy.sarif",
            {"max_security_severity": 9.8},
            passed("1 error, 1 note, none above a security-severity of 9.8"),
        ),
        ("codeql.sarif", {"max_security_severity": 7.7}, failed("1 error: js/xss (1 suppressed)")),
        # No severity is known, so that the level decides.
        ("eslint.sarif", {"max_security_severity": 10}, failed("1 error: no-unused-vars")),
        ("eslint.sarif", {"exclude": "src"}, passed("no results (1 in excluded files)")),
        ("eslint.sarif", {"exclude": "lib"}, failed("1 error: no-unused-vars")),
        ("semgrep.sarif", {"exclude": "src/*.py"}, passed("no results (1 suppressed, 1 in excluded files)")),
        # A result that names no file can't be left out.
        ("hierarchical.sarif", {"exclude": "**"}, failed("1 error: CWE-79/dom-xss")),
    ],
)
def test_sarif_limits(check, name, values, finding):
    values = {key: [value] if isinstance(value, str) else value for key, value in values.items()}
    assert check("sarif", files("sarif"), paths=[name], **values) == finding


@pytest.mark.parametrize(
    ("name", "exclude", "finding"),
    [
        ("coverage-py.xml", "gen", passed("line coverage 66.6% without 1 file")),
        ("coverage-py.json", "src/gen/**", passed("line coverage 66.6% without 1 file")),
        ("coverage-py.json", "lib", passed("line coverage 75%")),
        ("go.out", "gen/*.go", passed("statement coverage 66.6% without 1 file")),
        ("grcov.info", "src/pay.rs", passed("line coverage 66.6% without 1 file")),
        ("jacoco.xml", "**/*.java", errored("jacoco.xml measures no lines")),
        ("istanbul-summary.json", "src/cart.js", errored("istanbul-summary.json measures no lines")),
        ("clover-java.xml", "src", errored("clover-java.xml measures no lines")),
    ],
)
def test_coverage_without_some_files(check, name, exclude, finding):
    assert check("coverage", files("coverage"), path=name, min=0, exclude=[exclude]) == finding


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"gcovr/format_version": "0.11", "files": []}', "is gcovr's detailed report, which has no totals"),
        ('{"version": "2.1.0", "runs": []}', "is a SARIF log, no coverage report"),
        ("<coverage/>", "is neither a Cobertura nor a Clover report: <coverage> has no rate"),
        ("<report/>", "is no JaCoCo report: <report> holds no counter"),
        ("<coverage><project/></coverage>", "is a Clover report without totals"),
        ('{"totals": {"num_statements": 1, "covered_lines": 2}}', "contradicts itself: 2 of 1 covered"),
        ('{"totals": {"num_statements": 1, "covered_lines": -1}}', "gives no whole numbers as"),
    ],
)
def test_coverage_says_what_it_has_before_it(check, content, message):
    finding = check("coverage", {"report": content}, path="report", min=0)
    assert finding.message.startswith(f"report {message}")
    assert finding.outcome is errored("").outcome


@pytest.mark.parametrize(
    ("reference", "level"),
    [
        ({"ruleId": "R"}, "error"),
        ({"rule": {"guid": "g1"}}, "error"),
        ({"rule": {"guid": "g2", "toolComponent": {"guid": "pack"}}}, "note"),
        ({"rule": {"index": 0, "toolComponent": {"index": 9}}}, "warning"),
        ({"ruleId": "X", "ruleIndex": 0}, "warning"),
        ({}, "warning"),
    ],
)
def test_sarif_finds_the_rule_that_a_result_means(check, reference, level):
    rules = [{"id": "R", "guid": "g1", "defaultConfiguration": {"level": "error"}}]
    pack = {"name": "pack", "guid": "pack", "rules": [{"guid": "g2", "defaultConfiguration": {"level": "note"}}]}
    run = {"tool": {"driver": {"name": "T", "rules": rules}, "extensions": [pack]}, "results": [reference]}
    log = json.dumps({"version": "2.1.0", "runs": [run]})
    assert check("sarif", {"r": log}, paths=["r"]).message.startswith(f"1 {level}")


def test_names_that_no_file_can_have_are_left_out_by_their_end(check):
    name = "a" * 5000
    report = f"SF:x/{name}\nDA:1,0\nend_of_record\nSF:../b.c\nDA:1,1\nend_of_record\n"
    finding = check("coverage", {"r": report}, path="r", min=0, exclude=["a*"])
    assert finding == passed("line coverage 100% without 1 file")


def test_totals_alone_can_not_be_told_apart_by_files(check):
    totals = '<coverage line-rate="1" lines-valid="9" lines-covered="9"><packages/></coverage>'
    finding = check("coverage", {"c.xml": totals}, path="c.xml", min=0, exclude=["gen"])
    assert finding == errored("c.xml gives no figures for each file, so `exclude` can't be applied")


def test_a_glob_that_begins_at_the_root_fits_nothing_deeper(check, tree):
    report = "SF:src/tests/a.c\nDA:1,0\nend_of_record\nSF:src/b.c\nDA:1,1\nend_of_record\n"
    workspace = tree({"c.info": report, "src/tests/a.c": ""})
    assert check("coverage", workspace, path="c.info", min=0, exclude=["tests"]) == passed("line coverage 50%")
