import pytest

from mdcheck.document.edits import Edit, apply, inverse
from mdcheck.document.source import Span


@pytest.mark.parametrize(
    ("text", "edits", "result"),
    [
        ("abc", [], "abc"),
        ("abc", [Edit(Span(1, 2), "X")], "aXc"),
        ("abc", [Edit(Span(2, 3), ""), Edit(Span(0, 1), "long")], "longb"),
        ("abc", [Edit(Span(3, 3), "d")], "abcd"),
        ("", [Edit(Span(0, 0), "a")], "a"),
        ("ab", [Edit(Span(0, 1), "1"), Edit(Span(1, 2), "2")], "12"),
    ],
)
def test_apply_and_inverse(text, edits, result):
    assert apply(text, edits) == result
    assert apply(result, inverse(text, edits)) == text


def test_no_edits_are_the_same_object():
    text = "a" * 100
    assert apply(text, []) is text


def test_edits_that_overlap_are_a_bug():
    with pytest.raises(AssertionError, match="overlap"):
        apply("abc", [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])
