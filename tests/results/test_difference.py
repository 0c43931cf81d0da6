import pytest

from mdcheck.results.difference import FileChange


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [(None, "a", "added"), ("a", None, "removed"), ("a", "b", "changed"), (None, None, "changed")],
    ids=["new", "gone", "other text", "no text on either side"],
)
def test_what_became_of_a_file(before, after, word):
    assert FileChange("mdcheck.toml", "settings", before, after).word == word
