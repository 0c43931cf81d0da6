"""mdcheck and cmark-gfm see the same items, but for the reasons that the table of disputed readings states."""

import os
from pathlib import Path

import pytest
from conformance.cmark import cmark_items, needs_cmark
from conformance.disputed import Reason, reasons
from hypothesis import given, settings
from hypothesis import strategies as st
from testing.documents import read_bytes
from testing.hostile import documents
from testing.tiers import amount

FOLDER = os.environ.get("MDCHECK_CORPUS")
CORPUS = Path(FOLDER or ".")
NAMES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("documents/**/*.md")) if FOLDER else []

pytestmark = needs_cmark
_EXAMPLES = settings(max_examples=max(settings().max_examples, amount(200, 3_000)))


def differences(data):
    """By line: the reasons that explain why cmark-gfm differs there; none is a bug."""
    checklist = read_bytes(data)
    ours = {item.line: "x" if item.ticked else " " for item in checklist.items}
    theirs = dict(cmark_items(data))
    start = front_matter_ends(checklist)
    lines = sorted(line for line in ours.keys() | theirs.keys() if ours.get(line) != theirs.get(line) and line > start)
    return {line: reasons(checklist.source, line, ours, theirs) for line in lines}


def front_matter_ends(checklist):
    """The last line of the front matter; 0 where there is none, which is where both begin to read."""
    source = checklist.source
    if checklist.settings is None or not source.line(0).startswith("---"):
        return 0
    return next(index + 1 for index in range(1, len(source.starts)) if source.line(index).strip() in ("---", "..."))


@pytest.mark.skipif(not FOLDER, reason="MDCHECK_CORPUS names no folder")
def test_the_corpus():
    """Only those items are read otherwise that the corpus's own table of exceptions names."""
    rows = [row.split("\t") for row in (CORPUS / "oracle-exceptions.tsv").read_bytes().decode().split("\n")[1:] if row]
    known = {(f"documents/{row[1]}", int(row[2])) for row in rows}
    found = {(name, line): why for name in NAMES for line, why in differences((CORPUS / name).read_bytes()).items()}
    assert found.keys() == known & {(name, line) for name in NAMES for _, line in known}
    assert all(why & {Reason.QUOTE_OR_LIST, Reason.LATER_X} for why in found.values())


@_EXAMPLES
@given(documents.filter(lambda data: not data.startswith((b"---", b"\xef\xbb\xbf---"))))
def test_hostile_documents(data):
    found = differences(data)
    assert {line for line, why in found.items() if not why} == set()


_INDENTS = st.sampled_from(["", "", "", "", "  ", "    ", "\t", " ", "   ", "> ", ">", "  > ", "      "])
_MARKERS = st.sampled_from(["- ", "- ", "* ", "1. ", "2) ", "- - ", "- > ", "-  ", "-\t", "-", "+ ", "3. ", "10. "])
_BOXES = st.sampled_from(["[ ] ", "[x] ", "[X] ", "[ ]", "[ ]\t", "[x]\x0b", "[ ]\x0c", "[ ]  ", "[-] ", "[] "])
_WORDS = st.sampled_from(
    [
        "a",
        "b",
        "",
        "a | b",
        "[x] c",
        "[ ] d",
        "`[x]`",
        "# h",
        "> q",
        "<div>",
        "```",
        "---",
        "- [x] e",
        "\\",
        "a  ",
        "~~~",
    ]
)
_OTHERS = st.sampled_from(
    [
        *("", "", "", "a", "| a | b |", "a | b", "|---|---|", "--|--", "|-|", ":-:", "|"),
        *("<div>", "</div>", "<!--", "-->", "<script>", "</script>", "<b>", "<textarea>"),
        *("```", "---", "===", "# h", "***", "-", "  ", "    code", "\ta", "[r]: /u", "'t'"),
    ]
)
_LINES = st.one_of(
    st.tuples(_INDENTS, _MARKERS, _BOXES, _WORDS).map("".join),
    st.tuples(_INDENTS, _INDENTS, _MARKERS, _BOXES, _WORDS).map("".join),
    st.tuples(_INDENTS, _OTHERS).map("".join),
)


@_EXAMPLES
@given(st.lists(_LINES, min_size=1, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lists_of_every_shape(lines, end):
    """Short documents of list items, badly indented, among all that begins or ends a block."""
    text = end.join(lines)
    found = differences((text if not text.startswith("---") else " " + text).encode())
    assert {line for line, why in found.items() if not why} == set()
