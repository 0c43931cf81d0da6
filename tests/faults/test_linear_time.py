"""Eight times the document takes about eight times the time, not sixty-four times."""

import time

import pytest
from testing.documents import read
from testing.growing import GROWING

from mdcheck.document import conflicts
from mdcheck.document.lint import lint, needs_errors
from mdcheck.document.merge import merge
from mdcheck.document.rewrite import ALL_NOTATIONS, rewrite
from mdcheck.document.source import Source
from mdcheck.kinds.read import read_checks

TIMES = 8
LIMIT = 24
"""Three times what is linear: nothing else than a machine that is busy comes near it."""
LEAST = 0.004
"""Seconds: less than this can't be told apart."""


def all_of_it(text):
    checklist = read(text)
    lint(checklist, ALL_NOTATIONS)
    needs_errors(checklist)
    read_checks(checklist, None)
    conflicts.find(checklist.source)
    rewrite(checklist, {item.id: True for item in checklist.items}, region=("a",))


def a_merge(text):
    base = Source.from_text("x\n" + text + "y\n")
    ours = Source.from_text("o\n" + text.replace("a", "b", 3) + "p\n")
    theirs = Source.from_text("t\n" + text.replace("[ ]", "[x]") + "u\n")
    merge(base, ours, theirs, lambda _: ALL_NOTATIONS).source()
    merge(None, ours, theirs, lambda _: ALL_NOTATIONS).source()


def seconds(work, text):
    start = time.process_time()
    work(text)
    return time.process_time() - start


@pytest.mark.parametrize(("work", "size"), [(all_of_it, 400), (a_merge, 120)], ids=["all of it", "a merge"])
@pytest.mark.parametrize("grown", GROWING.values(), ids=GROWING.keys())
def test_linear(work, size, grown):
    small, large = grown(size), grown(size * TIMES)
    for _ in range(3):  # a machine may be busy
        before = min(seconds(work, small), seconds(work, small))
        factor = seconds(work, large) / max(before, LEAST)
        if factor < LIMIT:
            return
    pytest.fail(f"{TIMES} times the document takes {factor:.0f} times the time")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- [ ] a\n" * 100_000, 100_000),
        ("- [ ] " + "a" * 1_000_000 + "\n", 1),
        ("# a\n" * 10_000, 0),
        ("- [ ] " + "[" * 10_000 + "]" * 10_000 + "\n", 1),
        ("> " * 150 + "- [ ] a\n", 1),
    ],
    ids=["100,000 items", "a line of a megabyte", "10,000 headings", "10,000 brackets", "150 quotes"],
)
def test_what_is_promised(text, items):
    assert len(read(text).items) == items
