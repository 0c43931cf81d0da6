"""What RE2 finds must be what Python's `re` finds, or nothing where `re` finds nothing."""

from __future__ import annotations

import re
import sys
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdcheck.evidence.regex.linear import program
from mdcheck.evidence.regex.words import sure_words

# All that have a case or are a blank, and many others.
BLOCKS = ((0, 0x3400), (0xA640, 0xABFF), (0xFB00, 0x11000), (0x1E900, 0x1F000), (sys.maxunicode, sys.maxunicode + 1))
EVERY_CHARACTER = "".join(chr(code) for first, end in BLOCKS for code in range(first, end))


def starts_in_re(pattern, text, limit):
    """Offsets in bytes, as RE2 counts them."""
    return [len(text[: match.start()].encode()) for match in islice(pattern.finditer(text), limit)]


@pytest.mark.parametrize("flags", ["", "(?i)", "(?a)", "(?ai)"])
@pytest.mark.parametrize(
    "pattern",
    [
        *"abijkszK_.0",
        *("[a-z]", "[A-Z]", "[^a-z]", "[i-k]", "[0-z]", "[Z-a]", "[^iks]", "[^K]", r"[\w.]", r"[^\w.]", r"[\W_]"),
        *(r"\d", r"\D", r"\s", r"\S", r"\w", r"\W", r"[^\d\s]", r"[\s\S]", r"[^\S\n]", r"[^\W\d]"),
        *("é", "É", "[é]", "[^é]", "ß", "ſ", "İ", "ı", "K", "—", "[à-ü]", "[^à-ü]", "[z-ü]", "[^z-ü]", "ǅ", "[–—]"),
    ],
)
def test_each_character_is_matched_as_python_matches_it(flags, pattern):
    # Runs of matches are few, where single matches would be a million.
    regex = re.compile(f"{flags}(?:{pattern})+")
    linear = program(regex, ascii_text=False)
    found = [match.group().decode() for match in linear.regex.finditer(EVERY_CHARACTER.encode())]
    expected = [match.group() for match in regex.finditer(EVERY_CHARACTER)]
    assert bool(found == expected) or (not linear.exact and not set("".join(expected)) - set("".join(found)))
    ascii_only = program(regex, ascii_text=True)
    text = EVERY_CHARACTER[:128]
    if ascii_only.exact:
        assert ascii_only.starts(text.encode(), 999) == starts_in_re(regex, text, 999)
    assert ascii_only.finds(text.encode()) or not regex.search(text)


@pytest.mark.parametrize(
    ("pattern", "in_ascii", "in_any_text"),
    [
        ("TODO|FIXME", True, True),
        (r"password\s*=\s*[\"'][^\"']+", True, True),
        (r"(?i)api[_-]?key", True, True),
        (r"^import os$", False, False),
        (r"(?m)^import os$", True, True),
        (r"\bTODO\b", True, False),
        (r"\w+", True, False),
        (r"(?P<quote>['\"])x(?P=quote)", False, False),
        ("(?<!un)safe", False, False),
        ("(?i)é", False, False),
        ("—", True, True),
        ("x*", False, False),
        ("(?:a|b*)+c", False, False),
        ("a{2000}", False, False),
    ],
)
def test_which_patterns_are_exact(pattern, in_ascii, in_any_text):
    regex = re.compile(pattern)
    assert program(regex, ascii_text=True).exact is in_ascii
    assert program(regex, ascii_text=False).exact is in_any_text


@pytest.mark.parametrize(
    "pattern",
    ["\ud800", "(?:(?:x{100}){100}){100}", "(?:" * 99 + "x" + "){9}" * 99],
    ids=["surrogate", "large", "deep"],
)
def test_what_re2_can_not_run_is_left_to_python(pattern):
    assert program(re.compile(pattern), ascii_text=True) is None


characters = st.sampled_from("aAbBkKsSiI19_-. \t\nxé\u212a\u0131\u0130\u017f—٣\xa0\x1c\x85")
texts = st.text(characters, max_size=12)
atoms = st.one_of(
    characters.map(re.escape),
    st.sampled_from([r"\w", r"\W", r"\d", r"\s", r"\S", ".", "^", "$", r"\b", r"\B", r"\A", r"\Z"]),
    st.sampled_from(["[a-k]", "[^a]", r"[\w-]", r"[^\s_]", "[A-Z1-9]", "(?=a)", "(?!b)", "(?<=a)", "(?<![ab])", "é"]),
)


def _larger(inner):
    repeats = st.sampled_from(["*", "+", "?", "{1,2}", "{2}", "*?", "+?", "??", "{0,3}?", "*+"])
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, repeats).map(lambda both: f"(?:{both[0]}){both[1]}"),
        st.tuples(st.sampled_from("ims"), inner).map(lambda both: f"(?{both[0]}:{both[1]})"),
        inner.map(lambda part: f"({part})"),
    )


patterns = st.recursive(atoms, _larger, max_leaves=6)
flags = st.sampled_from([0, re.IGNORECASE, re.MULTILINE, re.DOTALL, re.IGNORECASE | re.MULTILINE])


@given(pattern=patterns, flag=flags, text=texts, limit=st.integers(1, 5))
def test_any_pattern_finds_what_python_finds(pattern, flag, text, limit):
    regex = re.compile(pattern, flag)
    linear = program(regex, ascii_text=text.isascii())
    data = text.encode()
    if linear.exact:
        assert linear.starts(data, limit) == starts_in_re(regex, text, limit)
        assert linear.fits(data) == bool(regex.fullmatch(text))
    for match in regex.finditer(text):
        assert not sure_words(regex) or any(word in match.group() for word in sure_words(regex))
    if not linear.exact:
        assert linear.finds(data) or not regex.search(text)
        assert linear.fits(data) or not regex.fullmatch(text)
