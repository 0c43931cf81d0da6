"""Conflicts as git marks them, found in a text."""

import pytest

from mdcheck.document.merging.conflicts import Side, find, side
from mdcheck.document.source import Source

MARKED = "<<<<<<< A\na\n=======\nb\n>>>>>>> B\n"
BASED = "<<<<<<< A\na\n||||||| C\nc\n=======\nb\n>>>>>>> B\n"


def source(text):
    return Source.from_text(text, path="list.md")


def found(text):
    return [(hunk.opening + 1, hunk.closing + 1) for hunk in find(source(text))]


FOUND = {
    "one": (MARKED, [(1, 5)]),
    "with a base": (BASED, [(1, 7)]),
    "two": (MARKED + "x\n" + BASED, [(1, 5), (7, 13)]),
    "labels are not needed": ("<<<<<<<\na\n=======\nb\n>>>>>>>\n", [(1, 5)]),
    "empty sides": ("<<<<<<< A\n=======\n>>>>>>> B", [(1, 3)]),
    "CRLF": (MARKED.replace("\n", "\r\n"), [(1, 5)]),
    "longer marks": ("<<<<<<<<<< A\n=======\n==========\n>>>>>>>>>> B\n", [(1, 4)]),
    "marks of an older conflict in the base": (
        "<<<<<<< A\na\n||||||| C\n<<<<<<<<< D\n=========\n>>>>>>>>> E\n=======\nb\n>>>>>>> B\n",
        [(1, 9)],
    ),
    "begun twice": ("<<<<<<< A\n" + MARKED, [(2, 6)]),
    "in an item": ("- [ ] a\n" + MARKED, [(2, 6)]),
    "in the check of an item": ("- [ ] a\n  ```check\n" + MARKED + "  ```\n", [(3, 7)]),
    "around the fence of an item": (
        "- [ ] a\n<<<<<<< A\n  ```check\n=======\n  ~~~check\n>>>>>>> B\n  x: y\n  ```\n",
        [(2, 6)],
    ),
    "behind a code block": ("```\nx\n```\n" + MARKED, [(4, 8)]),
    "in a code block": ("```\n" + MARKED + "```\n", []),
    "in a code block, and behind it": ("~~~text\n" + MARKED + "~~~\n" + MARKED, [(8, 12)]),
    "in a code block that never ends": ("```\n" + MARKED, []),
    "indented": (MARKED.replace("\n", "\n  ").replace("<<<<<<<", "  <<<<<<<"), []),
    "too short": ("<<<<<< A\n======\n>>>>>> B\n", []),
    "no beginning": ("a\n=======\nb\n>>>>>>> B\n", []),
    "no middle": ("<<<<<<< A\na\n>>>>>>> B\n", []),
    "no end": ("<<<<<<< A\na\n=======\nb\n", []),
    "other order": (">>>>>>> B\na\n=======\nb\n<<<<<<< A\n", []),
    "words behind": ("<<<<<<<A\na\n=======\nb\n>>>>>>>B\n", []),
}


@pytest.mark.parametrize(("text", "wanted"), FOUND.values(), ids=FOUND)
def test_find(text, wanted):
    assert found(text) == wanted


AMBIGUOUS = {
    "two middles": ("<<<<<<< A\nTitle\n=======\n=======\nb\n>>>>>>> B\n", True),
    "a middle before the base": ("<<<<<<< A\nTitle\n=======\n||||||| C\n=======\nb\n>>>>>>> B\n", True),
    "two bases": ("<<<<<<< A\n||||||| C\n||||||| C\n=======\nb\n>>>>>>> B\n", True),
    "a longer underline": ("<<<<<<< A\nTitle\n========\n=======\nb\n>>>>>>> B\n", False),
}


@pytest.mark.parametrize(("text", "wanted"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_ambiguous(text, wanted):
    assert [hunk.ambiguous for hunk in find(source(text))] == [wanted]


def test_labels_and_size():
    (hunk,) = find(source("<<<<<<<<< HEAD\n||||||||| 1a2b3c\n=========\n>>>>>>>>> topic/x y\n"))
    assert (hunk.labels, hunk.size, hunk.base) == (("HEAD", "1a2b3c", "topic/x y"), 9, 1)


@pytest.mark.parametrize(
    ("which", "wanted"), [(Side.OURS, "x\na\ny\na\n"), (Side.BASE, "x\ny\nc\n"), (Side.THEIRS, "x\nb\ny\nb\n")]
)
def test_sides(which, wanted):
    text = source("x\n" + MARKED + "y\n" + BASED)
    assert side(text, find(text), which).text == wanted
