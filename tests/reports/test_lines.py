from __future__ import annotations

import pytest

from mdcheck.reports.layout.lines import (
    Styled,
    TextStyle,
    columns,
    cut,
    flow,
    folded,
    headed,
    joined,
    plain,
    shown,
    spread,
    words,
)

COLUMNS = [
    pytest.param("", 0, id="nothing"),
    pytest.param("abc", 3, id="ASCII"),
    pytest.param("é", 1, id="letter"),
    pytest.param("e\u0301", 1, id="letter and mark"),
    pytest.param("署名", 4, id="wide"),
    pytest.param("🚀", 2, id="emoji"),
    pytest.param("👩‍👩‍👧", 2, id="emoji joined of three"),
    pytest.param("👍🏽", 2, id="emoji with a tone"),
    pytest.param("❤️", 2, id="sign in emoji style"),
    pytest.param("🇫🇮", 2, id="flag"),
    pytest.param("✓ – · … ━", 9, id="our own signs"),
]


@pytest.mark.parametrize(("text", "expected"), COLUMNS)
def test_columns(text, expected):
    assert columns(text) == expected


CUT = [
    pytest.param("abc", 3, "abc", id="fits"),
    pytest.param("abcd", 3, "ab…", id="cut"),
    pytest.param("ab cd", 4, "ab…", id="no blank before the ellipsis"),
    pytest.param("署名を", 4, "署…", id="half a wide character is none"),
    pytest.param("abc", 1, "…", id="one column"),
    pytest.param("署名", 2, "…", id="two columns for a wide character"),
    pytest.param("abc", 0, "", id="no column"),
]


@pytest.mark.parametrize(("text", "room", "expected"), CUT)
def test_cut(text, room, expected):
    assert cut(text, room) == expected


FLOWED = [
    pytest.param("one two three", 7, ["one two", "three"], id="between words"),
    pytest.param("a  b", 9, ["a b"], id="blanks are one"),
    pytest.param("", 9, [], id="nothing"),
    pytest.param("abcdefgh ij", 4, ["abcd", "efgh", "ij"], id="a long word"),
    pytest.param("docs/guides/start.md", 12, ["docs/guides/", "start.md"], id="a path behind its marks"),
    pytest.param("署名を確認", 5, ["署名", "を確", "認"], id="wide"),
    pytest.param("a ::error::x", 6, ["a", ": :err", "or::x"], id="no line begins with a command"),
    pytest.param("aaaa::error::x", 4, ["aaaa", ": :", "erro", "r::x"], id="nor where a word is broken"),
]


@pytest.mark.parametrize(("text", "room", "expected"), FLOWED)
def test_flow(text, room, expected):
    assert [plain(line) for line in flow(words(text), room)] == expected


def test_flow_keeps_styles_and_joins_equal_ones():
    parts = [*words("a b", TextStyle.TITLE), *words("c", TextStyle.MUTED)]
    assert flow(parts, 9) == [(Styled("a b", TextStyle.TITLE), Styled(" "), Styled("c", TextStyle.MUTED))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", [""]), ("  ab  c", ["  a", "b  ", "c"]), ("aa::x", ["aa:", ":x"]), ("aaa::x", ["aaa", ": :", "x"])],
)
def test_folded_keeps_blanks(text, expected):
    assert folded(text, 3) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::error::x", ": :error::x"),
        ("  ::error::x", ": :error::x"),
        ("std::vector", "std::vector"),
        ("a ##[error]b", "a # #[error]b"),
        ("##vso[task.setvariable]", "# #vso[task.setvariable]"),
        ("##teamcity[x]", "# #teamcity[x]"),
        ("## heading", "## heading"),
        ("#\x00#[error]", "# #[error]"),
    ],
)
def test_shown_is_no_command(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("title", "width", "expected"),
    [
        ("A list", 18, ["A list  3 of 4 now"]),
        ("A list", 17, ["A list", "  3 of 4 now"]),
        ("A list with a longer name", 14, ["A list with a", "longer name", "  3 of 4 now"]),
        ("/a/path/that/is/long", 12, ["/a/path/", "that/is/long", "  3 of 4 now"]),
    ],
)
def test_headed(title, width, expected):
    """What is said of a title never has to stand in a narrow column behind it."""
    assert [plain(line) for line in headed(title, "3 of 4 now", TextStyle.MUTED, width=width)] == expected


def test_spread_leaves_a_gap():
    left, right = (Styled("ab"),), (Styled("c"),)
    assert [plain(spread(left, right, width)) for width in (3, 8)] == ["ab  c", "ab     c"]
    assert spread(left, (), 8) == left


def test_joined():
    parts = (Styled("a"), Styled("b"), Styled("c", TextStyle.MUTED))
    assert joined(parts) == (Styled("ab"), Styled("c", TextStyle.MUTED))
