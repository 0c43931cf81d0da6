"""YAML as a person means it: what is read, and what is refused and where."""

import pytest

from mdcheck.document.blocks.strict_yaml import StrictYAMLError, load

VALUES = {
    "empty": ("", None),
    "a comment": ("# a\n", None),
    "a word": ("a\n", "a"),
    "several words": ("a b, c\n", "a b, c"),
    "a mapping": ("a: b\nc: d\n", {"a": "b", "c": "d"}),
    "a list": ("a: [b, c]\n", {"a": ["b", "c"]}),
    "a list of lines": ("a:\n  - b\n  - c\n", {"a": ["b", "c"]}),
    "a list of lines, not indented": ("a:\n- b\n- c\n", {"a": ["b", "c"]}),
    "nested": ("a: {b: [c, {d: e}]}\n", {"a": {"b": ["c", {"d": "e"}]}}),
    "integers": ("a: [0, 7, -7, +7, 100]\n", {"a": [0, 7, -7, 7, 100]}),
    "fractions": ("a: [1.5, 0.25, -1.0, 78.6]\n", {"a": [1.5, 0.25, -1.0, 78.6]}),
    "truth": ("a: [true, false]\n", {"a": [True, False]}),
    "nothing": ("a: [null, ~]\nb:\n", {"a": [None, None], "b": None}),
    "quoted": (
        "a: ['on', \"12:30\", '1.10', \"2026-01-01\", '', \"~\"]\n",
        {"a": ["on", "12:30", "1.10", "2026-01-01", "", "~"]},
    ),
    "block text": ("a: |\n  on\n  1.10\n", {"a": "on\n1.10\n"}),
    "folded text": ("a: >-\n  b\n  c\n", {"a": "b c"}),
    "escapes": ('a: "\\u00e9\\n"\n', {"a": "é\n"}),
    "keys that no reader takes for truth": ("on: b\nno: c\ny: d\n", {"on": "b", "no": "c", "y": "d"}),
    "a quoted key": ("'on': b\n", {"on": "b"}),
    "words that begin like numbers": (
        "a: [1.2.3, 3.11.x, 10m, 90s, v1, 1/2, 80%, 1-2]\n",
        {"a": ["1.2.3", "3.11.x", "10m", "90s", "v1", "1/2", "80%", "1-2"]},
    ),
    "words that begin like truth": (
        "a: [yesterday, none, nope, onward]\n",
        {"a": ["yesterday", "none", "nope", "onward"]},
    ),
    "words with signs": (
        "a: [src/**/*.py, '*.md', a:b, C:\\x, -x, --flag, .env, ./a]\n",
        {"a": ["src/**/*.py", "*.md", "a:b", "C:\\x", "-x", "--flag", ".env", "./a"]},
    ),
    "minutes beyond 59": ("a: 12:60\n", {"a": "12:60"}),
    "a comment behind": ("a: b # c\n", {"a": "b"}),
    "a document mark": ("---\na: b\n...\n", {"a": "b"}),
    "forty digits": (f"a: {'9' * 40}\n", {"a": int("9" * 40)}),
    "all of Unicode": ("a: “ü” ✅ 🎉\n", {"a": "“ü” ✅ 🎉"}),
}


@pytest.mark.parametrize(("text", "value"), VALUES.values(), ids=VALUES.keys())
def test_value(text, value):
    found = load(text).value
    assert found == value
    assert repr(found) == repr(value)  # since True == 1 == 1.0


def test_places():
    text = "file_exists:\n  paths: [a, “b”]\n  min_size: 2\nmatch: any\n"
    assert {path: text[start:end].rstrip() for path, (start, end) in load(text).places.items() if path} == {
        ("file_exists",): "file_exists",
        ("file_exists", "paths"): "paths",
        ("file_exists", "paths", 0): "a",
        ("file_exists", "paths", 1): "“b”",
        ("file_exists", "min_size"): "min_size",
        ("match",): "match",
    }


def test_places_of_lists_and_mappings():
    text = "a: [[b], {c: d}]\n"
    assert {path: text[start:end] for path, (start, end) in load(text).places.items()} == {
        (): text,
        ("a",): "a",
        ("a", 0): "[b]",
        ("a", 0, 0): "b",
        ("a", 1): "{c: d}",
        ("a", 1, "c"): "c",
    }
    assert load("[a]").places == {(): (0, 3), (0,): (1, 2)}
    assert load("# nothing\n").places == {}


def truth(word):
    return f"{word} could be a truth value (true or false) or a word"


def number(word):
    return f"{word} could be a number or a word"


REFUSED = {
    **{
        f"the word {word}": (f"a: {word}\n", 3, truth(word))
        for word in ("on", "off", "yes", "no", "y", "n", "On", "NO", "True", "FALSE")
    },
    **{
        f"the number {word}": (f"a: {word}\n", 3, number(word))
        for word in (
            "12:30",
            "1:20:30",
            "190:20:30.15",
            "1.10",
            "3.10",
            "0.50",
            "007",
            "1_000",
            "1e3",
            "1.5e-3",
            "0x1F",
            "0o17",
            "0b11",
            ".5",
            "1.",
            "-012",
            "+1.50",
        )
    },
    "a date": ("a: 2026-01-02\n", 3, "2026-01-02 could be a date or a word"),
    "a time": ("a: 2026-01-02T10:00:00Z\n", 3, "2026-01-02T10:00:00Z could be a date or a word"),
    "in a list": ("a: [b, no]\n", 7, truth("no")),
    "the same key": ("a: b\nc: d\na: e\n", 10, "“a” is given twice"),
    "the same key, nested": ("a: {b: c, b: d}\n", 10, "“b” is given twice"),
    "the same key, quoted": ("a: b\n'a': c\n", 5, "“a” is given twice"),
    "an alias": ("a: *b\n", 3, "aliases such as *b are not read"),
    "an anchor": ("a: &b c\n", 3, "anchors such as &b are not read"),
    "an anchor on a list": ("a: &b [c]\n", 3, "anchors such as &b are not read"),
    "a merge key": ("a: b\n<<: {c: d}\n", 5, "merge keys are not read"),
    "a tag": ("a: !!str 5\n", 3, "tags such as tag:yaml.org,2002:str are not read"),
    "a tag of Python's": (
        "a: !!python/name:os.system\n",
        3,
        "tags such as tag:yaml.org,2002:python/name:os.system are not read",
    ),
    "a number as a key": ("1: a\n", 0, "the key 1 is not a word"),
    "truth as a key": ("true: a\n", 0, "the key true is not a word"),
    "a list as a key": ("? [a]\n: b\n", 2, "a key must be a word"),
    "an alias as a key": ("*a : b\n", 0, "a key must be a word"),
    "two documents": ("a: b\n---\nc: d\n", 5, "a second document begins here"),
    "an anchor on a key": ("&b c: d\n", 0, "anchors such as &b are not read"),
    "a tag on a key": ("a: b\n!!str c: d\n", 5, "tags such as tag:yaml.org,2002:str are not read"),
    "a control character behind something else": ("a: *b\nc: \x01\n", 9, "YAML does not allow this character"),
    "a control character": ("# äöü🎉\na: \x01\n", 10, "YAML does not allow this character"),
    "a byte order mark": ("\ufeffa: b\n", 0, "a byte order mark stands here"),
    "too deep": ("[" * 30 + "]" * 30, 21, "nested too deep"),
    "too deep for the parser": ("[" * 5000 + "]" * 5000, 21, "nested too deep"),
    "too deep on lines of its own": ("a:\n- " + "[\n" * 3000, 4 + 2 * 19 + 1, "nested too deep"),
    "too deep lists": ("- " * 3000 + "a", 42, "nested too deep"),
    "too deep a mapping": ("{a: " * 30 + "}" * 30, 84, "nested too deep"),
    "digits without end": ("a: " + "9" * 5000, 3, "a number of so many digits is not read"),
    "digits without end behind a point": ("a: 1." + "9" * 5000, 3, "a number of so many digits is not read"),
}


@pytest.mark.parametrize(("text", "offset", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(text, offset, message):
    with pytest.raises(StrictYAMLError) as caught:
        load(text)
    assert (caught.value.offset, caught.value.message) == (offset, message)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("python: 3.10\n", 'write it in quotes: "3.10"'),
        ("a: *b\n", "write the value out"),
        ("a: &b c\n", "write the value out"),
        ("a: !b c\n", "leave the tag out"),
        ("<<: a\n", "write the options out"),
        ("5: a\n", 'quote it: "5"'),
        ("a: b\na: c\n", "keep one of them"),
        ("a: b\n---\nc: d\n", "keep one mapping to a block"),
        ("a: " + "9" * 41, "write it in quotes"),
        ("a: \x01\n", "leave it out, or write it as an escape in double quotes"),
        ("\ufeffa: b\n", "leave it out"),
        ("? [a]\n: b\n", "write “key: value”"),
    ],
)
def test_mends(text, fix):
    with pytest.raises(StrictYAMLError) as caught:
        load(text)
    assert caught.value.fix == fix
