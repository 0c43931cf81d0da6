"""Telling git of mdcheck, and untelling it."""

import os

import pytest

from mdcheck.errors import WriteError
from mdcheck.repository.config import Scope, attributes_file, disable, enable, pattern

USES = " merge=mdcheck diff=mdcheck"
KEYS = ["merge.mdcheck.name", "merge.mdcheck.driver", "diff.mdcheck.textconv", "diff.mdcheck.xfuncname"]


def files(box, settings):
    """All that either scope writes to."""
    names = [box.root / ".git/config", box.root / ".git/info/attributes", settings]
    names.append(settings.parent / ".config/git/attributes")
    return {path: path.read_bytes() if path.exists() else None for path in names}


@pytest.fixture(autouse=True)
def no_xdg(monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("attributes", [None, b"*.png binary\n", b"# no final newline\r\n*.md text", b"\xff -diff\n"])
def test_disable_restores_what_enable_found(box, settings, scope, attributes):
    path = attributes_file(box.root, scope)
    path.unlink(missing_ok=True)
    if attributes is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(attributes)
    before = files(box, settings)
    said = enable(box.root, scope, "mdcheck", ["/CHECKLIST.md", "/docs/b.md"])
    assert said == (
        *(f"set {key}" for key in KEYS),
        f"added to {path}: /CHECKLIST.md{USES}",
        f"added to {path}: /docs/b.md{USES}",
    )
    enabled = files(box, settings)
    assert enabled[path] == f"/CHECKLIST.md{USES}\n/docs/b.md{USES}\n".encode() + (attributes or b"")
    assert enable(box.root, scope, "mdcheck", ["/CHECKLIST.md"]) == ()
    assert files(box, settings) == enabled
    assert len(disable(box.root, scope)) == 6
    assert files(box, settings) == before
    assert disable(box.root, scope) == ()
    assert files(box, settings) == before


def test_a_scope_touches_nothing_of_the_other(box, settings):
    before = files(box, settings)
    enable(box.root, Scope.LOCAL, "mdcheck", ["/a.md"])
    enable(box.root, Scope.GLOBAL, "mdcheck", ["CHECKLIST.md"])
    disable(box.root, Scope.LOCAL)
    after = files(box, settings)
    assert [path for path in before if before[path] != after[path]] == [
        settings,
        settings.parent / ".config/git/attributes",
    ]


def test_what_else_stands_there_stays(box):
    box.git("config", "merge.mdcheck.recursive", "binary")
    box.git("config", "diff.other.textconv", "cat")
    enable(box.root, Scope.LOCAL, "mdcheck", [])
    box.git("config", "merge.mdcheck.driver", "of an older version")
    assert enable(box.root, Scope.LOCAL, "mdcheck", []) == ("set merge.mdcheck.driver",)
    disable(box.root, Scope.LOCAL)
    assert (
        box.git("config", "--get-regexp", r"^(merge|diff)\.")
        == "merge.mdcheck.recursive binary\ndiff.other.textconv cat\n"
    )


def test_git_applies_it_to_these_files_only(box):
    enable(box.root, Scope.LOCAL, "mdcheck", ["/CHECKLIST.md"])
    shown = box.git("check-attr", "merge", "diff", "--", "CHECKLIST.md", "docs/CHECKLIST.md")
    assert shown.splitlines() == [
        "CHECKLIST.md: merge: mdcheck",
        "CHECKLIST.md: diff: mdcheck",
        "docs/CHECKLIST.md: merge: unspecified",
        "docs/CHECKLIST.md: diff: unspecified",
    ]


def test_what_a_person_has_written_has_the_last_word(box):
    path = attributes_file(box.root, Scope.LOCAL)
    path.parent.mkdir(exist_ok=True)
    path.write_text("*.md -diff\n")
    enable(box.root, Scope.LOCAL, "mdcheck", ["/CHECKLIST.md"])
    assert box.git("check-attr", "diff", "--", "CHECKLIST.md") == "CHECKLIST.md: diff: unset\n"


NAMES = [
    "CHECKLIST.md",
    "docs/a b.md",
    "a[1]*?.md",
    "back\\slash.md",
    'qu"ote.md',
    "#a.md",
    "!a.md",
    "tab\there.md",
    "ünï.md",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("anchored", [True, False])
def test_patterns_are_of_just_this_file(box, name, anchored):
    enable(box.root, Scope.LOCAL, "mdcheck", [pattern(name, anchored=anchored)])
    assert box.git("check-attr", "-z", "merge", "--", name).split("\0")[2] == "mdcheck"
    assert box.git("check-attr", "-z", "merge", "--", f"x{name}").split("\0")[2] == "unspecified"
    disable(box.root, Scope.LOCAL)
    assert box.git("check-attr", "-z", "merge", "--", name).split("\0")[2] == "unspecified"


def test_the_attributes_file_of_the_person(box, settings, monkeypatch):
    home = settings.parent
    assert attributes_file(box.root, Scope.GLOBAL) == home / ".config" / "git" / "attributes"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    assert attributes_file(box.root, Scope.GLOBAL) == home / "xdg" / "git" / "attributes"
    box.git("config", "--global", "core.attributesFile", "~/mine")
    assert attributes_file(box.root, Scope.GLOBAL) == home / "mine"


def test_linked_work_trees_share_it(box, make_box):
    other = make_box("other")
    box.git("worktree", "add", "-q", str(other.root))
    enable(other.root, Scope.LOCAL, "mdcheck", ["/CHECKLIST.md"])
    for one in (box, other):
        assert one.git("check-attr", "merge", "--", "CHECKLIST.md") == "CHECKLIST.md: merge: mdcheck\n"
    disable(box.root, Scope.LOCAL)
    assert other.git("check-attr", "merge", "--", "CHECKLIST.md") == "CHECKLIST.md: merge: unspecified\n"


@pytest.mark.skipif(os.name == "nt", reason="paths are other there")
def test_a_command_with_blanks_and_quotes(box, make_box):
    folder = make_box("it's a folder").root
    command = folder / "mdcheck"
    command.write_text('#!/bin/sh\necho "$1" > "$3"\nexit 0\n')
    command.chmod(0o755)
    enable(box.root, Scope.LOCAL, str(command), ["/CHECKLIST.md"])
    box.git("checkout", "-q", "-b", "other")
    box.commit("CHECKLIST.md", "- [x] a\n")
    box.git("checkout", "-q", "main")
    box.commit("CHECKLIST.md", "- [ ] b\n")
    box.git("merge", "-q", "--no-edit", "other")
    assert box.file.read_text() == "git-driver\n"


def test_a_place_that_can_not_be_written_is_named(box):
    path = attributes_file(box.root, Scope.LOCAL)
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    with pytest.raises(WriteError, match=r"can't be read: .* is no regular file") as raised:
        enable(box.root, Scope.LOCAL, "mdcheck", ["/a.md"])
    assert raised.value.where == str(path)
