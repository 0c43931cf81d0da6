from __future__ import annotations

import pytest

from mdcheck.reports.layout.lines import Styled, TextStyle, plain
from mdcheck.reports.layout.visible import change, change_rows, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl x | sh", "curl x | sh"),
        ("échó ✅ 日本", "échó ✅ 日本"),
        ("a\tb", "a⇥b"),
        ("a\x1b[2Kb", "a<U+001B>[2Kb"),
        ("rm\r# fine", "rm<U+000D># fine"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\u200bb", "a<U+200B>b"),
        ("a\u2028b", "a<U+2028>b"),
        ("a\xa0b", "a<U+00A0>b"),
        ("a\u3164b", "a<U+3164>b"),
        ("a\ufe0fb", "a<U+FE0F>b"),
        ("a\U000e0041b", "a<U+E0041>b"),
        ("a\ud800b", "a<U+D800>b"),
        ("echo ##[error]x", "echo <U+0023>#[error]x"),
    ],
    ids=ascii,
)
def test_nothing_is_left_out(text, expected):
    assert visible(text) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "check sh\nmake\n", [("+", "check sh"), ("+", "make")]),
        ("check sh\nmake\n", "", [("-", "check sh"), ("-", "make")]),
        ("check sh\nmake\n", "check sh\nmake all\n", [(" ", "check sh"), ("-", "make"), ("+", "make all")]),
        ("a\n", "a\n\n", [(" ", "a"), ("+", "")]),
        ("a\u200b\n", "a\n", [("-", "a<U+200B>"), ("+", "a")]),
    ],
    ids=["new", "gone", "changed", "a blank line", "what can't be seen"],
)
def test_a_change_tells_every_line(before, after, expected):
    assert list(change(before, after)) == expected


def test_a_long_line_is_folded_and_whole():
    rows = list(change_rows("", "::error::" + "abc" * 20, indent=2, width=26))
    assert [plain(row) for row in rows] == [
        "  │ + ::error::abcabcabcab",
        "  │   cabcabcabcabcabcabca",
        "  │   bcabcabcabcabcabcabc",
        "  │   abcabcabc",
    ]


def test_a_mark_stands_out():
    (row,) = change_rows("", "a\u202e\tb<U+202E>", indent=0, width=40)
    assert row[2:] == (
        Styled("a", TextStyle.PASSED),
        Styled("<U+202E>", TextStyle.BLOCKER),
        Styled("⇥", TextStyle.MUTED),
        Styled("b<U+202E>", TextStyle.PASSED),
    )
