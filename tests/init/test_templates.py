from __future__ import annotations

import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from mdcheck.app.init.templates import TEMPLATES, find_template, render, template_text
from mdcheck.app.init.values import KEYS, Origin, Sort, Value
from mdcheck.app.lint import lint
from mdcheck.app.session import Session
from mdcheck.checks.bind import read_checks
from mdcheck.document.completion import completions
from mdcheck.document.model import Notation, Severity
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.kinds.protocol import needs_trust

FOLDER = Path(__file__).parents[2] / "templates"
PLACEHOLDER = re.compile(r"«([^»]*)»")

every_template = pytest.mark.parametrize("template", TEMPLATES, ids=[template.name for template in TEMPLATES])

PRODUCTION = find_template("production-readiness")

SECTIONS = {
    "1. Security & Compliance": 4,
    "2. Monitoring & Observability": 4,
    "3. Resilience & Fault Tolerance": 3,
    "4. Performance & Scalability": 4,
    "5. Infrastructure & Deployment": 4,
    "6. Documentation": 4,
    "7. Testing Quality": 4,
    "8. Operational Readiness": 4,
    "9. Compliance & Governance": 3,
    "10. Release Readiness": 3,
}
"""The sections of the reference checklist, and how many subsections each has."""

CORE = {
    "security-audit": ("file_exists", Severity.WARNING),
    "secrets-in-code": ("secrets", Severity.BLOCKER),
    "authentication-secret": ("env", Severity.WARNING),
    "data-encryption": ("file_exists", Severity.WARNING),
    "metrics": ("file_exists", Severity.WARNING),
    "structured-logging": ("dependency", Severity.WARNING),
    "alert-rules": ("file_exists", Severity.WARNING),
    "circuit-breakers": ("file_exists", Severity.WARNING),
    "backups": ("glob_count", Severity.WARNING),
    "rate-limiting": ("file_exists", Severity.WARNING),
    "unit-test-coverage": ("coverage", Severity.ERROR),
    "integration-tests": ("glob_count", Severity.ERROR),
    "incident-runbook": ("file_exists", Severity.WARNING),
    "maintenance": ("file_exists", Severity.WARNING),
}
"""The fourteen checks of the reference."""


def parsed(text):
    return parse(Source.from_text(text, path="template.md"))


def usual(template, **others):
    """The values of a folder in which nothing was found."""
    texts = {}
    for key, spec in KEYS.items():
        texts[key] = others.get(key, spec.usual(texts) if key not in others else "")
    wanted = set(PLACEHOLDER.findall(template_text(template)))
    return [Value(key, text, Origin.USUAL) for key, text in texts.items() if key in wanted]


def test_the_table_names_the_files_of_the_folder():
    assert sorted(template.name for template in TEMPLATES) == sorted(path.stem for path in FOLDER.glob("*"))


def test_no_two_templates_become_the_same_file():
    assert len({template.output for template in TEMPLATES}) == len(TEMPLATES)


@every_template
def test_a_template_is_a_sound_checklist_as_it_stands(template, tmp_path):
    path = tmp_path / template.output
    path.write_text(template_text(template))
    (linted,) = lint([str(path)], Session(tmp_path, os.environ))
    assert linted.diagnostics == ()


@every_template
def test_a_template_asks_for_known_keys_only(template):
    assert set(PLACEHOLDER.findall(template_text(template))) <= set(KEYS)


def test_every_key_is_asked_for():
    assert {key for template in TEMPLATES for key in PLACEHOLDER.findall(template_text(template))} == set(KEYS)


@every_template
def test_rendering_replaces_the_placeholders_and_not_a_byte_more(template):
    values = usual(template)
    expected = template_text(template).encode()
    for value in values:
        expected = expected.replace(f"«{value.key}»".encode(), value.text.encode())
    assert render(template, values) == expected
    assert "«".encode() not in expected


@every_template
def test_several_paths_fit_wherever_paths_are_asked_for(template):
    paths = {key: "k8s/web.yaml,k8s/worker.yaml" for key, spec in KEYS.items() if spec.sort is Sort.PATHS}
    text = render(template, usual(template, **paths)).decode()
    assert ("[k8s/web.yaml, k8s/worker.yaml]" in text) == any(f"«{key}»" in template_text(template) for key in paths)


@every_template
def test_every_check_says_how_to_mend_it(template):
    blocks = [block for item in parsed(template_text(template)).items for block in item.checks]
    assert [block.line for block in blocks if not block.common.fix] == []


@every_template
def test_every_item_with_a_check_has_an_id_of_its_own(template):
    items = [item for item in parsed(template_text(template)).items if item.checks]
    assert [item.line for item in items if item.checks[0].common.id != item.id] == []


@every_template
def test_only_tests_are_executable(template):
    checks, _ = read_checks(parsed(template_text(template)))
    executable = {check.block.common.id for check in checks.values() if needs_trust(check.kind)}
    assert executable <= {"tests", "unit-tests"}


@every_template
def test_the_figures_are_right_and_all_boxes_are_open(template):
    checklist = parsed(template_text(template))
    done = completions(checklist.root)
    (title,) = checklist.root.sections
    sections = [section for section in title.sections if list(section.all_items())]
    shown = Counter((figure.notation, figure.section.title) for figure in checklist.figures)
    expected = Counter([(Notation.STATUS, section.title) for section in sections])
    expected += Counter([(Notation.TABLE, section.title) for section in sections])
    expected += Counter([(Notation.OVERALL, "")])
    assert shown == expected
    assert done[0].ticked == 0
    assert len(checklist.regions) == 1


@every_template
def test_the_text_is_tidy(template):
    data = (FOLDER / f"{template.name}.md").read_bytes()
    text = data.decode()
    assert b"\r" not in data
    assert b"\t" not in data
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    lines = text.split("\n")
    assert [line for line in lines if line != line.rstrip()] == []
    assert [line for line in lines if re.search(r"\S  ", line) and not line.startswith("|")] == []
    assert [line for line in lines if len(line) > 120] == []


@every_template
def test_an_item_stands_on_one_line(template):
    # Formatters disagree about where the second line of an item begins.
    lines = template_text(template).split("\n")
    following = [second for first, second in pairwise(lines) if first.startswith("- [ ] ")]
    assert [line for line in following if line and not line.startswith(("  ```check", "- [ ] "))] == []


def test_production_readiness_has_the_sections_of_the_reference():
    (title,) = parsed(template_text(PRODUCTION)).root.sections
    sections = {part.title: len(part.sections) for part in title.sections if re.match(r"\d", part.title)}
    assert sections == SECTIONS


def test_each_subsection_has_at_least_four_criteria():
    checklist = parsed(template_text(PRODUCTION))
    subsections = [section for section in checklist.root.all_sections() if re.match(r"\d+\.\d", section.title)]
    assert len(subsections) == sum(SECTIONS.values())
    assert [section.title for section in subsections if len(section.items) < 4] == []


def test_most_sections_can_be_verified():
    checklist = parsed(template_text(PRODUCTION))
    assert sum(len(item.checks) for item in checklist.items) >= 90
    (title,) = checklist.root.sections
    bare = [
        section.title
        for section in title.sections
        if section.sections and not any(i.checks for i in section.all_items())
    ]
    assert bare == ["Overall progress", "Quick reference", "Notes"]


def test_the_fourteen_checks_of_the_reference_are_the_core():
    checks, _ = read_checks(parsed(template_text(PRODUCTION)))
    found = {
        check.block.common.id: (check.name, check.block.common.severity)
        for check in checks.values()
        if "core" in check.block.common.tags
    }
    assert found == CORE


def test_the_limits_are_those_of_the_reference():
    checks, _ = read_checks(parsed(template_text(PRODUCTION)))
    by_id = {check.block.common.id: check.block for check in checks.values()}
    coverage, tests = by_id["unit-test-coverage"], by_id["unit-tests"]
    assert (coverage.options["min"], coverage.options["warn"]) == (80, 60)
    assert coverage.common.needs == ("unit-tests",)
    assert (tests.common.timeout, tests.common.weight) == (300.0, 0.0)
    integration = by_id["integration-tests"].options
    assert (integration["min"], integration["warn_min"]) == (5, 1)
    assert by_id["authentication-secret"].options["min_length"] == 32
