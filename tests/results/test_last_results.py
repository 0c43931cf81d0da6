"""The last result of each check, as lines."""

import pytest

from mdcheck.results.outcome import Outcome
from mdcheck.results.store import LastResult, decode, encode

ONE = LastResult(
    item="a/b",
    index=1,
    kind="env",
    digest="d",
    outcome=Outcome.FAILED,
    message="“ü”\n",
    at="2026-01-02T03:04:05Z",
)
LINE = (
    '{"item":"a/b","index":1,"kind":"env","digest":"d","outcome":"failed","message":"“ü”\\n","at":"2026-01-02T03:04:05Z"}\n'
).encode()


def test_a_line_for_each():
    assert encode([]) == b""
    assert encode([ONE, ONE]) == LINE * 2
    assert ONE.check == ("a/b", 1)


@pytest.mark.parametrize("results", [(), (ONE,), (ONE, ONE)])
def test_decode_is_the_inverse(results):
    assert decode(encode(results)) == results


FOREIGN = {
    "no JSON": b"a\n",
    "half a line": LINE[:-9],
    "no results": b"{}\n",
    "an outcome of another version": LINE.replace(b"failed", b"skipped"),
    "no UTF-8": LINE.replace(b"a/b", b"\xff"),
    "one line that is none": LINE + b"[]\n",
}


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN.keys())
def test_of_what_another_has_written_nothing_is_read(data):
    assert decode(data) == ()
