"""What looks as if it were done does not pass, and what is done in an unusual way does not fail."""

from __future__ import annotations

import pytest
from init.false_outcomes import BUILDS, CASES, COMMANDS, LICENCES, NO_LICENCES
from init.test_items import judged
from init.unusual_outcomes import UNUSUAL

EVERY = {**CASES, **BUILDS, **COMMANDS, **UNUSUAL}


@pytest.fixture
def say(repo):
    def said(files, items):
        repo.write(files)
        repo.git("add", "--all")
        repo.git("commit", "-q", "-m", "start")
        found = judged(repo.root, items)
        return {item: found[item] for item in items}

    return said


@pytest.mark.parametrize(("files", "expected"), EVERY.values(), ids=EVERY)
def test_what_the_items_say(say, files, expected):
    assert say(files, tuple(expected)) == expected


@pytest.mark.parametrize("name", LICENCES)
def test_each_spelling_of_a_licence(say, name):
    assert say({name: "MIT\n"}, ("licence",)) == {"licence": "passed"}


@pytest.mark.parametrize("name", NO_LICENCES)
def test_what_is_no_licence(say, name):
    assert say({name: "MIT\n"}, ("licence",)) == {"licence": "failed"}
