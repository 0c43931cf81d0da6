from __future__ import annotations

import json
import re
from functools import partial

import pytest

from mdcheck.reports.json import encoded, render
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report


def test_golden(case, golden):
    name, report = case
    golden(f"{name}.json", render(report))


def test_is_safe_to_print_and_to_write(case):
    _, report = case
    text = render(report)
    assert text.encode().endswith(b"\n}\n")
    assert not re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]|^\\s*::|##\\w*\\[", text)


def test_says_everything_as_it_is(case):
    _, report = case
    value = json.loads(render(report))
    assert value["schema"] == 1
    assert value["summary"] == {outcome.value: count for outcome, count in report.summary.items()}
    for file, found in zip(report.files, value["files"], strict=True):
        assert found["path"] == file.path
        assert [item["text"] for item in found["items"]] == [result.item.text for result in file.items]
        assert [check["message"] for item in found["items"] for check in item["checks"]] == [
            check.message for result in file.items for check in result.checks
        ]


def test_shape(build, check):
    build.section("Title", 1).section("A / b", 2)
    build.item("Item", check(Outcome.FAILED, "why", fix="mend", url="https://example.org", duration=0.0126))
    build.item("Other", check(Outcome.NOT_RUN), ticked=True, applicable=False)
    build.flip("Item", message="why")
    completion = {"ticked": 0, "countable": 1, "percent": 0}
    assert json.loads(render(Report(files=(build.build(notes=("written",)),)))) == {
        "schema": 1,
        "files": [
            {
                "path": "CHECKLIST.md",
                "completion": completion,
                "score": 0.0,
                "strict_score": None,
                "verdict": "CRITICAL",
                "verdict_reason": "check score 0",
                "sections": [
                    {"title": "Title", "level": 1, "line": 2, **completion},
                    {"title": "A / b", "level": 2, "line": 4, **completion},
                ],
                "items": [
                    {
                        "id": "item-9",
                        "section": "Title / A / b",
                        "text": "Item",
                        "line": 9,
                        "ticked": False,
                        "applicable": True,
                        "checks": [
                            {
                                "kind": "file_exists",
                                "line": 10,
                                "severity": "error",
                                "outcome": "failed",
                                "message": "why",
                                "fix": "mend",
                                "url": "https://example.org",
                                "duration_ms": 13,
                                "output": "",
                                "refused": False,
                                "left_out": False,
                                "waiver": None,
                                "signatures": [],
                            }
                        ],
                    },
                    {
                        "id": "item-14",
                        "section": "Title / A / b",
                        "text": "Other",
                        "line": 14,
                        "ticked": True,
                        "applicable": False,
                        "checks": [
                            {
                                "kind": "file_exists",
                                "line": 15,
                                "severity": "error",
                                "outcome": "not_run",
                                "message": "",
                                "fix": "",
                                "url": "",
                                "duration_ms": None,
                                "output": "",
                                "refused": False,
                                "left_out": False,
                                "waiver": None,
                                "signatures": [],
                            }
                        ],
                    },
                ],
                "written": True,
                "left_out": 0,
                "flips": [{"id": "item-9", "line": 9, "from": True, "to": False, "message": "why"}],
                "as_of": "",
                "policy": "",
            }
        ],
        "summary": {
            "passed": 0,
            "warned": 0,
            "failed": 1,
            "errored": 0,
            "pending": 0,
            "not_applicable": 0,
            "waived": 0,
            "blocked": 0,
            "not_run": 1,
        },
    }


def test_nothing_ran(sample):
    (file,) = json.loads(render(sample("status")))["files"]
    assert (file["score"], file["verdict"]) == (None, "UNASSESSED")
    assert {(check["outcome"], check["duration_ms"]) for item in file["items"] for check in item["checks"]} == {
        ("not_run", None)
    }


def test_nothing_to_count_has_no_percentage(sample):
    (file,) = json.loads(render(sample("empty")))["files"]
    assert file["completion"] == {"ticked": 0, "countable": 0, "percent": None}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("caf\udce9.md", "caf\ufffd.md", id="a name that is not UTF-8"),
        pytest.param("日本 🚀.md", "日本 🚀.md", id="wide"),
    ],
)
def test_paths(build, path, expected):
    report = Report(files=(build.build()._replace(path=path),))
    assert f'"path": "{expected}"' in render(report)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("# ## a", "# ## a", id="harmless"),
        pytest.param("a\x7f", "a\\u007f", id="delete"),
        pytest.param("##[error]a", "\\u0023#[error]a", id="command"),
        pytest.param("ä ##vso[a]", "ä \\u0023#vso[a]", id="command beyond ASCII"),
        pytest.param("a\u2028b", "a\\u2028b", id="line separator"),
        pytest.param("a\udce9 ##[b]", "a\ufffd \\u0023#[b]", id="no UTF-8"),
    ],
)
def test_what_could_do_harm_is_written_in_other_words(text, written):
    assert encoded([text]) == f'[\n  "{written}"\n]\n'


@pytest.mark.parametrize("text", ["plain", "\udce9"])
def test_what_is_made_when_its_turn_comes_reads_the_same(text):
    assert encoded({"items": [partial(dict, a=[text])]}) == encoded({"items": [{"a": [text]}]})
