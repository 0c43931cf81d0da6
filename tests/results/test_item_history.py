"""What became of items over time."""

import pytest
from testing.results import item

from mdcheck.results.history import DAY, ChecklistCommit, History, ItemPast, Trait


def entry(number):
    return ChecklistCommit(commit=f"{number:040}", time=number * DAY, subject="a", path="a.md", completion=None)


def past(line, *traits, born=0, since=0, since_at=0, flips=0):
    found = item(line=line).item
    return ItemPast(found, born=born, since=since, since_at=since_at, flips=flips, traits=frozenset(traits))


def history(*items, until=10 * DAY, entries=5):
    return History(path="a.md", entries=tuple(map(entry, range(entries))), items=items, until=until, days=30)


HAVING = {
    "nothing": ([], Trait.NEW, []),
    "others": ([past(1, Trait.SLOW), past(2)], Trait.NEW, []),
    "the newest first": (
        [past(1, Trait.NEW, born=5), past(2, Trait.NEW, born=9), past(3, Trait.NEW, born=7)],
        Trait.NEW,
        [2, 3, 1],
    ),
    "the longest open first": (
        [past(1, Trait.SLOW, since=5), past(2, Trait.SLOW, since=9), past(3, Trait.SLOW, since=2)],
        Trait.SLOW,
        [3, 1, 2],
    ),
    "what flipped most often first": (
        [past(1, Trait.FLAPPING, flips=4), past(2, Trait.FLAPPING, flips=3), past(3, Trait.FLAPPING, flips=8)],
        Trait.FLAPPING,
        [3, 1, 2],
    ),
    "equal ones as in the document": (
        [past(1, *Trait), past(2), past(3, *Trait)],
        Trait.FLAPPING,
        [1, 3],
    ),
}


@pytest.mark.parametrize(("items", "trait", "lines"), HAVING.values(), ids=HAVING.keys())
def test_having(items, trait, lines):
    assert [found.item.line for found in history(*items).having(trait)] == lines


@pytest.mark.parametrize(
    ("since", "days"),
    [(10 * DAY, 0), (9 * DAY + 1, 0), (9 * DAY, 1), (0, 10), (11 * DAY, 0), (10 * DAY + 1, 0)],
)
def test_whole_days(since, days):
    assert history().open_days(past(1, since=since)) == days


@pytest.mark.parametrize(("since_at", "revisions"), [(4, 0), (3, 1), (0, 4)])
def test_revisions_since_then(since_at, revisions):
    assert history().open_revisions(past(1, since_at=since_at)) == revisions
