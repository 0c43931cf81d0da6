"""Which item, section and check of one version became which of the next, where several could have."""

import pytest
from testing.documents import read

from mdcheck.document.comparison import block_changes, match, statement

LONG = "The restore of last night's backup was tried on a machine that had never seen it, by one who had not made it, "


def told(before, after):
    """What was reworded, added and removed, and the sections that were renamed."""
    matching = match(read(before).items, read(after).items)
    return (
        [(pair.before.text, pair.after.text) for pair in matching.pairs if pair.reworded],
        [item.text for item in matching.added],
        [item.text for item in matching.removed],
        [(" / ".join(before), " / ".join(after)) for before, after in matching.sections],
    )


def section(title, *items, level=2):
    return f"{'#' * level} {title}\n\n" + "".join(f"- [ ] {item}\n" for item in items) + "\n"


ITEMS = {
    "the nearest words": (
        section("A", "Latency below 1 s", "Latency below 100 s"),
        section("A", "Latency below 101 s"),
        ([("Latency below 100 s", "Latency below 101 s")], [], ["Latency below 1 s"], []),
    ),
    "one that could be two": (
        section("A", "Old words"),
        section("A", "Old words of others", "Old word"),
        ([("Old words", "Old word")], ["Old words of others"], [], []),
    ),
    "equally near: the first of both": (
        section("A", "words 1", "words 2"),
        section("A", "words 3", "words 4"),
        ([("words 1", "words 3"), ("words 2", "words 4")], [], [], []),
    ),
    "three letters of five": (section("A", "abcde"), section("A", "abcxy"), ([("abcde", "abcxy")], [], [], [])),
    "three letters more than half": (section("A", "abc"), section("A", "abcdefg"), ([("abc", "abcdefg")], [], [], [])),
    "two letters of four": (section("A", "abcd"), section("A", "abxy"), ([], ["abxy"], ["abcd"], [])),
    "a long text": (
        section("A", LONG * 2 + "in May"),
        section("A", "So: " + LONG * 2 + "in May"),
        ([(LONG * 2 + "in May", "So: " + LONG * 2 + "in May")], [], [], []),
    ),
    "the section with most of its items": (
        section("One", "a", "b", "c", "Latency below 1 s"),
        section("Due", "c") + section("Uno", "a", "b", "Latency below 2 s"),
        ([("Latency below 1 s", "Latency below 2 s")], [], [], [("One", "Uno")]),
    ),
    "the section with the nearest name": (
        section("Security checks", "Old words here"),
        section("Security", "Old words there") + section("Security check", "Old words where"),
        (
            [("Old words here", "Old words where")],
            ["Old words there"],
            [],
            [("Security checks", "Security check")],
        ),
    ),
    "a name of which three letters of five stayed": (
        section("abcde", "Old words"),
        section("abcxy", "Old word"),
        ([("Old words", "Old word")], [], [], [("abcde", "abcxy")]),
    ),
    "a section with another name and other items": (
        section("One", "Old words"),
        section("Due", "Old word"),
        ([], ["Old word"], ["Old words"], []),
    ),
    "a section of that name elsewhere": (
        section("A", "x", level=1) + section("Setup", "Old words") + section("B", "y", level=1),
        section("A", "x", level=1) + section("B", "y", level=1) + section("Setups", "Old word"),
        ([], ["Old word"], ["Old words"], []),
    ),
    "each section once": (
        section("Part 1", "Old words a") + section("Part 2", "Old words b") + section("Part 3", "Old words c"),
        section("Part 1x", "Old words d", "Old words e") + section("Part 2x", "Old words f", "Old words g"),
        (
            [("Old words a", "Old words d"), ("Old words b", "Old words f")],
            ["Old words e", "Old words g"],
            ["Old words c"],
            [("Part 1", "Part 1x"), ("Part 2", "Part 2x")],
        ),
    ),
    "each new section once": (
        section("Part 1", "Old words a", "Old words b"),
        section("Part 1x", "Old words c") + section("Part 1y", "Old words d"),
        ([("Old words a", "Old words c")], ["Old words d"], ["Old words b"], []),
    ),
    "a section that half of its items left is not renamed": (
        section("A", "a", "b"),
        section("C", "a"),
        ([], [], ["b"], []),
    ),
    "a section put into another": (
        section("T", level=1) + section("In", "a", "b"),
        section("T", level=1) + section("X") + section("In", "a", "b", level=3),
        ([], [], [], [("T / In", "T / X / In")]),
    ),
    "a section at the top put into another": (
        section("In", "a", "b"),
        section("X") + section("In", "a", "b", level=3),
        ([], [], [], [("In", "X / In")]),
    ),
    "a section moved from one to another": (
        section("A", "x") + section("In", "a", level=3) + section("B", "y"),
        section("A", "x") + section("B", "y") + section("In", "a", level=3),
        ([], [], [], [("A / In", "B / In")]),
    ),
    "items put under a first heading": ("- [ ] a\n- [ ] b\n", section("A", "a", "b"), ([], [], [], [("", "A")])),
    "a section taken out of another": (
        section("X") + section("In", "a", "b", level=3),
        section("In", "a", "b"),
        ([], [], [], [("X / In", "In")]),
    ),
    "the outermost of three": (
        section("A") + section("M", level=3) + section("In", "a", level=4),
        section("B") + section("M", level=3) + section("In", "a", level=4),
        ([], [], [], [("A", "B")]),
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), ITEMS.values(), ids=ITEMS.keys())
def test_items(before, after, expected):
    assert told(before, after) == expected


def item(text, *blocks):
    """An item with its check blocks, each an info string and one line."""
    fences = "".join(f"  ```check{info}\n  {line}\n  ```\n" for info, line in blocks)
    return f"- [ ] {text}\n{fences}"


A, B, C = ("", "file_exists: a"), ("", "file_exists: b"), ("", "file_exists: c")
BLOCKS = {
    "equal ones first": (item("x", A, B), item("x", B, C), [("x", "file_exists: a", "file_exists: c")]),
    "then those of one kind": (
        item("x", ("", "env: A"), A),
        item("x", B, ("", "env: B")),
        [("x", "file_exists: a", "file_exists: b"), ("x", "env: A", "env: B")],
    ),
    "then those of one language": (
        item("x", (" bash", "a"), (" sh", "b")),
        item("x", (" sh", "c"), (" bash", "d")),
        [("x", "b", "c"), ("x", "a", "d")],
    ),
    "then any": (item("x", A), item("x", (" bash", "a")), [("x", "file_exists: a", "a")]),
    "the kind alone, whatever its options": (
        item("x", ("", "{file_exists: a, match: any}"), ("", "env: A")),
        item("x", ("", "env: B"), ("", "{file_exists: a, nocase: true}")),
        [("x", "env: A", "env: B"), ("x", "{file_exists: a, match: any}", "{file_exists: a, nocase: true}")],
    ),
    "an equal script with other options is another": (
        item("x", (" bash", "a"), (" bash timeout=5s", "a")),
        item("x", (" bash timeout=5s", "a")),
        [("x", "a", "")],
    ),
    "an equal script in a new place": (
        item("x", (" bash timeout=5s", "a")),
        item("x", (" bash", "a"), (" bash timeout=5s", "a")),
        [("x", "", "a")],
    ),
    "several items, those of the later version first": (
        item("gone", A) + item("x", A) + item("y", B),
        item("hither", ("", "env: A")) + item("y", C) + item("x", B) + item("back again", ("", "env: B")),
        [
            ("hither", "", "env: A"),
            ("y", "file_exists: b", "file_exists: c"),
            ("x", "file_exists: a", "file_exists: b"),
            ("back again", "", "env: B"),
            ("gone", "file_exists: a", ""),
        ],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), BLOCKS.values(), ids=BLOCKS.keys())
def test_blocks(before, after, expected):
    old, new = read(section("S") + before), read(section("S") + after)
    found = block_changes(old, new, match(old.items, new.items))
    assert [
        (one.item.text, *("\n".join(text.split("\n")[1:-1]) for text in (one.text_before, one.text_after)))
        for one in found
    ] == expected


def test_an_info_string_that_holds_the_word_again():
    old, new = read("- [ ] a\n"), read(item("a", (" bash fix=check", "true")))
    (change,) = block_changes(old, new, match(old.items, new.items))
    assert change.text_after == "check bash fix=check\ntrue\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [("~10 users (~5 active)", "~10 users (~5 active)"), ("~~*a* b~~ none here", "a b"), ("**a** ~~b~~", "a b")],
)
def test_statement(text, words):
    assert statement(read(f"- [ ] {text}\n").items[0]) == words
