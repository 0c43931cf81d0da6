"""`docs/schema/report-1.json` and what `json` writes say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError
from testing.schemas import strict

from mdcheck.reports.json import SCHEMA, render
from mdcheck.results.outcome import Outcome
from mdcheck.results.verdict import Verdict

PATH = Path(__file__).parents[2] / "docs" / "schema" / f"report-{SCHEMA}.json"
PUBLISHED = json.loads(PATH.read_text(encoding="utf-8"))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(PUBLISHED)


def test_every_report_is_valid_and_says_no_more(case):
    _, report = case
    Draft202012Validator(strict(PUBLISHED)).validate(json.loads(render(report)))


def test_every_key_is_required():
    objects = [PUBLISHED, PUBLISHED["properties"]["summary"], *PUBLISHED["$defs"].values()]
    objects += [PUBLISHED["$defs"]["file"]["properties"]["completion"]]
    assert [sorted(part["required"]) for part in objects if "properties" in part] == [
        sorted(part["properties"]) for part in objects if "properties" in part
    ]


def test_the_closed_sets_are_ours():
    definitions = PUBLISHED["$defs"]
    assert definitions["check"]["properties"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]
    assert definitions["file"]["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), 2),
        (("files", 0, "score"), "50"),
        (("files", 0, "verdict"), "FINE"),
        (("files", 0, "items", 0, "line"), 0),
        (("files", 0, "items", 0, "checks", 0, "outcome"), "skipped"),
        (("files", 0, "items", 0, "checks", 0, "duration_ms"), 0.5),
        (("summary", "passed"), -1),
    ],
)
def test_what_is_wrong_is_found(sample, place, value):
    report = json.loads(render(sample("plausible")))
    *way, last = place
    part = report
    for key in way:
        part = part[key]
    part[last] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(PUBLISHED).validate(report)
