from pathlib import Path

import pytest
from testing.documents import read

from mdcheck.document.blocks.common_options import COMMON, read_common
from mdcheck.document.blocks.durations import seconds
from mdcheck.document.model import CommonOptions, Severity, Tick


def test_defaults():
    common, problems = read_common({})
    assert (common, problems) == (CommonOptions(), {})
    assert (common.severity, common.timeout, common.weight, common.retries) == (Severity.ERROR, 60.0, 1.0, 0)
    assert tuple(COMMON) == CommonOptions._fields


@pytest.mark.parametrize(
    ("key", "value", "meaning"),
    [
        ("id", "a-b/c.d", "a-b/c.d"),
        ("id", "Ü", "Ü"),
        ("severity", "blocker", Severity.BLOCKER),
        ("severity", "warning", Severity.WARNING),
        ("tick", "check", Tick.CHECK),
        ("tick", "person", Tick.PERSON),
        ("when", {"file_exists": "a", "match": "any"}, {"file_exists": "a", "match": "any"}),
        ("when", "file_exists: [a, b]", {"file_exists": ["a", "b"]}),
        ("timeout", "90s", 90.0),
        ("timeout", "10m", 600.0),
        ("timeout", "1.5h", 5400.0),
        ("timeout", "500ms", 0.5),
        ("timeout", "7d", 604_800.0),
        ("timeout", 30, 30.0),
        ("timeout", 0.5, 0.5),
        ("weight", 3, 3.0),
        ("weight", "2.5", 2.5),
        ("weight", 0, 0.0),
        ("weight", 1_000_000, 1_000_000.0),
        ("tags", "a", ("a",)),
        ("tags", "a, b", ("a", "b")),
        ("tags", ["a", " b "], ("a", "b")),
        ("tags", [], ()),
        ("needs", "a,b", ("a", "b")),
        ("fix", " Write it ", "Write it"),
        ("url", "https://a.example/", "https://a.example/"),
        ("retries", 3, 3),
        ("retries", "20", 20),
        ("inputs", "src/**/*.py", ("src/**/*.py",)),
        ("inputs", ["a", " b "], ("a", "b")),
    ],
)
def test_read(key, value, meaning):
    common, problems = read_common({key: value})
    assert (getattr(common, key), problems) == (meaning, {})


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("id", "a b", "an id is one word without spaces or commas; quote it if it looks like a number"),
        ("id", "a,b", "an id is one word without spaces or commas; quote it if it looks like a number"),
        ("id", "", "an id is one word without spaces or commas; quote it if it looks like a number"),
        ("id", 404, "an id is one word without spaces or commas; quote it if it looks like a number"),
        ("severity", "blokcer", "“blokcer” is no severity (did you mean “blocker”?): blocker, error, warning"),
        ("severity", "Error", "“Error” is no severity (did you mean “error”?): blocker, error, warning"),
        ("severity", ["error"], "“['error']” is no severity (did you mean “error”?): blocker, error, warning"),
        ("severity", None, "“None” is no severity: blocker, error, warning"),
        ("tick", "people", "tick is check or person: who ticks the box"),
        ("tick", True, "tick is check or person: who ticks the box"),
        ("when", {}, "when is a kind with its options, such as “file_exists: Dockerfile”"),
        ("when", ["a"], "when is a kind with its options, such as “file_exists: Dockerfile”"),
        ("when", None, "when is a kind with its options, such as “file_exists: Dockerfile”"),
        ("when", {1: "a"}, "when is a kind with its options, such as “file_exists: Dockerfile”"),
        ("when", "Dockerfile", "when is a kind with its options, such as “file_exists: Dockerfile”"),
        ("timeout", "soon", "“soon” is no duration: write 90s, 10m, 24h or 7d"),
        ("timeout", "-5s", "“-5s” is no duration: write 90s, 10m, 24h or 7d"),
        ("timeout", 0, "a timeout must be longer than nothing"),
        ("timeout", True, "a timeout is a duration such as 90s or 10m"),
        ("timeout", None, "a timeout is a duration such as 90s or 10m"),
        ("timeout", "8d", "a timeout is 7d at most"),
        ("timeout", "9" * 5000, "a timeout is 7d at most"),
        ("weight", -1, "a weight is a number from 0 to 1000000"),
        ("weight", 1_000_000.5, "a weight is a number from 0 to 1000000"),
        ("weight", "1e3", "a weight is a number from 0 to 1000000"),
        ("weight", "٥", "a weight is a number from 0 to 1000000"),
        ("timeout", "٥s", "“٥s” is no duration: write 90s, 10m, 24h or 7d"),
        ("weight", "heavy", "a weight is a number from 0 to 1000000"),
        ("weight", "nan", "a weight is a number from 0 to 1000000"),
        ("weight", "inf", "a weight is a number from 0 to 1000000"),
        ("weight", True, "a weight is a number from 0 to 1000000"),
        ("weight", None, "a weight is a number from 0 to 1000000"),
        ("weight", [1], "a weight is a number from 0 to 1000000"),
        ("tags", "", "write a word or a list of words"),
        ("tags", "a,,b", "write a word or a list of words"),
        ("tags", [1], "write a word or a list of words"),
        ("tags", None, "write a word or a list of words"),
        ("needs", {"a": "b"}, "write a word or a list of words"),
        ("fix", "", "write a text here; quote it if it looks like a number"),
        ("fix", 5, "write a text here; quote it if it looks like a number"),
        ("url", None, "write a text here; quote it if it looks like a number"),
        ("retries", -1, "retries is a whole number from 0 to 20"),
        ("retries", 21, "retries is a whole number from 0 to 20"),
        ("retries", 1.5, "retries is a whole number from 0 to 20"),
        ("retries", True, "retries is a whole number from 0 to 20"),
        ("retries", "9" * 5000, "retries is a whole number from 0 to 20"),
        ("retries", "٣", "retries is a whole number from 0 to 20"),
        ("inputs", "", "inputs is a path or glob, or a list of them"),
        ("inputs", [], "inputs is a path or glob, or a list of them"),
        ("inputs", [1], "inputs is a path or glob, or a list of them"),
        ("inputs", True, "inputs is a path or glob, or a list of them"),
        ("cache", True, "cache is a duration such as 24h or 7d"),
        ("cache", "soon", "“soon” is no duration: write 90s, 10m, 24h or 7d"),
        ("cache", 0, "cache is longer than nothing and 366d at most; to run the check always, leave “inputs” out"),
        ("cache", "367d", "cache is longer than nothing and 366d at most; to run the check always, leave “inputs” out"),
    ],
)
def test_what_is_wrong_goes_by_its_key_and_the_default_stands(key, value, problem):
    assert read_common({key: value}) == (CommonOptions(), {key: problem})


def test_a_cache_needs_inputs():
    assert read_common({"inputs": "a", "cache": "7d"}) == (CommonOptions(inputs=("a",), cache=604_800.0), {})
    assert [read_common({"inputs": "a", "cache": text})[0].cache for text in ("366d", "500ms")] == [31_622_400.0, 0.5]
    _, problems = read_common({"cache": "7d"})
    assert problems == {"cache": "a result can be kept only if “inputs” names the files that it depends on"}


@pytest.mark.parametrize(
    ("text", "result"),
    [("0", 0.0), ("90s", 90.0), ("2 m", 120.0), ("1.5h", 5400.0), ("1d", 86_400.0), ("2w", 1_209_600.0), (" 5 ", 5.0)],
)
def test_seconds(text, result):
    assert seconds(text) == result


@pytest.mark.parametrize("text", ["", "s", "5 minutes", "1h30m", "-1", "1e3", "5S", ".5"])
def test_no_duration(text):
    with pytest.raises(ValueError, match="is no duration: write 90s"):
        seconds(text)


def test_common_options_are_no_options_of_the_kind():
    text = "- [ ] a\n  ```check\n  file_exists: b\n  id: c\n  needs: [d]\n  match: any\n  ```\n"
    block = read(text).items[0].checks[0]
    assert block.options == {"file_exists": "b", "match": "any"}
    assert block.common == CommonOptions(id="c", needs=("d",))


def test_a_when_that_is_no_yaml():
    _, problems = read_common({"when": "a: [b"})
    assert problems["when"].startswith("when is a kind with its options, written as YAML: ")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("timeout", 90.0, "90s"),
        ("timeout", 600.0, "10m"),
        ("cache", 86_400.0, "1d"),
        ("timeout", 0.5, "0.5s"),
        ("weight", 2.0, "2"),
        ("tags", ("a", "b"), "a, b"),
        ("when", {"file_exists": ["a", "b"], "match": "any"}, "file_exists: a, b, match: any"),
        ("severity", Severity.BLOCKER, "blocker"),
    ],
)
def test_written(name, value, text):
    assert COMMON[name].written(value) == text


def test_the_documentation_is_the_declaration():
    text = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
    head = "### Options common to all checks\n\n| option | meaning | default |\n| --- | --- | --- |\n"
    rows = [f"| `{name}` | {option.meaning} | {option.default} |" for name, option in COMMON.items()]
    assert text.partition(head)[2].partition("\n\n")[0].split("\n") == rows


def test_who_ticks_an_items_box():
    block = "  ```check\n  file_exists: b\n{}  ```\n"
    plain, guarded = block.format(""), block.format("  tick: person\n")
    text = f"- [ ] a\n{plain}{guarded}- [ ] b\n{plain}- [ ] c\n"
    assert [item.guarded for item in read(text).items] == [True, False, False]
