"""Each item on each made-up repository: whether it is there, and whether its checks say what is true."""

from __future__ import annotations

import pytest
from init.test_starter import parsed
from init.trees import TREES
from init.truth_items import ALL_OTHERS, SAID

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.items.table import ITEMS
from mdcheck.checks.bind import read_checks
from mdcheck.evidence.workspace import Workspace
from mdcheck.kinds.protocol import needs_trust
from mdcheck.repository.facts import GitFacts

FIELDS = ("passed", "failed", "other", "struck", "left_out")


def expected(item, tree):
    said = SAID[item]
    named = [field for field in FIELDS if tree in getattr(said, field).split(", ")]
    (field,) = named or [field for field in FIELDS if getattr(said, field) == ALL_OTHERS]
    return field


def judged(root, items=tuple(ITEMS)):
    """What each of the items says of the repository."""
    repository = Repository(root)
    made = {name: ITEMS[name](repository) for name in items}
    entries = {name: entry for name, entry in made.items() if entry is not None and not entry.script}
    checklist = parsed("# A\n\n" + "".join(entry.text(name) for name, entry in entries.items() if entry.checks))
    checks, problems = read_checks(checklist)
    assert (problems, [check for check in checks.values() if needs_trust(check.kind)]) == ((), [])
    workspace = Workspace(root=root, git=GitFacts(root=root))
    said = dict.fromkeys(ITEMS, "left_out") | dict.fromkeys(entries, "struck")
    for item in checklist.items:
        found = {str(checks[key].kind.check(workspace).outcome) for key in item.check_ids}
        said[item.id] = "failed" if "failed" in found else "passed" if found == {"passed"} else "other"
    return said


@pytest.mark.parametrize("tree", TREES)
def test_what_each_item_says(repo, tree):
    repo.write(TREES[tree])
    repo.git("add", "--all")
    repo.git("commit", "-q", "--allow-empty", "-m", "start")
    said = judged(repo.root)
    assert {item: said[item] for item in SAID} == {item: expected(item, tree) for item in SAID}


def test_the_table_is_about_all_items():
    assert set(SAID) == set(ITEMS) - {"tests-pass"}
    assert all(make.__doc__ for make in ITEMS.values())


def summary():
    """The table in one line, for a report."""
    results = [expected(item, tree) for item in SAID for tree in TREES]
    counts = ", ".join(f"{results.count(field)} {field.replace('_', ' ')}" for field in FIELDS)
    return f"{len(TREES)} repositories, {len(SAID)} items: {counts}"


def test_the_summary_counts_each_once():
    assert summary().startswith("43 repositories, ")
