from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mdcheck.evidence.globs import glob_regex, matching, sure_parts


@pytest.mark.parametrize(
    ("glob", "found", "others"),
    [
        ("*.md", ["a.md", ".md"], ["a/b.md", "a.mdx"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "x/a/b"]),
        ("**/b", ["b", "a/b", "a/a/b"], ["ab", "b/a"]),
        ("docs/**", ["docs/a", "docs/a/b"], ["docs", "doc/a"]),
        ("**", ["a", "a/b"], []),
        ("**/x*/**/y", ["x/y", "a/x1/y", "x/x/b/y"], ["x", "y", "a/y"]),
        ("**/**/b", ["b", "a/b"], ["ab"]),
        ("a**b", ["ab", "axb"], ["a/b"]),
        ("a?c", ["abc"], ["ac", "a/c"]),
        ("[a-c]x", ["ax", "cx"], ["dx"]),
        ("[!a]x", ["bx"], ["ax", "/x"]),
        ("[{]x", ["{x"], ["x"]),
        ("a[.-9]b", ["a.b", "a0b"], ["a/b"]),
        ("*.{js,ts}", ["a.js", "a.ts"], ["a.jsx", "a.{js,ts}"]),
        ("{a,b/**}/c", ["a/c", "b/c", "b/x/c"], ["c", "x/c"]),
        ("src{,/**}", ["src", "src/a/b"], ["srca"]),
        ("{a{b,c},d}", ["ab", "ac", "d"], ["a"]),
        ("a{b", ["a{b"], ["ab"]),
        ("a}b,c", ["a}b,c"], []),
        ("*a*b*", ["ab", "xaxbx"], ["ba"]),
        ("*ab*b", ["abb", "aabxb"], ["ab"]),
        ("a.b+(c)", ["a.b+(c)"], ["axb+(c)"]),
    ],
)
def test_glob(glob, found, others):
    regex = glob_regex(glob)
    assert [name for name in found + others if regex.fullmatch(name)] == found


@pytest.mark.parametrize("glob", ["{a{b}", "{a,b}" * 9, "[z-a]"], ids=["unclosed", "too-many", "range"])
def test_what_is_no_glob(glob):
    with pytest.raises(re.error):
        glob_regex(glob)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*a" * 30 + "*b", "a" * 4000),
        ("**/a*/" * 20 + "b", "a/" * 2000 + "c"),
        ("**/*a*a*a*a*b", "/".join(["a" * 250] * 16)),
        ("**/" * 40 + "b", "a/" * 2000 + "c"),
    ],
    ids=["stars", "folders", "both", "repeated"],
)
def test_no_glob_takes_for_ever(glob, path):
    regex = glob_regex(glob)
    assert regex.fullmatch(path) is None  # ends at all: what backtracks would not


def slow(names, parts):
    """What a glob means, by trying everything."""
    if not names:
        return not parts
    if names[0] == "**":
        if len(names) == 1:
            return bool(parts)
        return any(slow(names[1:], parts[skip:]) for skip in range(len(parts) + 1))
    name = re.sub(r"\*+", "[^/]*", names[0]).replace("?", "[^/]")
    return bool(parts) and re.fullmatch(name, parts[0]) is not None and slow(names[1:], parts[1:])


NAMES = st.one_of(st.just("**"), st.text("ab*?", min_size=1, max_size=6))
PARTS = st.text("ab", min_size=1, max_size=5)


@given(st.lists(NAMES, min_size=1, max_size=5), st.lists(PARTS, min_size=1, max_size=5))
def test_a_glob_finds_what_trying_everything_finds(names, parts):
    assert (glob_regex("/".join(names)).fullmatch("/".join(parts)) is not None) == slow(names, parts)


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("**/*crypto*", {"crypto"}),
        ("a/**/*.py", {".py"}),
        ("**/a/b", {"a/b"}),
        ("a/**", {"a"}),
        ("**", set()),
        ("*", set()),
        ("a?c*long", {"long"}),
        ("[ab]long", {"long"}),
        ("a[/*]b[", {"b["}),
        ("a[]b]long", {"long"}),
        ("long{a,b}", {"longa", "longb"}),
        ("**/{a*,?bc}{,/**}", {"a", "bc"}),
        ("{a,*}", set()),
    ],
)
def test_what_every_match_holds(pattern, parts):
    assert sure_parts(pattern) == parts


TEXTS = st.text("ab*?/[]!{,}", min_size=1, max_size=10)


@given(TEXTS, st.sets(st.text("ab/[", min_size=1, max_size=8)), st.booleans())
@example("[a/]b", {"ab", "/b"}, False)
def test_what_matches_among_many(pattern, paths, nocase):
    try:
        regex = glob_regex(pattern, nocase=nocase)
    except re.error:
        return
    assert matching(pattern, paths, nocase=nocase) == {path for path in paths if regex.fullmatch(path)}
