"""Finding items and checks again in another version."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from testing.hostile import texts

from mdcheck.document.comparison import block_changes, block_text, match, statement
from mdcheck.document.parse import parse
from mdcheck.document.source import Source

TWENTY = "".join(f"- [{'x' if number % 3 else ' '}] Statement number {number}\n" for number in range(20))


def read(text):
    return parse(Source.from_text(text))


def matched(before, after):
    return match(read(before).items, read(after).items)


def told(matching):
    """Pairs that have changed, added, removed and renamed sections, in words."""
    return (
        [(before.text, after.text) for before, after in matching.pairs if before.text != after.text],
        [item.text for item in matching.added],
        [item.text for item in matching.removed],
        [(" / ".join(before), " / ".join(after)) for before, after in matching.sections],
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("- [ ] a\n", "- [x] a\n", ([], [], [], []), id="a box"),
        pytest.param("- [ ] a\n- [ ] b\n", "- [ ] b\n- [ ] a\n", ([], [], [], []), id="another order"),
        pytest.param("- [ ] a\n", "- [ ] a\n- [ ] b\n", ([], ["b"], [], []), id="added"),
        pytest.param("- [ ] a\n- [ ] b\n", "- [ ] b\n", ([], [], ["a"], []), id="removed"),
        pytest.param("", "- [ ] a\n", ([], ["a"], [], []), id="from nothing"),
        pytest.param("- [ ] a\n", "", ([], [], ["a"], []), id="to nothing"),
        pytest.param(
            "- [ ] Latency below 1 s\n",
            "- [ ] Latency below 2 s\n",
            ([("Latency below 1 s", "Latency below 2 s")], [], [], []),
            id="reworded",
        ),
        pytest.param("- [ ] Tests\n", "- [ ] Runbook\n", ([], ["Runbook"], ["Tests"], []), id="another item"),
        pytest.param(
            f"## Old\n\n{TWENTY}",
            f"## Something else\n\n{TWENTY}",
            ([], [], [], [("Old", "Something else")]),
            id="a renamed heading is not twenty removals",
        ),
        pytest.param(
            "## Security\n\n- [ ] Old words\n",
            "## Securities\n\n- [ ] Old word\n",
            ([("Old words", "Old word")], [], [], [("Security", "Securities")]),
            id="heading and item renamed",
        ),
        pytest.param(
            "# A\n## One\n- [ ] x\n## Two\n- [ ] y\n",
            "# A\n## Two\n- [ ] y\n## Three\n- [ ] x\n",
            ([], [], [], [("A / One", "A / Three")]),
            id="renamed and moved section",
        ),
        pytest.param(
            "## Out\n### In\n- [ ] x\n### Also\n- [ ] y\n",
            "## Around\n### In\n- [ ] x\n### Also\n- [ ] y\n",
            ([], [], [], [("Out", "Around")]),
            id="the outermost name is told once",
        ),
        pytest.param(
            "## A\n- [ ] x\n- [ ] move me\n## B\n- [ ] y\n",
            "## A\n- [ ] x\n## B\n- [ ] y\n- [ ] move me\n",
            ([], [], [], []),
            id="moved",
        ),
        pytest.param(
            "- [ ] Encrypt the database\n",
            "- [ ] ~~Encrypt the database~~ there is none, since all of it is kept by another service of ours\n",
            (
                [
                    (
                        "Encrypt the database",
                        "~~Encrypt the database~~ there is none, since all of it is kept by another service of ours",
                    )
                ],
                [],
                [],
                [],
            ),
            id="set aside",
        ),
        pytest.param(
            "- [ ] Old words\n  ```check\n  file_exists: a\n  ```\n",
            "- [ ] Utterly different\n  ```check\n  file_exists: a\n  ```\n",
            ([("Old words", "Utterly different")], [], [], []),
            id="known by its check",
        ),
        pytest.param(
            "- [ ] Old words\n  ```check\n  file_exists: a\n  id: pin\n  ```\n",
            "- [ ] Utterly different\n  ```check\n  file_absent: b\n  id: pin\n  ```\n",
            ([("Old words", "Utterly different")], [], [], []),
            id="known by its pinned id",
        ),
        pytest.param(
            "- [ ] Latency below 1 s\n",
            "- [ ] Latency below 200 s\n- [ ] Latency below 2 s\n",
            ([("Latency below 1 s", "Latency below 2 s")], ["Latency below 200 s"], [], []),
            id="reworded into the one that is most alike",
        ),
        pytest.param("## A\n- [ ] same\n- [ ] same\n", "## A\n- [ ] same\n", ([], [], ["same"], []), id="twins"),
    ],
)
def test_matching(before, after, expected):
    assert told(matched(before, after)) == expected


def test_an_item_that_moved_is_told_from_one_in_a_renamed_section():
    before = "## A\n- [ ] one\n- [ ] two\n- [ ] three\n## B\n- [ ] y\n"
    after = "## C\n- [ ] one\n- [ ] two\n## B\n- [ ] y\n- [ ] three\n"
    matching = matched(before, after)
    assert matching.sections == ((("A",), ("C",)),)
    assert [pair.after.text for pair in matching.pairs if matching.moved(pair)] == ["three"]


@pytest.mark.parametrize(
    ("before", "after", "flipped"),
    [
        ("- [ ] a\n", "- [x] a\n", True),
        ("- [x] a\n", "- [ ] a\n", True),
        ("- [x] a\n", "- [X] a\n", False),
        ("- [x] a\n", "- [ ] ~~a~~ no\n", False),
        ("- [ ] ~~a~~ no\n", "- [x] a\n", False),
        ("- [ ] ~~a~~ no\n", "- [x] ~~a~~ no\n", False),
    ],
    ids=["ticked", "unticked", "capital", "set aside", "taken up", "does not apply"],
)
def test_a_flip(before, after, flipped):
    (pair,) = matched(before, after).pairs
    assert pair.flipped is flipped


def test_comparing_a_checklist_with_itself_and_the_other_way_round():
    before, after = read(f"## A\n{TWENTY}## B\n- [ ] b\n"), read(f"## Z\n{TWENTY}- [ ] new\n")
    same = match(before.items, before.items)
    assert (same.added, same.removed, same.sections) == ((), (), ())
    there, back = match(before.items, after.items), match(after.items, before.items)
    assert {(one.id, other.id) for one, other in there.pairs} == {(one.id, other.id) for other, one in back.pairs}
    assert len(there.pairs) == 20
    assert (there.added, there.removed) == (back.removed, back.added)


def test_thousands_of_new_items_are_compared_in_no_time():
    before = read("".join(f"- [ ] before {number}\n" for number in range(3000)))
    after = read("".join(f"- [ ] behind {number}\n" for number in range(3000)))
    matching = match(before.items, after.items)
    assert (len(matching.pairs), len(matching.added), len(matching.removed)) == (0, 3000, 3000)


def test_hundreds_of_new_sections_are_compared_in_no_time():
    """So many names are not compared one by one; an item that kept its words is still found."""
    before = read("".join(f"## before {number}\n- [ ] item {number}\n" for number in range(60)))
    after = read("".join(f"## behind {number}\n- [ ] item {number}\n" for number in range(60)))
    matching = match(before.items, after.items)
    assert (len(matching.pairs), matching.added, matching.removed) == (60, (), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("**Bold** `code`", "Bold code"), ("~~struck~~ reason", "struck"), ("~~*a* b~~ why", "a b")],
)
def test_statement(text, expected):
    (item,) = read(f"- [ ] {text}\n").items
    assert statement(item) == expected


def item(*blocks, text="a"):
    return f"- [ ] {text}\n" + "".join(f"  ```{head}\n  {body}\n  ```\n" for head, body in blocks)


READS, RUNS = ("check", "file_exists: a"), ("check bash", "make")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(item(READS), item(READS), [], id="equal"),
        pytest.param(item() + item(READS, text="b"), item() + item(READS, text="b"), [], id="beside a manual item"),
        pytest.param(item(READS), item(READS) + "\n  More text.\n", [], id="text around it"),
        pytest.param(item(READS), item(READS).replace("```", "~~~~"), [], id="another fence"),
        pytest.param(item(), item(RUNS), [("", "check bash\nmake\n")], id="added"),
        pytest.param(item(RUNS), item(), [("check bash\nmake\n", "")], id="removed"),
        pytest.param(item(READS, RUNS), item(RUNS, READS), [], id="another order"),
        pytest.param(
            item(READS, RUNS),
            item(READS, ("check bash", "make all")),
            [("check bash\nmake\n", "check bash\nmake all\n")],
            id="changed",
        ),
        pytest.param(
            item(RUNS),
            item(("check bash timeout=10m", "make")),
            [("check bash\nmake\n", "check bash timeout=10m\nmake\n")],
            id="options changed",
        ),
        pytest.param(
            item(READS),
            item(RUNS),
            [("check\nfile_exists: a\n", "check bash\nmake\n")],
            id="of another kind",
        ),
        pytest.param("", item(RUNS), [("", "check bash\nmake\n")], id="with its item"),
        pytest.param(item(RUNS), "", [("check bash\nmake\n", "")], id="gone with its item"),
        pytest.param(
            item(RUNS), f"> {item(RUNS)}".replace("\n ", "\n>  "), [], id="quoted, which is another indentation"
        ),
    ],
)
def test_block_changes(before, after, expected):
    old, new = read(before), read(after)
    changes = block_changes(old, new, match(old.items, new.items))
    assert [(change.text_before, change.text_after) for change in changes] == expected


def test_a_missing_version_has_no_blocks():
    new = read(item(READS))
    assert [change.after.line for change in block_changes(None, new, match((), new.items))] == [2]
    assert [change.before.line for change in block_changes(new, None, match(new.items, ()))] == [2]


def unique(items):
    return len({one.id for one in items}) == len(items)


@given(texts(), texts())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_item_is_told_once(before, after):
    old, new = read(before), read(after)
    if not unique(old.items) or not unique(new.items):
        return  # equal pinned ids are an error of the document
    matching = match(old.items, new.items)
    assert sorted([pair.before.line for pair in matching.pairs] + [one.line for one in matching.removed]) == [
        one.line for one in old.items
    ]
    assert sorted([pair.after.line for pair in matching.pairs] + [one.line for one in matching.added]) == [
        one.line for one in new.items
    ]
    told = [change.text_after for change in block_changes(old, new, matching) if change.after is not None]
    known = {block_text(old.source, block) for one in old.items for block in one.checks}
    assert [text for one in new.items for text in blocks(new, one) if text not in known and text not in told] == []


def blocks(checklist, one):
    return [block_text(checklist.source, block) for block in one.checks]


def test_too_many_sections_are_told_apart_by_their_items_only():
    """Sixty of other names each way: nobody could tell which became which, but the items are known again."""
    before = "".join(f"## Old {at}\n- [ ] item {at}\n" for at in range(60))
    after = "".join(f"## New {at}\n- [ ] item {at}\n" for at in range(60))
    assert len(matched(before, after).pairs) == 60


def test_a_text_is_taken_for_one_other_only():
    """Two items that are like each of two others: each gets its own."""
    matching = matched(
        "- [ ] Latency below 1 s\n- [ ] Latency below 2 s\n", "- [ ] Latency below 3 s\n- [ ] Latency below 4 s\n"
    )
    assert [(before.text, after.text) for before, after in matching.pairs] == [
        ("Latency below 1 s", "Latency below 3 s"),
        ("Latency below 2 s", "Latency below 4 s"),
    ]


def test_an_item_in_a_part_of_a_renamed_section_has_not_moved():
    before = "## Out\n### In\n- [ ] x\n### Also\n- [ ] y\n"
    after = "## Around\n### In\n- [ ] x\n### Also\n- [ ] y words\n"
    matching = matched(before, after)
    assert [matching.moved(pair) for pair in matching.pairs] == [False] * len(matching.pairs)
    assert [pair.reworded for pair in matching.pairs][:1] == [False]
