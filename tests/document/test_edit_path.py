"""The way between two sequences is the shortest where the search may take its time, and a way in any case."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdcheck.document.merging import edit_path as module
from mdcheck.document.merging.edit_path import edit_path

sequences = st.lists(st.integers(0, 3), max_size=30)


def most_in_common(old, new):
    """The length of the longest common subsequence, from the table of all beginnings."""
    row = [0] * (len(new) + 1)
    for one in old:
        corner = 0
        for at, other in enumerate(new, 1):
            corner, row[at] = row[at], corner + 1 if one == other else max(row[at], row[at - 1])
    return row[-1]


def is_way(pairs, old, new):
    rising = all(one < other and two < another for (one, two), (other, another) in pairwise(pairs))
    return rising and all(old[one] == new[other] for one, other in pairs)


@given(sequences, sequences)
def test_a_short_sequence_gets_the_shortest_way(old, new):
    pairs = edit_path(old, new)
    assert is_way(pairs, old, new)
    assert len(pairs) == most_in_common(old, new)


@pytest.mark.parametrize("budget", [2, 3, 5])
def test_without_time_it_is_a_way(budget):
    @given(sequences, sequences)
    def holds(old, new):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "_STEPS", budget)
            pairs = edit_path(old, new)
        assert is_way(pairs, old, new)

    holds()


def test_few_edits_in_much_alike_are_all_found():
    """As a checklist in which all items read alike."""
    old = [0, 1, 2, 3] * 500
    new = [at if index % 100 else 4 for index, at in enumerate(old)]
    assert len(edit_path(old, new)) == len(old) - 20


def test_what_was_put_in_is_no_reason_to_lose_the_rest():
    old = [0, 1] * 300
    new = [*old[:200], *[2, 3, 1] * 10, *old[200:400], *[1, 1, 0] * 10, *old[400:]]
    assert len(edit_path(old, new)) == len(old)
