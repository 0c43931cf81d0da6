"""The table of disputed readings: mdcheck's own, cmark-gfm's, and what `lint` and docs/format.md say of them."""

from pathlib import Path

import pytest
from conformance.cmark import cmark_items, needs_cmark
from conformance.disputed import DISPUTED, Reason, reasons
from testing.documents import items, read, read_bytes

from mdcheck.document.lint import lint
from mdcheck.document.rewrite import ALL_NOTATIONS

PAGE = Path(__file__).parents[2] / "docs" / "format.md"
every = pytest.mark.parametrize("case", DISPUTED.values(), ids=DISPUTED.keys())


def listed(found):
    return ";".join(f"{line}{state}" for line, state in found)


@every
def test_mdcheck(case):
    found = read_bytes(case.text.encode()).items
    assert listed((item.line, "x" if item.ticked else " ") for item in found) == case.items


@every
@needs_cmark
def test_cmark_gfm(case):
    assert listed(cmark_items(case.text.encode())) == (case.items if case.cmark is None else case.cmark)


@every
def test_lint(case):
    assert ";".join(f"{one.line} {one.code}" for one in lint(read(case.text), ALL_NOTATIONS)) == case.lint


@every
def test_a_difference_has_one_reason(case):
    assert (case.cmark is None) == (case.reason is Reason.NONE)
    if case.cmark is None or case.reason is Reason.FRONT_MATTER:
        return
    checklist = read_bytes(case.text.encode())
    ours, theirs = ({int(one[:-1]): one[-1] for one in text.split(";") if one} for text in (case.items, case.cmark))
    for line in ours.keys() | theirs.keys():
        if ours.get(line) != theirs.get(line):
            assert case.reason in reasons(checklist.source, line, ours, theirs)


def test_every_reason_has_a_case_and_stands_in_the_manual():
    assert {case.reason for case in DISPUTED.values()} == set(Reason)
    page = PAGE.read_text(encoding="utf-8")
    assert [reason.name for reason in Reason if f"| {reason.value} |" not in page and reason.value] == []


def test_a_box_stays_where_it_is_read():
    """The state is the marker's own, so ticking an item never touches a later box."""
    assert items("- [ ] see [x] docs\n") == ["1 "]
    assert items("- [x] see [ ] docs\n") == ["1x"]
