import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind, Range

from mdcheck.document.source import Source, Span
from mdcheck.lsp.positions import Positions

UTF8, UTF16, UTF32 = PositionEncodingKind.Utf8, PositionEncodingKind.Utf16, PositionEncodingKind.Utf32
ENCODINGS = st.sampled_from([UTF8, UTF16, UTF32])
TEXTS = st.text(st.sampled_from("ab ß€😀\n\r\ufeff\u2028\x0c\x85"), max_size=30)


@given(TEXTS, ENCODINGS)
def test_a_position_leads_back_to_its_offset(text, encoding):
    source, positions = Source.from_text(text), Positions(encoding)
    for offset in range(len(source.text) + 1):
        line = source.locate(offset).line - 1
        there = positions.offset(source, positions.position(source, offset))
        assert there == min(offset, source.line_end(line))


@given(TEXTS)
def test_units_are_those_of_the_encoding(text):
    """Counted in the text as the editor has it, whose lines end as CommonMark's do."""
    source = Source.from_text(text)
    whole = source.to_bytes().decode()
    shift = len(whole) - len(source.text)
    for encoding, width in ((UTF8, lambda part: len(part.encode())), (UTF32, len)):
        for offset in range(len(source.text) + 1):
            line = source.locate(offset).line - 1
            end = min(offset, source.line_end(line))
            start = source.starts[line] + shift if line else 0
            expected = Position(line, width(whole[start : end + shift]))
            assert Positions(encoding).position(source, offset) == expected


@given(TEXTS, ENCODINGS, st.integers(0, 9), st.integers(0, 50))
def test_every_position_leads_into_the_text(text, encoding, line, character):
    source = Source.from_text(text)
    offset = Positions(encoding).offset(source, Position(line, character))
    assert 0 <= offset <= len(source.text)


@pytest.mark.parametrize(
    ("encoding", "character", "offset"),
    [(UTF16, 2, 1), (UTF16, 1, 0), (UTF8, 4, 1), (UTF8, 2, 0), (UTF32, 1, 1), (UTF16, 99, 2)],
)
def test_a_column_inside_a_character_means_its_beginning(encoding, character, offset):
    assert Positions(encoding).offset(Source.from_text("😀x\ny"), Position(0, character)) == offset


def test_a_byte_order_mark_takes_room_in_the_first_line():
    source = Source.from_text("\ufeffab\ncd")
    assert Positions(UTF16).position(source, 1) == Position(0, 2)
    assert Positions(UTF8).position(source, 1) == Position(0, 4)
    assert Positions(UTF16).position(source, 4) == Position(1, 1)


def test_a_range_that_is_turned_round():
    source = Source.from_text("abc\ndef")
    assert Positions(UTF16).span(source, Range(Position(1, 1), Position(0, 2))) == Span(2, 5)
