"""Naming notations in the front matter, whatever stands there."""

import pytest
from testing.documents import read

from mdcheck.document.consent import consent
from mdcheck.document.edits import apply
from mdcheck.document.model import Notation

CHOSEN = frozenset([Notation.HEADING, Notation.STATUS])
KEY = "figures: [heading, status]"

CASES = {
    "no front matter": ("# A\n", f"---\nmdcheck:\n  {KEY}\n---\n\n# A\n"),
    "nothing at all": ("", f"---\nmdcheck:\n  {KEY}\n---\n\n"),
    "a break at the top": ("---\n\n# A\n", f"---\nmdcheck:\n  {KEY}\n---\n\n---\n\n# A\n"),
    "another key": ("---\ntitle: a\n---\n# A\n", f"---\ntitle: a\nmdcheck:\n  {KEY}\n---\n# A\n"),
    "a list below a key": ("---\na:\n- b\n---\n", f"---\na:\n- b\nmdcheck:\n  {KEY}\n---\n"),
    "the key alone": ("---\nmdcheck:\ntitle: a\n---\n", f"---\nmdcheck:\n  {KEY}\ntitle: a\n---\n"),
    "an empty mapping": ("---\nmdcheck: {}\n---\n", f"---\nmdcheck: {{{KEY}}}\n---\n"),
    "nothing, in words": ("---\nmdcheck: null\n---\n", f"---\nmdcheck: {{{KEY}}}\n---\n"),
    "a mapping on the line": (
        "---\nmdcheck: {fail_under: 90}\n---\n",
        f"---\nmdcheck: {{{KEY}, fail_under: 90}}\n---\n",
    ),
    "lines below": (
        "---\nmdcheck:\n# a\n\n    fail_under: 90\n---\n",
        f"---\nmdcheck:\n    {KEY}\n# a\n\n    fail_under: 90\n---\n",
    ),
}


@pytest.mark.parametrize(("text", "after"), CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_the_front_matter_names_them(text, after, end):
    if not text:
        end = "\n"
    checklist = read(text.replace("\n", end))
    edit = consent(checklist, CHOSEN)
    written = apply(checklist.source.text, (edit,))
    assert written == after.replace("\n", end)
    found = read(written)
    assert found.diagnostics == ()
    assert found.settings["figures"] == ["heading", "status"]
    assert {**found.settings, "figures": 0} == {**(checklist.settings or {}), "figures": 0}
    assert consent(found, CHOSEN) is None


def test_none_is_a_choice_too():
    assert read(apply("# A\n", (consent(read("# A\n"), ()),))).settings == {"figures": []}
