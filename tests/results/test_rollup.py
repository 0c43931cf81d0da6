"""Adding what holds for the rows of a fleet; tests/laws has it for rows of any kind."""

from collections import Counter

from mdcheck.results.fleet import ItemState, Rollup, Tally


def tally(state, text, *, pinned=False):
    return Tally(Counter({state: 1}), Counter({text: 1}), pinned)


def test_rollups_add_up_item_by_item():
    states = list(ItemState)
    one = Rollup(checklists=1, ticked=2, countable=3, items={"a": tally(states[0], "A"), "b": tally(states[0], "B")})
    two = Rollup(checklists=2, unread=1, ended=1, items={"a": tally(states[1], "A", pinned=True)})
    both = Rollup(
        checklists=3,
        unread=1,
        ticked=2,
        countable=3,
        ended=1,
        items={
            "a": Tally(Counter({states[0]: 1, states[1]: 1}), Counter({"A": 2}), pinned=True),
            "b": tally(states[0], "B"),
        },
    )
    assert one + two == both == two + one
    assert one + Rollup() == one
