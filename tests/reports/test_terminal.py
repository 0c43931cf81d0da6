from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import termios
from concurrent.futures import ThreadPoolExecutor

import pytest

from mdcheck.cli.terminal.print import LOOKS, encodable, show_lines, show_report
from mdcheck.reports.layout.lines import Styled, TextStyle, columns
from mdcheck.reports.text import render

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TERMINAL = {"TERM": "xterm-256color"}


def received(report, environ, *, wide=100, encoding="utf-8"):
    """The bytes that arrive at a real terminal of so many columns."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, wide, 0, 0))
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(_read, leader)
        with os.fdopen(follower, "w", encoding=encoding) as stream:
            show_report(report, stream, environ)
        data = reading.result(timeout=30)
    os.close(leader)
    return data.decode(encoding).replace("\r\n", "\n")


def _read(leader):
    data = b""
    try:
        while chunk := os.read(leader, 65536):
            data += chunk
    except OSError:  # Linux says so where other systems send nothing
        pass
    return data


@pytest.mark.parametrize("wide", [100, 80, 40])
def test_a_terminal_gets_the_same_text_in_colour(case, wide):
    _, report = case
    text = received(report, TERMINAL, wide=wide)
    assert COLOUR.sub("", text) == render(report, width=wide)
    assert "\x1b[" in text


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param(TERMINAL | {"NO_COLOR": "1"}, id="NO_COLOR"),
        pytest.param(TERMINAL | {"NO_COLOR": "1", "FORCE_COLOR": "1"}, id="NO_COLOR before FORCE_COLOR"),
        pytest.param({"TERM": "dumb"}, id="dumb"),
    ],
)
def test_a_terminal_without_colour_gets_plain_text(sample, environ):
    assert received(sample("hostile"), environ, wide=80) == render(sample("hostile"), width=80)


@pytest.mark.parametrize("wide", [200, 20])
def test_a_very_wide_and_a_very_narrow_terminal(sample, wide):
    width = min(max(wide, 40), 100)
    environ = TERMINAL | {"NO_COLOR": "1"}
    assert received(sample("plausible"), environ, wide=wide) == render(sample("plausible"), width=width)


@pytest.mark.parametrize(("environ", "width"), [({}, 100), ({"COLUMNS": "72"}, 72), ({"COLUMNS": "wide"}, 100)])
def test_a_pipe_gets_plain_text(sample, environ, width):
    stream = io.StringIO()
    show_report(sample("plausible"), stream, TERMINAL | environ)
    assert stream.getvalue() == render(sample("plausible"), width=width)


def test_colour_is_forced_into_a_pipe(sample):
    stream = io.StringIO()
    show_report(sample("plausible"), stream, TERMINAL | {"FORCE_COLOR": "1"})
    assert "\x1b[31m✗ failed" in stream.getvalue()


@pytest.mark.parametrize("environ", [TERMINAL, TERMINAL | {"NO_COLOR": "1"}])
def test_a_legacy_encoding_gets_signs_that_it_has(sample, environ):
    text = COLOUR.sub("", received(sample("hostile"), environ, wide=80, encoding="ascii"))
    expected = render(sample("hostile"), width=80).split("\n")
    assert "x failed" in text
    assert [columns(line) for line in text.split("\n")] == [columns(line) for line in expected]


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("✓ ! ✗ ? – · ━─ │ …", "ascii", "+ ! x ? - - =- | ~"),
        ("✓ ! ✗ ? – · ━─ │ …", "utf-8", "✓ ! ✗ ? – · ━─ │ …"),
        ("Prüfung ✓ 署名", "latin-1", "Prüfung + ????"),
        ("✓", "no-such-encoding", "+"),
    ],
)
def test_encodable(text, encoding, expected):
    assert encodable(text, encoding) == expected


def test_every_style_has_a_look_that_rich_can_draw():
    stream = io.StringIO()
    show_lines([(Styled(f"<{style.name}>", style),) for style in TextStyle], stream, TERMINAL | {"FORCE_COLOR": "1"})
    assert COLOUR.sub("", stream.getvalue()) == "".join(f"<{style.name}>\n" for style in TextStyle)
    assert list(LOOKS) == list(TextStyle)


def test_markup_of_rich_in_a_text_is_text():
    stream = io.StringIO()
    show_lines([(Styled("[red]a[/red] :smile: https://x.y 12"),)], stream, TERMINAL | {"FORCE_COLOR": "1"})
    assert stream.getvalue() == "[red]a[/red] :smile: https://x.y 12\n"
