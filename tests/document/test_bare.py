"""A checklist without what mdcheck derives."""

import pytest
from testing.documents import read

from mdcheck.document.merging.normalized import bare
from mdcheck.document.model import Notation
from mdcheck.document.rewrite import ALL_NOTATIONS

ADOPTED = "---\nmdcheck:\n---\n"
REGION = "<!-- mdcheck:report -->\n{}<!-- /mdcheck:report -->\n"
TABLE = "\n| S | %   |\n| - | --- |\n| A | 5%  |\n"

DOCUMENTS = {
    "nothing": ("", ""),
    "no figure": ("# A\n- [x] a\n", "# A\n- [x] a\n"),
    "a heading": ("# A (7%)\n- [x] a\n", "# A (…%)\n- [x] a\n"),
    "a count and a rating": (
        "# A [0/7]\n- [x] a\n\nOverall Score: 5/100 (Critical)\n",
        "# A […/…]\n- [x] a\n\nOverall Score: …/100 (…)\n",
    ),
    "a figure of nothing is a person's": ("# A (7%)\n", "# A (7%)\n"),
    "a table and its blanks": (f"# A\n- [x] a\n{TABLE}", f"# A\n- [x] a\n{TABLE}".replace("5%  |", "…% |")),
    "a report": (REGION.format("\nold\n\n"), REGION.format("…\n")),
    "a report of carriage returns": (
        REGION.format("old\n").replace("\n", "\r\n"),
        REGION.format("…\n").replace("\n", "\r\n"),
    ),
    "all of it": (
        f"# A (7%)\n- [x] a\n{TABLE}\n" + REGION.format("old\n"),
        f"# A (…%)\n- [x] a\n{TABLE}\n".replace("5%  |", "…% |") + REGION.format("…\n"),
    ),
    "an item in a report is no report's": (REGION.format("\n- [ ] a\n\n"), REGION.format("\n- [ ] a\n\n")),
}


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_bare(text, expected):
    assert bare(read(ADOPTED + text), lambda _: ALL_NOTATIONS) == ADOPTED + expected
    assert bare(read(text), lambda _: ALL_NOTATIONS) == text


def test_a_notation_that_is_turned_off_is_a_persons():
    text = ADOPTED + "# A (7%)\n- [x] a\n\nStatus: 7%\n"
    assert bare(read(text), lambda _: frozenset([Notation.STATUS])) == text.replace(": 7%", ": …%")
