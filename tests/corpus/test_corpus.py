"""Real documents, written by others: set MDCHECK_CORPUS to the folder that holds them."""

import json
import os
import re
from collections import defaultdict
from pathlib import Path

import pytest
from testing.documents import read_bytes, states, updated

from mdcheck.document.insert import Block, with_blocks
from mdcheck.document.lint import lint
from mdcheck.document.rewrite import ALL_NOTATIONS, rewrite
from mdcheck.document.source import Source

FOLDER = os.environ.get("MDCHECK_CORPUS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="MDCHECK_CORPUS names no folder")
CORPUS = Path(FOLDER or ".")
NAMES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("documents/**/*.md")) if FOLDER else []
REFERENCE = "documents/reference/PRODUCTION_READINESS_CHECKLIST.md"


def rows(name):
    """The lines of a table, without its head; only line feeds end one."""
    lines = (CORPUS / name).read_bytes().decode().split("\n")[1:]
    return [line.split("\t") for line in lines if line]


@pytest.fixture(scope="module")
def oracle():
    """By document: its items by line, as the specification has them."""
    found = defaultdict(dict)
    for name, line, state in rows("oracle.tsv"):
        found[name][int(line)] = state
    for _, name, line, _, state, _ in rows("oracle-exceptions.tsv"):
        found[name][int(line)] = state
    return found


@pytest.mark.parametrize("name", [name for name in NAMES if name != REFERENCE])
def test_items_are_the_oracles(name, oracle):
    expected = oracle[name.removeprefix("documents/")]
    found = states(read_bytes((CORPUS / name).read_bytes()))
    assert found == [f"{line}{state}" for line, state in sorted(expected.items())]


# A byte order mark is no part of the text, and front matter holds no items.
DELIBERATE = {"bom": "1 ", "frontmatter": "5x"}


def test_cases():
    found, expected = {}, {}
    for name, text, _, _, spec, *_ in rows("cases.tsv"):
        found[name] = ";".join(states(read_bytes(json.loads(text).encode())))
        expected[name] = DELIBERATE.get(name, spec)
    assert found == expected
    assert len(found) > 100


@pytest.mark.parametrize("name", NAMES)
def test_rewriting_changes_figures_and_nothing_else(name):
    data = (CORPUS / name).read_bytes()
    checklist = read_bytes(data)
    assert Source.from_bytes(data, path=name).to_bytes() == data
    lint(checklist, ALL_NOTATIONS)
    after = updated(data)
    changed = {checklist.source.locate(edit.span.start).line for edit in rewrite(checklist, {})}
    before_lines, after_lines = (re.split(rb"(?<=\n)|(?<=\r)(?!\n)", text) for text in (data, after))
    assert {
        number for number, (one, other) in enumerate(zip(before_lines, after_lines, strict=True), 1) if one != other
    } == changed
    assert changed <= {figure.line for figure in checklist.figures}
    assert masked(after) == masked(data)
    assert updated(after) == after


def masked(data):
    text = re.sub("✅|⚠️|⬜", "✅", data.decode())
    text = re.sub(r"\((Ready|Almost Ready|Needs Improvement|Critical)\)", "()", text)
    return re.sub("[0-9]+", "0", text)


@pytest.mark.parametrize("name", NAMES)
def test_items_stay_when_all_line_ends_change(name):
    data = (CORPUS / name).read_bytes()
    plain = re.sub(rb"\r\n?", b"\n", data)
    items, after = states(read_bytes(data)), updated(plain)
    assert states(read_bytes(plain)) == items
    for end in (b"\r\n", b"\r"):
        other = plain.replace(b"\n", end)
        assert states(read_bytes(other)) == items
        assert updated(other) == after.replace(b"\n", end)


CHANGED = {
    "**Status**: 70% complete (security": "**Status**: 29% complete (security",
    "**Status**: 75% complete (monitoring": "**Status**: 71% complete (monitoring",
    "**Status**: 40% complete (rate": "**Status**: 30% complete (rate",
    "**Status**: 20% complete (needs": "**Status**: 0% complete (needs",
    "## Section 6: Documentation ⬜": None,
    "**Status**: 30% complete (some": "**Status**: 0% complete (some",
    "**Status**: 60% complete": "**Status**: 14% complete",
    "**Status**: 10% complete": "**Status**: 0% complete",
    "| 1. Security & Compliance | ⚠️ | 70% |": "| 1. Security & Compliance | ⚠️ | 29% |",
    "| 2. Monitoring & Observability | ✅ | 75% |": "| 2. Monitoring & Observability | ⚠️ | 71% |",
    "| 4. Performance & Scalability | ⚠️ | 40% |": "| 4. Performance & Scalability | ⚠️ | 30% |",
    "| 5. Infrastructure & Deployment | ⬜ | 20% |": "| 5. Infrastructure & Deployment | ⬜ | 0% |",
    "| 6. Documentation | ⚠️ | 40% |": "| 6. Documentation | ⬜ | 0% |",
    "| 7. Testing Quality | ⚠️ | 30% |": "| 7. Testing Quality | ⬜ | 0% |",
    "| 8. Operational Readiness | ⚠️ | 60% |": "| 8. Operational Readiness | ⚠️ | 14% |",
    "| 9. Compliance & Governance | ⬜ | 20% |": "| 9. Compliance & Governance | ⬜ | 0% |",
    "| 10. Release Readiness | ⬜ | 10% |": "| 10. Release Readiness | ⬜ | 0% |",
    "### Overall Score: **52/100** (Needs Improvement)": "### Overall Score: **24/100** (Critical)",
}


def test_the_reference_checklist():
    """The whole difference, line by line: ten status lines but for the right one, the table, the score."""
    data = (CORPUS / REFERENCE).read_bytes()
    expected = data.decode()
    for before, after in CHANGED.items():
        assert expected.count(before) == 1
        expected = expected.replace(before, after or before)
    # Two sections say the same, and both hold open boxes only.
    for section in ("## Section 6: Documentation ⬜", "## Section 9: Compliance & Governance ⬜"):
        head, tail = expected.split(section)
        expected = (
            head + section + re.sub(r"\*\*Status\*\*: [24]0% complete\n", "**Status**: 0% complete\n", tail, count=1)
        )
    assert updated(data).decode() == expected
    assert updated(updated(data)) == updated(data)


@pytest.mark.parametrize("name", NAMES)
def test_a_block_fits_below_every_item(name):
    checklist = read_bytes((CORPUS / name).read_bytes())
    blocks = [Block(item, ("```check", "env: A", "```")) for item in checklist.items if not item.checks]
    after, unfit = with_blocks(checklist, blocks)
    assert unfit == ()
    assert all(item.checks for item in after.items)
