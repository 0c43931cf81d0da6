"""Shards: disjoint, whole, the same on every machine, and even."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.execution.plan import plan
from mdcheck.execution.shards import Candidates, ItemKey, Shard, assign, read_shard


def candidates(text, name="list.md", left_out=()):
    checklist = read(text)
    checks, wrong = read_checks(checklist)
    assert not wrong
    bound = [(item, tuple(checks[key] for key in item.check_ids)) for item in checklist.items]
    return Candidates(name, bound, frozenset(left_out))


def listing(needs):
    """Items `i0`, `i1`, … with what each needs."""
    return "".join(
        f"- [ ] Item {number}\n  ```check\n  file_exists: f\n  id: i{number}\n"
        + (f"  needs: [{', '.join(f'i{other}' for other in others)}]\n" if others else "")
        + "  ```\n"
        for number, others in enumerate(needs)
    )


@st.composite
def lists(draw):
    """Items that need some of those in front of them."""
    count = draw(st.integers(0, 12))
    return listing([draw(st.sets(st.integers(0, max(0, n - 1)), max_size=2)) if n else () for n in range(count)])


counts = st.integers(1, 5)
durations = st.dictionaries(
    st.builds(ItemKey, st.just("list.md"), st.builds(lambda n: f"i{n}", st.integers(0, 12))), st.integers(0, 10_000)
)


@given(lists(), lists(), counts, durations)
def test_shards_are_disjoint_and_make_the_whole(text, other, count, known):
    documents = [candidates(text), candidates(other, "other.md")]
    assignment = assign(documents, count, known)
    for document in documents:
        shards = [assignment.own(document.document, Shard(number, count)) for number in range(1, count + 1)]
        assert Counter(name for shard in shards for name in shard) == Counter(
            item.id for item, own in document.checks if own
        )


@given(lists(), counts, durations)
def test_what_needs_each_other_stays_together(text, count, known):
    document = candidates(text)
    numbers = assign([document], count, known).numbers
    for item, own in document.checks:
        for check in own:
            for needed in check.block.common.needs:
                assert numbers[ItemKey("list.md", needed)] == numbers[ItemKey("list.md", item.id)]


@given(lists(), counts, durations)
def test_the_order_of_items_and_the_time_mean_nothing(text, count, known):
    document = candidates(text)
    turned = document._replace(checks=document.checks[::-1])
    assert assign([document], count, known) == assign([turned], count, dict(reversed(known.items())))


@given(st.integers(0, 30), counts)
def test_without_durations_the_numbers_of_items_are_even(items, count):
    numbers = Counter(assign([candidates(listing([()] * items))], count).numbers.values())
    loads = [numbers[number] for number in range(1, count + 1)]
    assert max(loads) - min(loads) <= 1


def test_longest_first():
    known = {ItemKey("list.md", f"i{n}"): time for n, time in enumerate([90, 10, 30, 20, 40])}
    found = assign([candidates(listing([()] * 5))], 2, known).numbers
    assert {key.item for key, number in found.items() if number == 1} == {"i0", "i1"}


def test_what_does_not_run_weighs_nothing():
    text = listing([()] * 3) + "- [ ] ~~Struck~~ no\n  ```check\n  file_exists: x\n  ```\n"
    found = assign([candidates(text, left_out=["i0"])], 2).numbers
    assert found[ItemKey("list.md", "i1")] != found[ItemKey("list.md", "i2")]
    assert len(found) == 4


def test_items_that_a_tally_counts_stay_with_it():
    text = (
        "- [ ] All\n  ```check\n  children: all\n  ```\n"
        + "".join(f"  - [ ] {name}\n    ```check\n    file_exists: x\n    ```\n" for name in "abcdef")
        + "- [ ] Other\n  ```check\n  file_exists: x\n  ```\n"
    )
    numbers = assign([candidates(text)], 4).numbers
    assert len({number for key, number in numbers.items() if key.item != "other"}) == 1
    assert plan(candidates(text).checks).jobs


def test_the_digest_tells_plans_apart():
    document = candidates(listing([()] * 4))
    one = assign([document], 2)
    assert one.digest == assign([document], 2).digest
    assert one.digest != assign([document], 3).digest
    known = {ItemKey("list.md", f"i{n}"): time for n, time in enumerate([10_000, 1, 1, 1])}
    assert one.digest != assign([document], 2, known).digest


@pytest.mark.parametrize(("text", "shard"), [("1/1", (1, 1)), ("2/4", (2, 4)), ("1000/1000", (1000, 1000))])
def test_a_shard_is_read(text, shard):
    assert read_shard(text) == shard
    assert str(Shard(*shard)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no shard: write I/N, as in 2/4"),
        ("2", "is no shard"),
        ("2/", "is no shard"),
        ("/4", "is no shard"),
        ("-1/4", "is no shard"),
        ("1/4/2", "is no shard"),
        ("²/4", "is no shard"),
        ("0/4", "there is no shard 0 of 4: they count from 1"),
        ("5/4", "there is no shard 5 of 4"),
        ("1/0", "there can be 1 to 1000 shards, and not 0"),
        ("1/1001", "there can be 1 to 1000 shards"),
    ],
)
def test_no_shard(text, message):
    with pytest.raises(ValueError, match=message):
        read_shard(text)
