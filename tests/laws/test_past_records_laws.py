"""Past versions are read piece by piece: what is found is what `parse` finds in the whole of each."""

from hypothesis import example, given
from hypothesis import strategies as st

from mdcheck.app.past_records import PastRecords, _read

RECORD = "{0}```signed\n{0}- by: Ada <ada@example.org>\n{0}  date: 2026-11-20\n{0}  of: {1}\n{0}```\n"
WAIVER = "  ~~~waived\n  by: Ada <ada@example.org>\n  until: 2026-11-20\n  reason: a\n  of: b\n  ~~~\n"
LINES = st.one_of(
    st.builds(RECORD.format, st.sampled_from(["", "  ", "   ", "> ", "    "]), st.sampled_from("abc")),
    st.sampled_from(
        [
            *(
                "# Title\n",
                "### Title\n",
                "- [ ] item\n",
                "* [x] item\n",
                "  - [ ] nested\n",
                "1. [ ] one\n",
                "- bullet\n",
            ),
            *(
                "```\n",
                "  ```\n",
                "~~~\n",
                "````text\n",
                "  ````\n",
                "```check\n",
                "  ```check\n",
                "  file_exists: a\n",
            ),
            *(
                "<!--\n",
                "-->\n",
                "  <!--\n",
                "<div>\n",
                "</div>\n",
                "<details>\n",
                "<pre>\n",
                "</pre>\n",
                "<?\n",
                "?>\n",
            ),
            *(
                "\n",
                "words\n",
                "  words\n",
                "> quoted\n",
                "> - [ ] item\n",
                "---\n",
                "===\n",
                "    code\n",
                "\t- [ ] tab\n",
            ),
            *("| a |\n", "|---|\n", "signed\n", WAIVER, WAIVER),
        ]
    ),
)
DOCUMENTS = st.lists(LINES, max_size=14)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@example(["---\n", "# a\n", "```\n", "---\n"], ["- [ ] item\n", RECORD.format("  ", "a")], [], "\n", False)
@example(["```\n"], ["- [ ] item\n", RECORD.format("  ", "a")], ["```\n"], "\n", False)
@example(["<div>\n"], ["- [ ] item\n", RECORD.format("  ", "a")], [], "\n", True)
@example([], ["- [ ] item\n", "  <!--\n", RECORD.format("  ", "a"), "  -->\n"], ["- [ ] item\n"], "\n", False)
def test_pieces_hold_what_the_whole_holds(above, between, below, newline, bom):
    known = PastRecords()
    for lines in ((*between,), (*above, *between), (*between, *below), (*above, *between, *below)):
        text = ("\ufeff" if bom else "") + "".join(lines).replace("\n", newline)
        assert known.keys(text.encode()) == tuple(sorted(_read(text)[0]))


def test_what_is_no_document_has_none():
    assert PastRecords().keys(b"signed \xff") == ()
    assert PastRecords().keys(b"signed\n" + b"\n" * 200_000) == ()
