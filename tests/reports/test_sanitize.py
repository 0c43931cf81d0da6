from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdcheck.reports.layout.sanitize import clean

UNCHANGED = [
    pytest.param("", id="nothing"),
    pytest.param("plain | `code` <b> ::error::", id="markup is the formats' affair"),
    pytest.param("Prüfung der Übergabe — 100 %", id="letters and dashes"),
    pytest.param("配布物の署名を確認する", id="wide"),
    pytest.param("תיעוד מלא", id="right to left letters"),
    pytest.param("👩‍👩‍👧 ❤️ 👍🏽 🇫🇮", id="emoji with joiners, style, tone and flag"),
    pytest.param("می\u200cخواهم", id="a joiner within a word"),
]


@pytest.mark.parametrize("text", UNCHANGED)
def test_leaves_alone(text):
    assert (clean(text), clean(text, multiline=True)) == (text, text)


CLEANED = [
    pytest.param("\x1b[31mred\x1b[0m", "red", id="CSI"),
    pytest.param("\x1b[38;2;1;2;3mx\x1b[2J\x1b[1;1Hy\x1b[?25l", "xy", id="CSI with parameters"),
    pytest.param("\x9b31mred\x9bm", "red", id="CSI in one character"),
    pytest.param("\x1b[31", "", id="CSI cut off"),
    pytest.param("a\x1b]0;title\x07b", "ab", id="OSC ended by BEL"),
    pytest.param("a\x1b]8;;https://evil.example\x1b\\b\x1b]8;;\x1b\\", "ab", id="OSC ended by ST"),
    pytest.param("a\x9d0;title\x9cb", "ab", id="OSC in one character"),
    pytest.param("a\x1b]0;no end", "a0;no end", id="OSC without end hides nothing"),
    pytest.param("a\x1bPq#0\x1b\\b\x1b_x\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\c", "abc", id="DCS, APC, PM, SOS"),
    pytest.param("\x1bcreset\x1b(Bset\x1b7", "resetset", id="short escapes"),
    pytest.param("\x1b\x1b[31m\x1b", "", id="escapes in a row"),
    pytest.param("a\x00b\x08\x08c\x7fd\x85e\x80f", "abcd ef", id="C0, DEL, C1"),
    pytest.param("a\tb\vc\fd\u2028e\u2029f", "a b c d e f", id="blanks"),
    pytest.param("  a\r\nb\rc\nd\n", "a b c d", id="line ends"),
    pytest.param("safe\u202egnp.exe\u2066x\u2069\u200f\u061c", "safegnp.exex", id="direction"),
    pytest.param("pass\u200bword\ufeff\u2060\u00ad", "password", id="invisible"),
    pytest.param("a\u200db \u200cc d\u200d", "ab c d", id="stray joiners"),
    pytest.param("a\U000e0041\U000e0042", "a", id="tags"),
    pytest.param("caf\udce9", "caf\ufffd", id="lone surrogate"),
]


@pytest.mark.parametrize(("text", "expected"), CLEANED)
def test_cleans(text, expected):
    assert clean(text) == expected


def test_multiline_keeps_lines_and_blanks_around_them():
    assert clean(" a\tb\r\n\x1b[1mc\rd\n\n", multiline=True) == " a b\nc\nd\n\n"


@given(
    st.text(st.characters() | st.sampled_from("\x1b\x9b\x9d\x9c[]\\;\x07\r\n\u200d\u202e\ud800 :a")),
    st.booleans(),
)
def test_laws(text, multiline):
    shown = clean(text, multiline=multiline)
    assert clean(shown, multiline=multiline) == shown
    kept = {"\n"} if multiline else set()
    assert {char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")} <= kept
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("part", ["\x1b]", "\x9d", "\x1b[", "\x1b[1;", "\x1bP a", "\x1b \x1b", "é\u200d", "\u200d"])
def test_time_is_linear(part):
    # A quadratic reading of a megabyte would take minutes.
    assert "\x1b" not in clean(part * (1_000_000 // len(part)))
