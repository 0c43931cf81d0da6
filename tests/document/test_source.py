import pytest

from mdcheck.document.source import MAX_BYTES, MAX_LINES, Location, Source, Span, within
from mdcheck.errors import SourceError

HOSTILE = {
    "empty": b"",
    "one line": b"a",
    "lf": b"a\nb\n",
    "crlf": b"a\r\nb\r\n",
    "lone cr": b"a\rb\r",
    "mixed": b"a\r\nb\rc\nd\n\re",
    "bom": b"\xef\xbb\xbfa\n",
    "bom alone": b"\xef\xbb\xbf",
    "two boms": b"\xef\xbb\xbf\xef\xbb\xbfa",
    "separators that end no line": "a\u2028b\u2029c\x0cd\x85e\x0bf\x1cg\n".encode(),
    "nul": b"a\x00b\n",
    "no final newline": b"a\nb",
    "a line of a megabyte": b"x" * 1_000_000 + b"\n",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_bytes_come_back(data):
    source = Source.from_bytes(data, path="a.md")
    assert (source.to_bytes(), source.path) == (data, "a.md")


def test_a_byte_order_mark_is_no_text():
    source = Source.from_bytes(b"\xef\xbb\xbf\xef\xbb\xbfa", path="a.md")
    assert (source.bom, source.text) == (True, "\ufeffa")
    assert not Source.from_bytes(b"a", path="a.md").bom


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb", ["a", "b"]),
        ("a\n\rb", ["a", "", "b"]),
        ("a\r\r\nb", ["a", "", "b"]),
        ("a\u2028b\x0cc\x85d", ["a\u2028b\x0cc\x85d"]),
        ("\n\n", ["", "", ""]),
    ],
)
def test_lines_end_where_commonmark_ends_them(text, lines):
    source = Source.from_text(text)
    assert [source.line(index) for index in range(len(source.starts))] == lines


@pytest.mark.parametrize("text", ["a", "\ufeff", "\ufeffa", "\ufeff\ufeffa", "a\ufeff"])
@pytest.mark.parametrize("bom", [False, True])
def test_a_byte_order_mark_is_none_of_the_text(text, bom):
    source = Source.from_text(text, path="list.md", bom=bom)
    assert source.to_bytes() == ("\ufeff" * bom + text).encode()
    assert Source.from_bytes(source.to_bytes(), path="list.md") == source


@pytest.mark.parametrize(
    ("text", "offset", "location"),
    [
        ("abc", 0, (1, 1)),
        ("abc", 3, (1, 4)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\nb\n", 4, (3, 1)),
    ],
)
def test_locate(text, offset, location):
    assert Source.from_text(text).locate(offset) == Location(*location)


@pytest.mark.parametrize(
    ("data", "where", "message"),
    [
        (b"\xff", "a.md:1", "not UTF-8: byte 0xff at offset 0"),
        (b"a\r\nb\rc\xe9", "a.md:3", "not UTF-8: byte 0xe9 at offset 6"),
        ("ä".encode("latin-1"), "a.md:1", "not UTF-8: byte 0xe4 at offset 0"),
        ("ok".encode("utf-16"), "a.md:1", "not UTF-8: byte 0xff at offset 0"),
    ],
)
def test_other_encodings_are_refused_with_their_place(data, where, message):
    with pytest.raises(SourceError) as caught:
        Source.from_bytes(data, path="a.md")
    assert (caught.value.where, caught.value.message) == (where, message)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"x" * (MAX_BYTES + 1), "4 MiB"), (b"\n" * (MAX_LINES + 1), "100,000 lines"), (b"\r" * (MAX_LINES + 1), "lines")],
    ids=["bytes", "lines", "carriage-returns"],
)
def test_a_document_is_bounded(data, what):
    with pytest.raises(SourceError, match=f"is larger than .*{what}"):
        Source.from_bytes(data, path="a.md")


@pytest.mark.parametrize("data", [b"x" * MAX_BYTES, b"\n" * MAX_LINES], ids=["bytes", "lines"])
def test_a_document_of_just_that_size_is_read(data):
    assert Source.from_bytes(data, path="a.md").to_bytes() == data


def test_a_span_ends_before_its_end():
    spans = [Span(2, 4), Span(7, 7)]
    assert [offset for offset in range(10) if within(offset, spans)] == [2, 3]
    assert not within(0, [])


@pytest.mark.parametrize(
    ("text", "newlines"),
    [("a", ["\n"]), ("a\r\nb\nc", ["\r\n", "\n", "\r\n"]), ("a\r", ["\r", "\r"]), ("", ["\n"])],
)
def test_the_line_end_of_a_line(text, newlines):
    source = Source.from_text(text)
    assert [source.newline(index) for index in range(len(source.starts))] == newlines


def test_where_lines_begin():
    source = Source.from_text("ab\r\nc\n")
    assert [source.start(index) for index in range(4)] == [0, 4, 6, 6]
