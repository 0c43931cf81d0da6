"""Where the cursor stands in YAML that is being typed: the mark `^`, and what is there."""

import pytest

from mdcheck.app.editor.yaml_place import place_in

PLACES = {
    "^": ((), None, ""),
    "fi^": ((), None, "fi"),
    '"fi^': ((), None, "fi"),
    "file_exists: ^": ((), "file_exists", ""),
    "file_exists: docs/ru^": ((), "file_exists", "docs/ru"),
    "file_exists:^": None,
    "file_exists: 'docs/^": ((), "file_exists", "docs/"),
    "file_exists: 'docs/x'^": None,
    "file_exists: [a, b^": ((), "file_exists", "b"),
    'file_exists: [a, "b, c^': ((), "file_exists", "b, c"),
    'file_exists: [a, "b"^': None,
    "file_exists: [a, b]^": None,
    "file_exists: [\n  a,\n  b^": ((), "file_exists", "b"),
    "file_exists:\n- a\n- b^": ((), "file_exists", "b"),
    "file_exists:\n  - a\n  - ^": ((), "file_exists", ""),
    "- a^": None,
    "file_exists: |\n  text^": None,
    "file_exists: >^": None,
    "text: one\n  two^": None,
    "# file^": None,
    "when: {fi^": (("when",), None, "fi"),
    "when: {file_exists: a^": (("when",), "file_exists", "a"),
    "when: {file_exists: [a, b^": (("when",), "file_exists", "b"),
    "when: {file_exists: [a, b], ma^": (("when",), None, "ma"),
    "when: {file_exists: a}^": None,
    "when: {matches: a:b^": (("when",), "matches", "a:b"),
    "when: [a:b^": ((), "when", "a:b"),
    "when:\n  fi^": (("when",), None, "fi"),
    "when:\n  file_exists: a\nma^": ((), None, "ma"),
    "when:\n  file_exists:\n    - a^": (("when",), "file_exists", "a"),
    "value: x\nevery:\n  same_as:\n    pa^": (("every", "same_as"), None, "pa"),
    "same_as: {path: x, at: y^": (("same_as",), "at", "y"),
    "a: ]^": ((), "a", "]"),
    "a: [}^": None,
}


@pytest.mark.parametrize("text", PLACES)
def test_place(text):
    before = text.partition("^")[0]
    lines = text.replace("^", "").split("\n")
    row = before.count("\n")
    place = place_in(lines, row, len(before.rpartition("\n")[2]))
    assert (place and (place.keys, place.key, place.typed)) == PLACES[text]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("value: x # a comment\nat: ^\nmatch: any", {"value": "x", "at": "", "match": "any"}),
        ("when: {file_exists: x, match: ^}", {"file_exists": "x"}),
        ("value: x\nsame_as:\n  path: y\n  at: ^\nmatch: any", {"path": "y", "at": ""}),
    ],
)
def test_the_keys_beside_it_are_known(text, entries):
    before = text.partition("^")[0]
    place = place_in(text.replace("^", "").split("\n"), before.count("\n"), len(before.rpartition("\n")[2]))
    assert place.entries == entries
