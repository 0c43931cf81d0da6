from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time

import pytest
from testing.counted import counted

from mdcheck.app.init.items.table import ITEMS
from mdcheck.app.init.parts import PARTS
from mdcheck.app.init.templates import TEMPLATES

NAME = "CHECKLIST.md"


def answered(place, arguments, answers):
    """What a person at a terminal sees who gives these answers, and the exit status."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mdcheck", *arguments],
        cwd=place.root,
        env={**counted(), **place.environ, "TERM": "dumb"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    os.write(leader, "".join(f"{answer}\n" for answer in answers).encode())
    seen = b""
    deadline = time.monotonic() + 120
    try:
        while time.monotonic() < deadline and select.select([leader], [], [], 120)[0]:
            chunk = os.read(leader, 65536)
            if not chunk:
                break
            seen += chunk
    except OSError:  # Linux says so where other systems send nothing
        pass
    finally:
        os.close(leader)
    return seen.decode().replace("\r\n", "\n"), process.wait(timeout=120)


@pytest.mark.parametrize("template", TEMPLATES, ids=[template.name for template in TEMPLATES])
def test_every_template_makes_a_checklist_that_lints_and_runs(repo, template):
    done = repo.mdcheck("init", "--template", template.name)
    assert (done.returncode, done.stderr) == (0, "")
    linted = repo.mdcheck("lint", template.output)
    assert (linted.returncode, linted.stdout) == (0, f"{template.output}: nothing to fix\n")
    run = repo.mdcheck("run", template.output)
    assert run.returncode in (1, 2)
    assert "Verdict" in run.stdout


def test_it_says_what_it_found_what_it_wrote_and_what_is_next(repo):
    repo.write({"pyproject.toml": '[project]\nname = "acme"\n', "src/acme/__init__.py": "x\n"})
    repo.git("add", "--all")
    done = repo.mdcheck("init", "-t", "release", "--set", "coverage=build/c.xml")
    assert done.returncode == 0
    assert done.stdout == (
        "this looks like a library: pyproject.toml\n"
        "  code       Python 100%\n"
        "  manifests  pyproject.toml\n"
        "  project    acme\n"
        "  branch     main\n"
        "  coverage   build/c.xml\n"
        "not found: test_command (--set test_command=… says it)\n"
        "wrote RELEASE_CHECKLIST.md: 33 items, 13 of them with checks\n"
        "parts: code; --with and --without change that\n"
        "next: read it, then run `mdcheck update`\n"
        "update commits the checklist; --no-commit, or commit = false in mdcheck.toml, turns that off\n"
    )


STARTED = {
    "pyproject.toml": '[project]\nname = "billing"\ndependencies = ["fastapi"]\n',
    "src/billing/main.py": "one = 1\n",
    "Dockerfile": "FROM python:3.13\n",
    ".github/workflows/ci.yml": "on: pull_request\njobs: {test: {steps: [{run: pytest}]}}\n",
}


def test_the_starter_says_what_it_saw_what_it_wrote_and_what_is_next(repo):
    repo.write(STARTED)
    repo.git("add", "--all")
    done = repo.mdcheck("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "this looks like a service: pyproject.toml (fastapi), Dockerfile\n"
        "  code       Python 100%\n"
        "  manifests  pyproject.toml\n"
        "  CI         GitHub Actions\n"
        "  tests      pytest (.github/workflows/ci.yml)\n"
        "wrote CHECKLIST.md: 20 items, 17 of them with checks\n"
        "a short starter; `mdcheck init --list` shows larger templates\n"
        "next: read it, then run `mdcheck update`\n"
        "update commits the checklist; --no-commit, or commit = false in mdcheck.toml, turns that off\n"
    )
    text = (repo.root / NAME).read_text()
    assert text.startswith("# billing checklist\n\n")
    assert "- [ ] CI runs the tests (`pytest`) on pull requests\n" in text


def test_the_first_update_asks_for_no_trust_and_commits(repo):
    repo.write(STARTED)
    repo.git("add", "--all")
    repo.git("commit", "-q", "-m", "start")
    repo.mdcheck("init")
    done = repo.mdcheck("update")
    assert done.returncode == 1
    assert repo.git("show", "--pretty=format:", "--name-only").strip() == NAME
    text = (repo.root / NAME).read_text()
    assert "- [x] CI runs the tests (`pytest`) on pull requests\n" in text
    assert "## Tests and CI [0/" not in text


def test_another_kind_and_name_can_be_given(repo):
    done = repo.mdcheck("init", "--kind", "documents", "--set", "project=Our handbook")
    assert "this looks like documents: you said so\n" in done.stdout
    assert (repo.root / NAME).read_text().startswith("# Our handbook checklist\n")


def test_a_name_that_fits_no_heading_is_left_out(repo):
    repo.write({"pyproject.toml": '[project]\nname = "[x](y)"\n'})
    assert repo.process("init", "--output", "-").stdout.startswith("# Project checklist\n")


def test_a_terminal_is_asked_three_questions(repo):
    repo.write(STARTED)
    seen, code = answered(repo, ["init"], ["Invoices", "library", "y"])
    assert code == 0
    assert "Name [billing]:" in seen
    assert "What is it (library, tool, service, " in seen
    assert "? [Y/n]:" in seen
    text = (repo.root / NAME).read_text()
    assert text.startswith("# Invoices checklist\n")
    assert "which versions are supported" in text


def test_a_person_can_say_no(repo):
    seen, code = answered(repo, ["init"], ["Invoices", "", "n"])
    assert (code, "nothing was written" in seen) == (0, True)
    assert not (repo.root / NAME).exists()


def test_with_yes_a_terminal_is_not_asked(repo):
    seen, code = answered(repo, ["init", "--yes"], [])
    assert code == 0
    assert "[Y/n]" not in seen
    assert (repo.root / NAME).exists()


def test_the_default_is_found_by_the_next_command(repo):
    done = repo.mdcheck("init")
    assert "\nnext: read it, then run `mdcheck update`\n" in done.stdout
    assert repo.mdcheck("lint").returncode == 0
    assert (repo.root / NAME).read_bytes().endswith(b"\n")


def test_it_is_written_at_the_repositorys_root(repo):
    repo.write({"src/deep/a.py": "x\n"})
    done = repo.mdcheck("init", cwd="src/deep")
    assert done.returncode == 0
    assert f"wrote ../../{NAME}:" in done.stdout
    assert (repo.root / NAME).is_file()


def test_without_a_repository_it_is_written_here(folder):
    folder.write({"sub/a.txt": "x\n"})
    assert folder.mdcheck("init", cwd="sub").returncode == 0
    assert (folder.root / "sub" / NAME).is_file()


def test_the_same_repository_gives_the_same_bytes(repo):
    repo.mdcheck("init")
    first = (repo.root / NAME).read_bytes()
    assert repo.mdcheck("init", "--force").returncode == 0
    assert (repo.root / NAME).read_bytes() == first
    printed = repo.process("init", "--output", "-")
    assert printed.stdout.encode() == first


@pytest.mark.parametrize("content", ["mine\n", ""], ids=["a file", "an empty file"])
def test_a_file_that_exists_is_not_touched(repo, content):
    repo.write({NAME: content})
    done = repo.mdcheck("init")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        f"{NAME}: error: the file exists, and was not touched\n"
        f"  fix: keep it and see what `mdcheck adopt {NAME}` proposes for it, write elsewhere with "
        "--output, or replace it with --force\n"
    )
    assert (repo.root / NAME).read_text() == content


def test_a_link_that_leads_nowhere_is_not_followed(repo):
    (repo.root / NAME).symlink_to(repo.root / "gone.md")
    assert repo.mdcheck("init").returncode == 4
    assert not (repo.root / "gone.md").exists()


def test_force_replaces_and_keeps_the_mode(repo):
    repo.write({"LIST.md": "mine\n"})
    (repo.root / "LIST.md").chmod(0o600)
    done = repo.mdcheck("init", "-t", "release", "-o", "LIST.md", "--force")
    assert done.returncode == 0
    assert (repo.root / "LIST.md").read_text().startswith("# Release Checklist\n")
    assert (repo.root / "LIST.md").stat().st_mode & 0o777 == 0o600


def test_force_needs_no_file_to_replace(repo):
    assert repo.mdcheck("init", "--force").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message", "fix"),
    [
        (["-t", "relase"], 3, "no template “relase” (did you mean “release”?)", "name one of production-readiness"),
        (["--set", "docs=guides"], 3, "the starter does not ask for “docs”", "set project, or choose a template"),
        (["--set", "project=-x"], 3, "“-x” can't stand for project", "give a name"),
        (["-t", "release", "--kind", "library"], 3, "--kind chooses the items of the starter", "leave out --kind"),
        (
            ["-t", "release", "--set", "docker=x"],
            3,
            "“docker” is nothing that a checklist is filled in with",
            "set one of project, branch",
        ),
        (
            ["-t", "release", "--set", "backups=b"],
            3,
            "“release” does not ask for “backups”",
            "leave it out; it asks for",
        ),
        (["--set", "docs"], 3, "“docs” sets nothing", "write --set key=value"),
        (
            ["-t", "release", "--set", "coverage=../x"],
            3,
            "“../x” can't stand for coverage",
            "give a path from the repository's root",
        ),
        (
            ["-t", "production-readiness", "--with", "load", "--without", "load"],
            3,
            "both given and left out",
            "choose one",
        ),
        (["-o", "/dev/null/LIST.md"], 4, "the folder can't be made: ", "name a file in a folder that"),
    ],
    ids=[
        "template",
        "a key of the starter",
        "a name",
        "kind",
        "key",
        "a key of another template",
        "no value",
        "value",
        "a part",
        "folder",
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(repo, arguments, code, message, fix):
    done = repo.mdcheck("init", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert f"fix: {fix}" in done.stderr
    assert [path.name for path in repo.root.iterdir()] == [".git"]


def test_the_list_names_the_templates_and_the_keys(folder):
    done = folder.mdcheck("init", "--list")
    assert done.returncode == 0
    templates, rest = done.stdout.split("\nkeys of --set:\n")
    keys, rest = rest.split("\nparts for --with and --without:\n")
    parts, items = rest.split("\nitems for `%% item NAME` in a template of your own:\n")
    assert [line.split()[0] for line in templates.splitlines()] == [template.name for template in TEMPLATES]
    assert keys.splitlines()[0].split(None, 1) == ["project", "the project's name"]
    assert [line.split()[0] for line in parts.splitlines()] == [part.name for part in PARTS]
    assert [line.split()[0] for line in items.splitlines()] == list(ITEMS)
    assert [line for line in items.splitlines() if len(line.split()) < 2] == []
    assert list(folder.root.iterdir()) == []


def test_a_terminal_is_asked_for_the_name_and_what_was_not_found(repo):
    seen, code = answered(repo, ["init", "-t", "release"], ["Billing", "build/cover.xml", "", "y"])
    assert code == 0
    assert "The project's name [acme]:" in seen
    assert "The coverage report that the tests write (empty: leave it out):" in seen
    assert seen.count("?") == 1
    text = (repo.root / "RELEASE_CHECKLIST.md").read_text()
    assert "**Project**: Billing\n" in text


def test_a_wrong_answer_is_asked_again(repo):
    seen, code = answered(repo, ["init", "-t", "release"], ["Billing", "../code", "c.xml", "", "n"])
    assert (code, "“../code” can't stand for coverage" in seen) == (0, True)
    assert "nothing was written" in seen
    assert not (repo.root / "RELEASE_CHECKLIST.md").exists()


def test_a_terminal_is_not_asked_for_what_was_given(repo):
    keys = ("project", "coverage", "test_command", "branch")
    given = [word for key in keys for word in ("--set", f"{key}=x.y")]
    seen, code = answered(repo, ["init", "-t", "release", *given], ["y"])
    assert code == 0
    assert "leave it out" not in seen
    assert "name [" not in seen


def test_a_part_can_be_asked_for_and_left_out(repo):
    repo.write({"infra/main.tf": 'terraform {\n  backend "s3" {}\n}\n'})
    text = repo.process("init", "-t", "production-readiness", "-o", "-").stdout
    assert "### 5.3 Infrastructure as code\n" in text
    assert "id: readiness\n" not in text
    words = ("--with", "kubernetes", "--without", "terraform", "--without", "infrastructure")
    text = repo.process("init", "-t", "production-readiness", "-o", "-", *words).stdout
    assert "### 5.3 Infrastructure as code\n" not in text
    assert "id: readiness\n" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-t", "release", "--with", "kubernets"], "“kubernets” is no part of a template (did you mean “kubernetes”?)"),
        (["-t", "release", "--without", "x"], "“x” is no part of a template"),
        (["-t", "release", "--with", "load", "--without", "load"], "“load” is both given and left out"),
        (["--with", "load"], "--with and --without choose parts of a template"),
    ],
)
def test_parts_that_are_wrong(repo, arguments, message):
    done = repo.mdcheck("init", *arguments)
    assert (done.returncode, message in done.stderr) == (3, True)
    assert not list(repo.root.glob("*.md"))
