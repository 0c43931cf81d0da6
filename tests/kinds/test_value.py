from __future__ import annotations

import msgspec
import pytest

from mdcheck.results.outcome import errored, failed, passed

FILES = {
    "many.json": '{"v": "1.x", "w": "1.2.X", "id": "9f86d08", "ID": "9F86D081", "date": "20240131b"}',
    "package.json": '\ufeff{"version": "1.2.3", "a.b": {"c/d": [10, 20.5, null]}, "private": true, "n": 1}',
    "pyproject.toml": '[project]\nversion = "1.2.3"\nday = 2024-01-31\n[tool.x]\nmin = 80\n',
    "ci.yml": "on:\n  push: &p {branches: [main]}\nversion: 1.10\nday: 2024-01-31\n"
    "yes: no\nbig: 0o17\nnot: ~\nt: true\n",
    "setup.cfg": "[tool:pytest]\naddopts = -ra\nTimeout = 30\nstrict = True\n[a.b]\nflag\n",
    "noext": '{"a": 1}',
    "alias.yaml": "a: &x 1\nb: *x\n",
    "twice.yaml": "a: 1\na: 2\n",
    "two.yaml": "a: 1\n---\na: 2\n",
    "bad.yaml": "a: [1\n",
    "control.yaml": "a: \x01\n",
    "list-key.yaml": "? [a]\n: 1\n",
    "empty.yaml": "",
    "deep.yaml": "[" * 500,
    "deeper.yaml": "a:\n  - " + "[" * 5000,
    "bad.json": '{"a": 1,}',
    "nan.json": '{"a": NaN}',
    "nan.toml": "a = nan\n",
    "nan.ini": "[s]\na = nan\n",
    "deep.json": "[" * 100_000,
    "digits.json": '{"a": ' + "9" * 5000 + "}",
    "bad.toml": "a = \n",
    "bad.ini": "a = 1\n",
    "latin.json": b'{"a": "\xe9"}',
    "two/a.json": '{"v": 1}',
    "two/b.json": '{"v": 2}',
}


@pytest.mark.parametrize(
    ("path", "at", "values"),
    [
        ("package.json", "version", {"equals": "1.2.3"}),
        ("package.json", "/a.b/c~1d/1", {"at_least": 20, "at_most": 20.5}),
        ("package.json", "/a.b/c~1d", {"equals": [10, 20.5, None]}),
        ("package.json", "n", {"equals": 1.0}),
        ("package.json", "version", {"matches": r"1\.\d+\.\d+"}),
        ("pyproject.toml", "project.version", {"equals": "1.2.3"}),
        ("pyproject.toml", "project.day", {"equals": "2024-01-31"}),
        ("pyproject.toml", "tool.x.min", {"at_least": 80}),
        ("ci.yml", "on.push.branches.0", {"equals": "main"}),
        ("ci.yml", "day", {"equals": "2024-01-31"}),
        ("ci.yml", "yes", {"equals": "no"}),
        ("ci.yml", "version", {"at_most": 1.1}),
        ("ci.yml", "big", {"equals": 15}),
        ("ci.yml", "t", {"equals": True}),
        ("setup.cfg", "tool:pytest.addopts", {"equals": "-ra"}),
        ("setup.cfg", "tool:pytest.Timeout", {"at_least": 30}),
        ("setup.cfg", "tool:pytest.Timeout", {"equals": 30}),
        ("setup.cfg", "tool:pytest.strict", {"equals": True}),
        ("setup.cfg", "/a.b/flag", {"exists": True}),
        ("noext", "a", {"equals": 1, "format": "json"}),
        ("many.json", "date", {"at_least": "20240131a"}),
    ],
)
def test_a_value_that_fits(check, path, at, values):
    finding = check("value", FILES, paths=[path], at=at, **values)
    assert finding == passed(f"{at} is as it should be in {path}")


@pytest.mark.parametrize(
    ("path", "at", "values", "finding"),
    [
        ("package.json", "version", {"equals": "2"}, failed("package.json: version is “1.2.3”, not “2”")),
        ("package.json", "/a.b/c~1d/0", {"at_least": 11}, failed("package.json: /a.b/c~1d/0 is 10, less than 11")),
        ("many.json", "v", {"at_most": "1.5"}, failed("many.json: v is “1.x”, which is no version")),
        ("many.json", "id", {"at_least": "1.5"}, failed("many.json: id is “9f86d08”, which is no version")),
        ("many.json", "ID", {"at_least": "1.5"}, failed("many.json: ID is “9F86D081”, which is no version")),
        ("many.json", "w", {"at_least": "1"}, failed("many.json: w is “1.2.X”, which is no version")),
        ("package.json", "/a.b/c~1d/0", {"at_most": 9}, failed("package.json: /a.b/c~1d/0 is 10, more than 9")),
        ("package.json", "/a.b/c~1d/3", {"exists": True}, failed("package.json: nothing at /a.b/c~1d/3")),
        (
            "package.json",
            "/a.b",
            {"equals": {"c/d": [10]}},
            failed('package.json: /a.b is {"c/d": [10, 20.5, null]}, not {"c/d": [10]}'),
        ),
        ("package.json", "n", {"equals": True}, failed("package.json: n is 1, not true")),
        ("package.json", "private", {"equals": 1}, failed("package.json: private is true, not 1")),
        ("package.json", "private", {"at_least": 0}, failed("package.json: private is true, which is no number")),
        (
            "package.json",
            "version",
            {"at_least": 1},
            failed(
                "package.json: version is “1.2.3”, which is no number: versions are compared with a bound in quotes"
            ),
        ),
        (
            "package.json",
            "version",
            {"matches": r"1\.\d+"},
            failed(r"package.json: version is “1.2.3”, which does not match 1\.\d+"),
        ),
        (
            "package.json",
            "/a.b",
            {"matches": ".*"},
            failed('package.json: /a.b is {"c/d": [10, 20.5, null]}, which no pattern can match: .*'),
        ),
        ("package.json", "x.y", {"exists": False}, passed("x.y is absent in package.json")),
        ("package.json", "version", {"exists": False}, failed("package.json: there is a value at version")),
        ("package.json", "version.0", {"exists": True}, failed("package.json: nothing at version.0")),
        ("empty.yaml", "a", {"exists": True}, failed("empty.yaml: nothing at a")),
        (
            "setup.cfg",
            "tool:pytest.addopts",
            {"at_most": 1},
            failed("setup.cfg: tool:pytest.addopts is “-ra”, which is no number"),
        ),
        ("two", "v", {"at_least": 1}, passed("2 places at v as it should be in 2 files")),
        ("two/*.json", "v", {"equals": 2}, failed("two/a.json: v is 1, not 2")),
        ("two", "v", {"equals": 3}, failed("two/a.json: v is 1, not 3 (and 1 more place)")),
        ("nan.toml", "a", {"at_least": 1}, failed("nan.toml: a is nan, which is no number")),
        ("nan.ini", "s.a", {"at_most": 1}, failed("nan.ini: s.a is “nan”, which is no number")),
        ("x.json", "v", {"exists": False}, failed("x.json does not exist")),
        (
            "noext",
            "a",
            {"exists": True},
            errored(
                "noext could be anything: give its `format`, one of"
                " json, jsonc, yaml, toml, ini, properties, env, xml, dockerfile"
            ),
        ),
        ("alias.yaml", "b", {"equals": 1}, passed("b is as it should be in alias.yaml")),
        ("twice.yaml", "a", {"exists": True}, errored("twice.yaml is malformed YAML: “a” is given twice (line 2)")),
        ("two.yaml", "a", {"exists": True}, passed("2 places at a as it should be in two.yaml")),
        (
            "control.yaml",
            "a",
            {"exists": True},
            errored("control.yaml is malformed YAML: a character that YAML does not allow"),
        ),
        (
            "list-key.yaml",
            "a",
            {"exists": True},
            errored("list-key.yaml is malformed YAML: a key that is no word (line 1)"),
        ),
        ("deep.yaml", "a", {"exists": True}, errored("deep.yaml is malformed YAML: nested too deep (line 1)")),
        ("deeper.yaml", "a", {"exists": True}, errored("deeper.yaml is malformed YAML: nested too deep (line 2)")),
        ("nan.json", "a", {"exists": True}, errored("nan.json is malformed JSON: NaN is no JSON")),
        ("deep.json", "a", {"exists": True}, errored("deep.json is nested too deep")),
        ("latin.json", "a", {"exists": True}, errored("latin.json is not UTF-8")),
    ],
)
def test_value(check, path, at, values, finding):
    assert check("value", FILES, paths=[path], at=at, **values) == finding


@pytest.mark.parametrize("path", ["bad.yaml", "bad.json", "digits.json", "bad.toml", "bad.ini"])
def test_a_malformed_file_is_an_error_in_the_parsers_words(check, path):
    message = check("value", FILES, paths=[path], at="a", exists=True).message
    assert message.startswith(f"{path} is malformed {path.rpartition('.')[2].upper()}: ")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"exists": False, "equals": 1}, "`exists: false` leaves no value for the other options"),
        ({"at_least": 2, "at_most": 1}, "`at_least` (2) is above `at_most` (1)"),
        ({"matches": "("}, "not a regular expression: missing ), unterminated subpattern at character 1"),
        ({"at": "a..b"}, "“a..b” looks like a JSONPath, which begins with a dollar sign: write $.a..b"),
        ({"at": ".a"}, "“.a” has an empty key: a key with dots needs a JSON pointer, /a.b/c"),
        ({"at": "$.a[?@.b =]"}, "not a JSONPath (RFC 9535): unexpected token '='\n$.a[?@.b =]\n         ^"),
        ({"at": "/a~b", "exists": True}, "“/a~b” is no JSON pointer: a tilde in a key is written ~0"),
    ],
    ids=["absent-and-equal", "crossed", "pattern", "dollar", "dots", "caret", "tilde"],
)
def test_value_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("value", **({"paths": ["x"], "at": "a"} | values))
    assert str(caught.value) == message
