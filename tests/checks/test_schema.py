from __future__ import annotations

import json

import jsonschema
import pytest
from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.checks.fields import option_fields
from mdcheck.checks.schema import COMMON, json_schema
from mdcheck.cli import invoke
from mdcheck.document.blocks.common_options import COMMON as DECLARED
from mdcheck.document.blocks.strict_yaml import load
from mdcheck.kinds.table import KINDS, kind_class

SCHEMA = json_schema({name: kind_class(name) for name in KINDS})

RIGHT = [
    "file_exists: README.md",
    "file_exists: [a, b]\nmatch: any\nmin_size: 0",
    "file_exists: {paths: [a, b], match: any}\nseverity: warning",
    "contains: a\npattern: x\nflags: ignorecase",
    "contains: a\ntext: x\nflags: [ignorecase]",
    "value: a.json\nat: b\nequals: {c: [1, true]}",
    "env: HOME\nmin_length: 2",
    "env: {name: HOME}",
    "run: make\nenv: {A: b}\ntimeout: 10m",
    "coverage: coverage.xml\nmin: 79.9",
    "git: true\nbranch: main",
    "git: {branch: main}",
    "secrets: .",
    "dns: example.com\ntype: A\naddresses: 10.0.0.1",
    "http: https://example.com\nurl: https://example.com/why",
    "http:\n  url: https://example.com\n  status: 204\n  headers: {A: b, C: {matches: d}}",
    "tls: example.com\nwarn_days: 30\nid: t\ntags: [a, b]\nneeds: x\nretries: 2\nweight: 0.5\nfix: renew\ntimeout: 5",
    "sarif: a.sarif\nmax_level: note\nmax_age: 7d\ninputs: [src]\ncache: 12h",
    "score: a.md\nmin: 80",
    "score: a.md\nweight: '5'\nretries: '2'",
    "score: a.md\nweight: '1000000'\nretries: '000000020'",
    "score: a.md\nweight: '000999999.5'\nretries: '000000009'",
    "score: a.md\nweight: '001000000.0'",
    "file_age: a\nmax_age: 1.5 h",
]
WRONG = [
    "file_exist: a",
    "file_exists: a\nmatch: some",
    "file_exists: a\nmin_size: much",
    "file_exists: []",
    "file_exists: {match: any}",
    "file_exists: {paths: a}\nmatch: any",
    "coverage: a",
    "coverage: a\nmin: 101",
    "http: https://example.com\ntimeout: soon",
    "http: https://example.com\nheaders: {A: {like: b}}",
    "http: https://example.com\nstatus: 99",
    "http: {url: https://example.com, timeout: 5s}",
    "run: make\nseverity: grave",
    "tcp: a:1\nallow_private: please",
    "sarif: a\nmax_level: grave",
    "score: a\nretries: -1",
    "score: a\nretries: '21'",
    "score: a\nretries: '0000000020'",
    "score: a\nretries: '0000000000'",
    "score: a\nweight: '1e3'",
    "score: a\nweight: '0001000000'",
    "score: a\nweight: '1000000.5'",
    "score: a\nweight: '1000001'",
    "score: a\nweight: 1000001",
    "score: a\ntimeout: '١s'",
    "score: a\ntimeout: 604801",
    "score: a\ninputs: []",
    "file_age: a\nmax_age: soon",
    "coverage: a\nmin: 80\nmax_age: ''",
    "git: true\nmax_commit_age: a week",
]


def accepted(block):
    """Whether mdcheck reads the block without an error."""
    lines = "".join(f"  {line}\n" for line in block.split("\n"))
    checklist = read(f"- [ ] a\n  ```check\n{lines}  ```\n")
    checks, errors = read_checks(checklist)
    return bool(checks) and not errors and not checklist.diagnostics


@pytest.mark.parametrize(("block", "right"), [(block, True) for block in RIGHT] + [(block, False) for block in WRONG])
def test_the_schema_and_the_reader_agree(block, right):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert (validator.is_valid(load(block).value), accepted(block)) == (right, right)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("glob_count: a\nmax: many", "max: expected a whole number, got text"),
        ("glob_count: a\nmin: 1\nmax: 1.5", "max: expected a whole number, got a number"),
        ("http: https://a.example\nheaders: {A: 5}", "headers: expected text or a mapping, got a whole number"),
        ("http: https://a.example\nheaders: {A: {like: b}}", "headers: there is no option like"),
        ("file_exists: {match: any}", "file_exists needs paths"),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_a_checklist(block, message):
    lines = "".join(f"  {line}\n" for line in block.split("\n"))
    _, (error,) = read_checks(read(f"- [ ] a\n  ```check\n{lines}  ```\n"))
    assert error.message == message


def test_of_a_kind_whose_options_nobody_knows_the_key_is_known():
    validator = jsonschema.Draft202012Validator(json_schema({}, {"lines": "The file is short enough."}))
    blocks = ["lines: a", "lines: [a]\nmax: 5\nid: b", "line: a", "lines: a\nweight: -1"]
    assert [validator.is_valid(load(block).value) for block in blocks] == [True, True, False, False]


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_option_is_in_it():
    for name in KINDS:
        beside = SCHEMA["$defs"][name]["anyOf"][0]["properties"]
        cls = kind_class(name)
        assert set(beside) == {name} | {field.encode_name for field in option_fields(cls)} - {cls.main} | set(DECLARED)


def test_common_options_are_those_that_are_read():
    assert COMMON.keys() == DECLARED.keys()


def test_kinds_schema_prints_it(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert invoke(["kinds", "--schema"]) == 0
    assert json.loads(capfd.readouterr().out) == json.loads(json.dumps(SCHEMA))
    assert invoke(["kinds", "--schema", "http"]) == 3
