"""`! command` in scripts: `-e` ignores its status unless it is the last command."""

import pytest
from testing.documents import read

from mdcheck.checks.negation import ignored, ignored_negations

LOOKED_AT = [
    "! grep -q TODO a",
    "true\n! grep -q TODO a",
    "! grep -q TODO a || exit 1\ntrue",
    "! grep -q TODO a && echo none\ntrue",
    "if ! grep -q TODO a; then\n  true\nfi",
    "true\n! grep a \\\n  b",
    "true\n! grep a |\n  wc",
    "if true && ! grep a b; then\n  true\nfi",
    "while ! a; do b; done\ntrue",
    "[[ -e a && ! -e b ]]\ntrue",
    "(( a && ! b ))\ntrue",
    "( ! a )\ntrue",
    "a && ! b || exit 1\ntrue",
    "if a; then ! b; fi",
    "if a; then\n  ! b\nfi\n",
    "cat <<END\n! grep a b\nEND\ntrue",
    "# ! grep a b\ntrue",
    "echo '! grep'; true",
    "[ ! -e a ]\ntrue",
    "!/bin/x\ntrue",
    "! grep a b\n# the end\n\n",
    "echo 'a\n! b'\ntrue",
    "",
]


@pytest.mark.parametrize("script", LOOKED_AT)
def test_its_status_counts(script):
    assert ignored(script) == []


IGNORED = {
    "! grep -q TODO a\n! grep -q FIXME a\n": [(1, "! grep -q TODO a")],
    "true || \\\n  ! grep a b\ntrue": [(1, "true || ! grep a b")],
    "true &&\n! a\ntrue": [(1, "true && ! a")],
    "! grep a \\\n  b\ntrue": [(1, "! grep a b")],
    "a && ! b\ntrue": [(1, "a && ! b")],
    "{ ! a; }\ntrue": [(1, "! a")],
    "if a; then ! b; fi\ntrue": [(1, "! b")],
    "for a in b c; do ! d; done": [(1, "! d")],
    "! [[ -e a ]]\n! (a)\ntrue": [(1, "! [[ -e a ]]"), (2, "! ( a )")],
    "! a; ! b\n": [(1, "! a")],
    "! a; b\n! c\n": [(1, "! a")],
    "x\n  ! grep a b | head\ntrue": [(2, "! grep a b | head")],
    "cat <<'END'\nx\nEND\n! a\ntrue": [(4, "! a")],
    "! grep 'a b' c\ntrue": [(1, "! grep 'a b' c")],
}


@pytest.mark.parametrize(("script", "expected"), IGNORED.items())
def test_its_status_is_ignored(script, expected):
    assert ignored(script) == expected


def test_the_warning():
    checklist = read(
        "- [ ] a\n  ```check bash\n  ! grep a b\n  true\n  ```\n  ```check\n  run: '! a; ! b'\n  ```\n"
        "  ```check python\n  ! a\n  b\n  ```\n  ```check\n  file_exists: a\n  ```\n"
    )
    found = ignored_negations(checklist)
    assert [(one.line, one.column, one.code, one.level, one.fix) for one in found] == [
        (3, 3, "ignored-negation", "warning", "write “! grep a b || exit 1”"),
        (6, 3, "ignored-negation", "warning", "write “! a || exit 1”"),
    ]
    assert found[0].message == "the exit status of “! grep a b” is ignored: -e leaves out negated commands"
