"""Of the checks that are proposed, nine of ten or more must be right; and most of what could be proposed is."""

from __future__ import annotations

import subprocess

import pytest
from adopt.labelled import ADDRESS, FILES, LABELLED, ROLES
from testing.documents import read

from mdcheck.app.adopt.context import Context
from mdcheck.app.adopt.propose import propose

MISSED = 5
"""Of those with a label; more of them are a loss, and no harm."""


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    root = tmp_path_factory.mktemp("labelled")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    return Context(root, "", address=ADDRESS, roles=ROLES)


def proposed(context, text):
    found = propose(read(f"# List\n\n- [ ] {text}\n"), context).checks
    return "\n".join(found[0].block).removesuffix("```") if found else ""


def test_nine_of_ten_are_right(context):
    assert len(LABELLED) >= 130
    found = {text: proposed(context, text) for text in LABELLED}
    wrong = {text: block for text, block in found.items() if block and not (LABELLED[text] and LABELLED[text] in block)}
    missed = [text for text, block in found.items() if LABELLED[text] and not block]
    right = sum(bool(block) for block in found.values()) - len(wrong)
    assert right >= 9 * len(wrong), wrong
    assert len(missed) <= MISSED, missed


def test_guards_are_as_labelled(context):
    """A person ticks where the words claim more than the check shows, and only there."""
    for text, label in LABELLED.items():
        block = proposed(context, text)
        if block and label.startswith(("file_exists", "env", "git")):
            assert ("tick: person" in block) == ("tick: person" in label), text
