"""Each labelled item proposes the check of its label, and those without one propose nothing."""

from __future__ import annotations

import subprocess

import pytest
from adopt.labelled import ADDRESS, FILES, LABELLED, ROLES
from testing.documents import read

from mdcheck.app.adopt.context import Context
from mdcheck.app.adopt.propose import propose


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
    return "\n".join(found[0].block) if found else ""


def test_each_item_proposes_what_its_label_says(context):
    found = {text: proposed(context, text) for text in LABELLED}
    assert {text: block for text, block in found.items() if block and not LABELLED[text]} == {}
    assert {text: block for text, block in found.items() if LABELLED[text] not in block} == {}


def test_guards_are_as_labelled(context):
    """A person ticks where the words claim more than the check shows, and only there."""
    for text, label in LABELLED.items():
        block = proposed(context, text)
        if block and label.startswith(("file_exists", "env", "git")):
            assert ("tick: person" in block) == ("tick: person" in label), text
