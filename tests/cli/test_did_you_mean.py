"""The nearest word is the one that difflib finds, which compares all of them in full."""

import difflib

import pytest

from mdcheck.errors import did_you_mean
from mdcheck.kinds.table import KINDS

KNOWN = tuple(KINDS)


@pytest.mark.parametrize(
    "word", ["file_exist", "licences", "htp", "json", "env_var", "", "x" * 40, "é", "comand", "git_clen", "https"]
)
def test_it_is_the_nearest(word):
    def ratio(one):
        return difflib.SequenceMatcher(a=one, b=word).ratio()

    nearest = max(map(ratio, KNOWN))
    expected = [f" (did you mean “{one}”?)" for one in KNOWN if ratio(one) == nearest] if nearest >= 0.6 else [""]
    assert did_you_mean(word, KNOWN) == expected[0]


def test_a_word_at_the_limit_counts():
    assert difflib.SequenceMatcher(a="abcde", b="abcxy").ratio() == 0.6
    assert did_you_mean("abcxy", ("zzzzz", "abcde")) == " (did you mean “abcde”?)"
    assert did_you_mean("abcxy", ()) == ""
