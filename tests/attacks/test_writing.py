"""What stands where mdcheck is to write: a link, a FIFO, a folder that is a link. Nothing is written through any."""

import os
import socket
import stat

import pytest


def link(attack, path):
    path.symlink_to(attack.secret)


def link_inside(attack, path):
    path.symlink_to(attack.write("inside.txt", "inside\n"))


def link_to_git(attack, path):
    path.symlink_to(attack.root / ".git" / "config")


def dangling(attack, path):
    path.symlink_to(attack.outside / "new")


def to_itself(attack, path):
    path.symlink_to(path.name)


def fifo(attack, path):
    os.mkfifo(path)


def unix_socket(attack, path):
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)
    os.chdir(here)
    os.close(here)


def several_names(attack, path):
    path.hardlink_to(attack.write("inside.txt", "inside\n"))


PLANTED = {
    link: "is a symbolic link",
    link_inside: "is a symbolic link",
    link_to_git: "is a symbolic link",
    dangling: "is a symbolic link",
    to_itself: "is a symbolic link",
    fifo: "is a FIFO",
    unix_socket: "is a socket",
    several_names: "has 2 names (hard links)",
}
WRITERS = {
    "--report": ("run", "--report", "gitlab:planted"),
    "--report of several": ("run", "--report", "json:fine.json", "--report", "junit:planted"),
    "-o": ("run", "--format", "html", "-o", "planted"),
    "update": ("update", "--no-commit", "--report", "sarif:planted"),
    "update --check": ("update", "--check", "--report", "sarif:planted"),
    "badge": ("badge", "-o", "planted"),
    "init": ("init", "-o", "planted"),
    "init --force": ("init", "--force", "-o", "planted"),
}


def state(root):
    """All that stands in the repository, and where links lead."""
    return {
        str(path.relative_to(root)): path.readlink() if path.is_symlink() else path.read_bytes()
        for path in root.rglob("*")
        if path.is_symlink() or stat.S_ISREG(path.lstat().st_mode)
    }


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize(("plant", "reason"), PLANTED.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_what_stands_there_is_refused_before_anything_runs(attack, writer, plant, reason):
    plant(attack, attack.root / "planted")
    before = state(attack.root)
    ended = attack.mdcheck(*writer)
    assert ended.code == 4
    assert "planted" in ended.err
    told = (reason, "the file exists, and was not touched", "something that is no file stands there already")
    assert any(words in ended.err for words in told)
    assert state(attack.root) == before


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("place", ["reports", "a/reports"])
def test_a_folder_that_is_a_link(attack, writer, place):
    (attack.root / place).parent.mkdir(exist_ok=True)
    (attack.root / place).symlink_to(attack.outside)
    ended = attack.mdcheck(*(word.replace("planted", f"{place}/deeper.txt") for word in writer))
    assert ended.code == 4
    assert f"the folder {attack.root / place} is a symbolic link" in ended.err


@pytest.mark.parametrize("place", ["link/below/x.json", "./link/./below//x.json"])
def test_a_link_further_up(attack, place):
    (attack.outside / "below").mkdir()
    attack.expect()
    (attack.root / "link").symlink_to(attack.outside)
    ended = attack.mdcheck("run", "--report", f"json:{place}")
    assert (ended.code, "is a symbolic link" in ended.err) == (4, True)


def test_from_another_folder(attack, monkeypatch):
    """The repository's root counts, wherever mdcheck is started and however the file is named."""
    (attack.root / "reports").symlink_to(attack.outside)
    monkeypatch.chdir(attack.root.parent)
    for place in (attack.root / "reports" / "x.json", "repository/reports/x.json"):
        ended = attack.mdcheck("run", "repository/CHECKLIST.md", "--report", f"json:{place}")
        assert (ended.code, "is a symbolic link" in ended.err) == (4, True)


def test_a_repository_behind_a_link_is_no_root(attack):
    """A stranger's link to a folder that has a `.git` of its own does not make that folder the root."""
    attack.git("init", "-q", cwd=attack.outside)
    attack.expect()
    (attack.root / "link").symlink_to(attack.outside)
    ended = attack.mdcheck("run", "--report", "json:link/x.json")
    assert (ended.code, "is a symbolic link" in ended.err) == (4, True)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full", "/dev/stdout"])
def test_a_device(attack, device):
    ended = attack.mdcheck("run", "--report", f"json:{device}")
    assert ended.code == 4
    assert "`-` is standard output" in ended.err


def test_a_link_that_a_check_makes_during_the_run(attack):
    """The look before the run saw nothing."""
    attack.write("CHECKLIST.md", f"- [ ] a\n  ```check bash\n  ln -s {attack.secret} planted\n  ```\n")
    ended = attack.mdcheck("run", "--trust", "--report", "json:planted", "--report", "junit:fine.xml")
    assert ended.code == 4
    assert "planted: error: the report can't be written: planted is a symbolic link" in ended.err
    assert (attack.root / "fine.xml").read_text().startswith("<?xml")


def test_a_job_summary_that_is_a_fifo_or_a_link(attack, monkeypatch):
    for plant in (link, fifo):
        place = attack.root / plant.__name__
        plant(attack, place)
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place))
        ended = attack.mdcheck("run", "--format", "github")
        assert (ended.code, "the job summary can't be written" in ended.err) == (0, True)


def test_what_a_person_has_outside_may_be_a_link(attack, tmp_path):
    """Links that lead to the repository or to a folder outside of it are the person's own."""
    (tmp_path / "named").symlink_to(tmp_path / "home")
    assert attack.mdcheck("run", "--report", f"json:{tmp_path / 'named' / 'x.json'}").code == 0
    assert (tmp_path / "home" / "x.json").is_file()


def test_a_report_that_stands_there_keeps_its_mode(attack):
    before = attack.write("report.json", "{}")
    before.chmod(0o640)
    assert attack.mdcheck("run", "--report", "json:report.json", "--report", "junit:new.xml").code == 0
    assert stat.S_IMODE(before.stat().st_mode) == 0o640
    assert stat.S_IMODE((attack.root / "new.xml").stat().st_mode) == 0o666 & ~current_umask()


def current_umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_new_checklist_where_files_have_one_name_only(attack, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert attack.mdcheck("init", "-o", "NEW.md").code == 0
    assert attack.mdcheck("init", "-o", "NEW.md").code == 4
    assert "# repository checklist" in (attack.root / "NEW.md").read_text()


def test_the_attributes_of_a_clone_are_no_link(attack):
    place = attack.root / ".git" / "info" / "attributes"
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(attack.secret)
    ended = attack.mdcheck("config-git", "--enable")
    assert (ended.code, "attributes is a symbolic link" in ended.err) == (4, True)


def test_a_tracked_file_that_looks_like_a_left_over_stays(attack):
    (name, other) = (attack.root / f".mdcheck-{'0' * 15}{digit}.tmp" for digit in "12")
    name.write_text("tracked")
    attack.commit_all()
    other.write_text("left over")
    attack.write("CHECKLIST.md", "- [ ] a\n  ```check\n  file_exists: CHECKLIST.md\n  ```\n")
    from mdcheck.cli import invoke

    assert invoke(["update", "--no-commit"]) == 0
    assert (name.read_text(), other.exists()) == ("tracked", False)
    assert "[x]" in (attack.root / "CHECKLIST.md").read_text()
