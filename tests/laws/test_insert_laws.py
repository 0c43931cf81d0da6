"""A block below an item is all that is new: the other bytes stay as they are, and are read as before."""

import re

from hypothesis import given
from testing.documents import read_bytes
from testing.hostile import documents

from mdcheck.document.insert import Block, with_blocks

LINES = ("```check", "file_exists: only-in-new-blocks", "```")


def inserted(data):
    checklist = read_bytes(data)
    blocks = [Block(item, LINES) for item in checklist.items if not item.checks and not item.records]
    return checklist, blocks, with_blocks(checklist, blocks)


def lines(data):
    """With their ends; the last one may have none."""
    return re.findall(rb"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", data)


def without_blocks(data):
    """The lines without those of the blocks, and how many blocks there were."""
    rows = lines(data)
    bodies = [number for number, row in enumerate(rows) if row.strip(b" \t>\r\n") == LINES[1].encode()]
    for number in bodies:
        assert [row.strip(b" \t>\r\n").decode() for row in rows[number - 1 : number + 2]] == list(LINES)
    gone = {number + step for number in bodies for step in (-1, 0, 1)}
    return [row for number, row in enumerate(rows) if number not in gone], len(bodies)


@given(documents)
def test_lines_are_inserted_and_nothing_else_changes(data):
    _, blocks, result = inserted(data)
    after = result.checklist.source.to_bytes()
    left, number = without_blocks(after)
    assert number == len(blocks) - len(result.unfit)
    assert data in (b"".join(left), b"".join(left).rstrip(b"\r\n"))


@given(documents)
def test_what_is_inserted_is_read_below_its_item_and_the_rest_as_before(data):
    checklist, blocks, result = inserted(data)
    after = read_bytes(result.checklist.source.to_bytes())
    new = {block.item.line for block in blocks if block not in result.unfit}
    assert [(item.text, item.ticked, item.section) for item in after.items] == [
        (item.text, item.ticked, item.section) for item in checklist.items
    ]
    for before, item in zip(checklist.items, after.items, strict=True):
        added = [check.options for check in item.checks[len(before.checks) :]]
        assert added == ([{"file_exists": "only-in-new-blocks"}] if before.line in new else [])
    assert sorted(one.code for one in after.diagnostics) == sorted(one.code for one in checklist.diagnostics)
