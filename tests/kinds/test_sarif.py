from __future__ import annotations

import json

import msgspec
import pytest

from mdcheck.results.outcome import errored, failed, passed


def log(*results, rules=(), extensions=(), **run):
    driver = {"name": "Lint", "rules": list(rules)}
    tool = {"driver": driver} | ({"extensions": list(extensions)} if extensions else {})
    return json.dumps({"version": "2.1.0", "runs": [{"tool": tool, "results": list(results), **run}]})


def result(level=None, rule="R1", **more):
    return {"ruleId": rule, "message": {"text": "m"}} | ({"level": level} if level else {}) | more


def override(descriptor, level):
    return {"descriptor": descriptor, "configuration": {"level": level}}


RULE = {"id": "R1", "defaultConfiguration": {"level": "note"}}
OTHER = {"id": "R2", "defaultConfiguration": {"level": "error"}}
FILES = {
    "clean.sarif": log(),
    "note.sarif": log(result("note")),
    "mixed.sarif": log(result("error", "E"), result("warning", "W"), result("warning", "V"), result("note", "N")),
    "default.sarif": log(result()),
    "rule.sarif": log(result(), rules=[RULE]),
    "index.sarif": log(result(rule=None, ruleIndex=1), rules=[RULE, OTHER]),
    "reference.sarif": log({"rule": {"index": 1}}, rules=[RULE, OTHER]),
    "extension.sarif": log({"rule": {"index": 0, "toolComponent": {"index": 0}}}, extensions=[{"rules": [OTHER]}]),
    "wild.sarif": log(result(ruleIndex=99), rules=[OTHER]),
    "kinds.sarif": log(result(kind="pass"), result(kind="informational"), result("error", kind="notApplicable")),
    "suppressed.sarif": log(
        result("error", suppressions=[{"kind": "inSource"}]),
        result("error", suppressions=[{"kind": "external", "status": "accepted"}]),
    ),
    "rejected.sarif": log(result("error", suppressions=[{"kind": "external", "status": "rejected"}])),
    "absent.sarif": log(result("error", baselineState="absent"), result("error", baselineState="unchanged")),
    "failed.sarif": log(invocations=[{"executionSuccessful": False}]),
    "doubtful.sarif": log(invocations=[{"executionSuccessful": "false"}]),
    "invoked.sarif": log(invocations=[{"executionSuccessful": True}, {}]),
    "override.sarif": log(
        result(provenance={"invocationIndex": 0}),
        rules=[RULE],
        invocations=[{"ruleConfigurationOverrides": [override({"index": 0}, "error")]}],
    ),
    "override-id.sarif": log(
        result(provenance={"invocationIndex": 1}),
        invocations=[
            {"ruleConfigurationOverrides": [override({"id": "R1"}, "error")]},
            {"ruleConfigurationOverrides": [override({"id": "R2"}, "error"), override({"id": "R1"}, "note")]},
        ],
    ),
    "kind.sarif": log(result("error", kind="Fail")),
    "kind-null.sarif": log(result("error", kind=None)),
    "level-empty.sarif": log({"ruleId": "R1", "level": ""}, rules=[RULE]),
    "level-null.sarif": log({"ruleId": "R1", "level": None}, rules=[RULE]),
    "often.sarif": log({"ruleId": "a", "occurrenceCount": 5}),
    "never.sarif": log({"ruleId": "a", "occurrenceCount": 0}),
    "twice.sarif": log({"ruleId": "a"}).replace('"results"', '"results": [1], "results"').replace("[1]", "[]"),
    "noresults.sarif": json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Lint"}}}]}),
    "noruns.sarif": json.dumps({"version": "2.1.0", "runs": []}),
    "old.sarif": json.dumps({"version": "1.0.0", "runs": [{}]}),
    "level.sarif": log(result("grave")),
    "shape.sarif": log("x"),
    "other.json": "{}",
    "list.json": "[]",
    "empty.sarif": "",
    "cut.sarif": log()[:20],
    "bom.sarif": b"\xef\xbb\xbf" + log().encode(),
    "utf16.sarif": log(result("error", "ü")).encode("utf-16"),
}


@pytest.mark.parametrize(
    ("paths", "values", "finding"),
    [
        ("clean.sarif", {}, passed("no results")),
        ("often.sarif", {"max_count": 4}, failed("5 warnings, more than 4: a")),
        ("often.sarif", {"max_count": 5}, passed("5 warnings, 5 above none")),
        ("never.sarif", {}, errored("never.sarif: a result has the occurrenceCount 0")),
        (
            "twice.sarif",
            {},
            errored("twice.sarif is malformed JSON: “results” is given twice in one object"),
        ),
        ("bom.sarif", {}, passed("no results")),
        ("note.sarif", {}, failed("1 note: R1")),
        ("note.sarif", {"max_level": "note"}, passed("1 note, none above note")),
        ("mixed.sarif", {}, failed("1 error, 2 warnings, 1 note: E, N, V and 1 more")),
        ("mixed.sarif", {"max_level": "note"}, failed("1 error, 2 warnings: E, V, W")),
        ("mixed.sarif", {"max_level": "warning"}, failed("1 error: E")),
        ("mixed.sarif", {"max_level": "error"}, passed("1 error, 2 warnings, 1 note, none above error")),
        (
            "mixed.sarif",
            {"max_level": "note", "max_count": 3},
            passed("1 error, 2 warnings, 1 note, 3 above note"),
        ),
        ("mixed.sarif", {"max_level": "note", "max_count": 2}, failed("1 error, 2 warnings, more than 2: E, V, W")),
        ("default.sarif", {}, failed("1 warning: R1")),
        ("rule.sarif", {}, failed("1 note: R1")),
        ("index.sarif", {}, failed("1 error: R2")),
        ("reference.sarif", {}, failed("1 error: R2")),
        ("extension.sarif", {}, failed("1 error: R2")),
        ("wild.sarif", {}, failed("1 warning: R1")),
        ("kinds.sarif", {}, passed("3 results without a level")),
        ("suppressed.sarif", {}, passed("no results (2 suppressed)")),
        ("rejected.sarif", {}, failed("1 error: R1")),
        ("absent.sarif", {}, failed("1 error: R1")),
        ("utf16.sarif", {}, failed("1 error: ü")),
        (["clean.sarif", "note.sarif"], {}, failed("1 note: R1")),
        ("failed.sarif", {}, errored("failed.sarif: Lint says that it did not succeed")),
        ("doubtful.sarif", {}, errored("doubtful.sarif: Lint says that it did not succeed")),
        ("invoked.sarif", {}, passed("no results")),
        ("override.sarif", {}, failed("1 error: R1")),
        ("override-id.sarif", {}, failed("1 note: R1")),
        ("kind.sarif", {}, errored("kind.sarif: a result of R1 has the unknown kind “Fail”")),
        ("kind-null.sarif", {}, errored("kind-null.sarif: a result of R1 has the unknown kind null")),
        ("level-empty.sarif", {}, errored("level-empty.sarif: a result of R1 has the unknown level “”")),
        ("level-null.sarif", {}, errored("level-null.sarif: a result of R1 has the unknown level null")),
        ("noresults.sarif", {}, errored("noresults.sarif: Lint gives no results, not even an empty list")),
        ("noruns.sarif", {}, errored("noruns.sarif has no runs: nothing was analysed")),
        ("old.sarif", {}, errored("old.sarif is SARIF 1.0.0: have it written as SARIF 2.1.0")),
        ("level.sarif", {}, errored("level.sarif: a result of R1 has the unknown level “grave”")),
        ("shape.sarif", {}, errored("shape.sarif is malformed SARIF 2.1.0")),
        ("other.json", {}, errored("other.json is no SARIF log: it has no version and runs")),
        ("list.json", {}, errored("list.json is no SARIF log: it has no version and runs")),
        ("empty.sarif", {}, errored("empty.sarif is empty")),
        ("cut.sarif", {}, errored("cut.sarif is malformed JSON")),
        ("none.sarif", {}, errored("none.sarif does not exist: run the analysis so that it writes one")),
    ],
)
def test_sarif(check, paths, values, finding):
    assert check("sarif", FILES, paths=[paths] if isinstance(paths, str) else paths, **values) == finding


def test_an_old_log_says_nothing(check, tree):
    workspace = tree({"a.sarif": log()}, age=7200)
    assert check("sarif", workspace, paths=["a.sarif"], max_age="1h") == errored(
        "a.sarif is 2 h old, older than 1h: make it anew"
    )


def test_a_log_from_the_future_does_not_stay_young_for_ever(check, tree):
    workspace = tree({"a.sarif": log()}, age=-7200)
    assert check("sarif", workspace, paths=["a.sarif"], max_age="3h") == errored(
        "a.sarif is dated 2 h in the future: make it anew"
    )


@pytest.mark.parametrize("values", [{"max_level": "grave"}, {"max_count": -1}, {"max_age": "soon"}])
def test_sarif_refuses(options, values):
    with pytest.raises(msgspec.ValidationError):
        options("sarif", paths=["a"], **values)
