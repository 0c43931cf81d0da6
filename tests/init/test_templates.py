"""The templates: what they are made of, and that any of them makes a sound checklist of any repository."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from init.trees import TREES

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.fill import fill, read_items
from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.parts import ALL_PARTS, PARTS, find_parts
from mdcheck.app.init.templates import TEMPLATES, asked_keys, find_template, render, template_text
from mdcheck.app.init.values import KEYS
from mdcheck.checks.bind import read_checks
from mdcheck.document.completion import completions
from mdcheck.document.lint import lint
from mdcheck.document.model import Notation, Severity
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.kinds.protocol import needs_trust

FOLDER = Path(__file__).parents[2] / "templates"
SERVICES = ("python service", "node service", "go service", "maven service", "django site", "dotnet service")

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
    "security-audit": Severity.WARNING,
    "secrets": Severity.BLOCKER,
    "authentication-secret": Severity.WARNING,
    "data-encryption": Severity.WARNING,
    "metrics": Severity.WARNING,
    "structured-logging": Severity.WARNING,
    "alert-rules": Severity.WARNING,
    "circuit-breakers": Severity.WARNING,
    "backups": Severity.WARNING,
    "rate-limiting": Severity.WARNING,
    "unit-test-coverage": Severity.ERROR,
    "integration-tests": Severity.ERROR,
    "incident-runbook": Severity.WARNING,
    "maintenance": Severity.WARNING,
}
"""The fourteen checks of the reference."""


def parsed(text):
    return parse(Source.from_text(text, path="template.md"))


def repository(place, name, given=None, parts=()):
    place.write(TREES[name])
    place.git("add", "--all")
    return Repository(place.root, given, parts)


def made(template, found, parts=None):
    return render(template, found, find_parts(found) if parts is None else parts).decode()


def test_the_table_names_the_files_of_the_folder():
    assert sorted(template.name for template in TEMPLATES) == sorted(path.stem for path in FOLDER.glob("*"))


def test_no_two_templates_become_the_same_file():
    assert len({template.output for template in TEMPLATES}) == len(TEMPLATES)


def test_every_key_is_asked_for():
    assert {key for template in TEMPLATES for key in asked_keys(template)} == set(KEYS)


def test_every_part_is_used_by_some_template():
    text = "\n".join(template_text(template) for template in TEMPLATES)
    used = {
        word for line in re.findall(r"^%% (?:el)?if (.*)$", text, re.MULTILINE) for word in re.findall(r"\w+", line)
    }
    assert ALL_PARTS - {"code"} <= used


@every_template
def test_no_template_names_a_place_of_its_own(template):
    """Only items know where things are: a template that names a path makes it up."""
    text = template_text(template)
    assert set(re.findall(r"```check\n  (\w+):", text)) <= {"signoff"}
    names = re.findall(r"`([^`\n]+)`", text)
    allowed = r"mdcheck [\w -.]*|check|tick: person|blocker|429|Retry-After|tls|http"
    assert [name for name in names if not re.fullmatch(allowed, name)] == []


@every_template
@pytest.mark.parametrize("name", ["empty", "python service", "documents", "only words", "terraform module"])
def test_a_template_makes_a_sound_checklist(repo, template, name):
    text = made(template, repository(repo, name))
    checklist = parsed(text)
    checks, problems = read_checks(checklist)
    assert [*checklist.diagnostics, *problems, *lint(checklist, frozenset(Notation))] == []
    assert not any(needs_trust(check.kind) for check in checks.values()), "the first update must not end with 4"
    assert [block.line for item in checklist.items for block in item.checks if not block.common.fix] == []
    assert [item.line for item in checklist.items if item.checks and item.checks[0].common.id != item.id] == []
    assert completions(checklist.root)[0].ticked == 0
    assert not re.search(r"%%|[«»]|\n\n\n|[ \t]\n", text)


@every_template
@pytest.mark.parametrize("parts", [(), *((part.name,) for part in PARTS)], ids=["none", *(p.name for p in PARTS)])
def test_any_choice_of_parts_is_a_sound_checklist(repo, template, parts):
    text = made(template, Repository(repo.root, {"test_command": "make test"}, parts), parts)
    assert "\n\n\n" not in text
    assert len(parsed(text).items) > 10


@every_template
def test_no_section_is_empty(repo, template):
    text = made(template, repository(repo, "empty"), ())
    (title,) = parsed(text).root.sections
    numbered = [section for section in title.sections if re.match(r"\d", section.title)]
    assert [section.title for section in numbered if not list(section.all_items())] == []


@every_template
def test_the_figures_are_kept(repo, template):
    checklist = parsed(made(template, repository(repo, "go service")))
    (title,) = checklist.root.sections
    sections = {section.title for section in title.sections if list(section.all_items())}
    notation = Notation.STATUS if template is PRODUCTION else Notation.COOKIE
    assert {figure.section.title for figure in checklist.figures if figure.notation is notation} == sections
    if template is PRODUCTION:
        shown = Counter(figure.notation for figure in checklist.figures)
        assert (shown[Notation.TABLE], shown[Notation.OVERALL], len(checklist.regions)) == (10, 1, 1)


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
    assert not re.search(r"\bmend", text, re.IGNORECASE)


@every_template
def test_an_item_stands_on_one_line(repo, template):
    # Formatters disagree about where the second line of an item begins.
    lines = made(template, repository(repo, "go service")).split("\n")
    following = [second for first, second in pairwise(lines) if first.startswith("- [ ] ")]
    assert [line for line in following if line and not line.startswith(("  ```check", "- [ ] "))] == []


@every_template
def test_nobody_signs_in_a_table_made_by_hand(template):
    assert not re.search(r"^\| *(Role|Name|Decision)\b", template_text(template), re.MULTILINE)


def test_a_decision_is_signed_where_no_policy_names_roles(repo):
    """Without roles anyone may sign: the first update says so, and is no error."""
    assert repo.mdcheck("init", "-t", "release").returncode == 0
    done = repo.mdcheck("update", "--commit")
    assert (done.returncode in (1, 2), "release-agreed" in done.stdout) == (True, True)
    assert repo.mdcheck("sign", "release-agreed", "--yes").returncode == 0
    assert "- [x] The release manager and somebody" in (repo.root / "RELEASE_CHECKLIST.md").read_text()


def test_production_readiness_has_the_sections_of_the_reference(repo):
    (title,) = parsed(made(PRODUCTION, repository(repo, "django site"), ALL_PARTS)).root.sections
    sections = {part.title: len(part.sections) for part in title.sections if re.match(r"\d", part.title)}
    assert sections == SECTIONS


def test_the_core_of_a_template_is_that_of_the_reference():
    placed = read_items(template_text(PRODUCTION).split("\n"), "x").values()
    assert {item.name for item in placed if item.options.get("tags") == "core"} == set(CORE)


@pytest.mark.parametrize("name", TREES)
def test_each_core_check_is_there_or_one_item_says_why_not(repo, name):
    """Nothing is made up for what is missing."""
    found = repository(repo, name)
    items = parsed(made(PRODUCTION, found)).items
    core = {item.id: item.checks[0].common for item in items if item.checks and "core" in item.checks[0].common.tags}
    assert {name: common.severity for name, common in core.items()} == {name: CORE[name] for name in core}
    texts = {item.text for item in items if not item.checks}
    said = {name for name in CORE.keys() - core if ITEMS[name](found) is not None}
    assert {ITEMS[name](found).statement for name in said} <= texts
    if found.tree.code:
        assert said == CORE.keys() - core


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_as_many_items_as_a_team_reads(repo, name):
    items = parsed(made(PRODUCTION, repository(repo, name))).items
    assert 40 <= len(items) <= 90


@pytest.mark.parametrize("template", TEMPLATES[1:], ids=[template.name for template in TEMPLATES[1:]])
def test_the_others_are_shorter(repo, template):
    assert 30 <= len(parsed(made(template, repository(repo, "go service"))).items) <= 60


def test_who_asks_for_commands_gets_the_tests(repo):
    found = repository(repo, "python service", parts=["commands"])
    text = made(PRODUCTION, found, find_parts(found, given=["commands"]))
    assert "  ```check bash id=tests-pass timeout=15m severity=blocker\n  pytest\n  ```\n" in text


def test_several_tags_and_a_severity(repo):
    found = repository(repo, "rust tool")
    text = fill("# A\n\n%% item licence tags=a,b severity=blocker\n", found, (), where="x")
    (item,) = parsed(text).items
    assert (item.checks[0].common.tags, item.checks[0].common.severity) == (("a", "b"), Severity.BLOCKER)


def test_an_item_that_does_not_fit_leaves_no_line(repo):
    assert fill("a\n%% item chart\nb\n", repository(repo, "rust tool"), (), where="x") == "a\nb\n"
