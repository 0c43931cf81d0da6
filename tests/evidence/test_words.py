from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdcheck.evidence.regex.words import Words, sure_words


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("TODO|FIXME", {"TODO", "FIXME"}),
        (r"\bprint\(", {"print("}),
        (r"a\s+longer\s*=(x)", {"longer"}),
        ("(?:http|ftp)://", {"http://", "ftp://"}),
        ("a b", {"a"}),
        ("(?i)todo", set()),
        ("(?i:todo)x", {"x"}),
        (r"\w+|x", set()),
        ("x*", set()),
        ("(?=abc)d", {"d"}),
        (
            "[Rr]ate[_-]?[Ll]imit",
            {f"{one}{gap}{two}imit" for one in ("Rate", "rate") for gap in ("", "_", "-") for two in "Ll"},
        ),
        ("[Rr]ate[ _]?[Ll]imit", {"Limit", "limit"}),
        ("(ab+c|de)", {"a", "de"}),
        ("(?:foo)+bar", {"foo"}),
        ("[^a]bc", {"bc"}),
        ("[a-z]bc", {"bc"}),
        ("a|", set()),
        ("(?:" + "|".join(f"{n:02}" for n in range(70)) + ")x", {f"{n:02}" for n in range(70)}),
    ],
)
def test_words_that_every_match_holds(pattern, words):
    assert sure_words(re.compile(pattern)) == words


@pytest.mark.parametrize(
    "text", [b"", b"a key", b"keys and \xff tokens", b"\xc3\xa9t\xc3\xa9", b"a.b", b"aXb", b"to\0ken"]
)
@pytest.mark.parametrize(
    "words",
    [[b"key"], [b"key", b"token", b"tok"], ["été".encode(), b"a.b"], [b"%d" % n for n in range(300)] + [b"key"]],
)
def test_the_words_in_a_text(words, text):
    assert Words(words).in_text(text) == {word for word in words if word in text}


@given(st.sets(st.binary(min_size=1, max_size=3).filter(lambda word: word.isascii()), min_size=1), st.binary())
def test_the_words_in_any_text(words, text):
    assert Words(words).in_text(text) == {word for word in words if word in text}
