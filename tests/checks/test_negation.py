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
    "true || \\\n  ! grep a b\ntrue",
    "true |\n! grep a b\ntrue",
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
        (3, 1, "ignored-negation", "warning", "write “! grep a b || exit 1”"),
        (6, 1, "ignored-negation", "warning", "write “! a || exit 1”"),
    ]
    assert found[0].message == "the exit status of “! grep a b” is ignored: -e leaves out negated commands"
