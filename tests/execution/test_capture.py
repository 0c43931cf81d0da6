from __future__ import annotations

import pytest

from mdcheck.execution.process.capture import KEPT_BYTES, Capture


def captured(data: bytes, step: int) -> str:
    capture = Capture()
    for start in range(0, len(data), step):
        capture.feed(data[start : start + step])
    return capture.text()


@pytest.mark.parametrize("step", [1, 7, 65536], ids=["bytes", "sevens", "pipe-sized"])
@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"", "", id="nothing"),
        pytest.param(b"one\ntwo\n", "one\ntwo\n", id="short"),
        pytest.param("Grüße ✅\n".encode(), "Grüße ✅\n", id="utf-8"),
        pytest.param(b"a\xffb\xc3", "a\ufffdb\ufffd", id="not-utf-8"),
    ],
)
def test_what_is_short_is_whole(data, text, step):
    assert captured(data, step) == text


@pytest.mark.parametrize("step", [1000, 65536])
@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"x" * 2 * KEPT_BYTES, "x" * 2 * KEPT_BYTES, id="just-fits"),
        pytest.param(
            b"a" * KEPT_BYTES + b"-" + b"z" * KEPT_BYTES,
            "a" * KEPT_BYTES + "\n[… 1 bytes left out …]\n" + "z" * KEPT_BYTES,
            id="one-too-many",
        ),
        pytest.param(
            b"a\n" * KEPT_BYTES * 10,
            "a\n" * (KEPT_BYTES // 2) + f"[… {18 * KEPT_BYTES} bytes left out …]\n" + "a\n" * (KEPT_BYTES // 2),
            id="whole-lines",
        ),
        pytest.param(
            b"a" * (KEPT_BYTES - 1) + "é".encode() + b"-" + "é".encode() + b"z" * (KEPT_BYTES - 1),
            "a" * (KEPT_BYTES - 1) + "\n[… 3 bytes left out …]\n" + "z" * (KEPT_BYTES - 1),
            id="cut-characters",
        ),
    ],
)
def test_the_middle_is_left_out(data, text, step):
    assert captured(data, step) == text


def test_memory_is_bounded():
    capture = Capture()
    for _ in range(1000):
        capture.feed(b"x" * 65536)
        assert len(capture._head) + len(capture._tail) <= 5 * KEPT_BYTES
