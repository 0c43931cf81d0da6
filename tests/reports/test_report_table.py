"""What every format promises, whatever stands in the report. A format in the table is covered by being there."""

from __future__ import annotations

import re

import pytest

import mdcheck
from mdcheck.reports.table import REPORTS, renderer

#: The names of golden files end so that viewers know them; `text` and `json` have golden files of their own tests.
ENDINGS = {
    "junit": "junit.xml",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "markdown": "md",
    "badge": "badge.json",
}
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: GitHub's annotations, of which no part can end another.
ANNOTATION = re.compile(r"::(?:error|warning|notice) (?:file=[^,:]+,line=\d+,)?title=[^,:]+::.+")


@pytest.mark.parametrize("name", REPORTS)
def test_every_format_renders_every_report(name, case):
    _, report = case
    text = renderer(name)(report)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert text == renderer(name)(report)
    assert not CONTROL.findall(text)
    text.encode()


@pytest.mark.parametrize("name", REPORTS)
def test_no_text_in_a_report_is_a_command_to_a_ci_system(name, case):
    _, report = case
    lines = renderer(name)(report).split("\n")
    assert [line for line in lines if re.search(r"##\w*\[", line)] == []
    commands = [line for line in lines if re.match(r"\s*::", line)]
    assert [line for line in commands if name != "github" or not ANNOTATION.fullmatch(line)] == []


@pytest.mark.parametrize("name", [name for name in REPORTS if name not in ("text", "json")])
@pytest.mark.parametrize("case_name", ["plausible", "hostile", "people", "nothing"])
def test_golden(name, case_name, sample, golden, monkeypatch):
    monkeypatch.setattr(mdcheck, "__version__", "1.2.3")
    golden(f"{case_name}.{ENDINGS.get(name, name)}", renderer(name)(sample(case_name)))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_says_neither_when_nor_where_it_was_made(name, sample, tmp_path, monkeypatch):
    expected = renderer(name)(sample("plausible"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Chatham")
    assert renderer(name)(sample("plausible")) == expected
