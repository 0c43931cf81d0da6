"""What reports show of signatures and waivers."""

from __future__ import annotations

import pytest

from mdcheck.reports.counts import signed_in_words
from mdcheck.reports.html.page import render as page
from mdcheck.reports.layout.people import Group, due_soon, people
from mdcheck.reports.markdown import render as markdown
from mdcheck.reports.table import REPORTS, renderer
from mdcheck.reports.text import render as text
from mdcheck.results.outcome import Outcome
from mdcheck.wording import days_left


@pytest.fixture
def file(sample):
    return sample("people").files[0]


def test_everything_on_record_stands_in_its_group(file):
    found = {
        group: [(row.who.partition(" <")[0], row.days_left) for row in rows] for group, rows in people(file).items()
    }
    assert found == {
        Group.DECLINED: [("Grace Hopper", None), ("Bob", None)],
        Group.PENDING: [("", None)],
        Group.ENDING: [("Ada Lovelace", 10), ("Eve", 12)],
        Group.WAIVED: [("Ada Lovelace", 10), ("Ada Lovelace", 68)],
        Group.IDLE: [("Bob", None)],
        Group.IN_FORCE: [("Ada Lovelace", 61), ("Eve", None)],
    }


def test_proof_and_what_is_missing_are_told(file):
    told = {row.told for rows in people(file).values() for row in rows}
    assert "signed 2026-11-20, valid until 2026-12-07 (12 days left), proof: claimed, not bound to the words" in told
    assert "signed 2026-11-20, out of bounds, measured 14, proof: committed" in told
    assert "said no 2026-11-20, proof: committed; not before OPS-450" in told


def test_the_next_end_comes_first(file):
    assert [row.days_left for row in due_soon(file)] == [10, 12]
    assert (days_left(1), days_left(0)) == ("1 day left", "ends today")


def test_recorded_results_do_not_say_how_many_days_are_left(file):
    checks = [check for item in file.items for check in item.checks if check.waiver is not None]
    items = [
        item._replace(
            checks=tuple(check._replace(waiver=check.waiver._replace(days_left=None)) for check in item.checks)
        )
        for item in file.items
        if item.checks[0] in checks
    ]
    assert [row.told for row in people(file._replace(items=tuple(items)))[Group.WAIVED]] == [
        "until 2026-12-05: staging is rebuilt (OPS-431)",
        "until 2027-02-01: staging is rebuilt",
    ]


def test_how_many_have_signed(file, sample):
    assert signed_in_words(file) == "3/5"
    assert signed_in_words(sample("ready").files[0]) == ""
    assert signed_in_words(sample("status").files[0]) == ""


@pytest.mark.parametrize("name", [name for name in REPORTS if name not in ("sarif", "junit")])
def test_a_waived_failure_looks_like_no_pass(name, sample, build, check, file):
    """A report that names the verdict says beside it what is waived; each says so of the check."""
    waived = next(one for item in file.items for one in item.checks if one.waiver is not None)
    passing = build.item("a", check(Outcome.PASSED)).item("b", waived).build()
    report = sample("ready")._replace(files=(passing,))
    shown = renderer(name)(report)
    assert "waived" in shown
    if name in ("github", "tap", "markdown"):
        assert "100 (strict 50, 1 waived) READY" in shown


def test_what_does_not_apply_asks_nobody(build, check):
    build.item("a", check(Outcome.NOT_APPLICABLE, kind="signoff")).item("b", check(Outcome.PENDING, kind="signoff"))
    assert signed_in_words(build.build()) == "0/1"


@pytest.mark.parametrize("render", [text, markdown], ids=["text", "markdown"])
def test_due_soon_is_a_section(sample, render):
    report = render(sample("people"))
    assert report.index("To fix (2)") < report.index("Due soon") < report.index("Waived")
    assert "Due soon" not in render(sample("plausible"))


def test_the_page_has_a_section_for_people(sample):
    shown = page(sample("people"))
    headings = [f"</span>{group}</span>" for group in Group]
    assert [shown.count(heading) for heading in headings] == [1] * len(headings)
    assert [shown.index(heading) for heading in headings] == sorted(shown.index(heading) for heading in headings)
    assert 'class="people"' not in page(sample("plausible"))


def test_a_thousand_signatures_are_folded(sample, build, check):
    one = next(check_.signatures[0] for item in sample("people").files[0].items for check_ in item.checks)
    many = tuple(one._replace(line=line, days_left=None) for line in range(1, 1001))
    build.item("a", check(Outcome.PASSED, kind="signoff", signatures=many))
    report = sample("nothing")._replace(files=(build.build(),))
    assert '<details class="passed">' in page(report)
    for name in REPORTS:
        assert renderer(name)(report)
