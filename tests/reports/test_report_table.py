from __future__ import annotations

import pytest

from mdcheck.reports.table import REPORTS, renderer


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_renders_every_report(name, case):
    _, report = case
    text = renderer(name)(report)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert text == renderer(name)(report)
    assert not {"\x1b", "\x00", "\r", "\x07", "\u202e"} & set(text)
    text.encode()
