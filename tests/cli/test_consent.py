"""`mdcheck update` writes and commits nothing that nobody asked it to."""

import pytest

PROSE = "# Notes\n\nStatus: 10% complete\n\n- [x] one\n- [ ] two\n"
CHECKED = "# List\n\n- [ ] Here\n  ```check\n  file_exists: '*.md'\n  ```\n"
SCRIPT = "# List (0%)\n\n- [ ] Runs\n  ```check sh\n  touch ran\n  ```\n- [x] Ticked by hand\n"
TOLD = "update commits what it writes; --no-commit, or commit = false in mdcheck.toml, turns that off"


@pytest.mark.parametrize("args", [(), ("--offline",), ("--no-commit",), ("--check",), ("--dry-run",)])
def test_a_file_that_is_no_checklist_is_refused(project, args):
    project.write(PROSE, "NOTES.md")
    project.write(CHECKED)
    ended = project.mdcheck("update", *args, "CHECKLIST.md", "NOTES.md")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("NOTES.md: error: no item has a check, and no front matter names mdcheck\n  fix: ")
    assert (project.read("NOTES.md"), project.read()) == (PROSE, CHECKED)
    assert project.git("status", "--short") == "?? CHECKLIST.md\n?? NOTES.md\n"


def test_to_look_whether_figures_are_up_to_date_is_no_harm(project):
    project.write(PROSE, "NOTES.md")
    assert project.mdcheck("update", "--offline", "--check", "NOTES.md").code == 0


def test_a_file_that_the_person_adopts_is_kept(project):
    project.write(PROSE, "NOTES.md")
    assert project.mdcheck("update", "--offline", "--adopt", "NOTES.md").code == 0
    assert len(project.log()) == 1


def test_the_first_commit_of_a_file_is_announced_and_the_first_of_all_says_how_not_to(project):
    project.write(CHECKED)
    first = project.mdcheck("update").out
    assert " (the first commit of this file)" in first
    assert TOLD in " ".join(first.split())
    project.write(CHECKED.replace("[ ]", "[x]").replace("# List", "# Lists"))
    second = project.mdcheck("update").out
    assert "committed" in second
    assert "first commit" not in second
    assert TOLD not in " ".join(second.split())
    project.write(CHECKED, "OTHER.md")
    third = project.mdcheck("update", "OTHER.md").out
    assert " (the first commit of this file)" in third
    assert TOLD not in " ".join(third.split())


@pytest.mark.parametrize("args", [("--commit",), ()])
def test_who_has_decided_is_not_told(project, args):
    project.write(CHECKED)
    if not args:
        project.write("commit = true\n", "mdcheck.toml")
    out = project.mdcheck("update", *args).out
    assert "committed" in out
    assert TOLD not in " ".join(out.split())


def test_where_the_person_refused_all_that_would_run_nothing_is_written_or_committed(project):
    project.write(SCRIPT)
    project.commit_all()
    project.write(SCRIPT + "- [ ] Half an edit\n")
    ended = project.mdcheck("update")
    assert ended.code == 4
    assert "not written and not committed: no check ran" in ended.out
    assert project.read() == SCRIPT + "- [ ] Half an edit\n"
    assert len(project.log()) == 1
    assert not (project.root / "ran").exists()


def test_what_ran_is_written_though_something_else_was_refused_and_committed_on_demand_only(project):
    project.write(SCRIPT)
    project.commit_all()
    project.write(SCRIPT + CHECKED.partition("\n\n")[2])
    ended = project.mdcheck("update")
    assert ended.code == 4
    assert "not committed: 1 check not run, since nobody approved the code; --commit commits" in " ".join(
        ended.out.split()
    )
    assert "- [x] Here" in project.read()
    assert len(project.log()) == 1
    assert project.mdcheck("update", "--commit").code == 4
    assert len(project.log()) == 2


def test_offline_keeps_figures_as_always(project):
    project.write("---\nmdcheck: {figures: true}\n---\n" + SCRIPT)
    assert project.mdcheck("update", "--offline").code == 0
    assert "# List (50%)" in project.read()


def test_init_says_that_update_commits(project):
    out = project.mdcheck("init").out
    assert out.endswith(
        "update commits the checklist; --no-commit, or commit = false in mdcheck.toml, turns that off\n"
    )
