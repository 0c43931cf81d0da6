"""`docs/kinds.md` says what the kinds say of themselves, and its examples are checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.checks.catalogue import describe
from mdcheck.kinds.table import KINDS

PAGE = (Path(__file__).parents[2] / "docs/kinds.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
EXAMPLE = re.compile(r"^````markdown\n(.*?)^````$", re.DOTALL | re.MULTILINE)


def test_every_kind_has_a_section_in_the_order_of_the_table():
    assert list(SECTIONS) == list(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_a_section_says_what_the_kind_says(name):
    said = describe(name)
    section = SECTIONS[name].strip()
    assert section.split("\n", 1)[0] == said.summary + (" *Executable.*" if said.executable else "")
    rows = [re.split(r" ?\| ?", line)[1:-1] for line in section.splitlines() if line.startswith("| `")]
    assert rows == [
        [f"`{one.name}`", one.type, "required" if one.required else one.default, one.description]
        for one in said.options
    ]


@pytest.mark.parametrize("name", KINDS)
def test_examples_are_checks_of_the_kind(name):
    for text in EXAMPLE.findall(SECTIONS[name]):
        checklist = read(text)
        checks, errors = read_checks(checklist)
        assert (errors, checklist.diagnostics) == ((), ())
        assert [check.name for check in checks.values()] == [name]


def test_every_section_has_an_example():
    assert [name for name in KINDS if not EXAMPLE.search(SECTIONS[name])] == []
