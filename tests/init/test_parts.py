"""The parts of templates, and templates of one's own with what is wrong in them."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from init.trees import TREES

from mdcheck.app.init.detect import Repository
from mdcheck.app.init.fill import fill
from mdcheck.app.init.parts import find_parts
from mdcheck.errors import UsageError


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("empty", set()),
        ("python service", {"code", "container", "interface"}),
        ("django site", {"code", "interface", "database", "logins"}),
        ("go service", {"code", "container", "interface", "kubernetes"}),
        ("terraform deployment", {"code", "infrastructure", "terraform"}),
        ("rust tool", {"code"}),
        ("scripts", {"code", "unread_ci"}),
        ("documents", set()),
        ("two halves", {"code", "interface"}),
    ],
)
def test_the_parts_that_a_repository_has(repo, name, parts):
    repo.write(TREES[name])
    repo.git("add", "--all")
    assert find_parts(Repository(repo.root)) == parts


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("docs/on-call.md", True),
        ("docs/team/oncall.md", True),
        ("docs/runbooks/a.md", True),
        ("docs/api/SubscriptionCallback.md", False),
        ("docs/api/callback.md", False),
    ],
)
def test_pages_for_people_who_are_on_call(repo, path, there):
    repo.write({path: "# A\n"})
    assert ("oncall" in find_parts(Repository(repo.root))) is there


def test_parts_are_given_and_left_out(repo):
    repo.write(TREES["rust tool"])
    repo.git("add", "--all")
    assert find_parts(Repository(repo.root), given=["load"], left_out=["code"]) == {"load"}


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("a\n%% if load\nb\n", "the template can't be read", "own.md:3"),
        ("a\n%% endif\n", "the template can't be read", "own.md:2"),
        ("a\n%% if\n%% endif\n", "a condition holds names", "own.md:2"),
        ("%% if lod\n%% endif\n", "“lod” is no part and no key (did you mean “load”?)", "own.md:1"),
        ("%% if load.__class__\n%% endif\n", "a condition holds names", "own.md:1"),
        ("%% if load and\n%% endif\n", "the template can't be read", "own.md:1"),
        ("x\n\n%% for i in range(9)\n%% endfor\n", "is no statement of a template", "own.md:3"),
        ("%%\n", "is no statement of a template", "own.md:1"),
        ("%% else load\n", "is no statement of a template", "own.md:1"),
        ("%% item licens\n", "there is no item “licens”", "own.md:1"),
        ("%% item\n", "there is no item “”", "own.md:1"),
        ("%% item licence core\n", "an item takes tags=… and severity=…", "own.md:1"),
        ("%% item licence severity=grave\n", "“grave” is no severity", "own.md:1"),
        ("a\n«projekt»\n", "filled in with (did you mean “project”?)", "own.md:2"),
        ("a\n«coverage»\n", "nothing was found that could stand for «coverage»", "own.md:2"),
        ("a\n\x01 load \x02\n", "the line holds a control character", "own.md:2"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_has_its_line(repo, text, message, where):
    with pytest.raises(UsageError) as caught:
        fill(text, Repository(repo.root), ["load"], where="own.md")
    assert message in caught.value.message
    assert caught.value.where == where
    assert caught.value.fix


def test_only_whole_lines_are_statements(repo):
    text = "- [ ] {{ value }} {% if %} {# note #} 5 %% x « mot »\n"
    assert fill(text, Repository(repo.root), (), where="own.md") == text


def test_conditions_and_values(repo):
    text = "%% if load and not (audit or coverage)\na «project»\n%% elif branch\nb\n%% else\nc\n%% endif\n"
    repository = Repository(repo.root)
    assert fill(text, repository, ["load"], where="own.md") == "a acme\n"
    assert fill(text, repository, (), where="own.md") == "b\n"


def test_what_stands_in_a_repository_is_no_statement(repo):
    repo.write({"LICENSE": "MIT\n", "docs/«gone»/%% if maintenance.md": "x\n"})
    repo.git("add", "--all")
    text = fill("%% item maintenance\n", Repository(repo.root), (), where="own.md")
    assert "docs/«gone»/%% if maintenance.md" in text


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("# Ours\n\n%% item licence\n- [ ] Ask «project»\n", 0, "wrote CHECKLIST.md: 2 items, 1 of them with checks"),
        (
            "# Ours\n\n- [ ] a\n  ```check\n  file_exist: x\n  ```\n",
            3,
            "own.md:5: error: “file_exist” is no kind of check",
        ),
        ("# Ours\n\n%% if lod\n", 3, "own.md:3: error: “lod” is no part and no key"),
        ("# Ours\n\xff", 3, "own.md:2: error: the template is not UTF-8"),
    ],
)
def test_a_template_of_ones_own(repo, text, code, message):
    (repo.root / "own.md").write_bytes(text.encode("latin-1") if "\xff" in text else text.encode())
    done = repo.mdcheck("init", "-t", "own.md")
    assert done.returncode == code
    assert message in done.stdout + done.stderr
    assert (repo.root / "CHECKLIST.md").exists() == (code == 0)


@pytest.mark.parametrize("name", ["gone.md", "sub/none", "."])
def test_a_template_that_is_no_file(repo, name):
    done = repo.mdcheck("init", "-t", name)
    assert (done.returncode, "error: " in done.stderr) == (3, True)


def test_the_page_is_what_the_templates_say():
    docs = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(docs / "generate.py"))["templates_page"]()
    assert (docs / "templates.md").read_text(encoding="utf-8") == made, "run `make docs`"
