"""mdcheck's own checklist names test cases, which there must be: without a report it would not be noticed."""

from __future__ import annotations

import re
from pathlib import Path

from testing.documents import read

from mdcheck.checks.bind import read_checks
from mdcheck.cli import invoke
from mdcheck.evidence.names import matches_name
from mdcheck.kinds.junit import JUnit

ROOT = Path(__file__).parents[2]


def cases_of_the_checklist():
    checklist = read((ROOT / "PRODUCTION_READINESS_CHECKLIST.md").read_text(encoding="utf-8"))
    checks, _ = read_checks(checklist)
    return {case for check in checks.values() if isinstance(check.kind, JUnit) for case in check.kind.cases}


def names_of_tests():
    for path in (ROOT / "tests").rglob("test_*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for name in re.findall(r"^ *def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            yield name
            yield f"{module}.{name}"


def test_every_case_that_the_checklist_names_is_a_test():
    cases, names = cases_of_the_checklist(), set(names_of_tests())
    assert cases
    assert [case for case in sorted(cases) if not any(matches_name(case, name) for name in names)] == []


def test_the_links_of_the_documents_lead_somewhere(monkeypatch, capfd):
    """By the checklist's own item, which looks up anchors, too."""
    monkeypatch.chdir(ROOT)
    names = ("--only", "Section 6: Documentation")
    assert invoke(["run", "PRODUCTION_READINESS_CHECKLIST.md", *names]) == 0, capfd.readouterr().out
