"""A roll-up is a fold over repositories in any order."""

from __future__ import annotations

from functools import reduce
from operator import add

from hypothesis import given
from hypothesis import strategies as st
from testing.fleets import fleet_of

from mdcheck.results.fleet import Rollup, columns, rollup

ROWS = fleet_of(60).rows
some = st.lists(st.sampled_from(ROWS), max_size=12)


@given(some, some, some)
def test_parts_add_up_to_the_whole(one, two, three):
    whole = rollup([*one, *two, *three])
    assert rollup(one) + rollup(two) + rollup(three) == whole
    assert rollup(one) + (rollup(two) + rollup(three)) == whole
    assert rollup(two) + rollup(one) == rollup(one) + rollup(two)
    assert Rollup() + whole == whole + Rollup() == whole
    assert reduce(add, map(rollup, ([row] for row in (*one, *two, *three))), Rollup()) == whole


@given(some.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_no_order_of_the_rows_is_seen(orders):
    rows, shuffled = orders
    assert rollup(rows) == rollup(shuffled)
    assert columns(rollup(rows)) == columns(rollup(shuffled))
    assert sorted(rows, key=lambda row: row.key) == sorted(shuffled, key=lambda row: row.key)
