"""`mdcheck config-git` as people call it."""

import pytest

USES = " merge=mdcheck diff=mdcheck"


def attributes(project):
    path = project.root / ".git" / "info" / "attributes"
    return path.read_text() if path.exists() else None


@pytest.mark.parametrize(
    ("made", "names", "wanted"),
    [
        ((), (), ["/PRODUCTION_READINESS_CHECKLIST.md", "/CHECKLIST.md"]),
        (("CHECKLIST.md",), (), ["/CHECKLIST.md"]),
        (("docs/a.md", "CHECKLIST.md"), ("docs/a.md",), ["/docs/a.md"]),
        (("docs/a.md", "mdcheck.toml"), (), ["/docs/a.md"]),
    ],
    ids=["no checklist yet", "the usual one", "named", "of the settings"],
)
def test_files(project, made, names, wanted):
    for name in made:
        project.write('files = ["docs/a.md"]\n' if name == "mdcheck.toml" else "- [ ] a\n", name)
    ended = project.mdcheck("config-git", "--enable", *names)
    assert (ended.code, ended.err) == (0, "")
    assert attributes(project) == "".join(f"{line}{USES}\n" for line in wanted)
    assert project.mdcheck("config-git", "--enable", *names).out == "nothing to change\n"
    assert project.mdcheck("config-git", "--disable").code == 0
    assert attributes(project) is None


def test_names_are_from_where_the_person_is(project, monkeypatch):
    project.write("- [ ] a\n", "docs/a.md")
    monkeypatch.chdir(project.root / "docs")
    assert project.mdcheck("config-git", "--enable", "a.md").code == 0
    assert attributes(project) == f"/docs/a.md{USES}\n"


def test_for_all_repositories(folder, tmp_path):
    assert folder.mdcheck("config-git", "--enable", "--global").code == 0
    path = tmp_path / "home" / ".config" / "git" / "attributes"
    assert path.read_text() == f"PRODUCTION_READINESS_CHECKLIST.md{USES}\nCHECKLIST.md{USES}\n"
    assert folder.mdcheck("config-git", "--disable", "--global").code == 0
    assert not path.exists()


def test_bare_it_shows_what_git_knows(project):
    nothing = project.mdcheck("config-git")
    assert nothing == (0, "git does not know of mdcheck here\n`mdcheck config-git --enable` sets git up\n", "")
    project.mdcheck("config-git", "--enable")
    shown = project.mdcheck("config-git").out.splitlines()
    assert shown[:2] == ["set merge.mdcheck.name", "set merge.mdcheck.driver"]
    assert shown[-2].endswith(USES)
    assert shown[-1] == "`mdcheck config-git --disable` undoes that"


def test_without_a_repository(folder):
    ended = folder.mdcheck("config-git", "--enable")
    assert ended.code == 3
    assert "is not inside a git repository" in ended.err
    assert "use --global" in ended.err


def test_a_file_of_another_place(project, tmp_path):
    (tmp_path / "other.md").write_text("- [ ] a\n")
    ended = project.mdcheck("config-git", "--enable", "../other.md")
    assert (ended.code, attributes(project)) == (3, None)
    assert "name a file of this repository" in ended.err
