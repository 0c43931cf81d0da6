"""The parts of templates: when they appear, and what is left when they don't."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from init.trees import TREES

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.parts import ALL_PARTS, PARTS, find_parts, resolve
from mdcheck.app.init.templates import TEMPLATES, find_template, render, settle, template_text
from mdcheck.document.parse import parse
from mdcheck.document.source import Source
from mdcheck.errors import UsageError


def items(text):
    return parse(Source.from_text(text, path="template.md")).items


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("empty", {"github"}),
        ("python service", {"github", "container", "interface", "pyproject"}),
        ("django site", {"interface", "database", "logins"}),
        ("go service", {"github", "container", "interface", "kubernetes"}),
        ("terraform deployment", {"github", "infrastructure", "terraform"}),
        ("rust tool", {"github", "cargo"}),
        ("node tool", {"github", "package_json"}),
        ("scripts", set()),
    ],
)
def test_the_parts_that_a_repository_has(repo, name, parts):
    repo.write(TREES[name])
    repo.git("add", "--all")
    assert find_parts(Repository(repo.root)) == parts


def test_parts_are_given_and_left_out(repo):
    assert find_parts(Repository(repo.root), given=["load"], left_out=["github"]) == {"load"}


@pytest.mark.parametrize("template", TEMPLATES, ids=[template.name for template in TEMPLATES])
@pytest.mark.parametrize("parts", [(), *((part.name,) for part in PARTS)], ids=["none", *(p.name for p in PARTS)])
def test_any_choice_of_parts_is_a_sound_checklist(template, parts, tmp_path):
    text = render(template, settle(template, tmp_path, {}, parts), parts).decode()
    assert "%%" not in text
    assert "\n\n\n" not in text
    known = {item.id for item in items(text)}
    needed = {name for item in items(text) for block in item.checks for name in block.common.needs}
    assert needed <= known


@pytest.mark.parametrize("name", ["python service", "node service", "go service", "maven service", "django site"])
def test_a_service_has_as_many_items_as_a_team_reads(repo, name):
    repo.write(TREES[name])
    repo.git("add", "--all")
    template = find_template("production-readiness")
    found = items(template_text(template, find_parts(Repository(repo.root))))
    assert 40 <= len(found) <= 90
    core = [block for item in found for block in item.checks if "core" in block.common.tags]
    assert len(core) == 14


def test_every_part_is_used_by_some_template():
    def differs(name):
        return any(template_text(one) != template_text(one, ALL_PARTS - {name}) for one in TEMPLATES)

    assert [part.name for part in PARTS if not differs(part.name)] == []


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("a\n%% if load\nb\n", "the template can't be read", "own.md, line 3"),
        ("a\n%% if\n%% endif\n", "the template can't be read", "own.md, line 2"),
        ("a\n%% if unheard\n%% endif\n", "the template can't be filled in: 'unheard' is undefined", "own.md"),
        ("%% if load.__class__.__mro__\n%% endif\n", "the template can't be filled in", "own.md"),
    ],
)
def test_what_is_wrong_with_a_template_has_its_line(text, message, where):
    with pytest.raises(UsageError) as caught:
        resolve(text, ["load"], where="own.md")
    assert message in caught.value.message
    assert caught.value.where == where


def test_only_whole_lines_are_statements():
    text = "- [ ] {{ value }} {% if %} {# note #} 5 %% x\n"
    assert resolve(text, (), where="own.md") == text


def test_the_page_is_what_the_templates_say():
    docs = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(docs / "generate.py"))["templates_page"]()
    assert (docs / "templates.md").read_text(encoding="utf-8") == made, "run `make docs`"
