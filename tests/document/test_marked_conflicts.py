"""Conflicts as they are written into a text, and what is read of their marks."""

import pytest

from mdcheck.document.merging.conflicts import Conflict, ConflictStyle, Labels, Marks, Side, find, side
from mdcheck.document.source import Source

MARKED = "<<<<<<< A\na\n=======\nb\n>>>>>>> B\n"
CONFLICT = Conflict("a\n", "c\n", "b\n")

WRITTEN = {
    "as git does": (CONFLICT, Marks(), "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"),
    "with the base": (
        CONFLICT,
        Marks(style=ConflictStyle.DIFF3),
        "<<<<<<< ours\na\n||||||| base\nc\n=======\nb\n>>>>>>> theirs\n",
    ),
    "with the base, in brief": (
        CONFLICT,
        Marks(style=ConflictStyle.ZDIFF3, size=9, labels=Labels("A", "", "B")),
        "<<<<<<<<< A\na\n|||||||||\nc\n=========\nb\n>>>>>>>>> B\n",
    ),
    "empty sides": (Conflict("", "", "b\n"), Marks(), "<<<<<<< ours\n=======\nb\n>>>>>>> theirs\n"),
    "sides without a line end": (
        Conflict("a", "c", "b\r\n"),
        Marks(newline="\r\n", style=ConflictStyle.DIFF3),
        "<<<<<<< ours\r\na\r\n||||||| base\r\nc\r\n=======\r\nb\r\n>>>>>>> theirs\r\n",
    ),
    "lone carriage returns": (
        Conflict("a\r", "", "b"),
        Marks(newline="\r"),
        "<<<<<<< ours\ra\r=======\rb\r>>>>>>> theirs\r",
    ),
}


@pytest.mark.parametrize(("conflict", "marks", "text"), WRITTEN.values(), ids=WRITTEN.keys())
def test_marked(conflict, marks, text):
    assert conflict.marked(marks) == text


READ = {
    "no labels": ("<<<<<<<\n=======\n>>>>>>>\n", None, 1, ("ours", "base", "theirs"), False),
    "no labels, with a base": ("<<<<<<<\n|||||||\n=======\n>>>>>>>\n", 1, 2, ("ours", "base", "theirs"), False),
    "labels": ("<<<<<<< A\n||||||| C\n=======\n>>>>>>> B\n", 1, 2, ("A", "C", "B"), False),
    "two middles": ("<<<<<<< A\n=======\n=======\n>>>>>>> B\n", None, 2, ("A", "base", "B"), True),
}


@pytest.mark.parametrize(("text", "base", "middle", "labels", "ambiguous"), READ.values(), ids=READ.keys())
def test_read(text, base, middle, labels, ambiguous):
    (hunk,) = find(Source.from_text(text))
    assert (hunk.base, hunk.middle, hunk.labels, hunk.ambiguous) == (base, middle, labels, ambiguous)


SHOWN = {
    "behind another conflict": (MARKED + "```\n" + MARKED + "```\n" + MARKED, [0, 12]),
    "behind two others": (MARKED * 2 + "```\n" + MARKED + "```\n", [0, 5]),
    "without a line of ours": ("```\n<<<<<<< A\n=======\nb\n>>>>>>> B\n```\n", []),
    "right behind one without a line of ours": ("<<<<<<< A\n=======\nb\n>>>>>>> B\n```\nx\n```\n", [0]),
    "behind what is no mark": ("<<<<<<<A\n" + MARKED, [1]),
}


@pytest.mark.parametrize(("text", "openings"), SHOWN.values(), ids=SHOWN.keys())
def test_code_shows_conflicts_that_are_none(text, openings):
    assert [hunk.opening for hunk in find(Source.from_text(text))] == openings


def test_a_side_keeps_path_and_byte_order_mark():
    source = Source.from_text("x\n" + MARKED, path="list.md", bom=True)
    assert side(source, find(source), Side.OURS) == Source.from_text("x\na\n", path="list.md", bom=True)
