from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from mdcheck.document.model import Severity
from mdcheck.reports.html.page import render
from mdcheck.reports.layout.names import statement
from mdcheck.results.outcome import Outcome
from mdcheck.results.report import Report

FIXES = ("failed", "errored", "blocked", "pending", "warned")
VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """The elements with their attributes, the text, and whether every element is closed where it should be."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def named(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self):
        return " ".join("".join(data for tag, data in self.texts if tag not in ("style", "script")).split())


def page_of(build, **facts):
    return Page(render(Report(files=(build.build(**facts),))))


def test_every_page_is_well_formed(case):
    _, report = case
    page = Page(render(report))
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(attrs.get("aria-labelledby", "") in {*ids, ""} for _, attrs in page.elements)
    assert page.named("html") == [{"lang": "en"}]


def test_nothing_is_loaded_and_nothing_foreign_could_run(case):
    _, report = case
    text = render(report)
    page = Page(text)
    [policy] = [meta["content"] for meta in page.named("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    for tag in ("style", "script"):
        [content] = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    attributes = {name for _, attrs in page.elements for name in attrs}
    assert not {name for name in attributes if name.startswith("on")} | attributes & {"style", "src", "action"}
    assert [link for link in page.named("link") if link["href"] != "data:,"] == []
    assert not re.search(r"@import|url\(", text)


def test_our_own_files_end_nothing_that_they_stand_in():
    folder = files("mdcheck.reports.html") / "assets"
    for name in ("report.css", "report.js"):
        assert "</" not in (folder / name).read_text(encoding="utf-8")


def test_hostile_text_is_shown_and_not_run(sample):
    page = Page(render(sample("hostile")))
    assert len(page.named("script")) == 1
    assert page.text.count("<script>alert(1)</script>") >= 5
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in Page(render(sample("plausible"))).elements} | {"h2"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://a b", "//evil.example", "ftp://x"])
def test_an_address_that_no_browser_should_follow_is_text(build, check, url):
    page = page_of(build.item("Item", check(Outcome.FAILED, url=url)))
    assert [link["href"] for link in page.named("a")] == ["#content", "#fix-1-1"]
    assert url in page.text


def test_every_check_is_a_row_with_all_that_is_known_of_it(sample):
    report = sample("plausible")
    page = Page(render(report))
    rows = [
        attrs["data-outcome"] for name, attrs in page.elements if name in ("details", "div") and "data-outcome" in attrs
    ]
    expected = [
        outcome
        for result in report.files[0].items
        for outcome in ([check.outcome.value for check in result.checks] or [box(result.item)])
    ]
    assert sorted(rows) == sorted(expected)
    for result in report.files[0].items:
        assert statement(result.item) in page.text
        for check in result.checks:
            assert not [part for part in (check.message, check.fix, check.url) if part not in page.text]


def box(item):
    return ("ticked" if item.ticked else "open") if item.applicable else "not_applicable"


def test_filters_count_the_rows(sample):
    page = Page(render(sample("several")))
    rows = [
        attrs["data-outcome"] for name, attrs in page.elements if name in ("details", "div") and "data-outcome" in attrs
    ]
    buttons = [attrs["data-outcome"] for attrs in page.named("button") if "data-outcome" in attrs]
    assert sorted(buttons) == sorted(set(rows))
    for outcome in buttons:
        label = outcome.replace("_", " ")
        assert f"{label} {rows.count(outcome)}" in page.text


def test_what_there_is_to_fix_is_open_and_the_rest_is_not(build, check):
    for outcome in Outcome:
        build.item(outcome.value, check(outcome, severity=Severity.BLOCKER))
    page = page_of(build)
    opened = [row["class"] for row in page.named("details") if "open" in row]
    assert opened == [*(f"problem {outcome}" for outcome in FIXES), "pending", "group depth-0"]
    assert page.text.count("blocker") == 9
    assert [row["data-outcome"] for row in page.named("details") if "data-outcome" in row] == [
        *("passed", "not_applicable", "waived", "not_run")
    ]


def test_status_shows_boxes(sample):
    page = Page(render(sample("status")))
    assert {row["class"].split()[0] for row in page.named("details")} == {"group"}
    assert "10 items (5 manual, 5 with checks)" in page.text
    assert "UNASSESSED" not in page.text
