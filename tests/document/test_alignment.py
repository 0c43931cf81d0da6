import pytest

from mdcheck.document.merging.alignment import changes, matches

TABLE = {
    "nothing": ("", "", []),
    "all": ("ab", "cd", [(0, 2, 0, 2)]),
    "one put in": ("ac", "abc", [(1, 1, 1, 2)]),
    "one taken out": ("abc", "ac", [(1, 2, 1, 1)]),
    "one in the middle": ("abc", "axc", [(1, 2, 1, 2)]),
    "moved": ("abcd", "bcda", [(0, 1, 0, 0), (4, 4, 3, 4)]),
    "no anchor": ("xabab", "yabab", [(0, 1, 0, 1)]),
    "repeated lines around single ones": ("--a--b--", "--b--", [(2, 5, 2, 2)]),
}


@pytest.mark.parametrize(("old", "new", "wanted"), TABLE.values(), ids=TABLE)
def test_changes(old, new, wanted):
    assert [tuple(change) for change in changes(old, new)] == wanted


@pytest.mark.no_cover
def test_many_lines_that_are_all_alike_come_to_an_end():
    assert changes("ab" * 20_000 + "x", "ba" * 15_000 + "y")


def test_anchors_at_every_depth_are_no_reason_to_fail():
    """Each element becomes the only one of its sort between two of the others, a thousand times over."""
    old = [part for number in range(1500) for part in (number, number - 1)]
    new = [part for number in range(1500) for part in (number, -number, number - 1)]
    assert len(changes(old, new)) > 1000


def test_runs_that_touch_are_one():
    """A line that occurs once, and the blank line below it, belong to each other."""
    assert [tuple(run) for run in matches("x-a--b-", "y-a--b-z")] == [(1, 1, 6)]
