from __future__ import annotations

import msgspec
import pytest

from mdcheck.evidence.formats.coverage.read import READ
from mdcheck.results.outcome import errored, failed, passed, warned

NO_TOTALS = "is no coverage report in JSON that mdcheck reads: it has no totals of coverage.py, Istanbul or gcovr"
DOCTYPE = '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">'


def cobertura(attributes: str, inner: str = "<packages/>", head: str = "") -> str:
    return f'<?xml version="1.0" ?>\n{head}\n<coverage {attributes}>{inner}</coverage>\n'


COUNTS = (
    'line-rate="0.71" lines-valid="1000" lines-covered="799" branches-valid="8" branches-covered="4" branch-rate="0.5"'
)
LCOV = "TN:\nSF:a.py\nDA:1,1\nDA:2,0\nDA:3,5,abc\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nLF:3\nLH:2\nend_of_record\n"
FILES = {
    "full.xml": cobertura('line-rate="1" lines-valid="3" lines-covered="3" branch-rate="0"'),
    "counts.xml": cobertura(COUNTS),
    "doctype.xml": cobertura(COUNTS, head=DOCTYPE),
    "rates.xml": cobertura('line-rate="0.8" branch-rate="0.25"', '<line hits="1" branch="true"/><line hits="0"/>'),
    "nothing.xml": cobertura('line-rate="1" branch-rate="1"'),
    "nolines.xml": cobertura('line-rate="1" lines-valid="0" lines-covered="0"'),
    "none.xml": cobertura('line-rate="1" lines-valid="9" lines-covered="9"').replace(
        "</coverage>", '<class filename="a.py"><line number="1" hits="0"/></class></coverage>'
    ),
    "crossed.xml": cobertura('line-rate="1" lines-valid="3" lines-covered="4"'),
    "words.xml": cobertura('line-rate="1" lines-valid="many" lines-covered="4"'),
    "nan.xml": cobertura('line-rate="nan"', "<line/>"),
    "above.xml": cobertura('line-rate="80"', "<line/>"),
    "bomb.xml": cobertura(COUNTS, head='<!DOCTYPE coverage [<!ENTITY a "aaaa">]>'),
    "other.xml": "<testsuites/>",
    "cut.xml": cobertura(COUNTS)[:-12],
    "deep.xml": "<coverage line-rate='1'>" + "<a>" * 200 + "</a>" * 200 + "</coverage>",
    "encoding.xml": '<?xml version="1.0" encoding="base64"?><coverage/>',
    "lcov.info": LCOV,
    "twice.info": LCOV + LCOV.replace("DA:2,0", "DA:2,7"),
    "sums.info": "SF:a.c\nLF:10\nLH:9\nend_of_record\nSF:b.c\nLF:10\nLH:1\nend_of_record\n",
    "cut.info": LCOV.removesuffix("end_of_record\n"),
    "words.info": "SF:a.c\nLF:ten\nLH:9\nend_of_record\n",
    "minus.info": "SF:a.c\nDA:1,-1\nend_of_record\n",
    "countless.info": "SF:a.c\nDA:1\nend_of_record\n",
    "hollow.info": "TN:\n",
    "coverage.json": '{"meta": {}, "totals": {"covered_lines": 90, "num_statements": 120,'
    ' "percent_covered": 99.0, "covered_branches": 3, "num_branches": 4}}',
    "plain.json": '{"totals": {"covered_lines": 90, "num_statements": 120}}',
    "none.json": '{"totals": {"covered_lines": 0, "num_statements": 0}}',
    "words.json": '{"totals": {"covered_lines": true, "num_statements": 1}}',
    "other.json": '{"total": {}}',
    "bad.json": '{"totals": ',
    "deep.json": '{"a":' * 100_000,
    "empty.xml": "",
    "blank.xml": " \n",
    "text.txt": "80%",
    "folder/x": "",
}


@pytest.mark.parametrize(
    ("path", "values", "finding"),
    [
        ("full.xml", {"min": 100}, passed("line coverage 100%")),
        ("counts.xml", {"min": 79.9}, passed("line coverage 79.9%")),
        ("counts.xml", {"min": 80}, failed("line coverage 79.9% is below 80% (counts.xml)")),
        ("counts.xml", {"min": 80, "warn": 79.9}, warned("line coverage 79.9% is below 80% (counts.xml)")),
        ("counts.xml", {"min": 81, "warn": 80}, failed("line coverage 79.9% is below 81% (counts.xml)")),
        ("counts.xml", {"min": 50, "metric": "branch"}, passed("branch coverage 50%")),
        ("doctype.xml", {"min": 79}, passed("line coverage 79.9%")),
        ("rates.xml", {"min": 80}, passed("line coverage 80%")),
        ("rates.xml", {"min": 20, "metric": "branch"}, passed("branch coverage 25%")),
        ("lcov.info", {"min": 60}, passed("line coverage 66.6%")),
        ("lcov.info", {"min": 50, "metric": "branch"}, passed("branch coverage 50%")),
        ("twice.info", {"min": 100}, passed("line coverage 100%")),
        ("sums.info", {"min": 50}, passed("line coverage 50%")),
        ("coverage.json", {"min": 75}, passed("line coverage 75%")),
        ("coverage.json", {"min": 76}, failed("line coverage 75% is below 76% (coverage.json)")),
        ("coverage.json", {"min": 75, "metric": "branch"}, passed("branch coverage 75%")),
    ],
)
def test_coverage(check, path, values, finding):
    assert check("coverage", FILES, path=path, **values) == finding


@pytest.mark.parametrize(
    ("path", "metric", "message"),
    [
        ("missing.xml", "line", "missing.xml does not exist: run the tests with coverage first"),
        ("../x.xml", "line", "../x.xml lies outside the repository"),
        ("folder", "line", "folder is a folder, not a file"),
        ("empty.xml", "line", "empty.xml is empty"),
        ("blank.xml", "line", "blank.xml is empty"),
        ("nothing.xml", "line", "nothing.xml measures no lines"),
        ("nothing.xml", "branch", "nothing.xml measures no branches: measure with branch coverage"),
        ("nolines.xml", "line", "nolines.xml measures no lines"),
        ("none.xml", "line", "none.xml contradicts itself: its totals say 9 of 9, and its lines 0 of 1"),
        ("crossed.xml", "line", "crossed.xml contradicts itself: 4 of 3 covered"),
        ("words.xml", "line", "words.xml gives “many” where a number should stand"),
        ("nan.xml", "line", "nan.xml gives “nan” where a rate from 0 to 1 should stand"),
        ("above.xml", "line", "above.xml gives “80” where a rate from 0 to 1 should stand"),
        ("bomb.xml", "line", "bomb.xml declares a document type of its own, which mdcheck does not read"),
        ("other.xml", "line", "other.xml is no coverage report: its root is <testsuites>, a JUnit report"),
        ("cut.xml", "line", "cut.xml:3 is malformed XML: no element found"),
        ("deep.xml", "line", "deep.xml nests more than 100 elements"),
        ("encoding.xml", "line", "encoding.xml is in an encoding that can't be read"),
        ("cut.info", "line", "cut.info ends in the middle of a record: make it anew"),
        ("words.info", "line", "words.info gives “ten” where a number should stand"),
        ("minus.info", "line", "minus.info gives “-1” where a number should stand"),
        ("countless.info", "line", "countless.info gives “” where a number should stand"),
        ("hollow.info", "line", "hollow.info measures no lines"),
        ("sums.info", "branch", "sums.info measures no branches: measure with branch coverage"),
        ("plain.json", "branch", "plain.json measures no branches: measure with branch coverage"),
        ("none.json", "line", "none.json measures no lines"),
        ("words.json", "line", "words.json gives no whole numbers as covered_lines and num_statements"),
        (
            "other.json",
            "line",
            f"other.json {NO_TOTALS}",
        ),
        ("bad.json", "line", "bad.json is malformed JSON"),
        ("deep.json", "line", "deep.json is malformed JSON"),
        (
            "text.txt",
            "line",
            f"text.txt is no coverage report that mdcheck reads: {READ}",
        ),
    ],
)
def test_coverage_that_is_not_known(check, path, metric, message):
    assert check("coverage", FILES, path=path, min=0, metric=metric) == errored(message)


@pytest.mark.parametrize(
    ("age", "max_age", "finding"),
    [
        (3600, "1h", passed("line coverage 100%")),
        (3601, "1h", errored("full.xml is 60 min old, older than 1h: make it anew")),
        (10 * 86400, "7d", errored("full.xml is 10 days old, older than 7d: make it anew")),
        (-60, "1h", passed("line coverage 100%")),
    ],
    ids=["young", "old", "days", "from-the-future"],
)
def test_max_age(check, tree, age, max_age, finding):
    workspace = tree({"full.xml": FILES["full.xml"]}, age=age)
    assert check("coverage", workspace, path="full.xml", min=80, max_age=max_age) == finding


@pytest.mark.parametrize(
    ("age", "finding"),
    [
        (60, passed("line coverage 100%")),
        (0, errored("src/a.py has changed since full.xml was written: make it anew")),
    ],
    ids=["newer", "older"],
)
def test_newer_than(check, tree, age, finding):
    tree({"full.xml": FILES["full.xml"]}, age=30)
    workspace = tree({"src/a.py": "x"}, age=age)
    assert check("coverage", workspace, path="full.xml", min=80, newer_than=["src/**"]) == finding


@pytest.mark.parametrize("newer_than", [["lib"], ["src/**", "lib/**/*"]], ids=["folder", "one-of-two-globs"])
def test_newer_than_what_is_not_there_tells_nothing(check, tree, newer_than):
    workspace = tree({"full.xml": FILES["full.xml"], "src/a.py": "x"})
    finding = check("coverage", workspace, path="full.xml", min=80, newer_than=newer_than)
    assert finding == errored(f"nothing matches {newer_than[-1]}, which full.xml should be newer than")


@pytest.mark.parametrize(
    "values",
    [{}, {"min": 101}, {"min": 80, "warn": 80}, {"min": 80, "metric": "file"}, {"min": 80, "max_age": "soon"}],
    ids=["no-min", "above-100", "warn", "metric", "max-age"],
)
def test_coverage_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("coverage", path="x", **values)
