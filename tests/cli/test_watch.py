"""`run --watch`: what runs again after a change, and that what is shown is what a fresh run shows."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from testing.counted import counted
from testing.terminal import TIMEOUT, Terminal
from testing.tiers import amount

from mdcheck.app.run import run
from mdcheck.app.run_options import RunOptions
from mdcheck.app.session import Session
from mdcheck.app.trust import grant, show
from mdcheck.app.watch import Watch
from mdcheck.checks.installation import install_extra
from mdcheck.evidence.trace import Changes
from mdcheck.execution.events import CheckStarted

CHECKLIST = """\
# Checklist

- [ ] exists
  ```check
  file_exists: docs/guide.md
  ```
- [ ] absent
  ```check
  file_absent: tmp/left
  ```
- [ ] glob
  ```check
  glob_count: {paths: "src/**/*.py", min: 2}
  ```
- [ ] contains
  ```check
  contains: [README.md, docs/*.md]
  pattern: mdcheck
  ```
- [ ] nothing to do
  ```check
  not_contains: "src/**"
  pattern: TODO
  ```
- [ ] links
  ```check
  links: "*.md"
  ```
- [ ] value
  ```check
  value: package.json
  at: $.version
  matches: "1.*"
  ```
- [ ] only with docker
  ```check
  file_exists: compose.yaml
  when: {file_exists: Dockerfile}
  ```
- [ ] tracked
  ```check
  git: {tracked: [README.md]}
  ```
- [ ] clean
  ```check
  git: {clean: true}
  ```
- [ ] sets
  ```check
  not_contains: "@code"
  pattern: FIXME
  ```
- [ ] after
  ```check
  file_exists: README.md
  needs: exists
  ```
- [ ] all below
  ```check
  children: all
  ```
  - [ ] nested
    ```check
    file_exists: nested
    ```
- [ ] script
  ```check bash inputs=src/**
  test -f src/a.py
  ```
"""
FILES = {
    "README.md": "mdcheck and [a guide](docs/guide.md)\n",
    "docs/guide.md": "mdcheck\n",
    "src/a.py": "a = 1\n",
    "src/b/c.py": "c = 1\n",
    "package.json": '{"version": "1.2"}\n',
    "other.txt": "nothing looks here\n",
}
# After each change, the items whose checks run again; those that follow from other items are not counted.
EVERY_CHANGE = {"clean", "sets"}
AFTER = {
    "other.txt": set(),
    "docs/guide.md": {"contains", "links", "exists"},
    "README.md": {"contains", "links", "after"},
    "package.json": {"value"},
    "tmp/left": {"absent"},
    "src/a.py": {"glob", "nothing to do", "script"},
    "src/new/d.py": {"glob", "nothing to do", "script"},
    "Dockerfile": {"only with docker"},
    "nested": {"nested"},
    "docs/more.md": {"contains"},
}


def git(folder, *args):
    subprocess.run(["git", "-C", folder, *args], check=True, capture_output=True)


def put(folder, path, text):
    target = Path(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def repository(folder):
    for path, text in {**FILES, "CHECKLIST.md": CHECKLIST}.items():
        put(folder, path, text)
    git(folder, "init", "--quiet")
    git(folder, "add", "README.md", "src", "package.json")
    return Session(cwd=Path(folder), environ={**os.environ, "XDG_STATE_HOME": str(Path(folder).parent / "state")})


def told(report):
    """What a reader sees of a report."""
    return [
        (item.item.text, [(check.outcome, check.message) for check in item.checks])
        for file in report.files
        for item in file.items
    ]


def below(folder, *paths, folders=()):
    full = frozenset(f"{folder}/{path}" for path in paths)
    return Changes(full, frozenset(f"{folder}/{path}" for path in folders))


OPTIONS = RunOptions(trust=True, jobs=1, cache=False)


class Watching:
    """A watch with the same options in every round."""

    def __init__(self, session, options=OPTIONS):
        self._watch = Watch((), session)
        self._options = options

    def again(self, changes):
        return self._watch.again(changes, self._options)


@pytest.fixture
def started():
    """The texts of the items whose checks have started."""
    return []


@pytest.fixture
def watched(tmp_path, monkeypatch, started):
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    session = repository(folder)
    told_of = lambda event: started.append(event.item.text) if isinstance(event, CheckStarted) else None  # noqa: E731
    watch = Watching(session, replace(OPTIONS, on_event=told_of))
    watch.again(None)
    return folder.resolve(), session, watch


@pytest.mark.parametrize("path", AFTER)
def test_only_what_looked_at_a_path_runs_again(watched, started, path):
    folder, session, watch = watched
    put(folder, path, FILES.get(path, "new\n") + "changed\n")
    started.clear()
    found = watch.again(below(folder, path))
    assert set(started) == AFTER[path] | EVERY_CHANGE
    assert told(found.report) == told(run((), session, OPTIONS).report)


def test_nothing_runs_where_nothing_has_changed(watched):
    folder, _, watch = watched
    assert watch.again(Changes(frozenset())).ran == 0
    put(folder, "docs/guide.md", "mdcheck\n")
    assert watch.again(None).ran > 10  # all, where that is asked for


PATHS = ["docs/guide.md", "README.md", "src/a.py", "src/b/c.py", "tmp/left", "package.json", "Dockerfile", "nested"]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("write"), st.sampled_from(PATHS), st.sampled_from(["mdcheck\n", "TODO\n", '{"version": "2"}'])
        ),
        st.tuples(st.just("remove"), st.sampled_from(PATHS), st.just("")),
        st.tuples(st.just("add"), st.sampled_from(PATHS), st.just("")),
        st.tuples(st.just("move"), st.sampled_from(["docs", "src", "src/b"]), st.sampled_from(["elsewhere", "back"])),
        st.tuples(st.just("edit"), st.sampled_from(["glob", "links", "script"]), st.sampled_from(["x", "y"])),
    ),
    max_size=5,
)


@settings(max_examples=amount(8, 50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_changes_it_shows_what_a_fresh_run_shows(tmp_path_factory, steps):
    folder = (tmp_path_factory.mktemp("law") / "repository").resolve()
    folder.mkdir()
    session = repository(folder)
    watch = Watching(session)
    with contextlib.chdir(folder):
        watch.again(None)
        for step in steps:
            found = watch.again(carried_out(folder, *step))
            assert told(found.report) == told(run((), session, OPTIONS).report)


def carried_out(folder, step, path, text):
    """Do it, and say what has changed as the system would."""
    target = folder / path
    if step == "write":
        new = [name for name in (path, path.rpartition("/")[0]) if name and not (folder / name).exists()]
        put(folder, path, text)
        return below(folder, path, *new, folders=[name for name in new if name != path])
    if step == "remove":
        target.unlink(missing_ok=True)
        return below(folder, path)
    if step == "add" and target.exists():
        git(folder, "add", path)
        return below(folder, ".git/index")
    if step == "move" and target.exists():
        goal = folder.parent / path.replace("/", "-") if text == "elsewhere" else folder / "moved"
        if not goal.exists():
            target.rename(goal)
            return below(folder, path, "moved", folders=[path, "moved"])
    if step == "edit":
        checklist = folder / "CHECKLIST.md"
        checklist.write_text(checklist.read_text().replace(f"- [ ] {path}\n", f"- [ ] {path}\n  {text}\n\n"))
        return below(folder, "CHECKLIST.md")
    return Changes(frozenset())


def test_a_block_that_is_edited_runs_again_and_others_hold(watched):
    folder, _, watch = watched
    checklist = folder / "CHECKLIST.md"
    checklist.write_text("An introduction.\n\n" + checklist.read_text().replace("test -f src/a.py", "exit 3"))
    found = watch.again(below(folder, "CHECKLIST.md"))
    assert [
        (change.now.item.text, change.now.message) for change in found.changes if change.now.item.text == "script"
    ] == [("script", "exit status 3")]
    assert found.ran == len(EVERY_CHANGE) + 2  # the link check reads the checklist, too
    lines = {item.item.text: check.line for item in found.report.files[0].items for check in item.checks[:1]}
    assert lines["exists"] == 6  # two lines further down than before


def test_new_settings_run_everything(watched):
    folder, _, watch = watched
    put(folder, "mdcheck.toml", '[paths]\napi = ["src/**"]\n')
    assert watch.again(below(folder, "mdcheck.toml")).ran > 10


def linked_work_tree(folder):
    git(folder, "worktree", "add", "--quiet", "-b", "linked", folder.parent / "linked")
    return folder.parent / "linked"


def submodule(folder):
    outer = folder.parent / "outer"
    git(folder.parent, "init", "--quiet", "outer")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", folder, "inner")
    return outer / "inner"


@pytest.mark.parametrize(
    ("made", "records"),
    [
        (linked_work_tree, ("repository/.git", "repository/.git/worktrees/linked/index")),
        (submodule, ("outer/.git/modules/inner", "outer/.git/modules/inner/index")),
    ],
)
def test_where_git_keeps_its_record_elsewhere_it_is_watched_too(tmp_path, monkeypatch, made, records):
    base = tmp_path.resolve()
    folder = base / "repository"
    folder.mkdir()
    session = repository(folder)
    git(folder, "add", "CHECKLIST.md")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "All")
    place = made(folder)
    checklist = place / "CHECKLIST.md"
    checklist.write_text(checklist.read_text().replace("tracked: [README.md]", "tracked: [new]"))
    monkeypatch.chdir(place)
    session = session._replace(cwd=place)
    watch = Watch((), session)
    assert watch.roots() == (place, base / records[0])
    watch.again(None, OPTIONS)
    put(place, "new", "new\n")
    git(place, "add", "new")
    found = watch.again(Changes(frozenset({str(base / records[1])})), OPTIONS)
    assert ("tracked", "passed") in [(change.now.item.text, change.now.outcome.value) for change in found.changes]
    assert told(found.report) == told(run((), session, OPTIONS).report)


def test_a_record_that_git_can_not_find_is_not_watched(tmp_path, monkeypatch):
    repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").rename(tmp_path / "gone")
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert Watch((), Session(cwd=tmp_path, environ={})).roots() == (tmp_path.resolve(),)


def test_a_script_that_changes_its_own_inputs_comes_to_rest(watched):
    folder, _, watch = watched
    checklist = folder / "CHECKLIST.md"
    checklist.write_text(checklist.read_text().replace("test -f src/a.py", "echo formatted > src/a.py"))
    watch.again(below(folder, "CHECKLIST.md"))
    put(folder, "src/b/c.py", "c = 2\n")
    assert watch.again(below(folder, "src/b/c.py", "src/a.py")).ran > len(EVERY_CHANGE)
    rest = watch.again(below(folder, "src/a.py"))  # what the script wrote is what stood there when it began
    assert "script" not in [change.now.item.text for change in rest.changes]


def test_a_script_whose_approval_has_lapsed_is_shown_as_not_run(watched):
    folder, session, _ = watched
    put(folder, "check.sh", "true\n")
    put(folder, "CHECKLIST.md", "- [ ] script\n  ```check bash\n  bash check.sh\n  ```\n")
    asked = replace(OPTIONS, trust=False)
    grant(show((), session, (), lambda *_: None), session)
    watch = Watching(session, asked)
    (before,) = told(watch.again(None).report)
    assert before[1][0][0].value == "passed"
    put(folder, "check.sh", "false\n")
    found = watch.again(below(folder, "check.sh"))
    assert told(found.report) == told(run((), session, asked).report) != [before]
    assert [change.now.outcome.value for change in found.changes] == ["not_run"]


def test_a_broken_checklist_is_shown_and_watching_goes_on(watched):
    folder, session, watch = watched
    checklist = folder / "CHECKLIST.md"
    good = checklist.read_text()
    checklist.write_text(good.replace("file_exists: nested", "file_exits: nested"))
    broken = watch.again(below(folder, "CHECKLIST.md"))
    assert broken.report is None
    assert "errors" in str(broken.error)
    checklist.unlink()
    assert watch.again(below(folder, "CHECKLIST.md")).error is not None
    checklist.write_text(good)
    assert told(watch.again(below(folder, "CHECKLIST.md")).report) == told(run((), session, OPTIONS).report)


def test_a_checklist_that_is_broken_at_the_start_may_go_and_come_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = repository(tmp_path)
    checklist = tmp_path / "CHECKLIST.md"
    good = checklist.read_text()
    checklist.write_text(good.replace("file_exists: nested", "file_exits: nested"))
    watch = Watching(session, OPTIONS)
    assert watch.again(None).error is not None
    checklist.unlink()
    assert "no checklist" in str(watch.again(below(tmp_path, "CHECKLIST.md")).error)
    checklist.write_text(good)
    assert told(watch.again(below(tmp_path, "CHECKLIST.md")).report) == told(run((), session, OPTIONS).report)


@pytest.mark.no_cover
def test_a_person_sees_the_change_and_leaves_with_q(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    repository(folder)
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "NO_COLOR": "1", "CI": ""}
    with Terminal(folder, "run", "--watch", "--trust", env=state) as terminal:
        terminal.until("waiting for changes")
        put(folder, "nested", "here\n")
        terminal.until("nested · passed, was failed")
        terminal.until("waiting for changes")
        deep = folder / "src" / "w" / "x" / "y"
        deep.mkdir(parents=True)
        (deep / "z.py").write_text("TODO\n")
        terminal.until("nothing to do · failed, was passed")
        terminal.until("waiting for changes")
        terminal.type("r")
        terminal.until("waiting for changes")
        terminal.type("q")
        assert terminal.ended()[1] == 1
    git(folder, "diff", "--exit-code", "README.md")


@pytest.mark.no_cover
def test_what_changes_without_a_check_is_shown_too(tmp_path):
    one = "- [ ] Ada has signed\n- [ ] exists\n  ```check\n  file_exists: here\n  ```\n"
    put(tmp_path, "CHECKLIST.md", one)
    put(tmp_path, "OTHER_CHECKLIST.md", "- [ ] there\n  ```check\n  file_absent: there\n  ```\n")
    state = {"XDG_STATE_HOME": str(tmp_path.parent / "state"), "NO_COLOR": "1", "CI": ""}
    with Terminal(tmp_path, "run", "--watch", env=state) as terminal:
        terminal.until("2 files")
        terminal.until("waiting for changes")
        (tmp_path / "OTHER_CHECKLIST.md").unlink()
        terminal.until("0 checks ran; waiting for changes")
        put(tmp_path, "CHECKLIST.md", one.replace("[ ] Ada", "[x] Ada"))
        terminal.until("1 of 2 ticked")
        terminal.until("0 checks ran; waiting for changes")
        terminal.type("q")
        assert terminal.ended()[1] == 1


@pytest.mark.no_cover
@pytest.mark.parametrize("leaves", ["at once", "later"])
def test_it_ends_where_nobody_reads(tmp_path, leaves):
    folder = tmp_path / "repository"
    folder.mkdir()
    repository(folder)
    environ = {**os.environ, **counted(), "XDG_STATE_HOME": str(tmp_path / "state"), "CI": ""}
    command = [sys.executable, "-m", "mdcheck", "run", "--watch", "--trust"]
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        if leaves == "later":
            while b"waiting for changes" not in process.stdout.readline():
                pass
        process.stdout.close()
        put(folder, "nested", "here\n")
        _, errors = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, errors) == (1, b"")


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (["-f", "json"], "--format"),
        (["-o", "x.html"], "--output"),
        (["--report", "tap:x"], "--report"),
        (["--open"], "--open"),
    ],
)
def test_reports_in_files_are_refused(folder, args, name):
    repository(folder.root)
    ended = folder.mdcheck("run", "--watch", *args)
    assert ended.code == 3
    assert f"not with {name}" in ended.err


def test_without_its_package_it_says_what_to_install(folder, monkeypatch):
    repository(folder.root)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ended = folder.mdcheck("run", "--watch")
    assert ended.code == 3
    assert install_extra("watch") in ended.err
    assert "'watchfiles<2,>=1.1'" in ended.err
